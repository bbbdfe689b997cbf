"""Several messages in one request: each stands or falls as if it had come alone."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from django.db import OperationalError
from django.http import HttpResponse

from homeward.foundation.exchange import ports, receiving
from homeward.foundation.exchange.errors import EffectRefused
from homeward.foundation.exchange.models import (
    Epoch,
    InMessage,
    Pair,
    TurnedAway,
)
from homeward.foundation.exchange.ports import Arrived, Filed, MessageType
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import asked_once, opened, remembering
from homeward.wire.bundles import (
    AnswerLine,
    join_envelopes,
    split_answers,
)
from homeward.wire.receipts import ReceiptState as S
from homeward.wire.receipts import verify_receipt
from tests.cluster import SuiteCluster, TestNode
from tests.exchange.carrier import carry
from tests.exchange.notes import Notes
from tests.exchange.peer import Peer, Sent, journalled, stored
from tests.node_setup import TEST_KEYS
from tests.people import People

PATH = "/exchange/v1/bundles"


Run = Callable[[Arrived], Filed]
Choose = Callable[[Run], None]


@pytest.fixture
def effect(monkeypatch: pytest.MonkeyPatch) -> Choose:
    def choose(function: Run) -> None:
        monkeypatch.setitem(ports._types, ("tests.note", 1), MessageType("tests.note", 1, function))

    return choose


def _carry(peer: Peer, *envelopes: bytes) -> HttpResponse:
    body = join_envelopes(envelopes)
    return carry(body, keys=peer.keys, path=PATH, content_type="application/x-ndjson")


def _lines(peer: Peer, *envelopes: bytes) -> list[AnswerLine]:
    answer = _carry(peer, *envelopes)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/x-ndjson")
    return split_answers(answer.content, len(envelopes))


def _state(line: AnswerLine, message: Sent) -> S:
    own = TEST_KEYS.public
    return verify_receipt(line.receipt, keys=own, message=message.ref, now=datetime.now(UTC)).state


def test_each_message_of_a_bundle_has_its_receipt_and_its_effect_once(
    peer: Peer, notes: Notes
) -> None:
    messages = [peer.message({"n": n}) for n in range(5)]
    lines = _lines(peer, *(each.envelope for each in messages), messages[0].envelope)
    assert [line.status for line in lines] == [200] * 6
    assert [_state(*pair) for pair in zip(lines, messages, strict=False)] == [S.DELIVERED] * 5
    assert lines[5] == lines[0], "who comes twice gets the very same receipt"
    assert [arrived.payload["n"] for arrived in notes.arrived] == [0, 1, 2, 3, 4]
    assert [stored(each).order for each in messages] == [""] * 5
    again = _lines(peer, *(each.envelope for each in messages))
    assert again == lines[:5]
    assert len(notes.arrived) == 5


def test_what_is_not_genuine_stands_in_nobodys_way(peer: Peer, notes: Notes) -> None:
    good, bad, other = (peer.message({"n": n}) for n in range(3))
    shown = json.loads(bad.envelope)
    text = shown["ciphertext"]
    spoilt = json.dumps({**shown, "ciphertext": text[:2000] + "AAAA" + text[2004:]}).encode()
    stranger = Peer(keys=TEST_KEYS).message({}, sender="XC")
    lines = _lines(peer, good.envelope, spoilt, b"{}", stranger.envelope, other.envelope)
    assert [line.status for line in lines] == [200, 400, 400, 400, 200]
    assert [line.code for line in lines] == [
        "",
        "bad_seal",
        "malformed",
        "unknown_sender",
        "",
    ]
    assert [arrived.payload["n"] for arrived in notes.arrived] == [0, 2]
    assert stored(other).order == "gap"
    noted = [entry.data["code"] for entry in journalled("exchange.bad_message")]
    assert noted == ["bad_seal", "malformed", "unknown_sender"]
    with opened(EXCHANGE):
        counted = dict(TurnedAway.objects.values_list("code", "count"))
    assert counted == {"bad_seal": 1, "malformed": 1, "unknown_sender": 1}
    assert _lines(peer, bad.envelope)[0].status == 200
    assert stored(bad).order == "late"


def test_an_id_with_another_digest_is_refused_in_a_bundle_too(peer: Peer, notes: Notes) -> None:
    first = peer.message({"n": 1})
    second = peer.message({"n": 2}, id=first.header.id)
    lines = _lines(peer, first.envelope, second.envelope)
    assert [(line.status, line.code) for line in lines] == [(200, ""), (409, "id_reused")]
    assert len(notes.arrived) == 1
    (entry,) = journalled("exchange.bad_message")
    assert entry.data["code"] == "id_reused"


def test_a_refused_message_leaves_nothing_and_the_others_stay(
    peer: Peer, people: People, effect: Choose
) -> None:
    def run(arrived: Arrived) -> Filed:
        send_away = arrived.payload["n"] == 1
        from homeward.foundation.duty.actions import add_task

        add_task(
            "cooperation.acknowledge",
            actor=arrived.actor,
            subject=("note", arrived.id),
            url="/",
            team=people.police,
        )
        if send_away:
            raise EffectRefused("not_today")
        return Filed(team_id=people.police.pk)

    effect(run)
    messages = [peer.message({"n": n}) for n in range(3)]
    lines = _lines(peer, *(each.envelope for each in messages))
    assert [line.status for line in lines] == [200, 422, 200]
    from homeward.foundation.duty.models import Task

    with opened(people.alice.actor):
        tasks = set(Task.objects.values_list("subject_id", flat=True))
    assert tasks == {str(messages[0].header.id), str(messages[2].header.id)}
    assert stored(messages[1]).refused == "not_today"


def test_a_fault_of_this_node_over_one_message_is_no_fault_of_the_others(
    peer: Peer, effect: Choose
) -> None:
    """Nothing of the bundle is kept at first; then each is taken in by itself."""
    runs: list[int] = []

    def run(arrived: Arrived) -> Filed:
        number = int(arrived.payload["n"])
        runs.append(number)
        if number == 1:
            raise OperationalError("the database went away")
        return Filed()

    effect(run)
    messages = [peer.message({"n": n}) for n in range(3)]
    lines = _lines(peer, *(each.envelope for each in messages))
    assert [(line.status, line.code) for line in lines] == [
        (200, ""),
        (500, "fault_of_node"),
        (200, ""),
    ]
    assert runs == [0, 1, 0, 1, 2]
    with opened(EXCHANGE):
        kept = set(InMessage.objects.values_list("message_id", flat=True))
    assert kept == {messages[0].header.id, messages[2].header.id}
    received = [entry.subject_id for entry in journalled("exchange.received")]
    assert sorted(received) == sorted(str(each) for each in kept)


def test_a_row_that_another_holds_makes_one_message_wait_and_no_other(
    peer: Peer, effect: Choose, suite: SuiteCluster, node: TestNode
) -> None:
    """The bundle gives way, so that the peer's order is not held while somebody computes."""
    held = connection_of(suite, node)
    held.execute("select * from exchange_pair where peer = 'XB' for update")

    def run(arrived: Arrived) -> Filed:
        if arrived.payload["n"] == 1:
            list(Pair.objects.select_for_update().filter(peer="XB"))
        return Filed()

    effect(run)
    messages = [peer.message({"n": n}) for n in range(3)]
    began = time.monotonic()
    lines = _lines(peer, *(each.envelope for each in messages))
    assert [line.status for line in lines] == [200, 429, 200]
    assert lines[1].retry_after == 1, "it comes again, and no attempt counts"
    assert time.monotonic() - began < 10
    held.rollback()
    held.close()
    assert _lines(peer, messages[1].envelope)[0].status == 200


