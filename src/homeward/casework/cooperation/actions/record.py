"""The journal entry and the timeline's line of a change, on either side."""

from homeward.casework.cases.actions import add_event
from homeward.casework.cooperation.lifecycle import Transition
from homeward.casework.cooperation.models import Request
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record


def note_change(request: Request, transition: Transition, actor: Actor) -> None:
    """Write both in the present transaction."""
    record(
        f"cooperation.{transition.name}",
        actor=actor,
        subject=("request", request.pk),
        case_id=request.case_id,
        compartment=request.compartment,
        side=request.side,
    )
    if request.case is not None:
        add_event(
            request.case,
            "cooperation.changed",
            actor=actor,
            compartment=request.compartment,
            url=f"/requests/{request.pk}/",
            reference=request.reference,
            change=transition.name,
        )
