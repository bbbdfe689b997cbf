"""Totals over areas: the constant panel, and how the naive total would have misled."""

from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.oversight.trends.models import Dataset
from homeward.oversight.trends.queries import totals_of, whole_years
from homeward.oversight.trends.statistics.aggregates import aggregates_among
from homeward.oversight.trends.statistics.observations import (
    Observation,
    Status,
    Unit,
    series_of,
)
from homeward.oversight.trends.statistics.panel import best_window, panel_of
from homeward.oversight.trends.statistics.rates import (
    Population,
    PopulationMismatch,
    exact_interval,
    rate_of,
    rates_of,
)
from tests.trends.making import observed

YEARS = ("2019", "2020", "2021", "2022")


def lines(*observations: Observation) -> dict[str, dict[str, Observation]]:
    return series_of(observations)


def test_a_state_that_stops_reporting_makes_the_naive_total_fall_while_the_panel_rises() -> None:
    every = [observed("XA", y, 10 + n) for n, y in enumerate(YEARS)]
    every += [observed("XB", y, 1000) for y in YEARS[:2]]
    found = panel_of(lines(*every, observed("XB", "2021", None)), YEARS)
    assert found.areas == ("XA",)
    assert [t.panel for t in found.totals] == [10, 11, 12, 13]
    assert [t.naive for t in found.totals] == [1010, 1011, 12, 13]
    fall = found.totals[2]
    assert (fall.left, fall.lost, fall.entered, fall.misleads) == (("XB",), 1000, (), True)
    assert not found.totals[1].misleads


def test_a_missing_value_is_no_zero_and_an_empty_panel_has_no_total() -> None:
    found = panel_of(lines(observed("XA", "2020", 3), observed("XB", "2021", 4)), YEARS)
    assert found.areas == ()
    assert [t.panel for t in found.totals] == [None] * 4
    assert [t.naive for t in found.totals] == [None, 3, 4, None]


def test_a_break_inside_the_window_leaves_the_area_out_and_says_so() -> None:
    every = [observed("XA", y, 10) for y in YEARS] + [observed("XB", y, 5) for y in YEARS]
    every[6] = observed("XB", "2021", 500, Status.BREAK)
    found = panel_of(lines(*every), YEARS)
    assert (found.areas, found.broken) == (("XA",), ("XB",))
    assert panel_of(lines(*every), YEARS[2:]).areas == ("XA", "XB")  # it begins with the break
    assert panel_of(lines(*every), YEARS, across_breaks=True).areas == ("XA", "XB")


def test_two_values_for_one_cell_and_mixed_units_are_refused() -> None:
    with pytest.raises(ValueError, match="Two values"):
        lines(observed("XA", "2020", 1), observed("XA", "2020", 1))
    with pytest.raises(ValueError, match="different kinds"):
        lines(observed("XA", "2020", 1), observed("XB", "2020", 1, unit=Unit.VICTIMS))


@pytest.mark.parametrize(
    ("value", "status"), [(None, Status.NORMAL), (0, Status.MISSING), (-1, Status.NORMAL)]
)
def test_a_value_and_its_status_agree(value: int | None, status: Status) -> None:
    cell = observed("XA", "2020", 1).cell
    with pytest.raises(ValueError, match=r"Value|negative"):
        Observation(cell, None if value is None else Decimal(value), status)


known = st.dictionaries(
    st.sampled_from("ABCDE"),
    st.dictionaries(st.sampled_from(YEARS), st.integers(0, 9)),
)


@given(known)
def test_the_panel_is_the_largest_set_whose_members_all_report_always(
    values: dict[str, dict[str, int]],
) -> None:
    found = panel_of(
        lines(*(observed(a, p, v) for a, held in values.items() for p, v in held.items())), YEARS
    )
    largest: tuple[str, ...] = ()
    for size in range(len(values) + 1):  # an oracle that tries every set of areas
        for some in combinations(sorted(values), size):
            if all(year in values[a] for a in some for year in YEARS):
                largest = some
    assert found.areas == largest
    for total in found.totals:
        held = [values[a][total.period] for a in largest]
        assert total.panel == (sum(held) if largest else None)
        assert total.reporting == sum(total.period in held for held in values.values())


