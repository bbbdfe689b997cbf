"""Moving a request on: the step, its message and its journal entry in one transaction."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from homeward.foundation.access.errors import StaleForm
from homeward.foundation.access.models import User
from homeward.foundation.exchange.sending import send
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.foundation.web.formats import money_text
from homeward.oversight.assistance.access import get_request
from homeward.oversight.assistance.contents import read_step
from homeward.oversight.assistance.errors import (
    NoSuchPart,
    NotAtThisStage,
    NotFunded,
    NothingToSend,
    PartsOpen,
    SetAsideOtherwise,
)
from homeward.oversight.assistance.facts import note_step
from homeward.oversight.assistance.funding import cost_of
from homeward.oversight.assistance.lifecycle import MOVES, Side, Stage
from homeward.oversight.assistance.lists import Funding
from homeward.oversight.assistance.models import AssistanceRequest, AssistanceStep
from homeward.oversight.assistance.payloads import (
    HANDLING,
    REQUEST,
    STEP,
    request_payload,
    step_payload,
)
from homeward.oversight.assistance.queries.money import (
    commitments_of,
    earmark_of,
    held_of,
    picture_of,
)
from homeward.oversight.assistance.queries.requests import undelivered_of
from homeward.oversight.assistance.settling import last_number, settle
from homeward.oversight.assistance.tasks import keep_task
from homeward.oversight.assistance.words import amounts_text


@transaction.atomic
def make_step(
    request_id: UUID, name: str, data: Mapping[str, Any], *, user: User, revision: int
) -> AssistanceRequest:
    """Make the step `name`, and send it to the other side.

    Raises NotFound, Forbidden, StaleForm, NotAtThisStage; NotFunded and NoSuchPart of a delivery,
    PartsOpen of its end, SetAsideOtherwise of an offer; NotConnected and its like where the other
    node cannot be written to. Then nothing is changed.
    """
    request = get_request(request_id, user, for_change=True)
    if request.revision != revision:
        raise StaleForm
    move = MOVES.get(name)
    if move is None or move.by != request.side or Stage(request.stage) not in move.sources:
        raise NotAtThisStage(stage=request.get_stage_display())
    contents = read_step(name, data)
    if name == "deliver":
        _check_delivery(request, contents)
    if name == "complete":
        _check_complete(request)
    if name == "offer":
        _check_set_aside(request, contents)
    _add(request, name, contents, user.actor)
    if name == "offer" and picture_of(request).sources:
        tell_funding(request, user.actor)
    return request


def tell_funding(request: AssistanceRequest, actor: Actor) -> None:
    """Tell the State how its offer is funded, where that is news. In the present transaction."""
    told = picture_of(request).told
    if told != request.told and Stage(request.stage) in MOVES["tell_funding"].sources:
        _add(request, "tell_funding", told, actor)


def _add(request: AssistanceRequest, name: str, data: dict[str, Any], actor: Actor) -> None:
    side = Side(request.side)
    step = AssistanceStep(
        request=request,
        side=side,
        number=last_number(request, side) + 1,
        seen=last_number(request, side.other),
        name=name,
        data=data,
        at=datetime.now(UTC),
        by=actor.id,
    )
    step.message_id = _sent(request, step, actor)
    step.save()
    if name == "send":
        request.sent_at = step.at
    settle(request)
    record(
        f"assistance.{name}",
        actor=actor,
        subject=("assistance_request", request.pk),
        side=request.side,
    )
    note_step(request, step, actor)
    keep_task(request, actor=actor)


def _sent(request: AssistanceRequest, step: AssistanceStep, actor: Actor) -> UUID:
    is_first = step.name == "send"
    return send(
        REQUEST if is_first else STEP,
        request_payload(request) if is_first else step_payload(step),
        to=request.other_state,
        thread=request.pk,
        actor=actor,
        handling=HANDLING,
        team_id=request.desk_id,
    )


@transaction.atomic
def send_again(request_id: UUID, *, user: User) -> AssistanceRequest:
    """Send what was not delivered in its time once more, in its order and as it was.

    Raises NothingToSend, NotFound, Forbidden; NotConnected and its like as in `make_step`.
    """
    request = get_request(request_id, user, for_change=True)
    steps = undelivered_of(request)
    if not steps:
        raise NothingToSend
    for step in steps:
        step.message_id = _sent(request, step, user.actor)
        step.save(update_fields=["message_id"])
        record(
            "assistance.sent_again",
            actor=user.actor,
            subject=("assistance_request", request.pk),
            step=step.name,
        )
    keep_task(request, actor=user.actor)
    return request


def _check_delivery(request: AssistanceRequest, data: Mapping[str, Any]) -> None:
    if data["part"] > len(request.offer["parts"]):
        raise NoSuchPart(part=data["part"])
    if data["left_out"]:
        return
    found = picture_of(request)
    if found.status not in (Funding.FUNDED, Funding.NO_COST):
        raise NotFunded(missing=amounts_text(found.missing))


def _check_set_aside(request: AssistanceRequest, offer: Mapping[str, Any]) -> None:
    """What is still set aside for an offer that was turned down must fit the new one."""
    left = cost_of(offer)
    for line in commitments_of(request):
        fund, amount = line.commitment.fund, held_of(line.commitment)
        if not amount:
            continue
        wrong = earmark_of(fund).wrong(
            paragraph=request.paragraph, state=request.other_state, help=offer["help"]
        )
        left[fund.currency] = left.get(fund.currency, 0) - amount
        if line.commitment.released_at is None and (wrong or left[fund.currency] < 0):
            raise SetAsideOtherwise(fund=fund.title, amount=money_text(amount, fund.currency))


def _check_complete(request: AssistanceRequest) -> None:
    standing = request.steps.filter(name="deliver", lost=False, refused="")
    recorded = {step.data["part"] for step in standing}
    parts = enumerate(request.offer["parts"], 1)
    missing = [part["title"] for number, part in parts if number not in recorded]
    if missing:
        raise PartsOpen(parts="; ".join(missing))
