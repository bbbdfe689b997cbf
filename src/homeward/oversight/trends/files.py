"""Tables in files: CSV in its usual dialects, and the first sheet of a workbook."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable

from homeward.oversight.trends.errors import TableUnreadable

LARGEST = 20 * 1024 * 1024
MOST_ROWS = 200_000
#: What openpyxl raises for files that are no workbook or a broken one.
BROKEN = (
    zipfile.BadZipFile, zlib.error, SyntaxError, OSError, KeyError, ValueError, IndexError,
    TypeError, AttributeError,
)  # fmt: skip


def read_table(name: str, content: bytes) -> tuple[list[str], list[dict[str, str]]]:
    """Columns and rows of a file, every cell as text; a blank line within it is an empty row.

    Raises TableUnreadable with the reason.
    """
    if len(content) > LARGEST:
        raise TableUnreadable(file=name, problem="size")
    lines = _workbook(name, content) if name.casefold().endswith(".xlsx") else _text(name, content)
    heading = [one.strip() for one in next(iter(lines), [])]
    columns = [one for one in heading if one]
    if len(columns) < 3 or len(set(columns)) < len(columns):
        raise TableUnreadable(file=name, problem="heading")
    rows: list[dict[str, str]] = []
    for line in lines:
        is_blank = not any(cell.strip() for cell in line)
        rows.append({} if is_blank else {c: v for c, v in zip(heading, line, strict=False) if c})
        if len(rows) > MOST_ROWS and not is_blank:
            raise TableUnreadable(file=name, problem="rows")
    while rows and not rows[-1]:
        rows.pop()
    return columns, rows


def _text(name: str, content: bytes) -> Iterable[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise TableUnreadable(file=name, problem="encoding") from wrong
    if "\0" in text:
        raise TableUnreadable(file=name, problem="encoding")
    first = text.split("\n", 1)[0]
    mark = max(",;\t", key=first.count)
    try:
        return iter(list(csv.reader(io.StringIO(text, newline=""), delimiter=mark)))
    except csv.Error as wrong:  # a cell without end, as after a quotation mark left open
        raise TableUnreadable(file=name, problem="cell") from wrong


def _workbook(name: str, content: bytes) -> Iterable[list[str]]:
    import openpyxl  # type: ignore[import-untyped]
    from openpyxl.utils.exceptions import (  # type: ignore[import-untyped]
        InvalidFileException,
    )

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        lines = [
            ["" if cell is None else str(cell) for cell in line]
            for line in sheet.iter_rows(max_row=MOST_ROWS + 2, values_only=True)
        ]
    except (InvalidFileException, *BROKEN) as wrong:
        raise TableUnreadable(file=name, problem="workbook") from wrong
    return iter(lines)
