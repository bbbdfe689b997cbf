"""Steps that run in threads of their own: behind whoever feeds them, or ahead of whoever asks."""

import threading
from collections.abc import Callable, Iterator
from queue import SimpleQueue
from types import TracebackType
from typing import Generic, Self, TypeVar

_DEPTH = 4  # pieces that may wait: memory stays constant
_DEPTH_AHEAD = 8
T = TypeVar("T")


class Belt(Generic[T]):
    """Carries things from one thread to another, of which at most `most` wait.

    Unlike `queue.Queue` it is made of parts that cost next to nothing: a gigabyte takes thousands
    of turns while other threads reckon.
    """

    def __init__(self, most: int) -> None:
        self._things: SimpleQueue[T] = SimpleQueue()
        self._places: SimpleQueue[None] = SimpleQueue()
        self._closed = False
        for _ in range(most):
            self._places.put(None)

    def put(self, thing: T) -> bool:
        """Lay a thing down once there is a place; false where nobody takes any more."""
        if not self._closed:
            self._places.get()
            self._things.put(thing)
        return not self._closed

    def take(self, timeout: float | None = None) -> T:
        """The next thing. Raises `queue.Empty` where none came within `timeout` seconds."""
        thing = self._things.get(timeout=timeout)
        self._places.put(None)
        return thing

    def close(self) -> None:
        """Nobody takes any more: whoever waits for a place goes on."""
        self._closed = True
        self._places.put(None)


class Behind(Generic[T]):
    """`with Behind(step) as later: later.put(piece)`: every piece in its order, then the end.

    What the step raises is raised by the next `put`, or by the end of the block. Where the block
    itself raises, pieces that wait are forgotten.
    """

    def __init__(self, step: Callable[[T], None]) -> None:
        self._step = step
        self._waiting = Belt[T | None](_DEPTH)
        self._error: BaseException | None = None
        self._forget = False
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def put(self, piece: T) -> None:
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
        while (piece := self._waiting.take()) is not None:
            if self._error is not None or self._forget:
                continue
            try:
                self._step(piece)
            except BaseException as error:  # noqa: BLE001  raised again where it is waited for
                self._error = error


class Ahead(Iterator[bytes]):
    """The pieces of an iterator, made by a thread of its own a few before they are asked for.

    What making them raises is raised where they are asked for. `close` ends the thread, and has to
    be called where not all pieces are taken.
    """

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._ready = Belt[bytes | BaseException | None](_DEPTH_AHEAD)
        self._ended = False
        threading.Thread(target=self._run, daemon=True).start()

    def __next__(self) -> bytes:
        """The next piece; waits until it is made."""
        if self._ended:
            raise StopIteration
        piece = self._ready.take()
        if isinstance(piece, bytes):
            return piece
        self._ended = True
        if piece is None:
            raise StopIteration
        raise piece

    def close(self) -> None:
        """Nobody asks any more."""
        self._ended = True
        self._ready.close()

    def _run(self) -> None:
        try:
            for piece in self._pieces:
                if not self._ready.put(piece):
                    return
            self._ready.put(None)
        except BaseException as error:  # noqa: BLE001  raised again where it is asked for
            self._ready.put(error)
