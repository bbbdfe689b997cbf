"""Two nodes over real HTTP: once, in order, with the same receipt, whatever is killed."""

import json
import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import UUID, uuid4

import httpx
import pytest
import rfc8785
from django.conf import settings
from django.db import connections

from homeward.foundation.exchange.errors import NotConnected
from homeward.foundation.exchange.jobs import deliver_one
from homeward.foundation.exchange.models import OutMessage, Receipt
from homeward.foundation.exchange.outbox import sealed
from homeward.foundation.exchange.sending import EXCHANGE, send
from homeward.foundation.guard.context import opened
from homeward.foundation.vault.node_keys import own_keys
from homeward.wire.envelope import message_digest, seal
from homeward.wire.header import Header
from homeward.wire.keys import NodeKeys, PublicKeys
from homeward.wire.receipts import ReceiptState, verify_receipt
from tests.cluster import SuiteCluster
from tests.exchange.carrier import carry_to
from tests.node_setup import TEST_KEYS
from tests.people import People
from tests.receiver import KeptReceiver, Receiver, a_request, kept_receiver, send_one

pytestmark = pytest.mark.nodes
REFUSED = "exchange.refused"


@pytest.fixture(scope="module")
def kept(suite: SuiteCluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeptReceiver]:
    with kept_receiver(suite, tmp_path_factory.mktemp("cards")) as kept:
        yield kept


@pytest.fixture
def receiver(kept: KeptReceiver, people: People) -> Receiver:
    return kept.ready()


def _deliver(message: UUID) -> None:
    deliver_one(message, EXCHANGE)


def _sent(message: UUID) -> OutMessage:
    with opened(EXCHANGE):
        return OutMessage.objects.get(pk=message)


def _sealed(message: UUID) -> bytes:
    with opened(EXCHANGE):
        return sealed(OutMessage.objects.get(pk=message))


def _post(receiver: Receiver, envelope: bytes) -> httpx.Response:
    return carry_to(receiver.node.base_url, envelope, keys=TEST_KEYS, node="XA")


def _effects(receiver: Receiver) -> int:
    return int(receiver.one("select count(*) from cooperation_request"))


def test_a_message_arrives_once_whatever_happens(receiver: Receiver, people: People) -> None:
    """Delivered, repeated, raced, killed and retried: one effect, one receipt."""
    message = send_one(people)
    _deliver(message)
    sent = _sent(message)
    assert sent.delivery == "accepted"
    with opened(EXCHANGE):
        receipt = bytes(Receipt.objects.get(message_id=message).statement)
    assert _effects(receiver) == 1
    assert receiver.one("select sender from exchange_inmessage") == "XA"

    # Repeated, one after the other and all at once: the very same receipt.
    envelope = _sealed(message)
    with ThreadPoolExecutor(max_workers=8) as pool:
        answers = list(pool.map(lambda _: _post(receiver, envelope), range(8)))
    assert {(a.status_code, a.content) for a in answers} == {(200, receipt)}
    assert _effects(receiver) == 1

    # A second message while the receiver is dead: kept, counted, delivered when it is back.
    second = send_one(people)
    killed = receiver.node.kill("web")
    _deliver(second)
    waiting = _sent(second)
    assert (waiting.delivery, waiting.attempts) == ("pending", 1)
    assert waiting.last_error
    receiver.node.wait_for_new("web", killed)
    receiver.node.wait_until_healthy()
    _deliver(second)
    assert _sent(second).delivery == "accepted"
    assert _effects(receiver) == 2


@pytest.mark.chaos
def test_killed_at_random_moments_nothing_is_lost_or_doubled(
    receiver: Receiver, people: People
) -> None:
    messages = [send_one(people) for _ in range(6)]
    chance = random.Random(18)
    for message in messages:
        old = receiver.node.pid("web")
        killer = threading.Timer(chance.uniform(0, 0.06), receiver.node.kill, args=["web"])
        killer.start()
        _deliver(message)
        killer.join()
        receiver.node.wait_for_new("web", old)
        receiver.node.wait_until_healthy()
    for message in messages:
        while _sent(message).delivery == "pending":
            _deliver(message)
            time.sleep(0.1)
    assert {_sent(m).delivery for m in messages} == {"accepted"}
    assert _effects(receiver) == len(messages)
    assert receiver.one("select count(*) from exchange_inmessage") == len(messages)
    connections.close_all()


def test_within_a_thread_order_is_kept(receiver: Receiver, people: People) -> None:
    thread = uuid4()
    first, second = send_one(people, thread), send_one(people, thread)
    _deliver(second)
    assert _sent(second).attempts == 0
    _deliver(first)
    _deliver(second)
    assert _sent(first).delivery == "accepted"
    # The second opens the same thread again: genuine, but it cannot take effect. Signed as such.
    assert _sent(second).delivery == "refused"
    assert _sent(second).reason == "request_exists"
    assert _effects(receiver) == 1


