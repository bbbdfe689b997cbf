"""Trend, change points, season: against definitions written out, and on series one can see."""

from itertools import combinations
from math import sqrt
from statistics import median

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from homeward.oversight.trends.statistics.observations import Status
from homeward.oversight.trends.statistics.trend import (
    Direction,
    changes_of,
    place_of,
    season_of,
    trend_of,
)
from tests.trends.making import line, observed, yearly


@given(st.lists(st.one_of(st.none(), st.integers(0, 30)), min_size=8, max_size=14))
@hypothesis_settings(max_examples=40)
def test_slope_and_probability_are_those_of_the_definition(values: list[int | None]) -> None:
    known = [(at, value) for at, value in enumerate(values) if value is not None]
    found = trend_of(line(yearly(2001, *values)))
    assert found.count == len(known)
    if len(known) < 8:
        assert found.direction == Direction.TOO_FEW
        assert found.slope is None
        return
    slopes = [(w - v) / (t - s) for (s, v), (t, w) in combinations(known, 2)]
    assert found.slope == pytest.approx(median(slopes))
    assert found.low is not None
    assert found.high is not None
    assert found.low <= median(slopes) <= found.high
    # Mann 1945, Kendall 1975, with ties: S, its variance, the normal probability.
    s = sum((w > v) - (w < v) for (_s, v), (_t, w) in combinations(known, 2))
    n, ties = len(known), [v for _, v in known]
    groups = [ties.count(v) for v in set(ties)]
    var = (n * (n - 1) * (2 * n + 5) - sum(g * (g - 1) * (2 * g + 5) for g in groups)) / 18
    from scipy.stats import norm

    z = 0.0 if not s else (abs(s) - 1) / sqrt(var)
    assert found.p == pytest.approx(2 * float(norm.sf(z)), abs=1e-12)
    if found.p >= 0.05:
        assert found.direction == Direction.NONE


def test_a_rise_is_a_rise_and_chance_is_none() -> None:
    assert trend_of(line(yearly(2001, *range(10, 22)))).direction == Direction.RISING
    assert trend_of(line(yearly(2001, *range(22, 10, -1)))).direction == Direction.FALLING
    assert trend_of(line(yearly(2001, 5, 7, 4, 6, 5, 7, 4, 6, 5))).direction == Direction.NONE


def test_nothing_is_tested_across_a_break() -> None:
    values = yearly(2001, *range(10, 20), 500, 499, 498)
    found = trend_of(line(values, breaks=("2011",)))
    assert (found.direction, found.first, found.count) == (Direction.TOO_FEW, "2011", 3)
    assert found.after_break
    longer = values | yearly(2014, 497, 496, 495, 494, 493, 492)
    after = trend_of(line(longer, breaks=("2011",)))
    assert (after.direction, after.slope) == (Direction.FALLING, -1)
    assert trend_of(line(longer)).slope != -1  # without the break it is another story


def test_a_suppressed_value_is_left_out_and_not_taken_as_zero() -> None:
    series = line(yearly(2001, *range(10, 20)))
    series["2005"] = observed("XA", "2005", None, Status.SUPPRESSED)
    found = trend_of(series)
    assert (found.count, found.slope) == (9, 1)


def test_a_step_is_found_where_it_is_and_a_calm_series_has_none() -> None:
    noise = (0, 2, -1, 1, 0, -2, 1, 0)
    step = yearly(2001, *(20 + n for n in noise), *(60 + n for n in noise))
    (change,) = changes_of(line(step))
    assert change.period == "2009"
    assert change.after - change.before == pytest.approx(40)
    assert changes_of(line(yearly(2001, *(20 + n for n in noise), *(20 + n for n in noise)))) == []
    gap = step | {"2005": None}
    assert changes_of(line(gap)) == []  # a gap hides when it happened


def test_a_season_shows_its_months_and_needs_three_years() -> None:
    months = [f"{year}-{month:02}" for year in range(2015, 2019) for month in range(1, 13)]
    series = line(
        {m: 100 + (40 if m.endswith("-12") else 0) + at % 3 for at, m in enumerate(months)}
    )
    found = season_of(series)
    assert found is not None
    assert found.years == 4
    assert found.strength > 0.9
    assert max(range(12), key=lambda at: found.factors[at]) == 11
    assert season_of({m: series[m] for m in months[:30]}) is None
    assert season_of(line(yearly(2001, *range(40)))) is None


def test_places_follow_each_other_over_the_end_of_a_year() -> None:
    for before, after in (("2019", "2020"), ("2019-12", "2020-01"), ("2019-Q4", "2020-Q1")):
        assert place_of(after) - place_of(before) == 1
