"""Reads a workbook and computes its formulas anew, from the values alone."""

import re
import zipfile
from functools import cache
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

SPACE = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


class Book:
    """Sheets of cells; `value` computes a formula, `cached` is what the file says it gives."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            shared = self._strings(archive)
            book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
            names = [each.attrib["name"] for each in book.findall("m:sheets/m:sheet", SPACE)]
            self.cells: dict[tuple[str, str], Any] = {}
            self.formulas: dict[tuple[str, str], str] = {}
            for number, name in enumerate(names, start=1):
                sheet = ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))  # noqa: S314
                for cell in sheet.iter(f"{{{SPACE['m']}}}c"):
                    self._cell(name, cell, shared)
        self.compute = cache(self._compute)

    def _strings(self, archive: zipfile.ZipFile) -> list[str]:
        if "xl/sharedStrings.xml" not in archive.namelist():
            return []
        tree = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))  # noqa: S314
        return ["".join(each.itertext()) for each in tree.findall("m:si", SPACE)]

    def _cell(self, sheet: str, cell: Any, shared: list[str]) -> None:
        key = (sheet, cell.attrib["r"])
        formula, value = cell.find("m:f", SPACE), cell.find("m:v", SPACE)
        if formula is not None:
            self.formulas[key] = formula.text
        if value is not None:
            text = value.text or ""
            self.cells[key] = shared[int(text)] if cell.attrib.get("t") == "s" else float(text)

    def cached(self, sheet: str, cell: str) -> Any:
        return self.cells.get((sheet, cell), 0)

    def _compute(self, sheet: str, cell: str) -> Any:
        formula = self.formulas.get((sheet, cell))
        if formula is None:
            return self.cells.get((sheet, cell), 0)
        text = re.sub(
            r"(?:(\w+)!)?\$?([A-Z]+)\$?(\d+):\$?([A-Z]+)\$?(\d+)",
            lambda m: f"R('{m[1] or sheet}','{m[2]}',{m[3]},{m[5]})",
            formula,
        )
        text = re.sub(
            r"(?<!')\b([A-Z]{1,2})(\d+)\b(?!')", lambda m: f"C('{sheet}','{m[1]}{m[2]}')", text
        )
        text = re.sub(r"(?<![<>=])=(?!=)", "==", text)
        scope = {"C": self.compute, "R": self._range, "MAX": max, "MIN": min}
        scope["SUMIFS"] = _sumifs
        return eval(_lazy(text), scope)  # noqa: S307

    def _range(self, sheet: str, column: str, first: int, last: int) -> list[Any]:
        return [self.compute(sheet, f"{column}{row}") for row in range(first, last + 1)]


def _lazy(text: str) -> str:
    """IF(a,b,c) as Python's own, so that the branch not taken is not computed."""
    while (at := text.find("IF(")) >= 0 and not text.startswith("SUMIFS", at - 3):
        depth, parts, begin = 0, [], at + 3
        for place in range(at + 3, len(text)):
            if text[place] == "(":
                depth += 1
            elif text[place] == ")" and depth:
                depth -= 1
            elif text[place] in ",)" and depth == 0:
                parts.append(text[begin:place])
                begin = place + 1
                if text[place] == ")":
                    break
        a, b, c = parts
        text = f"{text[:at]}(({b}) if ({a}) else ({c})){text[begin:]}"
    return text


def _sumifs(values: list[Any], *pairs: Any) -> float:
    """SUMIFS(values, range, criterion, ...)."""
    keep = [True] * len(values)
    for column, wanted in zip(pairs[::2], pairs[1::2], strict=True):
        keep = [kept and each == wanted for kept, each in zip(keep, column, strict=True)]
    return sum(value for value, kept in zip(values, keep, strict=True) if kept)