def _header(**changes: object) -> Header:
    with opened(EXCHANGE):
        stored = OutMessage.objects.order_by("-sequence").first()
    assert stored is not None
    fields = {**stored.header, "id": str(uuid4()), **changes}
    return Header.from_json(fields)


def test_what_is_not_genuine_changes_nothing_and_is_journalled(
    receiver: Receiver, people: People
) -> None:
    message = send_one(people)
    theirs = PublicKeys.from_json(_pinned_keys())
    stranger = NodeKeys.generate()
    envelope = _sealed(message)
    bad = {
        "bad_seal": _spoiled(envelope),
        "unknown_sender": seal(_header(sender="XC"), a_request(), own_keys(), theirs),
        "unknown_key": seal(_header(), a_request(), stranger, theirs),
        "wrong_environment": seal(_header(environment="exercise"), a_request(), own_keys(), theirs),
        "not_for_us": seal(_header(receiver="XC"), a_request(), own_keys(), theirs),
        "malformed": b"not an envelope",
    }
    seen = {}
    for code, raw in bad.items():
        answer = _post(receiver, raw)
        assert 400 <= answer.status_code < 500
        seen[code] = answer.json()["code"]
    assert seen == {code: code for code in bad}
    assert _effects(receiver) == 0
    journalled = receiver.one(
        "select array_agg(data->>'code' order by number) from journal_entry"
        " where verb = 'exchange.bad_message'"
    )
    assert journalled == list(bad)

    # The same id with another content is refused, and the first stands.
    _deliver(message)
    other = {**a_request(), "reference": "XA-2026-000009/01"}
    forged = seal(_header(id=str(message)), other, own_keys(), theirs)
    answer = _post(receiver, forged)
    assert (answer.status_code, answer.json()["code"]) == (409, "id_reused")
    assert receiver.one("select reference from cooperation_request") == "XA-2026-000001/01"


def test_a_genuine_nodes_mistake_is_refused_by_signature(
    receiver: Receiver, people: People
) -> None:
    """Not an error of the server that is retried for two weeks."""
    message = send_one(people, payload={**a_request(), "due": "soon"})
    _deliver(message)
    sent = _sent(message)
    assert (sent.delivery, sent.reason) == ("refused", "malformed_payload")
    assert _effects(receiver) == 0
    assert receiver.one("select data->>'reason' from journal_entry where verb = %s", REFUSED) == (
        "malformed_payload"
    )


def test_an_expired_message_is_answered_with_a_receipt(receiver: Receiver, people: People) -> None:
    message = send_one(people)
    past = {"time": "2026-01-01T00:00:00.000000Z", "expires": "2026-01-02T00:00:00.000000Z"}
    theirs = PublicKeys.from_json(_pinned_keys())
    late = _header(**past)
    answer = _post(receiver, seal(late, a_request(), own_keys(), theirs))
    assert answer.status_code == 422
    ref = late.ref(message_digest(late, a_request()))
    receipt = verify_receipt(answer.content, keys=theirs, message=ref, now=datetime.now(UTC))
    assert (receipt.state, receipt.reason) == (ReceiptState.EXPIRED, "expired")
    assert _effects(receiver) == 0
    assert _sent(message).delivery == "pending"


def test_a_body_beyond_the_limit_is_turned_away_and_journalled(receiver: Receiver) -> None:
    try:
        answer = _post(receiver, b"x" * (41 * 1024 * 1024))
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    except httpx.WriteError:
        pass  # the node answered before the whole body was sent, and closed
    query = "select data->>'code' from journal_entry where verb = 'exchange.bad_message'"
    assert receiver.one(query) == "too_large"


def _spoiled(envelope: bytes) -> bytes:
    """The envelope with one letter of its ciphertext changed."""
    outer = json.loads(envelope)
    text = outer["ciphertext"]
    middle = len(text) // 2
    other = "A" if text[middle] != "A" else "B"
    outer["ciphertext"] = text[:middle] + other + text[middle + 1 :]
    return rfc8785.dumps(outer)


def _pinned_keys() -> dict[str, object]:
    from homeward.foundation.authorities.models import Node

    return dict(Node.objects.get(pk="XB").keys)


def test_a_state_without_a_node_is_said_so(people: People) -> None:
    with opened(people.alice.actor), pytest.raises(NotConnected):
        send("cooperation.request", {}, to="XD", thread=uuid4(), actor=people.alice.actor)
    with opened(EXCHANGE):
        assert OutMessage.objects.count() == 0
    assert settings.HOMEWARD_STATE == "XA"
