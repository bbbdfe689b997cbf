"""The kernel of the share rules: label amounts per account, one pass over the payments.

Balances are the exact integers of the index; only label amounts are floating-point. Records of
payments that carried proceeds are row and label, what left and what was credited.
"""

from typing import Any

import numpy as np

from homeward.tracing.index.machine_loops import borrowed, fetch
from homeward.tracing.kernels import inlined, kernel

PRO_RATA, LOWEST_BALANCE, CLAIMANT_FIRST, RATIOS = range(4)
"""RATIOS is pro-rata where what each debit takes of its balance is known: both amounts are it."""
RECEIVED, HANDED, FEES, CONVERTED_OUT, CONVERTED_IN, CLAIMED, DISPLACED, OUT = range(8)
"""What is added up, by currency and label."""

AHEAD = 24
HELD, APART = 1, 2
"""Marks of an account: it ever held any; it is an exit or another State's."""
BLOCK = 1 << 14
"""Payments after which it is asked again whether many of them carry anything."""


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
def longer(column: Any, used: int, room: int) -> Any:
    """The same numbers with twice the room, and `room` more."""
    more = np.empty(2 * len(column) + room, column.dtype)
    more[:used] = column[:used]
    return more


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
                marked[account] = HELD


@inlined
def part(rule: int, owned: float, sent: int, found: int) -> float:
    """What a debit takes of an account's one label; an emptied account gives everything."""
    if rule == RATIOS:
        return owned * sent
    if rule == PRO_RATA:
        gone = owned * (sent / found)
    elif rule == CLAIMANT_FIRST:
        gone = min(owned, float(sent))
    else:
        gone = max(0.0, owned - (found - sent))
    return owned if sent >= found else gone


@kernel
def ratios_of(payments: Any, ratios: Any) -> None:
    """What each debit takes of the balance that it found; all of it where it takes as much, and
    nothing where an account pays itself."""
    source, target, amount, before = payments
    for row in range(len(ratios)):
        sent, found = amount[row], before[row]
        ratio = 1.0 if sent >= found else sent / found
        ratios[row] = 0.0 if source[row] == target[row] else ratio


@kernel
def follow_ratios(first: int, size: int, source: Any, target: Any, ratios: Any, held: Any) -> None:
    """What `follow_one` leaves in `held` where every account is ours and nothing is noted."""
    for row in range(first, size):
        if row + AHEAD < size:
            fetch(held, source[row + AHEAD])
            fetch(held, target[row + AHEAD])
        owned = held[source[row]]
        gone = owned * ratios[row]
        held[source[row]] = owned - gone
        held[target[row]] += gone


@kernel
def follow_few(
    rule: int,
    first: int,
    stop: int,
    payments: Any,
    held: Any,
    marked: Any,
    rows: Any,
    lefts: Any,
    count: int,
    is_noted: bool,
) -> int:
    """`follow_one` where few payments carry anything: the others touch next to nothing."""
    source, target, amount, before = payments
    size = len(source)
    for row in range(first, stop):
        if row + AHEAD < size and marked[source[row + AHEAD]] == HELD:
            fetch(held, source[row + AHEAD])
            fetch(held, target[row + AHEAD])
        paid, paid_to = source[row], target[row]
        if marked[paid] != HELD or paid == paid_to:
            continue
        owned = held[paid]
        gone = part(rule, owned, amount[row], before[row])
        if owned == 0.0 or gone == 0.0:
            continue
        held[paid] = owned - gone
        held[paid_to] += gone
        marked[paid_to] |= HELD
        if is_noted:
            rows[count], lefts[count] = row, gone
        count += 1
    return count


@kernel
def follow_many(
    rule: int,
    first: int,
    stop: int,
    payments: Any,
    held: Any,
    marked: Any,
    rows: Any,
    lefts: Any,
    count: int,
    is_noted: bool,
) -> int:
    """`follow_one` where many payments carry something: no branch that could be mistaken."""
    source, target, amount, before = payments
    size = len(source)
    for row in range(first, stop):
        if row + AHEAD < size:
            fetch(held, source[row + AHEAD])
            fetch(held, target[row + AHEAD])
        paid, paid_to = source[row], target[row]
        owned = held[paid]
        gone = part(rule, owned, amount[row], before[row])
        gone = 0.0 if paid == paid_to or owned == 0.0 or marked[paid] != HELD else gone
        held[paid] = owned - gone
        held[paid_to] += gone
        carries = gone > 0.0
        marked[paid_to] |= np.uint8(carries)
        if is_noted:
            rows[count], lefts[count] = row, gone
        count += carries
    return count


