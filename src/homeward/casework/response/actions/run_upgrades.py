"""Taking a running plan to a new version of its playbook."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from homeward.casework.cases.actions import add_event
from homeward.casework.response.actions.run_steps import move_clocks
from homeward.casework.response.actions.run_tasks import due_of, renew_task
from homeward.casework.response.actions.runs import lock_run, make_step, note_change
from homeward.casework.response.models import PlanChange, PlaybookRun, RunStep
from homeward.casework.response.models.runs import LEFT, OPEN, StepFlag, StepStatus
from homeward.casework.response.queries.runs import PLAN, standing_facts_of
from homeward.casework.response.run_upgrade import Fate, Held, Verdict, judge
from homeward.foundation.access.errors import StaleForm
from homeward.foundation.duty.actions import finish_tasks
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.knowledge.manual.facts import wrong_terms
from homeward.knowledge.manual.playbook import Playbook
from homeward.knowledge.manual.queries import InForce
from homeward.knowledge.manual.writing import step_from_data, step_to_data, to_data


def preview(steps: Sequence[RunStep], target: Playbook) -> list[Verdict]:
    """What an upgrade would do, step by step, in the new order."""
    worked_on = PlanChange.objects.filter(step__in=steps, kind="step")
    touched = set(worked_on.values_list("step_id", flat=True))
    return judge([_held(step, is_touched=step.pk in touched) for step in steps], target)


def _held(step: RunStep, *, is_touched: bool) -> Held:
    wrote = step.evidence or step.item_id or step.owner_id
    return Held(
        step=step_from_data(step.content),
        status=StepStatus(step.status),
        own=step.own,
        touched=bool(wrote) or is_touched,
        by_condition=bool(step.by_condition),
        dropped=step.reason == LEFT,
    )


@transaction.atomic
def upgrade_run(run: PlaybookRun, text: InForce, *, actor: Actor, revision: int) -> None:
    """Let a plan follow a new version. Raises StaleForm, RunIsOver."""
    lock_run(run)
    if run.revision != revision:
        raise StaleForm
    now = datetime.now(UTC)
    steps = list(run.steps.select_related("run", "case", "owner").order_by("position", "pk"))
    before = (run.version, run.number)
    run.content = to_data(text.playbook)
    run.version, run.number = text.playbook.version, text.number
    run.revision, run.changed_by, run.changed_at = revision + 1, actor.id, now
    run.save(update_fields=["content", "version", "number", "revision", "changed_by", "changed_at"])
    held = {step.step: step for step in steps}
    was_open = {step.step: step.status in OPEN for step in steps}
    verdicts = preview(steps, text.playbook)
    for verdict in verdicts:
        _carry_out(run, verdict, held.get(verdict.id), actor=actor, now=now)
    for step in run.steps.select_related("run", "case"):
        # One that rests from the beginning starts the clocks that wait for it as well.
        if (step.status in OPEN) != was_open.get(step.step, True):
            move_clocks(step, now, actor=actor)
    counts: dict[str, Any] = {fate.value: sum(v.fate is fate for v in verdicts) for fate in Fate}
    old: dict[str, Any] = {"old_version": before[0], "old_number": before[1]}
    note_change(run, None, "upgraded", actor=actor, **old, **counts)
    words: dict[str, Any] = {"playbook": run.code, "version": run.version, "number": run.number}
    record(
        "response.run_upgraded",
        actor=actor,
        subject=("playbook_run", run.pk),
        case_id=run.case_id,
        compartment=PLAN,
        **words,
    )
    add_event(run.case, "response.run_upgraded", actor=actor, compartment=PLAN, **words)


def _carry_out(
    run: PlaybookRun, verdict: Verdict, step: RunStep | None, *, actor: Actor, now: datetime
) -> None:
    if step is None:
        facts = standing_facts_of(run.case)
        made = make_step(
            run, verdict.step, verdict.position, facts, now=now, actor=actor, flag=StepFlag.NEW
        )
        _start_clock(made, now)
        if made.due_at is not None and verdict.step.after:
            renew_task(made, actor=actor)
        return
    step.position = verdict.position
    if verdict.fate is Fate.ADOPT:
        _adopt(step, verdict, now)
    elif verdict.fate is Fate.NOTE:
        step.flag = StepFlag.CHANGED
    elif verdict.fate is Fate.STAY:
        step.flag = StepFlag.GONE
    elif verdict.fate is Fate.DROP:
        step.flag, step.status, step.by_condition = StepFlag.GONE, StepStatus.NOT_APPLICABLE, []
        step.reason, step.ended_at = LEFT, now
        finish_tasks(("run_step", step.pk), actor=actor)
    if verdict.fate is not Fate.KEEP:
        step.revision, step.changed_by, step.changed_at = step.revision + 1, actor.id, now
    step.save()
    if verdict.fate is Fate.ADOPT:
        renew_task(step, actor=actor)
    if verdict.fate is not Fate.KEEP:
        note_change(run, step, "upgraded", actor=actor, fate=str(verdict.fate))


def _adopt(step: RunStep, verdict: Verdict, now: datetime) -> None:
    """An open step takes the new words and clock; a clock somebody set by hand is not kept apart:
    the new one counts from the start of the plan, and is never in the past because of it."""
    old, new = step_from_data(step.content), verdict.step
    step.content, step.role, step.life = step_to_data(new), new.role, new.life
    step.flag = StepFlag.CHANGED
    if (old.minutes, old.after) != (new.minutes, new.after):
        step.due_at = due_of(new.minutes, new.after, start=step.run.started_at)
        if step.due_at is not None and step.due_at < now:
            step.due_at = now + timedelta(minutes=new.minutes or 0)
        if step.due_at is None:
            _start_clock(step, now, save=False)
    if step.reason == LEFT:
        step.status, step.reason, step.ended_at = StepStatus.NOT_STARTED, "", None
        step.due_at = due_of(new.minutes, new.after, start=now)
        if step.due_at is None:
            _start_clock(step, now, save=False)
    unmet = wrong_terms(new.when, standing_facts_of(step.case))
    if step.status == StepStatus.NOT_STARTED and unmet:
        step.status, step.by_condition, step.ended_at = StepStatus.NOT_APPLICABLE, unmet, now
    elif step.by_condition:
        step.by_condition = unmet
        if not unmet:
            step.status, step.ended_at = StepStatus.NOT_STARTED, None


def _start_clock(step: RunStep, now: datetime, *, save: bool = True) -> None:
    """A clock that waits for a step which has ended already begins now."""
    structure = step.content["structure"]
    after = structure.get("after")
    if after and step.run.steps.filter(step=after).exclude(status__in=OPEN).exists():
        step.due_at = now + timedelta(minutes=structure.get("due", 0))
        if save:
            step.save(update_fields=["due_at"])
