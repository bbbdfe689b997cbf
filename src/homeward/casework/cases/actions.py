"""Writes to a case; each in one transaction with its journal entry and its line of the timeline."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from homeward.casework.cases.errors import RansomOrder, RansomTooEarly
from homeward.casework.cases.models import Case, Event, Item, Person, Ransom
from homeward.casework.cases.ports import is_registered
from homeward.casework.cases.vocabulary import CaseStatus, HandlingCode, ItemKind, PersonRole
from homeward.foundation.access.actions import found_case
from homeward.foundation.access.errors import StaleForm
from homeward.foundation.access.roles import Compartment
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.foundation.web.formats import moment_text


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """What opens a case. `taken_at` is aware; None when the time is not known."""

    title: str
    lead_authority: str
    typology: str
    iccs_code: str
    iccs_reason: str
    iccs_reason_facts: dict[str, str] = field(default_factory=dict)
    taken_at: datetime | None = None
    place: str = ""
    compartments: tuple[str, ...] = field(default=tuple(Compartment.values))
    form_token: UUID | None = None


@transaction.atomic
def open_case(new: NewCase, *, actor: Actor) -> Case:
    """Open a case led by the acting person, with the next reference of the year."""
    number = _next("cases_case_number")
    now = datetime.now(UTC)
    reference = f"{settings.HOMEWARD_STATE}-{now.year}-{number:06d}"
    found_case(number, actor=actor, compartments=new.compartments)
    case = Case.objects.create(
        id=number,
        reference=reference,
        title=new.title,
        lead_authority=new.lead_authority,
        typology=new.typology,
        iccs_code=new.iccs_code,
        iccs_reason=new.iccs_reason,
        iccs_reason_facts=new.iccs_reason_facts,
        taken_at=new.taken_at,
        place=new.place,
        opened_at=now,
        changed_by=actor.id,
        changed_at=now,
        form_token=new.form_token,
    )
    record("case.opened", actor=actor, subject=("case", case.pk), case_id=case.pk)
    add_event(case, "case.opened", actor=actor, reference=reference)
    return case


@transaction.atomic
def set_status(case: Case, status: CaseStatus, *, actor: Actor, revision: int) -> None:
    """Move the case on; raises StaleForm when someone changed it since it was read."""
    changed = Case.objects.filter(pk=case.pk, revision=revision).update(
        status=status,
        revision=revision + 1,
        changed_by=actor.id,
        changed_at=datetime.now(UTC),
    )
    if not changed:
        raise StaleForm
    record(
        "case.status_set", actor=actor, subject=("case", case.pk), case_id=case.pk, status=status
    )
    add_event(case, "case.status_set", actor=actor, status=status)


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


@transaction.atomic
def add_item(
    case: Case,
    kind: ItemKind,
    title: str,
    *,
    actor: Actor,
    compartment: str = Compartment.INVESTIGATION,
    text: str = "",
    handling: str = HandlingCode.H2,
    blob_id: UUID | None = None,
    form_token: UUID | None = None,
) -> Item:
    """Add a fact or document with its handling code."""
    item = Item.objects.create(
        case=case,
        compartment=compartment,
        kind=kind,
        title=title,
        text=text,
        handling=handling,
        blob_id=blob_id,
        added_by=actor.id or 0,
        form_token=form_token,
    )
    record(
        "case.item_added",
        actor=actor,
        subject=("item", item.pk),
        case_id=case.pk,
        compartment=compartment,
        handling=handling,
    )
    add_event(case, "case.item_added", actor=actor, compartment=compartment, title=title)
    return item


@dataclass(frozen=True, slots=True, kw_only=True)
class RansomFacts:
    """Amounts in minor units of `currency`; None where nothing is known."""

    currency: str
    demanded: int | None = None
    agreed: int | None = None
    paid: int | None = None
    paid_at: datetime | None = None
    payment_reference: str = ""


@transaction.atomic
def record_ransom(
    case: Case,
    facts: RansomFacts,
    *,
    actor: Actor,
    revision: int = 0,
    compartment: str = Compartment.INVESTIGATION,
) -> Ransom:
    """Record what is known of the ransom. `revision` is that of the form, 0 for the first record.

    `compartment` is that of the line in the timeline: one in which the actor is a member. Raises
    RansomOrder, RansomTooEarly, and StaleForm when someone recorded it since it was read.
    """
    _check_ransom(case, facts)
    held = Ransom.objects.select_for_update().filter(case=case).first()
    if (held.revision if held else 0) != revision:
        raise StaleForm
    ransom = held or Ransom(case=case, revision=0)
    for name in RansomFacts.__dataclass_fields__:
        setattr(ransom, name, getattr(facts, name))
    ransom.revision += 1
    ransom.changed_by, ransom.changed_at = actor.id, datetime.now(UTC)
    try:
        with transaction.atomic():
            ransom.save()
    except IntegrityError:  # two first records at once
        raise StaleForm from None
    record("case.ransom_recorded", actor=actor, subject=("ransom", ransom.pk), case_id=case.pk)
    add_event(case, "case.ransom_recorded", actor=actor, compartment=compartment)
    return ransom


def _check_ransom(case: Case, facts: RansomFacts) -> None:
    """What is paid has its time, and nobody pays for a person who is not taken yet."""
    if (facts.paid is None) != (facts.paid_at is None):
        raise RansomOrder
    if facts.paid_at and case.taken_at and facts.paid_at < case.taken_at:
        raise RansomTooEarly(
            paid=moment_text(facts.paid_at),
            taken=moment_text(case.taken_at),
            zone=timezone.get_current_timezone_name(),
        )


def add_event(
    case: Case,
    kind: str,
    *,
    actor: Actor,
    compartment: str = Compartment.INVESTIGATION,
    url: str = "",
    **params: Any,
) -> None:
    """Add a line to the timeline in the present transaction; params hold no names of persons."""
    if not is_registered(kind):
        raise KeyError(kind)
    Event.objects.create(
        case=case,
        compartment=compartment,
        at=datetime.now(UTC),
        kind=kind,
        params=params,
        actor=actor.name,
        url=url,
    )


def _next(sequence: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select nextval(%s)", [sequence])
        return int(cursor.fetchone()[0])
