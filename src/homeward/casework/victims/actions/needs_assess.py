"""Assessments by domain, their corrections, and when the next one is due."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from homeward.casework.victims.actions.common import lock_open, note_support, of_file
from homeward.casework.victims.actions.needs_tasks import ask_to_assess
from homeward.casework.victims.errors.files import WorkerOutside
from homeward.casework.victims.errors.needs import (
    CorrectedAlready,
    NothingAssessed,
    ReasonMissing,
)
from homeward.casework.victims.models import (
    Assessment,
    AssessmentDate,
    AssessmentLevel,
    SupportFile,
)
from homeward.casework.victims.queries.files import colleagues_of
from homeward.casework.victims.queries.needs import date_of
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.journal.facts import note_fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """What was found in one domain: a level of the scale, and whether the need is met."""

    domain: str
    level: int
    met: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentFacts:
    """Who found it, on which day, and how: by a colleague, or by somebody outside."""

    made_on: date
    colleague: User | None = None
    outsider: str = ""
    present: bool = False
    known_from: str = ""
    interpreter: bool = False
    summary: str = ""


@transaction.atomic
def record_assessment(
    file: SupportFile,
    facts: AssessmentFacts,
    levels: Sequence[Level],
    *,
    user: User,
    next_on: date | None = None,
    form_token: UUID | None = None,
) -> Assessment:
    """Keep what was found; `next_on` is the day of the next assessment, for the file's worker.

    Raises FileEnded, NothingAssessed, WorkerOutside.
    """
    lock_open(file)
    made = _keep(file, facts, levels, user=user, form_token=form_token)
    if next_on is not None or date_of(user, file) is not None:
        _set_date(file, next_on, user=user)
    return made


@transaction.atomic
def correct_assessment(
    before: Assessment,
    facts: AssessmentFacts,
    levels: Sequence[Level],
    *,
    user: User,
    why: str,
    form_token: UUID | None = None,
) -> Assessment:
    """Put another assessment in the place of one that was wrong, which stays readable.

    Raises FileEnded, NothingAssessed, WorkerOutside, CorrectedAlready, ReasonMissing.
    """
    lock_open(before.file)
    if not why:
        raise ReasonMissing
    if Assessment.objects.filter(corrects=before).exists():
        raise CorrectedAlready
    file = before.file
    return _keep(file, facts, levels, user=user, corrects=before, why=why, form_token=form_token)


@transaction.atomic
def set_assessment_date(
    file: SupportFile,
    day: date | None,
    *,
    user: User,
    reason: str = "",
    form_token: UUID | None = None,
) -> AssessmentDate:
    """Say when the next assessment is made; no day, with the reason, where none is.

    Raises FileEnded, ReasonMissing.
    """
    lock_open(file)
    if day is None and not reason:
        raise ReasonMissing
    return _set_date(file, day, user=user, reason=reason, form_token=form_token)


def _set_date(
    file: SupportFile,
    day: date | None,
    *,
    user: User,
    reason: str = "",
    form_token: UUID | None = None,
) -> AssessmentDate:
    row = AssessmentDate.objects.create(
        **of_file(file), on=day, reason=reason, set_by=user, form_token=form_token
    )
    ask_to_assess(file, day, user=user)
    note_support(file, "victims.next_assessment_set", user, event=False, is_due=day is not None)
    return row


def _keep(
    file: SupportFile,
    facts: AssessmentFacts,
    levels: Sequence[Level],
    *,
    user: User,
    corrects: Assessment | None = None,
    why: str = "",
    form_token: UUID | None = None,
) -> Assessment:
    if not levels:
        raise NothingAssessed
    if facts.colleague is not None and facts.colleague not in colleagues_of(user, file.case):
        raise WorkerOutside
    columns = {name: getattr(facts, name) for name in AssessmentFacts.__slots__}
    made = Assessment.objects.create(
        **of_file(file),
        **columns,
        corrects=corrects,
        why_corrected=why,
        recorded_by=user,
        form_token=form_token,
    )
    for one in levels:
        _keep_level(file, made, one)
    verb = "victims.assessment_corrected" if corrects else "victims.assessed"
    note_support(file, verb, user, page="needs/course/", domains=len(levels))
    return made


def _keep_level(file: SupportFile, made: Assessment, one: Level) -> None:
    AssessmentLevel.objects.create(
        case_id=file.case_id, compartment=Compartment.VICTIMS, assessment=made, **asdict(one)
    )
    note_fact(
        "victims.assessed",
        case_id=file.case_id,
        file=file.pk,
        assessment=made.pk,
        corrects=made.corrects_id or 0,
        on=made.made_on.isoformat(),
        domain=one.domain,
        level=one.level,
        met=one.met,
        present=made.present,
        interpreter=made.interpreter,
    )
