"""The tables as they are shown: periods, columns, ranges, medians."""

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from homeward.casework.cases.vocabulary.people import Sex
from homeward.casework.victims.figures_persons import Supported
from homeward.casework.victims.figures_shown import STEP, Shown, show
from homeward.casework.victims.figures_topics import (
    TOPICS,
    WAITS,
    WAITS_COUNTED,
    WAITS_TITLE,
    Text,
    Wait,
)
from homeward.casework.victims.words.figures import AgeGroup, Breakdown

YEARS = 5


@dataclass(frozen=True, slots=True)
class Period:
    """A year, or with `quarter` a quarter of it; of the present year what is over."""

    year: int
    quarter: int | None = None

    @property
    def code(self) -> str:
        """As addresses name it: 2026, or 2026-2."""
        return str(self.year) if self.quarter is None else f"{self.year}-{self.quarter}"

    def holds(self, person: Supported) -> bool:
        """Whether the person's file was opened in it."""
        same = person.opened.year == self.year
        return same and self.quarter in (None, person.quarter)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its label, the period and the group in it. What is equal has one name anywhere."""

    label: Text
    period: Period
    group: str = "all"

    def holds(self, person: Supported) -> bool:
        """Whether the person is counted in it."""
        mine = ("all", f"sex.{person.sex}", f"age.{person.age}")
        return self.group in mine and self.period.holds(person)


@dataclass(frozen=True, slots=True)
class Table:
    """A table in words: its title, what is counted, and each row's label with its cells."""

    title: Text
    counted: Text
    columns: Sequence[Column]
    rows: list[tuple[Text, list[str]]]

    @property
    def cells(self) -> list[tuple[Text, list[tuple[Column, str]]]]:
        """Each row's label with its cells, each of them with its column."""
        return [(label, list(zip(self.columns, row, strict=True))) for label, row in self.rows]


def first_day(today: date) -> date:
    """The first day of the quarter that goes on: figures end before it."""
    return date(today.year, today.month - (today.month - 1) % 3, 1)


def end_of_figures(today: date) -> datetime:
    """The moment before which things count: the end of the last quarter that is over."""
    return make_aware(datetime.combine(first_day(today), time()))


def periods(today: date) -> list[Period]:
    """Years and quarters that are over, the latest first; whether anything was done in them or not.

    The present year is one of them as soon as its first quarter is over.
    """
    last = first_day(today) - timedelta(days=1)
    found = []
    for year in range(last.year, last.year - YEARS, -1):
        over = (last.month // 3) if year == last.year else 4
        found += [Period(year), *(Period(year, one) for one in range(over, 0, -1))]
    return found


def quarters_of(period: Period, today: date) -> list[Period]:
    """The quarters of a period that are over, in their order."""
    if period.quarter is not None:
        return [period]
    over = [one for one in periods(today) if one.year == period.year and one.quarter]
    return sorted(over, key=lambda one: one.quarter or 0)


def period_name(period: Period) -> str:
    """A period as it is shown."""
    if period.quarter is None:
        return str(period.year)
    words = pgettext("figures", "%(year)s, quarter %(quarter)s")
    return words % {"year": period.year, "quarter": period.quarter}


def columns(period: Period, by: str, today: date) -> list[Column]:
    """All, and the groups of a breakdown; what is not known is a group of its own."""
    first = Column(pgettext("figures", "All"), period)
    if by == Breakdown.QUARTER:
        rest = [Column(period_name(one), one) for one in quarters_of(period, today)]
        return [first, *(one for one in rest if one.period != period)]
    choices = Sex.choices if by == Breakdown.SEX else AgeGroup.choices
    return [first, *(Column(label, period, f"{by}.{code}") for code, label in choices)]


def counts_of(persons: Sequence[Supported], column: Column) -> Counter[tuple[str, str]]:
    """How many persons there are in each row of each table; never shown as it is."""
    return Counter(pair for one in persons if column.holds(one) for pair in one.rows)


def ranges_of(persons: Sequence[Supported], column: Column) -> dict[tuple[str, str], Shown]:
    """The ranges in which those numbers are shown, of every row of every table."""
    counts, period = counts_of(persons, column), column.period.code
    pairs = [(topic.code, code) for topic in TOPICS for code, _label in topic.rows]
    return {pair: show(counts[pair], period, column.group, *pair) for pair in pairs}


def tables(persons: Sequence[Supported], of: Sequence[Column]) -> list[Table]:
    """Every table for these columns, and last the median times."""
    ranges = [ranges_of(persons, column) for column in of]
    found = [
        Table(
            topic.title,
            topic.counted,
            of,
            [(label, [str(one[topic.code, code]) for one in ranges]) for code, label in topic.rows],
        )
        for topic in TOPICS
    ]
    return [*found, _waits(persons, of, ranges)]


def _waits(
    persons: Sequence[Supported],
    of: Sequence[Column],
    ranges: Sequence[dict[tuple[str, str], Shown]],
) -> Table:
    rows: list[tuple[Text, list[str]]] = [
        (wait.label, [_median(persons, wait, *pair) for pair in zip(of, ranges, strict=True)])
        for wait in WAITS
    ]
    return Table(WAITS_TITLE, WAITS_COUNTED, of, rows)


def _median(
    persons: Sequence[Supported],
    wait: Wait,
    column: Column,
    ranges: dict[tuple[str, str], Shown],
) -> str:
    """The median with its range of persons; not where the range does not show five of them."""
    number = ranges[wait.counted_in]
    if number.low < STEP:
        return _("not shown (n %(range)s)") % {"range": number}
    hours = [
        one.waits[wait.code] for one in persons if column.holds(one) and wait.code in one.waits
    ]
    return _("%(time)s (n %(range)s)") % {"time": _time(hours), "range": number}


def _time(hours: list[int]) -> str:
    """Whole hours below two days, whole days from there on; halves go up."""
    middle = int(statistics.median(hours) + 0.5)
    if middle < 48:
        return _("%(number)s h") % {"number": middle}
    return _("%(number)s d") % {"number": int(middle / 24 + 0.5)}
