"""What requests and their changes do when they arrive, each in the transaction of its receipt."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from homeward.casework.cooperation.actions.files import keep_arriving
from homeward.casework.cooperation.actions.oral import confirm_heard
from homeward.casework.cooperation.actions.record import note_change, note_crossed
from homeward.casework.cooperation.actions.settle import moves_of, settle
from homeward.casework.cooperation.actions.surrender import keep_offences
from homeward.casework.cooperation.actions.tasks import set_task
from homeward.casework.cooperation.crossing import Move, crosses
from homeward.casework.cooperation.declaration import Urgency
from homeward.casework.cooperation.desk.facts import note_step
from homeward.casework.cooperation.letters.following import NAME, keep_following
from homeward.casework.cooperation.letters.sending import keep_translation, own_rule
from homeward.casework.cooperation.lifecycle import RequestState, Side
from homeward.casework.cooperation.models import Change, Request, Undelivered
from homeward.casework.cooperation.ports import run_effect
from homeward.casework.cooperation.reading import (
    CLOCKS,
    ReadChange,
    ReadRequest,
    read_change,
    read_request,
)
from homeward.foundation.access.models import Team
from homeward.foundation.access.queries import desk_of_authority
from homeward.foundation.exchange.errors import EffectRefused, MalformedPayload
from homeward.foundation.exchange.ports import Arrived, Filed
from homeward.foundation.guard.actor import Actor
from homeward.foundation.guard.context import asked_once
from homeward.foundation.journal.actions import record


def on_request(arrived: Arrived) -> Filed:
    """Enter a request at the desk of the authority it is addressed to, with a task to acknowledge.

    Raises EffectRefused for what is not complete and in its form (`reading.py`),
    `no_such_authority` where no desk receives for it, `request_exists` where the thread is taken.
    """
    read = read_request(arrived)
    request = entered(arrived, read, _desk_of(read))
    record(
        "cooperation.arrived",
        actor=arrived.actor,
        subject=("request", request.pk),
        kind=request.kind,
        sender=arrived.sender,
    )
    set_task(
        "cooperation.acknowledge",
        request,
        actor=arrived.actor,
        due_at=request.due_at,
        state=arrived.sender,
        is_first=request.shown_at is None,
    )
    if read.oral:
        confirm_heard(request, read.oral, actor=arrived.actor)
    run_effect(request, "arrive", {}, arrived.actor)
    keep_arriving(request, arrived)
    return Filed(request.case_id, request.desk_id, request.compartment)


def on_draft(arrived: Arrived) -> Filed:
    """Lay a draft before the desk it would go to, for its view; a later one takes its place.

    Raises EffectRefused as a request does; parts may be missing.
    """
    read = read_request(arrived, is_draft=True)
    request = entered(arrived, read, _desk_of(read), is_draft=True)
    record(
        "cooperation.draft_arrived",
        actor=arrived.actor,
        subject=("request", request.pk),
        case_id=request.case_id,
        compartment=request.compartment,
        kind=request.kind,
        sender=arrived.sender,
    )
    set_task("cooperation.comment_draft", request, actor=arrived.actor, state=arrived.sender)
    keep_arriving(request, arrived)
    return Filed(request.case_id, request.desk_id, request.compartment)


def _desk_of(read: ReadRequest) -> Team:
    """The desk of the authority that is asked; raises EffectRefused where there is none."""
    desk = asked_once(
        ("desk of", read.requested_authority), lambda: desk_of_authority(read.requested_authority)
    )
    if desk is None:
        raise EffectRefused("no_such_authority")
    return desk


def entered(arrived: Arrived, read: ReadRequest, desk: Team, *, is_draft: bool = False) -> Request:
    """The request as it is now, entered anew or in the place of a draft of it that was shown."""
    shown = Request.objects.select_for_update().filter(pk=arrived.thread).first()
    if shown is not None and not _is_draft_of(shown, arrived, read):
        raise EffectRefused("request_exists")
    request = shown or Request(
        id=arrived.thread,
        kind=read.kind.code,
        compartment=read.kind.compartment,
        side=Side.REQUESTED,
        other_state=arrived.sender,
        created_at=datetime.now(UTC),
    )
    request.desk, request.own_authority = desk, read.requested_authority
    request.other_authority, request.reference = read.requesting_authority, read.reference
    request.urgency, request.legal_basis = read.urgency, read.legal_basis
    request.handling, request.handling_limits = arrived.handling, read.handling_limits
    request.content, request.run_id, request.due_at = read.content, read.run, read.due
    request.waiver, request.treaty = read.waiver, read.treaty
    request.oral_code = read.oral
    request.recalled = ""  # a draft of it may have been; this is said anew
    request.due_rule = own_rule(
        read.limit,
        read.due,
        start=arrived.sent_at,
        state=settings.HOMEWARD_STATE,
        authority=read.requested_authority,
    )
    if is_draft:
        request.state, request.shown_at = RequestState.DRAFT_SHOWN, arrived.sent_at
    else:
        request.state, request.issued_at = RequestState.DELIVERED, arrived.sent_at
    request.revision += 0 if shown is None else 1
    request.save(force_insert=shown is None)
    if not is_draft:
        keep_translation(request, read.translation, arrived.sent_at)
    issued = Change.objects.create(
        request=request,
        name="show_draft" if is_draft else "issue",
        side=Side.REQUESTING,
        at=arrived.sent_at,
        authority=request.other_authority,
        message_id=arrived.id,
        data={"text": read.question} if is_draft else {},
        led_to=RequestState.DRAFT_SHOWN if is_draft else RequestState.ISSUED,
    )
    if not is_draft:
        note_step(request, issued, arrived.actor)
    return request


def _is_draft_of(request: Request, arrived: Arrived, read: ReadRequest) -> bool:
    """Whether what arrives takes the place of a draft that this State showed here."""
    return (
        request.side == Side.REQUESTED
        and request.state == RequestState.DRAFT_SHOWN
        and (request.other_state, request.kind) == (arrived.sender, read.kind.code)
    )


def on_change(arrived: Arrived) -> Filed:
    """Take in a change that the other side made; `crossing.py` says what it comes to.

    A change that crossed one of ours and does not stand is recorded all the same: the other side
    records it too. Raises EffectRefused when the request is unknown, the change not theirs or not
    in its form, `change_repeated` for a number that came before, and `not_now` when it does not
    fit although its maker knew everything that was done here (`answer_to_withdrawn` where that was
    that the request is withdrawn).
    """
    thread = str(arrived.thread)
    request = (
        Request.objects.select_for_update()
        .filter(pk=arrived.thread, other_state=arrived.sender)
        .first()
    )
    if request is None or arrived.payload.get("request") != thread:
        raise EffectRefused("unknown_request")
    read = read_change(arrived.payload, request)
    _refuse_untimely(arrived, request, read)
    known = moves_of(request)
    _refuse_repeated(known, read.move)
    change = _kept(arrived, request, read)
    if request.undelivered == Undelivered.EXPIRED:
        request.undelivered = ""  # who answers has it, whatever became of the receipt
    fallen = settle(request)
    change.refresh_from_db()
    if not change.led_to and not crosses(known, read.move):
        is_over = request.side == Side.REQUESTING and request.state == RequestState.WITHDRAWN
        raise EffectRefused("answer_to_withdrawn" if is_over else "not_now")
    _note(request, change, read, fallen, arrived.actor)
    keep_arriving(request, arrived)
    return Filed(request.case_id, request.desk_id, request.compartment)


def _refuse_untimely(arrived: Arrived, request: Request, read: ReadChange) -> None:
    """A change is made after the request was shown or issued, and before it is sent: response times
    and clocks are reckoned from it, give or take two clocks. Raises MalformedPayload."""
    begun = request.shown_at or request.issued_at
    is_early = begun is not None and read.at < begun - CLOCKS
    if is_early or read.at > arrived.sent_at + CLOCKS:
        raise MalformedPayload(field="at")


def _refuse_repeated(known: list[Move], move: Move) -> None:
    """A count is used once, and nobody has seen what was not done yet."""
    ours = [m.number for m in known if m.by != move.by]
    if any((m.by, m.number) == (move.by, move.number) for m in known):
        raise EffectRefused("change_repeated")
    if move.seen > max(ours, default=0):
        raise EffectRefused("not_now")


def _kept(arrived: Arrived, request: Request, read: ReadChange) -> Change:
    return Change.objects.create(
        request=request,
        name=read.transition.name,
        side=read.move.by,
        at=read.at,
        authority=read.authority,
        data=read.data,
        message_id=arrived.id,
        number=read.move.number,
        seen=read.move.seen,
    )


def _note(
    request: Request, change: Change, read: ReadChange, fallen: list[Change], actor: Actor
) -> None:
    """Journal, timeline and task; the effect on other rooms where the change is the last word."""
    for lost in fallen if change.led_to else [*fallen, change]:
        note_crossed(request, lost, actor)
        if lost is not change:
            note_step(request, lost, actor, lost=True)
    if change.led_to:
        note_change(request, read.transition, actor)
        note_step(request, change, actor)
    if change.name == "allow_use":
        keep_offences(request)
    elif change.name == NAME and change.led_to:
        keep_following(request, change)
    set_task("cooperation.read_change", request, actor=actor, change=change.name)
    if change.led_to and change.led_to == request.state:
        run_effect(request, change.name, change.data, actor)


def on_request_accepted(message_id: UUID, at: datetime, actor: Actor) -> None:
    """The other node has the request: it is delivered, with the receipt's time."""
    request = _sent_with(message_id)
    if request is None:
        return
    if request.state == RequestState.ISSUED:
        request.state = RequestState.DELIVERED
        request.revision += 1
    request.undelivered = ""
    request.save()
    Change.objects.create(
        request=request,
        name="deliver",
        side=Side.REQUESTED,
        at=at,
        authority=request.other_authority,
        message_id=message_id,
        led_to=RequestState.DELIVERED,
    )


def on_change_accepted(message_id: UUID, at: datetime, actor: Actor) -> None:
    """The other node has a change: what failed before it is mended."""
    request = _sent_with(message_id)
    if request is not None and request.undelivered:
        request.undelivered = ""
        request.save()


def _sent_with(message_id: UUID) -> Request | None:
    """The request of a message that this node sent: its thread is the request's id."""
    from homeward.foundation.exchange.models import OutMessage

    thread = OutMessage.objects.filter(pk=message_id).values("thread")
    return Request.objects.select_for_update().filter(pk__in=thread).first()


def is_life_at_risk(thread: str, payload: Mapping[str, Any]) -> bool:
    """Whether a message is such a request itself, hands one over, or belongs to its thread."""
    offer = payload.get("offer")
    offered = offer.get("request") if isinstance(offer, Mapping) else None
    for said in (payload, offered):
        if isinstance(said, Mapping) and said.get("urgency") == Urgency.LIFE_AT_RISK:
            return True
    try:
        number = UUID(thread)
    except ValueError:
        return False
    return Request.objects.filter(pk=number, urgency=Urgency.LIFE_AT_RISK).exists()
