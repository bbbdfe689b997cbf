"""The forms of compensation claims: what is asked, decided, paid and paid back."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.forms.people import PastDay
from homeward.casework.cases.once import OnceForm
from homeward.casework.cases.visible import CleanForm
from homeward.casework.victims.actions.harm_claims import ClaimFacts
from homeward.casework.victims.actions.harm_money import (
    DecisionFacts,
    PaymentFacts,
    RecoveredFacts,
)
from homeward.casework.victims.forms.fields import AnyDay, long_text, offer
from homeward.casework.victims.forms.harm import MoneyForm, amount_field, currency_field
from homeward.casework.victims.models import CompensationClaim, CompensationPart, Loss
from homeward.casework.victims.queries.harm import Recovered
from homeward.casework.victims.queries.harm_sums import LossSum, PartSum
from homeward.casework.victims.words.harm import (
    ClaimOutcome,
    ClaimSource,
    RecoveredKind,
    Verdict,
)
from homeward.foundation.web.formats import money_text

FURTHEST = 20  # years ahead in which a time limit can lie


def _reference(label: Any = None) -> forms.CharField:
    return forms.CharField(label=label or _("Reference"), max_length=140, required=False)


class ClaimForm(MoneyForm, OnceForm):
    """Of whom compensation is asked, and how much for each loss."""

    source = forms.ChoiceField(label=_("Of whom it is asked"), choices=ClaimSource.choices)
    basis = forms.CharField(
        label=_("Basis"), max_length=300, help_text=_("Law and article, or the contract.")
    )
    authority = forms.CharField(
        label=_("Court, fund or insurer"),
        max_length=200,
    )
    filed_on = PastDay(label=_("Filed on"), required=False, help_text=_("Empty until it is filed."))
    reference = _reference()
    deadline = AnyDay(
        years=20,
        label=_("Last day on which it can be filed"),
        required=False,
        help_text=_("A task is put before whoever works on the file, and called to mind before."),
    )

    def __init__(self, *args: Any, losses: Sequence[LossSum], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.losses = {f"asked_{one.loss.pk}": one for one in losses}
        for name, one in self.losses.items():
            words = {
                "number": one.loss.number,
                "kind": one.loss.get_kind_display(),
                "amount": money_text(one.loss.amount, one.loss.currency),
                "rest": money_text(one.loss.amount - one.compensated, one.loss.currency),
            }
            self.fields[name] = amount_field(
                _("Asked for loss %(number)s: %(kind)s, %(amount)s") % words,
                help_text=_("Not compensated yet: %(rest)s. Empty where it is not asked for.")
                % words,
            )

    def clean(self) -> dict[str, Any]:
        """Amounts in one currency, each at most what is left to ask of the source."""
        given: dict[str, Any] = super().clean() or {}
        self.asked: dict[Loss, int] = {}
        for name, one in self.losses.items():
            most = max(one.loss.amount - one.asked_at(given.get("source") or ""), 0)
            if amount := self.minor(name, one.loss.currency, most):
                self.asked[one.loss] = amount
        if not self.asked and not self.errors:
            raise forms.ValidationError(
                _("Write the amount that is asked for at least one loss. Record the loss first.")
            )
        if len({loss.currency for loss in self.asked}) > 1:
            raise forms.ValidationError(
                _(
                    "A compensation claim is in one currency. Make another compensation claim for"
                    " the other."
                )
            )
        return given

    def facts(self) -> ClaimFacts:
        """What a valid form says."""
        return ClaimFacts(**{name: self.cleaned_data[name] for name in ClaimFacts.__slots__})


class FilingForm(CleanForm):
    """On which day it was filed, under which reference."""

    filed_on = PastDay(label=_("Filed on"))
    reference = _reference()


class LimitForm(CleanForm):
    """Another last day for filing."""

    deadline = AnyDay(years=20, label=_("Last day on which it can be filed"))


class _PartsForm(MoneyForm):
    """An amount for each part of a compensation claim."""

    words: Any = "%(number)s"

    def ask(self, claim: CompensationClaim, most: dict[PartSum, int]) -> None:
        """A field for each part, with the most that it may hold."""
        self.claim = claim
        self.parts = {f"amount_{one.part.pk}": (one.part, limit) for one, limit in most.items()}
        for name, (part, limit) in self.parts.items():
            label = self.words % {
                "number": part.loss.number,
                "kind": part.loss.get_kind_display(),
            }
            help_text = _("At most %(most)s.") % {"most": money_text(limit, claim.currency)}
            self.fields[name] = amount_field(label, help_text=help_text)

    def amounts(self) -> dict[CompensationPart, int]:
        """What was typed, in minor units."""
        found = {}
        for name, (part, limit) in self.parts.items():
            if amount := self.minor(name, self.claim.currency, limit):
                found[part] = amount
        return found


class DecisionForm(_PartsForm, OnceForm):
    """What was decided."""

    words = _("Granted for loss %(number)s: %(kind)s")

    verdict = forms.ChoiceField(
        label=_("Decision"), choices=Verdict.choices, widget=forms.RadioSelect
    )
    on = PastDay(label=_("Decided on"))
    authority = forms.CharField(label=_("Authority that decided"), max_length=200)
    reference = _reference()
    appeal_by = AnyDay(
        years=20,
        label=_("Can be appealed until"),
        required=False,
        help_text=_("A task is put before whoever works on the file."),
    )

    def __init__(
        self, *args: Any, claim: CompensationClaim, parts: Sequence[PartSum], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.ask(claim, {one: one.part.asked for one in parts})

    def clean(self) -> dict[str, Any]:
        """Amounts where it is granted in part; nothing where it is refused."""
        given: dict[str, Any] = super().clean() or {}
        self.granted = self.amounts()
        verdict, total = given.get("verdict"), sum(self.granted.values())
        asked = sum(part.asked for part, _limit in self.parts.values())
        if verdict == Verdict.PARTLY and not self.errors and not 0 < total < asked:
            self.add_error(
                "verdict", _("Write what was granted: more than nothing, and less than was asked.")
            )
        if verdict == Verdict.REFUSED and total:
            self.add_error("verdict", _("Nothing is granted where all is refused."))
        if verdict == Verdict.GRANTED and total not in (0, asked):
            self.add_error("verdict", _("Granted means all that was asked. Choose another."))
        appeal, on = given.get("appeal_by"), given.get("on")
        if appeal and on and appeal < on:
            self.add_error("appeal_by", _("This day is before the decision. Check the day."))
        return given

    def facts(self) -> DecisionFacts:
        """What a valid form says."""
        return DecisionFacts(**{name: self.cleaned_data[name] for name in DecisionFacts.__slots__})


class PaymentForm(_PartsForm, OnceForm):
    """What was paid, and from where."""

    words = _("Paid for loss %(number)s: %(kind)s")

    on = PastDay(label=_("Paid on"))
    reference = _reference(_("Reference of the payment"))
    recovered = forms.ChoiceField(
        label=_("From which confiscation or return"),
        required=False,
        help_text=_("Enter it first on the page of confiscations and returns."),
    )

    def __init__(
        self,
        *args: Any,
        claim: CompensationClaim,
        parts: Sequence[PartSum],
        recovered: Sequence[Recovered],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.ask(claim, {one: max((one.granted or 0) - one.net, 0) for one in parts})
        self.sums = {str(one.row.pk): one for one in recovered}
        named = [
            (
                key,
                f"{one.row.get_kind_display()}, {one.row.authority}, {one.row.reference}"
                f" ({money_text(one.left, one.row.currency)})",
            )
            for key, one in self.sums.items()
        ]
        offer(self, "recovered", [("", _("None of them")), *named])

    def clean(self) -> dict[str, Any]:
        """At least one amount, and for confiscated proceeds where they came from."""
        given: dict[str, Any] = super().clean() or {}
        self.paid = self.amounts()
        if not self.paid and not self.errors:
            raise forms.ValidationError(_("Write the amount that was paid for at least one loss."))
        chosen = self.sums.get(given.get("recovered") or "")
        if self.claim.source == ClaimSource.PROCEEDS and chosen is None:
            self.add_error("recovered", _("Choose the confiscation or return. Enter it first."))
        if chosen and sum(self.paid.values()) > chosen.left:
            left = money_text(chosen.left, chosen.row.currency)
            self.add_error("recovered", _("Only %(most)s is left of it.") % {"most": left})
        return given

    def facts(self) -> PaymentFacts:
        """What a valid form says."""
        given = self.cleaned_data
        chosen = self.sums.get(given.get("recovered") or "")
        return PaymentFacts(
            on=given["on"], reference=given["reference"], recovered=chosen.row if chosen else None
        )


class RepaidForm(MoneyForm, OnceForm):
    """What the person paid back to this source, for which loss."""

    part = forms.ChoiceField(label=_("For which loss"))
    amount = amount_field(_("Paid back"), required=True)
    on = PastDay(label=_("Paid back on"))
    reference = _reference(_("Reference of the payment"))

    def __init__(
        self, *args: Any, claim: CompensationClaim, parts: Sequence[PartSum], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.claim = claim
        self.parts = {str(one.part.pk): one for one in parts if one.net > 0}
        words = _("Loss %(number)s: %(amount)s was paid")
        named = [
            (
                key,
                words
                % {"number": one.part.loss.number, "amount": money_text(one.net, claim.currency)},
            )
            for key, one in self.parts.items()
        ]
        offer(self, "part", named)

    def clean(self) -> dict[str, Any]:
        """At most what was paid for that loss."""
        given: dict[str, Any] = super().clean() or {}
        chosen = self.parts.get(given.get("part") or "")
        if chosen:
            self.units = self.minor("amount", self.claim.currency, chosen.net)
            if not self.units and "amount" not in self.errors and given.get("amount"):
                self.add_error("amount", _("Write what was paid back."))
        return given


class ClosingForm(CleanForm):
    """How it ended."""

    outcome = forms.ChoiceField(label=_("How it ended"), choices=ClaimOutcome.choices)
    note = long_text(_("Note"), required=False)


class RecoveredForm(MoneyForm, OnceForm):
    """A confiscation or return, from the authority's own paper."""

    kind = forms.ChoiceField(
        label=_("What it is"), choices=RecoveredKind.choices, widget=forms.RadioSelect
    )
    authority = forms.CharField(label=_("Authority"), max_length=200)
    reference = forms.CharField(label=_("Reference"), max_length=140)
    on = PastDay(label=_("Date"))
    amount = amount_field(_("Amount"), required=True)
    currency = currency_field()

    def clean(self) -> dict[str, Any]:
        """The amount in minor units."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("currency"):
            self.units = self.minor("amount", given["currency"])
        return given

    def facts(self) -> RecoveredFacts:
        """What a valid form says."""
        given = self.cleaned_data
        plain = {name: given[name] for name in ("kind", "authority", "reference", "on")}
        return RecoveredFacts(amount=self.units, currency=given["currency"], **plain)
