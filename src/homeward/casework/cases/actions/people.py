"""Writes about the people of a case."""

from datetime import date
from uuid import UUID

from django.db import transaction

from homeward.casework.cases.actions.timeline import add_event
from homeward.casework.cases.models import Case, Person
from homeward.casework.cases.vocabulary import PersonRole
from homeward.foundation.access.roles import Compartment
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record


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
) -> Person:
    """Add somebody to the case; the timeline names the role, never the person."""
    person = Person.objects.create(
        case=case,
        compartment=compartment,
        role=role,
        name=name,
        born_on=born_on,
        nationality=nationality,
        outcome=outcome,
        form_token=form_token,
    )
    record(
        "case.person_added",
        actor=actor,
        subject=("person", person.pk),
        case_id=case.pk,
        compartment=compartment,
        role=role,
    )
    add_event(case, "case.person_added", actor=actor, compartment=compartment, role=role)
    return person
