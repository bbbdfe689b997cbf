"""Reading a table of figures by a mapping: what can stand is an observation, the rest is named.

Nothing is mended, averaged or guessed. A row that cannot stand is kept apart with its number, the
column and the reason, so that whoever published the file can be asked.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from homeward.oversight.trends.statistics.observations import (
    PERIOD,
    Cell,
    Observation,
    Status,
    Unit,
    breakdown_of,
)

MISSING = frozenset({"", ":", "..", "...", "na", "n/a", "n.a.", "null", "none", "-"})
FLAGS = {
    "a": Status.NORMAL,
    "b": Status.BREAK,
    "e": Status.ESTIMATED,
    "p": Status.PROVISIONAL,
    "u": Status.UNRELIABLE,
}
#: A population does not change by more than this share from one year to the next.
LARGEST_STEP = Decimal("0.2")
LARGEST_VALUE = Decimal(10) ** 13
LONGEST_AREA, LONGEST_BREAKDOWN = 60, 200

Row = Mapping[str, str]


class Reason(StrEnum):
    """Why a row was kept apart."""

    NO_AREA = "no_area"
    BAD_PERIOD = "bad_period"
    NOT_A_NUMBER = "not_a_number"
    NEGATIVE = "negative"
    TWO_VALUES = "two_values"
    REPEATED = "repeated"
    OTHER_DEFINITION = "other_definition"
    UNKNOWN_FLAG = "unknown_flag"
    UNKNOWN_AREA = "unknown_area"
    OTHER_NAME = "other_name"
    NOT_THIS_SIZE = "not_this_size"
    NOT_WHOLE = "not_whole"
    OTHER_FREQUENCY = "other_frequency"
    TOO_LONG = "too_long"
    TOO_LARGE = "too_large"
    ONLY_A_PART = "only_a_part"


@dataclass(frozen=True, slots=True)
class Rejection:
    """The row by its number in the file (the heading is 1), the column, the reason, what stood
    there, and what it was held against."""

    row: int
    column: str
    reason: Reason
    found: str = ""
    against: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Which column says what. An empty name: the file has no such column.

    `filters` are values that a column must have for the row to be read at all. `breakdowns` are
    columns such as sex; their value `whole` stands for all. `totals` are codes or names of
    areas that are totals of others and are never added to them. `definition` is a column with the
    words of the definition, of which one, `defined`, is the data set's own.
    """

    indicator: str
    unit: Unit
    area: str
    period: str
    value: str
    name: str = ""
    flag: str = ""
    note: str = ""
    definition: str = ""
    defined: str = ""
    breakdowns: tuple[str, ...] = ()
    whole: str = "Total"
    filters: Mapping[str, str] = field(default_factory=dict)
    totals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a table came to. `skipped` rows did not pass the filters; `names` are of areas;
    `defined` is the definition whose rows were taken, empty where none is known."""

    observations: tuple[Observation, ...]
    rejections: tuple[Rejection, ...]
    skipped: int
    names: Mapping[str, str]
    defined: str = ""


@dataclass(frozen=True, slots=True)
class _Held:
    row: int
    given: str
    observation: Observation


def read_figures(rows: Sequence[Row], plan: Plan) -> Reading:
    """Observations of the rows that can stand, and the rest by name.

    Of years, quarters and months only the most frequent are taken: they are not one series. Two
    different values for one cell are both kept apart; the same value again is named once. Of rows
    with another definition than the data set's (that of `plan`, else the most frequent) none is
    taken.
    """
    wanted = _wanted(rows, plan)
    often = _usual([length for _, row in wanted if (length := frequency_of(_key(row, plan)[1]))])
    defined = plan.defined or _usual([row.get(plan.definition, "").strip() for _, row in wanted])
    rejected: list[Rejection] = []
    cells: dict[Cell, list[_Held]] = {}
    names: dict[str, str] = {}
    for number, row in wanted:
        found = _observation(number, row, plan, defined, often)
        if isinstance(found, Rejection):
            rejected.append(found)
            continue
        cells.setdefault(found.cell, []).append(
            _Held(number, row.get(plan.value, "").strip(), found)
        )
        if plan.name:
            names.setdefault(found.cell.area, row.get(plan.name, "").strip())
    kept = []
    for held in cells.values():
        if len({one.observation.value for one in held}) > 1:
            rejected += [_twice(one, held, plan, Reason.TWO_VALUES) for one in held]
            continue
        kept.append(held[0].observation)
        rejected += [_twice(one, held, plan, Reason.REPEATED) for one in held[1:]]
    rejected.sort(key=lambda one: one.row)
    kept.sort(key=lambda one: one.cell)
    return Reading(tuple(kept), tuple(rejected), sum(map(bool, rows)) - len(wanted), names, defined)


def frequency_of(period: str) -> str:
    """`A`, `Q` or `M` as SDMX writes it; nothing for what is no period."""
    if not PERIOD.fullmatch(period):
        return ""
    return "A" if len(period) == 4 else "Q" if "Q" in period else "M"


def _wanted(rows: Sequence[Row], plan: Plan) -> list[tuple[int, Row]]:
    """The rows that pass the filters, with their numbers in the file; a blank one does not."""
    return [
        (number, row)
        for number, row in enumerate(rows, 2)
        if row
        and all(row.get(column, "").strip() == value for column, value in plan.filters.items())
    ]


def read_population(
    rows: Sequence[Row], plan: Plan, known: Mapping[str, Collection[str]]
) -> tuple[dict[tuple[str, str], int], Reading]:
    """(area, year) -> inhabitants, and the reading with all that was kept apart.

    `known` are the areas of the figures with every name that they bear there (none where it is not
    known): another area, another name for the same code, or a size that leaps against the year
    before, is not the population of it; nor are the inhabitants of one sex or age.
    """
    read = read_figures(rows, plan)
    rejected = list(read.rejections)
    places: dict[tuple[str, str, str], tuple[int, Row]] = {}
    for at, row in _wanted(rows, plan):
        places.setdefault((*_key(row, plan), _breakdown(row, plan)), (at, row))
    found: dict[tuple[str, str], int] = {}
    for one in read.observations:
        area, year = one.cell.area, one.cell.period
        (number, row), text = places[area, year, one.cell.breakdown], str(one.value)
        last = found.get((area, str(int(year[:4]) - 1)))
        named = row.get(plan.name, "").strip() if plan.name else ""
        if one.cell.breakdown:
            rejected.append(Rejection(number, "", Reason.ONLY_A_PART, one.cell.breakdown))
        elif len(year) != 4:
            rejected.append(Rejection(number, plan.period, Reason.BAD_PERIOD, year))
        elif area not in known:
            rejected.append(Rejection(number, plan.area, Reason.UNKNOWN_AREA, area))
        elif named and not is_called(named, known[area]):
            against = ", ".join(sorted(known[area]))
            rejected.append(Rejection(number, plan.name, Reason.OTHER_NAME, named, against))
        elif one.value is None:
            continue
        elif one.value != int(one.value) or not one.value:
            rejected.append(Rejection(number, plan.value, Reason.NOT_WHOLE, text))
        elif last and abs(one.value - last) > LARGEST_STEP * last:
            rejected.append(Rejection(number, plan.value, Reason.NOT_THIS_SIZE, text, str(last)))
        else:
            found[area, year] = int(one.value)
    rejected.sort(key=lambda one: one.row)
    return found, replace(read, rejections=tuple(rejected))


def is_called(name: str, names: Collection[str]) -> bool:
    """Whether an area may be the one with these names; also where nothing is known of them."""
    given = {one.casefold() for one in names if one}
    return not name or not given or name.casefold() in given


def _key(row: Row, plan: Plan) -> tuple[str, str]:
    return row.get(plan.area, "").strip(), row.get(plan.period, "").strip()


def _breakdown(row: Row, plan: Plan) -> str:
    return breakdown_of(
        {
            column: held
            for column in plan.breakdowns
            if (held := row.get(column, "").strip()) != plan.whole
        }
    )


def _observation(
    number: int, row: Row, plan: Plan, defined: str, often: str
) -> Observation | Rejection:
    area, period = _key(row, plan)
    if not area:
        return Rejection(number, plan.area, Reason.NO_AREA)
    if len(area) > LONGEST_AREA:
        return Rejection(number, plan.area, Reason.TOO_LONG, area)
    if not PERIOD.fullmatch(period):
        return Rejection(number, plan.period, Reason.BAD_PERIOD, period)
    if frequency_of(period) != often:
        return Rejection(number, plan.period, Reason.OTHER_FREQUENCY, period, often)
    said = row.get(plan.definition, "").strip()
    if plan.definition and said != defined:
        return Rejection(number, plan.definition, Reason.OTHER_DEFINITION, said, defined)
    flag = row.get(plan.flag, "").strip().casefold() or "a"
    if flag not in FLAGS:
        return Rejection(number, plan.flag, Reason.UNKNOWN_FLAG, flag)
    given = row.get(plan.value, "").strip()
    value = _number(given)
    if isinstance(value, Reason):
        return Rejection(number, plan.value, value, given)
    status = FLAGS[flag]
    if value is None and status != Status.BREAK:  # the break parts what stands on its two sides
        status = Status.MISSING
    if value is not None and value != int(value) and status == Status.NORMAL:
        status = Status.ESTIMATED  # nobody counts a part of an offence
    breakdown = _breakdown(row, plan)
    if len(breakdown) > LONGEST_BREAKDOWN:
        return Rejection(number, plan.breakdowns[0], Reason.TOO_LONG, breakdown)
    cell = Cell(plan.indicator, plan.unit, area, period, breakdown)
    return Observation(cell, value, status, note=row.get(plan.note, "").strip())


def _number(text: str) -> Decimal | Reason | None:
    if text.casefold() in MISSING:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        return Reason.NOT_A_NUMBER
    if not value.is_finite():
        return Reason.NOT_A_NUMBER
    if value > LARGEST_VALUE:
        return Reason.TOO_LARGE
    return Reason.NEGATIVE if value < 0 else value


def _twice(one: _Held, held: Sequence[_Held], plan: Plan, reason: Reason) -> Rejection:
    others = ", ".join(f"{other.row}: {other.given}" for other in held if other is not one)
    return Rejection(one.row, plan.value, reason, one.given, others)


def _usual(values: Sequence[str]) -> str:
    """The most frequent; among equals the first that stands in the file."""
    return max(dict.fromkeys(values), key=values.count, default="")
