"""Kernels of the queue in which stretches of money wait, the earliest payment first.

A heap of (payment, offset, length, label, part): the stretches of one payment come in the order of
their place in it. The part is the first that is taken from the payment's credit, where that is
known.
"""

from typing import Any

import numpy as np

from homeward.tracing.kernels import kernel


@kernel
def doubled(records: Any, used: int) -> Any:
    """The same records with twice the room."""
    more = np.empty((2 * len(records), records.shape[1]), dtype=records.dtype)
    more[:used] = records[:used]
    return more


@kernel
def push(heap: Any, used: int, row: int, offset: int, length: int, label: int, part: Any) -> int:
    """Add a stretch to the heap, which has room; returns how many there are."""
    place = used
    while place > 0:
        above = (place - 1) >> 1
        if heap[above, 0] < row or (heap[above, 0] == row and heap[above, 1] <= offset):
            break
        for column in range(5):
            heap[place, column] = heap[above, column]
        place = above
    heap[place, 0], heap[place, 1], heap[place, 2] = row, offset, length
    heap[place, 3], heap[place, 4] = label, part
    return used + 1


@kernel
def drop_first(heap: Any, used: int) -> int:
    """Remove the first stretch of the heap; returns how many are left."""
    used -= 1
    row, offset = heap[used, 0], heap[used, 1]
    length, label, part = heap[used, 2], heap[used, 3], heap[used, 4]
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
        for column in range(5):
            heap[place, column] = heap[below, column]
        place = below
    heap[place, 0], heap[place, 1], heap[place, 2] = row, offset, length
    heap[place, 3], heap[place, 4] = label, part
    return used
