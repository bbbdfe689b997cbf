"""Disclosure control against those who reckon: no hidden count below five can be narrowed down."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from homeward.oversight.trends.statistics.disclosure import Sum, bounds, control


def grid(rows: list[list[int]]) -> tuple[dict[str, int], list[Sum]]:
    """A table with totals of rows and columns and the whole."""
    cells = {f"{r}{c}": value for r, row in enumerate(rows) for c, value in enumerate(row)}
    wide, high = len(rows[0]), len(rows)
    sums = [Sum(f"{r}T", tuple(f"{r}{c}" for c in range(wide))) for r in range(high)]
    sums += [Sum(f"T{c}", tuple(f"{r}{c}" for r in range(high))) for c in range(wide)]
    sums += [Sum("TT", tuple(f"{r}T" for r in range(high)))]
    sums += [Sum("TT", tuple(f"T{c}" for c in range(wide)))]
    for one in sums:
        cells[one.total] = sum(cells[part] for part in one.parts)
    return cells, sums


def every_world(shown: dict[str, int]) -> dict[str, set[int]]:
    """What each cell of a table of two by two can be, by trying every table that fits what is
    shown: the attack, without any solver. Inner cells are tried to 20, more than any sum here."""
    inner = ("00", "01", "10", "11")
    spans = [np.asarray([shown[n]]) if n in shown else np.arange(21) for n in inner]
    a, b, c, d = (one.ravel() for one in np.meshgrid(*spans))
    cells = {"00": a, "01": b, "10": c, "11": d, "0T": a + b, "1T": c + d}
    cells |= {"T0": a + c, "T1": b + d, "TT": a + b + c + d}
    fits = np.ones(len(a), dtype=bool)
    for name, value in shown.items():
        fits &= cells[name] == value
    return {name: set(values[fits].tolist()) for name, values in cells.items()}


def test_one_hidden_part_of_a_known_sum_is_given_away_and_so_a_second_is_hidden() -> None:
    cells = {"F": 3, "M": 6, "X": 9, "T": 18}
    sums = [Sum("T", ("F", "M", "X"))]
    naive = {name: value for name, value in cells.items() if value >= 5}
    assert bounds(naive, sums, "F") == (3, 3)  # primary suppression alone tells it
    found = control(cells, sums)
    assert found.primary == {"F"}
    assert found.secondary == {"M"}
    assert found.shown == {"X": 9, "T": 18}
    assert bounds(found.shown, sums, "F") == (0, 9)


def test_a_table_of_large_counts_is_shown_whole() -> None:
    cells, sums = grid([[10, 20], [30, 40]])
    assert control(cells, sums).hidden == frozenset()


def test_none_is_held_back_as_one_is() -> None:
    assert control({"T": 0}).shown == {}
    assert control({"T": 5}).shown == {"T": 5}


@given(st.lists(st.lists(st.integers(0, 8), min_size=2, max_size=2), min_size=2, max_size=2))
@hypothesis_settings(max_examples=25)
def test_whoever_tries_every_table_finds_each_small_count_anything_from_none_to_four(
    rows: list[list[int]],
) -> None:
    cells, sums = grid(rows)
    found = control(cells, sums)
    assert all(cells[name] == value for name, value in found.shown.items())
    assert all(cells[name] >= 5 for name in found.shown)
    possible = every_world(found.shown)
    for name in found.primary:
        assert {0, 1, 2, 3, 4} <= possible[name]


@given(
    st.lists(st.lists(st.integers(0, 8), min_size=2, max_size=2), min_size=2, max_size=2),
    st.sets(st.sampled_from(["00", "01", "10", "11"]), min_size=1),
)
@hypothesis_settings(max_examples=25)
def test_the_solver_s_bounds_are_those_that_trying_everything_gives(
    rows: list[list[int]], hidden: set[str]
) -> None:
    cells, sums = grid(rows)
    shown = {name: value for name, value in cells.items() if name not in hidden}
    possible = every_world(shown)
    for name in hidden:
        assert bounds(shown, sums, name) == (min(possible[name]), max(possible[name]))


@given(
    st.lists(st.integers(0, 9), min_size=2, max_size=3), st.integers(0, 100), st.integers(0, 100)
)
@hypothesis_settings(max_examples=25)
def test_two_breakdowns_of_one_total_do_not_solve_each_other(
    first: list[int], cut: int, other: int
) -> None:
    total = sum(first)
    second = [cut % (total + 1)]
    second.append(other % (total - second[0] + 1))
    second.append(total - sum(second))
    cells = {"T": total}
    cells |= {f"a{n}": v for n, v in enumerate(first)} | {f"b{n}": v for n, v in enumerate(second)}
    sums = [Sum("T", tuple(n for n in cells if n[0] == kind)) for kind in "ab"]
    found = control(cells, sums)
    # An oracle without a solver: every total, and for each every way to make it of the parts.
    possible: dict[str, set[int]] = {name: set() for name in cells}
    shown = found.shown
    for whole in [shown["T"]] if "T" in shown else range(31):
        ways = []
        for one in sums:
            spans = [[shown[p]] if p in shown else range(whole + 1) for p in one.parts]
            ways.append((one.parts, [way for way in product(*spans) if sum(way) == whole]))
        if all(kept for _parts, kept in ways):
            possible["T"].add(whole)
            for parts, kept in ways:
                for at, part in enumerate(parts):
                    possible[part] |= {way[at] for way in kept}
    assert all({0, 1, 2, 3, 4} <= possible[name] for name in found.primary)


def test_what_does_not_add_up_is_refused() -> None:
    with pytest.raises(ValueError, match="do not add up"):
        control({"T": 3, "a": 1}, [Sum("T", ("a",))])
    with pytest.raises(ValueError, match="not in the table"):
        control({"T": 3}, [Sum("T", ("a",))])
    with pytest.raises(ValueError, match="negative"):
        control({"T": -3})
