"""A State recalls a request that went on paper and was handed over: it is closed here, or kept."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from homeward.casework.cooperation.models import HandOver, Request
from homeward.foundation.duty.models import Task
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.cooperation.officers import at_police, by_id, let_in, made
from tests.cooperation.other_node import request_of
from tests.exchange.peer import Peer, Sent
from tests.people import People, a_case

LETTER = {"reference": "XB-2026-000001/01", "code": "K7QM-2XW9"}
QUESTION = "What became of it?"


def _said(thread: UUID) -> dict[str, Any]:
    """A question of XB about the letter, which it asked on paper."""
    return {
        "side": "requesting",
        "request": str(thread),
        "change": "ask_progress",
        "number": 1,
        "seen": 0,
        "authority": "XB-CENTRAL",
        "at": datetime.now(UTC).isoformat(),
        "data": {"text": QUESTION},
    }


def _offered(peer: Peer, thread: UUID) -> Sent:
    payload = {
        "step": "offer",
        "edition": 1,
        "offer": {
            "request": request_of("police_information"),
            "code": LETTER["code"],
            "issued_at": datetime.now(UTC).isoformat(),
            "delivered_at": None,
            "state": "issued",
            "changes": [_said(thread)],
        },
    }
    message = peer.message(payload, "cooperation.hand_over", thread=str(thread))
    assert message.deliver()[0] == 200
    return message


def _handed_over(peer: Peer, people: People) -> tuple[Request, Sent]:
    thread = uuid4()
    _offered(peer, thread)
    address = f"/requests/{thread}/hand-over/"
    assert signed_in(people.carol).post(address, LETTER).status_code == 302
    done = {"step": "done", "edition": 1, "offer": None}
    message = peer.message(done, "cooperation.hand_over", thread=str(thread))
    assert message.deliver()[0] == 200
    return by_id(people.carol, thread), message


def _recall(peer: Peer, message: Sent) -> str:
    payload = {
        "message": str(message.header.id),
        "digest": message.ref.digest,
        "reason": "Sent to the wrong State.",
    }
    word = peer.message(payload, "exchange.recall", thread=message.header.thread)
    assert word.deliver()[0] == 200
    return str(peer.sent_here("exchange.recalled")[-1].payload["outcome"])


def test_what_was_handed_over_is_closed_with_what_was_said_on_paper(people: People) -> None:
    at_police(people)
    peer = Peer()
    request, message = _handed_over(peer, people)
    page = f"/requests/{request.pk}/"
    assert QUESTION in signed_in(people.carol).get(page).content.decode()
    assert _recall(peer, message) == "closed"
    gone = by_id(people.carol, request.pk)
    assert (gone.content, gone.recalled) == ({}, "Sent to the wrong State.")
    shown = signed_in(people.carol).get(page).content.decode()
    assert QUESTION not in shown
    assert "Sent to the wrong State." in shown


def test_what_is_being_executed_is_kept(people: People) -> None:
    at_police(people)
    peer = Peer()
    request, message = _handed_over(peer, people)
    case = a_case(people)
    let_in(people, case, people.carol, "investigation")
    signed_in(people.carol).post(f"/requests/{request.pk}/link/", {"case": case.reference})
    made(people.carol, request, "acknowledge", "begin")
    assert _recall(peer, message) == "kept"
    assert by_id(people.carol, request.pk).content["questions"]


def test_an_offer_that_waits_is_not_kept_and_asks_nobody_any_more(people: People) -> None:
    at_police(people)
    peer, thread = Peer(), uuid4()
    message = _offered(peer, thread)
    assert _recall(peer, message) == "closed"
    with opened(EXCHANGE):
        row = HandOver.objects.get(pk=thread)
        assert (row.state, row.offer) == ("taken_back", {})
        assert not Task.objects.filter(done_at=None, subject_id=str(thread)).exists()
    answer = signed_in(people.carol).post(f"/requests/{thread}/hand-over/", LETTER)
    assert answer.status_code == 400
    assert not peer.sent_here("cooperation.hand_over_answer")
