"""How far long work has come: told by the library, shown where somebody looks.

Work that lasts longer than a second shows a bar on standard error, in a terminal and in a notebook,
and nowhere else; `HOMEWARD_PROGRESS=0` switches it off. Whoever shows progress in another way
listens:

    with listening(lambda what, done, total: print(what, done, total)):
        read_ledger("bank.csv")
"""

import importlib.util
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from typing import Any, Protocol

Listener = Callable[[str, int, int | None], None]
"""What is being done, how much of it is done, and how much there is (None: not known)."""

FEW = 100_000
"""Payments that are followed or indexed in no time."""

COMPILING = "Compiling, kept for the next start"

PATIENCE = 1.0
"""Seconds before anything is shown."""

_listener: ContextVar[Listener | None] = ContextVar("homeward_progress", default=None)
_spare: ContextVar["_Spare | None"] = ContextVar("homeward_spare_display", default=None)
_one_at_a_time = threading.Lock()


def told(what: str, done: int = 0, total: int | None = None) -> None:
    """Tell whoever listens how far the work has come."""
    listener = _listener.get()
    if listener is not None:
        listener(what, done, total)


@contextmanager
def listening(listener: Listener | None) -> Iterator[None]:
    """Hand everything that is told in the block to a listener; None: nothing is shown."""
    before = _listener.set(listener or _nobody)
    try:
        yield
    finally:
        _listener.reset(before)


def _nobody(what: str, done: int, total: int | None) -> None:
    """Nobody listens."""


@contextmanager
def shown(what: str, payments: int | None = None) -> Iterator[None]:
    """Long work: where nobody listens yet and somebody looks, its progress is shown.

    A number of `payments` says how long it may take at all: few take long only where machine code
    has to be made first, and then that is shown.
    """
    if _listener.get() is not None:
        told(what)
        yield
    elif payments is not None and payments < FEW:
        with ExitStack() as stack:
            token = _spare.set(_Spare(stack))
            stack.callback(_spare.reset, token)
            yield
    else:
        with _displayed(what):
            yield


class _Spare:
    """A display for work that may turn out to be long."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack, self._is_begun = stack, False

    def tell(self, what: str) -> None:
        """Begin the display, or tell it."""
        if self._is_begun:
            told(what)
        else:
            self._is_begun = True
            self._stack.enter_context(_displayed(what))


def compiling() -> None:
    """Tell that machine code is being made, which takes seconds however few the payments are."""
    spare = _spare.get()
    if spare is not None and _listener.get() is None:
        spare.tell(COMPILING)
    else:
        told(COMPILING)


@contextmanager
def _displayed(what: str) -> Iterator[None]:
    kind = _display_kind()
    if kind is None or not _one_at_a_time.acquire(blocking=False):
        yield
        return
    try:
        display = kind()
    except BaseException:
        _one_at_a_time.release()
        raise
    try:
        with listening(display.take):
            told(what)
            yield
    finally:
        display.end()
        _one_at_a_time.release()


class _Display(Protocol):
    def take(self, what: str, done: int, total: int | None) -> None:
        """Show how far the work has come."""

    def end(self) -> None:
        """Leave nothing behind."""


def _display_kind() -> "Callable[[], _Display] | None":
    """What to show progress with, or None where nobody looks."""
    if os.environ.get("HOMEWARD_PROGRESS") == "0":
        return None
    if "ipykernel" in sys.modules:
        return Bar if importlib.util.find_spec("ipywidgets") else Line
    return Bar if sys.stderr is not None and sys.stderr.isatty() else None


class Bar:
    """A bar with the time passed, kept moving by a thread of its own."""

    def __init__(self, console: Any = None) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
        from rich.progress import TimeElapsedColumn as Elapsed

        self._bar = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TaskProgressColumn(show_speed=False),
            Elapsed(),
            console=console or Console(file=sys.stderr),
            transient=True,
        )
        self._task = self._bar.add_task("", total=None)
        self._timer = threading.Timer(PATIENCE, self._start)
        self._timer.daemon = True
        self._timer.start()

    def _start(self) -> None:
        from rich.errors import LiveError

        with suppress(LiveError):  # whoever shows something already goes on doing so
            self._bar.start()

    def take(self, what: str, done: int, total: int | None) -> None:
        """Show how far the work has come, once it has lasted."""
        # rich keeps a total that it is not given
        self._bar.tasks[0].total = total
        self._bar.update(self._task, description=what, completed=done)

    def end(self) -> None:
        """Take the bar away."""
        self._timer.cancel()
        self._timer.join()
        self._bar.stop()


class Line:
    """One line written over and over, for notebooks without widgets."""

    def __init__(self) -> None:
        self._begun = self._last = time.monotonic()
        self._longest = 0

    def take(self, what: str, done: int, total: int | None) -> None:
        """Write the line anew, twice a second at most."""
        now = time.monotonic()
        if now - self._begun < PATIENCE or now - self._last < PATIENCE / 2:
            return
        self._last = now
        part = f", {100 * done // total} %" if total else ""
        self._write(f"{what}{part}, {now - self._begun:.0f} s")

    def _write(self, text: str) -> None:
        self._longest = max(self._longest, len(text))
        sys.stderr.write("\r" + text.ljust(self._longest))
        sys.stderr.flush()

    def end(self) -> None:
        """Empty the line."""
        if self._longest:
            self._write("")
            sys.stderr.write("\r")
