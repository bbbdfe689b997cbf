"""Alarms: what happens in any compartment may change a threat, and the support looks again.

Whoever records a contact or restrains money sees nothing of the support, and those who work on the
support learn nothing of the contact or the money. Between them stands a service of the node, which
is told the case and a code.
"""

from homeward.casework.victims.actions.common import of_file
from homeward.casework.victims.actions.protection_tasks import put_alarm, subject_of
from homeward.casework.victims.models import SupportFile, ThreatAlarm
from homeward.casework.victims.words.files import FileStatus
from homeward.casework.victims.words.protection import AlarmCause
from homeward.foundation.access.roles import Compartment
from homeward.foundation.guard.actor import Actor, service
from homeward.foundation.guard.jobs import job
from homeward.foundation.journal.actions import record
from homeward.foundation.journal.facts import note_fact

# Sees who works on open support files and adds alarms; the walls let it do nothing else.
GUARDIAN = service("guardian")


def alarm_later(case_id: int, reference: str, cause: AlarmCause) -> None:
    """Have the alarm raised as soon as the present transaction has ended."""
    raise_alarm.defer_once(
        f"victims.alarm.{case_id}.{cause.value}",
        actor=GUARDIAN,
        lock=f"victims.alarm.{case_id}",  # two of one case would look at the same open alarms
        case=case_id,
        reference=reference,
        cause=cause.value,
    )


@job("victims.raise_alarm")
def raise_alarm(*, actor: Actor, case: int, reference: str, cause: str) -> None:
    """Tell who works on each open support file that its threat may have changed.

    A file where an alarm of this cause is open already gets no second one.
    """
    files = SupportFile.objects.filter(case_id=case, status=FileStatus.OPEN)
    waiting = ThreatAlarm.objects.filter(case_id=case, cause=cause, answered_at__isnull=True)
    told = set(waiting.values_list("file_id", flat=True))
    for file in files.select_related("worker").order_by("number"):
        if file.pk not in told:
            _alarm(file, reference, AlarmCause(cause), actor)


def _alarm(file: SupportFile, reference: str, cause: AlarmCause, actor: Actor) -> None:
    alarm = ThreatAlarm.objects.create(**of_file(file), cause=cause)
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
