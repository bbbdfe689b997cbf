"""A request that went on paper is handed over to the node of a State that joins, on either side.

The other node is played with its own keys; tests/cooperation/test_joining.py has two real ones.
"""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from homeward.casework.cooperation.declaration import kind_of
from homeward.casework.cooperation.extradition import OWN_REQUEST
from homeward.casework.cooperation.models import Change, HandOver, Request, RequestFile
from homeward.foundation.duty.models import Task
from homeward.foundation.exchange.contents import contents_of
from homeward.foundation.exchange.models import OutMessage
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from homeward.wire.receipts import ReceiptState
from tests.browser_client import signed_in
from tests.cooperation import on_paper as desk
from tests.cooperation.arriving import placed
from tests.cooperation.other_node import OtherNode, last_sent, request_of, stands
from tests.cooperation.samples import sample
from tests.page_checks import check_page
from tests.people import People, a_case

OFFER, ANSWER = "cooperation.hand_over", "cooperation.hand_over_answer"


@pytest.fixture
def paper(people: People) -> Request:
    """A request to XB before XB had a node; it acknowledged by letter."""
    case = a_case(people)
    desk.at_police(people)
    request = desk.issued(people, case, other_state="XB")
    assert request.way == "hand"
    assert desk.enter(people.carol, request, "acknowledge").status_code == 302
    return request


def opened_contents(message: OutMessage) -> dict[str, Any]:
    """The payload of a message that this node sent."""
    payload: dict[str, Any] = json.loads(contents_of(message))["message"]["payload"]
    return payload


def _offered(people: People, paper: Request) -> OtherNode:
    """XB joins, and the request is offered to its node."""
    node = OtherNode()
    page = check_page(signed_in(people.carol).get(f"/requests/{paper.pk}/"))
    assert "has joined" in page
    answer = signed_in(people.carol).post(f"/requests/{paper.pk}/hand-over/offer/")
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return node


def _payload(request: Request) -> dict[str, Any]:
    with opened(EXCHANGE):
        return opened_contents(last_sent(request))


def _way(request: Request) -> str:
    with opened(EXCHANGE):
        return Request.objects.get(pk=request.pk).way


def _answer(node: OtherNode, paper: Request, edition: int, **more: Any) -> tuple[int, str]:
    said = {"edition": edition, "taken": True, "reason": "", **more}
    return node.send(ANSWER, said, paper.pk)


def test_offered_confirmed_there_and_then_through_the_nodes(people: People, paper: Request) -> None:
    node = _offered(people, paper)
    sent = _payload(paper)
    assert (sent["step"], sent["edition"]) == ("offer", 1)
    assert sent["offer"]["code"] == paper.code
    assert [one["change"] for one in sent["offer"]["changes"]] == ["acknowledge"]
    assert _way(paper) == "hand", "it goes on by hand until an officer there has confirmed it"

    assert _answer(node, paper, 1) == (200, "")
    assert _way(paper) == "handed_over"
    assert _payload(paper) == {"step": "done", "edition": 1, "offer": None}
    assert stands(paper) == "acknowledged"
    # Now both sides go on with signed messages, counted on from what was on paper.
    node.made[paper.pk] = 1
    assert node.change(paper, "ask_information", data={"text": "Which?"}) == (200, "")
    desk.made(people.alice, paper, "give_information", text="That one.")
    assert last_sent(paper).type == "cooperation.change"
    # Nothing is entered by hand any more, and nothing is offered twice.
    by_hand = desk.enter(people.carol, paper, "begin", had_letters="1")
    assert "Nothing is entered by hand" in check_page(by_hand, status=400)
    assert signed_in(people.carol).post(f"/requests/{paper.pk}/hand-over/offer/").status_code == 409
    assert _answer(node, paper, 1) == (422, "hand_over_over")


def test_what_happens_while_the_offer_waits_is_offered_anew(people: People, paper: Request) -> None:
    """No state is lost: an answer to the earlier offer hands nothing over."""
    node = _offered(people, paper)
    assert desk.enter(people.carol, paper, "begin").status_code == 302
    sent = _payload(paper)
    assert (sent["step"], sent["edition"], sent["offer"]["state"]) == ("offer", 2, "in_execution")
    assert _answer(node, paper, 1) == (422, "hand_over_outdated")
    assert _way(paper) == "hand"
    assert _answer(node, paper, 2) == (200, "")
    assert (_way(paper), stands(paper)) == ("handed_over", "in_execution")


