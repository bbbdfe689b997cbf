"""Form fields of declared contents and answers: what is typed, and how it is kept."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cases.forms.case import not_impossible
from homeward.casework.cooperation.amounts import TOO_LARGE, parse, read_typed
from homeward.casework.cooperation.checks import LONGEST_LINE, LONGEST_TEXT, PAPER, is_run
from homeward.casework.cooperation.declaration import ContentField, FieldType
from homeward.foundation.web.errors import NotAnAmount
from homeward.knowledge.law.references import linked_later

Choices = Sequence[tuple[str, Any]]
ON_PAPER = pgettext_lazy("document", "On paper, by another channel")


class AmountField(forms.CharField):
    """An amount with its currency, kept as `XAD 1234500` and shown as the reader writes money."""

    def __init__(self, *, least: int = 0, **options: Any) -> None:
        super().__init__(max_length=60, **options)
        self.least = least

    def to_python(self, value: Any) -> str:
        """The stored form; refuses text without a currency or with figures that cannot be read.

        What is typed is read as a person writes it: `XAD 12345` is twelve thousand, never minor
        units.
        """
        typed = super().to_python(value) or ""
        if not typed:
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
        if amount.minor >= TOO_LARGE:
            raise ValidationError(_("This amount is too large."), code="amount_too_large")
        if amount.minor < self.least or parse(amount.stored) is None:
            raise ValidationError(_("Write an amount above zero."), code="amount_out_of_bounds")
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
        if not isinstance(day, date):
            return ""
        not_impossible(day)
        return day.isoformat()


class RunField(forms.CharField):
    """The id of a tracing run, as the node filled it in."""

    def to_python(self, value: Any) -> str:
        """The id; refuses other text."""
        typed = super().to_python(value) or ""
        if typed and not is_run(typed):
            raise ValidationError(
                _("This is no tracing run. Begin the request on the page of the run."),
                code="not_a_run",
            )
        return typed


def form_field(declared: ContentField, documents: Choices = ()) -> forms.Field:
    """The form field of a declared part, with its help and the article that asks for it.

    `documents` are the files that may be named, by SHA-256. What is needed only beside another part
    is checked with it, and no browser asks for it.
    """
    options: dict[str, Any] = {
        "label": declared.label,
        "help_text": linked_later(format_lazy("{} ({})", declared.help, declared.article)),
        "required": declared.is_always_required,
    }
    match declared.type:
        case FieldType.LINE:
            return forms.CharField(max_length=LONGEST_LINE, **options)
        case FieldType.STATES:
            return forms.CharField(max_length=400, **options)
        case FieldType.RUN:
            return RunField(max_length=36, **options)
        case FieldType.AMOUNT:
            return AmountField(least=declared.least, **options)
        case FieldType.DATE:
            return DayField(**options)
        case FieldType.DOCUMENT:
            chosen = [*documents, (PAPER, ON_PAPER)]
            return forms.ChoiceField(choices=chosen, widget=forms.RadioSelect, **options)
        case FieldType.CHOICE:
            return forms.ChoiceField(choices=declared.choices, widget=forms.RadioSelect, **options)
        case FieldType.TEXT:
            rows = forms.Textarea(attrs={"rows": 4, "dir": "auto"})
            return forms.CharField(max_length=LONGEST_TEXT, widget=rows, **options)


def may_be_empty(fields: Iterable[forms.Field]) -> None:
    """Let a draft be kept although parts are missing; they still read as required."""
    for field in fields:
        if field.required:
            field.validate = _checked_when_written(field)  # type: ignore[method-assign, assignment]


def _checked_when_written(field: forms.Field) -> Callable[[Any], None]:
    """A choice that was made is one of the list; nothing chosen is nothing written yet."""
    validate = field.validate

    def checked(value: Any) -> None:
        if value and isinstance(field, forms.ChoiceField):
            validate(value)

    return checked
