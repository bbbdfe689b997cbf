"""Which State an account belongs to: the country code of its IBAN (ISO 13616) says it, or nothing.

Wallets and domestic numbers are accounts whose State their identifier does not tell. A run must
follow them somewhere, so the State in whose ledger they stand does; pages say that it is not known.
"""

import re
from collections.abc import Callable, Iterable

UNKNOWN = ""
"""The State of an account whose identifier does not tell it."""

_CASH = re.compile(r"^CASH(?:[-_:/ ]+(.*))?$", re.IGNORECASE)
_IBAN = re.compile(r"^([A-Z]{2})\d{2}[A-Z0-9]{4,30}$")


def iban_state(account: str) -> str | None:
    """The two letters of an IBAN-shaped identifier, or None for anything else (cash, wallets)."""
    match = _IBAN.match(account.replace(" ", ""))
    return match.group(1) if match else None


def is_cash(account: str) -> bool:
    """Whether the identifier itself says that it is cash, such as CASH-XA."""
    return _CASH.match(account) is not None


def known_states(states: Iterable[str]) -> Callable[[str], str]:
    """The State that an identifier tells, UNKNOWN where it tells none of the directory's."""
    known = frozenset(states)

    def state_of(account: str) -> str:
        cash = _CASH.match(account)
        found = (cash.group(1) or "").upper() if cash else iban_state(account)
        return found if found in known else UNKNOWN

    return state_of


def state_of_accounts(own_state: str, states: Iterable[str]) -> Callable[[str], str]:
    """By which State a run follows an account: that of its IBAN, and all others by our own."""
    known = frozenset(states)

    def state_of(account: str) -> str:
        found = iban_state(account)
        return found if found in known else own_state

    return state_of
