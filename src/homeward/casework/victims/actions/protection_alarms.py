"""Alarms: what happens in any compartment may change a threat, and the support looks again.

Whoever records a contact or restrains money sees nothing of the support, and those who work on the
support learn nothing of the contact or the money. Between them stands a service of the node, which
is told the case and a code.
"""

from datetime import date
from uuid import UUID

from homeward.casework.victims.actions.common import of_file
from homeward.casework.victims.actions.protection_tasks import put_alarm, subject_of
from homeward.casework.victims.models import SupportFile, ThreatAlarm
from homeward.casework.victims.words.files import FileStatus
from homeward.casework.victims.words.protection import URGENT, AlarmCause
from homeward.foundation.access.roles import Compartment
from homeward.foundation.guard.actor import Actor, service
from homeward.foundation.guard.jobs import job
from homeward.foundation.journal.actions import record
from homeward.foundation.journal.facts import note_fact

# Sees who works on open support files and adds alarms; the walls let it do nothing else.
GUARDIAN = service("guardian")


def alarm_later(
    case_id: int, reference: str, cause: AlarmCause, *, key: str = "", day: date | None = None
) -> None:
    """Have the alarm raised as soon as the present transaction has ended.

    `key` is that of an entry of what became of a suspect, and `day` its day where that is told.
    """
    raise_alarm.defer_once(
        ".".join(["victims.alarm", str(case_id), cause.value, *([key] if key else [])]),
        actor=GUARDIAN,
        lock=f"victims.alarm.{case_id}",  # two of one case would look at the same open alarms
        case=case_id,
        reference=reference,
        cause=cause.value,
        key=key,
        day=day.isoformat() if day else "",
    )


@job("victims.raise_alarm")
def raise_alarm(
    *, actor: Actor, case: int, reference: str, cause: str, key: str = "", day: str = ""
) -> None:
    """Raise it; repeating it is harmless."""
    on = date.fromisoformat(day) if day else None
    raise_alarms(case, reference, AlarmCause(cause), actor=actor, key=key, day=on)


def raise_alarms(
    case: int,
    reference: str,
    cause: AlarmCause,
    *,
    actor: Actor,
    key: str = "",
    day: date | None = None,
) -> None:
    """Tell who works on each support file that its threat may have changed; run as GUARDIAN.

    A file where an alarm of this cause is open already gets no second one; of an entry of what
    became of a suspect each file gets one, whatever else is open.
    """
    files, entry = SupportFile.objects.filter(case_id=case), UUID(key) if key else None
    if cause not in URGENT:
        files = files.filter(status=FileStatus.OPEN)
    raised = ThreatAlarm.objects.filter(case_id=case, cause=cause, key=entry)
    if entry is None:
        raised = raised.filter(answered_at__isnull=True)
    told = set(raised.values_list("file_id", flat=True))
    for file in files.select_related("worker").order_by("number"):
        if file.pk not in told:
            alarm = ThreatAlarm(**of_file(file), cause=cause, key=entry, day=day)
            _raise(alarm, file, reference, actor)


def _raise(alarm: ThreatAlarm, file: SupportFile, reference: str, actor: Actor) -> None:
    alarm.save()
    cause = AlarmCause(alarm.cause)
    put_alarm(alarm, file, actor=actor, reference=reference)
    note_fact("victims.alarm", case_id=file.case_id, file=file.pk, cause=cause.value)
    record(
        "victims.alarm_raised",
        actor=actor,
        subject=subject_of(file),
        case_id=file.case_id,
        compartment=Compartment.VICTIMS,
        file=file.number,
        cause=cause.value,
    )