def test_an_offer_that_is_taken_back_or_declined_leaves_it_on_paper(
    people: People, paper: Request
) -> None:
    node = _offered(people, paper)
    ended = signed_in(people.carol).post(f"/requests/{paper.pk}/hand-over/end/")
    assert ended.status_code == 302
    assert _payload(paper)["step"] == "taken_back"
    assert _answer(node, paper, 1) == (422, "hand_over_over")
    signed_in(people.carol).post(f"/requests/{paper.pk}/hand-over/offer/")
    said = "We hold no such letter."
    assert _answer(node, paper, 2, taken=False, reason=said) == (200, "")
    assert _way(paper) == "hand"
    page = check_page(signed_in(people.carol).get(f"/requests/{paper.pk}/"))
    assert said in page
    assert "Offer it to the node" in page
    with opened(people.carol.actor):
        kinds = Task.objects.filter(done_at=None).values_list("kind", flat=True)
        assert "cooperation.hand_over_declined_there" in kinds or not kinds


def test_an_offer_that_the_node_refuses_is_told_to_the_desk(people: People, paper: Request) -> None:
    node = _offered(people, paper)
    node.receipt(last_sent(paper), ReceiptState.REFUSED, "unknown_type")
    assert _way(paper) == "hand"
    page = check_page(signed_in(people.carol).get(f"/requests/{paper.pk}/"))
    assert "It could not be handed over" in page
    assert "does not know messages of this kind yet" in page


def test_only_the_desk_offers(people: People, paper: Request) -> None:
    OtherNode()
    assert "has joined" not in check_page(signed_in(people.alice).get(f"/requests/{paper.pk}/"))
    refused = signed_in(people.alice).post(f"/requests/{paper.pk}/hand-over/offer/")
    assert refused.status_code == 403
    with opened(EXCHANGE):
        assert not OutMessage.objects.exists()


# --- this State joins: XB hands over what it asked on paper ---------------------------------------


def _offer(thread: UUID, edition: int = 1, state: str = "delivered", *names: str) -> dict[str, Any]:
    """What XB offers; XA did `names` on paper."""
    now = datetime.now(UTC).isoformat()
    changes = [
        {
            "side": "requested",
            "request": str(thread),
            "change": name,
            "number": number,
            "seen": 0,
            "authority": "XA-POLICE",
            "at": now,
            "data": {"text": "Which number?"} if name == "ask_information" else {},
        }
        for number, name in enumerate(names, start=1)
    ]
    return {
        "step": "offer",
        "edition": edition,
        "offer": {
            "request": request_of("police_information"),
            "code": "K7QM-2XW9",
            "issued_at": now,
            "delivered_at": None,
            "state": state,
            "changes": changes,
        },
    }


DONE = {"step": "done", "edition": 1, "offer": None}
LETTER = {"reference": "xb-2026-000001/01", "code": "k7qm 2xw9"}


def test_an_officer_confirms_the_letter_and_the_request_is_here_with_its_ladder(
    people: People,
) -> None:
    desk.at_police(people)
    node, thread = OtherNode(), uuid4()
    offered = _offer(thread, 1, "information_asked", "acknowledge", "ask_information")
    assert node.send(OFFER, offered, thread) == (200, "")
    address = f"/requests/{thread}/hand-over/"
    page = check_page(signed_in(people.carol).get(address))
    assert "K7QM" not in page, "the code is read from the letter"
    assert "XB-2026-000001/01" not in page
    assert "Investigation in XB." not in page, "nothing is shown before the letter is confirmed"
    assert address in check_page(signed_in(people.carol).get("/"))
    # Nothing is here before an officer has confirmed it.
    assert node.send(OFFER, DONE, thread) == (422, "not_confirmed")
    wrong = signed_in(people.carol).post(address, {**LETTER, "code": "AAAA-BBBB"})
    assert "not those of the letter" in check_page(wrong, status=400)
    assert signed_in(people.carol).post(address, LETTER).status_code == 302
    with opened(EXCHANGE):
        answer = OutMessage.objects.get(thread=thread)
        assert answer.type == ANSWER
        assert opened_contents(answer) == {"edition": 1, "taken": True, "reason": ""}
        assert not Request.objects.exists()
    assert node.send(OFFER, DONE, thread) == (200, "")
    with opened(people.carol.actor):
        request = Request.objects.get(pk=thread)
        assert (request.state, request.way) == ("information_asked", "handed_over")
        assert HandOver.objects.get().offer == {}
        made = Change.objects.filter(request=request, number__isnull=False).order_by("number")
        assert [(c.name, c.side) for c in made] == [
            ("acknowledge", "requested"),
            ("ask_information", "requested"),
        ]
    assert "Which number?" in check_page(signed_in(people.carol).get(f"/requests/{thread}/"))
    taken_back = {"step": "taken_back", "edition": 2, "offer": None}
    assert node.send(OFFER, taken_back, thread) == (422, "hand_over_over")
    # From here on as between nodes, once and never twice.
    given = node.change(request, "give_information", data={"text": "This one."})
    assert given == (200, "")
    assert stands(request) == "acknowledged"
    assert node.send(OFFER, DONE, thread) == (422, "not_confirmed")
    again = {**_offer(thread), "edition": 2}
    assert node.send(OFFER, again, thread) == (422, "request_exists")


