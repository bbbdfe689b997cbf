"""Kernels that match debits with the credits they take first in, first out, and join the parts."""

from typing import Any

import numpy as np

from homeward.tracing.index.machine_loops import fetch
from homeward.tracing.kernels import kernel

AHEAD = 32
"""How many of an account's payments, or of the parts, ahead their places are asked for."""


@kernel
def match_queues(
    outside: Any,
    orders: Any,
    placed_at: Any,
    amount: Any,
    credited: Any,
    nobody: Any,
    first: Any,
    parts: Any,
) -> Any:
    """Note every part that a payment takes from a credit, first in first out; returns how many.

    `orders` are the outgoing and incoming rows with their firsts. Fills `first` and `parts` as
    `Matched` has them, without `later`; where a credit is not used up, the part that `nobody` takes
    comes last. So there are at most two parts a payment: each ends its payment or its credit.
    """
    out_first, out_rows, in_first, in_rows = orders
    used = np.int64(0)
    for account in range(len(outside)):
        if outside[account]:
            continue
        place, beyond = out_first[account], out_first[account + 1]
        start = stop = np.int64(0)
        if place < beyond:
            stop += amount[out_rows[place]]
        for coming in range(in_first[account], in_first[account + 1]):
            if place == beyond:
                break
            if coming + AHEAD < len(in_rows):
                fetch(placed_at, in_rows[coming + AHEAD])
                fetch(credited, in_rows[coming + AHEAD])
                fetch(first, in_rows[coming + AHEAD])
            row = in_rows[coming]
            bottom, part = placed_at[row], used
            top = bottom + credited[row]
            while place < beyond and start < top:
                begin = max(start, bottom)
                if min(stop, top) > begin:
                    parts[used].payment = out_rows[place]
                    parts[used].begin, parts[used].base = begin - bottom, bottom - start
                    used += 1
                if stop > top:
                    break
                place += 1
                if place < beyond:
                    if place + AHEAD < len(out_rows):
                        fetch(amount, out_rows[place + AHEAD])
                    # the payments out lie on the line one behind the other
                    start, stop = stop, stop + amount[out_rows[place]]
            if used > part:
                first[row] = part
                if stop < top:
                    parts[used].payment = ~nobody
                    parts[used].begin, parts[used].base = stop - bottom, 0
                    used += 1
                else:
                    parts[used - 1].payment = ~parts[used - 1].payment
    return used


@kernel
def join_parts(first: Any, parts: Any) -> None:
    """Fill `later`: the first part that is taken from the credit of the payment that took one."""
    ahead, size = 2 * AHEAD, len(first)
    for part in range(len(parts)):
        if part + ahead < len(parts):
            payment = np.int64(parts[part + ahead].payment)
            fetch(first, min(max(payment, ~payment), size - 1))
        payment = np.int64(parts[part].payment)
        if payment < 0:
            payment = ~payment
        parts[part].later = first[payment] if payment < size else -1
