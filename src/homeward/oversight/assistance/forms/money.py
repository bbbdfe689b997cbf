"""Forms of what pays for assistance; amounts are read in the reader's language."""

import re
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from homeward.foundation.authorities.queries import other_states
from homeward.foundation.web.errors import NotAnAmount
from homeward.foundation.web.formats import labelled, money_text, parse_money
from homeward.foundation.web.visible import CleanForm
from homeward.oversight.assistance.contents import LARGEST, LONGEST, LONGEST_TITLE
from homeward.oversight.assistance.lists import FundKind, Help, Paragraph
from homeward.oversight.assistance.queries.money import FundLine
from homeward.oversight.assistance.words import language

CURRENCY = re.compile(r"[A-Z]{3}")
WORDS = forms.Textarea(attrs={"rows": 3})


def day_field(label: Any, *, required: bool = True) -> forms.DateField:
    """A day."""
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput(attrs={"type": "date"})
    )


def currency_field(*, required: bool = True) -> forms.CharField:
    """Three letters of a currency."""
    return forms.CharField(
        label=_("Currency"), max_length=3, required=required, help_text=_("Three letters: XAD.")
    )


def amount_field(label: Any, *, required: bool = True) -> forms.CharField:
    """An amount as the reader's language writes it."""
    return forms.CharField(label=label, max_length=40, required=required)


def day_that_was(found: date) -> date:
    """Raises ValidationError for a day that is still to come."""
    if found > datetime.now(UTC).date():
        raise forms.ValidationError(_("This day is still to come. Write one that was."))
    return found


class MoneyForm(CleanForm):
    """A form with amounts; `minor` reads one, and says at its field what is wrong with it."""

    def clean_currency(self) -> str:
        """Three letters of ISO 4217."""
        return self.currency_code(self.cleaned_data["currency"])

    def currency_code(self, text: str) -> str:
        """The code in capitals. Raises ValidationError for anything but three letters."""
        code = text.strip().upper()
        if not CURRENCY.fullmatch(code):
            raise forms.ValidationError(_("Write the three letters of the currency."))
        return code

    def minor(self, name: str, currency: str, *, least: int = 1) -> int:
        """Minor units of what stands in a field; 0 with an error beside it where there are none."""
        try:
            found = parse_money(self.cleaned_data.get(name) or "", currency, language())
        except NotAnAmount as error:
            self.add_error(name, error.sentence())
            return 0
        if not least <= found <= LARGEST:
            words = _("An amount must be more than zero, and not too large to keep.")
            self.add_error(name, words)
            return 0
        return found


class FundForm(MoneyForm):
    """A pledge, or what the existing budget covers."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=FundKind.choices,
        widget=forms.RadioSelect,
        help_text=_("What the existing budget covers is never shown as an increase of it."),
    )
    title = forms.CharField(label=_("Who pledged it, or line of the budget"), max_length=200)
    amount = amount_field(_("Amount"))
    currency = currency_field()
    paragraphs = forms.MultipleChoiceField(
        label=_("Only for these paragraphs"),
        choices=Paragraph.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: not earmarked."),
    )
    states = forms.MultipleChoiceField(
        label=_("Only for these States"), required=False, widget=forms.CheckboxSelectMultiple
    )
    kinds = forms.MultipleChoiceField(
        label=_("Only for this help"),
        choices=Help.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    document = forms.CharField(label=_("Letter, agreement or decision"), max_length=200)
    since = day_field(_("From"))
    until = day_field(_("Until"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["states"].choices = [(s.code, s.name) for s in other_states()]  # type: ignore[attr-defined]
        self.units = 0

    def clean(self) -> dict[str, Any]:
        """The amount is read in its currency, and the days follow each other."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("amount") and given.get("currency"):
            self.units = self.minor("amount", given["currency"])
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", _("This day lies before the first one."))
        return given


class FundChangeForm(MoneyForm):
    """What a fund holds, and until when."""

    amount = amount_field(_("Amount"))
    until = day_field(_("Until"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=200)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency, self.units = currency, 0
        self.fields["amount"].label = labelled(_("Amount"), currency)

    def clean(self) -> dict[str, Any]:
        """The amount is read in the fund's currency; it may be nothing."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("amount"):
            self.units = self.minor("amount", self.currency, least=0)
        return given


class CommitForm(MoneyForm):
    """What is set aside for an offer, and from which fund."""

    fund = forms.ChoiceField(label=_("From"), widget=forms.RadioSelect)
    amount = amount_field(_("Amount"))

    def __init__(self, *args: Any, lines: list[FundLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines, self.units = {str(one.fund.pk): one for one in lines}, 0
        self.fields["fund"].choices = [(key, _said(one)) for key, one in self.lines.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The amount is read in the fund's currency."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        line = self.lines.get(given.get("fund", ""))
        if line and given.get("amount"):
            self.units = self.minor("amount", line.fund.currency)
        return given


def _said(line: FundLine) -> str:
    left = money_text(line.left, line.fund.currency)
    words = _("%(fund)s (%(kind)s): %(left)s left")
    return words % {"fund": line.fund.title, "kind": line.fund.get_kind_display(), "left": left}


class SpendForm(MoneyForm):
    """What was paid out."""

    amount = amount_field(_("Amount"))
    on = day_field(_("Day"))
    what = forms.CharField(label=_("For what"), max_length=LONGEST_TITLE)
    document = forms.CharField(label=_("Receipt or invoice"), max_length=LONGEST_TITLE)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency, self.units = currency, 0
        self.fields["amount"].label = labelled(_("Amount"), currency)

    def clean_on(self) -> date:
        """A day that was: nothing is spent ahead."""
        return day_that_was(self.cleaned_data["on"])

    def clean(self) -> dict[str, Any]:
        """The amount is read in the commitment's currency."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("amount"):
            self.units = self.minor("amount", self.currency)
        return given


class ReleaseForm(CleanForm):
    """Why what was set aside is free again."""

    reason = forms.CharField(label=_("Reason"), max_length=LONGEST, widget=WORDS)