def test_a_newer_offer_of_a_confirmed_letter_is_answered_by_itself(people: People) -> None:
    """The officer holds the letter; what its State did since is not what he was asked."""
    desk.at_police(people)
    node, thread = OtherNode(), uuid4()
    first = _offer(thread)
    assert node.send(OFFER, first, thread) == (200, "")
    signed_in(people.carol).post(f"/requests/{thread}/hand-over/", LETTER)
    newer = _offer(thread, 2, "acknowledged", "acknowledge")
    newer["offer"]["request"] = first["offer"]["request"]
    assert node.send(OFFER, newer, thread) == (200, "")
    with opened(EXCHANGE):
        answers = [opened_contents(one) for one in OutMessage.objects.order_by("sequence")]
    assert [one["edition"] for one in answers] == [1, 2]
    assert node.send(OFFER, DONE, thread) == (422, "not_confirmed"), "that edition is over"
    assert node.send(OFFER, {**DONE, "edition": 2}, thread) == (200, "")
    with opened(EXCHANGE):
        assert Request.objects.get(pk=thread).state == "acknowledged"


def test_other_contents_under_the_same_code_are_asked_about_again(people: People) -> None:
    desk.at_police(people)
    node, thread = OtherNode(), uuid4()
    node.send(OFFER, _offer(thread), thread)
    signed_in(people.carol).post(f"/requests/{thread}/hand-over/", LETTER)
    other = _offer(thread, 2)
    other["offer"]["request"] = request_of("police_information", urgency="routine")
    assert node.send(OFFER, other, thread) == (200, "")
    with opened(EXCHANGE):
        assert HandOver.objects.get().state == "waiting"


def test_who_holds_no_letter_says_why_and_keeps_nothing(people: People) -> None:
    desk.at_police(people)
    node, thread = OtherNode(), uuid4()
    node.send(OFFER, _offer(thread), thread)
    address = f"/requests/{thread}/hand-over/decline/"
    check_page(signed_in(people.carol).post(address, {"reason": " "}), status=400)
    assert signed_in(people.carol).post(address, {"reason": "Not here."}).status_code == 302
    with opened(EXCHANGE):
        row = HandOver.objects.get()
        assert (row.state, row.offer) == ("declined", {})
        assert opened_contents(OutMessage.objects.get())["reason"] == "Not here."
    assert node.send(OFFER, DONE, thread) == (422, "not_confirmed")


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda o: o["offer"].update(state="executed"), "hand_over_state"),
        (lambda o: o["offer"]["changes"][0].update(number=2), "hand_over_state"),
        (lambda o: o["offer"]["changes"][0].update(side="requesting"), "not_their_change"),
        (lambda o: o["offer"]["request"]["content"].update(facts=""), "contents_missing"),
        (lambda o: o["offer"]["changes"][0].update(at="1999-01-01T00:00:00Z"), "malformed_payload"),
        (lambda o: o["offer"]["changes"][0].update(at="2199-01-01T00:00:00Z"), "malformed_payload"),
        (lambda o: o["offer"].update(delivered_at="1999-01-01T00:00:00Z"), "malformed_payload"),
        (lambda o: o["offer"].update(code=""), "malformed_payload"),
        (lambda o: o["offer"].update(changes="none"), "malformed_payload"),
        (lambda o: o.update(offer=None), "malformed_payload"),
    ],
)
def test_an_offer_that_does_not_hold_together_is_refused(
    people: People, spoil: Any, code: str
) -> None:
    node, thread = OtherNode(), uuid4()
    offered = _offer(thread, 1, "acknowledged", "acknowledge")
    offered["offer"]["request"]["content"] = dict(offered["offer"]["request"]["content"])
    spoil(offered)
    assert node.send(OFFER, offered, thread) == (422, code)
    with opened(EXCHANGE):
        assert not HandOver.objects.exists()


