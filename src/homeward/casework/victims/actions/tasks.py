"""Tasks about a support file: how one is put before somebody, and at which hour a day is due."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.timezone import get_current_timezone

from homeward.casework.victims.models import SupportFile
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.duty.actions import add_task
from homeward.foundation.guard.actor import Actor

# Hours of a day, in the node's zone: what is done first thing; what an office has to get while half
# of the day is left; what is late once the day's work is over.
MORNING, NOON, END_OF_WORK = time(9), time(12), time(17)
LAST_MINUTE = time(23, 59)
AHEAD = timedelta(days=7)  # how long before it is due something is called to mind

Subject = tuple[str, object]


def on_day(day: date, hour: time) -> datetime:
    """An hour of a day in the node's zone."""
    return datetime.combine(day, hour, get_current_timezone())


def put_task(
    file: SupportFile,
    kind: str,
    due_at: datetime,
    *,
    actor: Actor,
    subject: Subject,
    page: str,
    person: User | None = None,
    ahead: timedelta | None = None,
    life_at_risk: bool = False,
    reference: str = "",
    day: str = "",
) -> None:
    """A task about a file, by default before who works on it; it names the case and codes only.

    `page` is the address below the file's. With `ahead` it is called to mind so long before it is
    due, where that is still to come. When its time has come, the duty room raises a notice, which
    climbs while nobody answers. `reference` is the case's, for who does not see the case; `day` is
    one that the sentence of the task names.
    """
    called = reference or file.case.reference
    named: dict[str, Any] = {"day": day} if day else {}
    remind_at = due_at - ahead if ahead else None
    if remind_at is not None and remind_at < datetime.now(due_at.tzinfo):
        remind_at = None
    add_task(
        kind,
        actor=actor,
        subject=subject,
        url=f"/cases/{called}/support/{file.number}/{page}",
        assignee=person or file.worker,
        due_at=due_at,
        remind_at=remind_at,
        case_id=file.case_id,
        compartment=Compartment.VICTIMS,
        life_at_risk=life_at_risk,
        reference=called,
        file=str(file.number),
        **named,
    )
