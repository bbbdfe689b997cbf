"""Numbers that are missing: asked for, sent, closed by a tombstone, or returned."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from homeward.foundation.exchange.control import missing
from homeward.foundation.exchange.control.missing import GRACE, ask_for_missing
from homeward.foundation.exchange.models import InMessage, OutMessage, Tombstone
from homeward.foundation.exchange.ordering import missing_from
from homeward.foundation.exchange.outbox import note_failure
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from tests.exchange.notes import Notes
from tests.exchange.peer import Peer, journalled, send_note, sent, stored
from tests.people import People


def _expire(message: object) -> None:
    with opened(EXCHANGE):
        OutMessage.objects.filter(pk=message).update(expires_at=datetime.now(UTC))
        note_failure(message, "ConnectError", EXCHANGE)  # type: ignore[arg-type]


def test_a_message_that_expired_is_closed_by_a_signed_tombstone(
    peer: Peer, people: People, notes: Notes
) -> None:
    first, second = send_note(people), send_note(people)
    _expire(second)
    (tombstone,) = peer.sent_here("exchange.closed")
    row = sent(second)
    assert tombstone.payload["message"] == str(second)
    assert (tombstone.payload["sequence"], tombstone.payload["epoch"]) == (2, 1)
    assert (tombstone.payload["digest"], tombstone.payload["previous"]) == (
        row.digest,
        sent(first).digest,
    )
    # The tombstone itself expires without another one.
    _expire(tombstone.header.id)
    assert len(peer.sent_here("exchange.closed")) == 1


def _closing(peer: Peer, gone: object) -> dict[str, object]:
    header = gone.header  # type: ignore[attr-defined]
    return {
        "message": str(header.id),
        "epoch": header.epoch,
        "sequence": header.sequence,
        "digest": gone.ref.digest,  # type: ignore[attr-defined]
        "previous": header.previous,
        "expired": datetime.now(UTC).isoformat(),
    }


def test_a_tombstone_explains_the_gap(peer: Peer, notes: Notes) -> None:
    peer.message({}).deliver()
    gone = peer.message({})
    later = peer.message({})
    later.deliver()
    assert stored(later).order == "gap"
    with opened(EXCHANGE):
        assert missing_from("XB") == [(2, 2)]
    closing = peer.message(_closing(peer, gone), type="exchange.closed")
    assert closing.deliver()[0] == 200
    assert stored(closing).order == ""
    with opened(EXCHANGE):
        assert missing_from("XB") == []
        assert Tombstone.objects.get().message_id == gone.header.id
    (entry,) = journalled("exchange.closed")
    assert entry.subject_id == str(gone.header.id)


def test_a_tombstone_whose_digest_breaks_the_chain_shows(peer: Peer, notes: Notes) -> None:
    gone = peer.message({})
    payload = {**_closing(peer, gone), "digest": "0" * 64}
    peer.message(payload, type="exchange.closed").deliver()
    # The message that carried it names the true digest of the one before it.
    with opened(EXCHANGE):
        (row,) = InMessage.objects.all()
    assert row.order in ("broken", "gap")


def test_a_tombstone_for_what_is_here_is_answered_with_its_receipt(
    peer: Peer, notes: Notes
) -> None:
    message = peer.message({})
    message.deliver()
    peer.message(_closing(peer, message), type="exchange.closed").deliver()
    (answer,) = peer.sent_here("exchange.receipts")
    assert answer.payload["receipts"] == [bytes(stored(message).receipt).decode()]
    with opened(EXCHANGE):
        assert not Tombstone.objects.exists()


def test_an_old_gap_is_asked_for_at_growing_pauses(peer: Peer, notes: Notes) -> None:
    peer.message({})
    peer.message({}).deliver()
    now = datetime.now(UTC)
    with opened(EXCHANGE):
        assert ask_for_missing(now, EXCHANGE) == 0, "it may be reordering"
        at = now + GRACE + timedelta(seconds=1)
        assert ask_for_missing(at, EXCHANGE) == 1
        assert ask_for_missing(at + GRACE, EXCHANGE) == 0
        assert ask_for_missing(at + 2 * GRACE, EXCHANGE) == 1
        assert ask_for_missing(at + 4 * GRACE, EXCHANGE) == 0
    asked = peer.sent_here("exchange.missing")
    assert [each.payload for each in asked] == [{"epoch": 1, "ranges": [[1, 1]]}] * 2
    assert len(journalled("exchange.asked_for_missing")) == 2


def test_while_what_is_missing_comes_the_pauses_do_not_grow(peer: Peer, notes: Notes) -> None:
    first, second, _, last = (peer.message({"n": n}) for n in range(4))
    last.deliver()
    at = datetime.now(UTC) + GRACE + timedelta(seconds=1)
    with opened(EXCHANGE):
        assert ask_for_missing(at, EXCHANGE) == 1
    for came in (first, second):
        came.deliver()
        at += 2 * GRACE
        with opened(EXCHANGE):
            assert ask_for_missing(at, EXCHANGE) == 1
    with opened(EXCHANGE):
        assert ask_for_missing(at + 2 * GRACE, EXCHANGE) == 1
        assert ask_for_missing(at + 4 * GRACE, EXCHANGE) == 0, "nothing came"


def test_each_missing_number_is_accounted_for(peer: Peer, people: People, notes: Notes) -> None:
    accepted, expired, waiting = (send_note(people) for _ in range(3))
    peer.accept(accepted)
    _expire(expired)
    with opened(EXCHANGE):
        later = datetime.now(UTC) + timedelta(minutes=20)
        OutMessage.objects.filter(pk=waiting).update(next_attempt_at=later)
    ask = peer.message({"epoch": 1, "ranges": [[1, 3], [9, 9]]}, type="exchange.missing")
    assert ask.deliver()[0] == 200
    at = sent(waiting).next_attempt_at
    assert at is not None
    assert at <= datetime.now(UTC)
    assert len(peer.sent_here("exchange.closed")) == 2
    (returned,) = peer.sent_here("exchange.returned")
    assert len(returned.payload["receipts"]) == 1


@pytest.mark.parametrize(
    "ranges", [None, [[1]], [["1", "2"]], [[2, 1]], [[0, 1]], [[True, 2]], [[1, 2]] * 101]
)
def test_a_malformed_question_is_refused(peer: Peer, notes: Notes, ranges: object) -> None:
    status, receipt = peer.message(
        {"epoch": 1, "ranges": ranges}, type="exchange.missing"
    ).deliver()
    assert (status, receipt.reason) == (422, "malformed_payload")


def test_a_huge_question_is_answered_in_part(peer: Peer, people: People, notes: Notes) -> None:
    send_note(people, uuid4())
    ask = peer.message({"epoch": 1, "ranges": [[1, 2**53 - 1]]}, type="exchange.missing")
    assert ask.deliver()[0] == 200


def test_who_asks_again_and_again_fills_no_disk(
    peer: Peer, people: People, notes: Notes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One small question made this node write a large message for each time a number was named."""
    first, second = send_note(people), send_note(people)
    peer.accept(first)
    peer.accept(second)

    def ask(*ranges: list[int]) -> int:
        question = {"epoch": 1, "ranges": list(ranges)}
        assert peer.message(question, type="exchange.missing").deliver()[0] == 200
        return len(peer.sent_here("exchange.returned"))

    assert ask(*[[1, 1]] * 100) == 1
    assert ask([1, 1]) == 1, "it was returned a moment ago"
    with opened(EXCHANGE):
        OutMessage.objects.filter(pk=first).update(
            accounted_at=datetime.now(UTC) - timedelta(days=1)
        )
    monkeypatch.setattr(missing, "_MOST_BYTES", 1)
    assert ask([1, 2]) == 2, "the first of them, and no more at once"
    assert ask([1, 2]) == 3, "the other, once it is asked for again"
    assert ask([1, 2]) == 3
