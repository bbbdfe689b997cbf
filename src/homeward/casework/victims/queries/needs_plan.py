"""The plan of support of one file: its goals with their steps."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, IntegerField, QuerySet, Value, When

from homeward.casework.victims.access.files import is_in_support
from homeward.casework.victims.models import Goal, PlanStep, SupportFile
from homeward.casework.victims.queries.needs import is_late
from homeward.casework.victims.words.needs import GoalStatus, StepState
from homeward.foundation.access.models import User


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step, and whether its day has passed with nothing said."""

    step: PlanStep
    late: bool


@dataclass(frozen=True, slots=True)
class ShownGoal:
    """A goal with its steps, those to do first."""

    goal: Goal
    steps: list[ShownStep]


def goals_of(viewer: User, file: SupportFile) -> QuerySet[Goal]:
    """The goals, those still pursued first."""
    rows = Goal.objects.filter(file=file).select_related("set_by")
    ended = Case(
        When(status=GoalStatus.OPEN, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    rows = rows.order_by(ended, "pk")
    return rows if is_in_support(viewer, file.case) else rows.none()


def steps_of(viewer: User, file: SupportFile) -> QuerySet[PlanStep]:
    """Every step of the file's plan, in the order of its days."""
    rows = PlanStep.objects.filter(file=file).select_related("owner").order_by("due_on", "pk")
    return rows if is_in_support(viewer, file.case) else rows.none()


def plan_of(viewer: User, file: SupportFile) -> list[ShownGoal]:
    """The goals with their steps; within a goal those to do come first."""
    held: dict[int, list[ShownStep]] = {}
    for step in steps_of(viewer, file):
        is_open = step.state == StepState.OPEN
        held.setdefault(step.goal_id, []).append(ShownStep(step, is_open and is_late(step.due_on)))
    for steps in held.values():
        steps.sort(key=lambda one: one.step.state != StepState.OPEN)
    return [ShownGoal(goal, held.get(goal.pk, [])) for goal in goals_of(viewer, file)]


def goal_of_form(viewer: User, file: SupportFile, token: UUID) -> Goal | None:
    """The goal that a form set when it was first sent."""
    return goals_of(viewer, file).filter(form_token=token).first()


def step_of_form(viewer: User, file: SupportFile, token: UUID) -> PlanStep | None:
    """The step that a form added when it was first sent."""
    return steps_of(viewer, file).filter(form_token=token).first()
