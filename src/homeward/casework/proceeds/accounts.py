"""Which State an account belongs to, by the country code of its IBAN (ISO 13616)."""

import re
from collections.abc import Callable, Iterable

_IBAN = re.compile(r"^([A-Z]{2})\d{2}[A-Z0-9]{4,30}$")


def iban_state(account: str) -> str | None:
    """The two letters of an IBAN-shaped identifier, or None for anything else (cash, wallets)."""
    match = _IBAN.match(account.replace(" ", ""))
    return match.group(1) if match else None


def state_of_accounts(own_state: str, states: Iterable[str]) -> Callable[[str], str]:
    """Accounts of a State in the directory are that State's; all others are taken as our own.

    Cash and wallets that appear in a State's own ledger are followed by that State.
    """
    known = frozenset(states)

    def state_of(account: str) -> str:
        found = iban_state(account)
        return found if found in known else own_state

    return state_of
