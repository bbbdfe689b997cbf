"""Starting and ending a plan, and writing down what is known of the case."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from homeward.casework.cases.actions import add_event
from homeward.casework.cases.models import Case
from homeward.casework.response.actions.run_tasks import (
    due_from,
    due_of,
    finish_step_tasks,
    propose_task,
    put_task,
    renew_task,
)
from homeward.casework.response.errors.runs import RunIsOver, RunsAlready
from homeward.casework.response.models import PlanChange, PlanFacts, PlaybookRun, RunStep
from homeward.casework.response.models.runs import OPEN, StepStatus
from homeward.casework.response.queries.runs import PLAN, proposed, standing_facts_of
from homeward.casework.response.run_facts import FIRST_HOUR, cleaned, facts_of_call, standing
from homeward.foundation.access.errors import StaleForm
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import compartments_of
from homeward.foundation.duty.actions import finish_tasks
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.foundation.journal.facts import note_fact
from homeward.knowledge.manual.facts import all_hold, wrong_terms
from homeward.knowledge.manual.playbook import Step
from homeward.knowledge.manual.queries import InForce, in_force
from homeward.knowledge.manual.writing import step_to_data, to_data


@transaction.atomic
def start_run(
    case: Case,
    text: InForce,
    *,
    actor: Actor,
    because: Iterable[str] = (),
    form_token: UUID | None = None,
) -> PlaybookRun:
    """Start a playbook: its steps become tasks with owners and clocks. Raises RunsAlready."""
    playbook, now = text.playbook, datetime.now(UTC)
    try:
        with transaction.atomic():
            run = PlaybookRun.objects.create(
                case=case,
                compartment=PLAN,
                code=playbook.code,
                version=playbook.version,
                number=text.number,
                content=to_data(playbook),
                because=list(because),
                started_by=actor.id or 0,
                started_at=now,
                changed_by=actor.id,
                changed_at=now,
                form_token=form_token,
            )
    except IntegrityError as error:
        if "response_run_once_at_a_time" in str(error):
            raise RunsAlready from None
        raise
    note_change(run, None, "started", actor=actor, version=run.version, number=run.number)
    facts = standing_facts_of(case)
    for position, step in enumerate(playbook.steps):
        make_step(run, step, position, facts, now=now, actor=actor)
    _start_clocks_of_the_rest(run, now, actor=actor)
    finish_tasks(("plan", case.pk), actor=actor)
    words: dict[str, Any] = {"playbook": run.code, "version": run.version, "number": run.number}
    _record("response.run_started", run, actor, **words)
    add_event(case, "response.run_started", actor=actor, compartment=PLAN, **words)
    note_fact(
        "response.run_started",
        case_id=case.pk,
        playbook=run.code,
        version=run.version,
        national=run.number > 0,
    )
    return run


def _start_clocks_of_the_rest(run: PlaybookRun, now: datetime, *, actor: Actor) -> None:
    """A step that nobody has to do starts no clock by its end: those that wait for it begin now."""
    waiting = run.steps.filter(status__in=OPEN, due_at=None).select_related("run", "case", "owner")
    for step in waiting:
        step.due_at = due_from(step, now)
        if step.due_at is not None:
            step.save(update_fields=["due_at"])
            renew_task(step, actor=actor)


def make_step(
    run: PlaybookRun,
    step: Step,
    position: int,
    facts: Mapping[str, Any],
    *,
    now: datetime,
    actor: Actor,
    flag: str = "",
) -> RunStep:
    """Add a step of the playbook to a plan, with its task; not applicable where its condition is
    not so."""
    unmet = wrong_terms(step.when, facts) if all_hold(step.when, facts) is False else []
    made = RunStep.objects.create(
        case=run.case,
        compartment=PLAN,
        run=run,
        step=step.id,
        position=position,
        content=step_to_data(step),
        role=step.role,
        due_at=due_of(step.minutes, step.after, start=now),
        life=step.life,
        status=StepStatus.NOT_APPLICABLE if unmet else StepStatus.NOT_STARTED,
        by_condition=unmet,
        flag=flag,
        changed_by=actor.id,
        changed_at=now,
    )
    put_task(made, actor=actor)
    return made


@transaction.atomic
def end_run(run: PlaybookRun, *, actor: Actor, reason: str, revision: int) -> None:
    """End a plan: what is open stays open in it, and its tasks are taken back. Raises RunIsOver and
    StaleForm."""
    lock_run(run)
    if run.revision != revision:
        raise StaleForm
    finish_step_tasks(run, actor=actor)
    now = datetime.now(UTC)
    PlaybookRun.objects.filter(pk=run.pk).update(
        ended_by=actor.id,
        ended_at=now,
        end_reason=reason,
        revision=revision + 1,
        changed_by=actor.id,
        changed_at=now,
    )
    run.refresh_from_db()
    note_change(run, None, "ended", actor=actor, reason=reason)
    counts = _counts(run, now)
    _record("response.run_ended", run, actor, playbook=run.code, **counts)
    add_event(run.case, "response.run_ended", actor=actor, compartment=PLAN, playbook=run.code)
    note_fact("response.run_finished", case_id=run.case_id, playbook=run.code, **counts)
    _note_practices(run, now)


def _note_practices(run: PlaybookRun, now: datetime) -> None:
    """What became of each step that carries out a practice, without names and reasons' words."""
    for step in run.steps.exclude(own=True):
        practice = step.content["structure"].get("practice", "")
        if practice:
            left = step.status == StepStatus.NOT_APPLICABLE
            note_fact(
                "response.practice_step",
                case_id=run.case_id,
                playbook=run.code,
                practice=practice,
                step=step.step,
                status=step.status,
                why="" if not left else "condition" if step.by_condition else "reason",
                late=not left and is_late(step, now),
            )


