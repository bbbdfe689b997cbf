"""How long an exchange with a peer may last in all, however it spends the time.

The time limits of an HTTP library begin again with every byte. A peer that gives one byte now and
then, or takes one, would hold up what waits behind it for hours; here the whole exchange, from the
connection to the last byte of the answer, ends at one moment.
"""

import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import httpcore

_end: ContextVar[float | None] = ContextVar("end of an exchange", default=None)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Let what is done inside, on streams that are timed, last so many seconds in all."""
    token = _end.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _end.reset(token)


def time_left(
    timeout: float | None, over: type[httpcore.TimeoutException] = httpcore.ConnectTimeout
) -> float | None:
    """Seconds that one step may take. Raises `over` where none are left."""
    end = _end.get()
    if end is None:
        return timeout
    left = end - time.monotonic()
    if left <= 0:
        raise over("The exchange lasted too long.")
    return left if timeout is None else min(timeout, left)


class TimedStream(httpcore.NetworkStream):
    """A stream whose steps end when the exchange has to (`within`).

    It belongs to a connection, which serves many exchanges, each in a thread of its own.
    """

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """At most `max_bytes`; raises ReadTimeout when the time is over."""
        return self._stream.read(max_bytes, time_left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """All of `buffer`; raises WriteTimeout when the time is over, WriteError.

        The clock is looked at each time the connection took something. It is asked itself: the
        library would copy what is left each time, and begin to wait anew.
        """
        connection, left = self._stream.get_extra_info("socket"), memoryview(buffer)
        try:
            while left:
                connection.settimeout(time_left(timeout, httpcore.WriteTimeout))
                left = left[connection.send(left) :]
        except TimeoutError as error:
            raise httpcore.WriteTimeout(error) from error
        except OSError as error:
            raise httpcore.WriteError(error) from error

    def close(self) -> None:
        """Close it."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """The same stream under TLS; raises ConnectTimeout when the time is over."""
        left = time_left(timeout, httpcore.ConnectTimeout)
        return TimedStream(self._stream.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:
        """What the stream knows of itself, such as its socket."""
        return self._stream.get_extra_info(info)
