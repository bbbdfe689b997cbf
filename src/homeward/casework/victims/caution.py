"""What may never stand on a family's page, found by its shape: nothing of operations, and no names.

It is a net, not a judgement: the second person who releases reads every word. What the offenders
use (their telephones, accounts) is kept in another compartment and cannot be compared from here, so
every long number is stopped.
"""

import re
from collections.abc import Iterable, Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.models import Case
from homeward.foundation.access.models import CaseMember, User

_REFERENCE = re.compile(r"\b[A-Z]{2}[-/]\d{4}[-/]\d{3,}", re.IGNORECASE)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){3,9}\b", re.IGNORECASE)
# Words and codes of money beside figures, however they are written; any three capitals as well.
_UNITS = (
    "euros?|dollars?|pounds?|francs?|livres?|dinars?|dirhams?|pesos?|roubles?|rubles?|lira|yuan"
    "|thousand|mille|millions?|milliards?|billions?|k|eur|usd|gbp|chf"
    "|دولار|يورو|دينار|درهم|ليرة|ألف|آلاف|مليون|ملايين|مليار"
)
_AMOUNT = re.compile(
    r"[€$£¥₽₹₺₦]\s?\d|\d[\d.,\s]*[€$£¥₽₹₺₦]"
    r"|\b[A-Z]{3}\s?\d|\d\s?[A-Z]{3}\b"
    rf"|\d\s*(?i:{_UNITS})\b|\b(?i:eur|usd|gbp|chf)\s?\d"
)
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b")
_LONG_NUMBER = re.compile(r"\d(?:[\s.\-/()\u00a0]{0,2}\d){4,}")
_ADDRESS = re.compile(r"\S@\S|https?://|\bwww\.", re.IGNORECASE)
SHORTEST_NAME = 3
OF_TWO = 2

CASE, NAME = _("the case reference"), _("the name of somebody who works on the case")
ACCOUNT, AMOUNT = _("an account number"), _("an amount of money")
NUMBER = _("a long number, such as a telephone, a document or a plate")
ADDRESS = _("an address on the internet")


def found_in(
    text: str, case: Case, names: Iterable[str], *, open_help: bool = False
) -> list[Promise]:
    """What of this must not stand there. `open_help` is for where help is found: there telephones
    and addresses are the point."""
    return list(_found(text, case, names, open_help))


def names_of(case: Case) -> list[str]:
    """Names of everybody who has a place in the case, as they could be written."""
    members = CaseMember.objects.filter(case_id=case.pk).values("user_id")
    people = User.objects.filter(pk__in=members)
    return sorted({name for one in people for name in _forms(one)})


def _forms(person: User) -> Iterator[str]:
    """The whole name and the sign-in name; of a name of one or two words, each word."""
    words = person.full_name.split()
    yield from (person.full_name, person.username)
    if len(words) <= OF_TWO:
        yield from words


def _found(text: str, case: Case, names: Iterable[str], open_help: bool) -> Iterator[Promise]:
    if case.reference.casefold() in text.casefold() or _REFERENCE.search(text):
        yield CASE
    if any(_holds(text, name) for name in names):
        yield NAME
    account = _IBAN.search(text)
    if account:
        yield ACCOUNT
    if _AMOUNT.search(text):
        yield AMOUNT
    if open_help:
        return
    if not account and _LONG_NUMBER.search(_DAY.sub(" ", text)):
        yield NUMBER
    if _ADDRESS.search(text):
        yield ADDRESS


def _holds(text: str, name: str) -> bool:
    if len(name) < SHORTEST_NAME:
        return False
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) is not None
