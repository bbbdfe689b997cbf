"""When tasks about days are due, and before whom they are put."""

from datetime import UTC, date, datetime, time, timedelta

from django.utils.timezone import get_current_timezone

from homeward.casework.victims.models import SupportFile
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.duty.actions import add_task, finish_tasks
from homeward.foundation.guard.actor import Actor

NOON = time(12)
AHEAD = timedelta(days=7)  # how long before its day a task is called to mind


def noon_of(day: date) -> datetime:
    """Noon of a day in the node's zone: offices are open, and half of the day is left."""
    return datetime.combine(day, NOON, tzinfo=get_current_timezone())


def put_task(
    file: SupportFile,
    kind: str,
    *,
    actor: Actor,
    subject: tuple[str, object],
    page: str,
    due_on: date | None = None,
    assignee: User | None = None,
    day: str = "",
) -> None:
    """A task about a file, by default before who works on it; it names the case and codes only.

    It is due at noon of `due_on`, and called to mind a week before where that is to come. `page`
    is the address below the file's; `day` is a day that the sentence names.
    """
    due_at = noon_of(due_on) if due_on else None
    remind_at = due_at - AHEAD if due_at else None
    if remind_at is not None and remind_at < datetime.now(UTC):
        remind_at = None
    add_task(
        kind,
        actor=actor,
        subject=subject,
        url=f"/cases/{file.case.reference}/support/{file.number}/{page}",
        assignee=assignee or file.worker,
        due_at=due_at,
        remind_at=remind_at,
        case_id=file.case_id,
        compartment=Compartment.VICTIMS,
        reference=file.case.reference,
        file=str(file.number),
        day=day,
    )


def end_task(subject: tuple[str, object], *kinds: str, actor: Actor) -> None:
    """End the tasks about a subject, of whomever they are in the compartment."""
    finish_tasks(subject, *kinds, actor=actor)
