"""This node as the Secretariat's and as a State's, with the other side as a peer beside it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from homeward.foundation.access.models import User
from homeward.foundation.authorities.models import Authority
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.oversight.assistance.actions.drafts import Asked, draft_request
from homeward.oversight.assistance.actions.steps import make_step
from homeward.oversight.assistance.models import AssistanceRequest
from homeward.wire.header import Handling
from homeward.wire.receipts import Receipt, ReceiptState
from tests.exchange.peer import Peer
from tests.people import People

ASKED: dict[str, Any] = {
    "need": "Officers of three provinces meet a kidnapping once a year and have no plan.",
    "capacity": "One unit of twelve in the capital; no course since 2019.",
    "paragraph": "p8a",
    "practice": "act-in-the-first-hour",
    "kinds": ["course", "expert"],
    "urgency": "soon",
    "language": "fr",
    "sensitivity": "sensitive",
}
REQUEST = {"reference": "XB-TA-2026-0A1B2C", "authority": "XB-CENTRAL", **ASKED}
OFFER: dict[str, Any] = {
    "help": "course",
    "language": "fr",
    "begin": "2026-12-01",
    "end": "2027-03-31",
    "text": "Two courses of five days.",
    "parts": [
        {"title": "First course", "cost": "3000000", "currency": "XAD"},
        {"title": "Second course", "cost": "2000000", "currency": "XAD"},
    ],
}
DELIVERY = {"on": "2026-11-20", "people": 24, "left_out": False, "text": "Held as planned."}


def be_secretariat() -> None:
    """From now on this node's central authority is the Secretariat, and Carol works there."""
    with opened(service("setup")):
        own = Authority.objects.get(pk="XA-CENTRAL")
        own.functions = [*own.functions, "secretariat"]
        own.save()


def ask(peer: Peer, **changes: Any) -> UUID:
    """XB's request, as it arrives here."""
    thread = uuid4()
    _, receipt = send(peer, "assistance.request", {**REQUEST, **changes}, thread)
    assert receipt.state is ReceiptState.DELIVERED, receipt
    return thread


def send(peer: Peer, type_: str, payload: Mapping[str, Any], thread: UUID) -> tuple[int, Receipt]:
    """A message of XB, taken in here."""
    message = peer.message(dict(payload), type_, thread=str(thread), handling=Handling("H2"))
    return message.deliver()


def step_of(
    peer: Peer, thread: UUID, name: str, number: int, seen: int, **data: Any
) -> tuple[int, Receipt]:
    """A step of XB, taken in here."""
    payload = {
        "step": name,
        "number": number,
        "seen": seen,
        "at": datetime.now(UTC).isoformat(),
        "data": data,
    }
    return send(peer, "assistance.step", payload, thread)


def do(user: User, thread: UUID, name: str, **data: Any) -> AssistanceRequest:
    """A step of this node, made on what it holds now."""
    with opened(user.actor):
        revision = AssistanceRequest.objects.get(pk=thread).revision
        return make_step(thread, name, data, user=user, revision=revision)


def held(user: User, thread: UUID) -> AssistanceRequest:
    """The request as this node holds it."""
    with opened(user.actor):
        return AssistanceRequest.objects.get(pk=thread)


def offered(people: People, peer: Peer, **offer: Any) -> UUID:
    """XB's request, approved here, with an offer."""
    thread = ask(peer)
    do(people.carol, thread, "approve", priority="high", text="")
    do(people.carol, thread, "offer", **{**OFFER, **offer})
    return thread


def drafted(user: User, **changes: Any) -> AssistanceRequest:
    """A draft on a State's node."""
    with opened(user.actor):
        return draft_request(Asked(**{**ASKED, **changes}), user=user)
