"""What the messages of a hand-over do when they arrive, each in the transaction of its receipt."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from homeward.casework.cooperation.actions.files import keep_arriving
from homeward.casework.cooperation.actions.hand_over import answer, send_step
from homeward.casework.cooperation.actions.record import note_line
from homeward.casework.cooperation.actions.settle import settle
from homeward.casework.cooperation.actions.tasks import set_task
from homeward.casework.cooperation.arrivals import entered
from homeward.casework.cooperation.by_hand import RECEIPT
from homeward.casework.cooperation.handing_over import (
    LONGEST_REASON,
    ReadOffer,
    Step,
    read_offer,
    step_payload,
)
from homeward.casework.cooperation.lifecycle import RequestState, Side
from homeward.casework.cooperation.models import Change, HandOver, Request, RequestFile, Way
from homeward.casework.cooperation.paper_models import HandOverState
from homeward.casework.cooperation.ports import run_effect
from homeward.casework.cooperation.reading import MOST_CHANGES
from homeward.foundation.access.models import Team
from homeward.foundation.access.queries import desk_of_authority
from homeward.foundation.duty.actions import add_task, finish_tasks
from homeward.foundation.exchange import payloads
from homeward.foundation.exchange.errors import EffectRefused, MalformedPayload
from homeward.foundation.exchange.ports import Arrived, Enclosed, Filed
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record

S = HandOverState


def on_hand_over(arrived: Arrived) -> Filed:
    """A request on paper is offered, was handed over, or is offered no more.

    Raises EffectRefused: what `read_offer` finds wrong, `no_such_authority`, `request_exists` where
    this node has the request, `unknown_hand_over`, and `not_confirmed` where no officer here said
    that he holds the letter as it is handed over.
    """
    step = payloads.choice(arrived.payload, "step", list(Step))
    edition = payloads.whole(arrived.payload, "edition", min=1, max=MOST_CHANGES)
    if step == Step.OFFER:
        return _on_offer(arrived, edition)
    if arrived.payload.get("offer") is not None:
        raise MalformedPayload(field="offer")
    row = (
        HandOver.objects.select_for_update()
        .filter(pk=arrived.thread, other_state=arrived.sender, side=Side.REQUESTED)
        .first()
    )
    if row is None:
        raise EffectRefused("unknown_hand_over")
    if step == Step.DONE:
        return _on_done(arrived, row, edition)
    if row.state == S.DONE:
        raise EffectRefused("hand_over_over")  # it is a request of this node, with tasks of its own
    row.state, row.offer = S.TAKEN_BACK, {}
    row.save()
    finish_tasks(("request", row.pk), actor=arrived.actor)
    return Filed(team_id=row.desk_id)


def _on_offer(arrived: Arrived, edition: int) -> Filed:
    read = read_offer(arrived)
    desk = desk_of_authority(read.request.requested_authority)
    if desk is None:
        raise EffectRefused("no_such_authority")
    if Request.objects.filter(pk=arrived.thread).exists():
        raise EffectRefused("request_exists")
    row = HandOver.objects.select_for_update().filter(pk=arrived.thread).first()
    if row is not None and (row.other_state != arrived.sender or edition <= row.edition):
        raise EffectRefused("unknown_hand_over")
    held = row is not None and row.state == S.CONFIRMED and _is_same_letter(row, arrived)
    row = row or HandOver(id=arrived.thread, side=Side.REQUESTED, other_state=arrived.sender)
    row.desk, row.compartment = desk, read.request.kind.compartment
    row.handling, row.edition, row.offer = arrived.handling, edition, arrived.payload
    row.at, row.reason = datetime.now(UTC), ""
    if held:
        # The officer holds this very letter; what changed since is not what he was asked.
        answer(row, taken=True, actor=arrived.actor)
        return Filed(team_id=desk.pk)
    row.state, row.decided_by, row.decided_at = S.WAITING, None, None
    row.save()
    _ask_officer(row, desk, arrived)
    return Filed(team_id=desk.pk)


def _is_same_letter(row: HandOver, arrived: Arrived) -> bool:
    before, now = row.offer.get("offer") or {}, arrived.payload["offer"]
    same: bool = before.get("code") == now["code"] and before.get("request") == now["request"]
    return same


def _ask_officer(row: HandOver, desk: Team, arrived: Arrived) -> None:
    record(
        "cooperation.hand_over_arrived",
        actor=arrived.actor,
        subject=("request", row.pk),
        sender=arrived.sender,
    )
    finish_tasks(("request", row.pk), actor=arrived.actor)
    add_task(
        "cooperation.confirm_letter",
        actor=arrived.actor,
        subject=("request", row.pk),
        url=f"/requests/{row.pk}/hand-over/",
        team=desk,
        state=arrived.sender,
    )


def _on_done(arrived: Arrived, row: HandOver, edition: int) -> Filed:
    """The other State's node let go of it as it was confirmed: it is a request of this node now."""
    if row.state != S.CONFIRMED or row.edition != edition:
        raise EffectRefused("not_confirmed")
    read = read_offer(replace(arrived, payload=row.offer))
    request = _entered(arrived, row, read)
    row.state, row.offer = S.DONE, {}
    row.save()
    record(
        "cooperation.handed_over",
        actor=arrived.actor,
        subject=("request", request.pk),
        sender=arrived.sender,
        state=request.state,
        changes=len(read.changes),
    )
    kind = "acknowledge" if request.state == RequestState.DELIVERED else "taken_over"
    set_task(
        f"cooperation.{kind}",
        request,
        actor=arrived.actor,
        due_at=request.due_at,
        state=arrived.sender,
    )
    run_effect(request, "arrive", {}, arrived.actor)
    keep_arriving(request, arrived)
    return Filed(team_id=row.desk_id, compartment=request.compartment)


