"""Nobody works out a small count from what the figures show, whatever he combines."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.casework.victims.figures_persons import Supported
from homeward.casework.victims.figures_shown import LOTS, Shown, lot_of, range_of
from homeward.casework.victims.figures_tables import (
    Column,
    columns,
    counts_of,
    periods,
    ranges_of,
    tables,
)
from homeward.casework.victims.words.figures import AgeGroup, Breakdown

TODAY = date(2027, 5, 20)
Sum = tuple[frozenset[int], Shown]
SEXES = ("female", "male", "unknown")
ROWS = [("contact", "reached"), ("consent", "given"), ("harm", "injury"), ("losses", "ransom")]
PERSON = st.builds(
    Supported,
    opened=st.dates(date(2026, 7, 1), date(2027, 3, 31)),
    sex=st.sampled_from(SEXES),
    age=st.sampled_from(AgeGroup.values),
    rows=st.frozensets(st.sampled_from(ROWS)).map(lambda found: found | {("support", "open")}),
    waits=st.just({}),
)


def every_column() -> set[Column]:
    """What the page shows of these two years to whoever tries every choice it offers."""
    held = [one for one in periods(TODAY) if one.year >= 2026]
    return {one for period, by in product(held, Breakdown) for one in columns(period, by, TODAY)}


@settings(max_examples=12)
@given(people=st.lists(PERSON, min_size=1, max_size=60), data=st.data())
def test_all_that_is_shown_stays_true_without_any_one_person(
    people: list[Supported], data: st.DataObject
) -> None:
    """So of no group that has somebody in it, in whatever crossing, the number is known."""
    gone = data.draw(st.integers(0, len(people) - 1))
    others = people[:gone] + people[gone + 1 :]
    for column in every_column():
        shown, counts, fewer = (
            ranges_of(people, column),
            counts_of(people, column),
            counts_of(others, column),
        )
        for pair, found in shown.items():
            assert found.low <= fewer[pair] <= counts[pair] <= found.high
            assert counts[pair] >= 5 or found.low == 0, "a small count shows no lower end"


def test_the_width_of_a_range_does_not_tell_the_count() -> None:
    stems: dict[Shown, set[int]] = {}
    for count, lot in product(range(200), range(LOTS)):
        stems.setdefault(range_of(count, lot), set()).add(count)
    assert min(len(counts) for shown, counts in stems.items() if shown.high < 195) >= 4
    assert {str(range_of(count, 2)) for count in range(5)} == {"under 5"}
    drawn = {lot_of("2026", "all", "losses", str(number)) for number in range(60)}
    assert drawn == set(range(LOTS))


def feasible(
    sums: Sequence[tuple[frozenset[int], Shown]], size: int, asked: frozenset[int]
) -> set[int]:
    """What the sum over `asked` can be, for whole numbers of persons in `size` inner cells.

    An attacker who knows the whole structure: each range holds the sum of some inner cells. He
    tries all that the ranges allow, cell by cell, and stops where two answers are left.
    """
    high = [min((s.high for cells, s in sums if one in cells), default=0) for one in range(size)]
    answers: set[int] = set()
    seen: set[tuple[int, ...]] = set()

    def dead(given: list[int]) -> bool:
        for cells, shown in sums:
            known = sum(given[one] for one in cells if one < len(given))
            rest = sum(high[one] for one in cells if one >= len(given))
            if known > shown.high or known + rest < shown.low:
                return True
        return False

    def walk(given: list[int]) -> None:
        # Where the same sums are reached another way, the rest goes as it went before.
        mark = (len(given), *(sum(given[c] for c in cells if c < len(given)) for cells, _ in sums))
        mark = (*mark, sum(given[c] for c in asked if c < len(given)))
        if len(answers) > 1 or mark in seen or dead(given):
            return
        seen.add(mark)
        if len(given) == size:
            answers.add(sum(given[one] for one in asked))
            return
        for value in range(high[len(given)] + 1):
            walk([*given, value])

    walk([])
    return answers


def published(
    counts: Sequence[int], shape: tuple[int, int], lots: Sequence[int] | None
) -> Iterator[tuple[frozenset[int], int, Shown]]:
    """Cells, both margins and the total of a table; without lots as plain rounding shows them."""
    rows, across = shape
    groups = [frozenset([one]) for one in range(rows * across)]
    groups += [frozenset(range(r * across, (r + 1) * across)) for r in range(rows)]
    groups += [frozenset(range(c, rows * across, across)) for c in range(across)]
    groups.append(frozenset(range(rows * across)))
    for number, cells in enumerate(groups):
        count = sum(counts[one] for one in cells)
        low = count - count % 5
        yield cells, count, Shown(low, low + 4) if lots is None else range_of(count, lots[number])


def derived(counts: Sequence[int], shape: tuple[int, int], lots: Sequence[int] | None) -> list[int]:
    """The counts of one to four that the attacker works out."""
    shown = list(published(counts, shape, lots))
    sums = [(cells, found) for cells, _count, found in shown]
    small = [(cells, count) for cells, count, _found in shown if 1 <= count <= 4]
    return [c for cells, c in small if feasible(sums, len(counts), cells) == {c}]


def test_the_attacker_solves_plain_rounding() -> None:
    """Else the next test would hold of nothing."""
    assert set(derived([4, 4, 4, 4, 4], (1, 5), None)) == {4}
    assert derived([4, 4, 4, 4, 4], (1, 5), [2] * 20) == []


@settings(max_examples=60)
@given(st.data())
def test_an_attacker_who_knows_all_margins_derives_no_small_count(data: st.DataObject) -> None:
    shape = data.draw(st.sampled_from([(1, 5), (2, 2), (2, 3), (5, 1)]))
    size = shape[0] * shape[1]
    number = st.sampled_from([0, 1, 2, 3, 4, 5, 9])
    alike = st.just([4] * size)  # where ranges leave least room, above all with none widened
    counts = data.draw(alike | st.lists(number, min_size=size, max_size=size))
    lot = st.integers(0, LOTS - 1)
    lots = data.draw(st.just([LOTS - 1] * 20) | st.lists(lot, min_size=20, max_size=20))
    assert derived(counts, shape, lots) == []


def test_a_median_shows_nothing_where_fewer_than_five_may_stand_behind_it() -> None:
    one = Supported(date(2026, 8, 3), "female", "young", frozenset({("contact", "reached")}), {})
    found = [replace(one, waits={"contact": hours}) for hours in range(1, 41)]
    for number in (0, 4, 5, 12, 40):
        [period] = [one for one in periods(TODAY) if one.code == "2026"]
        last = tables(found[:number], columns(period, "sex", TODAY))[-1]
        cells = last.rows[0][1]
        assert cells[2] == "not shown (n under 5)" or cells[2] == "not shown (n under 10)"
        assert cells[0].startswith("not shown") is ("under" in cells[0])
        assert number >= 5 or "not shown" in cells[0]
        assert number < 10 or cells[0].startswith(f"{(number + 2) // 2} h (n ")
