"""The next part of a file is unpacked while this one is read."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Part = TypeVar("Part")


def one_ahead(parts: Iterator[Part]) -> Iterator[Part]:
    """The same parts, each asked for in another thread as soon as the one before was given out.

    What goes wrong there is raised here, where the part would have come. On one core nothing is
    asked for ahead: two parts would only be in each other's way.
    """
    if _cores() == 1:
        yield from parts
        return
    with ThreadPoolExecutor(1, thread_name_prefix="part") as pool:
        coming = pool.submit(next, parts, None)
        while (part := coming.result()) is not None:
            coming = pool.submit(next, parts, None)
            yield part


def _cores() -> int:
    """How many cores this process may run on."""
    allowed = getattr(os, "sched_getaffinity", None)  # not on every system
    return len(allowed(0)) if allowed else os.cpu_count() or 1
