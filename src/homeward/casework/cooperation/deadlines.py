"""Until when an answer is due, in the calendar of the State that has to give it, and by which rule.

The day on which a time begins is not counted. A time in hours runs through nights and holidays. A
time in days ends with its last day, at that State's midnight. Where the last day is none on which
that State works, the time ends with the next one that is. A time in working days counts those only.

The kinds' own limits of ten days or less are counted in working days, so that a weekend does not
eat them. What a treaty sets in so few days has to say how they are counted: nothing is guessed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from homeward.casework.cooperation.calendars import Calendar, Known, calendar_of
from homeward.casework.cooperation.models import Request
from homeward.foundation.authorities.models import State
from homeward.foundation.authorities.territories import territory
from homeward.foundation.web.formats import day, listing, moment

# Days up to this many are working days unless it is said otherwise.
FEW_DAYS = 10
_DAY = timedelta(days=1)
_LAST_MINUTE = time(23, 59)
# A State that works on none of so many days has no calendar that one could count in.
_LONGEST_REST = 60
_MOST_NAMED = 10


class Count(StrEnum):
    """How a time is counted."""

    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"


@dataclass(frozen=True, slots=True)
class Limit:
    """A time: `number` of hours, of days, or of working days."""

    number: int
    count: Count

    def __post_init__(self) -> None:
        if self.number < 1:
            raise ValueError("A time is at least one hour or one day.")


@dataclass(frozen=True, slots=True)
class Due:
    """The moment at which an answer is late, and how it was found (`rule_words` says it)."""

    at: datetime
    rule: dict[str, Any]


def limit_of(length: timedelta) -> Limit:
    """A kind's own limit: few whole days as working days, more as days, the rest in hours."""
    if length % _DAY:
        return Limit(max(1, -(-length // timedelta(hours=1))), Count.HOURS)
    return Limit(length.days, Count.WORKING_DAYS if length.days <= FEW_DAYS else Count.DAYS)


def treaty_limit(days: int, count: Count | None = None) -> Limit:
    """A limit that a treaty sets. Raises ValueError for few days of which it is not said how."""
    if count is None and days <= FEW_DAYS:
        raise ValueError(f"Say how the {days} days of the treaty are counted.")
    return Limit(days, count or Count.DAYS)


def length_for(request: Request) -> Limit | timedelta:
    """How long the answer to a request may take; the days that a treaty sets are days as they are
    written."""
    days = dict(request.treaty.get("days") or {}).get(request.urgency)
    return Limit(int(days), Count.DAYS) if days else request.allowed[request.urgency]


def due_at(limit: Limit | timedelta, *, start: datetime, state: str, authority: str = "") -> Due:
    """When a time that begins at `start` (aware) ends for `state`, which has to answer.

    `authority` is the code of the competent one, whose office hours say the zone that nobody
    entered for the State.
    """
    return reckon(limit, start, calendar_of(state, authority))


def reckon(limit: Limit | timedelta, start: datetime, calendar: Calendar) -> Due:
    """The same in a calendar that is at hand. Raises ValueError where it knows no working day."""
    limit = limit_of(limit) if isinstance(limit, timedelta) else limit
    first = start.astimezone(calendar.zone).date()
    if limit.count is Count.HOURS:
        return Due(start + timedelta(hours=limit.number), _rule(limit, start, calendar))
    if limit.count is Count.WORKING_DAYS:
        last, counted = first, 0
        while counted < limit.number:
            last = _next_working(calendar, last + _DAY)
            counted += 1
        nominal = last
    else:
        nominal = first + limit.number * _DAY
        last = _next_working(calendar, nominal)
    end = datetime.combine(last, _LAST_MINUTE, calendar.zone).astimezone(UTC)
    return Due(end, _rule(limit, start, calendar, first=first, nominal=nominal, last=last))


def end_of(day: date, *, state: str, authority: str = "") -> datetime:
    """The last minute of a day that two States agreed on, where the one lies that has to act."""
    zone = calendar_of(state, authority).zone
    return datetime.combine(day, _LAST_MINUTE, zone).astimezone(UTC)


def _next_working(calendar: Calendar, day: date) -> date:
    """This day, or the next one on which the State works."""
    for ahead in range(_LONGEST_REST):
        if calendar.is_working(day + ahead * _DAY):
            return day + ahead * _DAY
    raise ValueError(f"The calendar of {calendar.state} has no working day after {day}.")


def _rule(
    limit: Limit,
    start: datetime,
    calendar: Calendar,
    *,
    first: date | None = None,
    nominal: date | None = None,
    last: date | None = None,
) -> dict[str, Any]:
    """What is kept of the reckoning, in plain values."""
    rule: dict[str, Any] = {
        "number": limit.number,
        "count": limit.count.value,
        "start": start.astimezone(UTC).isoformat(),
        "state": calendar.state,
        "zone": calendar.zone.key,
        "zone_known": calendar.zone_known.value,
    }
    if first is None or nominal is None or last is None:
        return rule
    return rule | {
        "days_known": calendar.days_known.value,
        "public": calendar.public,
        "weekdays": sorted(calendar.weekdays),
        "moved_from": nominal.isoformat() if nominal != last else "",
        "holidays": _named(limit, calendar, first, nominal, last),
    }


def _named(
    limit: Limit, calendar: Calendar, first: date, nominal: date, last: date
) -> list[list[str]]:
    """The holidays that made it later, with their names; days of rest are in `weekdays`."""
    begin = first + _DAY if limit.count is Count.WORKING_DAYS else nominal
    days = (begin + n * _DAY for n in range((last - begin).days))
    named = [(one, calendar.holiday(one)) for one in days if one.isoweekday() in calendar.weekdays]
    return [[one.isoformat(), name] for one, name in named if name][:_MOST_NAMED]


def rule_words(rule: Mapping[str, Any], language: str = "") -> list[str]:
    """The rule in sentences of the active language; nothing for a request without one."""
    language = language or get_language() or "en"
    if not rule:
        return []
    said = [_counted(rule, language)]
    if rule.get("moved_from"):
        said.append(
            _("The last day would have been %(day)s, on which that State does not work.")
            % {"day": day(date.fromisoformat(rule["moved_from"]), language)}
        )
    if rule.get("holidays"):
        named = [
            f"{day(date.fromisoformat(one), language)} ({name})" for one, name in rule["holidays"]
        ]
        said.append(_("Not counted: %(holidays)s.") % {"holidays": listing(named, language)})
    if rule.get("by_own"):
        said.append(
            _("By the calendar kept here it ends on %(moment)s. The time that was sent stands.")
            % {"moment": moment(datetime.fromisoformat(rule["by_own"]), language)}
        )
    return [*said, *_doubts(rule)]


def _counted(rule: Mapping[str, Any], language: str) -> str:
    number, count = rule["number"], Count(rule["count"])
    values = {
        "number": number,
        "start": moment(datetime.fromisoformat(rule["start"]), language),
        "state": _name(rule["state"]),
        "zone": rule["zone"],
    }
    if count is Count.HOURS:
        text = ngettext(
            "%(number)s hour from %(start)s, through nights and holidays.",
            "%(number)s hours from %(start)s, through nights and holidays.",
            number,
        )
    elif count is Count.WORKING_DAYS:
        text = ngettext(
            "%(number)s working day of %(state)s (%(zone)s) after the day of %(start)s, to the end"
            " of it.",
            "%(number)s working days of %(state)s (%(zone)s) after the day of %(start)s, to the end"
            " of the last.",
            number,
        )
    else:
        text = ngettext(
            "%(number)s day after the day of %(start)s, to its end in %(state)s (%(zone)s).",
            "%(number)s days after the day of %(start)s, to the end of the last in %(state)s"
            " (%(zone)s).",
            number,
        )
    return text % values


def _name(state: str) -> str:
    return State.objects.filter(pk=state).values_list("name", flat=True).first() or territory(state)


def _doubts(rule: Mapping[str, Any]) -> list[str]:
    """What nobody entered and was taken from elsewhere, or assumed."""
    said: list[str] = []
    if rule["count"] == Count.HOURS:
        return said
    if rule["zone_known"] == Known.ASSUMED:
        said.append(_("Its time zone is not known here; UTC was assumed."))
    if rule["days_known"] == Known.ASSUMED:
        said.append(_("Its working days are not known here; Monday to Friday was assumed."))
    elif rule["days_known"] == Known.OFFICE:
        said.append(_("Its working days are those of the office hours in the directory."))
    if rule["public"]:
        said.append(_("Public holidays are those of a public list for the whole State."))
    elif rule["days_known"] != Known.ENTERED:
        said.append(_("No public holiday of it is known here."))
    return said
