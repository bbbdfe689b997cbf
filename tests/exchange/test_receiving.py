"""What a genuine node may send wrongly: refused with a signed receipt, and nothing else happens."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.models import EmailConfirmation
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection
from django.test import Client

from homeward.foundation.access.models import User
from homeward.foundation.exchange import ports, traffic
from homeward.foundation.exchange.errors import EffectRefused, IdReused
from homeward.foundation.exchange.models import InMessage
from homeward.foundation.exchange.ordering import missing_from
from homeward.foundation.exchange.payloads import text
from homeward.foundation.exchange.ports import Arrived, Filed, MessageType
from homeward.foundation.exchange.queries import deliveries_of
from homeward.foundation.exchange.receiving import receive
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.limits import STRANGERS
from homeward.tracing.errors import InputError
from homeward.wire.outer import MAX_ENVELOPE_BYTES
from homeward.wire.receipts import ReceiptState
from tests.exchange.carrier import carry
from tests.exchange.peer import Peer, Sent, journalled, stored
from tests.people import People

ADDRESS = "/exchange/v1/messages"
Effect = Callable[[Arrived], Filed]


@pytest.fixture
def peer(people: People) -> Peer:
    STRANGERS.forget()
    traffic.forget()
    return Peer()


@pytest.fixture
def effect(monkeypatch: pytest.MonkeyPatch) -> Callable[[Effect], None]:
    """Give the type `tests.note` an effect of the test's own."""

    def choose(function: Effect) -> None:
        kind = MessageType("tests.note", 1, function)
        monkeypatch.setitem(ports._types, ("tests.note", 1), kind)

    choose(lambda arrived: Filed())
    return choose


def _write(key: str = "written") -> None:
    Session.objects.create(session_key=key, session_data="", expire_date=datetime.now(UTC))


