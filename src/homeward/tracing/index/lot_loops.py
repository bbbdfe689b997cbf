"""The kernel of the lot rules: stretches of money follow the payments that take them.

Stretches wait in a heap of (payment, offset, length, label), so payments are taken in order and
the stretches of one in order of their place in it; neighbours of one label grow together. What
happens is written into a log of records of six numbers, from which `told.py` makes the result:

    kind, row (account for `HELD`), label, offset, length, length arrived
"""

from typing import Any

import numpy as np

from homeward.tracing.index.heap_loops import drop_first, grown, push
from homeward.tracing.index.machine_loops import fetch
from homeward.tracing.index.stack_loops import replay_stack
from homeward.tracing.index.taking_loops import take_cut, take_matched, take_queued
from homeward.tracing.kernels import inlined, kernel

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


@inlined
def note(
    log: Any, noted: int, kind: Any, row: Any, label: Any, offset: Any, length: Any, arrived: Any
) -> Any:
    """Write one record into the log; returns the log and how many there are."""
    if noted == len(log):
        log = grown(log, noted)
    log[noted, 0], log[noted, 1], log[noted, 2] = kind, row, label
    log[noted, 3], log[noted, 4], log[noted, 5] = offset, length, arrived
    return log, noted + 1


@inlined
def lay(stretches: Any, count: int, offset: Any, length: Any, label: Any) -> Any:
    """Add a stretch behind others; returns them and how many there are."""
    if count == len(stretches):
        stretches = grown(stretches, count)
    stretches[count, 0], stretches[count, 1], stretches[count, 2] = offset, length, label
    return stretches, count + 1


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
    takers: Any,
    matched: Any,
) -> Any:
    """Follow stretches to the end; returns the log.

    `accounts` are the sources and targets, `exits` and `foreign` flags of accounts, or empty;
    `payments` the columns amount, credited, taken_from, placed_at and before; `orders` the outgoing
    and incoming rows with their firsts. `begins` are the stretches to start with, an offset of -1
    marks a payment with claims. `claims` are (row, label, amount) by row in the order laid,
    `handed` (row, amount in the sender's units) by row.
    `cut` gives for each account its parts among `cuts` as (first + 1, last + 1), zeros where they
    are not known: under first in, first out they are then the payments out themselves, and `cut`
    may be empty, and `takers` (of `find_takers`, or empty) say where to begin; `stacked` (last in,
    first out) looks into `matched` (of `match_stacks`), or replays the account where that is empty.
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
    claim, entry = 0, 0  # payments come in order, and so do claims and hand-overs
    lines = (taken_from, amount)
    ahead = (target, placed_at, matched[0] if stacked else takers)
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
            held, count = lay(held, count, offset, length, label)
        if len(takers) > 0:  # what the next ones will ask of is on its way while this one is done
            for near in range(min(3, waiting)):
                soon = heap[near, 0]
                fetch(out_rows, takers[soon])
                fetch(out_first, target[soon])
            if waiting > 0:
                soon = out_rows[min(takers[heap[0, 0]], len(out_rows) - 1)]
                fetch(taken_from, soon)
                fetch(amount, soon)
        whole = amount[row]
        while entry < len(handed) and handed[entry, 0] < row:
            entry += 1
        if entry < len(handed) and handed[entry, 0] == row:
            whole = handed[entry, 1]
            for each in range(count):
                offset, length, label = held[each, 0], held[each, 1], held[each, 2]
                log, noted = note(log, noted, RECEIVED, row, label, offset, length, 0)
        account = target[row]
        leaves = len(foreign) > 0 and foreign[account]
        if leaves:
            whole = amount[row]
        kept = 0
        while claim < len(claims) and claims[claim, 0] < row:
            claim += 1
        front = 0
        while claim < len(claims) and claims[claim, 0] == row:
            label, length = claims[claim, 1], claims[claim, 2]
            laid, kept = lay(laid, kept, front, length, label)
            log, noted = note(log, noted, CLAIMED, row, label, front, length, 0)
            front += length
            claim += 1
        for each in range(count):
            offset, length, label = held[each, 0], held[each, 1], held[each, 2]
            begin = scaled(offset, credited[row], whole)
            arrived = scaled(offset + length, credited[row], whole) - begin
            kind = HANDED if leaves else CARRIED
            log, noted = note(log, noted, kind, row, label, offset, length, arrived)
            covered = max(0, min(begin + arrived, front) - begin)
            if covered > 0 and not leaves:
                log, noted = note(log, noted, DISPLACED, row, label, begin, covered, 0)
            laid, kept = lay(laid, kept, begin + covered, arrived - covered, label)
        if leaves:
            continue
        origin = placed_at[row]
        keeps = origin >= 0 and not (len(exits) > 0 and exits[account])
        has_cuts = keeps and len(cut) > 0 and cut[account, 0] > 0
        is_matched = keeps and stacked and len(matched[0]) > 0 and not has_cuts
        if keeps and stacked and not is_matched and not has_cuts:
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
            has_cuts = True
        place = np.int64(0)  # where the next stretch is looked for: it lies higher than this one
        if is_matched:
            place = np.int64(matched[0][row])
        elif keeps and not has_cuts:
            place = np.int64(takers[row] if len(takers) > 0 else out_first[account])
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
            start, taken = origin + offset, np.int64(0)
            stretch = (start, start + length, label)
            if is_matched:
                stretch = (offset, offset + length, label)
                heap, waiting, taken, place = take_matched(
                    heap, waiting, stretch, size, credited[row], place, matched, ahead
                )
            elif has_cuts:
                known = cuts[cut[account, 0] - 1 : cut[account, 1] - 1]
                heap, waiting, taken = take_cut(heap, waiting, stretch, size, known, stacked)
            elif keeps:
                beyond = out_first[account + 1]
                heap, waiting, taken, place = take_queued(
                    heap, waiting, stretch, size, place, beyond, out_rows, lines, ahead
                )
            if taken < length:
                kind, where = TRANSIT if origin < 0 else OUT, row
                if keeps:
                    kind, where = HELD, np.int64(account)
                log, noted = note(log, noted, kind, where, label, offset, length - taken, 0)
    return log[:noted]
