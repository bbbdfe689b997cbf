"""Arrays mapped from files: memory that can be let go, and read again when it is needed."""

import mmap
from typing import Any

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
