"""The form of a State's calendar: its zone, the days it works, and the days that differ."""

import re
import zoneinfo
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from babel.dates import get_day_names
from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.visible import CleanForm
from homeward.casework.cooperation.actions.calendar import CalendarFacts
from homeward.casework.cooperation.calendars import Calendar, OwnDay
from homeward.casework.cooperation.deadlines import Count
from homeward.casework.cooperation.models import StateCalendar
from homeward.foundation.web.formats import locale_of

_LINE = re.compile(r"(?P<works>\+?)\s*(?P<day>\d{4}-\d{2}-\d{2})\s+(?P<name>\S.*)")
_MOST_DAYS, _LONGEST_NAME = 400, 100


def weekday_names() -> list[tuple[int, str]]:
    """The days of the week by their numbers in ISO 8601, in the reader's language."""
    names = get_day_names("wide", "stand-alone", locale_of(get_language() or "en"))
    return [(number + 1, str(names[number])) for number in range(7)]


def day_line(day: date, own: OwnDay) -> str:
    """An entered day as the form shows it."""
    return f"{'+' if own.is_working else ''}{day.isoformat()} {own.name}"


class CalendarForm(CleanForm):
    """When a State works, and where that was read."""

    zone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("Where the authority that answers has its office.")
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days on which it works"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    with_public = forms.BooleanField(
        label=_("Count the public holidays that are publicly known of it as well"), required=False
    )
    days = forms.CharField(
        label=_("Other holidays, and days that are worked"),
        help_text=_(
            "One day a line: 2026-12-24 Christmas Eve. Put + before a day that is worked although"
            " it would be none."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "ltr"}),
        max_length=50_000,
    )
    source = forms.CharField(
        label=_("Where it was read"),
        help_text=_("A law, an official gazette, or the authority itself; and when."),
        max_length=300,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = [(zone, zone) for zone in sorted(zoneinfo.available_timezones())]
        self.fields["zone"].choices = zones  # type: ignore[attr-defined]
        self.fields["weekdays"].choices = weekday_names()  # type: ignore[attr-defined]

    def clean_days(self) -> dict[date, OwnDay]:
        """The entered days; a line that is none is named."""
        found: dict[date, OwnDay] = {}
        lines = [line.strip() for line in str(self.cleaned_data["days"]).splitlines()]
        for line in filter(None, lines):
            day, own = _read(line)
            if day in found:
                raise forms.ValidationError(
                    now("The day %(day)s stands there twice.") % {"day": day}
                )
            found[day] = own
        if len(found) > _MOST_DAYS:
            raise forms.ValidationError(
                now("At most %(most)s days fit. Leave out what is over.") % {"most": _MOST_DAYS}
            )
        return found

    def facts(self) -> CalendarFacts:
        """What a valid form says."""
        data = self.cleaned_data
        return CalendarFacts(
            zone=data["zone"],
            weekdays=tuple(data["weekdays"]),
            with_public=data["with_public"],
            days=data["days"],
            source=data["source"],
        )


def _read(line: str) -> tuple[date, OwnDay]:
    match = _LINE.fullmatch(line)
    try:
        if match is None:
            raise ValueError(line)
        day = date.fromisoformat(match["day"])
    except ValueError:
        raise forms.ValidationError(
            now("“%(line)s” is no day with its name. Write it as 2026-12-24 Christmas Eve.")
            % {"line": line[:60]}
        ) from None
    return day, OwnDay(bool(match["works"]), match["name"][:_LONGEST_NAME])


def calendar_initial(kept: StateCalendar | None, calendar: Calendar) -> dict[str, Any]:
    """What the form shows first: what is kept, or what is taken now for want of it."""
    return {
        "zone": calendar.zone.key,
        "weekdays": sorted(calendar.weekdays),
        "with_public": calendar.public if kept is None else kept.with_public,
        "days": "\n".join(day_line(day, own) for day, own in sorted(calendar.own.items())),
        "source": kept.source if kept else "",
        "revision": kept.revision if kept else 0,
    }


class ReckonForm(CleanForm):
    """A time to be counted in a calendar, to see the rule at work."""

    number = forms.IntegerField(label=_("Length"), min_value=1, max_value=3660)
    count = forms.ChoiceField(
        label=_("Counted in"),
        choices=[
            (Count.HOURS.value, _("Hours")),
            (Count.DAYS.value, _("Days")),
            (Count.WORKING_DAYS.value, _("Working days")),
        ],
    )
    start = forms.DateTimeField(
        label=pgettext_lazy("time", "From"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
    )

    def values(self) -> Mapping[str, Any]:
        """Number, count and start of a valid form."""
        start: datetime = self.cleaned_data["start"]
        return {
            "number": self.cleaned_data["number"],
            "count": Count(self.cleaned_data["count"]),
            "start": start,
        }
