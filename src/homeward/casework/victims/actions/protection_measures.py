"""Measures that protect a person: recording, changing, and what happens to them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from homeward.casework.victims.actions.common import lock_case, lock_open, note_support, of_file
from homeward.casework.victims.actions.protection_tasks import MEASURE, MEASURE_REVIEW, set_review
from homeward.casework.victims.errors.protection import (
    MeasureDays,
    MeasureEnded,
    MeasureInForce,
    MeasureOverlaps,
)
from homeward.casework.victims.models import Measure, MeasureEntry, SupportFile
from homeward.casework.victims.queries.protection import overlapping
from homeward.casework.victims.words.protection import LIVE, MeasureKind, MeasureStatus, MeasureStep
from homeward.foundation.access.errors import StaleForm
from homeward.foundation.access.models import User
from homeward.foundation.duty.actions import finish_tasks
from homeward.foundation.journal.facts import note_fact
from homeward.foundation.web.formats import day_text

_OVERLAP = "victims_measure_overlap"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureFacts:
    """What protects the person, from when until when, and who sees to it."""

    kind: str
    what: str
    begins_on: date
    review_on: date
    responsible: str
    until: date | None = None
    in_force: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """A step: on which day, what came out or why, and the next review where it goes on."""

    step: str
    day: date
    note: str = ""
    review_on: date | None = None
    until: date | None = None


@transaction.atomic
def add_measure(
    file: SupportFile, facts: MeasureFacts, *, user: User, form_token: UUID | None = None
) -> Measure:
    """Record a measure, planned or in force; raises FileEnded, MeasureDays, MeasureOverlaps."""
    lock_open(file)
    measure = Measure(
        **of_file(file),
        kind=facts.kind,
        what=facts.what,
        begins_on=facts.begins_on,
        until=facts.until,
        review_on=facts.review_on,
        responsible=facts.responsible,
        status=MeasureStatus.IN_FORCE if facts.in_force else MeasureStatus.PLANNED,
        added_by=user,
        changed_by=user.pk,
        changed_at=datetime.now(UTC),
        form_token=form_token,
    )
    with _fits(measure):
        measure.save()
    _enter(measure, MeasureStep.ADDED, user, day=measure.begins_on)
    _review(measure, user)
    return measure


@transaction.atomic
def change_measure(measure: Measure, facts: MeasureFacts, *, user: User, revision: int) -> None:
    """Change what is done, its days or who sees to it; its kind and status stay.

    Raises FileEnded, StaleForm, MeasureEnded, MeasureDays, MeasureOverlaps.
    """
    lock_open(measure.file)
    held = _held(measure)
    if held.revision != revision:
        raise StaleForm
    for name in ("what", "begins_on", "until", "review_on", "responsible"):
        setattr(held, name, getattr(facts, name))
    _keep(held, user)
    _enter(held, MeasureStep.CHANGED, user, day=datetime.now(UTC).date())
    _review(held, user)


@transaction.atomic
def take_step(
    measure: Measure, happened: Happened, *, user: User, form_token: UUID | None = None
) -> MeasureEntry:
    """Put a measure in force, review it, lift it, or write that the person refuses it.

    A review says by which day the next one is, and may move the last day. One can be lifted or
    refused after support ended too. Raises FileEnded, MeasureEnded, MeasureInForce, MeasureDays,
    MeasureOverlaps.
    """
    if happened.step in (MeasureStep.BEGUN, MeasureStep.REVIEWED):
        lock_open(measure.file)
    held = _held(measure)
    match happened.step:
        case MeasureStep.BEGUN:
            if held.status == MeasureStatus.IN_FORCE:
                raise MeasureInForce
            held.status, held.begins_on = MeasureStatus.IN_FORCE, happened.day
        case MeasureStep.REVIEWED:
            held.review_on = happened.review_on or held.review_on
            held.until = happened.until
        case _:
            held.status = MeasureStatus(happened.step)
            held.ended_on, held.reason = happened.day, happened.note
    _keep(held, user)
    entry = _enter(held, happened.step, user, happened.day, happened.note, form_token)
    if held.status in LIVE:
        _review(held, user)
    else:
        finish_tasks((MEASURE, held.pk), MEASURE_REVIEW, actor=user.actor)
    return entry


def _held(measure: Measure) -> Measure:
    """The live measure, locked, after whoever counts in the case."""
    file = measure.file
    lock_case(file.case)
    held = Measure.objects.select_for_update().get(pk=measure.pk)
    if held.status not in LIVE:
        raise MeasureEnded
    held.file = file
    return held


def _keep(held: Measure, user: User) -> None:
    held.revision += 1
    held.changed_by, held.changed_at = user.pk, datetime.now(UTC)
    with _fits(held):
        held.save()


@contextmanager
def _fits(measure: Measure) -> Iterator[None]:
    """Nothing is kept whose days do not fit or which overlaps; the database has the last word."""
    if measure.status in LIVE:
        last = measure.until
        if last is not None and (last < measure.begins_on or last < measure.review_on):
            raise MeasureDays
        _refuse_overlap(measure)
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if _OVERLAP not in str(error):
            raise
        raise _overlap(measure) from None


def _refuse_overlap(measure: Measure) -> None:
    found = overlapping(
        measure.file, measure.kind, measure.begins_on, measure.until, apart=measure.pk
    )
    if found is not None:
        raise _overlap(found)


def _overlap(found: Measure) -> MeasureOverlaps:
    return MeasureOverlaps(kind=MeasureKind(found.kind).label, days=days_of(found))


def days_of(measure: Measure) -> str:
    """From when until when a measure holds, in words."""
    begins = day_text(measure.begins_on)
    if measure.until is None:
        return _("from %(begins)s without an end") % {"begins": begins}
    return _("from %(begins)s until %(until)s") % {
        "begins": begins,
        "until": day_text(measure.until),
    }


def _review(measure: Measure, user: User) -> None:
    set_review(MEASURE_REVIEW, (MEASURE, measure.pk), measure.file, measure.review_on, user=user)


def _enter(
    measure: Measure,
    step: str,
    user: User,
    day: date,
    note: str = "",
    form_token: UUID | None = None,
) -> MeasureEntry:
    """The line of the measure's history, its fact, and what journal and timeline say."""
    entry = MeasureEntry.objects.create(
        **of_file(measure.file),
        measure=measure,
        step=step,
        day=day,
        note=note,
        begins_on=measure.begins_on,
        until=measure.until,
        review_on=measure.review_on,
        by=user,
        form_token=form_token,
    )
    until = measure.ended_on or measure.until
    note_fact(
        "victims.measure",
        case_id=measure.case_id,
        file=measure.file_id,
        measure=measure.pk,
        measure_kind=measure.kind,
        status=str(measure.status),
        step=str(step),
        begins=measure.begins_on.isoformat(),
        until=until.isoformat() if until else "",
    )
    note_support(
        measure.file,
        "victims.measure_step",
        user,
        page=f"protection/measures/{measure.pk}/",
        event=step not in (MeasureStep.CHANGED, MeasureStep.REVIEWED),
        measure_kind=measure.kind,
        step=str(step),
    )
    return entry
