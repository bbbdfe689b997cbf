"""Tasks that needs raise: the next assessment of a file, and each step of its plan."""

from datetime import date, datetime, time

from django.urls import reverse
from django.utils.timezone import get_current_timezone

from homeward.casework.cases.actions.tasks import end_tasks_of
from homeward.casework.victims.models import PlanStep, SupportFile
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.duty.actions import add_task

ASSESS, STEP = "victims.assess", "victims.step"
FILE, PLAN_STEP = "support_file", "support_step"


def end_of(day: date) -> datetime:
    """The last minute of a day where the node is."""
    return datetime.combine(day, time(23, 59), tzinfo=get_current_timezone())


def ask_to_assess(file: SupportFile, day: date | None, *, user: User) -> None:
    """Put the next assessment before the file's worker; of a file there is one such task."""
    end_tasks_of(FILE, file.pk, ASSESS)
    if day is not None:
        _add(file, ASSESS, (FILE, file.pk), "needs_assess", day, file.worker, user)


def ask_for_step(step: PlanStep, *, user: User) -> None:
    """Put a step of the plan before its owner, instead of before whom it stood."""
    end_step_task(step)
    _add(step.file, STEP, (PLAN_STEP, step.pk), "needs_plan", step.due_on, step.owner, user)


def end_step_task(step: PlanStep) -> None:
    """Nothing is left to do for a step, or somebody else does it."""
    end_tasks_of(PLAN_STEP, step.pk, STEP)


def _add(
    file: SupportFile,
    kind: str,
    subject: tuple[str, object],
    page: str,
    day: date,
    person: User,
    user: User,
) -> None:
    """A task whose sentence names the case and nothing else."""
    add_task(
        kind,
        actor=user.actor,
        subject=subject,
        url=reverse(f"victims:{page}", args=[file.case.reference, file.number]),
        assignee=person,
        due_at=end_of(day),
        case_id=file.case_id,
        compartment=Compartment.VICTIMS,
        reference=file.case.reference,
    )
