"""Forms of the money tab."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.forms.case import not_impossible
from homeward.casework.cases.visible import CleanForm, cleaned
from homeward.casework.cooperation.declaration import Urgency, kind_of
from homeward.casework.cooperation.models import Request
from homeward.casework.proceeds.errors import OrderDates
from homeward.casework.proceeds.words import RULES
from homeward.foundation.web.errors import NotAnAmount
from homeward.foundation.web.formats import exponent_of, money_text, parse_money

# No account of a ledger ever holds as much.
TOO_LARGE = 2**62
# Years: no order is meant to last longer.
LONGEST_ORDER = 50


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
        if minor >= TOO_LARGE:
            raise ValidationError(_("This amount is too large."), code="amount_too_large")
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


def _sending() -> forms.UUIDField:
    """The form's own number: sent twice, it makes one thing."""
    return forms.UUIDField(required=False, initial=uuid4, widget=forms.HiddenInput)


class ClaimForm(forms.Form):
    """A payment, and how much of what it credits is claimed. The id is taken as it stands."""

    sending = _sending()
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


class TraceForm(CleanForm):
    """The rule by which a claim is followed."""

    rule = forms.ChoiceField(label=_("Rule"), choices=list(RULES.items()), initial="fifo")


class AbroadForm(CleanForm):
    """The States that are asked to follow the money in their own ledgers."""

    sending = _sending()
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


class ReasonForm(CleanForm):
    """Why something is taken back; the reason stays in the case."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("It stays in the case, on its timeline."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class MatchForm(forms.Form):
    """Which payment was handed over, and why the officer thinks so.

    `seen` is the decision that stood on the page: whoever was overtaken reads the other first.
    """

    NONE, PAYMENT = "none", "payment:"

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**63 - 1)
    payment = forms.ChoiceField(
        label=_("Which payment was handed over"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a payment, or say that none of them is it.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_(
            "What you compared, and with whom. It stays in the case, on its timeline, and in the"
            " result of the run."
        ),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, *args: Any, payments: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        none = (self.NONE, now("None of them is it"))
        choices = [(f"{self.PAYMENT}{id_}", words) for id_, words in payments]
        self.fields["payment"].choices = [*choices, none]  # type: ignore[attr-defined]

    def clean_reason(self) -> str:
        """Words that somebody can read. The ids of payments are the bank's and stay as they are."""
        written = cleaned(self.cleaned_data["reason"])
        if not written:
            raise ValidationError(self.fields["reason"].error_messages["required"])
        return written

    @property
    def chosen(self) -> str:
        """The id of the payment that was chosen, empty for none of them."""
        chosen: str = self.cleaned_data["payment"]
        return "" if chosen == self.NONE else chosen.removeprefix(self.PAYMENT)


class OrderForm(CleanForm):
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

    def clean_valid_from(self) -> date:
        """A day that the order of a present case can begin on."""
        return _likely(self.cleaned_data["valid_from"])

    def clean_valid_to(self) -> date:
        """A day that it can end on, after its first."""
        first, last = self.cleaned_data.get("valid_from"), _likely(self.cleaned_data["valid_to"])
        if first is not None and last <= first:
            raise ValidationError(OrderDates().sentence(), code=OrderDates.code)
        return last

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


def _likely(day: date) -> date:
    """The day; ValidationError for a year that is a slip of the keyboard."""
    not_impossible(day)
    latest = date.today().year + LONGEST_ORDER  # noqa: DTZ011  only its year counts
    if day.year > latest:
        raise ValidationError(
            _("This is after the year %(year)s. Check the year."), params={"year": str(latest)}
        )
    return day


def first_period() -> dict[str, date]:
    """A first draft of an order's days: from today, for ninety days."""
    today = date.today()  # noqa: DTZ011  the officer's calendar day, which he confirms
    return {"valid_from": today, "valid_to": today + timedelta(days=90)}
