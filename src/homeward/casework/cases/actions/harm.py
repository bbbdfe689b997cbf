"""What was done to a victim."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from homeward.casework.cases.actions.people import is_in_part, journal_of, within
from homeward.casework.cases.actions.timeline import add_event
from homeward.casework.cases.errors.casefile import (
    HarmDenied,
    HarmRelied,
    HarmWithdrawn,
    NotAVictim,
)
from homeward.casework.cases.models import ChargeHarm, Harm, Person
from homeward.casework.cases.vocabulary.case import PersonRole
from homeward.casework.cases.vocabulary.people import Cause, HarmKind
from homeward.casework.cases.vocabulary.proceedings import Stage
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.facts import note_fact


@transaction.atomic
def record_harm(
    person: Person,
    kind: HarmKind,
    cause: Cause,
    *,
    actor: Actor,
    on: date | None = None,
    note: str = "",
    form_token: UUID | None = None,
) -> Harm:
    """Record harm of a victim. Harm takes back that none was known; the reverse is refused.

    Raises NotAVictim and HarmDenied.
    """
    if not is_in_part(person, PersonRole.VICTIM):
        raise NotAVictim
    # Two who record at once are put in order by the person's row.
    Person.objects.select_for_update().get(pk=person.pk)
    standing = Harm.objects.filter(person=person, withdrawn_at=None)
    if kind == HarmKind.NONE_KNOWN and standing.exclude(kind=kind).exists():
        raise HarmDenied
    standing.filter(kind=HarmKind.NONE_KNOWN).update(
        withdrawn_by=actor.id, withdrawn_at=datetime.now(UTC)
    )
    harm = Harm.objects.create(
        **within(person),
        person=person,
        kind=kind,
        cause=cause,
        on=on,
        note=note,
        recorded_by=actor.id or 0,
        form_token=form_token,
    )
    journal_of(person, "case.harm_recorded", actor, kind=kind, cause=cause)
    facts: dict[str, Any] = {"person": person.pk, "harm": harm.pk}
    facts |= {"harm_kind": str(kind), "cause": str(cause)}
    note_fact("case.harm", case_id=person.case_id, withdrawn=False, **facts)
    add_event(
        person.case, "case.harm_recorded", actor=actor, compartment=person.compartment, what=kind
    )
    return harm


@transaction.atomic
def withdraw_harm(harm: Harm, why: str, *, actor: Actor) -> None:
    """Take back a wrong line, which stays readable; raises HarmWithdrawn and HarmRelied."""
    held = Harm.objects.select_for_update().get(pk=harm.pk)
    if held.withdrawn_at:
        raise HarmWithdrawn
    relied = ChargeHarm.objects.filter(harm=held)
    if relied.exclude(charge__stage=Stage.WITHDRAWN).exists():
        raise HarmRelied
    held.withdrawn_by, held.withdrawn_at = actor.id, datetime.now(UTC)
    held.withdrawn_why = why
    held.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_why"])
    person = harm.person
    journal_of(person, "case.harm_withdrawn", actor, kind=harm.kind)
    facts: dict[str, Any] = {"person": person.pk, "harm": harm.pk}
    facts |= {"harm_kind": harm.kind, "cause": harm.cause}
    note_fact("case.harm", case_id=harm.case_id, withdrawn=True, **facts)
    add_event(
        person.case,
        "case.harm_withdrawn",
        actor=actor,
        compartment=harm.compartment,
        what=harm.kind,
    )
