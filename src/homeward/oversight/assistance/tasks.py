"""The one thing that a request asks of its desk."""

from homeward.foundation.duty.actions import add_task, finish_tasks
from homeward.foundation.guard.actor import Actor
from homeward.oversight.assistance.models import AssistanceRequest

NEXT, RETURNED = "assistance.next", "assistance.returned"


def keep_task(request: AssistanceRequest, *, actor: Actor, kind: str = NEXT) -> None:
    """What waited is done; where the next step is this node's, its desk has it."""
    finish_tasks(("assistance_request", request.pk), actor=actor)
    if kind == RETURNED or request.is_own_turn:
        add_task(
            kind,
            actor=actor,
            subject=("assistance_request", request.pk),
            url=f"/assistance/requests/{request.pk}/",
            team=request.desk,
            reference=request.reference,
        )