def test_strangers_find_no_hand_over(people: People) -> None:
    node, thread = OtherNode(), uuid4()
    node.send(OFFER, _offer(thread), thread)
    for person in (people.dan, people.bob):
        check_page(signed_in(person).get(f"/requests/{thread}/hand-over/"), status=404)
    assert signed_in(people.dan).post(f"/requests/{thread}/hand-over/", LETTER).status_code == 404


def test_every_open_request_is_offered_in_one_page(people: People, paper: Request) -> None:
    """Each is confirmed by itself; a letter that went to an address goes to the desk there."""
    placed(paper, other_authority="", addressee="Police of Borduvia, 1 Main Street")
    carol = signed_in(people.carol)
    assert "Nothing is left to offer" in check_page(carol.get("/requests/joined/XB/"))
    node = OtherNode()
    assert "/requests/joined/XB/" in check_page(carol.get(f"/requests/{paper.pk}/"))
    assert paper.reference in check_page(carol.get("/requests/joined/XB/"))
    check_page(carol.post("/requests/joined/XB/", {}), status=400)
    assert carol.post("/requests/joined/XB/", {"requests": [str(paper.pk)]}).status_code == 302
    assert _payload(paper)["offer"]["request"]["requested_authority"] == "XB-POLICE"
    shown = check_page(carol.get("/requests/joined/XB/"))
    assert "1 request is offered." in shown
    assert "Nothing is left to offer" in shown
    assert _answer(node, paper, 1) == (200, "")
    assert _way(paper) == "handed_over"
    check_page(signed_in(people.alice).get("/requests/joined/XB/"), status=404)


def _said(
    thread: UUID, side: str, name: str, number: int, seen: int, **data: Any
) -> dict[str, Any]:
    """A change of either side as an offer holds it."""
    return {
        "side": side,
        "request": str(thread),
        "change": name,
        "number": number,
        "seen": seen,
        "authority": "XA-CENTRAL" if side == "requested" else "XB-CENTRAL",
        "at": datetime.now(UTC).isoformat(),
        "data": data,
    }


def test_a_request_that_nobody_confirmed_and_own_proceedings_are_taken_over(
    people: People,
) -> None:
    """What was only asked beside the state, and what rests on a refusal, are no contradictions."""
    node, thread = OtherNode(), uuid4()
    asked = _offer(thread, 1, "issued")
    asked["offer"]["changes"] = [_said(thread, "requesting", "ask_progress", 1, 0, text="How?")]
    assert node.send(OFFER, asked, thread) == (200, "")

    nationality = kind_of("extradition").ground("nationality")
    assert nationality is not None
    refusal = {"ground": "nationality", "text": "Ours.", "fields": sample(nationality.fields)}
    consulted = {"intention": "refuse", "reasons": "Ours."}
    own = uuid4()
    offered = _offer(own, 1, "own_asked")
    offered["offer"]["request"] = request_of("extradition")
    offered["offer"]["changes"] = [
        _said(own, "requested", "acknowledge", 1, 0),
        _said(own, "requested", "consult", 2, 0, fields=consulted),
        _said(own, "requested", "refuse", 3, 0, **refusal),
        _said(own, "requesting", "ask_own", 1, 3, fields=sample(OWN_REQUEST)),
    ]
    assert node.send(OFFER, offered, own) == (200, "")


def test_the_files_of_a_hand_over_that_failed_go_with_the_next(
    people: People, paper: Request
) -> None:
    node = _offered(people, paper)
    assert _answer(node, paper, 1) == (200, "")
    done = last_sent(paper)
    with opened(EXCHANGE):
        file = RequestFile.objects.create(
            request=paper,
            side="requesting",
            blob_id=uuid4(),
            name="law.pdf",
            media_type="application/pdf",
            size=1,
            sha256="0" * 64,
            added_at=datetime.now(UTC),
            change=paper.changes.get(name="issue"),
            message_id=done.pk,
        )
    node.receipt(done, ReceiptState.REFUSED, "not_confirmed")
    assert _way(paper) == "hand"
    with opened(EXCHANGE):
        file.refresh_from_db()
    assert file.message_id is None