def test_a_total_of_others_is_in_no_total() -> None:
    names = {
        "XA": "Xandria",
        "XB": "Xbeland",
        "W1": "World",
        "EU27_2020": "EU27_2020",
        "EA": "Euro area – 20 countries (from 2023)",
        "419": "419",
        "R9": "Latin America & Caribbean [region]",
        "XR": "Our region",
        "001": "Aguascalientes",  # a district whose code is also that of the world
    }
    found = aggregates_among(names, ["our region"])
    assert found == names.keys() - {"XA", "XB", "001"}
    every = lines(*(observed(area, y, 10) for area in names for y in YEARS))
    totals = totals_of(every, aggregates=found)
    assert totals is not None
    assert totals.panel.areas == ("001", "XA", "XB")
    assert [(one.panel, one.naive, one.reporting) for one in totals.panel.totals] == [
        (30, 30, 3)
    ] * len(YEARS)


def test_a_break_in_a_year_that_nobody_reported_parts_what_is_beside_it() -> None:
    every = [observed(a, y, 10) for a in ("XA", "XB") for y in YEARS if y != "2020"]
    found = panel_of(
        lines(*every, observed("XB", "2020", None, Status.BREAK)), ["2019", "2021", "2022"]
    )
    assert (found.areas, found.broken) == (("XA",), ("XB",))


def test_the_best_window_is_where_most_values_stand_together() -> None:
    every = [observed(a, y, 1) for a in "ABC" for y in YEARS[1:]]
    every += [observed("A", YEARS[0], 1)]
    assert best_window(lines(*every), YEARS, shortest=2) == ("2020", "2022")


def test_a_rate_wants_the_population_of_its_area_and_year() -> None:
    one = observed("XA", "2020", 3)
    rate = rate_of(one, Population("XA", "2020", 1_000_000, "census"))
    assert (round(rate.value, 3), rate.small) == (0.3, False)
    assert rate.low is not None
    assert rate.high is not None
    # Garwood's interval of 3 is 0.619 to 8.767: Ulm 1990, American Journal of Epidemiology 131.
    assert (round(rate.low * 10, 3), round(rate.high * 10, 3)) == (0.619, 8.767)
    for wrong in (Population("XB", "2020", 10, ""), Population("XA", "2019", 10, "")):
        with pytest.raises(PopulationMismatch):
            rate_of(one, wrong)
    with pytest.raises(ValueError, match="needs a value"):
        rate_of(observed("XA", "2020", None), Population("XA", "2020", 10, ""))
    assert rate_of(observed("XA", "2020", 1), Population("XA", "2020", 800, "")).small


@given(st.integers(0, 60))
def test_the_interval_of_a_count_holds_what_the_poisson_law_says(count: int) -> None:
    from scipy.stats import poisson

    low, high = exact_interval(count)
    assert count == 0 or poisson.sf(count - 1, low) == pytest.approx(0.025, rel=1e-6)
    assert low <= count <= high
    assert poisson.cdf(count, high) == pytest.approx(0.025, rel=1e-6)


def test_shares_and_medians_have_no_total_over_areas_and_no_rate() -> None:
    for unit in (Unit.HOURS, Unit.PERCENT):
        every = lines(*(observed(a, y, 40, unit=unit) for a in ("XA", "XB") for y in YEARS))
        assert totals_of(every) is None
        people = {year: Population("XA", year, 1_000_000, "census") for year in YEARS}
        assert rates_of(every["XA"], people) == {}
    counted = lines(*(observed(a, y, 40) for a in ("XA", "XB") for y in YEARS))
    assert totals_of(counted) is not None


def test_a_year_that_is_not_whole_is_not_compared() -> None:
    values = [observed("XA", y, 9) for y in YEARS[:3]]
    (line,) = lines(*values, observed("XA", "2022", 2, Status.PROVISIONAL)).values()
    assert list(whole_years(Dataset(key="node:kidnapping_victims"), line)) == ["2020", "2021"]
    assert whole_years(Dataset(key="figures:of others"), line) == line
