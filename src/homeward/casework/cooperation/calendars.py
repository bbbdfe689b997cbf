"""The working days of a State, in its time zone: its own entries, else what is publicly known.

A calendar is read once for each reckoning. What a person entered prevails; then come the public
holidays and days of rest that the `holidays` library knows of real States, the office hours in the
directory, and Monday to Friday. Whatever was assumed is told with the rule (`deadlines.py`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays
from babel.core import get_global

from homeward.casework.cooperation.models import StateCalendar
from homeward.foundation.authorities.models import ContactPoint
from homeward.foundation.authorities.territories import is_country

USUAL_WEEK = frozenset({1, 2, 3, 4, 5})


class Known(StrEnum):
    """From where a part of a calendar is known."""

    ENTERED = "entered"
    OFFICE = "office"
    PUBLIC = "public"
    ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class OwnDay:
    """A day that was entered: a holiday, or a day worked although it would be one."""

    is_working: bool
    name: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a State works. `weekdays` are those of ISO 8601: 1 is Monday.

    `public` is whether the holidays of the library count besides the entered days.
    """

    state: str
    zone: ZoneInfo
    weekdays: frozenset[int] = USUAL_WEEK
    own: Mapping[date, OwnDay] = field(default_factory=dict)
    public: bool = False
    zone_known: Known = Known.ASSUMED
    days_known: Known = Known.ASSUMED

    def is_working(self, day: date) -> bool:
        """Whether its authorities work on this day."""
        entered = self.own.get(day)
        if entered is not None:
            return entered.is_working
        return day.isoweekday() in self.weekdays and not self.holiday(day)

    def holiday(self, day: date) -> str:
        """The name of the holiday that this day is; empty for none, or for a worked one."""
        entered = self.own.get(day)
        if entered is not None:
            return "" if entered.is_working else entered.name
        return public_holidays(self.state, day.year).get(day, "") if self.public else ""


def calendar_of(state: str, authority: str = "") -> Calendar:
    """The calendar of a State; the office hours of the authority say the zone nobody entered."""
    kept = StateCalendar.objects.filter(pk=state).first()
    office = _office(state, authority)
    zone, zone_known = _zone(kept, office, state)
    weekdays, days_known = _weekdays(kept, office, state)
    return Calendar(
        state=state,
        zone=zone,
        weekdays=weekdays,
        own=own_days(kept.days) if kept else {},
        public=is_known(state) and (kept is None or kept.with_public),
        zone_known=zone_known,
        days_known=days_known,
    )


def own_days(days: Iterable[Sequence[Any]]) -> dict[date, OwnDay]:
    """The entered days of a calendar, as its row keeps them: `[day, is worked, name]`."""
    return {date.fromisoformat(day): OwnDay(bool(works), str(name)) for day, works, name in days}


@cache
def is_known(state: str) -> bool:
    """Whether the library knows the public holidays of this State; never of a fictional one."""
    return is_country(state) and state in holidays.list_supported_countries(include_aliases=False)


@cache
def public_holidays(state: str, year: int) -> Mapping[date, str]:
    """The public holidays of a whole State in a year, with their names; empty for an unknown one.

    Those of a part of the State, and those proclaimed lately, have to be entered.
    """
    if not is_known(state):
        return {}
    found = holidays.country_holidays(state, years=year, expand=False, language=_english(state))
    return {day: str(name) for day, name in found.items() if day.year == year}


def _english(state: str) -> str | None:
    """The library's English for a State's holidays, None where it has only the State's own."""
    languages = holidays.list_localized_countries(include_aliases=False).get(state, [])
    return next((one for one in languages if one.startswith("en")), None)


@cache
def _days_of_rest(state: str) -> frozenset[int]:
    """The weekdays on which a State rests, by ISO 8601."""
    return frozenset(day + 1 for day in holidays.country_holidays(state).weekend)


def _weekdays(
    kept: StateCalendar | None, office: ContactPoint | None, state: str
) -> tuple[frozenset[int], Known]:
    if kept is not None:
        return frozenset(kept.weekdays), Known.ENTERED
    if is_known(state):
        return frozenset(range(1, 8)) - _days_of_rest(state), Known.PUBLIC
    if office is not None and office.days:
        return frozenset(office.days), Known.OFFICE
    return USUAL_WEEK, Known.ASSUMED


def _zone(
    kept: StateCalendar | None, office: ContactPoint | None, state: str
) -> tuple[ZoneInfo, Known]:
    if kept is not None:
        return ZoneInfo(kept.zone), Known.ENTERED
    if office is not None:
        try:
            return ZoneInfo(office.zone), Known.OFFICE
        except (ZoneInfoNotFoundError, ValueError):
            pass  # another node wrote a zone that is not known here
    zones = get_global("territory_zones").get(state, [])
    if len(zones) == 1:
        return ZoneInfo(zones[0]), Known.PUBLIC
    return ZoneInfo("UTC"), Known.ASSUMED


def _office(state: str, authority: str) -> ContactPoint | None:
    """A way to the authority, or to any of its State, that says when and where somebody works."""
    points = ContactPoint.objects.filter(authority__state_id=state).exclude(zone="")
    own = points.filter(authority_id=authority).order_by("point").first() if authority else None
    return own or points.order_by("authority", "point").first()
