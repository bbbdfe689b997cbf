"""What requests and their changes do when they arrive, each in the transaction of its receipt."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from homeward.casework.cooperation.actions.record import note_change
from homeward.casework.cooperation.declaration import kind_of
from homeward.casework.cooperation.lifecycle import TRANSITIONS, Needs, RequestState, Side
from homeward.casework.cooperation.models import Change, Request
from homeward.casework.cooperation.ports import run_effect
from homeward.foundation.access.models import Team
from homeward.foundation.access.queries import desk_of_authority
from homeward.foundation.duty.actions import add_task
from homeward.foundation.exchange.errors import EffectRefused
from homeward.foundation.exchange.ports import Arrived, Filed
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record


def on_request(arrived: Arrived) -> Filed:
    """Enter a request at the desk of the authority it is addressed to, with a task to acknowledge.

    Raises EffectRefused for an unknown kind, an authority without a desk, or missing contents.
    """
    payload = arrived.payload
    desk = _desk(payload)
    if Request.objects.filter(pk=arrived.thread).exists():
        raise EffectRefused("request_exists")
    request = Request.objects.create(
        id=arrived.thread,
        kind=payload["kind"],
        side=Side.REQUESTED,
        other_state=arrived.sender,
        desk=desk,
        own_authority=str(payload["requested_authority"]),
        other_authority=str(payload["requesting_authority"]),
        reference=str(payload["reference"])[:40],
        state=RequestState.DELIVERED,
        urgency=str(payload["urgency"]),
        legal_basis=str(payload["legal_basis"]),
        handling=arrived.handling,
        content=_content(payload),
        run_id=payload.get("run"),
        created_at=datetime.now(UTC),
        issued_at=arrived.sent_at,
        due_at=payload.get("due"),
    )
    Change.objects.create(
        request=request,
        name="issue",
        side=Side.REQUESTING,
        at=arrived.sent_at,
        authority=request.other_authority,
        message_id=arrived.id,
    )
    record(
        "cooperation.arrived",
        actor=arrived.actor,
        subject=("request", request.pk),
        kind=request.kind,
        sender=arrived.sender,
    )
    add_task(
        "cooperation.acknowledge",
        actor=arrived.actor,
        subject=("request", request.pk),
        url=f"/requests/{request.pk}/",
        team=desk,
        due_at=request.due_at,
        reference=request.reference,
        state=arrived.sender,
    )
    run_effect(request, "arrive", {}, arrived.actor)
    return Filed(team_id=desk.pk)


def on_change(arrived: Arrived) -> Filed:
    """Apply a change that the other side made, by the same table of the lifecycle.

    Raises EffectRefused when the request is unknown, not theirs, or cannot change so now.
    """
    payload = arrived.payload
    request = (
        Request.objects.select_for_update()
        .filter(pk=arrived.thread, other_state=arrived.sender)
        .first()
    )
    transition = TRANSITIONS.get(str(payload.get("change")))
    if request is None or str(payload.get("request")) != str(request.pk):
        raise EffectRefused("unknown_request")
    other_side = Side.REQUESTED if request.side == Side.REQUESTING else Side.REQUESTING
    if transition is None or transition.by != other_side:
        raise EffectRefused("not_their_change")
    if request.state not in transition.sources:
        raise EffectRefused("not_now")
    data = dict(payload.get("data") or {})
    request.state = transition.target
    request.revision += 1
    if transition.needs is Needs.ANSWER:
        request.answer = {str(k): str(v) for k, v in dict(data.get("fields") or {}).items()}
    request.save()
    Change.objects.create(
        request=request,
        name=transition.name,
        side=other_side,
        at=datetime.fromisoformat(str(payload["at"])),
        authority=str(payload["authority"])[:20],
        data=data,
        message_id=arrived.id,
    )
    note_change(request, transition, arrived.actor)
    _tell_desk(request, transition.name, arrived.actor)
    run_effect(request, transition.name, data, arrived.actor)
    return Filed(case_id=request.case_id, team_id=request.desk_id)


def on_request_accepted(message_id: UUID, at: datetime, actor: Actor) -> None:
    """The other node has the request: it is delivered, with the receipt's time."""
    from homeward.foundation.exchange.models import OutMessage

    thread = OutMessage.objects.values_list("thread", flat=True).get(pk=message_id)
    request = Request.objects.select_for_update().get(pk=thread)
    if request.state == RequestState.ISSUED:
        request.state = RequestState.DELIVERED
        request.revision += 1
        request.save()
    Change.objects.create(
        request=request,
        name="deliver",
        side=Side.REQUESTED,
        at=at,
        authority=request.other_authority,
        message_id=message_id,
    )


def _desk(payload: dict[str, Any]) -> Team:
    try:
        kind_of(str(payload["kind"]))
    except KeyError:
        raise EffectRefused("unknown_kind") from None
    desk = desk_of_authority(str(payload.get("requested_authority")))
    if desk is None:
        raise EffectRefused("no_such_authority")
    return desk


def _content(payload: dict[str, Any]) -> dict[str, str]:
    kind = kind_of(str(payload["kind"]))
    given = dict(payload.get("content") or {})
    content = {f.code: str(given.get(f.code, "")) for f in kind.contents}
    if kind.missing(content):
        raise EffectRefused("contents_missing")
    return content


def _tell_desk(request: Request, change: str, actor: Actor) -> None:
    add_task(
        "cooperation.read_change",
        actor=actor,
        subject=("request", request.pk),
        url=f"/requests/{request.pk}/",
        team=request.desk,
        reference=request.reference,
        change=change,
    )
