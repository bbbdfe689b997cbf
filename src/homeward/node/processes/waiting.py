"""Waiting for signals, file descriptors and time in one thread.

A signal becomes a byte in a socket pair, so that a single `select` hears everything: no handler
does any work, and nothing is lost between a check and a sleep.
"""

import select
import signal
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from types import FrameType, TracebackType
from typing import Any, Self

STOP_SIGNALS = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGHUP})


@dataclass(frozen=True, slots=True)
class Woken:
    """Why a wait ended; both empty when its time had passed."""

    signals: frozenset[int]
    ready: frozenset[int]

    @property
    def asked_to_stop(self) -> bool:
        return bool(self.signals & STOP_SIGNALS)


class Waiter:
    """Context manager for the main thread of a process that watches children."""

    def __init__(self) -> None:
        self._reader, self._writer = socket.socketpair()
        self._before: dict[int, Any] = {}
        self._wakeup_before = -1

    def __enter__(self) -> Self:
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        self._wakeup_before = signal.set_wakeup_fd(self._writer.fileno())
        for number in (*STOP_SIGNALS, signal.SIGCHLD):
            self._before[number] = signal.signal(number, _heard)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup_before)
        self._reader.close()
        self._writer.close()

    def wait(self, seconds: float, descriptors: Iterable[int] = ()) -> Woken:
        """Wait until a signal, a readable descriptor or the time; returns what it was."""
        mine = self._reader.fileno()
        ready, _, _ = select.select([mine, *descriptors], [], [], max(0.0, seconds))
        signals = frozenset(self._reader.recv(4096)) if mine in ready else frozenset()
        return Woken(signals, frozenset(ready) - {mine})


def _heard(number: int, frame: FrameType | None) -> None:
    """The wake-up descriptor carries the signal; there is nothing else to do."""
