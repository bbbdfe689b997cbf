"""Kernels of the table that says which payments took which credit, last in first out.

Lots wait on one stack per account. A lot in use is a record of four numbers in a pool, so that
taking from it touches one place of memory:

    row of its credit, lot beneath (record + 1, 0: none), what is left of it, its latest part (+ 1)

What lies beneath all lots of an account is its opening balance: nobody asks who took that.
"""

from typing import Any

import numpy as np

from homeward.tracing.index.heap_loops import grown
from homeward.tracing.index.machine_loops import fetch
from homeward.tracing.kernels import kernel

AHEAD, FURTHER = 16, 48
"""How many payments ahead an account's uppermost lot, and where that is noted, are asked for."""


@kernel
def match_stacks(
    events: Any,
    source: Any,
    target: Any,
    amount: Any,
    credited: Any,
    outside: Any,
    before: Any,
    latest: Any,
    payment: Any,
    earlier: Any,
    stop: Any,
) -> int:
    """Note every part that a payment takes from a credit; returns how many there are.

    `events` are `2 * row` for a debit and `2 * row + 1` for a credit, in order; empty where every
    credit comes with its debit, in the order of the rows. Fills, per part in the order taken:
    `payment` (row of the debit), `earlier` (the part taken from the same credit before, + 1; 0:
    none), `stop` (where in its payment the part ends; it begins where the payment's part before
    it ends); and per row `latest` (the last part taken from its credit, + 1). There are at most
    two parts a payment: each ends its payment or empties its credit.
    """
    plain = len(events) == 0
    size = 2 * len(source) if plain else len(events)
    top = np.zeros(len(outside), dtype=np.int64)
    pool, used, free, count = np.empty((1024, 4), dtype=np.int64), 0, 0, 0
    for place in range(size):
        event = place if plain else events[place]
        row = event >> 1
        if plain and not event & 1 and row + FURTHER < len(source):
            fetch(top, source[row + FURTHER])
            fetch(top, target[row + FURTHER])
            later = top[source[row + AHEAD]]
            if later > 0:
                fetch(pool, later - 1)
        paid, paid_to = source[row], target[row]
        if paid == paid_to:
            continue
        if event & 1:
            if outside[paid_to] or credited[row] == 0:
                continue
            if free > 0:
                lot = free - 1
                free = pool[lot, 1]
            else:
                pool = grown(pool, used)
                lot = used
                used += 1
            pool[lot, 0], pool[lot, 1], pool[lot, 2], pool[lot, 3] = row, top[paid_to], 0, 0
            pool[lot, 2] = credited[row]
            top[paid_to] = lot + 1
            continue
        if outside[paid]:
            continue
        whole, offset = min(amount[row], before[row]), 0
        lot = top[paid] - 1
        while offset < whole and lot >= 0:
            part = min(whole - offset, pool[lot, 2])
            offset += part
            payment[count], earlier[count], stop[count] = row, pool[lot, 3], offset
            count += 1
            pool[lot, 2] -= part
            pool[lot, 3] = count
            if pool[lot, 2] == 0:
                latest[pool[lot, 0]] = count
                beneath = pool[lot, 1]
                pool[lot, 1] = free
                free = lot + 1
                lot = beneath - 1
        top[paid] = lot + 1
    for account in range(len(top)):
        lot = top[account] - 1
        while lot >= 0:
            latest[pool[lot, 0]] = pool[lot, 3]
            lot = pool[lot, 1] - 1
    return count


@kernel
def sort_parts(
    credited: Any,
    latest: Any,
    payment: Any,
    earlier: Any,
    stop: Any,
    first: Any,
    by: Any,
    begin: Any,
    into: Any,
) -> None:
    """The parts that `match_stacks` found, by credit and by their place in it.

    Those of the credit of row `r` become the numbers `first[r]` to `first[r + 1]`: `by` is the
    payment, `begin` where the part begins in the credit, `into` where it begins in the payment.
    A part ends where the next begins, the last of a credit at the end of the credit.
    """
    used = np.int64(0)
    for row in range(len(latest)):
        if row + AHEAD < len(latest) and latest[row + AHEAD] > 0:
            fetch(stop, latest[row + AHEAD] - 1)
            fetch(payment, latest[row + AHEAD] - 1)
            fetch(earlier, latest[row + AHEAD] - 1)
        first[row] = used
        part, place = np.int64(latest[row]) - 1, credited[row]
        while part >= 0:  # what was taken last lies lowest: lengths first, places afterwards
            is_begun = part > 0 and payment[part - 1] == payment[part]
            into[used] = stop[part - 1] if is_begun else 0
            by[used], begin[used] = payment[part], stop[part] - into[used]
            used += 1
            part = np.int64(earlier[part]) - 1
        for each in range(used - 1, np.int64(first[row]) - 1, -1):
            place -= begin[each]
            begin[each] = place
    first[len(latest)] = used


@kernel
def replay_stack(
    account: int,
    row: int,
    size: int,
    opening: int,
    delayed: bool,
    times: Any,
    amount: Any,
    credited: Any,
    placed_at: Any,
    before: Any,
    out_first: Any,
    out_rows: Any,
    in_first: Any,
    in_rows: Any,
) -> Any:
    """Parts (start, length, payment, offset) that payments take from one account's line, last in
    first out, sorted by start.

    `times` are the columns time, credit time, order and position, which put debits and credits in
    one order where credits are `delayed`. What is born for a payment lies on no part of the line.

    Stretches are followed in the order of payments. So where credits are not delayed, none asks
    for what lay on the line before payment `row` was credited: that money is one heap without a
    bottom, and the replay begins with this credit.
    """
    going, end_going = out_first[account], out_first[account + 1]
    coming, end_coming = in_first[account], in_first[account + 1]
    while end_going > going and out_rows[end_going - 1] >= size:
        end_going -= 1
    stack, height = np.empty((8, 2), dtype=np.int64), 0
    parts, count = np.empty((8, 4), dtype=np.int64), 0
    floor = np.int64(0)
    if not delayed:
        coming += np.searchsorted(in_rows[coming:end_coming], row)
        going += np.searchsorted(out_rows[going:end_going], row)
        floor = placed_at[row]
        stack[0, 0], stack[0, 1] = floor - (1 << 62), floor
        height = 1
    elif opening > 0:
        stack[0, 0], stack[0, 1] = 0, opening
        height = 1
    while going < end_going:
        debit = out_rows[going]
        is_credit = coming < end_coming
        if is_credit:
            credit = in_rows[coming]
            if not delayed:
                is_credit = credit < debit
            elif times[1][credit] != times[0][debit]:
                is_credit = times[1][credit] < times[0][debit]
            elif times[2][credit] != times[2][debit]:
                is_credit = times[2][credit] < times[2][debit]
            else:
                is_credit = times[3][credit] < times[3][debit]
        if is_credit:
            coming += 1
            if credit < size and placed_at[credit] >= 0:
                stack = grown(stack, height)
                stack[height, 0] = placed_at[credit]
                stack[height, 1] = placed_at[credit] + credited[credit]
                height += 1
            continue
        going += 1
        left, offset = min(amount[debit], before[debit]), 0
        while left > 0:
            start, end = stack[height - 1, 0], stack[height - 1, 1]
            begin = max(start, end - left)
            if end > floor:
                parts = grown(parts, count)
                parts[count, 0], parts[count, 1] = begin, end - begin
                parts[count, 2], parts[count, 3] = debit, offset
                count += 1
            offset += end - begin
            left -= end - begin
            if start < begin:
                stack[height - 1, 1] = begin
            else:
                height -= 1
    return parts[np.argsort(parts[:count, 0])]