def is_late(step: RunStep, now: datetime) -> bool:
    """Whether a step ended after its time, or its time passed before it ended."""
    return step.due_at is not None and (step.ended_at or now) > step.due_at


def _counts(run: PlaybookRun, now: datetime) -> dict[str, Any]:
    steps = list(run.steps.all())
    late = [step for step in steps if is_late(step, now)]
    return {
        "done": sum(step.status == StepStatus.DONE for step in steps),
        "open": sum(step.status in OPEN for step in steps),
        "not_applicable": sum(step.status == StepStatus.NOT_APPLICABLE for step in steps),
        "late": sum(step.status != StepStatus.NOT_APPLICABLE for step in late),
    }


@transaction.atomic
def keep_facts(case: Case, facts: Mapping[str, Any], *, actor: Actor, revision: int = 0) -> None:
    """Write down what is known, and look at every open step's condition again.

    `revision` is that of the form, 0 for the first. Raises StaleForm.
    """
    now = datetime.now(UTC)
    row = PlanFacts.objects.select_for_update().filter(case=case).first()
    if (row.revision if row else 0) != revision:
        raise StaleForm
    row = row or PlanFacts(case=case, compartment=PLAN, revision=0)
    row.facts, row.revision = cleaned(facts), revision + 1
    row.changed_by, row.changed_at = actor.id, now
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # two first records at once
        raise StaleForm from None
    record(
        "response.plan_facts_kept",
        actor=actor,
        subject=("case", case.pk),
        case_id=case.pk,
        compartment=PLAN,
    )
    for run in PlaybookRun.objects.select_for_update().filter(case=case, ended_at__isnull=True):
        _look_again(run, standing(row.facts), actor=actor, now=now)


def _look_again(run: PlaybookRun, facts: Mapping[str, Any], *, actor: Actor, now: datetime) -> None:
    """Steps whose condition is not so any more rest; those that rested for one come back.

    What somebody has begun or decided stays as it is.
    """
    from homeward.casework.response.actions.run_steps import rest_step, wake_step

    for step in run.steps.select_related("run", "case", "owner"):
        when = list(step.content["structure"].get("when", []))
        unmet = wrong_terms(when, facts)
        if unmet and step.status == StepStatus.NOT_STARTED:
            rest_step(step, unmet, actor=actor, now=now)
        elif step.by_condition and not unmet:
            wake_step(step, when, actor=actor, now=now)


def lock_run(run: PlaybookRun) -> None:
    """Hold a plan that runs until the end of the transaction; raises RunIsOver for an ended one."""
    held = PlaybookRun.objects.select_for_update().get(pk=run.pk)
    run.revision, run.ended_at = held.revision, held.ended_at
    if held.ended_at is not None:
        raise RunIsOver


def note_change(
    run: PlaybookRun,
    step: RunStep | None,
    kind: str,
    *,
    actor: Actor,
    reason: str = "",
    **data: Any,
) -> None:
    """Add a line to the history of a plan; of a step with how it stands now."""
    PlanChange.objects.create(
        case=run.case,
        compartment=PLAN,
        run=run,
        step=step,
        at=datetime.now(UTC),
        by=actor.id,
        kind=kind,
        status=step.status if step else "",
        reason=reason,
        evidence=step.evidence if step else "",
        item_id=step.item_id if step else None,
        owner_id=step.owner_id if step else None,
        data=data,
    )


def begin_first_hour(case: Case, actor: Actor, facts: Mapping[str, Any]) -> None:
    """A first call opened a case: keep its facts, start the first hour, propose what fits.

    Where the caller's form opened no crisis compartment for the actor, nothing begins.
    """
    user = User.objects.filter(pk=actor.id).first() if actor.id else None
    if user is None or PLAN not in compartments_of(user, case.pk):
        return
    keep_facts(case, facts_of_call(facts), actor=actor)
    text = in_force(user, FIRST_HOUR)
    if text is not None:
        start_run(case, text, actor=actor)
    propose_task(case, len(proposed(user, case)), actor=actor)


def _record(verb: str, run: PlaybookRun, actor: Actor, **facts: Any) -> None:
    record(
        verb,
        actor=actor,
        subject=("playbook_run", run.pk),
        case_id=run.case_id,
        compartment=PLAN,
        **facts,
    )
