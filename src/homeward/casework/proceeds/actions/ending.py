"""The end of a run: finished, or stopped without a result. Only the initiator ends it for all.

A State that cannot go on says so to the initiator, who then stops the run everywhere.
"""

from datetime import UTC, datetime

from django.conf import settings

from homeward.casework.proceeds.actions.common import (
    FINISHED,
    STOPPED,
    leads,
    note_run,
    others,
    send_in_run,
)
from homeward.casework.proceeds.hand_overs import waiting
from homeward.casework.proceeds.models import Run, RunState, TraceStatus
from homeward.foundation.duty.actions import finish_tasks
from homeward.foundation.guard.actor import Actor
from homeward.foundation.guard.jobs import job

OVER = (RunState.FINISHED, RunState.STOPPED)
DECIDE, AWAIT = "proceeds.decide_hand_over", "proceeds.await_states"


def finish_everywhere(run: Run, unmatched: dict[str, dict[str, list[str]]], actor: Actor) -> None:
    """The initiator's word that nobody changed anything; `unmatched` by State that it is told."""
    for other in others(run):
        payload = {"round": run.round, "unmatched": unmatched.get(other.state, {})}
        send_in_run(run, FINISHED, payload, to=other.state, actor=actor)
    run.unmatched = unmatched.get(settings.HOMEWARD_STATE, {})
    finish(run, actor)


def finish(run: Run, actor: Actor) -> None:
    """Every hand-over is final; the last round's result becomes the run's trace."""
    finish_tasks(("run", run.pk), AWAIT, actor=actor)
    run.state, run.finished_at = RunState.FINISHED, datetime.now(UTC)
    run.save()
    run.hand_overs.filter(is_final=False).update(is_final=True)
    run.traces.filter(status=TraceStatus.QUEUED).update(
        status=TraceStatus.DONE, finished_at=run.finished_at
    )
    note_run(run, "proceeds.run_finished", actor, rounds=str(run.round))


def stop_run(run: Run, reason: str, by: str, actor: Actor) -> None:
    """End a run without a result; its amounts stay provisional and enter no order or request.

    `reason` is a code (`words.stop_sentence` says it), `by` the State that could not go on.
    """
    finish_tasks(("run", run.pk), AWAIT, actor=actor)
    for row in waiting(run):
        finish_tasks(("hand_over", row.pk), DECIDE, actor=actor)
    run.state, run.stopped_because, run.stopped_by = RunState.STOPPED, reason[:60], by
    run.save()
    note_run(run, "proceeds.run_stopped", actor, reason=run.stopped_because, state=by)


def stop_everywhere(run: Run, reason: str, by: str, actor: Actor) -> None:
    """Stop a run here, and tell its States where we lead it, else its initiator."""
    told = [other.state for other in others(run) if other.joined_at is not None]
    if not leads(run):
        told = [run.initiator]
    for state in told:
        send_in_run(run, STOPPED, {"reason": reason, "by": by}, to=state, actor=actor)
    stop_run(run, reason, by, actor)


@job("proceeds.stop")
def stop_later(*, actor: Actor, run: str, reason: str, by: str) -> None:
    """Stop a run for somebody who works at the request's desk but may not see the money.

    The request's own change tells the other side, so that only the initiator tells the rest.
    """
    found = Run.objects.select_for_update().filter(pk=run).first()
    if found is None or found.state in OVER:
        return
    if leads(found):
        stop_everywhere(found, reason, by, actor)
    else:
        stop_run(found, reason, by, actor)
