"""Every kind of bad message, through real HTTP: a typed error, no effect, a trace, and advice.

Each case shows: the code of the answer; that nothing of the message was kept; the journal's entry;
and what the administrator reads on *Connections*, with what to do about it.
"""

import gzip
import html
import json
import re
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
import rfc8785

from homeward.foundation.exchange.remedies import remedy_for_receiving, remedy_for_sending
from homeward.wire.envelope import seal
from homeward.wire.header import Environment
from homeward.wire.keys import NodeKeys
from tests.browser_client import signed_in
from tests.cluster import SuiteCluster
from tests.exchange.carrier import PATH, signed_headers
from tests.exchange.served import Served, request_to_xa, served_node
from tests.node_setup import TEST_KEYS
from tests.page_checks import check_page

pytestmark = pytest.mark.nodes
NEW_KEYS = NodeKeys.generate()
Case = Callable[[Served], httpx.Response]


@pytest.fixture(scope="module")
def served(suite: SuiteCluster) -> Iterator[Served]:
    with served_node(suite, "slowest = 1\nstrangers_per_minute = 100000") as node:
        yield node


def _sealed_by(served: Served, keys: NodeKeys, **changes: Any) -> bytes:
    header = served.genuine(**changes).header
    return seal(header, request_to_xa(), keys, TEST_KEYS.public)


def _spoiled(envelope: bytes) -> bytes:
    outer = json.loads(envelope)
    text = outer["ciphertext"]
    other = "A" if text[900] != "A" else "B"
    return rfc8785.dumps({**outer, "ciphertext": text[:900] + other + text[901:]})


def _outside(envelope: bytes, **fields: Any) -> bytes:
    return rfc8785.dumps({**json.loads(envelope), **fields})


def _hours(number: int) -> dict[str, datetime]:
    moment = datetime.now(UTC) + timedelta(hours=number)
    return {"time": moment, "expires": moment + timedelta(days=1)}


def _tampered_head(served: Served, **replaced: str) -> httpx.Response:
    body = served.genuine().envelope
    names = {"signature": "Signature", "node": "Homeward-Node", "parameters": "Signature-Input"}
    return served.carry(body, headers={names[name]: value for name, value in replaced.items()})


def _with_algorithm(served: Served, name: str) -> httpx.Response:
    body = served.genuine().envelope
    base = served.node.base_url
    headers = signed_headers(body, keys=served.peer.keys, node="XB", base_url=base)
    headers["Signature-Input"] = headers["Signature-Input"].replace("ed25519", name)
    return httpx.post(f"{base}{PATH}", content=body, headers=headers)


def _raw(served: Served, *lines: str, body: bytes = b"", wait: float = 20.0) -> httpx.Response:
    """Bytes on a socket, where no client library corrects them."""
    base = served.node.base_url
    signed = signed_headers(body, keys=served.peer.keys, node="XB", base_url=base)
    port = int(base.rsplit(":", 1)[1])
    head = [f"POST {PATH} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Connection: close", *lines]
    head += [f"{name}: {value}" for name, value in signed.items()]
    sent = ("\r\n".join(head) + "\r\n\r\n").encode() + body
    with socket.create_connection(("127.0.0.1", port), timeout=wait) as line:
        line.sendall(sent)
        answer = b""
        while b"}" not in answer:
            part = line.recv(65536)
            if not part:
                break
            answer += part
    head_, _, content = answer.partition(b"\r\n\r\n")
    fields = dict(one.split(": ", 1) for one in head_.decode().split("\r\n")[1:])
    return httpx.Response(int(head_.split()[1]), headers=fields, content=content)


def _replayed(served: Served) -> httpx.Response:
    body = b"never an envelope"
    base = served.node.base_url
    headers = signed_headers(body, keys=served.peer.keys, node="XB", base_url=base)
    first = httpx.post(f"{base}{PATH}", content=body, headers=headers)
    assert first.json()["code"] == "malformed"
    return httpx.post(f"{base}{PATH}", content=body, headers=headers)


def _another_content(served: Served) -> httpx.Response:
    first = served.genuine()
    assert served.carry(first.envelope).status_code == 200
    served.before = served.effects()
    other = served.peer.message(
        {**request_to_xa(), "reference": "XB-2026-000009/01"},
        "cooperation.request",
        id=first.header.id,
    )
    return served.carry(other.envelope)


