"""Mapped memory: arrays that can be let go and read again, and arrays of which little is used."""

import math
import mmap
from typing import Any

import numpy as np

from homeward.tracing.ledger import Ints


def let_go(array: Ints, first: int, stop: int) -> None:
    """Let go of the memory of some places of an array mapped from a file; of others do nothing.

    Nothing is lost: the next who asks reads the file again. Nobody writes into a ledger's columns.
    """
    base: Any = array
    while base is not None and not isinstance(base, mmap.mmap):
        base = getattr(base, "base", None)
    if base is None or not hasattr(mmap, "MADV_DONTNEED"):
        return
    # places are counted from the end of the mapping: the file has a head before them
    begins = len(base) - array.nbytes
    page = mmap.PAGESIZE
    start = -(-(begins + first * array.itemsize) // page) * page
    end = (begins + min(stop, len(array)) * array.itemsize) // page * page
    if end > start:
        base.madvise(mmap.MADV_DONTNEED, start, end - start)


def sparse_zeros(*shape: int) -> Ints:
    """int64 zeros of which few are used: memory comes in small pages, where it is touched.

    Numpy asks for large ones, and to clear the two megabytes around each of some hundred accounts
    takes longer than to follow a case through them.
    """
    size = 8 * math.prod(shape)
    if not size or not hasattr(mmap, "MAP_PRIVATE"):
        return np.zeros(shape, dtype=np.int64)
    memory = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    return np.frombuffer(memory, dtype=np.int64).reshape(shape)
