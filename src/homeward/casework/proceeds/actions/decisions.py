"""Hand-overs beyond a run's ceiling: they wait, and an officer accepts or refuses each.

An accepted one is computed with. A refused one stops the run for everybody: a result without
proceeds that another State handed over would be a wrong figure, and none is better.
"""

from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction

from homeward.casework.proceeds.actions.common import TRACER, note_run, record_in_run
from homeward.casework.proceeds.actions.deadlines import desk_of
from homeward.casework.proceeds.actions.ending import DECIDE, OVER, stop_everywhere
from homeward.casework.proceeds.actions.rounds import compute_round
from homeward.casework.proceeds.errors import HandOverDecided
from homeward.casework.proceeds.hand_overs import tainted, waiting
from homeward.casework.proceeds.models import HandOver, Run, Standing
from homeward.foundation.access.errors import Forbidden, NotFound
from homeward.foundation.access.models import User
from homeward.foundation.duty.actions import add_task, finish_tasks
from homeward.foundation.guard.actor import Actor
from homeward.foundation.guard.jobs import job

# Those who approve requests: to go beyond the ceiling is to go beyond what was approved.
MAY_DECIDE = ("central", "supervisor")


def hold(run: Run, row: HandOver, actor: Actor) -> None:
    """Let a hand-over wait: a task for the desk that handles the run's request, and no round."""
    row.standing = Standing.WAITING
    row.save()
    add_task(
        DECIDE,
        actor=actor,
        subject=("hand_over", row.pk),
        url=f"/cases/{run.case.reference}/money/runs/{run.pk}/",
        team=desk_of(run),
        case_id=run.case_id,
        state=row.peer,
        label=run.label,
    )
    note_run(run, "proceeds.hand_over_waits", actor, state=row.peer)


def drop_replaced(run: Run, row: HandOver, actor: Actor) -> None:
    """A later revision arrived: what was to be decided on the earlier one is decided no more."""
    earlier = run.hand_overs.filter(
        is_outgoing=False, peer=row.peer, reference=row.reference, standing=Standing.WAITING
    ).exclude(pk=row.pk)
    for one in earlier:
        finish_tasks(("hand_over", one.pk), DECIDE, actor=actor)


@transaction.atomic
def decide_hand_over(run: Run, hand_over_id: int, *, accept: bool, user: User) -> HandOver:
    """Accept or refuse a hand-over that waits.

    Raises Forbidden for other roles, NotFound, and HandOverDecided where it waits no more.
    """
    if not user.has_role(*MAY_DECIDE):
        raise Forbidden("run", run.pk)
    locked = Run.objects.select_for_update().get(pk=run.pk)
    row = locked.hand_overs.filter(pk=hand_over_id, is_outgoing=False).first()
    if row is None:
        raise NotFound("hand_over", hand_over_id)
    if locked.state in OVER or row.pk not in {each.pk for each in waiting(locked)}:
        raise HandOverDecided
    row.standing = Standing.ACCEPTED if accept else Standing.REFUSED
    row.decided_by, row.decided_at = user.pk, datetime.now(UTC)
    row.save()
    verb = "proceeds.hand_over_accepted" if accept else "proceeds.hand_over_refused"
    facts = {"sender": row.peer, "proceeds": str(tainted(row)), "currency": row.currency}
    record_in_run(locked, verb, user.actor, **facts)
    after_decision.defer(actor=TRACER, run=str(locked.pk), hand_over=row.pk)
    return row


@job("proceeds.decided")
def after_decision(*, actor: Actor, run: str, hand_over: int) -> None:
    """Go on with the run, or stop it; the officer who decided may not sit at the task's desk."""
    found = Run.objects.select_for_update().get(pk=run)
    row = found.hand_overs.get(pk=hand_over)
    finish_tasks(("hand_over", row.pk), DECIDE, actor=actor)
    if found.state in OVER:
        return
    if row.standing == Standing.REFUSED:
        stop_everywhere(found, "hand_over_refused", settings.HOMEWARD_STATE, actor)
    else:
        compute_round.defer(actor=TRACER, run=run, round=found.round)
