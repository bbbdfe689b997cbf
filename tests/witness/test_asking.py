"""Asking a peer: signed, to an address that was checked, and no longer than is sensible."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from json import dumps, loads
from typing import Any, ClassVar

import pytest
from django.conf import settings

from homeward.foundation.authorities.actions.peers import (
    Outcome,
    Voucher,
    revoke_node,
    take_card,
)
from homeward.foundation.exchange import posting
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.sequencer import place_all
from homeward.foundation.witness.asking import Peer, peer
from homeward.foundation.witness.errors import NoAnswer, NotPinned
from homeward.foundation.witness.models import Countersigned
from homeward.foundation.witness.own import WITNESS, publish
from homeward.foundation.witness.sending import give_head
from homeward.wire import Countersignature, Environment, head_digest, make_countersignature
from homeward.wire.keys import NodeKeys
from homeward.wire.signatures import read_statement
from homeward.wire.transport import check_body, verify_request
from tests.authorities.followed import SETUP, card_of, handed_over
from tests.node_setup import TEST_KEYS
from tests.people import People
from tests.pinning import pin
from tests.witness.journals import open_alarms


@dataclass(slots=True)
class Stub:
    """What answers at XB's address, and what came to it."""

    server: ThreadingHTTPServer
    status: int = 200
    body: bytes = b"{}"
    made: Callable[[bytes], bytes] | None = None
    seen: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    stub: ClassVar[Stub]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        answer = self.stub.made(body) if self.stub.made else self.stub.body
        self.stub.seen.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
        self.send_response(self.stub.status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args: Any) -> None: ...


@pytest.fixture
def stub(people: People) -> Iterator[Stub]:
    posting._pool.cache_clear()
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    handler.stub = Stub(server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield handler.stub
    server.shutdown()
    server.server_close()


def _peer(url: str) -> tuple[NodeKeys, Peer]:
    keys = pin("XB", url)
    with opened(WITNESS):
        return keys, peer("XB")


def _fails(one: Peer) -> str:
    with pytest.raises(NoAnswer) as caught:
        one.post("heads", b"{}", "application/json")
    return str(caught.value.params["problem"])


def test_what_is_asked_is_signed_for_that_address(stub: Stub) -> None:
    _, asked = _peer(stub.url)
    assert asked.post("heads", b"[]", "application/jose") == (200, {})
    ((path, headers, body),) = stub.seen
    carried = verify_request(
        "POST", f"{stub.url}{path}", headers, keys=[TEST_KEYS.public], now=datetime.now(UTC)
    )
    check_body(carried, body)
    assert (carried.node, path) == (settings.HOMEWARD_STATE, "/exchange/v1/heads")
    assert headers["content-type"] == "application/jose"


def test_an_address_that_is_not_allowed_is_not_called(
    stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, asked = _peer(stub.url)
    monkeypatch.setattr(settings, "HOMEWARD_PEER_NETWORKS", ("192.0.2.0/24",))
    assert _fails(asked) == "address_not_allowed"
    assert stub.seen == []


def test_what_is_no_answer_has_a_code(stub: Stub) -> None:
    _, asked = _peer(stub.url)
    stub.body = b'"' + b"x" * 900_000 + b'"'
    assert _fails(asked) == "http_200"
    stub.body = b"x" * 1_000_001
    assert _fails(asked) == "answer_too_long"
    stub.status, stub.body = 404, b'{"code": "no_such_head"}'
    assert _fails(asked) == "no_such_head"
    stub.status, stub.body = 502, b""
    assert _fails(asked) == "http_502"


def test_a_refusal_before_any_verdict_accuses_nobody(stub: Stub) -> None:
    _peer(stub.url)
    place_all()
    with opened(WITNESS):
        publish(datetime.now(UTC))
    stub.status, stub.body = 409, b'{"code": "request_replayed", "detail": "x"}'
    assert give_head("XB") == "request_replayed"
    assert open_alarms() == []
    stub.body = b'{"code": "shrunk", "countersignature": ""}'
    assert give_head("XB") == "own_refused"


def _countersigned(raw: bytes, keys: NodeKeys) -> bytes:
    """What XB answers to an offer that it countersigns with `keys`."""
    offered = loads(raw)
    head = offered["head"].encode()
    read = read_statement(head, "tree head")
    said = Countersignature(
        environment=Environment.DEMO,
        state="XA",
        size=read["size"],
        root=bytes.fromhex(read["root"]),
        head=head_digest(head),
        by="XB",
        at=datetime.now(UTC),
        previous=0,
    )
    return dumps({"countersignature": make_countersignature(keys, said).decode()}).encode()


def test_a_peer_countersigns_with_its_old_keys_until_the_new_ones_sign(stub: Stub) -> None:
    """Its newest card names keys that do not sign yet; afterwards both are good for a while."""
    old, _ = _peer(stub.url)
    new = NodeKeys.generate()
    card = card_of("XB", new, hand_overs=(handed_over(old, new),), url=stub.url)
    with opened(SETUP):
        assert take_card(card, Voucher(), actor=SETUP) is Outcome.FOLLOWED
    place_all()
    for hours, keys in enumerate((old, new)):
        with opened(WITNESS):
            publish(datetime.now(UTC) + timedelta(hours=hours))
        stub.made = partial(_countersigned, keys=keys)
        assert give_head("XB") == ""
    stub.made = partial(_countersigned, keys=NodeKeys.generate())
    with opened(WITNESS):
        publish(datetime.now(UTC) + timedelta(hours=2))
        assert Countersigned.objects.count() == 2
    assert give_head("XB") == "unknown_key"


def test_a_peer_without_good_keys_is_not_asked(stub: Stub) -> None:
    _peer(stub.url)
    with opened(SETUP):
        assert revoke_node("XB", at=datetime.now(UTC), reason="Stolen.", actor=SETUP)
    with opened(WITNESS), pytest.raises(NotPinned):
        peer("XB")
