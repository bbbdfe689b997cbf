"""A State withdraws what it said itself, and nothing that another said under the same id."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from homeward.casework.cases.models import Case
from homeward.casework.cooperation.models import Change, Request
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from tests.cooperation.officers import at_police, by_id, issued, made
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