def _slow(served: Served) -> httpx.Response:
    return _raw(served, "Content-Length: 400000", body=b"x" * 10)


CASES: dict[str, tuple[int, str, str, Case]] = {
    # name: (status, code, the State it is shown under, how it is sent)
    "no signature": (
        401, "request_unsigned", "",
        lambda s: httpx.post(f"{s.node.base_url}{PATH}", content=s.genuine().envelope),
    ),
    "unknown carrier": (
        401, "unknown_sender", "", lambda s: s.carry(s.genuine().envelope, node="XC"),
    ),
    "unknown sender inside": (
        400, "unknown_sender", "XB", lambda s: s.carry(_sealed_by(s, s.peer.keys, sender="XC")),
    ),
    "a peer with other keys": (
        401, "unknown_key", "XB", lambda s: s.carry(s.genuine().envelope, keys=NEW_KEYS),
    ),
    "other keys inside": (
        400, "unknown_key", "XB", lambda s: s.carry(_sealed_by(s, NEW_KEYS)),
    ),
    "wrong signature of the request": (
        401, "bad_request_signature", "XB",
        lambda s: _tampered_head(s, signature=f"homeward=:{'A' * 86}==:"),
    ),
    "signed for another address": (
        401, "bad_request_signature", "XB", lambda s: s.carry(s.genuine().envelope, sign_for=
            "https://xa.example.org"),
    ),
    "wrong signature of the message": (
        400, "bad_signature", "XB", lambda s: s.carry(s.crafted(signer=NEW_KEYS.ed25519)),
    ),
    "changed on its way": (
        400, "bad_seal", "XB", lambda s: s.carry(_spoiled(s.genuine().envelope)),
    ),
    "relabelled outside": (
        400, "bad_seal", "XB", lambda s: s.carry(_outside(s.genuine().envelope, handling="H0")),
    ),
    "body exchanged": (
        400, "body_changed", "XB",
        lambda s: s.carry(s.genuine().envelope, sent=s.genuine().envelope),
    ),
    "replay of the request": (409, "request_replayed", "XB", _replayed),
    "the id of another content": (409, "id_reused", "XB", _another_content),
    "too large, announced": (
        413, "too_large", "XB", lambda s: _raw(s, "Content-Length: 900000000"),
    ),
    "no length": (
        411, "length_required", "XB",
        lambda s: _raw(s, "Transfer-Encoding: chunked", body=b"0\r\n\r\n"),
    ),
    "unknown type": (
        422, "unknown_type", "XB",
        lambda s: s.carry(s.peer.message({}, "tests.unheard").envelope),
    ),
    "unknown version of the type": (
        422, "unknown_type", "XB", lambda s: s.carry(s.genuine(type_version=99).envelope),
    ),
    "unknown version of the envelope": (
        400, "unknown_version", "XB", lambda s: s.carry(_outside(s.genuine().envelope, v=2)),
    ),
    "unknown suite": (
        400, "unknown_suite", "XB",
        lambda s: s.carry(_outside(s.genuine().envelope, suite="ROT13")),
    ),
    "a critical field": (
        422, "unknown_critical", "XB",
        lambda s: s.carry(s.genuine(critical=("novel",), extensions={"novel": 1}).envelope),
    ),
    "the request's clock behind": (
        401, "clock_out_of_bounds", "XB",
        lambda s: s.carry(s.genuine().envelope, now=datetime.now(UTC) - timedelta(hours=1)),
    ),
    "the request's clock ahead": (
        401, "clock_out_of_bounds", "XB",
        lambda s: s.carry(s.genuine().envelope, now=datetime.now(UTC) + timedelta(hours=1)),
    ),
    "the message's clock ahead": (
        422, "clock_out_of_bounds", "XB", lambda s: s.carry(s.genuine(**_hours(2)).envelope),
    ),
    "expired": (422, "expired", "XB", lambda s: s.carry(s.genuine(**_hours(-48)).envelope)),
    "another algorithm of the request": (
        401, "algorithm_not_the_keys", "XB", lambda s: _with_algorithm(s, "hmac-sha256"),
    ),
    "another algorithm of the message": (
        400, "algorithm_not_the_keys", "XB",
        lambda s: s.carry(s.crafted(protected={"alg": "HS256"})),
    ),
    "no algorithm at all": (
        400, "algorithm_not_the_keys", "XB",
        lambda s: s.carry(s.crafted(protected={"alg": "none"})),
    ),
    "compressed body, announced": (
        415, "compressed", "XB",
        lambda s: s.carry(s.genuine().envelope, headers={"Content-Encoding": "gzip"}),
    ),
    "compressed on the way": (
        415, "compressed", "XB",
        lambda s: _raw(s, "Transfer-Encoding: gzip, chunked", body=b"0\r\n\r\n"),
    ),
    "compressed body, silent": (
        400, "compressed", "XB", lambda s: s.carry(gzip.compress(s.genuine().envelope)),
    ),
    "zip in the signature": (
        400, "compressed", "XB", lambda s: s.carry(s.crafted(protected={"zip": "DEF"})),
    ),
    "compressed contents": (
        400, "compressed", "XB", lambda s: s.carry(s.crafted(contents=gzip.compress)),
    ),
    "not JSON": (400, "malformed", "XB", lambda s: s.carry(b"hello")),
    "empty": (400, "malformed", "XB", lambda s: s.carry(b"")),
    "another environment": (
        400, "wrong_environment", "XB",
        lambda s: s.carry(_sealed_by(s, s.peer.keys, environment=Environment.EXERCISE)),
    ),
    "for another State": (
        400, "not_for_us", "XB", lambda s: s.carry(_sealed_by(s, s.peer.keys, receiver="XC")),
    ),
    "sealed to other keys": (
        400, "wrong_receiver_key", "XB",
        lambda s: s.carry(seal(s.genuine().header, {}, s.peer.keys, NEW_KEYS.public)),
    ),
    "inside and outside differ": (
        400, "header_mismatch", "XB", lambda s: s.carry(s.crafted(header={"id": str(uuid4())})),
    ),
    "a body that trickles": (408, "too_slow", "XB", _slow),
    "another method": (
        405, "wrong_method", "", lambda s: httpx.get(f"{s.node.base_url}{PATH}"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_bad_message_is_named_and_changes_nothing(served: Served, name: str) -> None:
    status, code, shown_as, send = CASES[name]
    served.before, entries = served.effects(), len(served.entries())
    answer = send(served)
    assert answer.status_code == status, answer.text
    receipted = status == 422
    if not receipted:
        assert answer.json()["code"] == code
        assert re.fullmatch(r"[A-Z0-9“].*\.", answer.json()["detail"])
    after = served.effects()
    kept = {"exchange_inmessage": served.before["exchange_inmessage"] + int(receipted)}
    assert after == {**served.before, **kept}, "a receipt is kept; nothing else of it is"

    said = [entry for entry in served.entries()[entries:] if entry[1] == code]
    verb = "exchange.refused" if receipted else "exchange.bad_message"
    assert [one for one, _, _ in said] == [verb]

    count = served.one(
        "select sum(count) from exchange_turnedaway where peer = %s and code = %s", shown_as, code
    )
    assert count >= 1
    _is_shown_to_the_administrator(served, code)
    if not receipted:  # on either side it has words of its own
        assert remedy_for_receiving(code) != remedy_for_receiving("the reason of a receipt")
        assert remedy_for_sending(f"http_{status} {code}") != remedy_for_sending("http_418")


def test_what_a_second_key_asks_for_is_said_on_both_sides() -> None:
    code = "second_signature_missing"
    assert "card" in str(remedy_for_receiving(code).step)
    assert "card" in str(remedy_for_sending(f"http_400 {code}").step)


def _is_shown_to_the_administrator(served: Served, code: str) -> None:
    page = signed_in(served.people.adam).get("/connections/")
    assert page.status_code == 200
    text = html.unescape(page.content.decode())
    remedy = remedy_for_receiving(code)
    for words in (code, str(remedy.meaning), str(remedy.step)):
        assert words in text


def test_the_page_is_for_the_administrator_only(served: Served) -> None:
    for person in (served.people.alice, served.people.olga, served.people.carol):
        assert signed_in(person).get("/connections/").status_code == 404
    french = signed_in(served.people.adam, language="fr").get("/connections/")
    assert "Connexions" in check_page(french, "fr")


def test_a_genuine_message_still_arrives_after_all_of_it(served: Served) -> None:
    message = served.genuine()
    answer = served.carry(message.envelope)
    assert answer.status_code == 200
    again = served.carry(message.envelope)
    assert (again.status_code, again.content) == (200, answer.content)
    assert served.one("select count(*) from exchange_seenrequest") > 1
