"""Files in: CSV, Parquet and Arrow become raw columns with row numbers."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.feather
import pyarrow.parquet

from homeward.tracing import errors
from homeward.tracing.ledger import Ints
from homeward.tracing.reading.fields import map_fields
from homeward.tracing.reading.rejections import Rejection


@dataclass(frozen=True, slots=True)
class RawTable:
    """One source of rows: Arrow columns by field name, and each row's number from 1."""

    name: str
    columns: dict[str, Any]
    rows: Ints
    rejections: tuple[Rejection, ...] = ()


def read_file(path: str | Path, mapping: Mapping[str, str]) -> RawTable:
    """Read one file by its suffix: .parquet, .arrow, .feather, and anything else as CSV.

    Raises `FileMissing`, `FileUnreadable`, `ColumnMissing`.
    """
    path = Path(path)
    if not path.is_file():
        raise errors.FileMissing(file=str(path))
    try:
        if path.suffix in (".parquet", ".arrow", ".feather"):
            return _read_arrow(path, mapping)
        return _read_csv(path, mapping)
    except (pa.ArrowException, UnicodeDecodeError, OSError, csv.Error) as problem:
        reason = str(problem).splitlines()[0].rstrip(".") + "."
        raise errors.FileUnreadable(file=path.name, reason=reason) from problem


def _read_arrow(path: Path, mapping: Mapping[str, str]) -> RawTable:
    read = pyarrow.parquet.read_table if path.suffix == ".parquet" else pyarrow.feather.read_table
    table = read(path)
    mapped = map_fields(path.name, table.column_names, mapping)
    columns = {name: table.column(column) for name, column in mapped.columns.items()}
    return _raw(path.name, columns, mapped.constants, np.arange(1, table.num_rows + 1))


def _read_csv(path: Path, mapping: Mapping[str, str]) -> RawTable:
    header, delimiter = _header(path)
    mapped = map_fields(path.name, header, mapping)
    wanted = sorted(set(mapped.columns.values()))
    malformed: list[Rejection] = []
    try:
        table = _parse_csv(path, wanted, delimiter, None)
    except pa.ArrowInvalid:
        table = _parse_csv(path, wanted, delimiter, malformed)
    columns = {name: table.column(column) for name, column in mapped.columns.items()}
    rows = np.arange(1, table.num_rows + len(malformed) + 1)
    rows = np.delete(rows, [each.row - 1 for each in malformed])
    rejections = tuple(Rejection(path.name, m.row, "row", m.code, m.params) for m in malformed)
    return _raw(path.name, columns, mapped.constants, rows, rejections)


def _header(path: Path) -> tuple[list[str], str]:
    """The column names and the delimiter (a semicolon only where the header has no comma)."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        line = file.readline()
    delimiter = ";" if ";" in line and "," not in line else ","
    with path.open(encoding="utf-8-sig", newline="") as file:
        header = next(csv.reader(file, delimiter=delimiter), None)
    if not header:
        raise errors.FileUnreadable(file=path.name, reason="It has no header line.")
    return header, delimiter


def _parse_csv(
    path: Path, wanted: list[str], delimiter: str, malformed: list[Rejection] | None
) -> pa.Table:
    """All columns as text. Rows of a wrong length fail, or are collected in `malformed`."""

    def skip(row: Any) -> str:
        params = {"expected": row.expected_columns, "actual": row.actual_columns}
        assert malformed is not None  # noqa: S101 - only installed with a list
        malformed.append(Rejection(path.name, row.number - 1, "row", "row_malformed", params))
        return "skip"

    return pyarrow.csv.read_csv(
        path,
        # row numbers of malformed rows are known to Arrow only without threads
        read_options=pyarrow.csv.ReadOptions(use_threads=malformed is None),
        parse_options=pyarrow.csv.ParseOptions(
            delimiter=delimiter,
            newlines_in_values=True,
            invalid_row_handler=None if malformed is None else skip,
        ),
        convert_options=pyarrow.csv.ConvertOptions(
            include_columns=wanted,
            column_types={name: pa.string() for name in wanted},
            strings_can_be_null=True,
            null_values=[""],
        ),
    )


def _raw(
    name: str,
    columns: dict[str, Any],
    constants: dict[str, str],
    rows: Ints,
    rejections: tuple[Rejection, ...] = (),
) -> RawTable:
    flat = {key: column.combine_chunks() for key, column in columns.items()}
    flat = {
        key: pa.concat_arrays(each.chunks) if isinstance(each, pa.ChunkedArray) else each
        for key, each in flat.items()
    }
    for key, value in constants.items():
        flat[key] = pa.repeat(value, len(rows))
    return RawTable(name, flat, rows, rejections)
