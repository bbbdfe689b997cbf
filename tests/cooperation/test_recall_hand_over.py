"""A State recalls a request that went on paper and was handed over: it is closed here, or kept."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from homeward.casework.cooperation.models import HandOver, Request
from homeward.foundation.duty.models import Task
from homeward.foundation.exchange.models import OutMessage, Recall
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.cooperation import on_paper as desk
from tests.cooperation.officers import at_police, by_id, let_in, made
from tests.cooperation.other_node import OtherNode, request_of
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


def _offered(peer: Peer, thread: UUID, edition: int = 1) -> Sent:
    payload = {
        "step": "offer",
        "edition": edition,
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


def _handed_over(peer: Peer, people: People) -> tuple[Request, Sent, Sent]:
    """The request, the offer that gave way to a later one, and the last step."""
    thread = uuid4()
    first = _offered(peer, thread)
    _offered(peer, thread, 2)
    address = f"/requests/{thread}/hand-over/"
    assert signed_in(people.carol).post(address, LETTER).status_code == 302
    done = {"step": "done", "edition": 2, "offer": None}
    message = peer.message(done, "cooperation.hand_over", thread=str(thread))
    assert message.deliver()[0] == 200
    return by_id(people.carol, thread), first, message


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
    request, first, message = _handed_over(peer, people)
    page = f"/requests/{request.pk}/"
    assert _recall(peer, first) == "closed"
    shown = signed_in(people.carol).get(page).content.decode()
    assert QUESTION in shown, "a later offer stands"
    assert by_id(people.carol, request.pk).content["questions"]
    assert _recall(peer, message) == "closed"
    gone = by_id(people.carol, request.pk)
    assert (gone.content, gone.recalled) == ({}, "Sent to the wrong State.")
    shown = signed_in(people.carol).get(page).content.decode()
    assert QUESTION not in shown
    assert "Sent to the wrong State." in shown


def test_what_is_being_executed_is_kept(people: People) -> None:
    at_police(people)
    peer = Peer()
    request, _first, message = _handed_over(peer, people)
    case = a_case(people)
    let_in(people, case, people.carol, "investigation")
    signed_in(people.carol).post(f"/requests/{request.pk}/link/", {"case": case.reference})
    made(people.carol, request, "acknowledge", "begin")
    assert _recall(peer, message) == "kept"
    assert by_id(people.carol, request.pk).content["questions"]


def test_an_offer_that_waits_is_not_kept_and_asks_nobody_any_more(people: People) -> None:
    at_police(people)
    peer, thread = Peer(), uuid4()
    first = _offered(peer, thread)
    message = _offered(peer, thread, 2)
    assert _recall(peer, first) == "closed"
    with opened(EXCHANGE):
        row = HandOver.objects.get(pk=thread)
        assert (row.state, row.offer["edition"]) == ("waiting", 2), "a later offer stands"
    assert _recall(peer, message) == "closed"
    with opened(EXCHANGE):
        row = HandOver.objects.get(pk=thread)
        assert (row.state, row.offer) == ("taken_back", {})
        assert not Task.objects.filter(done_at=None, subject_id=str(thread)).exists()
    answer = signed_in(people.carol).post(f"/requests/{thread}/hand-over/", LETTER)
    assert answer.status_code == 400
    assert not peer.sent_here("cooperation.hand_over_answer")


def test_an_offer_of_ours_that_is_recalled_is_not_sent_again_by_itself(people: People) -> None:
    """The offer that stands is named with its time; every edition before it goes with it."""
    at_police(people)
    paper = desk.issued(people, a_case(people), other_state="XB")
    node, carol = OtherNode(), signed_in(people.carol)
    offer, page = f"/requests/{paper.pk}/hand-over/offer/", f"/requests/{paper.pk}/recall/"
    assert carol.post(offer).status_code == 302
    assert desk.enter(people.carol, paper, "acknowledge").status_code == 302

    def choice() -> tuple[str, str]:
        """The one thing of the hand-over that may be recalled by itself: its name and its words."""
        found = carol.get(page).content.decode()
        pattern = r'value="(message:[^"]+)"[^>]*><label[^>]*>([^<]+)<'
        ((name, words),) = re.findall(pattern, found)
        return name, words

    name, words = choice()
    assert re.fullmatch(r"Offer of .+ to hand it over; nothing of the request stays in XB", words)
    assert carol.post(page, {"what": name, "reason": "By mistake."}).status_code == 302
    with opened(EXCHANGE):
        assert HandOver.objects.get().state == "taken_back"
        sent = set(OutMessage.objects.filter(type="cooperation.hand_over").values_list("pk"))
        assert set(Recall.objects.values_list("message")) == sent
        assert len(sent) == 2
    assert desk.enter(people.carol, paper, "begin").status_code == 302
    with opened(EXCHANGE):
        assert OutMessage.objects.filter(type="cooperation.hand_over").count() == 2

    assert carol.post(offer).status_code == 302, "whoever still wants it offers it anew"
    said = {"edition": 3, "taken": True, "reason": ""}
    assert node.send("cooperation.hand_over_answer", said, paper.pk) == (200, "")
    assert choice()[1].endswith("with its files; closes the whole request in XB")
