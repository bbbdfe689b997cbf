"""The kernel of the share rules: label amounts per account, one pass over the payments.

Balances are the exact integers of the index; only label amounts are floating-point. Records of
payments that carried proceeds are (row, label) with (what left, what was credited).
"""

from typing import Any

import numpy as np

from homeward.tracing.index.machine_loops import fetch
from homeward.tracing.kernels import inlined, kernel

PRO_RATA, LOWEST_BALANCE, CLAIMANT_FIRST = range(3)
RECEIVED, HANDED, FEES, CONVERTED_OUT, CONVERTED_IN, CLAIMED, DISPLACED, OUT = range(8)
"""What is added up, by currency and label."""

AHEAD = 24


@inlined
def take(rule: int, held: Any, account: int, balance: int, amount: int, taken: Any) -> float:
    """What a debit takes of each of an account's labels, which are lowered; returns the total.

    An emptied account gives everything.
    """
    labels = held.shape[1]
    total = 0.0
    for label in range(labels):
        total += held[account, label]
    share = 1.0
    if amount < balance:
        if rule == PRO_RATA:
            share = amount / balance
        else:
            wanted = float(amount) if rule == CLAIMANT_FIRST else total - (balance - amount)
            share = min(total, wanted) / total if wanted > 0 < total else 0.0
    for label in range(labels):
        left = held[account, label]
        taken[label] = left * share
        held[account, label] = left - taken[label]
    return total * share


@kernel
def longer(records: Any, numbers: Any, used: int, room: int) -> Any:
    """The same records and their numbers with room for more."""
    more = np.empty((2 * len(records) + room, 2), dtype=records.dtype)
    amounts = np.empty((2 * len(records) + room, 2), dtype=numbers.dtype)
    more[:used], amounts[:used] = records[:used], numbers[:used]
    return more, amounts


@inlined
def settle(
    load: Any, account: int, unit: int, exits: Any, marked: Any, held: Any, sums: Any
) -> None:
    """Put labels on an account, or count them as out."""
    for label in range(len(load)):
        if load[label] != 0.0:
            if exits[account]:
                sums[OUT, unit, label] += load[label]
            else:
                held[account, label] += load[label]
                marked[account] = 1


@kernel
def follow_shares(
    rule: int,
    size: int,
    first: int,
    events: Any,
    accounts: Any,
    payments: Any,
    units: Any,
    unit_count: int,
    marks: Any,
    begins: Any,
    claims: Any,
    handed: Any,
    shares: Any,
    marked: Any,
    held: Any,
    pending: Any,
) -> Any:
    """Follow labels to the end; `held` (accounts by labels) ends as what each account holds.

    `marked` is a byte per account that ever held any, so that most payments touch nothing else.

    `events` are debits and credits in order, empty where every credit comes with its debit: the
    rows from `first` on are then taken one by one. `payments` are amount, credited and before;
    `units` the currencies of accounts by number; `marks` the flags exits and foreign. `begins`
    are the rows where labels enter, `claims` (row, label, amount), `handed` (row, whole payment)
    and `shares` (amounts by handed row and label). `pending` has a place per row where credits
    come later, for what is on its way.

    Returns what was carried as (row, label) and amounts, the sums by term, currency and label, and
    the amounts on their way with the rows in `pending` (place + 1).
    """
    source, target = accounts
    amount, credited, before = payments
    exits, foreign = marks
    labels = held.shape[1]
    room = 1024 + size // 64
    carried, amounts, count = np.empty((room, 2), np.int64), np.empty((room, 2)), 0
    sums = np.zeros((8, unit_count, labels))
    loads, kept = np.zeros((16, labels)), 0
    load, taken = np.zeros(labels), np.zeros(labels)
    begin, claim, entry = 0, 0, 0
    next_begin = begins[0]
    ordered = len(events) > 0
    steps = len(events) if ordered else size
    for step in range(first, steps):
        row = events[step] >> 1 if ordered else step
        paid, paid_to = source[row], target[row]
        if ordered:
            if paid == paid_to:
                continue
            if events[step] & 1:
                if pending[row]:
                    settle(
                        loads[pending[row] - 1],
                        paid_to,
                        units[paid_to],
                        exits,
                        marked,
                        held,
                        sums,
                    )
                    pending[row] = 0
                continue
        elif step + AHEAD < size and marked[source[step + AHEAD]]:
            fetch(held, source[step + AHEAD])
            fetch(held, target[step + AHEAD])
        begins_here = row == next_begin
        if not begins_here and (not marked[paid] or paid == paid_to):
            continue
        if begins_here:
            begin += 1
            next_begin = begins[begin] if begin < len(begins) else -1
            taken[:] = 0.0
        whole, unit, to_unit = amount[row], 0, 0
        if unit_count > 1:
            unit, to_unit = units[paid], units[paid_to]
        enters = begins_here and entry < len(handed) and handed[entry, 0] == row
        if enters:
            whole = handed[entry, 1]
            taken[:] = shares[entry]
            entry += 1
            for label in range(labels):
                sums[RECEIVED, unit, label] += taken[label]
        elif marked[paid]:
            left = take(rule, held, paid, before[row], whole, taken)
            if left == 0.0 and not begins_here:
                continue
        leaves = foreign[paid_to]
        if leaves:
            whole = amount[row]
        arrives = credited[row]
        scale = 1.0 if arrives == whole else arrives / whole
        if count + labels > len(carried):
            carried, amounts = longer(carried, amounts, count, labels)
        for label in range(labels):
            left = taken[label]
            load[label] = left
            if left == 0.0:
                continue
            arrived = left * scale
            load[label] = arrived
            carried[count, 0], carried[count, 1] = row, label
            amounts[count, 0], amounts[count, 1] = left, arrived
            count += 1
            if leaves:
                sums[HANDED, unit, label] += left
            elif unit != to_unit:
                sums[CONVERTED_OUT, unit, label] += left
                sums[CONVERTED_IN, to_unit, label] += arrived
            elif left != arrived:
                sums[FEES, unit, label] += left - arrived
        if leaves:
            continue
        if begins_here:
            while claim < len(claims) and claims[claim, 0] < row:
                claim += 1
            covered, later = 0, claim
            while later < len(claims) and claims[later, 0] == row:
                covered += claims[later, 2]
                later += 1
            if covered:
                for label in range(labels):
                    gone = load[label]
                    if covered != credited[row]:
                        gone = load[label] * covered / credited[row]
                    sums[DISPLACED, to_unit, label] += gone
                    load[label] -= gone
            while claim < later:
                sums[CLAIMED, to_unit, claims[claim, 1]] += claims[claim, 2]
                load[claims[claim, 1]] += claims[claim, 2]
                claim += 1
        if not ordered:
            settle(load, paid_to, to_unit, exits, marked, held, sums)
            continue
        if kept == len(loads):
            more = np.zeros((2 * kept, labels))
            more[:kept] = loads
            loads = more
        loads[kept] = load
        kept += 1
        pending[row] = kept
    return carried[:count], amounts[:count], sums, loads
