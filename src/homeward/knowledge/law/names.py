"""What States are called in the reader's language, and how the classes of the ICCS are called."""

import re

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from homeward.foundation.authorities.models import State
from homeward.foundation.web.formats import locale_of

# Codes that ISO 3166-1 leaves to its users: the fictional States, whatever Babel calls them.
_OF_USERS = re.compile("X[A-Z]|Q[M-Z]|AA|ZZ")
# Classes of the International Classification of Crime for Statistical Purposes that the laws use.
ICCS = {
    "02021": _("Abduction of a minor"),
    "020221": _("Kidnapping"),
    "020222": _("Illegal restraint"),
    "020229": _("Other deprivation of liberty"),
    "0203": _("Exploitation"),
    "0204": _("Trafficking in persons"),
    "0205": _("Coercion"),
    "02051": _("Extortion"),
    "07041": _("Money laundering"),
}


def state_names() -> dict[str, str]:
    """Every code that has a name, with it; one query."""
    known = locale_of(get_language() or "en").territories
    named = {
        code: str(name)
        for code, name in known.items()
        if re.fullmatch("[A-Z]{2}", code) and not _OF_USERS.fullmatch(code)
    }
    return named | {one.code: one.name for one in State.objects.all() if one.code not in named}


def state_name(code: str, names: dict[str, str] | None = None) -> str:
    """The State's name, or its code where nobody has named it."""
    return (state_names() if names is None else names).get(code, code)


def iccs_label(code: str) -> str:
    """What a class is called, or nothing for one that the laws did not use yet."""
    return str(ICCS.get(code, ""))
