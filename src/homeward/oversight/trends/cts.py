"""Tables for the national statistics office, in the manner of the UN-CTS.

The United Nations Survey of Crime Trends asks a State for offences, victims by sex and age, and
persons in formal contact, prosecuted and convicted, by class of the ICCS and by year, with what the
counts mean. The names of columns are those of the published file of 2 June 2025; the
order of tables is that of the contents of the Ninth Survey's questionnaire (police, prosecution,
courts). The present form was not read, so no numbers of its tables are given.

What no room of the node counts stands in its table as not recorded, never as zero.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.oversight.trends.exporting import formatted, new_workbook
from homeward.oversight.trends.indicators import BREAKDOWNS, INDICATORS, Text
from homeward.oversight.trends.statistics.observations import Observation, Status, Unit

CLASSES: dict[str, tuple[str, Text]] = {
    "kidnapping": ("020221", pgettext_lazy("offence", "Kidnapping")),
    "restraint": ("020222", pgettext_lazy("offence", "Illegal restraint")),
}
TOTAL = "Total"
COLUMNS = (
    "Iso_code", "Indicator", "Dimension", "Category", "ICCS", "Counting_unit", "Sex", "Age", "Year",
    "Unit of measurement", "VALUE", "OBS_STATUS", "REVISED", "Source", "Coverage", "Note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Given:
    """What one source tells of one indicator: `source` is empty for the node's own count."""

    indicator: str
    source: str
    coverage: str
    observations: Sequence[Observation]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: a class, a source and a trait, with an observation by year or none."""

    iccs: str
    category: Text
    source: str
    coverage: str
    sex: str
    age: str
    unit: Unit
    by_year: dict[str, Observation]


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the questionnaire; `recorded` is False where the node counts no such thing."""

    code: str
    title: Text
    recorded: bool
    rows: tuple[Row, ...]


#: Tables in their order: code, title, the units in which it is counted, the first being the node's.
_TABLES: tuple[tuple[str, Text, tuple[Unit, ...], bool], ...] = (
    ("offences", _("Offences that were recorded"), (Unit.INCIDENTS, Unit.OFFENCES), True),
    ("victims", _("Victims of these offences, by sex and by age"), (Unit.VICTIMS,), True),
    ("contact", _("Persons in formal contact with the authorities"), (Unit.SUSPECTS,), False),
    ("prosecuted", _("Persons prosecuted"), (Unit.PERSONS,), False),
    ("convicted", _("Persons convicted"), (Unit.PERSONS,), False),
)

#: What the survey asks about the counts, and how this node counts: name, answer.
METADATA: tuple[tuple[Text, Text], ...] = (
    (_("Classification"), _("ICCS 2015: 020221 Kidnapping, 020222 Illegal restraint.")),
    (
        _("When an offence is counted"),
        _("In the year in which the case file was opened, not in that of the act."),
    ),
    (
        _("Principal offence rule"),
        _("None: each case file is one incident, in the one class that it has when it is counted."),
    ),
    (
        _("Serial offences"),
        _("Each case file counts once; files of one kidnapping that were joined count once."),
    ),
    (_("Attempted offences"), _("Not told apart from completed ones.")),
    (
        _("Sex and age"),
        _("Each by itself. Sex by age is not given, because small counts would be given away."),
    ),
    (
        _("Counts that are held back"),
        _("Under five, none among them, and what would let somebody work these out."),
    ),
    (
        _("What the node cannot know"),
        _("It counts the cases of those who use it, which need not be all of the State."),
    ),
)


def tables_of(given: Iterable[Given]) -> tuple[tuple[str, ...], list[Table]]:
    """The years, and all tables with what sources give for them. Sources stand apart."""
    every = list(given)
    known = [one for one in every if _class_of(one.indicator)]
    years = sorted({o.cell.period for one in known for o in one.observations
                    if len(o.cell.period) == 4})  # fmt: skip
    made = [
        Table(code, title, recorded, tuple(_rows(known if recorded else [], units)))
        for code, title, units, recorded in _TABLES
    ]
    return tuple(years), made


def _class_of(indicator: str) -> str:
    return next((one for one in CLASSES if indicator.startswith(f"{one}_")), "")


def _rows(given: Sequence[Given], units: Sequence[Unit]) -> Iterable[Row]:
    for name, (iccs, category) in CLASSES.items():
        held = [(one, u) for u in units for one in given if one.indicator == f"{name}_{u.value}"]
        if not held:
            yield Row(iccs, category, "", "", TOTAL, TOTAL, units[0], {})
        for one, unit in held:
            traits = [("", "")]
            if unit == Unit.VICTIMS:
                traits += [(sex, "") for sex in BREAKDOWNS["sex"]]
                traits += [("", age) for age in BREAKDOWNS["age"]]
            for sex, age in traits:
                part = f"sex={sex}" if sex else f"age={age}" if age else ""
                line = {
                    o.cell.period: o
                    for o in one.observations
                    if o.cell.breakdown == part and len(o.cell.period) == 4
                }
                if line or not part:
                    about = (iccs, category, one.source, one.coverage)
                    yield Row(*about, sex or TOTAL, age or TOTAL, unit, line)


def trait_word(row: Row) -> Text:
    """What a line is of, in the reader's language."""
    if row.sex != TOTAL:
        return BREAKDOWNS["sex"][row.sex]
    if row.age != TOTAL:
        return BREAKDOWNS["age"][row.age]
    return pgettext_lazy("breakdown", "All")


def _lines(state: str, years: Sequence[str], table: Table) -> Iterable[list[str | Decimal | None]]:
    for row in table.rows:
        for year in years or ("",):
            one = row.by_year.get(year)
            status = one.status if one else Status.MISSING
            note = one.note if one else ""
            if not table.recorded:
                status, note = Status.NOT_COLLECTED, "no room of the node counts this"
            yield [
                state, "Acts against liberty", f"by type of offence: {table.code}",
                str(row.category), row.iccs, row.unit.value, row.sex, row.age, year, "Counts",
                one.value if one else None, status.value, "Y" if one and one.revised else "N",
                row.source or state, row.coverage, note,
            ]  # fmt: skip


def as_csv(state: str, years: Sequence[str], tables: Iterable[Table]) -> bytes:
    """All tables as one CSV (UTF-8) with the columns of the published file; a missing value is an
    empty field with its status."""
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(COLUMNS)
    for table in tables:
        for line in _lines(state, years, table):
            out.writerow([formatted(cell) for cell in line])
    return text.getvalue().encode()


def as_workbook(state: str, years: Sequence[str], tables: Iterable[Table]) -> bytes:
    """A sheet for each table, and one with what the counts mean."""
    out = io.BytesIO()
    book = new_workbook(out)
    for table in tables:
        sheet = book.add_worksheet(table.code)
        sheet.write_row(0, 0, COLUMNS)
        for at, line in enumerate(_lines(state, years, table), 1):
            for column, cell in enumerate(line):
                if isinstance(cell, Decimal):
                    sheet.write_number(at, column, float(cell))
                elif cell:
                    sheet.write_string(at, column, cell)
        sheet.freeze_panes(1, 0)
    notes = book.add_worksheet("metadata")
    for at, (name, words) in enumerate(METADATA):
        notes.write_string(at, 0, str(name))
        notes.write_string(at, 1, str(words))
    for at, one in enumerate(
        (each for each in INDICATORS.values() if each.iccs), len(METADATA) + 1
    ):
        notes.write_string(at, 0, f"{one.iccs} {one.label}")
        notes.write_string(at, 1, f"{one.definition} {one.rule}")
    book.close()
    return out.getvalue()
