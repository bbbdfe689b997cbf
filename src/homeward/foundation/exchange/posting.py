"""Posting to a peer: signed, to an address that was checked, and no longer than is sensible.

One pool of connections a process, so that neither a handshake nor the reading of certificates is
paid for each message. Redirects are never followed, proxies of the environment never used.
"""

import json
import math
import ssl
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

import certifi
import httpcore
from django.conf import settings

from homeward.foundation.authorities.addresses import allowed_addresses
from homeward.foundation.authorities.reaching import allows_loopback
from homeward.foundation.errors import HomewardError
from homeward.foundation.exchange.codes import code_in
from homeward.foundation.exchange.patience import TimedStream, time_left, within
from homeward.foundation.vault.node_keys import own_keys
from homeward.wire.attachments import FORMS_FIELD
from homeward.wire.errors import WireError
from homeward.wire.signatures import MAX_STATEMENT_BYTES
from homeward.wire.transport import sign_part, sign_request, target_uri

_TIMEOUT = {"connect": 5.0, "read": 20.0, "write": 20.0, "pool": 10.0}
# The receiver writes a part through to its disk, and perhaps compares the whole, before it answers.
_PART_TIMEOUT = {**_TIMEOUT, "read": 120.0}
TOTAL = 25.0  # seconds for all of it
_SLOWEST = 16 * 1024  # bytes a second below which a part is given up: a line of 128 kbit/s
_RECEIPT = (200, 422)  # what comes with a signed receipt
_TROUBLE = (
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a status and a body, or why there was none.

    `pause` is for how many seconds the peer asked to be left alone. `failure` is a few words for
    people, such as `http_401 unknown_key`; what is not signed is believed no further. `forms` are
    the forms in which the peer takes parts of files, where it says so.
    """

    status: int = 0
    body: bytes = b""
    failure: str = ""
    pause: int | None = None
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Exchange:
    """What one exchange may take: seconds for each step and in all, and bytes of the answer.

    An answer of a status in `read` comes with its body.
    """

    timeout: dict[str, float]
    total: float
    most: int = MAX_STATEMENT_BYTES
    read: tuple[int, ...] = _RECEIPT


class _CheckedBackend(httpcore.SyncBackend):
    """Resolves a name, judges all its addresses, and connects to one that was judged."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = allowed_addresses(
            host.strip("[]"),
            port,
            ranges=settings.HOMEWARD_PEER_NETWORKS,
            loopback=allows_loopback(),
        )
        for number, address in enumerate(addresses, 1):
            try:
                stream = super().connect_tcp(
                    address, port, time_left(timeout), local_address, socket_options
                )
                return TimedStream(stream)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if number == len(addresses):
                    raise
        raise httpcore.ConnectError("No address.")


def post(
    url: str,
    path: str,
    body: bytes,
    *,
    method: str = "POST",
    content_type: str = "application/json",
    most: int = MAX_STATEMENT_BYTES,
    read: tuple[int, ...] = _RECEIPT,
    total: float = math.inf,
) -> Answer:
    """Send `body` to `path` below a peer's address, signed with this node's key.

    All of it takes at most `total` seconds, and never more than `TOTAL`. An answer of one of the
    statuses in `read` comes with its body, of at most `most` bytes; any other is a failure.
    """

    def signed(address: str) -> dict[str, str]:
        now, node = datetime.now(UTC), settings.HOMEWARD_STATE
        fields = sign_request(method, address, body, node=node, keys=own_keys(), now=now)
        return {**fields, "Content-Type": content_type}

    address = f"{url.rstrip('/')}{path}"
    exchange = _Exchange(_TIMEOUT, min(total, TOTAL), most, read)
    return _sent(method, address, signed, body, exchange)


def put_part(url: str, path: str, pieces: Iterator[bytes], length: int) -> Answer:
    """Put the `length` bytes of a sealed part, which are made while they are sent."""

    def signed(address: str) -> dict[str, str]:
        now, node = datetime.now(UTC), settings.HOMEWARD_STATE
        fields = sign_part(address, length, node=node, keys=own_keys(), now=now)
        return {**fields, "Content-Type": "application/octet-stream"}

    total = _PART_TIMEOUT["read"] + TOTAL + length / _SLOWEST
    exchange = _Exchange(_PART_TIMEOUT, total)
    return _sent("PUT", f"{url.rstrip('/')}{path}", signed, pieces, exchange)


def _sent(
    method: str,
    url: str,
    signed: Callable[[str], dict[str, str]],
    content: bytes | Iterator[bytes],
    exchange: _Exchange,
) -> Answer:
    try:
        address = target_uri(url)
        headers: list[tuple[bytes | str, bytes | str]] = [
            *signed(address).items(),
            ("Accept-Encoding", "identity"),
        ]
        extensions = {"timeout": exchange.timeout}
        with (
            within(exchange.total),
            _pool().stream(
                method, address, headers=headers, content=content, extensions=extensions
            ) as answer,
        ):
            return _read(answer, exchange)
    except (HomewardError, WireError) as error:
        return Answer(failure=error.code)
    except _TROUBLE as error:
        is_tls = isinstance(error.__cause__ or error.__context__, ssl.SSLError)
        return Answer(failure="tls_failed" if is_tls else type(error).__name__)
    except (OSError, ssl.SSLError):
        return Answer(failure="certificate_unreadable")


def _read(answer: httpcore.Response, exchange: _Exchange) -> Answer:
    """The body as far as it may be long, and the pause that a busy peer asks for."""
    body = b""
    for part in answer.iter_stream():
        body += part
        if len(body) > exchange.most:
            return Answer(answer.status, failure="answer_too_long")
    if answer.status in exchange.read:
        return Answer(answer.status, body, forms=_forms(answer))
    pause = _pause(answer) if answer.status in (429, 503) else None
    return Answer(answer.status, failure=_words(answer.status, body), pause=pause)


def _pause(answer: httpcore.Response) -> int | None:
    """Seconds in Retry-After; a date, which nodes do not send, counts as none."""
    for name, value in answer.headers:
        if name.lower() == b"retry-after" and value.isdigit() and len(value) < 9:
            return int(value)
    return None


def _forms(answer: httpcore.Response) -> tuple[str, ...]:
    for name, value in answer.headers:
        if name.lower() == FORMS_FIELD.lower().encode():
            return tuple(one.strip() for one in value.decode("latin-1").split(","))
    return ()


def _words(status: int, body: bytes) -> str:
    """The status, with the code that the answer names where it names one."""
    try:
        code = json.loads(body)["code"]
    except (ValueError, KeyError, TypeError, RecursionError):
        code = ""
    return f"http_{status} {code_in(code)}".rstrip()


@cache
def _pool() -> httpcore.ConnectionPool:
    return httpcore.ConnectionPool(
        ssl_context=_tls(),
        max_connections=32,
        max_keepalive_connections=32,
        keepalive_expiry=5.0,
        network_backend=_CheckedBackend(),
    )


def _tls() -> ssl.SSLContext:
    """Whom to believe at the other end, and which certificate to show there."""
    conditions = settings.HOMEWARD_EXCHANGE
    context = ssl.create_default_context(cafile=conditions.peer_authorities or certifi.where())
    if conditions.client_certificate:
        context.load_cert_chain(conditions.client_certificate, conditions.client_key)
    return context
