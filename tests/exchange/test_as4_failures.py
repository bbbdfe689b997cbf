"""What other systems of this kind get wrong, each as a test that bears its report's name.

AS4 and AS2 gateways solve the same task as this room; these are faults that their users reported.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import OperationalError

from homeward.foundation.exchange import ports
from homeward.foundation.exchange.jobs import _note_all
from homeward.foundation.exchange.models import InMessage, OutMessage, Receipt
from homeward.foundation.exchange.outbox import take_one
from homeward.foundation.exchange.ports import Arrived, Filed, MessageType
from homeward.foundation.exchange.posting import Answer
from homeward.foundation.exchange.receiving import receive
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from homeward.wire.envelope import open_envelope
from homeward.wire.header import Environment
from homeward.wire.receipts import ReceiptState
from tests.exchange.notes import register_notes
from tests.exchange.peer import Peer, send_note, sent, stored
from tests.node_setup import TEST_KEYS
from tests.people import People

Choose = Callable[[Callable[[Arrived], Filed]], None]


@pytest.fixture
def effect(monkeypatch: pytest.MonkeyPatch) -> Choose:
    def choose(function: Callable[[Arrived], Filed]) -> None:
        monkeypatch.setitem(ports._types, ("tests.note", 1), MessageType("tests.note", 1, function))

    return choose


def _failing(times: int, arrived: list[UUID]) -> Callable[[Arrived], Filed]:
    """An effect that this node's own fault prevents so many times."""
    left = [times]

    def run(message: Arrived) -> Filed:
        if left[0]:
            left[0] -= 1
            raise OperationalError("the database went away")
        arrived.append(message.id)
        return Filed()

    return run


def test_holodeck_b2b_142_no_receipt_for_a_duplicate_whose_first_delivery_failed(
    peer: Peer, effect: Choose
) -> None:
    arrived: list[UUID] = []
    effect(_failing(1, arrived))
    message = peer.message({})
    with pytest.raises(OperationalError):
        receive(message.envelope)
    with opened(EXCHANGE):
        assert not InMessage.objects.exists(), "what failed is not there, so nothing is a duplicate"
    assert message.deliver()[1].state is ReceiptState.ACCEPTED
    assert arrived == [message.header.id]


def test_django_pyas2_33_the_duplicate_check_never_blocks_a_legitimate_retry(
    peer: Peer, effect: Choose
) -> None:
    arrived: list[UUID] = []
    effect(_failing(3, arrived))
    message = peer.message({})
    for _ in range(3):
        with pytest.raises(OperationalError):
            receive(message.envelope)
    assert [message.deliver()[0] for _ in range(2)] == [200, 200]
    assert arrived == [message.header.id]


def test_jentrata_8_a_lost_receipt_is_given_again_and_is_the_very_same(
    peer: Peer, effect: Choose
) -> None:
    arrived: list[UUID] = []
    effect(_failing(0, arrived))
    message = peer.message({})
    answers = {receive(message.envelope) for _ in range(4)}
    assert answers == {(200, bytes(stored(message).receipt))}
    assert len(arrived) == 1


def test_phase4_peppol_6_a_retry_is_the_same_message_and_not_a_new_one(
    peer: Peer, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    register_notes(people, monkeypatch)
    message = send_note(people)
    opened_there = []
    for _ in range(3):
        with opened(EXCHANGE):
            attempt = take_one(message)
        assert attempt is not None
        opened_there.append(
            open_envelope(
                attempt.envelope,
                own=peer.keys,
                own_state="XB",
                environment=Environment.DEMO,
                sender_keys=lambda state: TEST_KEYS.public,
                now=datetime.now(UTC),
            )
        )
    assert {(each.header.id, each.digest) for each in opened_there} == {
        (message, sent(message).digest)
    }


def test_holodeck_b2b_128_never_a_receipt_and_an_error_for_one_message(
    peer: Peer, effect: Choose
) -> None:
    def malformed(arrived: Arrived) -> Filed:
        raise KeyError("absent")

    effect(malformed)
    message = peer.message({})
    status, receipt = message.deliver()
    assert (status, receipt.state) == (422, ReceiptState.REFUSED)
    effect(_failing(0, []))
    assert message.deliver() == (status, receipt), "what was refused stays refused"
    with opened(EXCHANGE):
        assert InMessage.objects.count() == 1
        assert not InMessage.objects.get().given.exists()


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, b'{"code": "bad_signature", "detail": "x"}'),
        (409, b'{"code": "id_reused", "detail": "x"}'),
        (422, b'{"code": "refused"}'),
        (200, b""),
        (500, b"<html>"),
    ],
)
def test_oxalis_as4_205_an_error_that_nobody_signed_settles_nothing(
    peer: Peer, people: People, monkeypatch: pytest.MonkeyPatch, status: int, body: bytes
) -> None:
    notes = register_notes(people, monkeypatch)
    message = send_note(people)
    with opened(EXCHANGE):
        attempt = take_one(message)
    assert attempt is not None
    failure = "" if status in (200, 422) else f"http_{status}"
    _note_all([(attempt, Answer(status, body, failure))], EXCHANGE)
    assert sent(message).delivery == "pending"
    assert notes.told == []
    with opened(EXCHANGE):
        assert not Receipt.objects.exists()
        assert OutMessage.objects.get(pk=message).last_error
