"""One peer, message or step that fails holds up no other."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import Any
from uuid import uuid4

import pytest

from homeward.foundation.authorities.models import PeerKey
from homeward.foundation.exchange import handing, jobs, ports
from homeward.foundation.exchange.control import recall as recalling
from homeward.foundation.exchange.control.epochs import not_asked, open_epoch
from homeward.foundation.exchange.control.missing import GRACE, ask_for_missing
from homeward.foundation.exchange.control.receipts import give
from homeward.foundation.exchange.control.types import tell_types
from homeward.foundation.exchange.errors import AlreadyRecalled
from homeward.foundation.exchange.models import (
    Deadline,
    GivenReceipt,
    Link,
    OutMessage,
    Receipt,
    Source,
)
from homeward.foundation.exchange.outbox import note_failure
from homeward.foundation.exchange.posting import Answer
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.exchange.settling import note_receipt
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.node import sweeps
from homeward.wire.header import Header
from homeward.wire.receipts import ReceiptState, make_receipt
from tests.exchange.notes import Notes, register_notes
from tests.exchange.peer import Peer, journalled, send_note, sent, stored
from tests.jobs import run_jobs
from tests.people import People
from tests.pinning import pin

S = ReceiptState


@pytest.fixture
def notes(people: People, monkeypatch: pytest.MonkeyPatch) -> Notes:
    return register_notes(people, monkeypatch, deadlines={"accepted": timedelta(hours=1)})


Answering = Callable[..., list[str]]


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Answering:
    """Let XB answer what it is posted; returns the list of what was posted."""

    def with_answers(answer: Callable[[str, bytes], Answer]) -> list[str]:
        posted: list[str] = []

        def post(url: str, path: str, body: bytes, **_: Any) -> Answer:
            posted.append(path)
            return answer(path, body)

        monkeypatch.setattr(handing, "post", post)
        return posted

    return with_answers


def _lose_keys(state: str) -> None:
    """The State's node signs with no key that is good, and nobody has decided on another."""
    past = datetime.now(UTC) - timedelta(hours=1)
    with opened(service("setup")):
        PeerKey.objects.filter(state_id=state).update(valid_until=past)


def test_a_peer_that_nothing_can_be_sent_to_holds_up_no_other(
    peer: Peer, people: People, notes: Notes
) -> None:
    gone = send_note(people)
    peer.message({})
    peer.message({}).deliver()
    pin("XC")
    _lose_keys("XB")
    at = datetime.now(UTC) + GRACE + timedelta(seconds=1)
    with opened(EXCHANGE):
        assert ask_for_missing(at, EXCHANGE) == 0
        tell_types(EXCHANGE)
        assert Source.objects.get(peer="XC").told, "the other learns what is spoken here"
        assert not Source.objects.get(peer="XB").told
        OutMessage.objects.filter(pk=gone).update(expires_at=datetime.now(UTC))
        note_failure(gone, "ConnectError", EXCHANGE)
    assert sent(gone).delivery == "expired"


