"""Writes about the people of a case: who they are, their parts, what they are known by."""

from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from homeward.casework.cases.actions.timeline import add_event
from homeward.casework.cases.errors.casefile import IdentifierTwice, LinkedTwice, NotAVictim
from homeward.casework.cases.identifiers import plain_identifier
from homeward.casework.cases.models import Case, Identifier, InCompartment, Person, PersonPart
from homeward.casework.cases.vocabulary.case import Outcome, PersonRole
from homeward.casework.cases.vocabulary.people import IdentifierKind
from homeward.foundation.access.errors import StaleForm
from homeward.foundation.access.roles import Compartment
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.foundation.journal.facts import note_fact


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """What is known of a person; empty or None where it is not known."""

    name: str = ""
    born_on: date | None = None
    nationality: str = ""
    sex: str = ""
    age_from: int | None = None
    age_to: int | None = None
    age_on: date | None = None
    languages: list[str] = field(default_factory=list)
    outcome: str = ""
    outcome_on: date | None = None
    may_be_told: str = ""
    told_by: str = ""


@transaction.atomic
def add_person(
    case: Case,
    role: PersonRole,
    *,
    actor: Actor,
    compartment: str = Compartment.INVESTIGATION,
    name: str = "",
    born_on: date | None = None,
    nationality: str = "",
    outcome: str = "",
    form_token: UUID | None = None,
    **known: Any,
) -> Person:
    """Add somebody to the case; the timeline names the role, never the person.

    `known` are further fields of PersonFacts.
    """
    facts = PersonFacts(
        name=name, born_on=born_on, nationality=nationality, outcome=outcome, **known
    )
    person = Person.objects.create(
        case=case,
        compartment=compartment,
        role=role,
        form_token=form_token,
        changed_by=actor.id,
        changed_at=datetime.now(UTC),
        **_as_columns(facts),
    )
    PersonPart.objects.create(**within(person), person=person, role=role, added_by=actor.id)
    journal_of(person, "case.person_added", actor, role=role)
    _note_person(person, role)
    add_event(case, "case.person_added", actor=actor, compartment=compartment, role=role)
    return person


@transaction.atomic
def change_person(person: Person, facts: PersonFacts, *, actor: Actor, revision: int) -> None:
    """Write what is known now; raises StaleForm when someone changed it since it was read."""
    outcome_before = person.outcome
    if facts.outcome and not is_in_part(person, PersonRole.VICTIM):
        raise NotAVictim
    changed = Person.objects.filter(pk=person.pk, revision=revision).update(
        revision=revision + 1,
        changed_by=actor.id,
        changed_at=datetime.now(UTC),
        **_as_columns(facts),
    )
    if not changed:
        raise StaleForm
    person.refresh_from_db()
    journal_of(person, "case.person_changed", actor)
    _note_person(person, person.role)
    if facts.outcome != outcome_before and facts.outcome:
        add_event(
            person.case,
            "case.outcome_set",
            actor=actor,
            compartment=person.compartment,
            outcome=facts.outcome,
        )
    else:
        add_event(person.case, "case.person_changed", actor=actor, compartment=person.compartment)


@transaction.atomic
def add_part(person: Person, role: PersonRole, *, actor: Actor) -> PersonPart:
    """Give a person another part in the case; raises LinkedTwice for one that he has."""
    try:
        with transaction.atomic():
            part = PersonPart.objects.create(
                **within(person), person=person, role=role, added_by=actor.id
            )
    except IntegrityError:
        raise LinkedTwice from None
    if role == PersonRole.VICTIM and not person.outcome:
        # Every victim has an outcome, if only that it is not known.
        Person.objects.filter(pk=person.pk).update(outcome=Outcome.UNKNOWN)
        person.refresh_from_db()
    journal_of(person, "case.person_part_added", actor, role=role)
    _note_person(person, role)
    add_event(
        person.case, "case.person_added", actor=actor, compartment=person.compartment, role=role
    )
    return part


@transaction.atomic
def add_identifier(
    person: Person, kind: IdentifierKind, typed: str, *, actor: Actor, state: str = ""
) -> Identifier:
    """Record what a person is known by; raises IdentifierTwice, whatever the spelling."""
    try:
        with transaction.atomic():
            made = Identifier.objects.create(
                **within(person),
                person=person,
                kind=kind,
                typed=typed,
                plain=plain_identifier(kind, typed),
                state=state,
                added_by=actor.id or 0,
            )
    except IntegrityError:
        raise IdentifierTwice from None
    journal_of(person, "case.identifier_added", actor, kind=kind)
    add_event(
        person.case, "case.identifier_added", actor=actor, compartment=person.compartment, what=kind
    )
    return made


def is_in_part(person: Person, role: PersonRole) -> bool:
    """Whether the person has this part in the case."""
    return PersonPart.objects.filter(person=person, role=role).exists()


def within(row: InCompartment) -> dict[str, Any]:
    """Case and compartment of what hangs on a row: its own."""
    return {"case_id": row.case_id, "compartment": row.compartment}


def journal_of(person: Person, verb: str, actor: Actor, **facts: Any) -> None:
    """The journal's entry about a person, in his compartment."""
    record(
        verb,
        actor=actor,
        subject=("person", person.pk),
        case_id=person.case_id,
        compartment=person.compartment,
        **facts,
    )


def _as_columns(facts: PersonFacts) -> dict[str, Any]:
    return {one.name: getattr(facts, one.name) for one in fields(PersonFacts)}


def _note_person(person: Person, role: str) -> None:
    """Codes and numbers for the statistics; the row's number says only which lines are of one."""
    known: dict[str, Any] = {"person": person.pk, "role": role, "sex": person.sex}
    known |= {"nationality": person.nationality, "outcome": person.outcome}
    if (age := age_when_taken(person)) is not None:
        known["age"] = age
    note_fact("case.person", case_id=person.case_id, **known)


def age_when_taken(person: Person) -> int | None:
    """Full years at the taking, or else today; of an estimate the lower end."""
    if person.born_on is None:
        return person.age_from
    taken = person.case.taken_at
    day = localdate(taken) if taken else localdate()
    before = (day.month, day.day) < (person.born_on.month, person.born_on.day)
    return max(0, day.year - person.born_on.year - before)
