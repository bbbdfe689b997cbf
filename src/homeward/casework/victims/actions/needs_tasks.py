"""Tasks that needs raise: the next assessment of a file, and each step of its plan."""

from datetime import date

from homeward.casework.cases.actions.tasks import end_tasks_of
from homeward.casework.victims.actions.tasks import LAST_MINUTE, Subject, on_day, put_task
from homeward.casework.victims.models import PlanStep, SupportFile
from homeward.casework.victims.queries.needs import date_of
from homeward.casework.victims.queries.needs_plan import steps_of
from homeward.casework.victims.words.needs import StepState
from homeward.foundation.access.models import User
from homeward.foundation.duty.actions import pass_tasks

ASSESS, STEP = "victims.assess", "victims.step"
FILE, PLAN_STEP = "support_file", "plan_step"


def ask_to_assess(file: SupportFile, day: date | None, *, user: User) -> None:
    """Put the next assessment before the file's worker; of a file there is one such task."""
    end_tasks_of(FILE, file.pk, ASSESS)
    if day is not None:
        _add(file, ASSESS, (FILE, file.pk), "needs/assess/", day, file.worker, user)


def ask_for_step(step: PlanStep, *, user: User) -> None:
    """Put a step of the plan before its owner, instead of before whom it stood."""
    end_step_task(step)
    _add(step.file, STEP, (PLAN_STEP, step.pk), "goals/", step.due_on, step.owner, user)


def end_step_task(step: PlanStep) -> None:
    """Nothing is left to do for a step, or somebody else does it."""
    end_tasks_of(PLAN_STEP, step.pk, STEP)


def stop(file: SupportFile, user: User) -> None:
    """No assessment is due, and steps of the plan wait without a time."""
    end_tasks_of(FILE, file.pk, ASSESS)
    for step in _open_steps(file, user):
        end_step_task(step)


def again(file: SupportFile, user: User) -> None:
    """The next assessment and the steps of the plan are due on their days."""
    due = date_of(user, file)
    ask_to_assess(file, due.on if due else None, user=user)
    for step in _open_steps(file, user):
        ask_for_step(step, user=user)


def pass_on(file: SupportFile, former: User, user: User) -> int:
    """The assessment is for who works on the file; a step has an owner of its own."""
    return pass_tasks((FILE, file.pk), ASSESS, before=former, to=file.worker, actor=user.actor)


def _open_steps(file: SupportFile, user: User) -> list[PlanStep]:
    steps = list(steps_of(user, file).filter(state=StepState.OPEN))
    for step in steps:
        step.file = file
    return steps


def _add(
    file: SupportFile,
    kind: str,
    subject: Subject,
    page: str,
    day: date,
    person: User,
    user: User,
) -> None:
    due_at = on_day(day, LAST_MINUTE)
    put_task(file, kind, due_at, actor=user.actor, subject=subject, page=page, person=person)
