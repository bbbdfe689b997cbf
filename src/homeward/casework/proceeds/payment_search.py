"""Payments of a ledger as an officer looks for them: by reference, id, account or amount."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import get_language

from homeward.foundation.web.errors import NotAnAmount
from homeward.foundation.web.formats import parse_money
from homeward.tracing import Ledger

SHOWN = 25


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One payment: aware UTC time, minor units of each side's currency."""

    id: str
    at: datetime
    source: str
    target: str
    amount: int
    currency: str
    credited: int
    credited_currency: str
    reference: str


@dataclass(frozen=True, slots=True)
class Found:
    """The first payments that were looked for, and how many there are in all."""

    rows: list[PaymentRow]
    total: int


def search_payments(
    payments: Ledger, words: str, exponent: int | None, limit: int = SHOWN
) -> Found:
    """The first payments in time whose reference, id, account or amount holds the words."""
    import numpy as np

    words = " ".join(words.split())
    if not words:
        chosen = np.arange(len(payments))
    else:
        mask = _by_text(payments, words) | _by_account(payments, words)
        amounts = _amounts(payments, words, exponent)
        for currency, minor in amounts:
            mask |= _by_amount(payments, currency, minor)
        chosen = np.flatnonzero(mask)
    return Found([payment_row(payments, int(row)) for row in chosen[:limit]], len(chosen))


def find_payment(payments: Ledger, payment: str) -> PaymentRow | None:
    """The payment of this id, or None."""
    row = payments.find(payment)
    return None if row is None else payment_row(payments, row)


def payment_row(payments: Ledger, row: int) -> PaymentRow:
    """The payment in a row of the ledger."""
    source, target = int(payments.source[row]), int(payments.target[row])
    return PaymentRow(
        id=payments.payment_id(row),
        at=datetime.fromtimestamp(int(payments.time[row]) / 1_000_000, UTC),
        source=payments.account_id(source),
        target=payments.account_id(target),
        amount=int(payments.amount[row]),
        currency=payments.currency(source),
        credited=int(payments.credited[row]),
        credited_currency=payments.currency(target),
        reference=payments.reference(row) or "",
    )


def _by_text(payments: Ledger, words: str) -> Any:
    import numpy as np
    import pyarrow.compute as pc

    found = np.zeros(len(payments), dtype=np.bool_)
    for column in (payments.ids, payments.references):
        if column is not None:
            hit = pc.fill_null(pc.match_substring(column, words, ignore_case=True), False)
            found |= np.asarray(hit.to_numpy(zero_copy_only=False), dtype=np.bool_)
    return found


def _by_account(payments: Ledger, words: str) -> Any:
    import numpy as np

    wanted = words.replace(" ", "").casefold()
    accounts = [
        number
        for number, name in enumerate(payments.account_ids)
        if wanted in name.replace(" ", "").casefold()
    ]
    return np.isin(payments.source, accounts) | np.isin(payments.target, accounts)


def _amounts(payments: Ledger, words: str, exponent: int | None) -> list[tuple[str, int]]:
    """What the words mean as an amount in each currency of the ledger."""
    found = []
    for currency in sorted(set(payments.account_currencies)):
        try:
            minor = parse_money(words, currency, get_language() or "en", exponent=exponent)
        except NotAnAmount:
            continue
        found.append((currency, minor))
    return found


def _by_amount(payments: Ledger, currency: str, minor: int) -> Any:
    import numpy as np

    own = np.array(payments.account_currencies) == currency
    return (own[payments.source] & (payments.amount == minor)) | (
        own[payments.target] & (payments.credited == minor)
    )
