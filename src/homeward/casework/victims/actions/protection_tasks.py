"""The tasks of protection: reviews that come due, and alarms. Their due time makes them climb."""

from datetime import date, timedelta
from typing import Any

from homeward.casework.victims.actions.tasks import END_OF_WORK, Subject, on_day, put_task
from homeward.casework.victims.models import SupportFile, ThreatAlarm
from homeward.casework.victims.queries.protection import alarms_of, live_measures_of, threat_of
from homeward.casework.victims.words.protection import URGENT, AlarmCause
from homeward.foundation.access.models import User
from homeward.foundation.duty.actions import finish_tasks, pass_tasks
from homeward.foundation.guard.actor import Actor

THREAT_REVIEW, MEASURE_REVIEW = "victims.threat_review", "victims.measure_review"
CONSENT_WITHDRAWN = "victims.consent_withdrawn"
ALARM_KINDS = {cause: f"victims.alarm_{cause.value}" for cause in AlarmCause}
_OF_FILE = (THREAT_REVIEW, *ALARM_KINDS.values())
MEASURE = "measure"
# So soon a threat is looked at after an alarm; where a suspect came free sooner, and in a file that
# ended too: the danger may come back.
LOOK_WITHIN, LOOK_SOON = timedelta(hours=24), timedelta(hours=2)


def subject_of(file: SupportFile) -> Subject:
    """What the tasks about a file's threat are about."""
    return ("support_file", file.pk)


def set_review(kind: str, subject: Subject, file: SupportFile, day: date, *, user: User) -> None:
    """Let a review be due on a day, before who works on the file; the one before it is done.

    It is late when that working day is over.
    """
    finish_tasks(subject, kind, actor=user.actor)
    due_at = on_day(day, END_OF_WORK)
    put_task(file, kind, due_at, actor=user.actor, subject=subject, page="protection/")


def stop(file: SupportFile, user: User) -> None:
    """No threat and no measure is reviewed; that a suspect came free is looked at all the same."""
    urgent = {ALARM_KINDS[cause] for cause in URGENT}
    stopped = (kind for kind in _OF_FILE if kind not in urgent)
    finish_tasks(subject_of(file), *stopped, actor=user.actor)
    for measure in live_measures_of(user, file):
        finish_tasks((MEASURE, measure.pk), MEASURE_REVIEW, actor=user.actor)


def again(file: SupportFile, user: User) -> None:
    """The threat and live measures are reviewed on their days; open alarms are answered."""
    threat = threat_of(user, file)
    if threat is not None:
        set_review(THREAT_REVIEW, subject_of(file), file, threat.review_on, user=user)
    for measure in live_measures_of(user, file):
        subject = (MEASURE, measure.pk)
        set_review(MEASURE_REVIEW, subject, file, measure.review_on, user=user)
    for alarm in alarms_of(user, file).filter(answered_at__isnull=True).exclude(cause__in=URGENT):
        put_alarm(alarm, file, actor=user.actor)


def put_alarm(alarm: ThreatAlarm, file: SupportFile, *, actor: Actor, reference: str = "") -> None:
    """Put an alarm before who works on the file; of one that may cost a life it says so."""
    cause = AlarmCause(alarm.cause)
    urgent = cause in URGENT
    put_task(
        file,
        ALARM_KINDS[cause],
        alarm.raised_at + (LOOK_SOON if urgent else LOOK_WITHIN),
        life_at_risk=urgent,
        actor=actor,
        subject=subject_of(file),
        page="protection/",
        reference=reference,
    )


def pass_on(file: SupportFile, former: User, user: User) -> int:
    """All of it is for who works on the file."""
    who: dict[str, Any] = {"before": former, "to": file.worker, "actor": user.actor}
    of_file = pass_tasks(subject_of(file), *_OF_FILE, **who)
    measures = live_measures_of(user, file)
    return of_file + sum(pass_tasks((MEASURE, one.pk), MEASURE_REVIEW, **who) for one in measures)
