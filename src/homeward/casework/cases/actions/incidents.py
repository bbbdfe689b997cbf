"""Recording what happened, apart from the victims."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from homeward.casework.cases.actions.timeline import add_event
from homeward.casework.cases.models import Case, Incident, Person
from homeward.foundation.access.roles import Compartment
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.foundation.journal.facts import note_fact


@transaction.atomic
def add_incident(
    case: Case,
    kind: str,
    *,
    actor: Actor,
    occurred_from: datetime | None = None,
    occurred_to: datetime | None = None,
    place: str = "",
    description: str = "",
    reported_by: Person | None = None,
    compartment: str = Compartment.INVESTIGATION,
    form_token: UUID | None = None,
) -> Incident:
    """Record an incident with its time as a range; the timeline names its kind only."""
    incident = Incident.objects.create(
        case=case,
        compartment=compartment,
        kind=kind,
        occurred_from=occurred_from,
        occurred_to=occurred_to,
        place=place,
        description=description,
        reported_by=reported_by,
        recorded_by=actor.id,
        form_token=form_token,
    )
    record(
        "case.incident_added",
        actor=actor,
        subject=("incident", incident.pk),
        case_id=case.pk,
        compartment=compartment,
        kind=kind,
    )
    add_event(case, "case.incident_added", actor=actor, compartment=compartment, incident=kind)
    note_fact("case.incident_added", case_id=case.pk, incident=kind)
    return incident
