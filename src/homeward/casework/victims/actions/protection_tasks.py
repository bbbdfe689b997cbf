"""The tasks of protection: reviews that come due, and alarms. Their due time makes them climb."""

from datetime import date, datetime, time

from django.utils.timezone import make_aware

from homeward.casework.victims.models import SupportFile
from homeward.casework.victims.words.protection import AlarmCause
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.duty.actions import add_task, finish_tasks

THREAT_REVIEW, MEASURE_REVIEW = "victims.threat_review", "victims.measure_review"
CONSENT_WITHDRAWN = "victims.consent_withdrawn"
ALARM_KINDS = {cause: f"victims.alarm_{cause.value}" for cause in AlarmCause}
# A review is late when the working day that was named for it is over.
END_OF_WORK = time(17, 0)


def subject_of(file: SupportFile) -> tuple[str, object]:
    """What the tasks about a file's threat are about."""
    return ("support_file", file.pk)


def end_of(day: date) -> datetime:
    """When what is due on a day is late, in the node's zone."""
    return make_aware(datetime.combine(day, END_OF_WORK))


def set_review(
    kind: str, subject: tuple[str, object], file: SupportFile, day: date, *, user: User
) -> None:
    """Let a review be due on a day, before who works on the file; the one before it is done."""
    finish_tasks(subject, kind, actor=user.actor)
    add_task(
        kind,
        actor=user.actor,
        subject=subject,
        url=f"/cases/{file.case.reference}/support/{file.number}/protection/",
        assignee=file.worker,
        due_at=end_of(day),
        case_id=file.case_id,
        compartment=Compartment.VICTIMS,
        reference=file.case.reference,
        file=str(file.number),
    )
