"""The lines of an aggregate: what is refused, what stays missing, what changed."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from homeward.oversight.reporting.compiling import compiled
from homeward.oversight.reporting.lines import (
    BadLine,
    changes,
    comparable,
    line_of,
    marked_revised,
    observation_of,
    read_lines,
    telling,
)
from homeward.oversight.trends.statistics.observations import Cell, Observation, Status, Unit
from tests.reporting.telling import told

DAY = date(2026, 9, 30)


def test_a_figure_keeps_its_quality_on_the_way() -> None:
    cell = Cell("kidnapping_victims", Unit.VICTIMS, "XB", "2025", "sex=female")
    for value, status in (
        (Decimal("12"), Status.BREAK),
        (Decimal("0"), Status.NORMAL),
        (Decimal("10.5"), Status.ESTIMATED),
        (None, Status.SUPPRESSED),
        (None, Status.MISSING),
    ):
        one = Observation(cell, value, status, note="n")
        (line,) = read_lines([line_of(one, partial=False, at=DAY)])
        assert observation_of(line, "XB") == one
        assert line["value"] != "0" or value == 0, "what is missing is no zero"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("value", "-1"),
        ("value", "1e3"),
        ("value", 12),
        ("value", "12 "),
        ("status", "Q"),  # held back, with a value
        ("status", "Z"),
        ("unit", "incidents"),  # not what this indicator counts
        ("period", "2025-13"),
        ("indicator", "Kidnapping"),
        ("breakdown", "sex"),
        ("at", "2026-02-30"),
        ("partial", "yes"),
        ("note", "n" * 501),
    ],
)
def test_a_line_that_cannot_stand_is_named(field: str, value: Any) -> None:
    with pytest.raises(BadLine) as error:
        read_lines([told("kidnapping_victims", "2025", 12) | {field: value}])
    assert error.value.field == field


def test_two_values_for_one_cell_are_refused_even_where_they_agree() -> None:
    line = told("kidnapping_victims", "2025", 12)
    with pytest.raises(BadLine, match="lines"):
        read_lines([line, dict(line)])


def test_what_is_not_a_whole_period_enters_no_panel() -> None:
    assert comparable(told("kidnapping_victims", "2025", 12, partial=True), "XB") is None
    assert comparable(told("kidnapping_victims", "2026", 12, status="P"), "XB") is None
    assert comparable(told("kidnapping_victims", "2025", 12), "XB") is not None


def test_a_correction_is_marked_and_what_may_tell_of_one_person_is_named() -> None:
    before = [
        told("kidnapping_victims", y, v) for y, v in (("2023", 12), ("2024", 20), ("2025", 9))
    ]
    after = [
        told("kidnapping_victims", y, v) for y, v in (("2023", 12), ("2024", 22), ("2025", 14))
    ]
    marked = marked_revised(after, before)
    assert [one["revised"] for one in marked] == [False, True, True]
    assert [new["period"] for _, new in changes(before, after)] == ["2024", "2025"]
    assert [one["period"] for one in telling(before, after)] == ["2024"]


@given(
    some.dictionaries(
        some.sampled_from(["XA", "XB", "XC", "XD"]),
        some.dictionaries(
            some.sampled_from(["2021", "2022", "2023"]),
            some.tuples(
                some.none() | some.integers(0, 50), some.sampled_from("ABP"), some.booleans()
            ),
        ),
    )
)
def test_totals_are_those_of_states_with_every_year(
    values: dict[str, dict[str, tuple[int | None, str, bool]]],
) -> None:
    names = {code: code for code in ("XA", "XB", "XC", "XD")}
    lines = {
        state: [
            told("kidnapping_victims", y, v, status="O" if v is None else s, partial=p)
            for y, (v, s, p) in years.items()
        ]
        for state, years in values.items()
    }
    made = compiled("kidnapping_victims", names, lines, first="2021", last="2023")
    assert sorted(made.silent) == sorted(set(names) - set(values))
    # The oracle reads the plain values.
    good = {
        state: {y: v for y, (v, s, p) in years.items() if v is not None and s != "P" and not p}
        for state, years in values.items()
    }
    seen = sorted({y for years in good.values() for y in years})
    if made.totals is None:
        assert not seen
        return
    window = [y for y in seen if made.totals.first <= y <= made.totals.last]
    panel = [
        state
        for state, years in good.items()
        if all(y in years for y in window)
        and not any(values[state].get(y, (0, "", False))[1] == "B" for y in window[1:])
    ]
    assert sorted(made.totals.panel.areas) == sorted(panel)
    for total in made.totals.panel.totals:
        expected = sum(good[state][total.period] for state in panel) if panel else None
        assert total.panel == expected
        naive = [years[total.period] for years in good.values() if total.period in years]
        assert total.naive == (sum(naive) if naive else None)
