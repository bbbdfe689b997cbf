"""What happens to the steps of a plan: begun, done, left out with a reason, given to somebody."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from homeward.casework.cases.actions import add_event
from homeward.casework.cases.models import Case
from homeward.casework.cases.queries import items_of
from homeward.casework.response.actions.run_tasks import due_from, renew_task, step_url
from homeward.casework.response.actions.runs import lock_run, note_change
from homeward.casework.response.errors.runs import (
    ItemNotThere,
    OwnerNotInside,
    StepNeedsReason,
)
from homeward.casework.response.models import PlaybookRun, RunStep
from homeward.casework.response.models.runs import OPEN, StepFlag, StepStatus
from homeward.casework.response.queries.runs import PLAN
from homeward.foundation.access.errors import StaleForm
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import compartments_of
from homeward.foundation.duty.actions import finish_tasks
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.knowledge.manual.playbook import LANGUAGES, Step, StepText
from homeward.knowledge.manual.writing import step_to_data


@dataclass(frozen=True, slots=True, kw_only=True)
class StepState:
    """How a step stands, as an officer writes it."""

    status: StepStatus
    reason: str = ""
    evidence: str = ""
    item_id: int | None = None
    owner: User | None = None
    due_at: datetime | None = None


def state_of(step: RunStep) -> StepState:
    """How a step stands now."""
    return StepState(
        status=StepStatus(step.status),
        reason=step.reason,
        evidence=step.evidence,
        item_id=step.item_id,
        owner=step.owner,
        due_at=step.due_at,
    )


@transaction.atomic
def set_status(step: RunStep, status: StepStatus, *, user: User, revision: int) -> None:
    """Set the status alone, as one tap does. Raises as `set_step`."""
    reason = step.reason if status == step.status else ""
    set_step(
        step, replace(state_of(step), status=status, reason=reason), user=user, revision=revision
    )


@transaction.atomic
def set_step(step: RunStep, new: StepState, *, user: User, revision: int) -> None:
    """Write how a step stands. Raises StaleForm where somebody was quicker, RunIsOver,
    StepNeedsReason, ItemNotThere and OwnerNotInside."""
    lock_run(step.run)
    _check(step, new, user)
    before, now = state_of(step), datetime.now(UTC)
    ended = new.status not in OPEN
    changed = RunStep.objects.filter(pk=step.pk, revision=revision).update(
        status=new.status,
        reason=new.reason,
        by_condition=[],
        evidence=new.evidence,
        item_id=new.item_id,
        owner=new.owner,
        due_at=new.due_at,
        flag="" if ended else step.flag,
        ended_at=(step.ended_at or now) if ended else None,
        revision=revision + 1,
        changed_by=user.pk,
        changed_at=now,
    )
    if not changed:
        raise StaleForm
    step.refresh_from_db()
    note_change(step.run, step, "step", actor=user.actor, reason=new.reason)
    renew_task(step, actor=user.actor)
    _record(step, user.actor)
    if new.status != before.status:
        _announce(step, user.actor)
    if (new.status in OPEN) != (before.status in OPEN):
        move_clocks(step, now, actor=user.actor)


def _check(step: RunStep, new: StepState, user: User) -> None:
    if new.status == StepStatus.NOT_APPLICABLE and not new.reason.strip():
        raise StepNeedsReason
    case = step.case
    item = new.item_id if new.item_id != step.item_id else None
    if item is not None and not items_of(user, case).filter(pk=item).exists():
        raise ItemNotThere(number=item)
    if new.owner is not None and PLAN not in compartments_of(new.owner, case.pk):
        raise OwnerNotInside


def _announce(step: RunStep, actor: Actor) -> None:
    """A line of the timeline for what was done; a step of the State's own is not named there."""
    if step.status == StepStatus.DONE:
        add_event(
            step.case,
            "response.step_done",
            actor=actor,
            compartment=PLAN,
            url=step_url(step),
            playbook=step.run.code,
            step="" if step.own else step.step,
        )


