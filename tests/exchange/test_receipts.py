"""Receipts of every state: given once, sent, kept, awaited by their deadline, missed and met."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from homeward.foundation.duty.models import Task
from homeward.foundation.exchange.control.receipts import note_answered, note_read, send_given
from homeward.foundation.exchange.deadlines import note_late
from homeward.foundation.exchange.models import Deadline, GivenReceipt, OutMessage, Receipt
from homeward.foundation.exchange.outbox import note_failure
from homeward.foundation.exchange.queries import deliveries_of
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.exchange.settling import note_receipt
from homeward.foundation.guard.context import opened
from homeward.wire.header import Header
from homeward.wire.receipts import ReceiptState, make_receipt, verify_receipt
from tests.exchange.notes import Notes, register_notes
from tests.exchange.peer import Peer, journalled, send_note, sent, stored
from tests.node_setup import TEST_KEYS
from tests.people import People

S = ReceiptState


@pytest.fixture
def notes(people: People, monkeypatch: pytest.MonkeyPatch) -> Notes:
    hours = {"accepted": timedelta(hours=1), "read": timedelta(hours=24)}
    page = lambda thread: f"/requests/{thread}/"  # noqa: E731
    return register_notes(people, monkeypatch, deadlines=hours, page=page)


def _given() -> list[str]:
    with opened(EXCHANGE):
        return list(GivenReceipt.objects.order_by("pk").values_list("state", flat=True))


def test_what_is_put_on_a_desk_read_and_answered_is_receipted_once_each(
    peer: Peer, people: People, notes: Notes
) -> None:
    thread = uuid4()
    message = peer.message({"words": "x"}, thread=str(thread))
    assert message.deliver()[1].state is S.DELIVERED, "a desk had it by the time of the answer"
    (received,) = journalled("exchange.received")
    assert received.data["state"] == "delivered"
    assert _given() == []
    with opened(people.alice.actor):
        note_read(thread, people.alice.actor)
        note_read(thread, people.alice.actor)
    assert _given() == ["read"]
    with opened(people.alice.actor):
        note_answered(thread, people.alice.actor, types=("tests.note",))
        note_read(thread, people.alice.actor)
    assert _given() == ["read", "answered"]
    assert [e.data["state"] for e in journalled("exchange.receipt_given")] == _given()
    # One message carries them all, and XB verifies each.
    with opened(EXCHANGE):
        assert send_given("XB", EXCHANGE) == 2
        assert send_given("XB", EXCHANGE) == 0
    (carrier,) = peer.sent_here("exchange.receipts")
    now = datetime.now(UTC)
    kept = [
        verify_receipt(text.encode(), keys=TEST_KEYS.public, message=message.ref, now=now).state
        for text in carrier.payload["receipts"]
    ]
    assert kept == [S.READ, S.ANSWERED]


def test_a_stranger_of_the_case_gives_no_receipt(peer: Peer, people: People, notes: Notes) -> None:
    thread = uuid4()
    peer.message({"words": "x"}, thread=str(thread)).deliver()
    with opened(people.dan.actor):
        note_read(thread, people.dan.actor)
    assert _given() == []


def test_receipts_that_arrive_are_kept_and_shown_in_their_order(
    peer: Peer, people: People, notes: Notes
) -> None:
    thread = uuid4()
    message = send_note(people, thread)
    texts = [peer.receipt(message, state)[1].decode() for state in (S.READ, S.DELIVERED)]
    status, _ = peer.message({"receipts": texts}, type="exchange.receipts").deliver()
    assert status == 200
    assert sent(message).delivery == "accepted", "who has read it has taken it in"
    assert [told[0] for told in notes.told] == ["accepted"]
    with opened(people.alice.actor):
        (shown,) = deliveries_of(people.alice, thread)
    assert [step.word for step in shown.steps] == ["On the desk", "Read"]
    # The same once more changes nothing.
    peer.message({"receipts": texts}, type="exchange.receipts").deliver()
    with opened(EXCHANGE):
        assert Receipt.objects.count() == 2


def test_nothing_happened_to_a_message_before_it_was_made(
    peer: Peer, people: People, notes: Notes
) -> None:
    """Whoever dates his receipt back looks no quicker: times are counted from these."""
    message = send_note(people)
    row, long_ago = sent(message), datetime.now(UTC) - timedelta(days=30)
    ref = Header.from_json(row.header).ref(row.digest)
    raw = make_receipt(peer.keys, ref, state=S.ACCEPTED, at=long_ago)
    word = verify_receipt(raw, keys=peer.keys.public, message=ref, now=datetime.now(UTC))
    with opened(EXCHANGE):
        note_receipt(message, word, raw, EXCHANGE)
        assert Receipt.objects.get().at == long_ago, "as it was signed"
    assert [each[2] for each in notes.told] == [row.created_at]


def test_receipts_that_are_not_the_senders_own_are_refused_whole(
    peer: Peer, people: People, notes: Notes
) -> None:
    message, other = send_note(people), send_note(people)
    good = peer.receipt(message, S.READ)[1].decode()
    forged = Peer(keys=TEST_KEYS).receipt(other, S.READ)[1].decode()
    for texts, reason in (
        ([good, forged], "bad_receipt"),
        ([good, "x"], "bad_receipt"),
        ([good, good[:-4] + "AAAA"], "bad_receipt"),
    ):
        status, receipt = peer.message({"receipts": texts}, type="exchange.receipts").deliver()
        assert (status, receipt.reason) == (422, reason)
    with opened(EXCHANGE):
        assert not Receipt.objects.exists()


def test_a_receipt_that_comes_after_the_expiry_corrects_it(
    peer: Peer, people: People, notes: Notes
) -> None:
    message = send_note(people)
    with opened(EXCHANGE):
        OutMessage.objects.update(expires_at=datetime.now(UTC))
        note_failure(message, "ConnectError", EXCHANGE)
    assert sent(message).delivery == "expired"
    peer.accept(message)
    assert sent(message).delivery == "accepted"
    assert len(journalled("exchange.receipt_after_expiry")) == 1
    assert [told[0] for told in notes.told] == ["expired", "accepted"]


def test_a_receipt_that_contradicts_another_is_kept_and_journalled(
    peer: Peer, people: People, notes: Notes
) -> None:
    message = send_note(people)
    peer.accept(message)
    receipt, raw = peer.receipt(message, S.REFUSED, "no")
    with opened(EXCHANGE):
        note_receipt(message, receipt, raw, EXCHANGE)
        assert Receipt.objects.count() == 2
    assert sent(message).delivery == "accepted"
    (entry,) = journalled("exchange.receipt_contradicts")
    assert entry.data == {"state": "refused", "delivery": "accepted"}


def test_a_deadline_that_passes_is_told_once_and_met_later(
    peer: Peer, people: People, notes: Notes
) -> None:
    thread = uuid4()
    message = send_note(people, thread)
    now = datetime.now(UTC)
    with opened(EXCHANGE):
        assert note_late(now + timedelta(minutes=59), EXCHANGE) == 0
        assert note_late(now + timedelta(minutes=61), EXCHANGE) == 1
        assert note_late(now + timedelta(minutes=61), EXCHANGE) == 0
        task = Task.objects.get()
        assert (task.kind, task.team_id) == ("exchange.late_accepted", people.police.pk)
        assert task.url == f"/requests/{thread}/"
    (entry,) = journalled("exchange.receipt_late")
    assert entry.data == {"state": "accepted", "to": "XB"}
    with opened(people.alice.actor):
        (shown,) = deliveries_of(people.alice, thread)
    assert [step.word for step in shown.late] == ["Taken in"]
    peer.accept(message, S.READ)
    with opened(EXCHANGE):
        assert Task.objects.get().done_at is not None
        assert not Deadline.objects.filter(met_at__isnull=True).exists()
        assert note_late(now + timedelta(days=9), EXCHANGE) == 0


def test_only_what_is_amiss_with_the_order_is_shown(
    peer: Peer, people: People, notes: Notes
) -> None:
    """Four are posted at a time, so one overtakes another every day; a gap is something else."""
    thread = uuid4()
    first, second, _, fourth = (peer.message({}, thread=str(thread)) for _ in range(4))
    for message in (second, first, fourth):
        message.deliver()
    assert stored(first).order == "late"
    with opened(people.alice.actor):
        shown = [each.order for each in deliveries_of(people.alice, thread)]
    assert shown == ["Messages before it are missing", "", "Messages before it are missing"]
