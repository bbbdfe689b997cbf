"""What happened to a suspect: entered as it becomes known, corrected by a later entry."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from homeward.casework.cases.actions.people import is_in_part, journal_of, within
from homeward.casework.cases.actions.timeline import add_event
from homeward.casework.cases.errors.casefile import AlreadyCorrected, NotHappenedYet
from homeward.casework.cases.errors.detention import (
    ConditionsMissing,
    HoldInSupport,
    HoldTooLong,
    HoldUnclear,
    NoSuspect,
    NothingToCorrect,
)
from homeward.casework.cases.models import Detention, Person
from homeward.casework.cases.vocabulary.case import PersonRole
from homeward.casework.cases.vocabulary.detention import DetentionKind
from homeward.foundation.access.roles import Compartment
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.facts import note_fact

LONGEST_HOLD = timedelta(days=30)  # a correction may hold it longer, with its reason


@dataclass(frozen=True, slots=True, kw_only=True)
class DetentionFacts:
    """What happened, when, by whose authority; and until when the support is told nothing."""

    kind: str
    at: datetime
    authority: str
    reference: str = ""
    conditions: str = ""
    hold_until: datetime | None = None
    hold_why: str = ""
    why: str = ""


@transaction.atomic
def record_detention(
    suspect: Person,
    facts: DetentionFacts,
    *,
    actor: Actor,
    corrects: Detention | None = None,
    form_token: UUID | None = None,
) -> Detention:
    """Enter what happened to a suspect; or, with `corrects`, what takes the place of an entry.

    In the compartment of the suspect's record. Raises NoSuspect, NotHappenedYet, ConditionsMissing,
    HoldUnclear, HoldInSupport, HoldTooLong, NothingToCorrect and AlreadyCorrected.
    """
    _check(suspect, facts, corrects)
    try:
        with transaction.atomic():
            made = Detention.objects.create(
                **within(suspect),
                **asdict(facts),
                suspect=suspect,
                corrects=corrects,
                recorded_by=actor.id or 0,
                form_token=form_token,
            )
    except IntegrityError as error:
        if "corrects" not in str(error):
            raise
        raise AlreadyCorrected from None
    _tell(made, actor)
    return made


def _check(suspect: Person, facts: DetentionFacts, corrects: Detention | None) -> None:
    now = datetime.now(UTC)
    if not is_in_part(suspect, PersonRole.SUSPECT):
        raise NoSuspect
    if facts.at > now:
        raise NotHappenedYet
    if bool(facts.conditions) != (facts.kind == DetentionKind.CONDITIONS):
        raise ConditionsMissing
    if bool(facts.hold_until) != bool(facts.hold_why):
        raise HoldUnclear
    if facts.hold_until and suspect.compartment == Compartment.VICTIMS:
        raise HoldInSupport
    if facts.hold_until and not now < facts.hold_until <= now + LONGEST_HOLD:
        raise HoldTooLong(days=str(LONGEST_HOLD.days))
    if facts.kind == DetentionKind.VOID and (corrects is None or facts.hold_until):
        raise NothingToCorrect


def _tell(made: Detention, actor: Actor) -> None:
    """Journal, nameless fact and timeline; the line names the entry for whoever watches."""
    corrected: dict[str, Any] = {"corrected": made.corrects_id} if made.corrects_id else {}
    verb = "case.detention_corrected" if corrected else "case.detention_recorded"
    held = made.hold_until is not None
    journal_of(made.suspect, verb, actor, what=made.kind, held=held, **corrected)
    note_fact(
        "case.detention",
        case_id=made.case_id,
        suspect=made.suspect_id,
        what=made.kind,
        correction=bool(corrected),
    )
    add_event(
        made.case,
        verb,
        actor=actor,
        compartment=made.compartment,
        at=None if made.kind == DetentionKind.VOID else made.at,
        what=made.kind,
        entry=made.pk,
    )
