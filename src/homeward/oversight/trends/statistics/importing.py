"""Reading a table of figures by a mapping: what can stand is an observation, the rest is named.

Nothing is mended, averaged or guessed. A row that cannot stand is kept apart with its number, the
column and the reason, so that whoever published the file can be asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
    columns such as sex; their value `whole` stands for all. `definition` is a column with the words
    of the definition, of which one, `defined`, is the data set's own.
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


@dataclass(frozen=True, slots=True)
class Reading:
    """What a table came to. `skipped` rows did not pass the filters; `names` are of areas."""

    observations: tuple[Observation, ...]
    rejections: tuple[Rejection, ...]
    skipped: int
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Held:
    row: int
    given: str
    observation: Observation


def read_figures(rows: Sequence[Row], plan: Plan) -> Reading:
    """Observations of the rows that can stand, and the rest by name.

    Two different values for one cell are both kept apart; the same value again is named once. Of
    rows with another definition than the data set's (that of `plan`, else the most frequent) none
    is taken.
    """
    wanted = [
        (number, row)
        for number, row in enumerate(rows, 2)
        if all(row.get(column, "").strip() == value for column, value in plan.filters.items())
    ]
    defined = plan.defined or _usual([row.get(plan.definition, "").strip() for _, row in wanted])
    rejected: list[Rejection] = []
    cells: dict[Cell, list[_Held]] = {}
    names: dict[str, str] = {}
    for number, row in wanted:
        found = _observation(number, row, plan, defined)
        if isinstance(found, Rejection):
            rejected.append(found)
            continue
        cells.setdefault(found.cell, []).append(_Held(number, row[plan.value].strip(), found))
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
    return Reading(tuple(kept), tuple(rejected), len(rows) - len(wanted), names)


def read_population(
    rows: Sequence[Row], plan: Plan, known: Mapping[str, str]
) -> tuple[dict[tuple[str, str], int], tuple[Rejection, ...]]:
    """(area, year) -> inhabitants, and what was kept apart.

    `known` are the areas of the figures with their names ("" for none): another area, another name
    for the same code, or a size that leaps against the year before, is not the population of it.
    """
    read = read_figures(rows, plan)
    rejected = list(read.rejections)
    numbers = {_key(row, plan): at for at, row in enumerate(rows, 2)}
    found: dict[tuple[str, str], int] = {}
    for one in read.observations:
        area, year = one.cell.area, one.cell.period
        number, text = numbers[area, year], str(one.value)
        last = found.get((area, str(int(year[:4]) - 1)))
        named = read.names.get(area, "")
        if len(year) != 4:
            rejected.append(Rejection(number, plan.period, Reason.BAD_PERIOD, year))
        elif area not in known:
            rejected.append(Rejection(number, plan.area, Reason.UNKNOWN_AREA, area))
        elif named and known[area] and named.casefold() != known[area].casefold():
            rejected.append(Rejection(number, plan.name, Reason.OTHER_NAME, named, known[area]))
        elif one.value is None:
            continue
        elif one.value != int(one.value) or not one.value:
            rejected.append(Rejection(number, plan.value, Reason.NOT_WHOLE, text))
        elif last and abs(one.value - last) > LARGEST_STEP * last:
            rejected.append(Rejection(number, plan.value, Reason.NOT_THIS_SIZE, text, str(last)))
        else:
            found[area, year] = int(one.value)
    return found, tuple(sorted(rejected, key=lambda one: one.row))


def _key(row: Row, plan: Plan) -> tuple[str, str]:
    return row.get(plan.area, "").strip(), row.get(plan.period, "").strip()


def _observation(number: int, row: Row, plan: Plan, defined: str) -> Observation | Rejection:
    area, period = _key(row, plan)
    if not area:
        return Rejection(number, plan.area, Reason.NO_AREA)
    if not PERIOD.fullmatch(period):
        return Rejection(number, plan.period, Reason.BAD_PERIOD, period)
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
    status = FLAGS[flag] if value is not None else Status.MISSING
    if value is not None and value != int(value) and status == Status.NORMAL:
        status = Status.ESTIMATED  # nobody counts a part of an offence
    parts = {
        column: held
        for column in plan.breakdowns
        if (held := row.get(column, "").strip()) != plan.whole
    }
    cell = Cell(plan.indicator, plan.unit, area, period, breakdown_of(parts))
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
    return Reason.NEGATIVE if value < 0 else value


def _twice(one: _Held, held: Sequence[_Held], plan: Plan, reason: Reason) -> Rejection:
    others = ", ".join(f"{other.row}: {other.given}" for other in held if other is not one)
    return Rejection(one.row, plan.value, reason, one.given, others)


def _usual(values: Sequence[str]) -> str:
    """The most frequent; among equals the first that stands in the file."""
    return max(dict.fromkeys(values), key=values.count, default="")
