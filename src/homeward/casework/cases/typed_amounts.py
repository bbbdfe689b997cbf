"""Amounts as officers type them, where a wrong sign must not change a sum a thousandfold."""

import re
from decimal import Decimal

from babel.numbers import get_decimal_symbol
from django.utils.translation import get_language

from homeward.foundation.web.errors import NotAnAmount
from homeward.foundation.web.formats import exponent_of, locale_of, number, parse_money


def read_amount(text: str, currency: str, *, exponent: int | None = None) -> int:
    """Minor units of what was typed in the reader's language; raises NotAnAmount.

    More decimals than the currency has are refused, zeros too: “1.000” is a thousand to whoever
    writes it so, and one to the language of the page.
    """
    language = get_language() or "en"
    minor = parse_money(text, currency, language, exponent=exponent)
    decimals = exponent_of(currency) if exponent is None else exponent
    signs = re.escape(get_decimal_symbol(locale_of(language))) + "٫"
    written = re.search(rf"[{signs}](\d+)\D*$", text)
    if written and len(written[1]) > decimals:
        example = number(Decimal("1234567.89"), language, decimals=min(decimals, 2))
        raise NotAnAmount(text=text, currency=currency, exponent=decimals, example=example)
    return minor
