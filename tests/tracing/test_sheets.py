"""Of a workbook the first sheet is read; which others hold something is told with every result."""

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from homeward.tracing import Claim, read_ledger, trace
from tests.tracing.test_cells import HEADER, row


def workbook(path: Path, **sheets: list[list[Any]]) -> Path:
    pytest.importorskip("openpyxl", reason="XLSX is read only where openpyxl is there")
    book = xlsxwriter.Workbook(path)
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
    book.close()
    return path


def notes(*paths: Path) -> list[tuple[str, dict[str, Any], str]]:
    warnings = read_ledger(paths, zone="UTC").ledger.warnings
    return [(each.code, each.params, each.message) for each in warnings]


def test_sheets_that_are_not_read_are_named_with_the_result(tmp_path: Path) -> None:
    sheets = {"January": [HEADER, row("id", "P1")], "Empty": [], "February": [["a word"]]}
    path = workbook(tmp_path / "bank.xlsx", **sheets, March=[HEADER, row("id", "P2")])
    ledger = read_ledger(path, zone="UTC").ledger
    told = trace(ledger, [Claim("P1")], rule="fifo").document()["warnings"]
    told = [each for each in told if each["code"] != "unexplained"]
    facts = {"file": "bank.xlsx", "sheet": "January", "count": 2, "sheets": ["February", "March"]}
    assert [(each["code"], each["params"]) for each in told] == [("sheets_passed_over", facts)]
    assert "only the first sheet was read, which is January; 2 others" in told[0]["message"]


def test_one_sheet_that_is_not_read_is_told_as_one(tmp_path: Path) -> None:
    path = workbook(tmp_path / "bank.xlsx", First=[HEADER, row("id", "P1")], Notes=[["x"]])
    ((_, _, message),) = notes(path)
    assert "another holds something too and was passed over: Notes." in message


def test_sheets_without_values_are_not_told(tmp_path: Path) -> None:
    assert notes(workbook(tmp_path / "a.xlsx", First=[HEADER, row("id", "P1")], Sheet2=[])) == []


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    paths = []
    for number in (1, 2):
        (tmp_path / str(number)).mkdir()
        rows = [HEADER, row("id", f"P{number}")]
        paths.append(workbook(tmp_path / str(number) / "a.xlsx", First=rows, Other=[["x"]]))
    assert [facts["file"] for _, facts, _ in notes(*paths)] == [str(path) for path in paths]