def _fail_database(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _bad_reference() -> None:
    """A row that names another which is not there: PostgreSQL notices at the end only."""
    EmailConfirmation.objects.create(email_address_id=10**9, key="written")


WRONG: dict[str, Callable[[Arrived], object]] = {
    "missing key": lambda a: a.payload["absent"],
    "bad uuid": lambda a: __import__("uuid").UUID(a.payload["words"]),
    "wrong type": lambda a: a.payload["number"] + "x",
    "no attribute": lambda a: a.payload["number"].strip(),
    "no row": lambda a: User.objects.get(username="nobody"),
    "validation": lambda a: (_ for _ in ()).throw(ValidationError("no")),
    "library": lambda a: (_ for _ in ()).throw(InputError(problem="no")),
    "too deep": lambda a: (_ for _ in ()).throw(RecursionError),
    "data": lambda a: _fail_database("select 'x'::bigint"),
    "too long": lambda a: _write("x" * 99),
    "twice": lambda a: _write(),
    "bad reference": lambda a: _bad_reference(),
    "beyond an index": lambda a: _fail_database(
        "do $$ begin raise exception 'row too large' using errcode = '54000'; end $$"
    ),
    "helper": lambda a: text(a.payload, "number", max=5),
}


@pytest.mark.parametrize("fault", WRONG)
def test_a_malformed_payload_is_refused_by_a_signed_receipt(
    peer: Peer, effect: Callable[[Effect], None], fault: str
) -> None:
    def run(arrived: Arrived) -> Filed:
        _write()
        WRONG[fault](arrived)
        return Filed()

    effect(run)
    message = peer.message({"words": "no uuid", "number": 7})
    status, receipt = message.deliver()
    assert (status, receipt.state) == (422, ReceiptState.REFUSED)
    assert receipt.reason == "malformed_payload"
    assert not Session.objects.filter(session_key="written").exists()
    (entry,) = journalled("exchange.refused")
    assert entry.data["reason"] == "malformed_payload"
    assert entry.data["field"] == ("number" if fault == "helper" else "payload")
    assert entry.subject_id == str(message.header.id)
    # A retry gets the very same receipt, and is journalled no more.
    assert receive(message.envelope) == (422, bytes(stored(message).receipt))
    assert len(journalled("exchange.refused")) == 1


@pytest.mark.parametrize("fault", [OperationalError("gone"), OSError("disk full")])
def test_a_fault_of_this_node_is_not_the_senders(
    peer: Peer, effect: Callable[[Effect], None], fault: Exception
) -> None:
    """No receipt: the sender tries again, and succeeds when the node is well."""

    def run(arrived: Arrived) -> Filed:
        _write()
        raise fault

    effect(run)
    message = peer.message({})
    answer = carry(message.envelope, keys=peer.keys)
    assert answer.status_code == 500
    with opened(EXCHANGE):
        assert not InMessage.objects.exists()
    effect(lambda arrived: Filed())
    assert message.deliver()[1].state is ReceiptState.ACCEPTED


def test_a_lost_connection_is_retried(peer: Peer, effect: Callable[[Effect], None]) -> None:
    def run(arrived: Arrived) -> Filed:
        _fail_database("select pg_terminate_backend(pg_backend_pid())")
        return Filed()

    effect(run)
    message = peer.message({})
    with pytest.raises(OperationalError):
        receive(message.envelope)
    connection.close()
    effect(lambda arrived: Filed())
    assert message.deliver()[1].state is ReceiptState.ACCEPTED


def test_a_thread_that_names_no_record_is_refused(
    peer: Peer, effect: Callable[[Effect], None]
) -> None:
    for thread in ("case-7", uuid4().hex):
        status, receipt = peer.message({}, thread=thread).deliver()
        assert (status, receipt.reason) == (422, "malformed_payload")
    long_type = "a" * 64
    assert peer.message({}, type=long_type).deliver()[1].reason == "unknown_type"


def test_an_effects_reason_is_one_short_line(peer: Peer, effect: Callable[[Effect], None]) -> None:
    def run(arrived: Arrived) -> Filed:
        raise EffectRefused("two\nlines \x01" + "x" * 100)

    effect(run)
    reason = peer.message({}).deliver()[1].reason
    assert reason is not None
    assert len(reason) <= 60
    assert "\n" not in reason


NOW = datetime.now(UTC)


@pytest.mark.parametrize(
    ("changes", "state", "reason"),
    [
        (
            {"time": NOW - timedelta(days=3), "expires": NOW - timedelta(days=1)},
            ReceiptState.EXPIRED,
            "expired",
        ),
        (
            {"time": NOW + timedelta(hours=1), "expires": NOW + timedelta(days=1)},
            ReceiptState.REFUSED,
            "clock_out_of_bounds",
        ),
        (
            {"critical": ("colour",), "extensions": {"colour": 2}},
            ReceiptState.REFUSED,
            "unknown_critical",
        ),
    ],
    ids=["expired", "clock", "critical"],
)
def test_what_is_authentic_and_refused_is_receipted(
    peer: Peer,
    effect: Callable[[Effect], None],
    changes: dict[str, Any],
    state: ReceiptState,
    reason: str,
) -> None:
    def run(arrived: Arrived) -> Filed:
        raise AssertionError("it must have no effect")

    effect(run)
    message = peer.message({}, **changes)
    status, receipt = message.deliver()
    assert (status, receipt.state, receipt.reason) == (422, state, reason)
    assert receipt.journal is not None
    (entry,) = journalled("exchange.refused")
    assert entry.data["reason"] == reason
    assert receive(message.envelope)[1] == bytes(stored(message).receipt)
    assert journalled("exchange.bad_message") == []


def test_the_same_id_with_another_content_is_refused_and_journalled(
    peer: Peer, effect: Callable[[Effect], None]
) -> None:
    first = peer.message({"n": 1})
    first.deliver()
    second = peer.message({"n": 2}, id=first.header.id)
    with pytest.raises(IdReused):
        receive(second.envelope)
    (entry,) = journalled("exchange.bad_message")
    assert entry.data == {
        "code": "id_reused",
        "sender": "XB",
        "message": str(first.header.id),
        "digest": second.ref.digest,
    }
    assert stored(first).digest == first.ref.digest
    # An authentic message that cannot be used does not hide behind the id either.
    past = {"time": NOW - timedelta(days=3), "expires": NOW - timedelta(days=1)}
    with pytest.raises(IdReused):
        receive(peer.message({"n": 3}, id=first.header.id, **past).envelope)


def test_loss_repetition_and_reordering_show_and_block_nothing(
    peer: Peer, effect: Callable[[Effect], None], people: People
) -> None:
    sent = [peer.message({"n": n}) for n in range(7)]
    one, two, three, four, five, six, _ = sent
    for message in (one, three, two, six):
        assert message.deliver()[0] == 200
    orders = {n: stored(sent[n - 1]).order for n in (1, 2, 3, 6)}
    assert orders == {1: "", 2: "late", 3: "gap", 6: "gap"}
    assert _missing() == [(4, 5)]
    again = peer.message({"n": "again"}, sequence=3, previous=two.ref.digest)
    assert again.deliver()[0] == 200
    assert stored(again).order == "repeat"
    forged = peer.message({}, sequence=4, previous="0" * 64)
    assert forged.deliver()[0] == 200
    assert stored(forged).order == "broken"
    five.deliver()
    assert stored(five).order == "broken", "it follows on the fourth that never came"
    assert four.deliver()[0] == 200
    facts = [(e.data["order"], e.data["number"], e.data["expected"]) for e in _irregular()]
    assert facts[:3] == [("gap", 3, 2), ("late", 2, 4), ("gap", 6, 4)]
    assert [order for order, _, _ in facts] == [
        "gap", "late", "gap", "repeat", "broken", "broken", "repeat",
    ]  # fmt: skip
    assert _missing() == []


def test_the_largest_number_of_all_stops_nothing(
    peer: Peer, effect: Callable[[Effect], None]
) -> None:
    """No next number could be journalled; the messages after it are taken in all the same."""
    largest = peer.message({}, sequence=2**53 - 1)
    after = peer.message({}, sequence=2)
    for message in (largest, after):
        assert message.deliver()[1].state is ReceiptState.ACCEPTED
    assert [entry.data["expected"] for entry in _irregular()] == [1, 2**53 - 1]


def _missing() -> list[tuple[int, int]]:
    with opened(EXCHANGE):
        return missing_from("XB")


def _irregular() -> list[Any]:
    return journalled("exchange.out_of_order")


def test_the_order_is_shown_with_the_delivery(
    peer: Peer, effect: Callable[[Effect], None], people: People
) -> None:
    effect(lambda arrived: Filed(team_id=people.police.pk))
    peer.message({})
    message = peer.message({})
    message.deliver()
    from uuid import UUID

    with opened(people.alice.actor):
        (shown,) = deliveries_of(people.alice, UUID(message.header.thread))
    assert shown.order == "Messages before it are missing"
    assert (shown.reason, shown.outgoing) == ("", False)


def test_a_body_that_is_too_long_is_turned_away_unread(peer: Peer) -> None:
    for size in (MAX_ENVELOPE_BYTES + 1, 41 * 1024 * 1024):
        answer = Client().post(ADDRESS, b"x" * size, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    sizes = [(e.data["code"], e.data["size"]) for e in journalled("exchange.bad_message")]
    assert sizes == [("too_large", MAX_ENVELOPE_BYTES + 1), ("too_large", 41 * 1024 * 1024)]


def test_a_flood_of_bad_messages_does_not_fill_the_journal(peer: Peer) -> None:
    for _ in range(STRANGERS.most + 15):
        assert carry(b"{}", keys=peer.keys).status_code == 400
    assert len(journalled("exchange.bad_message")) == STRANGERS.most
    STRANGERS._windows["malformed"].began -= STRANGERS.seconds
    carry(b"{}", keys=peer.keys)
    assert journalled("exchange.bad_message")[-1].data["left_out"] == 15
    STRANGERS.forget()


def test_a_form_posted_to_the_exchange_is_bytes_like_others(peer: Peer, sent: Sent) -> None:
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        answer = carry(sent.envelope, keys=peer.keys, content_type=kind)
        assert answer.status_code == 200


@pytest.fixture
def sent(peer: Peer, effect: Callable[[Effect], None]) -> Sent:
    return peer.message({})
