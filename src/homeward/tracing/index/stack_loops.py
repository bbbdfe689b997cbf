"""Kernels of last in, first out: each account's money is a stack of lots, replayed.

Once for an account that a case reaches (`replay_stack`), or for all of them, so that further cases
need not (`match_stacks`).
"""

from typing import Any

import numpy as np

from homeward.tracing.index.heap_loops import doubled
from homeward.tracing.index.machine_loops import borrowed, fetch
from homeward.tracing.kernels import inlined, kernel

AHEAD = 24
"""How many of an account's payments ahead their amounts are asked for."""


@inlined
def comes_first(credit: Any, debit: Any, times: Any) -> Any:
    """Whether a credit comes before a debit of the same account.

    `times` are the columns time, credit time, order and position, empty where every credit comes
    with its debit.
    """
    time, credit_time, order, position = times
    if len(credit_time) == 0:
        return credit < debit
    if credit_time[credit] != time[debit]:
        return credit_time[credit] < time[debit]
    if order[credit] != order[debit]:
        return order[credit] < order[debit]
    return position[credit] < position[debit]


@kernel
def match_stacks(
    outside: Any,
    orders: Any,
    times: Any,
    amount: Any,
    credited: Any,
    before: Any,
    first: Any,
    parts: Any,
) -> Any:
    """Note every part that a payment takes from a credit, last in first out; returns how many.

    `orders` are the outgoing and incoming rows with their firsts. Fills `first` and `parts` as
    `Matched` has them, without `later`. There are at most two parts a payment: each ends its
    payment or empties its credit. What lies beneath all lots is the opening balance: nobody asks
    for that.
    """
    out_first, out_rows = borrowed(orders[0]), borrowed(orders[1])
    in_first, in_rows = borrowed(orders[2]), borrowed(orders[3])
    times = (borrowed(times[0]), borrowed(times[1]), borrowed(times[2]), borrowed(times[3]))
    owners = [np.empty((64, 4), dtype=np.int64), np.empty((64, 4), dtype=np.int64)]
    # per lot: its row, what is left of it, the part taken from it last (-1: none), the lot beneath
    lots = borrowed(owners[0])
    # per part, in the order taken: row of the debit, offset in it, length, part of the lot before
    taken = borrowed(owners[1])
    used = np.int64(0)
    for account in range(len(outside)):
        if outside[account]:
            continue
        going, end_going = out_first[account], out_first[account + 1]
        coming, end_coming = in_first[account], in_first[account + 1]
        height, count = 0, 0
        top: Any = np.int64(-1)  # the uppermost lot
        while going < end_going:
            debit = np.int64(out_rows[going])
            if coming < end_coming and comes_first(in_rows[coming], debit, times):
                if coming + AHEAD < len(in_rows):
                    fetch(credited, in_rows[coming + AHEAD])
                    fetch(first, in_rows[coming + AHEAD])
                credit = np.int64(in_rows[coming])
                coming += 1
                if height == len(lots):
                    owners.append(doubled(lots, height))
                    lots = borrowed(owners[-1])
                lots[height, 0], lots[height, 1] = credit, credited[credit]
                lots[height, 2], lots[height, 3] = -1, top
                top = height
                height += 1
                continue
            if going + AHEAD < len(out_rows):
                fetch(amount, out_rows[going + AHEAD])
                fetch(before, out_rows[going + AHEAD])
            going += 1
            whole, offset = min(amount[debit], before[debit]), np.int64(0)
            while offset < whole and top >= 0:
                length = min(whole - offset, lots[top, 1])
                if length > 0:
                    if count == len(taken):
                        owners.append(doubled(taken, count))
                        taken = borrowed(owners[-1])
                    taken[count, 0], taken[count, 1] = debit, offset
                    taken[count, 2], taken[count, 3] = length, lots[top, 2]
                    lots[top, 2] = count
                    count += 1
                    offset += length
                    lots[top, 1] -= length
                if lots[top, 1] == 0:
                    top = lots[top, 3]
        for lot in range(height):
            row, place, part = lots[lot, 0], lots[lot, 1], lots[lot, 2]
            if part >= 0:
                first[row] = used
            while part >= 0:  # what was taken last lies lowest
                earlier = taken[part, 3]
                parts[used].payment = taken[part, 0] if earlier >= 0 else ~taken[part, 0]
                parts[used].begin = place
                place += taken[part, 2]
                parts[used].base = taken[part, 1] + place  # its end comes first in its payment
                used += 1
                part = earlier
    owners.append(lots)  # all of them are kept until now
    return used


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
    owners = [np.empty((8, 2), dtype=np.int64), np.empty((8, 4), dtype=np.int64)]
    stack, height = borrowed(owners[0]), 0
    parts, count = borrowed(owners[1]), 0
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
            is_credit = comes_first(credit, debit, times)
        if is_credit:
            coming += 1
            if credit < size and placed_at[credit] >= 0:
                if height == len(stack):
                    owners.append(doubled(stack, height))
                    stack = borrowed(owners[-1])
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
                if count == len(parts):
                    owners.append(doubled(parts, count))
                    parts = borrowed(owners[-1])
                parts[count, 0], parts[count, 1] = begin, end - begin
                parts[count, 2], parts[count, 3] = debit, offset
                count += 1
            offset += end - begin
            left -= end - begin
            if start < begin:
                stack[height - 1, 1] = begin
            else:
                height -= 1
    owners.append(parts[np.argsort(parts[:count, 0])])
    return owners[-1]  # all of them are kept until now
