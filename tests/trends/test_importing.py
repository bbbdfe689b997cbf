"""What a file may get wrong: each row that cannot stand is named, and nothing leads to an error."""

import dataclasses

import pytest
from django.urls import resolve, reverse

from homeward.oversight.trends.actions import LONGEST_KEY, About, _key_of
from homeward.oversight.trends.errors import TableUnreadable
from homeward.oversight.trends.files import read_table
from homeward.oversight.trends.statistics.importing import (
    Plan,
    Reading,
    Reason,
    read_figures,
    read_population,
)
from homeward.oversight.trends.statistics.observations import Unit, series_of
from homeward.oversight.trends.statistics.trend import comparable

PLAN = Plan(
    indicator="020221", unit=Unit.OFFENCES, area="code", period="year", value="count", name="name"
)


def read(text: str, plan: Plan = PLAN) -> Reading:
    return read_figures(read_table("made.csv", text.encode())[1], plan)


def apart(reading: Reading) -> list[tuple[int, Reason]]:
    return [(one.row, one.reason) for one in reading.rejections]


def test_a_row_that_ends_early_has_a_missing_value() -> None:
    found = read("code,year,count\nXA,2020,3\nXA,2021\n")
    assert [one.value for one in found.observations] == [3, None]


def test_a_break_that_is_marked_on_a_missing_value_is_kept() -> None:
    plan = dataclasses.replace(PLAN, flag="flag")
    found = read("code,year,count,flag\nXA,2020,3,\nXA,2021,:,b\nXA,2022,:,e\nXA,2023,9,\n", plan)
    assert [one.status for one in found.observations] == ["A", "B", "O", "A"]
    points, broken = comparable(series_of(found.observations)["XA"])
    assert ([period for _place, period, _value in points], broken) == (["2023"], True)


def test_a_blank_line_does_not_move_the_numbers_of_rows() -> None:
    found = read("code,year,count\nXA,2020,3\n\nXA,2021,-1\n\n\n")
    assert apart(found) == [(4, Reason.NEGATIVE)]
    assert found.skipped == 0


def test_years_and_months_are_not_one_series() -> None:
    found = read("code,year,count\nXA,2020,36\nXA,2020-01,3\nXA,2020-02,4\nXB,2021-Q1,9\n")
    assert apart(found) == [(2, Reason.OTHER_FREQUENCY), (5, Reason.OTHER_FREQUENCY)]


def test_what_cannot_be_kept_is_named_before_it_is_written() -> None:
    found = read(f"code,year,count\n{'X' * 61},2020,3\nXA,2020,1E+30\nXA,2021,3\n")
    assert apart(found) == [(2, Reason.TOO_LONG), (3, Reason.TOO_LARGE)]


@pytest.mark.parametrize(
    ("text", "problem"),
    [('code,year,count\n"' + "X" * 200_000, "cell"), ("code,year,count\nX\0A,2020,1", "encoding")],
)
def test_a_file_that_breaks_its_reader_is_refused_by_name(text: str, problem: str) -> None:
    with pytest.raises(TableUnreadable) as refused:
        read_table("made.csv", text.encode())
    assert refused.value.params["problem"] == problem
    assert "made.csv" in refused.value.sentence()


def test_a_population_of_one_sex_is_not_that_of_the_area() -> None:
    plan = dataclasses.replace(PLAN, unit=Unit.PERSONS, breakdowns=("sex",))
    text = "code,name,year,sex,count\nXA,Xandria,2020,Total,1000\nXA,Xandria,2020,M,490\n"
    rows = read_table("made.csv", text.encode())[1]
    found, reading = read_population(rows, plan, {"XA": {"Xandria"}})
    assert found == {("XA", "2020"): 1000}
    assert apart(reading) == [(3, Reason.ONLY_A_PART)]


def test_one_code_of_two_areas_is_told_apart_by_the_name() -> None:
    text = "code,name,year,count\n05,Antioquia,2020,10\n05,Elsewhere,2021,10\n"
    rows = read_table("made.csv", text.encode())[1]
    found, reading = read_population(rows, PLAN, {"05": {"Coahuila", "Antioquia"}})
    assert found == {("05", "2020"): 10}
    assert [(one.reason, one.against) for one in reading.rejections] == [
        (Reason.OTHER_NAME, "Antioquia, Coahuila")
    ]


def test_the_definition_that_most_rows_have_is_remembered() -> None:
    plan = dataclasses.replace(PLAN, definition="law")
    found = read("code,year,count,law\nXA,2020,1,old\nXA,2021,2,old\nXA,2022,3,new\n", plan)
    assert found.defined == "old"
    assert apart(found) == [(4, Reason.OTHER_DEFINITION)]


def test_an_area_s_code_may_have_a_slash() -> None:
    for name in ("area", "area_picture"):
        found = resolve(reverse(f"trends:{name}", args=[1, "BA/RS"]))
        assert (found.url_name, found.kwargs["area"]) == (name, "BA/RS")


def test_long_titles_that_begin_alike_are_two_data_sets() -> None:
    first, second = (
        _key_of(
            About(kind="population", title=f"{'Inhabitants by district on 1 January, ' * 2}{y}")
        )
        for y in ("census", "register")
    )
    assert first != second
    assert max(len(first), len(second)) <= LONGEST_KEY
