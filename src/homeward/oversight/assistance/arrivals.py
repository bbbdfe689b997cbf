"""What requests for assistance and their steps do on arrival, in the receipt's transaction."""

from datetime import UTC, datetime
from uuid import UUID

from homeward.foundation.authorities.models import Authority
from homeward.foundation.exchange import payloads
from homeward.foundation.exchange.errors import EffectRefused, MalformedPayload
from homeward.foundation.exchange.ports import Arrived, Filed
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.oversight.assistance.contents import LARGEST_COUNT, read_request, read_step
from homeward.oversight.assistance.facts import note_step
from homeward.oversight.assistance.lifecycle import MOVES, Side
from homeward.oversight.assistance.models import AssistanceRequest, AssistanceStep
from homeward.oversight.assistance.secretariat import own_desk
from homeward.oversight.assistance.settling import folded, last_number, settle
from homeward.oversight.assistance.tasks import RETURNED, keep_task


def on_request(arrived: Arrived) -> Filed:
    """Lay a State's request on the Secretariat's desk.

    A request that lies here already, word for word, was sent again because its sender could not
    know that it had arrived: that changes nothing. Raises EffectRefused: `no_secretariat` where
    this node is none, `request_exists` where the thread is taken; and MalformedPayload, also for
    the reference or the authority of another State.
    """
    desk = own_desk()
    if desk is None:
        raise EffectRefused("no_secretariat")
    given = read_request(arrived.payload)
    known = AssistanceRequest.objects.filter(pk=arrived.thread).first()
    if known is not None:
        is_same = all(getattr(known, name) == value for name, value in given.items())
        if known.other_state != arrived.sender or not is_same:
            raise EffectRefused("request_exists")
        return Filed(team_id=known.desk_id)
    if not given["reference"].startswith(f"{arrived.sender}-TA-"):
        raise MalformedPayload(field="reference")
    asks = Authority.objects.filter(code=given["authority"]).first()
    if asks is not None and asks.state_id != arrived.sender:
        raise MalformedPayload(field="authority")
    request = AssistanceRequest(
        id=arrived.thread,
        side=Side.SECRETARIAT,
        other_state=arrived.sender,
        desk=desk,
        created_at=datetime.now(UTC),
        sent_at=arrived.sent_at,
        **given,
    )
    request.save(force_insert=True)
    _add(request, arrived, "send", 1, 0, arrived.sent_at, {})
    return Filed(team_id=desk.pk)


def on_step(arrived: Arrived) -> Filed:
    """Make the other side's step here; one that was made here already changes nothing.

    Raises EffectRefused: `unknown_request`; `not_now` for a step that its maker could not make with
    what he knew; and MalformedPayload.
    """
    request = (
        AssistanceRequest.objects.select_for_update()
        .filter(pk=arrived.thread, other_state=arrived.sender)
        .first()
    )
    if request is None:
        raise EffectRefused("unknown_request")
    payload = arrived.payload
    name = payloads.choice(payload, "step", [one for one in MOVES if one != "send"])
    number = payloads.whole(payload, "number", min=1, max=LARGEST_COUNT)
    seen = payloads.whole(payload, "seen", max=LARGEST_COUNT)
    at = payloads.moment(payload, "at")
    data = read_step(name, payloads.mapping(payload, "data"))
    made = request.steps.filter(side=Side(request.side).other, number=number).first()
    if made is not None:
        if (made.name, made.seen, made.at, made.data) != (name, seen, at, data):
            raise EffectRefused("not_now")
        return Filed(team_id=request.desk_id)
    _check(request, name, number, seen)
    if name == "deliver" and not 1 <= data["part"] <= len(request.offer.get("parts", ())):
        raise EffectRefused("not_now")
    _add(request, arrived, name, number, seen, at, data)
    return Filed(team_id=request.desk_id)


def _check(request: AssistanceRequest, name: str, number: int, seen: int) -> None:
    own, other = Side(request.side), Side(request.side).other
    # One that was sent again may come after those that were made later.
    if MOVES[name].by is not other or seen > last_number(request, own):
        raise EffectRefused("not_now")
    known = [
        one
        for one in request.steps.all()
        if (one.side == other and one.number < number) or (one.side == own and one.number <= seen)
    ]
    if folded(known).stage not in MOVES[name].sources:
        raise EffectRefused("not_now")


def _add(
    request: AssistanceRequest,
    arrived: Arrived,
    name: str,
    number: int,
    seen: int,
    at: datetime,
    data: dict[str, object],
) -> None:
    step = AssistanceStep.objects.create(
        request=request,
        side=Side(request.side).other,
        number=number,
        seen=seen,
        name=name,
        data=data,
        at=at,
        message_id=arrived.id,
    )
    settle(request)
    record(
        f"assistance.{name}",
        actor=arrived.actor,
        subject=("assistance_request", request.pk),
        side=step.side,
    )
    note_step(request, step, arrived.actor)
    keep_task(request, actor=arrived.actor)


def on_refused(message_id: UUID, at: datetime, reason: str, actor: Actor) -> None:
    """The other node signed that a step had no effect there: it has none here either."""
    _returned(message_id, reason[:60] or "refused", actor)


def on_expired(message_id: UUID, at: datetime, actor: Actor) -> None:
    """A step was not delivered in its time; whether it arrived is not known, so it stays.

    The desk can send it again: the other node takes it in where it lacks it, and only there.
    """
    step = _step(message_id)
    if step is not None:
        keep_task(step.request, actor=actor, kind=RETURNED)


def _returned(message_id: UUID, reason: str, actor: Actor) -> None:
    step = _step(message_id)
    if step is None:
        return
    step.refused = reason
    step.save(update_fields=["refused"])
    request = AssistanceRequest.objects.select_for_update().get(pk=step.request_id)
    if step.name == "send":
        request.sent_at = None
    settle(request)
    record(
        "assistance.not_taken",
        actor=actor,
        subject=("assistance_request", request.pk),
        step=step.name,
        reason=reason,
    )
    keep_task(request, actor=actor, kind=RETURNED)


def _step(message_id: UUID) -> AssistanceStep | None:
    found = AssistanceStep.objects.select_related("request")
    return found.filter(message_id=message_id, by__isnull=False).first()
