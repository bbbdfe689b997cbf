"""Kernels that say which payments take a stretch of money, and which part of each it becomes.

They go on until the queue is full, and from where they were once it has more room. What a payment
will be asked for when its turn comes is fetched when it joins the queue (`ahead`: columns by row,
and the parts), so that it is at hand by then.
"""

from typing import Any

import numpy as np

from homeward.tracing.index.heap_loops import push
from homeward.tracing.index.machine_loops import fetch
from homeward.tracing.kernels import inlined, kernel

DAMAGED = np.int64(-2)
"""In place of a part: the table of parts cannot be right."""


@inlined
def take_queued(
    heap: Any,
    waiting: int,
    stretch: Any,
    size: int,
    place: Any,
    beyond: int,
    out_rows: Any,
    lines: Any,
    ahead: Any,
) -> Any:
    """The payments out from `place` to `beyond` that overlap a stretch of their account's line.
    First in, first out.

    Returns the length of the queue, what was taken, the place of the last payment that was looked
    at, and whether that is all.
    """
    taken_from, amount = lines
    start, end, label = stretch
    taken, is_done = np.int64(0), True
    place = last_from(start, place, beyond, out_rows, taken_from)
    begin = taken_from[out_rows[place]] if place < beyond else end
    last = place
    while place < beyond and begin < end:
        payment = np.int64(out_rows[place])
        if payment >= size:
            break
        last = place
        place += 1
        stop = begin + amount[payment]
        first, until = max(begin, start), min(stop, end)
        if first < until:
            if waiting == len(heap):
                is_done = False
                break
            waiting = wait_for(
                heap, waiting, payment, first - begin, until - first, label, -1, ahead
            )
            taken += until - first
        begin = stop
    return waiting, taken, last, is_done


@kernel
def last_from(start: int, place: Any, beyond: int, out_rows: Any, taken_from: Any) -> Any:
    """The last payment out that begins at `start` or before, from `place` on, which does.

    Steps grow until they go too far: it is near where `place` is what took the stretch before.
    """
    step, low, high = np.int64(1), np.int64(place), np.int64(beyond)
    while low + step < high:
        if taken_from[out_rows[low + step]] > start:
            high = low + step
            break
        low += step
        step *= 2
    while low + 1 < high:
        middle = (low + high) >> 1
        if taken_from[out_rows[middle]] <= start:
            low = middle
        else:
            high = middle
    return low


@inlined
def take_cut(
    heap: Any,
    waiting: int,
    stretch: Any,
    size: int,
    place: Any,
    known: Any,
    first_part: Any,
    stacked: bool,
    ahead: Any,
) -> Any:
    """The known parts (start, length, payment, offset), from `place` on, that overlap a stretch of
    the line.

    Returns the length of the queue, what was taken, the part that was looked at last, and whether
    that is all.
    """
    start, end, label = stretch
    low, high, taken, is_done = np.int64(place), np.int64(len(known)), np.int64(0), True
    while low < high:
        middle = (low + high) >> 1
        if known[middle, 0] <= start:
            low = middle + 1
        else:
            high = middle
    part = max(low - 1, np.int64(place))
    last = part
    while part < len(known):
        begin, payment, into = known[part, 0], known[part, 2], known[part, 3]
        stop = begin + known[part, 1]
        if begin >= end or payment >= size:
            break
        last = part
        part += 1
        first, beyond = max(begin, start), min(stop, end)
        if first < beyond:
            if waiting == len(heap):
                is_done = False
                break
            into += stop - beyond if stacked else first - begin
            later = np.int64(first_part[payment]) if len(first_part) > 0 else np.int64(-1)
            waiting = wait_for(heap, waiting, payment, into, beyond - first, label, later, ahead)
            taken += beyond - first
    return waiting, taken, last, is_done


@inlined
def take_matched(
    heap: Any,
    waiting: int,
    stretch: Any,
    row: Any,
    size: int,
    part: Any,
    parts: Any,
    stacked: bool,
    ahead: Any,
) -> Any:
    """The parts taken from the credit of a row that overlap a stretch of it, from `part` on (-1:
    none).

    Returns the length of the queue, what was taken, the part where the stretch ends, and whether
    that is all. The part is `DAMAGED` where a table, which may come from a file, leads nowhere, or
    back: only later payments take a credit.
    """
    start, end, label = stretch
    taken, is_done = np.int64(0), True
    while part >= 0:
        if part >= len(parts):
            part = DAMAGED
            break
        begin, payment = parts[part].begin, np.int64(parts[part].payment)
        if begin >= end:
            break
        is_last, stop = payment < 0, end
        if is_last:
            payment = ~payment
        if payment <= row or (not is_last and part + 1 >= len(parts)):
            part = DAMAGED
            break
        if not is_last:
            stop = parts[part + 1].begin
        first, until = max(begin, start), min(stop, end)
        if first < until and payment < size:
            if waiting == len(heap):
                is_done = False
                break
            into = parts[part].base + (-until if stacked else first)
            later = np.int64(parts[part].later)
            waiting = wait_for(heap, waiting, payment, into, until - first, label, later, ahead)
            taken += until - first
        if stop > end or is_last:
            break
        part += 1
    return waiting, taken, part, is_done


@inlined
def wait_for(
    heap: Any,
    waiting: int,
    payment: Any,
    offset: int,
    length: int,
    label: int,
    part: Any,
    ahead: Any,
) -> Any:
    """Put a stretch in the queue, which has room; returns its length."""
    target, placed_at, amount, credited, parts = ahead
    fetch(target, payment)
    fetch(placed_at, payment)
    if len(credited) > 0:
        fetch(amount, payment)
        fetch(credited, payment)
    if part >= 0:
        fetch(parts, part)
    return push(heap, waiting, payment, offset, length, label, part)
