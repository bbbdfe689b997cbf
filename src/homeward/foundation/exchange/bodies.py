"""Reading the body of a request in bounded time.

The server gives bytes only when as many have arrived as were asked for, so a sender that trickles
would hold a thread for ever. A thread of its own waits for the body; when it is too late the
request is answered and that thread ends with the connection. Few such threads are let wait, and
those of one peer only hold part of what answers requests, so that others are not delayed. A part
of an attachment is taken piece by piece, each in bounded time, and read ahead a little.
"""

import math
import queue
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection
from django.http import HttpRequest

from homeward.foundation.exchange.errors import TooManyAtOnce, TooSlow
from homeward.foundation.vault.behind import Belt

_MOST_WAITING = 64
_MOST_OF_ONE_PEER = 4  # half of the threads that a web process has unless the settings say more
_PIECE = 256 * 1024  # bytes of a part that must arrive in the time of a whole message
_HEAP = 4  # pieces handed over at once: about what is worked on at once
_AHEAD = 2  # heaps read ahead
_KEPT_FOR = 2.0  # seconds for which a part keeps the database's connection while it comes in
_places = threading.BoundedSemaphore(_MOST_WAITING)
_waiting: Counter[str] = Counter()
_lock = threading.Lock()


@dataclass(slots=True)
class _Reading:
    body: bytes = b""
    error: Exception | None = None
    done: threading.Event = field(default_factory=threading.Event)


def read_body(request: HttpRequest, peer: str, size: int, seconds: int) -> bytes:
    """At most `size` bytes of the body that a peer sends; fewer when it stopped.

    Raises TooSlow, TooManyAtOnce, and UnreadablePostError when the sender went away.
    """
    if size == 0:
        return b""
    with _one_of_few(peer, seconds):
        if not _places.acquire(blocking=False):
            raise TooManyAtOnce(seconds=seconds)
        reading = _Reading()
        threading.Thread(target=_read, args=(request, size, reading), daemon=True).start()
        if not reading.done.wait(seconds):
            raise TooSlow(seconds=seconds)
    if reading.error is not None:
        raise reading.error
    return reading.body


@contextmanager
def _one_of_few(peer: str, seconds: int) -> Iterator[None]:
    with _lock:
        if _waiting[peer] >= _MOST_OF_ONE_PEER:
            raise TooManyAtOnce(seconds=seconds)
        _waiting[peer] += 1
    try:
        yield
    finally:
        with _lock:
            _waiting[peer] -= 1


def _read(request: HttpRequest, size: int, reading: _Reading) -> None:
    try:
        reading.body = request.read(size)
    except Exception as error:  # noqa: BLE001  whatever it is, the request's own thread raises it
        reading.error = error
    finally:
        reading.done.set()
        _places.release()


class Stream:
    """The body of a request, read ahead by a thread of its own while pieces of it are worked on.

    The thread begins with the first reading: what is refused before is not read. A body may take
    an hour, and others need the database's connection: so reading closes it after two seconds,
    whether bytes come or not. No transaction is open meanwhile.
    """

    def __init__(self, request: HttpRequest, size: int, seconds: int) -> None:
        self._request, self._size, self._seconds = request, size, seconds
        self._heaps = Belt[list[bytes] | Exception](_AHEAD)
        self._heap: list[bytes] = []
        self._kept = memoryview(b"")
        self._begun = self._ended = False
        self._moved = 0.0  # when a piece last came, or reading went on
        self._kept_until = math.inf  # the database's connection

    def read(self, most: int) -> memoryview:
        """Up to `most` bytes, none at the end.

        Raises TooManyAtOnce, TooSlow, and UnreadablePostError when the sender went away.
        """
        if not self._begun:
            self._begin()
        if not self._kept and not self._ended:
            self._kept = memoryview(self._next())
            self._ended = not self._kept
        piece, self._kept = self._kept[:most], self._kept[most:]
        return piece

    def _begin(self) -> None:
        if not _places.acquire(blocking=False):
            raise TooManyAtOnce(seconds=self._seconds)
        self._begun, self._moved = True, time.monotonic()
        self._kept_until = self._moved + _KEPT_FOR
        threading.Thread(target=self._run, daemon=True).start()

    def _next(self) -> bytes:
        if not self._heap:
            self._heap = self._waited_for()
        return self._heap.pop(0)

    def _waited_for(self) -> list[bytes]:
        """The next heap: a piece of it came in time, then the next one, until it was whole."""
        while True:
            now = time.monotonic()
            if now >= self._kept_until:
                connection.close()
                self._kept_until = math.inf
            left = min(self._moved + self._seconds, self._kept_until) - now
            try:
                heap = self._heaps.take(timeout=max(left, 0.001))
            except queue.Empty:
                if time.monotonic() < self._moved + self._seconds:
                    continue
                raise TooSlow(seconds=self._seconds) from None
            if isinstance(heap, Exception):
                raise heap
            return heap

    def _run(self) -> None:
        left, heap = self._size, list[bytes]()
        try:
            while left and (piece := self._request.read(min(_PIECE, left))):
                left -= len(piece)
                heap.append(piece)
                self._moved = time.monotonic()
                if len(heap) == _HEAP:
                    if not self._heaps.put(heap):
                        return
                    heap = []
                    self._moved = time.monotonic()  # it may have waited for those who work
            self._heaps.put([*heap, b""])
        except Exception as error:  # noqa: BLE001  whatever it is, the request's own thread raises it
            self._heaps.put(error)
        finally:
            _places.release()

    def close(self) -> None:
        """Nobody reads any more."""
        self._heaps.close()


@contextmanager
def streamed(request: HttpRequest, size: int, seconds: int) -> Iterator[Stream]:
    """The body piece by piece, each of which arrives within `seconds`.

    How many parts of one peer are taken in at once is for `attachments.limits` to say.
    """
    stream = Stream(request, size, seconds)
    try:
        yield stream
    finally:
        stream.close()
