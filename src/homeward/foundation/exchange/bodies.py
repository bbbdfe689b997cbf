"""Reading the body of a request in bounded time.

The server gives bytes only when as many have arrived as were asked for, so a sender that trickles
would hold a thread for ever. A thread of its own waits for the body; when it is too late the
request is answered and that thread ends with the connection. Few such threads are let wait, and
those of one peer only hold part of what answers requests, so that others are not delayed.
"""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.http import HttpRequest

from homeward.foundation.exchange.errors import TooManyAtOnce, TooSlow

_MOST_WAITING = 64
_MOST_OF_ONE_PEER = 4  # half of the threads that a web process has unless the settings say more
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
