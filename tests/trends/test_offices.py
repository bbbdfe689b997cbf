"""Tables for the statistics office: what is not recorded says so, and sources stand apart."""

import csv
import io
from decimal import Decimal

import openpyxl  # type: ignore[import-untyped]

from homeward.oversight.trends.cts import METADATA, Given, as_csv, as_workbook, tables_of
from homeward.oversight.trends.statistics.observations import Cell, Observation, Status, Unit


def seen(
    year: str, value: int | None, part: str = "", status: Status = Status.NORMAL
) -> Observation:
    cell = Cell("kidnapping_victims", Unit.VICTIMS, "XA", year, part)
    return Observation(cell, None if value is None else Decimal(value), status)


GIVEN = [
    Given(
        "kidnapping_victims",
        "",
        "",
        [
            seen("2024", 12),
            seen("2025", 9, status=Status.PROVISIONAL),
            seen("2024", None, "sex=female", Status.SUPPRESSED),
            seen("2024", 8, "sex=male"),
            seen("2024", None, "age=0-17", Status.SUPPRESSED),
        ],
    ),
    Given("kidnapping_victims", "Police of XA", "All units", [seen("2024", 40)]),
    Given("kidnapping_offences", "Police of XA", "All units", [
        Observation(Cell("020221", Unit.OFFENCES, "XA", "2024"), Decimal(33)),
    ]),
    Given("hours_to_execute", "", "", [Observation(
        Cell("hours_to_execute", Unit.HOURS, "XA", "2020"), Decimal(7))]),
]  # fmt: skip


def rows() -> list[dict[str, str]]:
    years, tables = tables_of(GIVEN)
    assert years == ("2024", "2025"), "only of what the survey asks for"
    return list(csv.DictReader(io.StringIO(as_csv("XA", years, tables).decode())))


def test_every_table_is_there_and_what_nobody_counts_has_no_value() -> None:
    found = rows()
    asked = ("offences", "victims", "contact", "prosecuted", "convicted")
    assert list(dict.fromkeys(row["Dimension"].rpartition(" ")[2] for row in found)) == list(asked)
    for row in found:
        if row["Dimension"].rpartition(" ")[2] in asked[2:]:
            assert (row["VALUE"], row["OBS_STATUS"]) == ("", "L")
        if row["OBS_STATUS"] in "LOQ":
            assert row["VALUE"] == "", "missing is never zero"
    assert {row["ICCS"] for row in found} == {"020221", "020222"}
    restraint = [r for r in found if r["ICCS"] == "020222" and r["Counting_unit"] == "victims"]
    assert [(r["Year"], r["VALUE"], r["OBS_STATUS"]) for r in restraint] == [
        ("2024", "", "O"), ("2025", "", "O"),
    ]  # fmt: skip


def test_units_and_sources_are_never_mixed() -> None:
    told = [
        (r["Counting_unit"], r["Source"], r["Sex"], r["VALUE"], r["OBS_STATUS"])
        for r in rows()
        if r["ICCS"] == "020221" and r["Year"] == "2024" and r["Age"] == "Total"
    ]
    assert told[:6] == [
        ("offences", "Police of XA", "Total", "33", "A"),
        ("victims", "XA", "Total", "12", "A"),
        ("victims", "XA", "female", "", "Q"),
        ("victims", "XA", "male", "8", "A"),
        ("victims", "Police of XA", "Total", "40", "A"),
        ("suspects", "XA", "Total", "", "L"),
    ]


def test_the_workbook_has_a_sheet_for_each_table_and_says_what_counts_mean() -> None:
    years, tables = tables_of(GIVEN)
    book = openpyxl.load_workbook(io.BytesIO(as_workbook("XA", years, tables)))
    assert book.sheetnames == ["offences", "victims", "contact", "prosecuted", "convicted",
                               "metadata"]  # fmt: skip
    values = [row[10].value for row in book["victims"].iter_rows(min_row=2)]
    assert 12 in values
    assert 0 not in values
    said = [row[0].value for row in book["metadata"].iter_rows()]
    assert [str(name) for name, _words in METADATA] == said[: len(METADATA)]


def test_with_no_figure_at_all_every_line_says_so() -> None:
    years, tables = tables_of([])
    assert years == ()
    lines = list(csv.DictReader(io.StringIO(as_csv("XA", years, tables).decode())))
    assert len(lines) == 10
    assert not any(line["VALUE"] for line in lines)
