"""Limits hold over all web processes, say when to come back, and hit nobody but whom they mean."""

import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import psycopg
import pytest
from django.test import override_settings

from homeward.foundation.exchange import traffic
from homeward.foundation.exchange.conditions import Conditions
from homeward.foundation.exchange.models import SeenRequest, Traffic
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.limits import STRANGERS
from tests.cluster import SuiteCluster
from tests.exchange.carrier import PATH, carry, signed_headers
from tests.exchange.served import Served, served_node
from tests.pinning import pin

pytestmark = pytest.mark.nodes
LIMITS = {
    "requests_per_minute": 12,
    "megabytes_per_minute": 2,
    "strangers_per_minute": 9,
    "at_once": 2,
    "slowest": 2,
}


@pytest.fixture
def served(suite: SuiteCluster) -> Iterator[Served]:
    """A node with low limits; this process, with the same ones, is its second web process."""
    lines = "\n".join(f"{name} = {value}" for name, value in LIMITS.items())
    with (
        served_node(suite, lines) as node,
        override_settings(HOMEWARD_EXCHANGE=Conditions(**LIMITS)),
    ):
        yield node


def _begin_of_a_minute(needed: float) -> None:
    """Counting is by minutes of the clock: wait where this one is nearly over."""
    left = 60 - time.time() % 60
    if left < needed:
        time.sleep(left + 0.1)


def _codes(answers: list[Any]) -> list[tuple[int, str]]:
    return [(a.status_code, a.json()["code"]) for a in answers]


def test_two_processes_count_together(served: Served) -> None:
    _begin_of_a_minute(20)
    other = pin("XC")
    answers: list[Any] = []
    for number in range(7):
        answers.append(served.carry(b"%d" % number))
        answers.append(carry(b"again %d" % number, keys=served.peer.keys))
    assert _codes(answers) == [(400, "malformed")] * 12 + [(429, "too_many_requests")] * 2
    for answer in answers[12:]:
        assert 1 <= int(answer.headers["Retry-After"]) <= 60
    # The other peer is not meant.
    assert _codes([served.carry(b"x", keys=other, node="XC")]) == [(400, "malformed")]
    # What comes beyond the limit is not looked at and not journalled one by one.
    for _ in range(10):
        assert served.carry(b"x").status_code == 429
    entries = [code for _, code, _ in served.entries()]
    assert entries.count("too_many_requests") <= 2
    count = "select coalesce(sum(count), 0) from exchange_turnedaway where code = %s"
    assert served.one(count, "too_many_requests") >= 2
    assert served.effects()["exchange_inmessage"] == 0


def test_strangers_have_one_limit_together_and_no_peer_pays_for_it(served: Served) -> None:
    _begin_of_a_minute(20)
    url = f"{served.node.base_url}{PATH}"
    answers = [httpx.post(url, content=b"x") for _ in range(30)]
    unsigned = [a for a in answers if a.status_code == 401]
    assert len(unsigned) == LIMITS["strangers_per_minute"]
    assert {a.json()["code"] for a in answers[len(unsigned) :]} == {"too_many_requests"}
    # Naming a peer makes a stranger no peer: the named one keeps its own count.
    stranger = httpx.post(url, content=b"x", headers={"Homeward-Node": "XB"})
    assert stranger.status_code == 429
    assert served.carry(served.genuine().envelope).status_code == 200
    assert served.one("select sum(requests) from exchange_traffic where peer = 'XB'") == 1
    assert len(served.entries()) < 15


def test_bytes_are_counted_by_what_is_announced(served: Served) -> None:
    _begin_of_a_minute(20)
    body = b"x" * 900_000
    answers = [served.carry(body) for _ in range(3)]
    assert _codes(answers) == [(400, "malformed")] * 2 + [(429, "too_many_requests")]


def test_what_is_taken_in_at_once_is_limited(served: Served) -> None:
    message = served.genuine()
    with psycopg.connect(served.admin_url) as holder:
        for slot in range(1, LIMITS["at_once"] + 1):
            holder.execute("select pg_advisory_lock(hashtext('exchange slot XB'), %s)", [slot])
        answer = served.carry(message.envelope)
        assert _codes([answer]) == [(429, "too_many_at_once")]
        assert answer.headers["Retry-After"] == "1"
        assert served.effects()["exchange_inmessage"] == 0
    # Whoever held the places went away, and they are free.
    assert served.carry(message.envelope).status_code == 200


def _trickle(served: Served, signed: bool, seconds: float) -> tuple[bytes, float]:
    """Announce a body and send a byte of it now and then; the answer, and when it came."""
    base = served.node.base_url
    port = int(base.rsplit(":", 1)[1])
    lines = [f"POST {PATH} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Content-Length: 5000"]
    if signed:
        fields = signed_headers(b"x" * 5000, keys=served.peer.keys, node="XB", base_url=base)
        lines += [f"{name}: {value}" for name, value in fields.items()]
    begun, answer = time.monotonic(), b""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as line:
        line.sendall("\r\n".join(lines).encode() + b"\r\n\r\n")
        line.settimeout(0.2)
        while time.monotonic() - begun < seconds and b"}" not in answer:
            try:
                line.sendall(b"x")
                answer += line.recv(65536)
            except TimeoutError:
                continue
            except OSError:
                break
    return answer, time.monotonic() - begun


def test_a_body_that_trickles_is_not_waited_for(served: Served) -> None:
    answer, after = _trickle(served, signed=True, seconds=15)
    assert b" 408 " in answer
    assert b"too_slow" in answer
    assert b"retry-after: 2" in answer.lower()
    assert after < 10
    # Of a stranger nothing is read at all.
    answer, after = _trickle(served, signed=False, seconds=15)
    assert b"request_unsigned" in answer
    assert after < 2


def test_slow_bodies_of_one_peer_do_not_stop_the_node(served: Served) -> None:
    other = pin("XC")
    results: list[tuple[bytes, float]] = []
    threads = [
        threading.Thread(target=lambda: results.append(_trickle(served, True, 12)))
        for _ in range(10)
    ]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    begun = time.monotonic()
    assert _codes([served.carry(b"x", keys=other, node="XC")]) == [(400, "malformed")]
    assert httpx.get(f"{served.node.base_url}/health/").status_code == 200
    assert time.monotonic() - begun < 1.5
    for thread in threads:
        thread.join()
    answers = b"".join(answer for answer, _ in results)
    assert answers.count(b"too_slow") == 4
    assert answers.count(b"too_many_at_once") == 6


def test_old_nonces_and_counts_are_forgotten(served: Served) -> None:
    served.carry(b"x")
    carry(b"y", keys=served.peer.keys)
    now = datetime.now(UTC)
    with opened(EXCHANGE):
        assert SeenRequest.objects.count() == 2
        assert traffic.sweep_traffic(now) == 0
        traffic.sweep_traffic(now + timedelta(minutes=5, seconds=50))
        assert SeenRequest.objects.count() == 2, "a request is never taken after its nonce is gone"
        traffic.sweep_traffic(now + timedelta(minutes=15))
        assert SeenRequest.objects.count() == Traffic.objects.count() == 0
    STRANGERS.forget()
