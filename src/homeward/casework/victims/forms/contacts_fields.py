"""Fields that the forms of contacts and of release share."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.forms.case import not_impossible
from homeward.foundation.access.models import User

AHEAD = timedelta(days=365 * 10)  # further ahead is a slip of the keyboard


def short(label: Any, length: int = 200, **options: Any) -> forms.CharField:
    """A text of one line that may stay empty."""
    return forms.CharField(label=label, max_length=length, **{"required": False, **options})


class LaterMoment(forms.DateTimeField):
    """A date and time in the node's zone, which may lie ahead."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(**{"widget": widget, "required": False, **options})

    def clean(self, value: Any) -> datetime | None:
        """The aware moment; ValidationError for a year that is a slip of the keyboard."""
        moment: datetime | None = super().clean(value)
        if moment is not None:
            _plausible(moment.date())
        return moment


class LaterDay(forms.DateField):
    """A day that may lie ahead."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(**{"widget": widget, "required": False, **options})

    def clean(self, value: Any) -> date | None:
        """The day; ValidationError for a year that is a slip of the keyboard."""
        day: date | None = super().clean(value)
        if day is not None:
            _plausible(day)
        return day


def _plausible(day: date) -> None:
    not_impossible(day)
    if day > localdate() + AHEAD:
        raise forms.ValidationError(_("This is years ahead. Check the year."))


def offer_choices(form: forms.Form, name: str, choices: Iterable[tuple[str, Any]]) -> None:
    """Give a field of the form its choices."""
    found = form.fields[name]
    assert isinstance(found, forms.ChoiceField)  # noqa: S101  for the type checker
    found.choices = list(choices)


def people_choices(people: Iterable[User], empty: Any) -> list[tuple[str, Any]]:
    """Colleagues by number, after the words for nobody."""
    return [("", empty), *((str(one.pk), str(one)) for one in people)]


def this_minute() -> datetime:
    """The present moment without seconds, which a field for times does not show."""
    return timezone.now().replace(second=0, microsecond=0)
