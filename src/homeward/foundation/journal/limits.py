"""How many entries strangers may cause: the journal is kept for ever, and nobody fills it at will.

Only for what a stranger can bring about without having proved who he is. What is left out is
counted, and the next entry of that kind says how many there were.
"""

import threading
import time
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Window:
    began: float
    noted: int = 0
    left_out: int = 0


@dataclass(slots=True)
class EntryLimit:
    """At most `most` entries of each kind in `seconds`, counted in this process."""

    most: int
    seconds: float
    _windows: dict[str, _Window] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def left_out(self, kind: str) -> int | None:
        """How many of this kind were left out before this one; None: leave this one out too.

        `kind` is one of few words of this program, such as an error code, never a stranger's.
        """
        now = time.monotonic()
        with self._lock:
            window = self._windows.setdefault(kind, _Window(now))
            if now - window.began >= self.seconds:
                window.began, window.noted = now, 0
            if window.noted >= self.most:
                window.left_out += 1
                return None
            window.noted += 1
            before, window.left_out = window.left_out, 0
            return before

    def forget(self) -> None:
        """Begin to count anew."""
        with self._lock:
            self._windows.clear()


STRANGERS = EntryLimit(most=60, seconds=60.0)
