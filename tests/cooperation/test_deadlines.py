"""Times are counted as a person with a wall calendar would: day by day, in the State's own zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.casework.cooperation.calendars import (
    Calendar,
    OwnDay,
    is_known,
    public_holidays,
)
from homeward.casework.cooperation.deadlines import (
    Count,
    Limit,
    limit_of,
    reckon,
    treaty_limit,
)

DAY = timedelta(days=1)
ZONES = ["UTC", "Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati", "Europe/Paris"]
PLAIN = Calendar("XB", ZoneInfo("UTC"))


def wall_calendar(calendar: Calendar, first: date, days: int) -> list[tuple[date, bool]]:
    """Every day with whether it is worked, from the entered days and the weekdays alone."""
    found = []
    for number in range(days):
        one = first + number * DAY
        entered = [own.is_working for day, own in calendar.own.items() if day == one]
        found.append((one, entered[0] if entered else one.isoweekday() in calendar.weekdays))
    return found


def by_hand(limit: Limit, start: datetime, calendar: Calendar) -> datetime:
    """The same by crossing out days on a wall calendar, as an oracle."""
    there = start.astimezone(calendar.zone)
    if limit.count is Count.HOURS:
        return start + timedelta(hours=limit.number)
    days = wall_calendar(calendar, there.date() + DAY, limit.number * 8 + 40)
    worked = [one for one, works in days if works]
    if limit.count is Count.WORKING_DAYS:
        last = worked[limit.number - 1]
    else:
        last = next(one for one in worked if one >= there.date() + limit.number * DAY)
    return datetime(last.year, last.month, last.day, 23, 59, tzinfo=calendar.zone)


calendars = st.builds(
    Calendar,
    state=st.just("XB"),
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    weekdays=st.frozensets(st.integers(1, 7), min_size=2),
    own=st.dictionaries(
        st.dates(date(2026, 1, 1), date(2026, 3, 31)),
        st.builds(OwnDay, st.booleans(), st.just("Day")),
        max_size=12,
    ),
)
starts = st.datetimes(
    datetime(2026, 1, 1),  # noqa: DTZ001 - the zone is drawn beside it
    datetime(2026, 3, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@given(
    st.builds(Limit, st.integers(1, 60), st.sampled_from(Count)),
    starts,
    calendars,
)
def test_a_time_ends_where_a_wall_calendar_says(
    limit: Limit, start: datetime, calendar: Calendar
) -> None:
    due = reckon(limit, start, calendar)
    assert due.at == by_hand(limit, start, calendar)
    if limit.count is not Count.HOURS:
        last = due.at.astimezone(calendar.zone).date()
        assert calendar.is_working(last)
        assert (due.rule["moved_from"] != "") is (
            limit.count is Count.DAYS
            and last != start.astimezone(calendar.zone).date() + limit.number * DAY
        )


def test_the_day_of_the_zone_counts_and_not_that_of_the_sender() -> None:
    late = datetime(2026, 3, 6, 23, 30, tzinfo=UTC)  # Friday there, Saturday in Kathmandu
    there = Calendar("XB", ZoneInfo("Asia/Kathmandu"))
    assert reckon(Limit(1, Count.DAYS), late, PLAIN).at == datetime(2026, 3, 9, 23, 59, tzinfo=UTC)
    assert reckon(Limit(2, Count.DAYS), late, there).at == datetime(
        2026, 3, 9, 23, 59, tzinfo=there.zone
    )


def test_a_holiday_is_not_counted_and_the_rule_names_it() -> None:
    own = {date(2026, 3, 9): OwnDay(False, "Founding Day")}
    start = datetime(2026, 3, 6, 10, tzinfo=UTC)
    due = reckon(Limit(2, Count.WORKING_DAYS), start, Calendar("XB", PLAIN.zone, own=own))
    assert due.at == datetime(2026, 3, 11, 23, 59, tzinfo=UTC)
    assert due.rule["holidays"] == [["2026-03-09", "Founding Day"]]


def test_a_last_day_of_rest_moves_to_the_next_that_is_worked() -> None:
    due = reckon(Limit(30, Count.DAYS), datetime(2026, 1, 15, tzinfo=UTC), PLAIN)
    assert due.at == datetime(2026, 2, 16, 23, 59, tzinfo=UTC)  # the 14th is a Saturday
    assert due.rule["moved_from"] == "2026-02-14"


@pytest.mark.parametrize(
    ("length", "limit"),
    [
        (timedelta(hours=4), Limit(4, Count.HOURS)),
        (timedelta(minutes=90), Limit(2, Count.HOURS)),
        (timedelta(days=3), Limit(3, Count.WORKING_DAYS)),
        (timedelta(days=10), Limit(10, Count.WORKING_DAYS)),
        (timedelta(days=11), Limit(11, Count.DAYS)),
        (timedelta(days=30), Limit(30, Count.DAYS)),
    ],
)
def test_few_days_of_a_kind_are_working_days(length: timedelta, limit: Limit) -> None:
    assert limit_of(length) == limit


def test_few_days_of_a_treaty_say_how_they_are_counted() -> None:
    assert treaty_limit(40) == Limit(40, Count.DAYS)
    assert treaty_limit(10, Count.DAYS) == Limit(10, Count.DAYS)
    with pytest.raises(ValueError, match="how the 10 days"):
        treaty_limit(10)


def test_a_time_that_is_none_or_a_calendar_without_a_working_day_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Limit(0, Count.DAYS)
    never = Calendar("XB", PLAIN.zone, weekdays=frozenset())
    with pytest.raises(ValueError, match="no working day"):
        reckon(Limit(1, Count.DAYS), datetime(2026, 1, 1, tzinfo=UTC), never)


def test_public_holidays_are_those_of_real_states_only() -> None:
    assert public_holidays("FR", 2026)[date(2026, 7, 14)] == "National Day"
    assert public_holidays("XA", 2026) == {}
    assert (is_known("FR"), is_known("XA"), is_known("EU")) == (True, False, False)
    paris = Calendar("FR", ZoneInfo("Europe/Paris"), public=True)
    bastille = reckon(Limit(1, Count.DAYS), datetime(2026, 7, 13, 9, tzinfo=UTC), paris)
    assert bastille.rule["holidays"] == [["2026-07-14", "National Day"]]
    assert bastille.at == datetime(2026, 7, 15, 23, 59, tzinfo=paris.zone)
