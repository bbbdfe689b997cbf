"""A node that was restored from an older copy: a new epoch, and its peers return the rest."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from homeward.foundation.exchange import ports
from homeward.foundation.exchange.contents import contents_of
from homeward.foundation.exchange.control.epochs import open_epoch
from homeward.foundation.exchange.errors import EffectRefused, NotYet
from homeward.foundation.exchange.models import (
    Epoch,
    GivenReceipt,
    InMessage,
    OutMessage,
    Receipt,
    Returned,
    Source,
)
from homeward.foundation.exchange.ordering import missing_from
from homeward.foundation.exchange.ports import Arrived, Filed, MessageType
from homeward.foundation.exchange.receiving import receive
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from homeward.wire.envelope import sign_message
from homeward.wire.receipts import ReceiptState, make_receipt
from tests.cluster import SuiteCluster, TestNode
from tests.exchange.notes import Notes, register_notes
from tests.exchange.peer import Peer, Sent, journalled, send_note, sent, stored
from tests.people import People

Forget = Callable[..., None]


@pytest.fixture
def forget(people: People, node: TestNode, suite: SuiteCluster) -> Forget:
    """The database forgets, as an older copy of it would."""
    url = suite.cluster.superuser_url(node.home.config.database)

    def run(*statements: str) -> None:
        with psycopg.connect(url) as owner:
            for statement in statements:
                owner.execute(statement)  # type: ignore[call-overload]

    return run


ARRIVED = ("delete from exchange_givenreceipt", "delete from exchange_inmessage")
SENT = (
    "delete from exchange_deadline",
    "delete from exchange_outmessage",
    "update exchange_pair set sequence = 0, digest = ''",
)


@pytest.fixture
def notes(people: People, monkeypatch: pytest.MonkeyPatch) -> Notes:
    return register_notes(people, monkeypatch, on_returned=lambda arrived: False)


def test_an_epoch_tells_each_peer_what_is_known_and_counts_anew(
    peer: Peer, people: People, notes: Notes
) -> None:
    send_note(people)
    peer.message({})
    peer.message({}).deliver()
    with opened(EXCHANGE):
        number = open_epoch("The disk failed.", actor=EXCHANGE)
        assert Epoch.objects.get().reason == "The disk failed."
    (word,) = peer.sent_here("exchange.epoch")
    assert abs(number - datetime.now(UTC).timestamp()) < 60
    assert (word.header.epoch, word.header.sequence, word.header.previous) == (number, 1, None)
    assert word.payload == {
        "epoch": number,
        "before": 1,
        "sent": 1,
        "received": {"epoch": 1, "last": 2, "missing": [[1, 1]]},
    }
    assert sent(send_note(people)).sequence == 2
    (entry,) = journalled("exchange.epoch_opened")
    assert entry.data["before"] == 1


def test_a_copy_restored_twice_never_counts_in_one_epoch_twice(
    peer: Peer, people: People, notes: Notes
) -> None:
    with opened(EXCHANGE):
        first = open_epoch("once", actor=EXCHANGE)
        second = open_epoch("at once again", actor=EXCHANGE)
    assert second > first


def test_what_a_restored_peer_lost_is_returned_in_its_order(
    peer: Peer, people: People, notes: Notes
) -> None:
    """XB remembers its first two messages and our first; it sent a third and had our second."""
    ours = [send_note(people) for _ in range(3)]
    theirs = [peer.message({"n": n}) for n in range(3)]
    for message in theirs:
        message.deliver()
    peer.accept(ours[0])
    peer.accept(ours[1])
    peer.anew()
    known = {"epoch": 1, "last": 1, "missing": []}
    word = {"epoch": peer.epoch, "before": 1, "sent": 2, "received": known}
    assert peer.message(word, type="exchange.epoch").deliver()[0] == 200
    returned = peer.sent_here("exchange.returned")
    assert len(returned) == 2
    assert len({each.header.thread for each in returned}) == 1
    held = [
        json.loads(base64.urlsafe_b64decode(each.payload["contents"] + "=="))["message"]["header"]
        for each in returned
    ]
    assert {each["id"] for each in held} == {str(ours[1]), str(theirs[2].header.id)}
    with opened(EXCHANGE):
        assert Source.objects.get(peer="XB").epoch == peer.epoch
        assert missing_from("XB") == []
    # It counts from 1 again, and nothing looks like a repetition.
    again = peer.message({"n": 9})
    again.deliver()
    assert stored(again).order == ""
    # A late message of the old epoch is taken in.
    assert journalled("exchange.epoch_noticed")[0].data["returned"] == 2


def test_an_epoch_that_is_past_is_refused(peer: Peer, notes: Notes) -> None:
    peer.anew()
    known = {"epoch": 1, "last": 0, "missing": []}
    word: dict[str, Any] = {"epoch": peer.epoch, "before": 1, "sent": 0, "received": known}
    assert peer.message(word, type="exchange.epoch").deliver()[0] == 200
    status, receipt = peer.message(word, type="exchange.epoch").deliver()
    assert (status, receipt.reason) == (422, "epoch_is_past")
    reasons = []
    for _ in range(5):  # each may have all that was ever said sent again
        word |= {"epoch": word["epoch"] + 1, "before": word["epoch"]}
        reasons.append(peer.message(word, type="exchange.epoch").deliver()[1].reason)
    assert reasons == [None] * 4 + ["too_many_epochs"]


def _text(contents: bytes) -> str:
    return base64.urlsafe_b64encode(contents).rstrip(b"=").decode()


def _give(peer: Peer, text: str, receipts: list[bytes]) -> tuple[int, str]:
    """XB returns contents with receipts; the status and the reason of a refusal."""
    payload = {"contents": text, "receipts": [each.decode() for each in receipts]}
    status, receipt = peer.message(payload, type="exchange.returned").deliver()
    return status, receipt.reason or ""


def _signed(peer: Peer, message: Sent, payload: dict[str, str]) -> str:
    return _text(sign_message(message.header, payload, peer.keys))


def test_what_this_node_had_taken_in_has_its_effect_again_with_the_very_receipt(
    peer: Peer, notes: Notes, forget: Forget
) -> None:
    message = peer.message({"words": "x"})
    status, raw = receive(message.envelope)
    assert status == 200
    forget(*ARRIVED)
    notes.arrived.clear()
    text = _signed(peer, message, {"words": "x"})
    assert _give(peer, text, [raw]) == (200, "")
    row = stored(message)
    assert (bytes(row.receipt), row.way) == (raw, "returned")
    assert [each.payload for each in notes.arrived] == [{"words": "x"}]
    # A retry over the network gets the very same receipt, and has no second effect.
    assert receive(message.envelope) == (200, raw)
    assert _give(peer, text, [raw]) == (200, "")
    assert len(notes.arrived) == 1


def test_what_this_node_had_sent_is_known_again_with_its_receipts(
    peer: Peer, people: People, notes: Notes, forget: Forget
) -> None:
    message = send_note(people)
    states = (ReceiptState.ACCEPTED, ReceiptState.READ)
    receipts = [peer.receipt(message, state)[1] for state in states]
    with opened(EXCHANGE):
        text = _text(contents_of(OutMessage.objects.get(pk=message)))
    forget(*SENT)
    assert _give(peer, text, receipts) == (200, "")
    row = sent(message)
    assert (row.delivery, row.sequence) == ("accepted", 1)
    with opened(EXCHANGE):
        assert Receipt.objects.count() == 2
        assert Returned.objects.get().is_rebuilt is False
    assert _give(peer, text, receipts) == (200, "")
    with opened(EXCHANGE):
        assert OutMessage.objects.filter(type="tests.note").count() == 1


def test_nothing_that_is_returned_rests_on_the_word_of_who_returns_it(
    peer: Peer, notes: Notes, forget: Forget
) -> None:
    message = peer.message({"words": "x"})
    _, raw = receive(message.envelope)
    forget(*ARRIVED)
    notes.arrived.clear()
    right, other = _signed(peer, message, {"words": "x"}), _signed(peer, message, {"words": "y"})
    by_peer = make_receipt(
        peer.keys, message.ref, state=ReceiptState.ACCEPTED, at=datetime.now(UTC)
    )
    assert _give(peer, right, []) == (422, "no_receipt")
    assert _give(peer, right, [by_peer]) == (422, "bad_receipt")
    assert _give(peer, other, [raw]) == (422, "bad_receipt")
    assert _give(peer, "AAAA", [raw]) == (422, "bad_contents")
    assert _give(peer, "é", [raw])[0] == 422
    assert notes.arrived == []
    with opened(EXCHANGE):
        assert not InMessage.objects.filter(type="tests.note").exists()
        assert not GivenReceipt.objects.exists()


def test_what_follows_on_a_lost_message_waits_until_that_is_returned(
    people: People, monkeypatch: pytest.MonkeyPatch, peer: Peer, notes: Notes, forget: Forget
) -> None:
    """A refusal is final, and this one would be wrong: the request it answers is on its way."""
    known: set[str] = set()

    def effect(arrived: Arrived) -> Filed:
        if (after := arrived.payload.get("after")) and after not in known:
            raise EffectRefused("unknown_request")
        known.add(str(arrived.payload["is"]))
        return Filed(team_id=people.police.pk)

    monkeypatch.setitem(
        ports._types, ("tests.note", 1), MessageType("tests.note", 1, effect=effect)
    )
    first = peer.message({"is": "first"})
    _, raw = receive(first.envelope)
    last = peer.message({"is": "last", "after": "first"})
    forget(*ARRIVED)
    known.clear()
    with opened(EXCHANGE):
        open_epoch("The disk failed.", actor=EXCHANGE)
    with pytest.raises(NotYet):
        receive(last.envelope, peer="XB")
    with opened(EXCHANGE):
        assert not InMessage.objects.exists()
    assert _give(peer, _signed(peer, first, {"is": "first"}), [raw]) == (200, "")
    assert last.deliver()[0] == 200
    # What is refused for a reason of its own, with nothing missing before it, is refused.
    status, receipt = peer.message({"is": "other", "after": "never"}).deliver()
    assert (status, receipt.reason) == (422, "unknown_request")
    # A day later the sender has his answer whatever is missing.
    peer.message({"is": "lost"})
    late = peer.message({"is": "late", "after": "lost"})
    with pytest.raises(NotYet):
        receive(late.envelope)
    forget("update exchange_epoch set opened_at = opened_at - interval '25 hours'")
    status, receipt = late.deliver()
    assert (status, receipt.reason) == (422, "unknown_request")
