"""The kernel of the lot rules: stretches of money follow the payments that take them.

Stretches wait in a heap of (payment, offset, length, label), so payments are taken in order and
the stretches of one in order of their place in it; neighbours of one label grow together. What
happens is written into a log of records of six numbers, from which `lots.py` makes the result:

    kind, row (account for `HELD`), label, offset, length, length arrived
"""

from typing import Any

import numpy as np

from homeward.tracing.kernels import kernel

RECEIVED, HANDED, CARRIED, CLAIMED, DISPLACED, TRANSIT, OUT, HELD = range(8)

_HALF = 1 << 31


@kernel
def scaled(offset: int, credited: int, amount: int) -> int:
    """floor(offset * credited / amount) for 0 <= offset <= amount, all below 2^62."""
    if amount == credited or offset == 0:
        return offset
    if offset == amount:
        return credited
    if offset < _HALF and credited < _HALF:
        return offset * credited // amount
    quotient, rest, part, whole = np.uint64(0), np.uint64(0), np.uint64(offset), np.uint64(amount)
    one = np.uint64(1)
    for place in range(62):  # long division of the product, one binary digit at a time
        quotient <<= one
        rest <<= one
        if (credited >> (61 - place)) & 1:
            rest += part
        while rest >= whole:
            rest -= whole
            quotient += one
    return np.int64(quotient)  # type: ignore[return-value]


@kernel
def grown(records: Any, used: int) -> Any:
    """The same records with room for more."""
    if used < len(records):
        return records
    more = np.empty((2 * len(records), records.shape[1]), dtype=records.dtype)
    more[:used] = records[:used]
    return more


@kernel
def push(heap: Any, used: int, row: int, offset: int, length: int, label: int) -> int:
    """Add a stretch to the heap, which has room; returns how many there are."""
    place = used
    while place > 0:
        above = (place - 1) >> 1
        if heap[above, 0] < row or (heap[above, 0] == row and heap[above, 1] <= offset):
            break
        for column in range(4):
            heap[place, column] = heap[above, column]
        place = above
    heap[place, 0], heap[place, 1], heap[place, 2], heap[place, 3] = row, offset, length, label
    return used + 1


@kernel
def drop_first(heap: Any, used: int) -> int:
    """Remove the first stretch of the heap; returns how many are left."""
    used -= 1
    row, offset = heap[used, 0], heap[used, 1]
    length, label = heap[used, 2], heap[used, 3]
    place = 0
    while True:
        below = 2 * place + 1
        if below >= used:
            break
        other = below + 1
        if other < used and (
            heap[other, 0] < heap[below, 0]
            or (heap[other, 0] == heap[below, 0] and heap[other, 1] < heap[below, 1])
        ):
            below = other
        if row < heap[below, 0] or (row == heap[below, 0] and offset <= heap[below, 1]):
            break
        for column in range(4):
            heap[place, column] = heap[below, column]
        place = below
    heap[place, 0], heap[place, 1], heap[place, 2], heap[place, 3] = row, offset, length, label
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


