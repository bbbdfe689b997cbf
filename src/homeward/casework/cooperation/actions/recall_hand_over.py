"""Closing a request that was handed over from paper, or is offered, when its State recalls it."""

from uuid import UUID

from homeward.casework.cooperation.actions.recall import in_proceedings, kept_for_proceedings
from homeward.casework.cooperation.actions.record import note_line
from homeward.casework.cooperation.lifecycle import Side
from homeward.casework.cooperation.models import HandOver, Request, TakenItem
from homeward.casework.cooperation.paper_models import HandOverState
from homeward.foundation.duty.actions import finish_tasks
from homeward.foundation.exchange.ports import Kept
from homeward.foundation.exchange.queries import said_in
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record


def on_hand_over_recall(sender: str, message_id: UUID, reason: str, actor: Actor) -> Kept | None:
    """The other State withdraws the offer of a request, or the request that came by it.

    What the offer said is what the request and its ladder say here: all of it is closed, unless
    something was done for it. An offer that waits is kept no longer and asks nobody any more. A
    message of an edition that gave way to a later one says nothing any more: it is closed alone.
    """
    said = said_in(sender, message_id)
    if said is None:
        return None  # it had no effect here
    thread, payload = said
    offered = HandOver.objects.select_for_update().filter(pk=thread, other_state=sender)
    row = offered.filter(side=Side.REQUESTED).first()
    if row is None or payload["edition"] != row.edition:
        return None
    if row.state != HandOverState.DONE:
        if row.state in (HandOverState.WAITING, HandOverState.CONFIRMED):
            row.state = HandOverState.TAKEN_BACK
        row.offer = {}
        row.save()
        finish_tasks(("request", row.pk), actor=actor)
        return None
    request = Request.objects.select_for_update().get(pk=row.pk)
    if in_proceedings(request) or TakenItem.objects.filter(request=request).exists():
        return kept_for_proceedings()
    if request.recalled:
        return None  # by another message of the same hand-over
    request.content, request.handling_limits = {}, ""
    request.recalled = reason[:1000]
    request.revision += 1
    request.save(update_fields=["content", "handling_limits", "recalled", "revision"])
    theirs = request.changes.exclude(side=request.side).filter(message_id__isnull=True)
    theirs.update(data={}, recalled=reason[:1000])
    record(
        "cooperation.recalled",
        actor=actor,
        subject=("request", request.pk),
        case_id=request.case_id,
        compartment=request.compartment,
        change="hand_over",
    )
    note_line(request, "cooperation.recalled", actor, state=request.other_state)
    return None
