"""The kernel of the lot rules: stretches of money follow the payments that take them.

Stretches wait in a heap of (payment, offset, length, label, part), so payments are taken in order
and the stretches of one in order of their place in it; neighbours of one label grow together. What
happens is written into a log of records of six numbers, from which `told.py` makes the result:

    kind, row (account for `HELD`), label, offset, length, length arrived
"""

from typing import Any

import numpy as np

from homeward.tracing.index.heap_loops import doubled, drop_first, push
from homeward.tracing.index.machine_loops import borrowed
from homeward.tracing.index.stack_loops import replay_stack
from homeward.tracing.index.taking_loops import DAMAGED, take_cut, take_matched, take_queued
from homeward.tracing.kernels import inlined, kernel

RECEIVED, HANDED, CARRIED, CLAIMED, DISPLACED, TRANSIT, OUT, HELD = range(8)

_HALF = 1 << 31


@kernel
def scaled(offset: int, credited: Any, amount: Any) -> Any:
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
    return np.int64(quotient)


@inlined
def note(
    log: Any, noted: int, kind: Any, row: Any, label: Any, offset: Any, length: Any, arrived: Any
) -> Any:
    """Write one record into the log, which has room; returns how many there are."""
    log[noted, 0], log[noted, 1], log[noted, 2] = kind, row, label
    log[noted, 3], log[noted, 4], log[noted, 5] = offset, length, arrived
    return noted + 1


