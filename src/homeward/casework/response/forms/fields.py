"""Fields that the forms of a crisis share."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.forms.case import not_impossible
from homeward.casework.cases.versions import LARGEST
from homeward.foundation.access.models import User
from homeward.foundation.web.errors import NotAnAmount
from homeward.foundation.web.formats import parse_money

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

CURRENCY = re.compile(r"[A-Z]{3}")


class AnyMoment(forms.DateTimeField):
    """A date and time in the node's zone that may lie ahead: a deadline, the end of a shift."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, required=False, **options)

    def clean(self, value: Any) -> datetime | None:
        """The aware moment; ValidationError for a year that is a slip of the keyboard."""
        moment: datetime | None = super().clean(value)
        if moment is not None:
            not_impossible(moment)
            if moment.year > datetime.now().year + 5:  # noqa: DTZ005  only the year
                raise forms.ValidationError(_("This is years ahead. Check the year."))
        return moment


def long_text(label: "_StrOrPromise", *, rows: int = 3, **options: Any) -> forms.CharField:
    """A text of several lines."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=20_000, widget=widget, **options)


def choose_person(label: "_StrOrPromise", **options: Any) -> forms.TypedChoiceField:
    """A colleague of the case; its choices are given by `offer`."""
    return forms.TypedChoiceField(label=label, coerce=int, empty_value=None, **options)


def offer(form: forms.Form, name: str, persons: Iterable[User]) -> None:
    """Let a field choose among colleagues."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
    field.choices = [("", _("Choose a colleague")), *((p.pk, str(p)) for p in persons)]


def read_currency(form: forms.Form, name: str) -> str:
    """Three letters of ISO 4217, or nothing; an error at the field for anything else."""
    code = str(form.cleaned_data.get(name) or "").strip().upper()
    if code and not CURRENCY.fullmatch(code):
        form.add_error(name, _("Write the three letters of the currency."))
        return ""
    return code


def read_amount(form: forms.Form, name: str, currency: str) -> int | None:
    """Minor units of what was typed, or None; an error at the field for what is no amount."""
    text = form.cleaned_data.get(name) or ""
    if not text or not currency:
        return None
    try:
        minor = parse_money(text, currency, get_language() or "en")
    except NotAnAmount as error:
        form.add_error(name, error.sentence())
        return None
    if not 0 < minor <= LARGEST:
        form.add_error(name, _("An amount must be more than zero, and not too large to keep."))
        return None
    return minor