def _entered(arrived: Arrived, row: HandOver, read: ReadOffer) -> Request:
    """The request with its ladder: what both sides did on paper, each with its own time."""
    first = replace(arrived, handling=row.handling, sent_at=read.issued_at)
    request = entered(first, read.request, row.desk)
    request.way, request.code = Way.HANDED_OVER, read.code
    request.created_at = read.delivered_at or row.decided_at or datetime.now(UTC)
    request.save()
    Change.objects.bulk_create(
        Change(
            request=request,
            name=one.transition.name,
            side=one.move.by,
            at=one.at,
            authority=one.authority,
            data=one.data,
            message_id=None,
            number=one.move.number,
            seen=one.move.seen,
        )
        for one in read.changes
    )
    settle(request)
    return request


def on_hand_over_answer(arrived: Arrived) -> Filed:
    """The officer of the other State holds the letter, or it is not taken.

    Raises EffectRefused: `unknown_hand_over`, `hand_over_over` where it was taken back or decided,
    `hand_over_outdated` where the request changed since: a newer offer is on its way then.
    """
    edition = payloads.whole(arrived.payload, "edition", min=1, max=MOST_CHANGES)
    taken = payloads.flag(arrived.payload, "taken")
    reason = payloads.text(arrived.payload, "reason", max=LONGEST_REASON, min=0)
    request = Request.objects.select_for_update().filter(pk=arrived.thread).first()
    row = (
        HandOver.objects.select_for_update()
        .filter(pk=arrived.thread, other_state=arrived.sender, side=Side.REQUESTING)
        .first()
    )
    if row is None or request is None:
        raise EffectRefused("unknown_hand_over")
    if row.state != S.WAITING or request.way != Way.HAND:
        raise EffectRefused("hand_over_over")
    if edition != row.edition:
        raise EffectRefused("hand_over_outdated")
    if taken:
        _let_go(row, request, arrived)
    else:
        row.state, row.reason = S.DECLINED, reason
        _tell_desk(row, request, "cooperation.hand_over_declined_there", arrived.actor)
    row.decided_at = datetime.now(UTC)
    row.save()
    return Filed(request.case_id, request.desk_id, request.compartment)


def _let_go(row: HandOver, request: Request, arrived: Arrived) -> None:
    """From now on the request goes through the nodes; its files on paper go along."""
    row.state = S.DONE
    if request.state == RequestState.ISSUED:
        Change.objects.create(
            request=request,
            name=RECEIPT,
            side=Side.REQUESTED,
            at=arrived.sent_at,
            authority=request.other_authority,
            led_to=RequestState.DELIVERED,
        )
        request.state = RequestState.DELIVERED
    request.way = Way.HANDED_OVER
    request.revision += 1
    request.save()
    files = request.files.filter(side=request.side, change__isnull=False, message_id__isnull=True)
    enclosed = [
        Enclosed(one.blob_id, request.own_authority, request.other_authority, one.purpose)
        for one in files
    ]
    message = send_step(
        row, step_payload(Step.DONE, row.edition), arrived.actor, attachments=enclosed
    )
    RequestFile.objects.filter(pk__in=[one.pk for one in files]).update(message_id=message)
    record(
        "cooperation.handed_over",
        actor=arrived.actor,
        subject=("request", request.pk),
        case_id=request.case_id,
        compartment=request.compartment,
        sender=arrived.sender,
        state=request.state,
        changes=request.changes.filter(number__isnull=False).count(),
    )
    finish_tasks(("request", request.pk), "cooperation.send_letter", actor=arrived.actor)
    note_line(request, "cooperation.handed_over", arrived.actor, state=request.other_state)


def on_step_refused(message_id: UUID, at: datetime, reason: str, actor: Actor) -> None:
    """The other node did not take the offer in, or not what was to follow it: it stays on paper."""
    _failed(message_id, reason, actor)


def on_step_expired(message_id: UUID, at: datetime, actor: Actor) -> None:
    """The offer did not arrive in its time: it stays on paper."""
    _failed(message_id, "", actor)


def _failed(message_id: UUID, reason: str, actor: Actor) -> None:
    row = (
        HandOver.objects.select_for_update()
        .filter(message_id=message_id, side=Side.REQUESTING, state__in=(S.WAITING, S.DONE))
        .first()
    )
    if row is None:
        return  # an earlier edition, or one that was taken back
    request = Request.objects.select_for_update().get(pk=row.pk)
    row.state, row.reason = S.FAILED, reason[:LONGEST_REASON]
    row.save()
    # Its files did not go: they are the letter's again, and go with the next hand-over.
    request.files.filter(message_id=message_id).update(message_id=None)
    if request.way == Way.HANDED_OVER:
        request.way = Way.HAND
        request.revision += 1
        request.save()
    _tell_desk(row, request, "cooperation.hand_over_failed", actor)


def _tell_desk(row: HandOver, request: Request, kind: str, actor: Actor) -> None:
    record(
        "cooperation.hand_over_ended",
        actor=actor,
        subject=("request", row.pk),
        case_id=row.case_id,
        compartment=row.compartment,
        state=row.other_state,
        outcome=row.state,
    )
    set_task(kind, request, actor=actor, state=row.other_state)
