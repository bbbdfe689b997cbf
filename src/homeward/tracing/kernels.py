"""Compiled loops, compiled only when first needed, and where their machine code is kept."""

import os
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from homeward.tracing.loops import place_events

COMPILE_ABOVE = 400_000
"""Events below which plain Python is done before the compiler has even been imported."""


def prepare_cache() -> Path:
    """Choose a writable folder for compiled kernels before numba is first imported.

    Numba refuses to import cached functions where it finds no writable folder, even to read, so
    a `NUMBA_CACHE_DIR` that cannot be written is replaced by a fresh temporary folder.
    """
    given = os.environ.get("NUMBA_CACHE_DIR")
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = Path(given) if given else home / "homeward" / "numba"
    if not _is_writable(folder):
        folder = Path(tempfile.mkdtemp(prefix="homeward-numba-"))
    os.environ["NUMBA_CACHE_DIR"] = str(folder)
    if "numba" in sys.modules:  # imported by someone else: its setting was read already
        sys.modules["numba"].config.CACHE_DIR = str(folder)
    return folder


def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


@cache
def compiled_place_events() -> Callable[..., Any]:
    """`place_events` as machine code."""
    prepare_cache()
    import numba

    compiled: Callable[..., Any] = numba.njit(cache=True)(place_events)
    return compiled


def place_events_for(events: int) -> Callable[..., Any]:
    """The loop to use for a number of events: compiled for many, plain for few."""
    return compiled_place_events() if events > COMPILE_ABOVE else place_events


def warm() -> None:
    """Compile every kernel with the types it is used with (for `homeward warm`)."""
    import numpy as np

    one = np.zeros(1, dtype=np.int64)
    account = np.zeros(1, dtype=np.int32)
    outside = np.zeros(1, dtype=np.bool_)
    compiled_place_events()(
        one, account, account, one, one, outside, *(one.copy() for _ in range(6))
    )
