"""Compiled loops, compiled only when first needed, and where their machine code is kept."""

import hashlib
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

from homeward.tracing.loops import place_events
from homeward.tracing.progress import compiling

COMPILE_ABOVE = 400_000
"""Events below which plain Python is done before the compiler has even been imported."""

Loop = TypeVar("Loop", bound=Callable[..., Any])


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
def ready() -> Path:
    """Prepare the compiler's folder, once, and import numba with it."""
    folder = prepare_cache() / _sources()
    from numba.core import config

    settings: Any = config
    settings.CACHE_DIR = str(folder)
    return folder


def _sources() -> str:
    """A digest of all loops: numba notices by itself only that a kernel's own file has changed,
    not the file of another loop that has become part of it."""
    digest = hashlib.sha256()
    own = Path(__file__)  # its options make the machine code
    for path in [own, *sorted(own.parent.rglob("*loops.py"))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def kernel(loop: Loop) -> Loop:
    """Compile a loop when it is first called, for the types it is called with.

    A module that uses this imports numba, so it is imported only inside functions that need it.
    """
    return _compiled(loop, inline="never")


def inlined(loop: Loop) -> Loop:
    """The same for a short loop that becomes part of the kernels that call it."""
    return _compiled(loop, inline="always")


def _compiled(loop: Loop, inline: str) -> Loop:
    ready()
    import numba

    _tell_of_compiling()
    # no divisor can be zero, and looking out for one costs a tenth of the time
    options: dict[str, Any] = {
        "cache": True,
        "nogil": True,
        "error_model": "numpy",
        "inline": inline,
    }
    compiled: Loop = numba.njit(**options)(loop)
    return compiled


@cache
def _tell_of_compiling() -> None:
    """Have it told whenever code is compiled; what is read from the folder is there at once."""
    from numba.core import event

    class Compiling(event.Listener):
        def on_start(self, event: Any) -> None:
            compiling()

        def on_end(self, event: Any) -> None:
            """Whatever comes next tells of itself."""

    event.register("numba:compile", Compiling())  # type: ignore[no-untyped-call]


def is_worth_it(steps: int) -> bool:
    """Whether machine code is quicker for so many steps than plain Python, or at hand anyhow."""
    return steps > COMPILE_ABOVE or "numba" in sys.modules


@contextmanager
def undisturbed() -> Iterator[None]:
    """Hold Ctrl-C back until a kernel has handed over several arrays: numba crashes otherwise.

    It makes an array of Python's for each, and does not look whether an exception came meanwhile.
    """
    meant, came = signal.getsignal(signal.SIGINT), list[tuple[int, FrameType | None]]()
    if threading.current_thread() is not threading.main_thread() or not callable(meant):
        yield  # exceptions of signals come to the main thread only
        return
    signal.signal(signal.SIGINT, lambda number, frame: came.append((number, frame)))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, meant)
        if came:
            meant(*came[-1])


@cache
def compiled_place_events() -> Callable[..., Any]:
    """`place_events` as machine code."""
    return kernel(place_events)


def place_events_for(events: int) -> Callable[..., Any]:
    """The loop to use for a number of events: compiled for many, plain for few."""
    return compiled_place_events() if events > COMPILE_ABOVE else place_events


def warm() -> None:
    """Compile every kernel with the types it is used with (for `homeward warm`)."""
    from homeward.tracing.detection.warming import warm_detection
    from homeward.tracing.index.warming import warm_all

    warm_all()
    warm_detection()
