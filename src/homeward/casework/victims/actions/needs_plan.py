"""The plan of support: goals in the person's words, and steps with an owner and a day."""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from django.db import transaction

from homeward.casework.victims.actions.common import lock_open, note_support, of_file
from homeward.casework.victims.actions.needs_tasks import ask_for_step, end_step_task
from homeward.casework.victims.errors.needs import GoalSettled, OwnerOutside, ReasonMissing
from homeward.casework.victims.models import Goal, PlanStep, SupportFile
from homeward.casework.victims.queries.files import colleagues_of
from homeward.casework.victims.words.needs import GoalStatus, StepState
from homeward.foundation.access.errors import StaleForm
from homeward.foundation.access.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalFacts:
    """What the person wants. `reason` says why it was given up, or what was reached."""

    words: str
    domain: str
    agreed_on: date
    status: str = GoalStatus.OPEN
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFacts:
    """Who does what by which day. `reason` says why it was dropped, or how it went."""

    text: str
    owner: User
    due_on: date
    state: str = StepState.OPEN
    reason: str = ""


@transaction.atomic
def set_goal(
    file: SupportFile, facts: GoalFacts, *, user: User, form_token: UUID | None = None
) -> Goal:
    """Write down what the person wants. Raises FileEnded, ReasonMissing."""
    lock_open(file)
    _check_goal(facts)
    goal = Goal.objects.create(
        **of_file(file),
        **asdict(facts),
        set_by=user,
        changed_by=user.pk,
        changed_at=datetime.now(UTC),
        form_token=form_token,
    )
    note_support(file, "victims.goal_set", user, page="goals/", goal=goal.pk, domain=goal.domain)
    return goal


@transaction.atomic
def change_goal(goal: Goal, facts: GoalFacts, *, user: User, revision: int) -> None:
    """Write how a goal stands now. Raises FileEnded, ReasonMissing, StaleForm.

    With a goal that is not pursued any more its steps that are to do are dropped.
    """
    lock_open(goal.file)
    _check_goal(facts)
    before, file = goal.status, goal.file
    if not Goal.objects.filter(pk=goal.pk, revision=revision).update(
        **asdict(facts),
        revision=revision + 1,
        changed_by=user.pk,
        changed_at=datetime.now(UTC),
    ):
        raise StaleForm
    goal.refresh_from_db()
    goal.file = file
    if goal.status != GoalStatus.OPEN:
        _drop_steps(goal, user)
    note_support(
        file,
        "victims.goal_changed",
        user,
        page="goals/",
        event=before != goal.status,
        goal=goal.pk,
        status=goal.status,
    )


@transaction.atomic
def add_step(
    goal: Goal, facts: StepFacts, *, user: User, form_token: UUID | None = None
) -> PlanStep:
    """Add a step for a goal, with a task for its owner.

    Raises FileEnded, GoalSettled, OwnerOutside.
    """
    file = goal.file
    lock_open(file)
    if Goal.objects.get(pk=goal.pk).status != GoalStatus.OPEN:
        raise GoalSettled
    _check_step(file, facts, user)
    step = PlanStep.objects.create(
        **of_file(file),
        **_columns(facts),
        goal=goal,
        added_by=user,
        changed_by=user.pk,
        changed_at=datetime.now(UTC),
        form_token=form_token,
    )
    _follow(step, user)
    note_support(file, "victims.plan_step_added", user, event=False, step=step.pk)
    return step


@transaction.atomic
def change_step(step: PlanStep, facts: StepFacts, *, user: User, revision: int) -> None:
    """Write how a step stands: done, dropped, moved, or somebody else's.

    Raises FileEnded, GoalSettled (to do again), OwnerOutside, ReasonMissing, StaleForm.
    """
    file = step.file
    lock_open(file)
    _check_step(file, facts, user, step)
    is_open = facts.state == StepState.OPEN
    if is_open and Goal.objects.get(pk=step.goal_id).status != GoalStatus.OPEN:
        raise GoalSettled
    settled = None if is_open else (step.settled_at or datetime.now(UTC))
    if not PlanStep.objects.filter(pk=step.pk, revision=revision).update(
        **_columns(facts),
        settled_at=settled,
        revision=revision + 1,
        changed_by=user.pk,
        changed_at=datetime.now(UTC),
    ):
        raise StaleForm
    step.refresh_from_db()
    step.file = file
    _follow(step, user)
    note_support(
        file, "victims.plan_step_changed", user, event=False, step=step.pk, state=step.state
    )


def _columns(facts: StepFacts) -> dict[str, object]:
    return {name: getattr(facts, name) for name in StepFacts.__slots__}


def _check_goal(facts: GoalFacts) -> None:
    if facts.status != GoalStatus.OPEN and not facts.reason:
        raise ReasonMissing


def _check_step(
    file: SupportFile, facts: StepFacts, user: User, step: PlanStep | None = None
) -> None:
    """What is over keeps its owner, who may have left since; what is to do has one who is there."""
    if facts.state == StepState.DROPPED and not facts.reason:
        raise ReasonMissing
    kept = step is not None and facts.state != StepState.OPEN and facts.owner == step.owner
    if not kept and facts.owner not in colleagues_of(user, file.case):
        raise OwnerOutside


def _follow(step: PlanStep, user: User) -> None:
    """The owner's task is there while the step is to do."""
    if step.state == StepState.OPEN:
        ask_for_step(step, user=user)
    else:
        end_step_task(step)


def _drop_steps(goal: Goal, user: User) -> None:
    for step in PlanStep.objects.filter(goal=goal, state=StepState.OPEN):
        PlanStep.objects.filter(pk=step.pk).update(
            state=StepState.DROPPED,
            reason=goal.reason,
            settled_at=datetime.now(UTC),
            revision=step.revision + 1,
            changed_by=user.pk,
            changed_at=datetime.now(UTC),
        )
        end_step_task(step)
        note_support(
            goal.file,
            "victims.plan_step_changed",
            user,
            event=False,
            step=step.pk,
            state=StepState.DROPPED.value,
        )
