"""The payments that money can have reached from some payments on, in the order of time."""

from typing import Any

import numpy as np

from homeward.tracing import errors
from homeward.tracing.detection.book import COMPILE_ABOVE, compiled
from homeward.tracing.ledger import Ints, Ledger


def reached_rows(ledger: Ledger, payments: Any) -> Ints:
    """Rows of the payments named and of all that can carry money of theirs, in order.

    An account reached is reached wholly: this is the widest circle that any rule of tracing could
    draw, for leads only. Exits are reached and not followed. Raises `ClaimPaymentUnknown`.
    """
    begun = np.zeros(len(ledger), dtype=np.bool_)
    for payment in payments:
        row = ledger.find(payment)
        if row is None:
            raise errors.ClaimPaymentUnknown(payment=payment, label=payment)
        begun[row] = True
    marked = np.zeros(len(ledger), dtype=np.bool_)
    never = np.iinfo(np.int64).max
    since = np.full(len(ledger.account_ids), never, dtype=np.int64)
    loop = compiled(mark_reached) if len(ledger) > COMPILE_ABOVE else mark_reached
    loop(
        *(ledger.source, ledger.target, ledger.time, ledger.credit_time),
        *(ledger.exits | ledger.foreign, begun, since, marked),
    )
    rows: Ints = np.flatnonzero(marked)
    return rows


def mark_reached(
    source: Any,
    target: Any,
    moment: Any,
    credit_moment: Any,
    blocked: Any,
    begun: Any,
    since: Any,
    marked: Any,
) -> None:
    """Mark rows reached; `since` is the moment from which each account is."""
    for row in range(len(source)):
        if not begun[row] and moment[row] < since[source[row]]:
            continue
        marked[row] = True
        payee = target[row]
        if not blocked[payee] and credit_moment[row] < since[payee]:
            since[payee] = credit_moment[row]
