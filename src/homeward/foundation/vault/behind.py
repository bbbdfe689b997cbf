"""A step that runs in a thread of its own, a few pieces behind the one that feeds it."""

import queue
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

_DEPTH = 4  # pieces that may wait: memory stays constant


class Behind:
    """`with Behind(step) as later: later.put(piece)`: every piece in its order, then the end.

    What the step raises is raised by the next `put`, or by the end of the block. Where the block
    itself raises, pieces that wait are forgotten.
    """

    def __init__(self, step: Callable[[bytes], None]) -> None:
        self._step = step
        self._waiting: queue.Queue[bytes | None] = queue.Queue(_DEPTH)
        self._error: BaseException | None = None
        self._forget = False
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def put(self, piece: bytes) -> None:
        """Hand one piece over; waits while the step is too far behind."""
        if self._error is not None:
            raise self._error
        self._waiting.put(piece)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._forget = error is not None
        self._waiting.put(None)
        self._thread.join()
        if error is None and self._error is not None:
            raise self._error

    def _run(self) -> None:
        """Take everything off the queue: whoever puts never waits for a step that failed."""
        while (piece := self._waiting.get()) is not None:
            if self._error is not None or self._forget:
                continue
            try:
                self._step(piece)
            except BaseException as error:  # noqa: BLE001  raised again where it is waited for
                self._error = error