@kernel
def follow_lots(
    stacked: bool,
    size: int,
    accounts: Any,
    payments: Any,
    times: Any,
    exits: Any,
    foreign: Any,
    openings: Any,
    orders: Any,
    begins: Any,
    claims: Any,
    handed: Any,
    cut: Any,
    cuts: Any,
) -> Any:
    """Follow stretches to the end; returns the log.

    `accounts` are the sources and targets; `payments` the columns amount, credited, taken_from,
    placed_at and before; `orders` the outgoing and incoming rows with their firsts. `begins` are
    the stretches to start with, an offset of -1 marks a payment with claims. `claims` are (row,
    label, amount) by row in the order laid, `handed` (row, amount in the sender's units) by row.
    `cut` gives for each account its parts among `cuts` as (first + 1, last + 1), zeros where they
    are not known: under first in, first out they are then the payments out themselves, and `cut`
    may be empty; `stacked` (last in, first out) replays the account.
    """
    _, target = accounts
    amount, credited, taken_from, placed_at, before = payments
    out_first, out_rows, in_first, in_rows = orders
    delayed = len(times[1]) > 0
    heap, waiting = np.empty((max(64, 2 * len(begins)), 4), dtype=np.int64), 0
    for each in range(len(begins)):
        waiting = push(
            heap, waiting, begins[each, 0], begins[each, 1], begins[each, 2], begins[each, 3]
        )
    log, noted = np.empty((256, 6), dtype=np.int64), 0
    held, count = np.empty((16, 3), dtype=np.int64), 0
    laid = np.empty((16, 3), dtype=np.int64)
    stored = len(cuts)
    while waiting > 0:
        row, count = heap[0, 0], 0
        while waiting > 0 and heap[0, 0] == row:
            offset, length, label = heap[0, 1], heap[0, 2], heap[0, 3]
            waiting = drop_first(heap, waiting)
            if length == 0:
                continue
            last = count - 1
            if count and held[last, 2] == label and held[last, 0] + held[last, 1] == offset:
                held[last, 1] += length
                continue
            held = grown(held, count)
            held[count, 0], held[count, 1], held[count, 2] = offset, length, label
            count += 1
        whole = amount[row]
        place = np.searchsorted(handed[:, 0], row)
        if place < len(handed) and handed[place, 0] == row:
            whole = handed[place, 1]
            for each in range(count):
                log = grown(log, noted)
                log[noted, 0], log[noted, 1], log[noted, 2] = RECEIVED, row, held[each, 2]
                log[noted, 3], log[noted, 4], log[noted, 5] = held[each, 0], held[each, 1], 0
                noted += 1
        account = target[row]
        leaves = foreign[account]
        if leaves:
            whole = amount[row]
        kept = 0
        claim = np.searchsorted(claims[:, 0], row)
        front = 0
        while claim < len(claims) and claims[claim, 0] == row:
            laid = grown(laid, kept)
            laid[kept, 0], laid[kept, 1], laid[kept, 2] = front, claims[claim, 2], claims[claim, 1]
            log = grown(log, noted)
            log[noted, 0], log[noted, 1], log[noted, 2] = CLAIMED, row, claims[claim, 1]
            log[noted, 3], log[noted, 4], log[noted, 5] = front, claims[claim, 2], 0
            noted += 1
            kept += 1
            front += claims[claim, 2]
            claim += 1
        for each in range(count):
            offset, length, label = held[each, 0], held[each, 1], held[each, 2]
            begin = scaled(offset, credited[row], whole)
            arrived = scaled(offset + length, credited[row], whole) - begin
            log = grown(log, noted)
            log[noted, 0], log[noted, 1], log[noted, 2] = HANDED if leaves else CARRIED, row, label
            log[noted, 3], log[noted, 4], log[noted, 5] = offset, length, arrived
            noted += 1
            covered = max(0, min(begin + arrived, front) - begin)
            if covered > 0 and not leaves:
                log = grown(log, noted)
                log[noted, 0], log[noted, 1], log[noted, 2] = DISPLACED, row, label
                log[noted, 3], log[noted, 4], log[noted, 5] = begin, covered, 0
                noted += 1
            laid = grown(laid, kept)
            laid[kept, 0], laid[kept, 1], laid[kept, 2] = begin + covered, arrived - covered, label
            kept += 1
        if leaves:
            continue
        origin = placed_at[row]
        each = 0
        while each < kept:
            offset, length, label = laid[each, 0], laid[each, 1], laid[each, 2]
            each += 1
            if length == 0:
                continue
            while each < kept and (
                laid[each, 1] == 0 or (laid[each, 2] == label and laid[each, 0] == offset + length)
            ):
                length += laid[each, 1]
                each += 1
            kind = TRANSIT if origin < 0 else OUT
            taken = 0
            if origin >= 0 and not exits[account]:
                kind = HELD
                start = origin + offset
                end = start + length
                if stacked and cut[account, 0] == 0:
                    parts = replay_stack(
                        account,
                        row,
                        size,
                        openings[account],
                        delayed,
                        times,
                        amount,
                        credited,
                        placed_at,
                        before,
                        out_first,
                        out_rows,
                        in_first,
                        in_rows,
                    )
                    while stored + len(parts) > len(cuts):
                        more = np.empty((2 * len(cuts) + 64, 4), dtype=np.int64)
                        more[:stored] = cuts[:stored]
                        cuts = more
                    cuts[stored : stored + len(parts)] = parts
                    cut[account, 0], cut[account, 1] = stored + 1, stored + len(parts) + 1
                    stored += len(parts)
                known = len(cut) > 0 and cut[account, 0] > 0
                if known:
                    low, high = cut[account, 0] - 1, cut[account, 1] - 1
                else:
                    low, high = out_first[account], out_first[account + 1]
                last, floor = high, low
                while low < high:
                    middle = (low + high) >> 1
                    at = cuts[middle, 0] if known else taken_from[out_rows[middle]]
                    if at <= start:
                        low = middle + 1
                    else:
                        high = middle
                part = max(low - 1, floor)
                while part < last:
                    if known:
                        begin, stop = cuts[part, 0], cuts[part, 0] + cuts[part, 1]
                        payment, into = cuts[part, 2], cuts[part, 3]
                    else:
                        payment, into = out_rows[part], 0
                        begin = taken_from[payment]
                        stop = begin + amount[payment]
                    if begin >= end or payment >= size:
                        break
                    part += 1
                    first, beyond = max(begin, start), min(stop, end)
                    if first < beyond:
                        into += stop - beyond if stacked else first - begin
                        heap = grown(heap, waiting)
                        waiting = push(heap, waiting, payment, into, beyond - first, label)
                        taken += beyond - first
            if taken < length:
                log = grown(log, noted)
                log[noted, 0], log[noted, 1], log[noted, 2] = kind, row, label
                if kind == HELD:
                    log[noted, 1] = account
                log[noted, 3], log[noted, 4], log[noted, 5] = offset, length - taken, 0
                noted += 1
    return log[:noted]
