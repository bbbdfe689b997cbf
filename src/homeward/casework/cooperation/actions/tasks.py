"""The one thing that a request asks of its desk: whatever comes later takes the place of it.

Approval and the other steps of the lifecycle have no task: whose they are depends on who wrote the
request and on roles, so My work reckons them for each reader (`work.py`).
"""

from datetime import datetime

from homeward.casework.cooperation.actions.clocks import keep_clock
from homeward.casework.cooperation.models import Request
from homeward.foundation.duty.actions import add_task, finish_tasks
from homeward.foundation.guard.actor import Actor


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
