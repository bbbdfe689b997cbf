"""The fields that the forms of the room share, and how a list of choices is filled."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.forms.case import not_impossible
from homeward.casework.cases.forms.people import LANGUAGE
from homeward.foundation.access.models import User

YEAR = timedelta(days=365)


def long_text(label: Any, *, rows: int = 3, **options: Any) -> forms.CharField:
    """A text of several lines."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=20_000, widget=widget, **options)


def short(label: Any, length: int = 200, **options: Any) -> forms.CharField:
    """A text of one line that may stay empty."""
    return forms.CharField(label=label, max_length=length, **{"required": False, **options})


class LanguageField(forms.CharField):
    """The code of one language, or nothing."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("Code of two or three letters, such as fr, ar."))
        super().__init__(max_length=3, required=False, **options)

    def clean(self, value: Any) -> str:
        """ValidationError for what is no code of a language."""
        code = str(super().clean(value) or "").strip().lower()
        if code and not LANGUAGE.fullmatch(code):
            raise forms.ValidationError(_("Write a code of two or three letters, such as fr, ar."))
        return code


class AnyDay(forms.DateField):
    """A day, past or to come; with `years`, none that lies further ahead than so many."""

    def __init__(self, *, years: int | None = None, **options: Any) -> None:
        self.years = years
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **options)

    def clean(self, value: Any) -> date | None:
        """ValidationError for a year that is a slip of the keyboard."""
        day: date | None = super().clean(value)
        if day is not None:
            _plausible(day, self.years)
        return day


class ComingDay(AnyDay):
    """Today or a day to come; for one that was kept before, `also` may have passed."""

    also: date | None = None

    def clean(self, value: Any) -> date | None:
        """ValidationError for a day that has passed, and for a slip of the keyboard."""
        day = super().clean(value)
        if day is not None and day != self.also and day < localdate():
            raise forms.ValidationError(_("This day has passed. Choose today or a day to come."))
        return day


class LaterMoment(forms.DateTimeField):
    """A date and time in the node's zone, which may lie ahead, or nothing."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(**{"widget": widget, "required": False, **options})

    def clean(self, value: Any) -> datetime | None:
        """The aware moment; ValidationError for a year that is a slip of the keyboard."""
        moment: datetime | None = super().clean(value)
        if moment is not None:
            _plausible(moment.date(), years=10)
        return moment


def _plausible(day: date, years: int | None) -> None:
    not_impossible(day)
    if years is not None and day > localdate() + years * YEAR:
        raise forms.ValidationError(_("This is years ahead. Check the year."))


def offer(form: forms.Form, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Fill the list of a field of choices."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
    field.choices = list(choices)


def people_choices(people: Iterable[User], empty: Any) -> list[tuple[str, Any]]:
    """Colleagues by number, after the words for nobody."""
    return [("", empty), *((str(one.pk), str(one)) for one in people)]


def this_minute() -> datetime:
    """The present moment without seconds, which a field for times does not show."""
    return timezone.now().replace(second=0, microsecond=0)
