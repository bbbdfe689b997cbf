"""The form of the ransom: amounts in whole units of money, as the reader's language writes them."""

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.actions import RansomFacts
from homeward.casework.cases.forms.case import PastMoment, with_zone
from homeward.casework.cases.models import Ransom
from homeward.casework.cases.overtaken import Stored
from homeward.casework.cases.versions import LARGEST, RecordForm
from homeward.foundation.web.errors import NotAnAmount
from homeward.foundation.web.formats import (
    exponent_of,
    number,
    parse_money,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

CURRENCY = re.compile(r"[A-Z]{3}")


def _amount(label: "_StrOrPromise") -> forms.CharField:
    return forms.CharField(label=label, max_length=40, required=False)


class RansomForm(RecordForm):
    """What is known of the ransom. Recording a payment never approves one."""

    AMOUNTS = ("demanded", "agreed", "paid")

    currency = forms.CharField(
        label=_("Currency"), max_length=3, help_text=_("Three letters, such as XAD.")
    )
    demanded = _amount(_("Demanded"))
    agreed = _amount(_("Agreed"))
    paid = _amount(_("Paid"))
    paid_at = PastMoment(label=with_zone(_("Time it was paid (%(zone)s)")), required=False)
    payment_reference = forms.CharField(
        label=_("Reference of the payment"),
        max_length=140,
        required=False,
        help_text=_("As the bank or the carrier wrote it; tracing starts from it."),
    )

    def clean_currency(self) -> str:
        """Three letters of ISO 4217."""
        code: str = self.cleaned_data["currency"].strip().upper()
        if not CURRENCY.fullmatch(code):
            raise forms.ValidationError(_("Write the three letters of the currency."))
        return code

    def clean(self) -> dict[str, Any]:
        """Amounts become minor units; at least one is known."""
        cleaned: dict[str, Any] = super().clean() or {}
        currency = cleaned.get("currency")
        written = [name for name in self.AMOUNTS if cleaned.get(name)]
        if not written:
            raise forms.ValidationError(_("Write at least one amount: demanded, agreed or paid."))
        if currency:
            for name in self.AMOUNTS:
                cleaned[name] = self._minor(name, cleaned.get(name) or "", currency)
        return cleaned

    def _minor(self, name: str, text: str, currency: str) -> int | None:
        if not text:
            return None
        try:
            minor = parse_money(text, currency, get_language() or "en")
        except NotAnAmount as error:
            self.add_error(name, error.sentence())
            return None
        if not 0 < minor <= LARGEST:
            self.add_error(name, _("An amount must be more than zero, and not too large to keep."))
            return None
        return minor

    def facts(self) -> RansomFacts:
        """What a valid form records."""
        return RansomFacts(**{name: self.cleaned_data[name] for name in RansomFacts.__slots__})


def ransom_initial(ransom: Ransom | None) -> dict[str, Any]:
    """The form's first content: what is recorded, amounts as the reader's language writes them."""
    if ransom is None:
        return {"revision": 0}
    names = ("currency", "paid_at", "payment_reference", "revision")
    written = {name: getattr(ransom, name) for name in names}
    for name in RansomForm.AMOUNTS:
        minor = getattr(ransom, name)
        written[name] = "" if minor is None else _major(minor, ransom.currency)
    return written


def stored_ransom(ransom: Ransom | None) -> Stored:
    """What is recorded now, for whoever recorded something else meanwhile."""
    if ransom is None:
        return Stored(values=ransom_initial(None))
    return Stored(
        revision=ransom.revision,
        by=ransom.changed_by,
        at=ransom.changed_at,
        values=ransom_initial(ransom),
    )


def _major(minor: int, currency: str) -> str:
    decimals = exponent_of(currency)
    return number(Decimal(minor).scaleb(-decimals), get_language() or "en", decimals=decimals)
