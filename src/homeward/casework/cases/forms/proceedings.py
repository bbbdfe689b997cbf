"""The forms of proceedings."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.actions import NewSentence
from homeward.casework.cases.bounds import LATER
from homeward.casework.cases.forms.case import not_impossible, with_zone
from homeward.casework.cases.forms.people import PastDay
from homeward.casework.cases.forms.ransom import CURRENCY
from homeward.casework.cases.once import OnceForm
from homeward.casework.cases.versions import LARGEST
from homeward.casework.cases.visible import CleanForm
from homeward.casework.cases.vocabulary.proceedings import (
    AppealBy,
    AppealResult,
    DecisionKind,
    SentenceKind,
)
from homeward.foundation.web.errors import NotAnAmount
from homeward.foundation.web.formats import parse_money

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

Choices = list[tuple[str, str]]
FURTHEST = 10  # years ahead in which a court sets a hearing


def _choices_of(form: forms.Form, name: str, choices: "list[tuple[str, _StrOrPromise]]") -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
    field.choices = choices


def _not_too_far(at: datetime) -> None:
    not_impossible(at)
    if at.year > datetime.now(UTC).year + FURTHEST:
        raise forms.ValidationError(_("This is too far ahead. Check the year."))


class ChargeForm(OnceForm):
    """What a suspect is charged with."""

    suspect = forms.ChoiceField(label=_("Suspect"))
    offence = forms.CharField(
        label=_("Offence"),
        max_length=300,
        help_text=_("In the words of your State's law."),
    )
    provision = forms.CharField(
        label=_("Provision"), max_length=200, help_text=_("Law and article.")
    )
    victims = forms.MultipleChoiceField(
        label=_("Victims of this charge"), widget=forms.CheckboxSelectMultiple, required=False
    )
    harms = forms.MultipleChoiceField(
        label=_("Harm that the charge relies on"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Harm that no charge relies on is shown on the page of proceedings."),
    )
    under = forms.ChoiceField(
        label=_("Offence of the surrender that covers it"),
        help_text=_(
            "For a suspect whom another State surrendered: no other act before the surrender is"
            " charged without its consent (from memory)."
        ),
        required=False,
    )
    acted_on = PastDay(
        label=_("First day of the act"),
        help_text=_("Needed where the act lies after the surrender."),
        required=False,
    )
    charged_on = PastDay(label=_("Charged on"))
    court = forms.CharField(label=_("Court"), max_length=200, required=False)
    court_reference = forms.CharField(
        label=_("The court's reference"), max_length=100, required=False
    )

    def __init__(
        self,
        *args: Any,
        suspects: Choices,
        victims: Choices,
        harms: Choices,
        surrendered_for: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        covered = covered_by(surrendered_for)
        _choices_of(self, "under", [("", _("Was not surrendered")), *covered])
        if not surrendered_for:
            del self.fields["under"], self.fields["acted_on"]
        _choices_of(self, "suspect", [("", _("Choose a suspect")), *suspects])
        _choices_of(self, "victims", list(victims))
        _choices_of(self, "harms", list(harms))
        for name, offered in (("victims", victims), ("harms", harms)):
            if not offered:
                del self.fields[name]


def covered_by(offences: Sequence[str]) -> "list[tuple[str, _StrOrPromise]]":
    """What may cover a charge of a surrendered suspect."""
    return [*((one, one) for one in offences), (LATER, _("An act after the surrender"))]


class CoverForm(CleanForm):
    """Which offence of the surrender covers a charge."""

    under = forms.ChoiceField(
        label=_("Offence of the surrender that covers it"), widget=forms.RadioSelect
    )
    acted_on = PastDay(
        label=_("First day of the act"),
        help_text=_("Needed where the act lies after the surrender."),
        required=False,
    )

    def __init__(self, *args: Any, surrendered_for: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices_of(self, "under", covered_by(surrendered_for))


class HearingForm(OnceForm):
    """A day in court, held or to come."""

    at = forms.DateTimeField(
        label=with_zone(_("When (%(zone)s)")),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("A hearing to come may be entered."),
    )
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    outcome = forms.CharField(
        label=_("What came of it"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Leave it empty while it is to come."),
    )

    def clean_at(self) -> datetime:
        """Courts set hearings years ahead, but not decades."""
        at: datetime = self.cleaned_data["at"]
        _not_too_far(at)
        return at

    def clean(self) -> dict[str, Any]:
        """Nothing came yet of what is to come."""
        cleaned: dict[str, Any] = super().clean() or {}
        at, outcome = cleaned.get("at"), cleaned.get("outcome")
        if at and outcome and at > datetime.now(UTC):
            self.add_error("outcome", _("This hearing is to come, so nothing came of it yet."))
        return cleaned


class HearingResultForm(CleanForm):
    """What came of a hearing, or the time to which it was moved."""

    outcome = forms.CharField(
        label=_("What came of it"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    moved_to = forms.DateTimeField(
        label=with_zone(_("Or: it was moved to (%(zone)s)")),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def clean_moved_to(self) -> datetime | None:
        """As far ahead as a new hearing."""
        at: datetime | None = self.cleaned_data["moved_to"]
        if at is not None:
            _not_too_far(at)
        return at

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and bool(cleaned.get("outcome")) == bool(cleaned.get("moved_to")):
            raise forms.ValidationError(
                _("Write what came of the hearing, or the time to which it was moved: one of both.")
            )
        return cleaned


class DecisionForm(OnceForm):
    """What a court decided."""

    kind = forms.ChoiceField(
        label=_("Decision"), choices=DecisionKind.choices, widget=forms.RadioSelect
    )
    court = forms.CharField(label=_("Court"), max_length=200)
    decided_on = PastDay(label=_("Decided on"))


def _span(label: "_StrOrPromise") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=999, required=False)


class SentenceForm(OnceForm):
    """What follows from a conviction."""

    kind = forms.ChoiceField(
        label=_("Sentence"), choices=SentenceKind.choices, widget=forms.RadioSelect
    )
    years, months, days = _span(_("Years")), _span(_("Months")), _span(_("Days"))
    amount = forms.CharField(label=_("Amount"), max_length=40, required=False)
    currency = forms.CharField(
        label=_("Currency"),
        max_length=3,
        required=False,
        help_text=_("Three letters, such as XAD."),
    )

    def clean_currency(self) -> str:
        """Three letters of ISO 4217."""
        code: str = self.cleaned_data["currency"].strip().upper()
        if code and not CURRENCY.fullmatch(code):
            raise forms.ValidationError(_("Write the three letters of the currency."))
        return code

    def clean(self) -> dict[str, Any]:
        """An amount becomes minor units of its currency."""
        cleaned: dict[str, Any] = super().clean() or {}
        text, currency = cleaned.get("amount") or "", cleaned.get("currency") or ""
        cleaned["amount"] = None
        if text and not currency and "currency" not in self.errors:
            self.add_error("currency", _("Write the three letters of the currency."))
        elif text and currency:
            cleaned["amount"] = self._minor(text, currency)
        return cleaned

    def _minor(self, text: str, currency: str) -> int | None:
        try:
            minor = parse_money(text, currency, get_language() or "en")
        except NotAnAmount as error:
            self.add_error("amount", error.sentence())
            return None
        if not 0 < minor <= LARGEST:
            too_large = _("An amount must be more than zero, and not too large to keep.")
            self.add_error("amount", too_large)
            return None
        return minor

    def sentence(self) -> NewSentence:
        """What a valid form says."""
        facts = dict(self.cleaned_data)
        return NewSentence(kind=SentenceKind(facts.pop("kind")), **facts)


class AppealForm(OnceForm):
    """An appeal against the latest decision."""

    by = forms.ChoiceField(label=_("Who appeals"), choices=AppealBy.choices)
    court = forms.CharField(label=_("Court of appeal"), max_length=200)
    filed_on = PastDay(label=_("Filed on"))


class AppealResultForm(CleanForm):
    """What came of the appeal."""

    result = forms.ChoiceField(
        label=_("Result"),
        choices=[one for one in AppealResult.choices if one[0] != AppealResult.PENDING],
        widget=forms.RadioSelect,
    )
    result_on = PastDay(label=_("Decided on"))


class EndForm(CleanForm):
    """That a decision became final, or that the charge was withdrawn."""

    step = forms.ChoiceField(label=_("What happened"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, steps: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = (
            ("final", _("The decision became final")),
            ("withdraw", _("The charge was withdrawn")),
        )
        _choices_of(self, "step", [pair for pair in words if pair[0] in steps])
