"""The payments that money can have reached from some payments on, in the order of time."""

from typing import Any

import numpy as np

from homeward.tracing import errors
from homeward.tracing.detection.book import COMPILE_ABOVE, compiled
from homeward.tracing.ledger import Ints, Ledger

BLOCKED = 2
"""Mark of an account that is reached and not followed."""


def reached_rows(ledger: Ledger, payments: Any) -> Ints:
    """Rows of the payments named and of all that can carry money of theirs, in order.

    An account reached is reached wholly: this is the widest circle that any rule of tracing could
    draw, for leads only. Exits are reached and not followed. Raises `ClaimPaymentUnknown`.
    """
    starts = sorted({_row(ledger, payment) for payment in payments})
    blocked = ledger.exits | ledger.foreign
    marked = np.zeros(len(ledger), dtype=np.bool_)
    if len(ledger) > COMPILE_ABOVE and not ledger.has_delays:
        flags = np.where(blocked, np.uint8(BLOCKED), np.uint8(0))
        begins = np.array([*starts, len(ledger)], dtype=np.int64)
        compiled(mark_at_once)(ledger.source, ledger.target, begins, flags, marked)
        return np.asarray(np.flatnonzero(marked), dtype=np.int64)
    begun = np.zeros(len(ledger), dtype=np.bool_)
    begun[starts] = True
    never = np.iinfo(np.int64).max
    since = np.full(len(ledger.account_ids), never, dtype=np.int64)
    loop = compiled(mark_reached) if len(ledger) > COMPILE_ABOVE else mark_reached
    loop(
        *(ledger.source, ledger.target, ledger.time, ledger.credit_time),
        *(blocked, begun, since, marked),
    )
    rows: Ints = np.flatnonzero(marked)
    return rows


def _row(ledger: Ledger, payment: Any) -> int:
    row = ledger.find(payment)
    if row is None:
        raise errors.ClaimPaymentUnknown(payment=payment, label=payment)
    return row


def mark_at_once(source: Any, target: Any, begins: Any, flags: Any, marked: Any) -> None:
    """`mark_reached` where every credit comes with its debit: no branch that could be mistaken.

    `begins` are the rows to begin with, in order, and how many rows there are; `flags` has a byte
    for each account, BLOCKED or 0, to which 1 is added where it is reached.
    """
    for part in range(len(begins) - 1):
        first, stop = begins[part], begins[part + 1]
        marked[first] = True
        flags[target[first]] |= 1
        for row in range(first + 1, stop):
            hit = flags[source[row]] == 1
            marked[row] = hit
            flags[target[row]] |= hit


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
