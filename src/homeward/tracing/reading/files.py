"""Files in: CSV, Parquet, Arrow and XLSX become raw columns with row numbers, part by part."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from homeward.tracing import errors
from homeward.tracing.reading.ahead import one_ahead
from homeward.tracing.reading.encode import is_ascii
from homeward.tracing.reading.fields import UNITS, Mapped, delimiter_of, map_fields
from homeward.tracing.reading.quotes import refuse_hidden_rows
from homeward.tracing.reading.rawtable import RawTable, raw_table
from homeward.tracing.reading.rejections import Rejection

PART = 1 << 19
"""Rows of Parquet and Arrow files read at a time."""

STREAMED_ABOVE = 1 << 26
"""Bytes of CSV above which a file is read in parts, on one core."""

_BLOCK = 1 << 24

_ARROW = b"ARROW1"
"""What a file of Arrow begins with."""


def read_parts(
    path: str | Path, mapping: Mapping[str, str], max_rows: int | None = None
) -> Iterator[RawTable]:
    """Read one file by its suffix: .parquet, .arrow, .feather, .xlsx, and anything else as CSV.

    Only the columns that are mapped are read. Raises `FileMissing`, `FolderIsNoLedger`,
    `FileUnreadable`, `ColumnMissing`, and `TooManyRows` where the file itself says that it holds
    more.
    """
    path = Path(path)
    if path.is_dir():
        raise errors.FolderIsNoLedger(file=str(path))
    if not path.is_file():
        raise errors.FileMissing(file=str(path))
    try:
        yield from _reader(path)(path, mapping, max_rows)
    except (pa.ArrowException, UnicodeDecodeError, OSError, csv.Error) as problem:
        raise errors.FileUnreadable(file=path.name, reason=reason_of(path, problem)) from problem


def reason_of(path: Path, problem: Exception) -> str:
    """Why a file cannot be read, as a sentence; of text in another encoding the line is named."""
    if isinstance(problem, UnicodeDecodeError) or "invalid UTF8" in str(problem):
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if not _is_utf8(line):
                    return f"It is not text in UTF-8; the first line that is not is line {number}."
    return (str(problem).splitlines() or ["It is damaged"])[0].rstrip(".") + "."


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _reader(path: Path) -> Any:
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        return _read_parquet
    if suffix in (".arrow", ".feather"):
        return _read_arrow
    if suffix in (".xlsx", ".xlsm"):
        from homeward.tracing.reading.sheets import read_sheet

        return lambda path, mapping, max_rows: read_sheet(path, mapping)
    return _read_csv


def _read_parquet(
    path: Path, mapping: Mapping[str, str], max_rows: int | None
) -> Iterator[RawTable]:
    units = _units_of(path, mapping)
    # to read ahead would fill fresh memory with every group of rows, a quarter of all work
    with pyarrow.parquet.ParquetFile(path, read_dictionary=units, pre_buffer=False) as file:
        if max_rows is not None and file.metadata.num_rows > max_rows:
            raise errors.TooManyRows(file=path.name, limit=max_rows)
        mapped = map_fields(path.name, file.schema_arrow.names, mapping)
        wanted = sorted(set(mapped.columns.values()))
        first, all_rows = 1, file.metadata.num_rows
        batches = file.iter_batches(batch_size=PART, columns=wanted)
        for batch in one_ahead(map(_sound, batches)):
            rows = np.arange(first, first + batch.num_rows)
            yield _part(path, mapped, batch, rows, expected=all_rows + 1 - first)
            first += batch.num_rows
        if first == 1:
            empty = file.schema_arrow.empty_table()
            yield _part(path, mapped, empty, np.arange(0))


def _sound(batch: Any) -> Any:
    """The batch, if what it points to is there and its text is text; raises `ArrowInvalid`.

    A damaged file may point anywhere, and kernels look where they are sent.
    """
    batch.validate()
    for column in batch.columns:
        if not is_ascii(column):
            column.validate(full=True)
    return batch


def _units_of(path: Path, mapping: Mapping[str, str]) -> list[str]:
    """Columns of currencies, of which a file holds few: they come as numbers of their values."""
    schema = pyarrow.parquet.read_schema(path)
    mapped = map_fields(path.name, schema.names, mapping)
    columns = {mapped.columns[name] for name in UNITS if name in mapped.columns}
    # a dot would lead into a structure
    return [name for name in columns if schema.field(name).type == pa.string() and "." not in name]


def _part(
    path: Path, mapped: Any, table: Any, rows: Any, malformed: Any = (), expected: int = 0
) -> RawTable:
    columns = {name: table.column(column) for name, column in mapped.columns.items()}
    refused = tuple(Rejection(path.name, m.row, "row", m.code, m.params) for m in malformed)
    return raw_table(path.name, columns, mapped.constants, rows, refused, expected)


def _read_arrow(path: Path, mapping: Mapping[str, str], max_rows: int | None) -> Iterator[RawTable]:
    with path.open("rb") as plain:
        if plain.read(len(_ARROW)) != _ARROW:
            reason = "It is no Arrow file; a stream of Arrow must be kept as a file first."
            raise errors.FileUnreadable(file=path.name, reason=reason)
    with pa.memory_map(str(path)) as source, pa.ipc.open_file(source) as file:
        mapped = map_fields(path.name, file.schema.names, mapping)
        if max_rows is not None and _rows_of_arrow(path) > max_rows:
            raise errors.TooManyRows(file=path.name, limit=max_rows)
        first = 1
        for number in range(file.num_record_batches):
            batch = _sound(file.get_batch(number))
            yield _part(path, mapped, batch, np.arange(first, first + batch.num_rows))
            first += batch.num_rows
        if first == 1:
            yield _part(path, mapped, file.schema.empty_table(), np.arange(0))


def _rows_of_arrow(path: Path) -> int:
    """Rows as the file declares them: nothing is unpacked to count them."""
    import pyarrow.dataset

    return int(pyarrow.dataset.dataset(path, format="feather").count_rows())


def _read_csv(path: Path, mapping: Mapping[str, str], max_rows: int | None) -> Iterator[RawTable]:
    header, delimiter = header_of(path)
    mapped = _mapped(path.name, header, mapping)
    wanted = sorted(set(mapped.columns.values()))
    refuse_hidden_rows(path, delimiter, header, wanted)
    if path.stat().st_size > STREAMED_ABOVE:
        yield from _stream_csv(path, mapped, wanted, delimiter)
        return
    malformed: list[Rejection] = []
    try:
        table = pyarrow.csv.read_csv(path, **_options(path, wanted, delimiter, None))
    except pa.ArrowInvalid:
        table = pyarrow.csv.read_csv(path, **_options(path, wanted, delimiter, malformed))
    rows = np.arange(1, table.num_rows + len(malformed) + 1)
    rows = np.delete(rows, [each.row - 1 for each in malformed])
    yield _part(path, mapped, table, rows, malformed)


def _mapped(file: str, header: list[str], mapping: Mapping[str, str]) -> Mapped:
    """The columns of fields; spaces around a name mean nothing, whoever wrote them."""
    plain = [name.strip() for name in header]
    wanted = {name: column.strip() for name, column in mapping.items()}
    found = map_fields(file, plain, wanted)
    columns = {name: header[plain.index(column)] for name, column in found.columns.items()}
    return Mapped(columns, found.constants)


def _stream_csv(path: Path, mapped: Any, wanted: list[str], delimiter: str) -> Iterator[RawTable]:
    """Parts of a large file. Rows of a wrong length are known by their numbers as they come."""
    malformed: list[Rejection] = []
    told, last = 0, 0
    options = _options(path, wanted, delimiter, malformed)
    with pyarrow.csv.open_csv(path, **options) as reader:
        for batch in reader:
            skipped = [each.row for each in malformed if each.row > last]
            rows = np.arange(last + 1, last + 1 + batch.num_rows + len(skipped))
            rows = np.setdiff1d(rows, skipped, assume_unique=True)[: batch.num_rows]
            last = int(rows[-1]) if len(rows) else last
            met = sum(each.row <= last for each in malformed)
            yield _part(path, mapped, batch, rows, malformed[told:met])
            told = met
        if told < len(malformed) or last == 0:
            empty = reader.schema.empty_table()
            yield _part(path, mapped, empty, np.arange(0), malformed[told:])


def header_of(path: Path) -> tuple[list[str], str]:
    """The column names, and the delimiter."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        line = file.readline()
    delimiter = delimiter_of(line)
    with path.open(encoding="utf-8-sig", newline="") as file:
        header = next(csv.reader(file, delimiter=delimiter), None)
    if not header:
        raise errors.FileUnreadable(file=path.name, reason="It has no header line.")
    return header, delimiter


def _options(
    path: Path, wanted: list[str], delimiter: str, malformed: list[Rejection] | None
) -> dict[str, Any]:
    """All columns as text. Rows of a wrong length fail, or are collected in `malformed`."""

    def skip(row: Any) -> str:
        params = {"expected": row.expected_columns, "actual": row.actual_columns}
        assert malformed is not None  # noqa: S101 - only installed with a list
        malformed.append(Rejection(path.name, row.number - 1, "row", "row_malformed", params))
        return "skip"

    return {
        # row numbers of malformed rows are known to Arrow only without threads
        "read_options": pyarrow.csv.ReadOptions(
            use_threads=malformed is None, block_size=_BLOCK if malformed is not None else None
        ),
        "parse_options": pyarrow.csv.ParseOptions(
            delimiter=delimiter,
            newlines_in_values=True,
            invalid_row_handler=None if malformed is None else skip,
        ),
        "convert_options": pyarrow.csv.ConvertOptions(
            include_columns=wanted,
            column_types={name: pa.string() for name in wanted},
            strings_can_be_null=True,
            null_values=[""],
        ),
    }
