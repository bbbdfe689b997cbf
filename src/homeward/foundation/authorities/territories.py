"""Names of States in the reader's language, and which codes ISO 3166-1 gives to a country."""

import re

from babel import Locale
from django.utils.translation import get_language

# What the list of names holds besides countries: groups of States, and codes that are reserved or
# left to their users.
_NO_COUNTRY = re.compile("AA|Q[M-Z]|X[A-Z]|ZZ|AC|CP|CQ|DG|EA|EU|EZ|IC|TA|UN")


def territory(code: str) -> str:
    """The name of a State in the reader's language; its code where no list names it."""
    return str(Locale.parse(get_language() or "en", sep="-").territories.get(code, code))


def countries() -> dict[str, str]:
    """Every country of ISO 3166-1 by its code, with its name in the reader's language."""
    return {
        code: territory(code) for code in map(str, Locale("en").territories) if is_country(code)
    }


def is_country(code: str) -> bool:
    """Whether ISO 3166-1 gives this code to a country."""
    known = re.fullmatch("[A-Z]{2}", code) and code in Locale("en").territories
    return bool(known) and _NO_COUNTRY.fullmatch(code) is None