def test_a_step_of_the_sweep_that_fails_leaves_the_others_their_turn(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    def fail(*facts: Any) -> None:
        done.append("late")
        raise ValueError("first")

    def fail_too(*facts: Any) -> None:
        raise KeyError("second")

    monkeypatch.setattr(sweeps, "note_late", fail)
    monkeypatch.setattr(sweeps, "ask_for_missing", fail_too)
    for name in ("keep_directories", "sweep_attachments"):
        monkeypatch.setattr(sweeps, name, lambda name=name: done.append(name))
    for name in ("tell_types", "sweep_traffic", "hourly"):
        monkeypatch.setattr(sweeps, name, lambda fact, name=name: done.append(name))
    with pytest.raises(ValueError, match="first"):
        sweeps.sweep(stalled_after=60)
    assert done == [
        "keep_directories",
        "late",
        "tell_types",
        "sweep_traffic",
        "sweep_attachments",
        "hourly",
    ]


def test_a_round_ends_when_the_peer_is_silent(
    peer: Peer, people: People, notes: Notes, answering: Answering
) -> None:
    """Of seventy messages a dead peer is tried with as many as a round takes."""
    messages = [send_note(people) for _ in range(70)]
    posted = answering(lambda path, body: Answer(failure="ConnectTimeout"))
    run_jobs("exchange.deliver")
    assert set(posted) == {"/exchange/v1/bundles"}
    tried = len(posted)  # no connection was made: one message of each is enough to say so
    assert 0 < tried <= 4
    rows = [sent(each) for each in messages]
    assert sum(row.attempts for row in rows) == tried
    assert [row.last_error for row in rows].count("ConnectTimeout") == tried
    # The others are due when the peer's pause is over, not after a lease.
    assert all(row.next_attempt_at <= datetime.now(UTC) for row in rows if not row.attempts)


def test_a_round_of_messages_that_go_alone_ends_when_the_peer_is_silent(
    peer: Peer, people: People, notes: Notes, answering: Answering
) -> None:
    messages = [send_note(people) for _ in range(40)]
    with opened(EXCHANGE):
        OutMessage.objects.update(attempts=1)
    posted = answering(lambda path, body: Answer(failure="ReadTimeout"))
    run_jobs("exchange.deliver")
    assert set(posted) == {"/exchange/v1/messages"}
    assert 0 < len(posted) <= 8, "four at a time, and no more once one had no answer"
    rows = [sent(each) for each in messages]
    assert sum(row.attempts - 1 for row in rows) == len(posted)
    assert all(row.next_attempt_at <= datetime.now(UTC) for row in rows if row.attempts == 1)


def test_a_room_that_fails_over_a_receipt_holds_up_no_other_message(
    peer: Peer,
    people: People,
    notes: Notes,
    answering: Answering,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spoilt, good = send_note(people), send_note(people)

    def fail(message_id: object, *facts: Any) -> None:
        if message_id == spoilt:
            raise RuntimeError("The room fails.")

    kind = ports.MessageType("tests.note", 1, lambda a: ports.Filed(), fail, None, None)
    monkeypatch.setitem(ports._types, ("tests.note", 1), kind)
    by_digest = {sent(each).digest: each for each in (spoilt, good)}

    def posted(group: list[Any]) -> list[Any]:
        return [(each, Answer(200, _receipt(peer, by_digest, each))) for each in group]

    monkeypatch.setattr(handing, "_posted", posted)
    run_jobs("exchange.deliver")
    assert sent(good).delivery == "accepted"
    row = sent(spoilt)
    assert (row.delivery, row.last_error) == ("pending", "not_kept")
    assert row.next_attempt_at is not None
    assert row.next_attempt_at > datetime.now(UTC)
    with opened(EXCHANGE):
        assert list(Receipt.objects.values_list("message_id", flat=True)) == [good]
        assert Link.objects.get(peer="XB").failures == 0


def _receipt(peer: Peer, by_digest: dict[str, Any], attempt: Any) -> bytes:
    return peer.receipt(by_digest[attempt.ref.digest], S.ACCEPTED)[1]


def test_an_answer_that_nobody_signed_makes_no_link_well(
    peer: Peer, people: People, notes: Notes, answering: Answering
) -> None:
    answering(lambda path, body: Answer(200, b"It is here, believe me."))
    message = send_note(people)
    run_jobs("exchange.deliver")
    assert sent(message).last_error == "malformed"
    with opened(EXCHANGE):
        link = Link.objects.get(peer="XB")
    assert (link.delivered_at, link.failure) == (None, "malformed")


def test_a_pause_is_no_attempt(
    peer: Peer, people: People, notes: Notes, answering: Answering
) -> None:
    answering(lambda path, body: Answer(429, failure="http_429 busy", pause=90))
    message = send_note(people)
    before = datetime.now(UTC)
    run_jobs("exchange.deliver")
    row = sent(message)
    assert (row.attempts, row.last_error) == (0, "http_429 busy")
    assert row.next_attempt_at is not None
    assert timedelta(seconds=85) < row.next_attempt_at - before < timedelta(seconds=120)
    # One that expires before the pause is over is tried once more at that moment.
    with opened(EXCHANGE):
        soon = datetime.now(UTC) + timedelta(seconds=5)
        OutMessage.objects.update(expires_at=soon, next_attempt_at=datetime.now(UTC))
        Link.objects.update(paused_until=None)
    jobs.call_courier("XB")
    run_jobs("exchange.deliver")
    row = sent(message)
    assert row.attempts == 1
    assert row.next_attempt_at is not None
    assert row.next_attempt_at <= soon


def test_messages_of_a_new_epoch_may_come_before_the_word_that_opens_it(
    peer: Peer, people: People, notes: Notes
) -> None:
    ours = send_note(people)
    peer.accept(ours)
    peer.anew()
    known = {"epoch": 1, "last": 0, "missing": []}
    word = {"epoch": peer.epoch, "before": 1, "sent": 0, "received": known}
    opening = peer.message(word, type="exchange.epoch")
    early = peer.message({"n": 2})
    assert early.deliver()[0] == 200
    assert opening.deliver()[0] == 200
    assert stored(opening).refused == ""
    assert len(peer.sent_here("exchange.returned")) == 1
    # Said a second time it is past, whoever repeats it.
    status, receipt = peer.message(word, type="exchange.epoch").deliver()
    assert (status, receipt.reason) == (422, "epoch_is_past")


def test_what_is_too_large_to_be_returned_is_journalled_and_the_rest_returned(
    peer: Peer, people: People, notes: Notes
) -> None:
    large, small = send_note(people, payload={"words": token_hex(2_000_000)}), send_note(people)
    for each in (large, small):
        peer.accept(each)
    peer.anew()
    known = {"epoch": 1, "last": 0, "missing": []}
    word = {"epoch": peer.epoch, "before": 1, "sent": 0, "received": known}
    assert peer.message(word, type="exchange.epoch").deliver()[0] == 200
    (entry,) = journalled("exchange.not_returned")
    assert (entry.subject_id, entry.data) == (str(large), {"to": "XB", "code": "too_large"})
    assert len(peer.sent_here("exchange.returned")) == 1
    (noticed,) = journalled("exchange.epoch_noticed")
    assert noticed.data["returned"] == 1


def test_a_receipt_for_what_this_node_lost_is_left_out_and_the_others_kept(
    peer: Peer, people: People, notes: Notes
) -> None:
    known, lost = send_note(people), uuid4()
    row = sent(known)
    ref = replace(Header.from_json(row.header).ref(row.digest), id=lost)
    of_lost = make_receipt(peer.keys, ref, state=S.READ, at=datetime.now(UTC))
    texts = [of_lost.decode(), peer.receipt(known, S.READ)[1].decode()]
    status, _ = peer.message({"receipts": texts}, type="exchange.receipts").deliver()
    assert status == 200
    assert sent(known).delivery == "accepted"
    (entry,) = journalled("exchange.receipt_of_unknown")
    assert (entry.subject_id, entry.data) == (str(lost), {"sender": "XB"})


@pytest.mark.parametrize("state", [S.REFUSED, S.EXPIRED])
def test_where_no_receipt_comes_any_more_none_is_late(
    peer: Peer, people: People, notes: Notes, state: ReceiptState
) -> None:
    message = send_note(people)
    receipt, raw = peer.receipt(message, state, "no")
    with opened(EXCHANGE):
        assert Deadline.objects.filter(met_at__isnull=True).exists()
        note_receipt(message, receipt, raw, EXCHANGE)
        assert not Deadline.objects.filter(met_at__isnull=True).exists()


def test_what_expired_unheard_awaits_no_receipt(peer: Peer, people: People, notes: Notes) -> None:
    message = send_note(people)
    with opened(EXCHANGE):
        OutMessage.objects.update(expires_at=datetime.now(UTC))
        note_failure(message, "ConnectError", EXCHANGE)
        assert not Deadline.objects.filter(met_at__isnull=True).exists()


def test_two_who_open_or_recall_in_one_moment_do_it_once(
    peer: Peer, people: People, notes: Notes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each looked before the other had written: what the database refuses is no failure."""
    thread = uuid4()
    peer.message({}, thread=str(thread)).deliver()
    row = stored(notes.arrived[0].id)
    with opened(EXCHANGE):
        assert give(row, S.READ, EXCHANGE)
        kept = GivenReceipt.objects.count()
        monkeypatch.setattr("django.db.models.QuerySet.exists", lambda self: False)
        assert not give(row, S.READ, EXCHANGE)
        assert GivenReceipt.objects.count() == kept
    monkeypatch.undo()
    message = send_note(people)
    peer.accept(message)
    actor = people.alice.actor
    with opened(actor):
        recalling.recall(message, "Wrong State.", actor=actor)
        monkeypatch.setattr("django.db.models.QuerySet.exists", lambda self: False)
        with pytest.raises(AlreadyRecalled):
            recalling.recall(message, "Wrong State.", actor=actor)


def test_a_restored_node_asks_the_peers_that_it_can(
    peer: Peer, people: People, notes: Notes
) -> None:
    """One whose keys all ended is named, so that somebody calls; the others are asked."""
    pin("XC")
    _lose_keys("XC")
    with opened(EXCHANGE):
        number = open_epoch("The disk failed.", actor=EXCHANGE)
        assert not_asked(number) == ["XC"]
    assert len(peer.sent_here("exchange.epoch")) == 1


def test_a_tombstone_that_expired_is_closed_where_its_number_is_missed(
    peer: Peer, people: People, notes: Notes
) -> None:
    gone = send_note(people)
    with opened(EXCHANGE):
        OutMessage.objects.filter(pk=gone).update(expires_at=datetime.now(UTC))
        note_failure(gone, "ConnectError", EXCHANGE)
        tombstone = OutMessage.objects.get(type="exchange.closed")
        OutMessage.objects.filter(pk=tombstone.pk).update(expires_at=datetime.now(UTC))
        note_failure(tombstone.pk, "ConnectError", EXCHANGE)
    question = {"epoch": 1, "ranges": [[1, tombstone.sequence]]}
    assert peer.message(question, type="exchange.missing").deliver()[0] == 200
    closed = [each.payload["sequence"] for each in peer.sent_here("exchange.closed")[1:]]
    assert closed == [1, tombstone.sequence]


def test_a_message_that_a_bad_line_lost_many_times_goes_with_the_others(
    peer: Peer, people: People, notes: Notes, answering: Answering
) -> None:
    """Its own attempts say nothing of the peer, which answers to everything else."""
    message = send_note(people)
    for failure, longest in (("ReadTimeout", 60), ("http_500", 1800 * 1.25)):
        status = 0 if failure == "ReadTimeout" else 500
        answer = Answer(status, failure=failure)
        answering(lambda path, body, answer=answer: answer)
        with opened(EXCHANGE):
            OutMessage.objects.update(attempts=12, next_attempt_at=datetime.now(UTC))
            Link.objects.update(paused_until=None)
        jobs.call_courier("XB")
        run_jobs("exchange.deliver")
        row = sent(message)
        assert (row.attempts, row.last_error, row.delivery) == (13, failure, "pending")
        assert row.next_attempt_at is not None
        wait = (row.next_attempt_at - datetime.now(UTC)).total_seconds()
        assert longest * 0.5 < wait <= longest
