"""A State withdraws what it said itself, and nothing that another said under the same id."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from homeward.casework.cases.models import Case
from homeward.casework.cooperation.models import Change, Request
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.cooperation.officers import at_police, by_id, issued, let_in, made
from tests.cooperation.other_node import last_sent, request_of
from tests.exchange.peer import Peer, Sent
from tests.people import People, a_case
from tests.pinning import pin


@pytest.fixture
def case(people: People) -> Case:
    at_police(people)
    return a_case(people)


def _change(peer: Peer, request: Request, name: str, id: UUID, sender: str = "XB") -> Sent:
    payload = {
        "request": str(request.pk),
        "change": name,
        "number": 1,
        "seen": 0,
        "authority": f"{sender}-CENTRAL",
        "at": datetime.now(UTC).isoformat(),
        "data": {},
    }
    return peer.message(
        payload, type="cooperation.change", thread=str(request.pk), id=id, sender=sender
    )


def _recall(peer: Peer, message: Sent) -> int:
    payload = {
        "message": str(message.header.id),
        "digest": message.ref.digest,
        "reason": "By mistake.",
    }
    word = peer.message(
        payload,
        type="exchange.recall",
        thread=message.header.thread,
        sender=message.header.sender,
    )
    return word.deliver()[0]


def _changes(request: Request) -> list[Change]:
    with opened(EXCHANGE):
        return list(request.changes.order_by("pk"))


def test_a_peer_cannot_withdraw_what_this_state_said(people: People, case: Case) -> None:
    peer = Peer()
    request = issued(people, case)
    ours = last_sent(request)
    peer.accept(ours.pk)
    same = _change(peer, request, "acknowledge", ours.pk)
    assert same.deliver()[0] == 200
    before = {change.pk: change.data for change in _changes(request) if change.side == "requesting"}
    assert _recall(peer, same) == 200
    after = _changes(request)
    assert {c.pk: c.data for c in after if c.side == "requesting"} == before
    assert [c.name for c in after if c.recalled] == ["acknowledge"]
    assert by_id(people.alice, request.pk).content["questions"]


def test_another_state_cannot_withdraw_what_a_state_said(people: People, case: Case) -> None:
    peer, third = Peer(), Peer(pin("XC"))
    message = peer.message(request_of("police_information"), type="cooperation.request")
    assert message.deliver()[0] == 200
    request = by_id(people.carol, UUID(message.header.thread))
    same = third.message(
        request_of("police_information", requesting_authority="XC-POLICE"),
        type="cooperation.request",
        id=message.header.id,
        sender="XC",
    )
    assert same.deliver()[0] == 200
    assert _recall(third, same) == 200
    assert by_id(people.carol, request.pk).content["questions"]
    assert not by_id(people.carol, request.pk).recalled
    assert by_id(people.carol, UUID(same.header.thread)).content == {}


def test_a_state_withdraws_what_it_said_itself(people: People) -> None:
    peer = Peer()
    at_police(people)
    message = peer.message(request_of("police_information"), type="cooperation.request")
    assert message.deliver()[0] == 200
    request = by_id(people.carol, UUID(message.header.thread))
    made(people.carol, request, "acknowledge")
    assert _recall(peer, message) == 200
    gone = by_id(people.carol, request.pk)
    assert (gone.content, gone.recalled) == ({}, "By mistake.")


def test_what_is_being_executed_is_kept_also_after_a_first_part(people: People) -> None:
    """A recall closes no contents on which things were done here (UNTOC 18(19))."""
    peer = Peer()
    at_police(people)
    case = a_case(people)
    let_in(people, case, people.carol, "investigation")
    message = peer.message(request_of("police_information"), type="cooperation.request")
    assert message.deliver()[0] == 200
    request = by_id(people.carol, UUID(message.header.thread))
    made(people.carol, request, "acknowledge")
    linked = signed_in(people.carol).post(f"/requests/{request.pk}/link/", {"case": case.reference})
    assert linked.status_code == 302
    made(people.carol, request, "begin")
    made(people.carol, request, "execute_partly", information="Half.", text="The rest.")
    made(people.carol, request, "ask_information", text="Which one?")
    _recall(peer, message)
    kept = by_id(people.carol, request.pk)
    assert (kept.recalled, kept.content["questions"]) == ("", "Is the number known?")


def test_a_draft_that_was_recalled_gives_way_to_the_request(people: People) -> None:
    peer = Peer()
    at_police(people)
    payload = {**request_of("police_information", due=None), "question": "Would this do?"}
    draft = peer.message(payload, type="cooperation.draft")
    assert draft.deliver()[0] == 200
    assert _recall(peer, draft) == 200
    thread = draft.header.thread
    whole = peer.message(
        request_of("police_information"), type="cooperation.request", thread=thread
    )
    assert whole.deliver()[0] == 200
    request = by_id(people.carol, UUID(thread))
    assert (request.state, request.recalled) == ("delivered", "")
