"""Laws out of the node: JSON and a workbook, which can be imported again, and comparison tables."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter

from homeward.knowledge.law.changes import to_json
from homeward.knowledge.law.sheets import SHEETS, rows_of

FORMAT, VERSION = "homeward-law", 1
JSON_TYPE = "application/json"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDTH = 24  # of a column, in signs


def to_json_file(contents: Iterable[Mapping[str, Any]]) -> bytes:
    """Laws in the shape of the files, as JSON."""
    whole = {"format": FORMAT, "version": VERSION, "laws": [to_json(one) for one in contents]}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def to_workbook(contents: Iterable[Mapping[str, Any]]) -> bytes:
    """Laws as a workbook with a sheet for each kind of row."""
    rows: dict[str, list[dict[str, Any]]] = {sheet.name: [] for sheet in SHEETS}
    for content in contents:
        for sheet, row in rows_of(content):
            rows[sheet.name].append(row)
    tables = [
        (
            sheet.name,
            sheet.columns,
            [[row.get(one) for one in sheet.columns] for row in rows[sheet.name]],
        )
        for sheet in SHEETS
    ]
    return workbook_of(tables)


def workbook_of(
    tables: Iterable[tuple[str, Sequence[str], Sequence[Sequence[Any]]]],
) -> bytes:
    """A workbook of tables: name, columns and rows. Texts stay texts and never become formulas."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_urls": False})
    bold = book.add_format({"bold": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for name, columns, rows in tables:
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(columns) - 1, _WIDTH, wrapped)
        for column, heading in enumerate(columns):
            sheet.write_string(0, column, heading, bold)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                _write(sheet, number, column, value)
    book.close()
    return buffer.getvalue()


def _write(sheet: Any, row: int, column: int, value: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value))


def to_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A table for a spreadsheet, in UTF-8 with its mark; what looks like a formula is quoted."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_harmless(str(value)) for value in row])
    return text.getvalue().encode("utf-8-sig")


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
