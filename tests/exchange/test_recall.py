"""A message is withdrawn: closed, kept with the reason, and followed wherever it was passed on."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from homeward.foundation.authorities.actions.peers import revoke_node
from homeward.foundation.exchange.control.recall import recall
from homeward.foundation.exchange.control.receipts import note_read
from homeward.foundation.exchange.errors import AlreadyRecalled
from homeward.foundation.exchange.models import GivenReceipt, Recall
from homeward.foundation.exchange.ports import Kept, newest, spoken
from homeward.foundation.exchange.queries import deliveries_of, recallable_in
from homeward.foundation.exchange.sending import EXCHANGE, send
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from tests.exchange.notes import register_notes
from tests.exchange.peer import Peer, Sent, journalled, send_note, stored
from tests.people import People
from tests.pinning import pin


@pytest.fixture
def peer(people: People, monkeypatch: pytest.MonkeyPatch) -> Peer:
    register_notes(people, monkeypatch)
    return Peer()


def _recall(peer: Peer, message: Sent, **changes: object) -> tuple[int, str]:
    payload = {
        "message": str(message.header.id),
        "digest": message.ref.digest,
        "reason": "Sent to the wrong State.",
        **changes,
    }
    thread = message.header.thread
    status, receipt = peer.message(payload, type="exchange.recall", thread=thread).deliver()
    return status, receipt.reason or ""


def test_a_message_of_ours_is_recalled_and_the_answer_is_seen(peer: Peer, people: People) -> None:
    thread = uuid4()
    message = send_note(people, thread)
    peer.accept(message)
    alice = people.alice
    with opened(alice.actor):
        recall(message, "Sent to the wrong State.", actor=alice.actor)
        assert recallable_in(thread) == []
        with pytest.raises(AlreadyRecalled):
            recall(message, "again", actor=alice.actor)
    (word,) = peer.sent_here("exchange.recall")
    assert (word.payload["message"], word.header.thread) == (str(message), str(thread))
    answer = {"message": str(message), "outcome": "closed", "reason": "", "passed_on": ["XC"]}
    assert peer.message(answer, type="exchange.recalled").deliver()[0] == 200
    with opened(alice.actor):
        (shown,) = deliveries_of(alice, thread)
    assert shown.recall == (
        "Recalled (Sent to the wrong State.). Closed there; the recall went on to XC."
    )
    (entry,) = journalled("exchange.recall_answered")
    assert entry.data["passed_on"] == "XC"


def test_an_answer_to_a_recall_that_was_never_asked_is_refused(peer: Peer, people: People) -> None:
    message = send_note(people)
    answer = {"message": str(message), "outcome": "closed", "reason": "", "passed_on": []}
    status, receipt = peer.message(answer, type="exchange.recalled").deliver()
    assert (status, receipt.reason) == (422, "unknown_message")


def test_a_recalled_message_is_closed_here_and_its_reader_sees_why(
    peer: Peer, people: People
) -> None:
    thread = uuid4()
    message = peer.message({"words": "x"}, thread=str(thread))
    message.deliver()
    assert _recall(peer, message) == (200, "")
    row = stored(message)
    assert (row.recall_reason, row.kept_because) == ("Sent to the wrong State.", "")
    (answer,) = peer.sent_here("exchange.recalled")
    assert answer.payload == {
        "message": str(message.header.id),
        "outcome": "closed",
        "reason": "",
        "passed_on": [],
    }
    with opened(people.alice.actor):
        (shown,) = deliveries_of(people.alice, thread)
        note_read(thread, people.alice.actor)
    assert shown.recall == "The sender recalled it (Sent to the wrong State.). It is closed."
    with opened(EXCHANGE):
        states = list(GivenReceipt.objects.values_list("state", flat=True))
    assert states == [], "what is closed is not read"


def test_a_room_that_must_keep_it_says_why(
    peer: Peer, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[UUID] = []

    def on_recall(sender: str, message: UUID, reason: str, actor: object) -> Kept:
        assert sender == "XB"
        seen.append(message)
        return Kept("Evidence in proceedings.")

    register_notes(people, monkeypatch, on_recall=on_recall)
    message = peer.message({"words": "x"})
    message.deliver()
    assert _recall(peer, message) == (200, "")
    assert seen == [message.header.id]
    assert stored(message).kept_because == "Evidence in proceedings."
    (answer,) = peer.sent_here("exchange.recalled")
    assert (answer.payload["outcome"], answer.payload["reason"]) == (
        "kept",
        "Evidence in proceedings.",
    )


def test_a_recall_of_what_never_came_is_answered_so(peer: Peer) -> None:
    assert _recall(peer, peer.message({"words": "x"})) == (200, "")
    (answer,) = peer.sent_here("exchange.recalled")
    assert answer.payload["outcome"] == "unknown"


def test_a_recall_that_names_another_digest_changes_nothing(peer: Peer) -> None:
    message = peer.message({"words": "x"})
    message.deliver()
    assert _recall(peer, message, digest="0" * 64) == (422, "id_reused")
    assert stored(message).recalled_at is None


def test_where_it_was_passed_on_to_so_does_the_recall(peer: Peer, people: People) -> None:
    pin("XC")
    message = peer.message({"words": "x"})
    message.deliver()
    actor = people.alice.actor
    with opened(actor):
        copy = send(
            "tests.note",
            {"words": "x"},
            to="XC",
            thread=uuid4(),
            actor=actor,
            derived_from=[message.header.id],
        )
    assert _recall(peer, message) == (200, "")
    with opened(EXCHANGE):
        onward = Recall.objects.get()
        assert (onward.message_id, onward.reason) == (copy, "Sent to the wrong State.")
    (answer,) = peer.sent_here("exchange.recalled")
    assert answer.payload["passed_on"] == ["XC"]


def _copy(people: People, message: Sent, to: str) -> UUID:
    actor = people.alice.actor
    with opened(actor):
        return send(
            "tests.note",
            {"words": "x"},
            to=to,
            thread=uuid4(),
            actor=actor,
            derived_from=[message.header.id],
        )


def _recalled() -> set[UUID]:
    with opened(EXCHANGE):
        return set(Recall.objects.values_list("message_id", flat=True))


def test_a_message_of_the_same_id_from_elsewhere_withdraws_no_copy(
    peer: Peer, people: People
) -> None:
    other = Peer(pin("XC"))
    pin("XD")
    message = peer.message({"words": "x"})
    message.deliver()
    copy = _copy(people, message, "XD")
    same = other.message({"words": "y"}, sender="XC", id=message.header.id)
    assert same.deliver()[0] == 200
    payload = {"message": str(same.header.id), "digest": same.ref.digest, "reason": "Mine."}
    word = other.message(payload, type="exchange.recall", sender="XC", thread=same.header.thread)
    assert word.deliver()[0] == 200
    assert _recalled() == set(), "what XC sent later is not what was passed on"
    assert _recall(peer, message) == (200, "")
    assert _recalled() == {copy}


def test_a_state_that_cannot_be_reached_does_not_hinder_the_recall(
    peer: Peer, people: People
) -> None:
    for state in ("XC", "XD"):
        pin(state)
    message = peer.message({"words": "x"})
    message.deliver()
    _copy(people, message, "XC")
    reached = _copy(people, message, "XD")
    setup = service("setup")
    with opened(setup):
        assert revoke_node("XC", at=datetime.now(UTC), reason="The key is lost.", actor=setup)
    assert _recall(peer, message) == (200, "")
    assert _recalled() == {reached}
    assert stored(message).recalled_at is not None
    (answer,) = peer.sent_here("exchange.recalled")
    assert answer.payload["passed_on"] == ["XD"]
    (entry,) = journalled("exchange.recall_taken")
    assert (entry.data["passed_on"], entry.data["not_reached"]) == ("XD", "XC")


def test_every_room_closes_what_its_messages_left_there_or_says_that_it_stays() -> None:
    """Without a hook the message alone is closed: right only where it left nothing to read."""
    leaves_nothing = {
        # An answer by yes or no, and what a State says of its own directory, which its next word
        # replaces.
        "cooperation.hand_over_answer",
        "authorities.ping",
        "authorities.ping_answer",
        "authorities.contacts",
    }
    kinds = [newest(type_) for type_ in spoken() if not type_.startswith(("exchange.", "tests."))]
    without = {kind.type for kind in kinds if kind is not None and kind.on_recall is None}
    assert without == leaves_nothing
