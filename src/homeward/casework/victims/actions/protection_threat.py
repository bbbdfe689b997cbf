"""Assessing the threat for a person, and correcting what was assessed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from homeward.casework.victims.actions.common import lock_open, note_support, of_file
from homeward.casework.victims.actions.protection_tasks import (
    ALARM_KINDS,
    THREAT_REVIEW,
    set_review,
    subject_of,
)
from homeward.casework.victims.errors.protection import AssessmentCorrected
from homeward.casework.victims.models import SupportFile, ThreatAlarm, ThreatAssessment
from homeward.casework.victims.queries.protection import alarms_of, threat_of
from homeward.foundation.access.models import User
from homeward.foundation.duty.actions import finish_tasks
from homeward.foundation.journal.facts import note_fact


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAssessment:
    """What was found on a day, and by which day it is looked at again."""

    assessed_on: date
    sources: list[str]
    level: str
    reasons: str
    assessor: str
    review_on: date


@transaction.atomic
def assess(
    file: SupportFile,
    new: NewAssessment,
    *,
    user: User,
    corrects: ThreatAssessment | None = None,
    form_token: UUID | None = None,
) -> ThreatAssessment:
    """Record how great the danger is; or, with `corrects`, what takes the place of an earlier one.

    A new assessment answers the alarms that were raised by its day; a correction of an old one does
    not, for nobody looked again. Raises FileEnded, AssessmentCorrected.
    """
    lock_open(file)
    if corrects and ThreatAssessment.objects.filter(corrects=corrects).exists():
        raise AssessmentCorrected
    made = ThreatAssessment.objects.create(
        **of_file(file),
        assessed_on=new.assessed_on,
        sources=new.sources,
        level=new.level,
        reasons=new.reasons,
        assessor=new.assessor,
        review_on=new.review_on,
        corrects=corrects,
        recorded_by=user,
        form_token=form_token,
    )
    note_fact(
        "victims.threat",
        case_id=file.case_id,
        file=file.pk,
        level=made.level,
        sources=sorted(made.sources),
        day=made.assessed_on.isoformat(),
        correction=corrects is not None,
    )
    note_support(
        file,
        "victims.threat_corrected" if corrects else "victims.threat_assessed",
        user,
        page="protection/",
        level=made.level,
    )
    if corrects is None:
        _answer_alarms(file, made, user)
    now = threat_of(user, file)
    if now is not None:
        set_review(THREAT_REVIEW, subject_of(file), file, now.review_on, user=user)
    return made


def _answer_alarms(file: SupportFile, made: ThreatAssessment, user: User) -> None:
    """Whoever looked on a day had not heard of what was told later: those alarms stay open."""
    now = datetime.now(UTC)
    waiting = set()
    for alarm in alarms_of(user, file).filter(answered_at__isnull=True).select_for_update():
        if localdate(alarm.raised_at) <= made.assessed_on:
            _answer(alarm, made, user, now)
        else:
            waiting.add(alarm.cause)
    answered = (kind for cause, kind in ALARM_KINDS.items() if cause.value not in waiting)
    finish_tasks(subject_of(file), *answered, actor=user.actor)


def _answer(alarm: ThreatAlarm, made: ThreatAssessment, user: User, now: datetime) -> None:
    alarm.answered_at, alarm.answered_by, alarm.assessment = now, user.pk, made
    alarm.save(update_fields=["answered_at", "answered_by", "assessment"])
    note_fact(
        "victims.alarm_answered",
        case_id=alarm.case_id,
        file=alarm.file_id,
        cause=alarm.cause,
        minutes=int((now - alarm.raised_at).total_seconds() // 60),
    )