def move_clocks(step: RunStep, now: datetime, *, actor: Actor) -> None:
    """The end of a step starts the clocks that wait for it; where it opens again, they wait."""
    for other in step.run.steps.select_related("run", "case", "owner"):
        structure = other.content["structure"]
        if structure.get("after") != step.step or other.status not in OPEN:
            continue
        minutes = timedelta(minutes=structure.get("due", 0))
        other.due_at = None if step.status in OPEN else now + minutes
        _save(other, actor, now, "due_at")
        note_change(other.run, other, "clock", actor=actor)
        renew_task(other, actor=actor)


@transaction.atomic
def add_own_step(
    run: PlaybookRun,
    *,
    user: User,
    title: str,
    do: str,
    role: str,
    due_at: datetime | None,
    owner: User | None,
    life: bool,
) -> RunStep:
    """Add a step on the spot, at the end of the plan. Raises RunIsOver and OwnerNotInside."""
    lock_run(run)
    if owner is not None and PLAN not in compartments_of(owner, run.case_id):
        raise OwnerNotInside
    held = list(run.steps.all())
    number = 1 + sum(step.own for step in held)
    step = Step(
        id=f"here-{number}",
        phase=held[-1].content["phase"] if held else "here",
        role=role,
        life=life,
        memory=True,
        texts={LANGUAGES[0]: StepText(title, do)},
    )
    now = datetime.now(UTC)
    made = RunStep.objects.create(
        case=run.case,
        compartment=PLAN,
        run=run,
        step=step.id,
        position=1 + max((one.position for one in held), default=-1),
        content=step_to_data(step),
        own=True,
        role=role,
        owner=owner,
        due_at=due_at,
        life=life,
        changed_by=user.pk,
        changed_at=now,
    )
    note_change(run, made, "added", actor=user.actor)
    renew_task(made, actor=user.actor)
    _record(made, user.actor)
    return made


def rest_step(step: RunStep, unmet: list[str], *, actor: Actor, now: datetime) -> None:
    """A step's condition is not so: it is not applicable, for this reason, until it is so."""
    step.status, step.by_condition, step.ended_at = StepStatus.NOT_APPLICABLE, unmet, now
    _save(step, actor, now, "status", "by_condition", "ended_at")
    finish_tasks(("run_step", step.pk), actor=actor)
    note_change(step.run, step, "condition", actor=actor, unmet=unmet)
    move_clocks(step, now, actor=actor)


def wake_step(step: RunStep, terms: list[str], *, actor: Actor, now: datetime) -> None:
    """A step's condition is so, or may be so again: it is to be done, from now on."""
    step.status, step.by_condition, step.ended_at = StepStatus.NOT_STARTED, [], None
    if "due" in step.content["structure"]:
        step.due_at = due_from(step, now)
    _save(step, actor, now, "status", "by_condition", "ended_at", "due_at")
    renew_task(step, actor=actor)
    note_change(step.run, step, "condition", actor=actor, terms=terms)
    move_clocks(step, now, actor=actor)


@transaction.atomic
def read_flag(step: RunStep, *, user: User) -> None:
    """Somebody has looked at what an upgrade changed of a step."""
    lock_run(step.run)
    if step.flag:
        step.flag = StepFlag.NONE
        _save(step, user.actor, datetime.now(UTC), "flag")
        note_change(step.run, step, "read", actor=user.actor)


def roles_changed(case: Case, *, actor: Actor) -> None:
    """Somebody took or gave up a role: open steps of nobody in particular go to who has it now."""
    for run in PlaybookRun.objects.select_for_update().filter(case=case, ended_at__isnull=True):
        mine = run.steps.filter(owner__isnull=True, status__in=OPEN)
        for step in mine.select_related("run", "case", "owner"):
            renew_task(step, actor=actor)


def _save(step: RunStep, actor: Actor, now: datetime, *fields: str) -> None:
    step.revision += 1
    step.changed_by, step.changed_at = actor.id, now
    step.save(update_fields=[*fields, "revision", "changed_by", "changed_at"])


def _record(step: RunStep, actor: Actor, **facts: Any) -> None:
    record(
        "response.run_step_set",
        actor=actor,
        subject=("run_step", step.pk),
        case_id=step.case_id,
        compartment=PLAN,
        status=step.status,
        **facts,
    )
