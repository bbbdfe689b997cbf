"""Adding to the timeline: what the rooms record, and what officers report, verify and correct."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from homeward.casework.cases.errors.casefile import (
    AlreadyCorrected,
    AlreadyVerified,
    EndsBeforeBeginning,
    NotHappenedYet,
    NotReported,
)
from homeward.casework.cases.models import Case, Event, Verification
from homeward.casework.cases.models.timeline import Standing
from homeward.casework.cases.ports import is_registered, tell_watches
from homeward.foundation.access.roles import Compartment
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record


def add_event(
    case: Case,
    kind: str,
    *,
    actor: Actor,
    compartment: str = Compartment.INVESTIGATION,
    url: str = "",
    at: Any = None,
    until: Any = None,
    standing: str = Standing.RECORDED,
    source: str = "",
    **params: Any,
) -> Event:
    """Add a line to the timeline in the present transaction; params hold no names of persons.

    `at` is when it happened (now, when None), up to `until` where it lasted or is only known so
    far; when it was entered is kept apart. `source` is a code or words without names. Both times
    are aware datetimes (of any type here, so that callers may give `params` as a dict of texts).
    Rooms that watch for the kind are told in the same transaction (`ports.register_event_watch`).
    """
    if not is_registered(kind):
        raise KeyError(kind)
    now = datetime.now(UTC)
    event = Event.objects.create(
        case=case,
        compartment=compartment,
        at=at or now,
        until=until,
        entered_at=now,
        kind=kind,
        params=params,
        actor=actor.name,
        url=url,
        standing=standing,
        source=source,
    )
    tell_watches(event)
    return event


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What somebody reported: what, from when to when, where, and where it is known from."""

    text: str
    at: datetime
    until: datetime | None = None
    place: str = ""
    source: str = ""
    compartment: str = Compartment.INVESTIGATION
    form_token: UUID | None = None


@transaction.atomic
def report_event(case: Case, told: Reported, *, actor: Actor) -> Event:
    """Enter what was reported; it stands as reported until somebody verifies it."""
    event = _enter(case, told, actor, None)
    _journal("case.event_reported", event, actor)
    return event


@transaction.atomic
def correct_event(event: Event, told: Reported, *, actor: Actor) -> Event:
    """Enter what takes the place of a reported entry, which stays readable, struck through.

    The new entry is in the same compartment. Raises NotReported and AlreadyCorrected.
    """
    _check_reported(event)
    try:
        with transaction.atomic():
            new = _enter(event.case, told, actor, event)
    except IntegrityError as error:
        if "corrects" not in str(error):
            raise
        raise AlreadyCorrected from None
    _journal("case.event_corrected", new, actor, corrected=event.pk)
    return new


@transaction.atomic
def verify_event(event: Event, how: str, *, actor: Actor) -> Verification:
    """Say that a reported entry is true and how that is known; raises NotReported,
    AlreadyCorrected and AlreadyVerified."""
    _check_reported(event)
    if Event.objects.filter(corrects=event).exists():
        raise AlreadyCorrected
    try:
        with transaction.atomic():
            made = Verification.objects.create(
                case_id=event.case_id,
                compartment=event.compartment,
                event=event,
                how=how,
                verified_by=actor.id or 0,
            )
    except IntegrityError:
        raise AlreadyVerified from None
    _journal("case.event_verified", event, actor)
    return made


def _enter(case: Case, told: Reported, actor: Actor, corrects: Event | None) -> Event:
    now = datetime.now(UTC)
    if told.at > now or (told.until and told.until > now):
        raise NotHappenedYet
    if told.until and told.until < told.at:
        raise EndsBeforeBeginning
    return Event.objects.create(
        case=case,
        compartment=corrects.compartment if corrects else told.compartment,
        at=told.at,
        until=told.until,
        entered_at=now,
        kind="case.reported",
        actor=actor.name,
        standing=Standing.REPORTED,
        source=told.source,
        text=told.text,
        place=told.place,
        corrects=corrects,
        form_token=told.form_token,
    )


def _check_reported(event: Event) -> None:
    if event.kind != "case.reported":
        raise NotReported


def _journal(verb: str, event: Event, actor: Actor, **facts: int) -> None:
    record(
        verb,
        actor=actor,
        subject=("event", event.pk),
        case_id=event.case_id,
        compartment=event.compartment,
        **facts,
    )
