"""Posting to a peer: signed, to the address that was checked, patient when it asks for patience."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest
from django.conf import settings

from homeward.foundation.exchange import posting
from homeward.foundation.exchange.connections import connections_for
from homeward.foundation.exchange.jobs import deliver, deliver_one
from homeward.foundation.exchange.models import Link, OutMessage
from homeward.foundation.exchange.outbox import due_peers
from homeward.foundation.exchange.sending import EXCHANGE, send
from homeward.foundation.guard.context import opened
from homeward.wire.envelope import open_envelope
from homeward.wire.header import Environment
from homeward.wire.keys import NodeKeys
from homeward.wire.receipts import ReceiptState, make_receipt
from homeward.wire.transport import check_body, verify_request
from tests.node_setup import TEST_KEYS
from tests.people import People
from tests.pinning import pin


@dataclass(slots=True)
class Stub:
    """A node of another State as far as its address goes: it answers what it is told to."""

    state: str
    server: ThreadingHTTPServer
    keys: NodeKeys | None = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    seen: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answer(self, body: bytes) -> bytes:
        """A genuine receipt, unless the test wants something else."""
        if self.body is not None or self.status != 200:
            return self.body or b""
        assert self.keys is not None
        message = open_envelope(
            body,
            own=self.keys,
            own_state=self.state,
            environment=Environment.DEMO,
            sender_keys=lambda state: TEST_KEYS.public,
            now=datetime.now(UTC),
        )
        ref = message.header.ref(message.digest)
        return make_receipt(self.keys, ref, state=ReceiptState.ACCEPTED, at=datetime.now(UTC))


class _Handler(BaseHTTPRequestHandler):
    stub: ClassVar[Stub]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.stub.seen.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
        answer = self.stub.answer(body)
        self.send_response(self.stub.status)
        for name, value in self.stub.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, *args: Any) -> None: ...


def _stub(state: str) -> Stub:
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    handler.stub = Stub(state, server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return handler.stub


@pytest.fixture
def stubs(people: People) -> Iterator[dict[str, Stub]]:
    """XB and XC, pinned and answering."""
    posting._pool.cache_clear()
    made = {state: _stub(state) for state in ("XB", "XC")}
    for state, stub in made.items():
        stub.keys = pin(state, stub.url)
    yield made
    for stub in made.values():
        stub.server.shutdown()
        stub.server.server_close()


def _send(people: People, to: str = "XB") -> UUID:
    with opened(people.alice.actor):
        actor = people.alice.actor
        return send("tests.note", {"n": 1}, to=to, thread=uuid4(), actor=actor)


def _deliver(message: UUID) -> OutMessage:
    deliver_one(message, EXCHANGE)
    with opened(EXCHANGE):
        return OutMessage.objects.get(pk=message)


def _link(peer: str) -> Link:
    with opened(EXCHANGE):
        return Link.objects.get(pk=peer)


def test_what_arrives_is_signed_for_that_address(stubs: dict[str, Stub], people: People) -> None:
    stub = stubs["XB"]
    assert _deliver(_send(people)).delivery == "accepted"
    ((path, headers, body),) = stub.seen
    assert (path, headers["host"]) == ("/exchange/v1/messages", f"127.0.0.1:{stub.port}")
    carried = verify_request(
        "POST", f"{stub.url}{path}", headers, keys=[TEST_KEYS.public], now=datetime.now(UTC)
    )
    assert carried.node == settings.HOMEWARD_STATE == "XA"
    check_body(carried, body)
    assert "content-encoding" not in headers
    assert headers["accept-encoding"] == "identity"
    link = _link("XB")
    assert (link.failures, link.failure) == (0, "")
    assert link.delivered_at is not None


def test_each_attempt_is_signed_anew(stubs: dict[str, Stub], people: People) -> None:
    stub = stubs["XB"]
    stub.status = 500
    message = _send(people)
    assert _deliver(message).last_error == "http_500"
    _deliver(message)
    first, second = (headers["signature-input"] for _, headers, _ in stub.seen)
    assert first != second
    assert _link("XB").failures == 2
    stub.status = 200
    assert _deliver(message).delivery == "accepted"
    assert _link("XB").failures == 0


def test_a_busy_peer_is_left_alone_and_no_other(stubs: dict[str, Stub], people: People) -> None:
    busy, other = stubs["XB"], stubs["XC"]
    busy.status, busy.headers = 429, {"Retry-After": "120"}
    busy.body = b'{"code": "too_many_requests", "detail": "x"}'
    first, second = _send(people), _send(people)
    before = datetime.now(UTC)
    tried = _deliver(first)
    assert tried.last_error == "http_429 too_many_requests"
    until = _link("XB").paused_until
    assert until is not None
    assert timedelta(seconds=118) < until - before < timedelta(seconds=125)

    # The second is not sent at all, and keeps its count.
    deliver.work(actor=EXCHANGE, peer="XB")
    with opened(EXCHANGE):
        waiting = OutMessage.objects.get(pk=second)
        assert due_peers(datetime.now(UTC)) == []
    assert (waiting.attempts, waiting.delivery) == (0, "pending")
    assert len(busy.seen) == 1
    assert _deliver(_send(people, "XC")).delivery == "accepted"
    assert len(other.seen) == 1
    with opened(people.adam.actor):
        shown = {one.state: one for one in connections_for(people.adam)}
    assert (shown["XB"].condition, shown["XB"].waiting) == ("paused", 2)
    assert (shown["XC"].condition, shown["XC"].waiting) == ("well", 0)

    busy.status, busy.headers, busy.body = 200, {}, None
    with opened(EXCHANGE):
        Link.objects.filter(pk="XB").update(paused_until=datetime.now(UTC))
    assert _deliver(second).delivery == "accepted"
    assert _link("XB").paused_until is None


@pytest.mark.parametrize("value", ["-5", "soon", "999999999999", "Fri, 27 Nov 2026 00:00:00 GMT"])
def test_a_pause_that_is_none_delays_nobody_else(
    stubs: dict[str, Stub], people: People, value: str
) -> None:
    stubs["XB"].status, stubs["XB"].headers = 429, {"Retry-After": value}
    message = _deliver(_send(people))
    assert message.last_error == "http_429"
    assert _link("XB").paused_until is None


def test_a_pause_is_not_for_ever(stubs: dict[str, Stub], people: People) -> None:
    stubs["XB"].status, stubs["XB"].headers = 503, {"Retry-After": "99999999"}
    _deliver(_send(people))
    until = _link("XB").paused_until
    assert until is not None
    assert until - datetime.now(UTC) < timedelta(minutes=11)


def test_a_redirect_is_not_followed(stubs: dict[str, Stub], people: People) -> None:
    stub, elsewhere = stubs["XB"], stubs["XC"]
    for status in (301, 302, 307, 308):
        stub.status = status
        stub.headers = {"Location": f"{elsewhere.url}/exchange/v1/messages"}
        message = _deliver(_send(people))
        assert (message.delivery, message.last_error) == ("pending", f"http_{status}")
    assert elsewhere.seen == []
    assert len(stub.seen) == 4


def test_an_answer_without_a_signature_is_not_believed(
    stubs: dict[str, Stub], people: People
) -> None:
    for body in (b"", b"{}", b'{"code": "accepted"}', b"x" * 20_000):
        stubs["XB"].body = body
        message = _deliver(_send(people))
        assert message.delivery == "pending"
        assert message.last_error in {"malformed", "answer_too_long"}


NAME = "xb.example.org"


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[list[str]]]:
    """What the name server answers, one answer after the other; the last one stays."""
    answers: list[list[str]] = []

    real = socket.getaddrinfo

    def resolve(host: str, port: int, *args: Any, **more: Any) -> list[Any]:
        if host != NAME:
            return list(real(host, port, *args, **more))
        given = answers.pop(0) if len(answers) > 1 else answers[0]
        return [(2, 1, 6, "", (address, port)) for address in given]

    monkeypatch.setattr("homeward.foundation.authorities.addresses.socket.getaddrinfo", resolve)
    yield answers
    posting._pool.cache_clear()


def _renamed(people: People, stub: Stub) -> UUID:
    stub.keys = pin("XB", f"http://{NAME}:{stub.port}")
    return _send(people)


def test_the_connection_goes_to_the_address_that_was_checked(
    stubs: dict[str, Stub], people: People, names: list[list[str]]
) -> None:
    """The name is asked once; what it would answer next leads nowhere."""
    stub = stubs["XB"]
    message = _renamed(people, stub)
    names += [["127.0.0.1"], ["169.254.169.254"]]
    assert _deliver(message).delivery == "accepted"
    ((_, headers, _),) = stub.seen
    assert headers["host"] == f"{NAME}:{stub.port}"
    assert names == [["169.254.169.254"]]


def test_a_name_that_leads_inside_is_refused_and_shown(
    stubs: dict[str, Stub], people: People, names: list[list[str]]
) -> None:
    stub = stubs["XB"]
    message = _renamed(people, stub)
    names += [["127.0.0.1", "169.254.169.254"]]
    kept = _deliver(message)
    assert (kept.delivery, kept.last_error) == ("pending", "address_not_allowed")
    assert stub.seen == []
    with opened(people.adam.actor):
        (shown,) = (one for one in connections_for(people.adam) if one.state == "XB")
    assert shown.condition == "failing"
    assert shown.remedy is not None
    assert "networks" in str(shown.remedy.step)


def test_the_next_address_is_tried_where_one_is_dead(
    stubs: dict[str, Stub], people: People, names: list[list[str]]
) -> None:
    message = _renamed(people, stubs["XB"])
    names += [["127.0.0.9", "127.0.0.1"]]
    assert _deliver(message).delivery == "accepted"


def test_nobody_answers(stubs: dict[str, Stub], people: People) -> None:
    pin("XB", "http://127.0.0.1:9")
    message = _deliver(_send(people))
    assert message.last_error == "ConnectError"
    with opened(people.adam.actor):
        (shown,) = (one for one in connections_for(people.adam) if one.state == "XB")
    assert shown.remedy is not None
    assert "did not answer" in str(shown.remedy.meaning)


class _Drip(BaseHTTPRequestHandler):
    """Takes the request, and answers a byte at a time without ever coming to an end."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        with suppress(OSError):
            while True:
                self.wfile.write(b"X")
                self.wfile.flush()
                time.sleep(0.05)

    def log_message(self, *args: Any) -> None: ...


def test_an_answer_that_never_ends_is_waited_for_once(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "TOTAL", 1.0)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Drip)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        pin("XB", f"http://127.0.0.1:{server.server_address[1]}")
        begun = time.monotonic()
        message = _deliver(_send(people))
        assert time.monotonic() - begun < 10  # every byte would begin another 20 seconds
        assert (message.delivery, message.last_error) == ("pending", "ReadTimeout")
    finally:
        server.shutdown()
        server.server_close()


def test_a_peer_that_takes_nothing_in_is_left_after_a_while(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It accepts the connection, and reads nothing of a body that no buffer holds."""
    monkeypatch.setattr(posting, "TOTAL", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        begun = time.monotonic()
        answer = posting.post(url, "/exchange/v1/messages", b"x" * 50_000_000)
        assert time.monotonic() - begun < 10
    assert answer == posting.Answer(failure="WriteTimeout")
