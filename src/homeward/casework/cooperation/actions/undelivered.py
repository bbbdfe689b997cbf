"""What a message that did not reach the other State means for the request it belongs to.

A refused message was taken in by nobody, and the other State signed that: its change does not
stand here either. Of one that expired nobody knows whether it arrived, so its change stands, and
the desk asks.
"""

from datetime import datetime
from uuid import UUID

from homeward.casework.cooperation.actions.record import note_line
from homeward.casework.cooperation.actions.settle import settle
from homeward.casework.cooperation.actions.tasks import set_task
from homeward.casework.cooperation.models import Change, Request, Undelivered
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record


def on_refused(message_id: UUID, at: datetime, reason: str, actor: Actor) -> None:
    """The other node signed that the request, or a change of it, had no effect there."""
    _mark(message_id, Undelivered.REFUSED, reason, actor)


def on_expired(message_id: UUID, at: datetime, actor: Actor) -> None:
    """The request, or a change of it, was not delivered in its time."""
    _mark(message_id, Undelivered.EXPIRED, "", actor)


def _mark(message_id: UUID, what: Undelivered, reason: str, actor: Actor) -> None:
    thread = Change.objects.filter(message_id=message_id).values_list("request_id", flat=True)
    request = Request.objects.select_for_update().filter(pk__in=thread).first()
    if request is None:
        return  # a message that no change here speaks of
    change = request.changes.get(message_id=message_id)
    change.undelivered, change.reason = what, reason[:1000]
    change.save(update_fields=["undelivered", "reason"])
    request.undelivered = what
    if change.number is None:
        request.revision += 1
        request.save()
    else:
        settle(request)
    _tell(request, change, actor)


def _tell(request: Request, change: Change, actor: Actor) -> None:
    """The journal, the timeline, and a task for the desk that sent it."""
    record(
        "cooperation.undelivered",
        actor=actor,
        subject=("request", request.pk),
        case_id=request.case_id,
        compartment=request.compartment,
        change=change.name,
        delivery=change.undelivered,
        reason=change.reason[:60],
    )
    note_line(
        request,
        "cooperation.undelivered",
        actor,
        state=request.other_state,
        change=change.name,
        delivery=change.undelivered,
    )
    part = "request" if change.number is None else "change"
    is_refused = change.undelivered == Undelivered.REFUSED
    set_task(
        f"cooperation.{part}_refused" if is_refused else "cooperation.expired",
        request,
        actor=actor,
        state=request.other_state,
    )
