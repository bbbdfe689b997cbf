"""The one thing that a request asks of its desk: whatever comes later takes the place of it.

Approval and the other steps of the lifecycle have no task: whose they are depends on who wrote the
request and on roles, so My work reckons them for each reader (`work.py`).
"""

from datetime import datetime
from uuid import UUID

from homeward.casework.cooperation.actions.clocks import keep_clock
from homeward.casework.cooperation.actions.record import CLERK
from homeward.casework.cooperation.declaration import Urgency
from homeward.casework.cooperation.desk.turns import is_ours
from homeward.casework.cooperation.models import Request
from homeward.foundation.duty.actions import add_task, finish_tasks
from homeward.foundation.guard.actor import Actor, ActorKind
from homeward.foundation.guard.jobs import job

ASSIGNED = "cooperation.assigned"


def set_task(
    kind: str,
    request: Request,
    *,
    actor: Actor,
    due_at: datetime | None = None,
    state: str = "",
    change: str = "",
    is_first: bool = False,
) -> None:
    """Put the next step before the desk, and take away what stood there before.

    `is_first` where the request is so new that nothing can.
    """
    if not is_first:
        finish_tasks(("request", request.pk), actor=actor)
    add_task(
        kind,
        actor=actor,
        subject=("request", request.pk),
        url=f"/requests/{request.pk}/",
        team=request.desk,
        due_at=due_at,
        reference=request.reference,
        state=state,
        change=change,
    )
    if not is_first:
        keep_clock(request, actor=actor)
    remind_assignee(request, actor)


def settle_tasks(request: Request, actor: Actor) -> None:
    """This State made a step: what asked for it is done. What is to do next stays with whoever has
    the request."""
    finish_tasks(("request", request.pk), actor=actor)
    remind_assignee(request, actor)


def remind_assignee(request: Request, actor: Actor, *, before: int | None = None) -> None:
    """Put the request before the person who has it, while it waits for a step of this State, and no
    more before the one who had it.

    A task of one person is walled from his colleagues: a job of the node does it for them.
    """
    if request.assignee_id is None and before is None:
        return
    if actor.kind == ActorKind.USER:
        remind.defer(actor=CLERK, request=str(request.pk))
    else:
        _remind(request, actor)


@job("cooperation.remind")
def remind(*, actor: Actor, request: str) -> None:
    """Put a request before whoever has it now."""
    _remind(Request.objects.get(pk=UUID(request)), actor)


def _remind(request: Request, actor: Actor) -> None:
    finish_tasks(("request", request.pk), ASSIGNED, actor=actor)
    if request.assignee is None or not is_ours(request):
        return
    add_task(
        ASSIGNED,
        actor=actor,
        subject=("request", request.pk),
        url=f"/requests/{request.pk}/",
        assignee=request.assignee,
        due_at=request.due_at,
        life_at_risk=request.urgency == Urgency.LIFE_AT_RISK,
        reference=request.reference,
        state=request.other_state,
    )
