"""Amounts as they stand in the content of a request: `XAD 1234500`, currency and minor units."""

import re
from dataclasses import dataclass

from django.utils.translation import get_language

from homeward.foundation.web.formats import money_text, parse_money

# At most 27 digits, which is what a payload holds; never a minus: a request asks for no debt.
_STORED = re.compile(r"([A-Z][A-Z0-9]{2,9}) (0|[1-9][0-9]{0,26})")
TOO_LARGE = 10**27
_TYPED = re.compile(r"\s*([A-Za-z][A-Za-z0-9]{1,9})\s+(.+?)\s*|\s*(.+?)\s+([A-Za-z]{3,10})\s*")


@dataclass(frozen=True, slots=True)
class Amount:
    """Minor units of a currency."""

    currency: str
    minor: int

    def __str__(self) -> str:
        return money_text(self.minor, self.currency)

    @property
    def stored(self) -> str:
        """As the content of a request keeps it."""
        return written(self.minor, self.currency)


def written(minor: int, currency: str) -> str:
    """An amount as the content of a request keeps it and as it travels."""
    return f"{currency} {minor}"


def parse(text: str) -> Amount | None:
    """The stored amount, or None for text of another form, such as another node's words."""
    match = _STORED.fullmatch(text)
    return Amount(match[1], int(match[2])) if match else None


def read_typed(text: str) -> Amount | None:
    """An amount as a person writes it, with its currency on either side; None without a currency.

    Raises NotAnAmount where the figures cannot be read in the reader's language.
    """
    match = _TYPED.fullmatch(text.replace("\u00a0", " ").replace("\u202f", " "))
    if match is None:
        return None
    currency, figures = (match[1], match[2]) if match[1] else (match[4], match[3])
    currency = currency.upper()
    return Amount(currency, parse_money(figures, currency, get_language() or "en"))
