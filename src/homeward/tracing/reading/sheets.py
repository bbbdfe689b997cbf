"""XLSX in: the first sheet of a workbook, row by row, as text that is exact.

Whole numbers and decimals become digits, dates and times ISO 8601; formulas count by the values
that were saved with them. Nothing is kept but the rows of one part at a time.
"""

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from homeward.tracing import errors
from homeward.tracing.reading.fields import IDENTIFIERS, Mapped, map_fields
from homeward.tracing.reading.rawtable import RawTable, raw_table
from homeward.tracing.reading.rejections import Rejection
from homeward.tracing.warning import TraceWarning

_PART = 1 << 16
_NAMED = 10
"""Sheets passed over that are named."""
_DIGITS = 15
"""Digits of a number that every workbook keeps; what is longer ends in others than were typed."""
_MOMENTS = (date, time, timedelta)
_LARGEST = 1 << 30
"""Bytes that a workbook may unpack to: it is compressed, and a small one can hold anything."""


def read_sheet(path: Path, mapping: Mapping[str, str]) -> Iterator[RawTable]:
    """Parts of the first sheet; its first row that is not empty names the columns. The first part
    notes which other sheets hold something.

    Raises `FileUnreadable` and `ColumnMissing`.
    """
    sheet, others = _sheets(path)
    rows = enumerate(sheet.iter_rows(), start=1)
    header = next(((n, row) for n, row in rows if _has_values(row)), None)
    if header is None:
        raise errors.FileUnreadable(file=path.name, reason="Its first sheet is empty.")
    names = ["" if each.value is None else str(each.value).strip() for each in header[1]]
    mapped = map_fields(path.name, [each for each in names if each], mapping)
    place = {field: names.index(column) for field, column in mapped.columns.items()}
    notes = _passed_over(path.name, sheet, others)
    part = _Part(path.name, mapped, place)
    for number, row in rows:
        if _has_values(row):
            part.add(number - header[0], row)
            if len(part) == _PART:
                yield replace(part.table(), notes=notes)
                part, notes = _Part(path.name, mapped, place), ()
    yield replace(part.table(), notes=notes)


def _passed_over(file: str, read: Any, others: list[Any]) -> tuple[TraceWarning, ...]:
    names = [each.title for each in others if _holds_something(each)]
    if not names:
        return ()
    facts = {"file": file, "sheet": read.title, "count": len(names), "sheets": names[:_NAMED]}
    return (TraceWarning("sheets_passed_over", facts),)


def _holds_something(sheet: Any) -> bool:
    try:
        return any(map(_has_values, sheet.iter_rows()))
    except Exception:  # noqa: BLE001 - openpyxl raises anything; what is damaged was something
        return True


def _sheets(path: Path) -> tuple[Any, list[Any]]:
    """The first sheet, and the others."""
    try:
        import openpyxl  # type: ignore[import-untyped]
    except ModuleNotFoundError as missing:
        reason = "Reading XLSX needs the package openpyxl, which is not installed."
        raise errors.FileUnreadable(file=path.name, reason=reason) from missing
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(each.file_size for each in archive.infolist()) > _LARGEST:
                reason = "It unpacks to more than 1 GiB."
                raise errors.FileUnreadable(file=path.name, reason=reason)
        sheets = openpyxl.load_workbook(path, read_only=True, data_only=True).worksheets
        return sheets[0], sheets[1:]
    except errors.FileUnreadable:
        raise
    except Exception as problem:  # openpyxl raises whatever its parts raise
        reason = "It is not a workbook that can be read."
        raise errors.FileUnreadable(file=path.name, reason=reason) from problem


class _Part:
    """Some rows of a sheet, as text by field."""

    def __init__(self, file: str, mapped: Mapped, place: Mapping[str, int]) -> None:
        self.file, self.mapped, self.place = file, mapped, place
        self.numbers: list[int] = []
        self.rejections: list[Rejection] = []
        self.cells: dict[str, list[str | None]] = {field: [] for field in place}

    def __len__(self) -> int:
        return len(self.numbers) + len(self.rejections)

    def add(self, number: int, row: tuple[Any, ...]) -> None:
        """Take a row; cells beyond its end are empty. A row with a cell that says nothing sure is
        refused, as a wrong name would join accounts."""
        refused = len(self.rejections)
        for field, place in self.place.items():
            if place < len(row) and (found := _problem(field, row[place])) is not None:
                self.rejections.append(Rejection(self.file, number, field, *found))
        if len(self.rejections) > refused:
            return
        self.numbers.append(number)
        for field, place in self.place.items():
            self.cells[field].append(_text(row[place]) if place < len(row) else None)

    def table(self) -> RawTable:
        """The rows as a table."""
        columns = {field: pa.array(cells, pa.string()) for field, cells in self.cells.items()}
        rows = np.array(self.numbers, dtype=np.int64)
        return raw_table(self.file, columns, self.mapped.constants, rows, tuple(self.rejections))


def _problem(field: str, cell: Any) -> tuple[str, dict[str, Any]] | None:
    """Code and facts of why a cell is refused. What a formula failed at, or a yes or no, is
    nothing that a ledger holds. Identifiers are what was typed: a workbook keeps no more digits of
    a number than `_DIGITS`, and of a date not how it was written."""
    kind = cell.data_type
    if kind in ("e", "b"):
        return "cell_unusable", {"value": str(cell.value).upper()}
    if field not in IDENTIFIERS or cell.value is None:
        return None
    if kind == "d" or isinstance(cell.value, _MOMENTS):
        return "identifier_as_date", {"value": _text(cell)}
    if kind == "n":
        text = _text(cell) or ""
        if sum(each.isdigit() for each in text) > _DIGITS:
            return "identifier_as_number", {"value": text[:60]}
    return None


def _has_values(row: tuple[Any, ...]) -> bool:
    return any(each.value is not None for each in row)


def _text(cell: Any) -> str | None:
    """A cell as the text that a CSV file would hold."""
    value = cell.value
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date().isoformat() if _is_day(cell) else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        exact = Decimal(repr(value))
        whole = exact.to_integral_value()
        return format(whole if exact == whole else exact, "f")
    return str(value)


def _is_day(cell: Any) -> bool:
    """Whether a moment is shown as a date alone: a workbook keeps dates as their midnight."""
    from openpyxl.styles.numbers import is_datetime  # type: ignore[import-untyped]

    return cell.value.time() == time() and bool(is_datetime(cell.number_format) == "date")