@inlined
def lay(stretches: Any, count: int, offset: Any, length: Any, label: Any) -> Any:
    """Add a stretch behind others, where there is room; returns how many there are."""
    stretches[count, 0], stretches[count, 1], stretches[count, 2] = offset, length, label
    return count + 1


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
    first_part: Any,
    parts: Any,
) -> Any:
    """Follow stretches to the end; returns the log, or one record of `DAMAGED`.

    `accounts` are the sources and targets, `exits` and `foreign` flags of accounts, or empty;
    `payments` the columns amount, credited (empty: all arrive whole), taken_from, placed_at and
    before; `orders` the outgoing and incoming rows with their firsts. `begins` are the stretches to
    start with, an offset of -1 marks a payment with claims. `claims` are (row, label, amount) by
    row in the order laid, `handed` (row, amount in the sender's units) by row.
    `cut` gives for each account its parts among `cuts` as (first + 1, last + 1), zeros where they
    are not known; it may be empty. `first_part` and `parts` are what was matched (`Matched`), or
    empty: then the payments out are looked through, or the account is replayed where money is
    `stacked` (last in, first out).
    """
    target, amount, credited = borrowed(accounts[1]), borrowed(payments[0]), borrowed(payments[1])
    taken_from, placed_at = borrowed(payments[2]), borrowed(payments[3])
    before = borrowed(payments[4])
    out_first, out_rows = borrowed(orders[0]), borrowed(orders[1])
    in_first, in_rows = borrowed(orders[2]), borrowed(orders[3])
    first_part, parts, cut = borrowed(first_part), borrowed(parts), borrowed(cut)
    exits, foreign, claims, handed = (
        borrowed(exits),
        borrowed(foreign),
        borrowed(claims),
        borrowed(handed),
    )
    delayed, has_parts, scales = len(times[1]) > 0, len(first_part) > 0, len(credited) > 0
    owners = [np.empty((max(64, 2 * len(begins)), 5), dtype=np.int64)]
    heap, waiting = borrowed(owners[-1]), 0
    for each in range(len(begins)):
        row, offset, length, label = begins[each]
        part = np.int64(first_part[row]) if has_parts else np.int64(-1)
        waiting = push(heap, waiting, row, offset, length, label, part)
    owners.append(np.empty((256, 6), dtype=np.int64))
    log, noted = borrowed(owners[-1]), 0
    owners.append(np.empty((16, 3), dtype=np.int64))
    held, count = borrowed(owners[-1]), 0
    owners.append(np.empty((16, 3), dtype=np.int64))
    laid = borrowed(owners[-1])
    cuts = borrowed(cuts)
    stored = len(cuts)
    claim, entry = 0, 0  # payments come in order, and so do claims and hand-overs
    lines = (taken_from, amount)
    ahead = (target, placed_at, amount, credited, parts)
    while waiting > 0:
        row, part, count = heap[0, 0], heap[0, 4], 0
        while waiting > 0 and heap[0, 0] == row:
            offset, length, label = heap[0, 1], heap[0, 2], heap[0, 3]
            waiting = drop_first(heap, waiting)
            if length == 0:
                continue
            last = count - 1
            if count and held[last, 2] == label and held[last, 0] + held[last, 1] == offset:
                held[last, 1] += length
                continue
            if count == len(held):
                owners.append(doubled(held, count))
                held = borrowed(owners[-1])
            count = lay(held, count, offset, length, label)
        while len(laid) < count + len(claims):
            owners.append(doubled(laid, 0))
            laid = borrowed(owners[-1])
        while len(log) < noted + 4 * count + 2 * len(claims):  # of each kind that follows
            owners.append(doubled(log, noted))
            log = borrowed(owners[-1])
        whole, came = np.int64(0), np.int64(0)  # alike: what arrives is what left
        if scales:
            whole, came = amount[row], credited[row]
        while entry < len(handed) and handed[entry, 0] < row:
            entry += 1
        if entry < len(handed) and handed[entry, 0] == row:
            whole, came = handed[entry, 1], credited[row] if scales else amount[row]
            for each in range(count):
                offset, length, label = held[each, 0], held[each, 1], held[each, 2]
                noted = note(log, noted, RECEIVED, row, label, offset, length, 0)
        account = target[row]
        leaves = len(foreign) > 0 and foreign[account]
        if leaves:
            whole = amount[row] if scales else came
        kept = 0
        while claim < len(claims) and claims[claim, 0] < row:
            claim += 1
        front = 0
        while claim < len(claims) and claims[claim, 0] == row:
            label, length = claims[claim, 1], claims[claim, 2]
            kept = lay(laid, kept, front, length, label)
            noted = note(log, noted, CLAIMED, row, label, front, length, 0)
            front += length
            claim += 1
        for each in range(count):
            offset, length, label = held[each, 0], held[each, 1], held[each, 2]
            begin = scaled(offset, came, whole)
            arrived = scaled(offset + length, came, whole) - begin
            kind = HANDED if leaves else CARRIED
            noted = note(log, noted, kind, row, label, offset, length, arrived)
            covered = max(0, min(begin + arrived, front) - begin)
            if covered > 0 and not leaves:
                noted = note(log, noted, DISPLACED, row, label, begin, covered, 0)
            kept = lay(laid, kept, begin + covered, arrived - covered, label)
        if leaves:
            continue
        origin = placed_at[row]
        keeps = origin >= 0 and not (len(exits) > 0 and exits[account])
        has_cuts = keeps and len(cut) > 0 and cut[account, 0] > 0
        is_matched = keeps and has_parts and not has_cuts
        if keeps and stacked and not is_matched and not has_cuts:
            found = replay_stack(
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
            while stored + len(found) > len(cuts):
                owners.append(np.empty((2 * len(cuts) + 64, 4), dtype=np.int64))
                owners[-1][:stored] = cuts[:stored]
                cuts = borrowed(owners[-1])
            cuts[stored : stored + len(found)] = found
            cut[account, 0], cut[account, 1] = stored + 1, stored + len(found) + 1
            stored += len(found)
            has_cuts = True
        place = np.int64(0)  # where the next stretch is looked for: it lies higher than this one
        if is_matched:
            place = part
        elif keeps and not has_cuts:
            place = np.int64(out_first[account])
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
            stretch = (origin + offset, origin + offset + length, label)
            if is_matched:
                stretch = (offset, offset + length, label)
            taken, is_done = np.int64(0), not keeps
            while not is_done:
                if is_matched:
                    waiting, part_taken, place, is_done = take_matched(
                        heap, waiting, stretch, row, size, place, parts, stacked, ahead
                    )
                    if place <= DAMAGED:
                        owners.append(np.full((1, 6), DAMAGED))
                        return owners[-1]
                elif has_cuts:
                    known = cuts[cut[account, 0] - 1 : cut[account, 1] - 1]
                    waiting, part_taken, place, is_done = take_cut(
                        heap, waiting, stretch, size, place, known, first_part, stacked, ahead
                    )
                else:
                    beyond = out_first[account + 1]
                    waiting, part_taken, place, is_done = take_queued(
                        heap, waiting, stretch, size, place, beyond, out_rows, lines, ahead
                    )
                taken += part_taken
                if not is_done:
                    owners.append(doubled(heap, waiting))
                    heap = borrowed(owners[-1])
            if taken < length:
                kind, where = TRANSIT if origin < 0 else OUT, row
                if keeps:
                    kind, where = HELD, np.int64(account)
                noted = note(log, noted, kind, where, label, offset, length - taken, 0)
    owners.append(log[:noted].copy())
    return owners[-1]  # all of them are kept until now
