"""The message with which a request that went on paper is handed over to the node of its State.

`cooperation.hand_over` offers the request with every change that either side made of it, says that
it was handed over, or takes the offer back; `cooperation.hand_over_answer` says whether an officer
of the requested State holds that letter. docs/reference/messages.md describes both.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from homeward.casework.cooperation.crossing import Move, standing
from homeward.casework.cooperation.lifecycle import RequestState, Side
from homeward.casework.cooperation.models import Change, Request
from homeward.casework.cooperation.payloads import change_payload, request_payload
from homeward.casework.cooperation.reading import (
    CLOCKS,
    MOST_CHANGES,
    ReadChange,
    ReadRequest,
    read_change,
    read_request,
)
from homeward.foundation.exchange import payloads
from homeward.foundation.exchange.errors import EffectRefused, MalformedPayload
from homeward.foundation.exchange.ports import Arrived

LONGEST_PRINTED, LONGEST_REASON = 10, 1000
# So many papers nobody writes in one request.
_MOST_OFFERED = 500


class Step(StrEnum):
    """What a hand-over message says."""

    OFFER = "offer"
    DONE = "done"
    TAKEN_BACK = "taken_back"


def step_payload(step: Step, edition: int) -> dict[str, Any]:
    """A message that carries no request: that it is handed over, or offered no more."""
    return {"step": step.value, "edition": edition, "offer": None}


def offer_payload(request: Request, edition: int) -> dict[str, Any]:
    """The request as it stands, with every change of either side in its maker's count."""
    receipt = request.changes.filter(name="deliver").first()
    exchanged = request.changes.filter(number__isnull=False)
    issued = request.issued_at or request.created_at
    offer = {
        "request": request_payload(request),
        "code": request.code,
        "issued_at": issued.astimezone(UTC).isoformat(),
        "delivered_at": receipt.at.astimezone(UTC).isoformat() if receipt else None,
        "state": request.state,
        "changes": [_offered(request, one) for one in exchanged],
    }
    return {"step": Step.OFFER.value, "edition": edition, "offer": offer}


def _offered(request: Request, change: Change) -> dict[str, Any]:
    return {"side": change.side, **change_payload(request, change)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOffer:
    """A request that is handed over, every part of it in its form."""

    request: ReadRequest
    code: str
    issued_at: datetime
    delivered_at: datetime | None
    changes: list[ReadChange]


def read_offer(arrived: Arrived) -> ReadOffer:
    """The request that is offered, checked as a message of its own would be, and each change.

    Raises EffectRefused as `read_request` and `read_change` do, and `hand_over_state` where the
    changes do not come to the state that the sender says.
    """
    offer = payloads.mapping(arrived.payload, "offer")
    issued = payloads.moment(offer, "issued_at")
    if issued > arrived.sent_at + CLOCKS:
        raise MalformedPayload(field="issued_at")
    content = payloads.mapping(offer, "request")
    read = read_request(replace(arrived, payload=content, sent_at=issued))
    changes = list(_changes(offer, arrived, read))
    delivered = payloads.optional(payloads.moment, offer, "delivered_at")
    _refuse_untimely(issued, arrived.sent_at, {"delivered_at": [delivered] if delivered else []})
    _refuse_untimely(issued, arrived.sent_at, {"changes": [one.at for one in changes]})
    _same_state(offer, read, changes)
    return ReadOffer(
        request=read,
        code=payloads.text(offer, "code", max=LONGEST_PRINTED),
        issued_at=issued,
        delivered_at=delivered,
        changes=changes,
    )


def _refuse_untimely(
    issued: datetime, sent: datetime, times: Mapping[str, Sequence[datetime]]
) -> None:
    """Nothing on the ladder lies before the issue or after the offer, give or take two clocks:
    response times and clocks are reckoned from it. Raises MalformedPayload."""
    for field, moments in times.items():
        if any(not issued - CLOCKS <= at <= sent + CLOCKS for at in moments):
            raise MalformedPayload(field=field)


def _changes(offer: dict[str, Any], arrived: Arrived, read: ReadRequest) -> Iterable[ReadChange]:
    given = offer.get("changes")
    if not isinstance(given, list) or len(given) > min(_MOST_OFFERED, MOST_CHANGES):
        raise MalformedPayload(field="changes")
    refused_on = _refused_on(given)
    for one in given:
        if not isinstance(one, dict) or one.get("request") != str(arrived.thread):
            raise MalformedPayload(field="changes")
        side = payloads.choice(one, "side", Side.values)
        yield read_change(one, _as_held_across(arrived, read, Side(side)), refused_on=refused_on)


def _refused_on(given: list[Any]) -> str:
    """The ground of the last refusal among these changes: own proceedings follow on some only."""
    refusals = [one for one in given if isinstance(one, dict) and one.get("change") == "refuse"]
    data = refusals[-1].get("data") if refusals else None
    return str(data.get("ground", "")) if isinstance(data, dict) else ""


def _as_held_across(arrived: Arrived, read: ReadRequest, maker: Side) -> Request:
    """The request as whoever receives a change of this maker would hold it; it is not saved."""
    across = Side.REQUESTED if maker == Side.REQUESTING else Side.REQUESTING
    return Request(
        id=arrived.thread,
        kind=read.kind.code,
        side=across,
        other_state=arrived.sender,
        urgency=read.urgency,
        legal_basis=read.legal_basis,
        content=read.content,
        handling_limits=read.handling_limits,
        treaty=read.treaty,
    )


def _same_state(offer: dict[str, Any], read: ReadRequest, changes: list[ReadChange]) -> None:
    """No state is lost on the way: the changes lead here to what the other side has."""
    from homeward.casework.cooperation.lifecycle import LIFECYCLES

    said = payloads.choice(offer, "state", RequestState.values)
    moves: list[Move] = [one.move for one in changes]
    for side in Side:
        numbers = sorted(move.number for move in moves if move.by == side)
        if numbers != list(range(1, len(numbers) + 1)):
            raise EffectRefused("hand_over_state")
    if said == RequestState.ISSUED:
        said = RequestState.DELIVERED  # on paper nobody said that it came; what is here has come
    if standing(LIFECYCLES[read.kind.lifecycle], moves).state != said:
        raise EffectRefused("hand_over_state")


def answer_payload(edition: int, *, taken: bool, reason: str = "") -> dict[str, Any]:
    """Whether the officer of the requested State holds the letter, and why it is not taken."""
    return {"edition": edition, "taken": taken, "reason": reason}