def connection_of(suite: SuiteCluster, node: TestNode) -> psycopg.Connection[Any]:
    """A transaction of somebody else, in which XB's counter exists."""
    with opened(EXCHANGE):
        Pair.objects.get_or_create(peer="XB")
    return psycopg.connect(suite.cluster.superuser_url(node.home.config.database))


def test_a_restored_node_asks_for_patience_for_the_one_that_came_too_early(
    peer: Peer, people: People, effect: Choose
) -> None:
    def run(arrived: Arrived) -> Filed:
        if arrived.payload["n"] == 2:
            raise EffectRefused("unknown_request")
        return Filed(team_id=people.police.pk)

    effect(run)
    with opened(EXCHANGE):
        Epoch.objects.create(number=2, opened_at=datetime.now(UTC), opened_by="x", reason="x")
    one, _lost, three = (peer.message({"n": n}) for n in range(3))
    lines = _lines(peer, one.envelope, three.envelope)
    assert [(line.status, line.code) for line in lines] == [(200, ""), (503, "not_yet")]


def test_no_place_is_free_for_the_whole_bundle(
    peer: Peer, notes: Notes, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.conf import settings

    limits = settings.HOMEWARD_EXCHANGE
    monkeypatch.setattr(settings, "HOMEWARD_EXCHANGE", _with(limits, at_once=0))
    answer = _carry(peer, peer.message({}).envelope, peer.message({}).envelope)
    assert (answer.status_code, answer["Retry-After"]) == (429, "1")
    assert notes.arrived == []


def _with(limits: Any, **changes: Any) -> Any:
    from dataclasses import replace

    return replace(limits, **changes)


@pytest.mark.parametrize("body", [b"\n", b"{}\n\n{}", b"\n".join([b"{}"] * 17)])
def test_what_is_no_bundle_is_turned_away_and_noted(peer: Peer, body: bytes) -> None:
    answer = carry(body, keys=peer.keys, path=PATH)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    (entry,) = journalled("exchange.bad_message")
    assert (entry.data["code"], entry.data["node"]) == ("malformed", "XB")


def test_what_is_asked_once_is_asked_anew_outside() -> None:
    asked: list[int] = []

    def ask() -> int:
        asked.append(1)
        return len(asked)

    assert (asked_once("x", ask), asked_once("x", ask)) == (1, 2)
    with remembering():
        assert (asked_once("x", ask), asked_once("x", ask), asked_once("y", ask)) == (3, 3, 4)
        with remembering():
            assert asked_once("x", ask) == 3, "one transaction within another asks no more"
    assert asked_once("x", ask) == 5


def test_bundle_and_single_delivery_of_one_message_have_one_effect(
    peer: Peer, notes: Notes
) -> None:
    one, two = peer.message({"n": 1}), peer.message({"n": 2})
    status, receipt = one.deliver()
    lines = receiving.receive_bundle([one.envelope, two.envelope], "XB")
    assert (status, receipt.state) == (200, S.DELIVERED)
    assert bytes(stored(one).receipt) == lines[0][1]  # type: ignore[index]
    assert len(notes.arrived) == 2
