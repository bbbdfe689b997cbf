"""Forms of the money tab."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from homeward.casework.cooperation.declaration import Urgency, kind_of
from homeward.casework.cooperation.models import Request
from homeward.casework.proceeds.words import RULES
from homeward.foundation.web.errors import NotAnAmount
from homeward.foundation.web.formats import exponent_of, money_text, parse_money


class MoneyField(forms.CharField):
    """An amount in one currency: typed in the reader's language, kept in minor units."""

    def __init__(self, *, currency: str, exponent: int | None = None, **options: Any) -> None:
        super().__init__(max_length=40, **options)
        self.currency, self.exponent = currency, exponent

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        """Minor units, None for nothing; refuses what is no amount or not above zero."""
        typed = super().to_python(value)
        if not typed:
            return None
        try:
            minor = parse_money(
                typed, self.currency, get_language() or "en", exponent=self.exponent
            )
        except NotAnAmount as error:
            raise ValidationError(error.sentence(), code=error.code) from None
        if minor <= 0:
            raise ValidationError(_("Write an amount above zero."), code="amount_zero")
        return minor

    def validate(self, value: Any) -> None:
        """Only that something was written where it must be."""
        if value is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        """The checks of text do not fit an integer."""

    def prepare_value(self, value: Any) -> Any:
        """Money in the reader's language; what was typed wrongly stays as it was typed."""
        if isinstance(value, int):
            return money_text(value, self.currency, exponent=self.exponent)
        return value


class ClaimForm(forms.Form):
    """A payment, and how much of what it credits is claimed."""

    payment = forms.CharField(label=_("Payment id"), max_length=200)

    def __init__(
        self,
        *args: Any,
        currency: str = "",
        exponent: int | None = None,
        has_ransom: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"] = MoneyField(
            currency=currency,
            exponent=exponent,
            label=_("Amount claimed"),
            help_text=_("Leave empty to claim all that the payment credits."),
            required=False,
        )
        if has_ransom:
            self.fields["is_ransom"] = forms.BooleanField(
                label=_("This payment carried the ransom that is recorded in the case"),
                help_text=_("The case then shows what the ransom has become."),
                required=False,
            )


class TraceForm(forms.Form):
    """The rule by which a claim is followed."""

    rule = forms.ChoiceField(label=_("Rule"), choices=list(RULES.items()), initial="fifo")


class AbroadForm(forms.Form):
    """The States that are asked to follow the money in their own ledgers."""

    states = forms.MultipleChoiceField(
        label=_("States"),
        help_text=_("Each gets one request. The run begins when all of them have accepted."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one other State that has a node.")},
    )
    legal_basis = forms.ChoiceField(label=_("Legal basis"), widget=forms.RadioSelect)
    urgency = forms.ChoiceField(
        label=_("Urgency"), choices=Urgency.choices, widget=forms.RadioSelect, initial="urgent"
    )

    def __init__(self, *args: Any, states: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["states"].choices = states  # type: ignore[attr-defined]
        bases = [(basis.code, basis.label) for basis in kind_of("tracing").legal_bases]
        self.fields["legal_basis"].choices = bases  # type: ignore[attr-defined]
        self.fields["legal_basis"].initial = bases[0][0]


class ReasonForm(forms.Form):
    """Why something is taken back; the reason stays in the case."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("It stays in the case, on its timeline."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class OrderForm(forms.Form):
    """A freezing order of this State over the proceeds in one account.

    `sending` is a number of the form's own: a double click sends it twice, and one order is made.
    """

    sending = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={"required": _("Open this page again before you send it.")},
    )
    authority = forms.CharField(
        label=_("Authority that orders it"),
        help_text=_("Court or authority, by name."),
        max_length=200,
    )
    legal_basis = forms.CharField(
        label=_("Legal basis"),
        help_text=_("The provision of this State's law on which the order stands."),
        max_length=200,
    )
    valid_from = forms.DateField(
        label=_("In force from"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d"],
    )
    valid_to = forms.DateField(
        label=_("In force until"),
        help_text=_("The day it ends unless it is renewed."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d"],
    )
    request = forms.ChoiceField(
        label=_("Made at the request of"),
        help_text=_("The answer to the request is drafted from the orders made for it."),
        required=False,
    )
    field_order = ("authority", "legal_basis", "amount", "valid_from", "valid_to", "request")

    def __init__(
        self,
        *args: Any,
        currency: str,
        exponent: int | None,
        requests: list[Request],
        ask_place: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"] = MoneyField(
            currency=currency,
            exponent=exponent if exponent is not None else exponent_of(currency),
            label=_("Amount"),
            help_text=_("At most what the trace found in this account and no order holds yet."),
        )
        if ask_place:
            self.fields["held_here"] = forms.BooleanField(
                label=_("I have confirmed that this account is held in this State"),
                help_text=_(
                    "Its identifier does not say so. Ask whoever keeps it before you freeze it."
                ),
                required=False,  # the action refuses it with a sentence, and journals that
            )
        choices = [(str(r.pk), f"{r.reference} ({r.other_state})") for r in requests]
        self.fields["request"].choices = [  # type: ignore[attr-defined]
            ("", now("this State's own case")),
            *choices,
        ]
        if len(choices) == 1:
            self.fields["request"].initial = choices[0][0]
        self.order_fields(self.field_order)


def first_period() -> dict[str, date]:
    """A first draft of an order's days: from today, for ninety days."""
    today = date.today()  # noqa: DTZ011  the officer's calendar day, which he confirms
    return {"valid_from": today, "valid_to": today + timedelta(days=90)}
