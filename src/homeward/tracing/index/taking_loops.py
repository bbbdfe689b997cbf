"""Kernels that say which payments take a stretch of money, and which part of each it becomes.

What a payment will be asked for when its turn comes is fetched when it joins the queue (`ahead`:
columns by row), so that it is at hand by then.
"""

from typing import Any

import numpy as np

from homeward.tracing.index.heap_loops import grown, push
from homeward.tracing.index.machine_loops import fetch
from homeward.tracing.kernels import kernel

AHEAD = 32
"""How many of an account's payments ahead their places are asked for."""


@kernel
def find_takers(
    outside: Any,
    out_first: Any,
    out_rows: Any,
    in_first: Any,
    in_rows: Any,
    taken_from: Any,
    amount: Any,
    placed_at: Any,
    takers: Any,
) -> None:
    """Per row: where in `out_rows` the payment stands that takes the first unit of its credit.

    The end of its account's part of `out_rows` where nothing does. First in, first out.
    """
    for account in range(len(outside)):
        if outside[account]:
            continue
        place, beyond = out_first[account], out_first[account + 1]
        stop = taken_from[out_rows[place]] + amount[out_rows[place]] if place < beyond else 0
        for coming in range(in_first[account], in_first[account + 1]):
            if coming + AHEAD < len(in_rows):
                fetch(placed_at, in_rows[coming + AHEAD])
                fetch(takers, in_rows[coming + AHEAD])
            row = in_rows[coming]
            begin = placed_at[row]
            while place < beyond and stop <= begin:
                place += 1
                if place < beyond:
                    if place + AHEAD < len(out_rows):
                        fetch(amount, out_rows[place + AHEAD])
                    # the payments out lie on the line one behind the other
                    stop += amount[out_rows[place]]
            takers[row] = place


@kernel
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

    Returns the queue, its length, what was taken, and the place of the last that was looked at.
    """
    taken_from, amount = lines
    start, end, label = stretch
    taken = np.int64(0)
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
            heap, waiting = wait_for(
                heap, waiting, payment, first - begin, until - first, label, ahead
            )
            taken += until - first
        begin = stop
    return heap, waiting, taken, last


@kernel
def last_from(start: int, place: Any, beyond: int, out_rows: Any, taken_from: Any) -> Any:
    """The last payment out that begins at `start` or before, from `place` on, which does.

    Steps grow until they go too far: it is near where `place` is what took the credit's first.
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


@kernel
def take_cut(heap: Any, waiting: int, stretch: Any, size: int, known: Any, stacked: bool) -> Any:
    """The known parts (start, length, payment, offset) that overlap a stretch of the line."""
    start, end, label = stretch
    low, high, taken = 0, len(known), np.int64(0)
    while low < high:
        middle = (low + high) >> 1
        if known[middle, 0] <= start:
            low = middle + 1
        else:
            high = middle
    part = max(low - 1, 0)
    while part < len(known):
        begin, payment, into = known[part, 0], known[part, 2], known[part, 3]
        stop = begin + known[part, 1]
        if begin >= end or payment >= size:
            break
        part += 1
        first, beyond = max(begin, start), min(stop, end)
        if first < beyond:
            into += stop - beyond if stacked else first - begin
            heap = grown(heap, waiting)
            waiting = push(heap, waiting, payment, into, beyond - first, label)
            taken += beyond - first
    return heap, waiting, taken


@kernel
def take_matched(
    heap: Any,
    waiting: int,
    stretch: Any,
    size: int,
    whole: int,
    part: Any,
    matched: Any,
    ahead: Any,
) -> Any:
    """The parts taken from a credit of `whole` that overlap a stretch of it, from `part` on
    (-1: there are none). Last in, first out.

    Returns the queue, its length, what was taken, and the part where the stretch ends.
    """
    _, payments, begins, intos = matched
    start, end, label = stretch
    taken = np.int64(0)
    while part >= 0:
        payment, begin = np.int64(payments[part]), begins[part]
        is_last = payment < 0
        if is_last:
            payment = ~payment
        if begin >= end:
            break
        stop = whole if is_last else begins[part + 1]
        first, until = max(begin, start), min(stop, end)
        if first < until and payment < size:
            into = intos[part] + stop - until
            heap, waiting = wait_for(heap, waiting, payment, into, until - first, label, ahead)
            taken += until - first
        if stop > end or is_last:
            break
        part += 1
    return heap, waiting, taken, part


@kernel
def wait_for(
    heap: Any, waiting: int, payment: Any, offset: int, length: int, label: int, ahead: Any
) -> Any:
    """Put a stretch in the queue; returns the queue and its length."""
    if waiting == len(heap):
        heap = grown(heap, waiting)
    target, placed_at, begun = ahead
    fetch(target, payment)
    fetch(placed_at, payment)
    if len(begun) > 0:
        fetch(begun, payment)
    return heap, push(heap, waiting, payment, offset, length, label)
