"""Kernels of last in, first out: each account's money is a stack of lots, replayed.

Once for an account that a case reaches (`replay_stack`), or for all of them, so that further cases
need not (`match_stacks`).
"""

from typing import Any

import numpy as np

from homeward.tracing.index.heap_loops import grown
from homeward.tracing.index.machine_loops import fetch
from homeward.tracing.kernels import kernel

AHEAD = 24
"""How many of an account's payments ahead their amounts are asked for."""


@kernel
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
    payment: Any,
    begin: Any,
    into: Any,
) -> Any:
    """Note every part that a payment takes from a credit; returns how many there are.

    `orders` are the outgoing and incoming rows with their firsts. The parts of a credit follow one
    another by their place in it. Fills, per row, `first` (number of the first part taken from its
    credit; -1: none), and per part `payment` (row of the debit; the bits turned round, so
    negative, in the last part of a credit), `begin` (where in the credit it begins) and `into`
    (where in its payment it begins). There are at most two parts a payment: each ends its payment
    or empties its credit. What lies beneath all lots is the opening balance: nobody asks for that.
    """
    out_first, out_rows, in_first, in_rows = orders
    # per lot: its row, what is left of it, the part taken from it last (-1: none), the lot beneath
    lots = np.empty((64, 4), dtype=np.int64)
    # per part, in the order taken: row of the debit, offset in it, length, part of the lot before
    parts = np.empty((64, 4), dtype=np.int64)
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
                lots = grown(lots, height)
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
                    parts = grown(parts, count)
                    parts[count, 0], parts[count, 1] = debit, offset
                    parts[count, 2], parts[count, 3] = length, lots[top, 2]
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
                earlier = parts[part, 3]
                payment[used] = parts[part, 0] if earlier >= 0 else ~parts[part, 0]
                begin[used], into[used] = place, parts[part, 1]
                place += parts[part, 2]
                used += 1
                part = earlier
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
            is_credit = comes_first(credit, debit, times)
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
