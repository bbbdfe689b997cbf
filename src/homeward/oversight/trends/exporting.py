"""Figures as files: SDMX-CSV 2, Parquet, XLSX. Each carries status, confidentiality and notes."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from homeward.oversight.trends.statistics.observations import Observation

#: The structure by which an SDMX reader knows the columns.
STRUCTURE_ID = "HOMEWARD:DF_TRENDS(1.0)"
COLUMNS = (
    "FREQ",
    "REF_AREA",
    "INDICATOR",
    "UNIT_MEASURE",
    "BREAKDOWN",
    "TIME_PERIOD",
    "OBS_VALUE",
    "OBS_STATUS",
    "CONF_STATUS",
    "REVISED",
    "COVERAGE",
    "COMMENT",
)
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PARQUET_TYPE = "application/vnd.apache.parquet"


def as_rows(observations: Sequence[Observation]) -> list[tuple[Any, ...]]:
    """A row for each observation in the order of COLUMNS; a missing value is None."""
    return [
        (
            _frequency(one.cell.period),
            one.cell.area,
            one.cell.indicator,
            one.cell.unit.value,
            one.cell.breakdown or "_T",
            one.cell.period,
            one.value,
            one.status.value,
            one.confidentiality.value,
            "Y" if one.revised else "N",
            one.coverage,
            one.note,
        )
        for one in observations
    ]


def sdmx_csv(observations: Sequence[Observation]) -> bytes:
    """SDMX-CSV 2.0 (UTF-8): a missing value is an empty field, with its status."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(["STRUCTURE", "STRUCTURE_ID", "ACTION", *COLUMNS])
    for row in as_rows(observations):
        lines.writerow(["dataflow", STRUCTURE_ID, "I", *map(formatted, row)])
    return text.getvalue().encode()


def parquet(observations: Sequence[Observation]) -> bytes:
    """Parquet, the value as a decimal number, null where it is missing."""
    import pyarrow
    import pyarrow.parquet

    kinds = {"OBS_VALUE": pyarrow.decimal128(20, 6)}
    rows = as_rows(observations)
    table = pyarrow.table(
        {
            name: pyarrow.array([row[at] for row in rows], type=kinds.get(name, pyarrow.string()))
            for at, name in enumerate(COLUMNS)
        }
    )
    out = io.BytesIO()
    pyarrow.parquet.write_table(table, out)
    return out.getvalue()


def workbook(observations: Sequence[Observation], about: Sequence[tuple[str, str]]) -> bytes:
    """XLSX: a sheet with the figures, and one that says what they are."""
    out = io.BytesIO()
    book = new_workbook(out)
    sheet = book.add_worksheet("figures")
    sheet.write_row(0, 0, COLUMNS)
    for at, row in enumerate(as_rows(observations), 1):
        for column, cell in enumerate(row):
            if column == COLUMNS.index("OBS_VALUE"):
                if cell is not None:
                    sheet.write_number(at, column, float(cell))
            else:
                sheet.write_string(at, column, str(cell))
    sheet.freeze_panes(1, 0)
    notes = book.add_worksheet("about")
    for at, (name, words) in enumerate(about):
        notes.write_string(at, 0, name)
        notes.write_string(at, 1, words)
    book.close()
    return out.getvalue()


def new_workbook(out: io.BytesIO) -> Any:
    """An empty workbook; text that begins like a formula stays text."""
    import xlsxwriter

    return xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})


def _frequency(period: str) -> str:
    return "A" if len(period) == 4 else "Q" if "Q" in period else "M"


def formatted(value: Any) -> str:
    """A cell of a CSV: a number in plain digits, nothing as an empty field."""
    if value is None:
        return ""
    return format(value.normalize(), "f") if hasattr(value, "normalize") else str(value)