@kernel
def follow_unmarked(rule: int, first: int, stop: int, payments: Any, held: Any) -> int:
    """`follow_many` where no account is APART and nothing is noted: no mark is looked at."""
    source, target, amount, before = payments
    size, count = len(source), 0
    for row in range(first, stop):
        if row + AHEAD < size:
            fetch(held, source[row + AHEAD])
            fetch(held, target[row + AHEAD])
        paid, paid_to = source[row], target[row]
        owned = held[paid]
        gone = part(rule, owned, amount[row], before[row])
        gone = 0.0 if paid == paid_to else gone
        held[paid] = owned - gone
        held[paid_to] += gone
        count += gone > 0.0
    return count


@kernel
def follow_one(
    rule: int,
    size: int,
    claim: Any,
    payments: Any,
    held: Any,
    marked: Any,
    rows: Any,
    lefts: Any,
    is_noted: bool,
    has_apart: bool,
) -> int:
    """Follow one claim where every payment is credited whole and at once, in one currency.

    `claim` is (row, label, amount) and `payments` source, target, amount and before (under RATIOS
    the ratios twice). `held` ends as what each account holds, and as what reached accounts that are
    marked APART. Where records are noted, `rows` and `lefts` take one more than there are payments;
    returns how many there are.
    """
    start, target = claim[0], payments[1]
    held[target[start]] += claim[2]
    marked[target[start]] |= HELD
    row, count, are_many, is_marked = start + 1, 0, False, True
    while row < size:
        end, known = min(row + BLOCK, size), count
        if are_many and not is_noted and not has_apart:
            count += follow_unmarked(rule, row, end, payments, held)
            is_marked = False
        elif are_many:
            count = follow_many(
                rule, row, end, payments, held, marked, rows, lefts, count, is_noted
            )
        else:
            if not is_marked:
                marked[:] = held != 0.0
                is_marked = True
            count = follow_few(rule, row, end, payments, held, marked, rows, lefts, count, is_noted)
        are_many = 16 * (count - known) > end - row
        row = end
    return count


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

    Returns what was carried (rows, labels, what left, what was credited), the sums by term,
    currency and label, and the amounts on their way with the rows in `pending` (place + 1).
    """
    source, target = borrowed(accounts[0]), borrowed(accounts[1])
    amount, credited, before = (borrowed(payments[0]), borrowed(payments[1]), borrowed(payments[2]))
    exits, foreign, units = borrowed(marks[0]), borrowed(marks[1]), borrowed(units)
    events, begins, claims = borrowed(events), borrowed(begins), borrowed(claims)
    handed, shares, marked = borrowed(handed), borrowed(shares), borrowed(marked)
    held, pending = borrowed(held), borrowed(pending)
    labels = held.shape[1]
    room = 1024 + size // 64
    all_rows, all_marks = [np.empty(room, np.int64)], [np.empty(room, np.int32)]
    all_amounts = [np.empty(room), np.empty(room)]
    rows, marks_of = borrowed(all_rows[0]), borrowed(all_marks[0])
    lefts, arrived, count = borrowed(all_amounts[0]), borrowed(all_amounts[1]), 0
    all_sums, all_loads = np.zeros((8, unit_count, labels)), [np.zeros((16, labels))]
    sums, loads, kept = borrowed(all_sums), borrowed(all_loads[0]), 0
    mine = np.zeros((2, labels))
    load, taken = borrowed(mine[0]), borrowed(mine[1])
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
        if count + labels > len(rows):
            all_rows.append(longer(rows, count, labels))
            all_marks.append(longer(marks_of, count, labels))
            all_amounts.append(longer(lefts, count, labels))
            all_amounts.append(longer(arrived, count, labels))
            rows, marks_of = borrowed(all_rows[-1]), borrowed(all_marks[-1])
            lefts, arrived = borrowed(all_amounts[-2]), borrowed(all_amounts[-1])
        for label in range(labels):
            left = taken[label]
            load[label] = left
            if left == 0.0:
                continue
            came = left * scale
            load[label] = came
            rows[count], marks_of[count], lefts[count], arrived[count] = row, label, left, came
            count += 1
            if leaves:
                sums[HANDED, unit, label] += left
            elif unit != to_unit:
                sums[CONVERTED_OUT, unit, label] += left
                sums[CONVERTED_IN, to_unit, label] += came
            elif left != came:
                sums[FEES, unit, label] += left - came
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
            all_loads.append(more)
            loads = borrowed(more)
        loads[kept] = load
        kept += 1
        pending[row] = kept
    mine[0] = 0.0  # what was borrowed is kept until now
    carried = (all_amounts[-2][:count], all_amounts[-1][:count])
    return all_rows[-1][:count], all_marks[-1][:count], *carried, all_sums, all_loads[-1]
