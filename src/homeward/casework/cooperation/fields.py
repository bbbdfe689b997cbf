"""Form fields of declared contents and answers: what is typed, and how it is kept."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _

from homeward.casework.cooperation.amounts import parse, read_typed
from homeward.casework.cooperation.declaration import ContentField, FieldType
from homeward.foundation.web.errors import NotAnAmount


class AmountField(forms.CharField):
    """An amount with its currency, kept as `XAD 1234500` and shown as the reader writes money."""

    def to_python(self, value: Any) -> str:
        """The stored form; refuses text without a currency or with figures that cannot be read."""
        typed = super().to_python(value) or ""
        stored = parse(typed)
        if not typed or stored is not None:
            return typed
        try:
            amount = read_typed(typed)
        except NotAnAmount as error:
            raise ValidationError(error.sentence(), code=error.code) from None
        if amount is None:
            raise ValidationError(
                _("Write the currency and the amount, for example XAD 12,345.00."),
                code="amount_without_currency",
            )
        return amount.stored

    def prepare_value(self, value: Any) -> Any:
        """Money in the reader's language; what cannot be read stays as it was typed."""
        amount = parse(value) if isinstance(value, str) else None
        return str(amount) if amount else value


class DayField(forms.DateField):
    """A day, kept as ISO 8601."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    input_formats = ["%Y-%m-%d"]

    def clean(self, value: Any) -> str:
        """The day as text, empty for none."""
        day = super().clean(value)
        return day.isoformat() if isinstance(day, date) else ""


def form_field(declared: ContentField) -> forms.Field:
    """The form field of a declared part, with its help and the article that asks for it."""
    options: dict[str, Any] = {
        "label": declared.label,
        "help_text": format_lazy("{} ({})", declared.help, declared.article),
        "required": declared.required,
    }
    match declared.type:
        case FieldType.LINE:
            return forms.CharField(max_length=200, **options)
        case FieldType.AMOUNT:
            return AmountField(max_length=60, **options)
        case FieldType.DATE:
            return DayField(**options)
        case FieldType.CHOICE:
            return forms.ChoiceField(choices=declared.choices, **options)
        case FieldType.TEXT:
            rows = forms.Textarea(attrs={"rows": 4, "dir": "auto"})
            return forms.CharField(max_length=20_000, widget=rows, **options)


def may_be_empty(fields: Iterable[forms.Field]) -> None:
    """Let a draft be kept although parts are missing; they still read as required."""
    for field in fields:
        if field.required and not isinstance(field, forms.ChoiceField):
            field.validate = lambda value: None  # type: ignore[method-assign]
