"""A run does not wait for ever in silence: after a day in one round the desk is told for whom.

Nothing is decided by the clock. The officer asks there, and stops the run by withdrawing or
refusing its request, or the other node answers and the run goes on.
"""

from datetime import UTC, datetime, timedelta

from django.conf import settings

from homeward.casework.cooperation.models import Request
from homeward.casework.proceeds.actions.common import TRACER, leads, note_run
from homeward.casework.proceeds.actions.ending import AWAIT
from homeward.casework.proceeds.hand_overs import waiting
from homeward.casework.proceeds.models import Run, RunState
from homeward.foundation.access.models import Team
from homeward.foundation.duty.actions import add_task, finish_tasks
from homeward.foundation.guard.actor import Actor
from homeward.foundation.guard.jobs import job

ROUND_DEADLINE = timedelta(hours=24)


def watch_round(run: Run, actor: Actor) -> None:
    """A round was opened: whoever was awaited came, and the clock begins anew."""
    finish_tasks(("run", run.pk), AWAIT, actor=actor)
    at = datetime.now(UTC) + ROUND_DEADLINE
    round_late.defer(actor=TRACER, at=at, run=str(run.pk), round=run.round)


@job("proceeds.round_late")
def round_late(*, actor: Actor, run: str, round: int) -> None:
    """Put the States that a round still waits for before the desk; repeating it is harmless."""
    found = Run.objects.select_for_update().get(pk=run)
    if found.state != RunState.RUNNING or found.round != round:
        return
    states = ", ".join(awaited(found))
    finish_tasks(("run", found.pk), AWAIT, actor=actor)
    add_task(
        AWAIT,
        actor=actor,
        subject=("run", found.pk),
        url=f"/cases/{found.case.reference}/money/runs/{found.pk}/",
        team=desk_of(found),
        case_id=found.case_id,
        label=found.label,
        states=states,
    )
    note_run(found, "proceeds.run_awaits", actor, states=states)


def awaited(run: Run) -> list[str]:
    """The States that the present round waits for, as far as this State can tell; never nobody."""
    own = settings.HOMEWARD_STATE
    if run.done_round < run.round:
        return _missing(run) or [own]
    if not leads(run):
        return [run.initiator]
    late = run.parties.filter(reported_round__lt=run.round).order_by("state")
    return list(late.values_list("state", flat=True)) or [own]


def _missing(run: Run) -> list[str]:
    """States whose hand-overs are not all in, and this State where one waits for its officer."""
    own = [settings.HOMEWARD_STATE] if waiting(run) else []
    came = run.hand_overs.filter(is_outgoing=False)
    return own + [
        state
        for state, count in sorted(run.expected.items())
        if came.filter(peer=state).count() < int(count)
    ]


def desk_of(run: Run) -> Team | None:
    """The desk of the request that fixes the run's scope on this side."""
    requests = Request.objects.filter(run_id=run.pk, kind="tracing").select_related("desk")
    request = requests.order_by("created_at").first()
    return request.desk if request else None
