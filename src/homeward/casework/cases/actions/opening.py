"""Opening a case, and moving it on."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from homeward.casework.cases.actions.timeline import add_event
from homeward.casework.cases.errors.casefile import FileIsMerged
from homeward.casework.cases.lists import counted, counted_one, own_among
from homeward.casework.cases.models import Case
from homeward.casework.cases.vocabulary.case import CaseStatus
from homeward.casework.cases.vocabulary.lists import CaseList
from homeward.casework.cases.words.first_call import Confirmation
from homeward.foundation.access.actions import found_case
from homeward.foundation.access.errors import StaleForm
from homeward.foundation.access.roles import Compartment
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.foundation.journal.facts import note_fact


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
    modalities: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    confirmation: str = Confirmation.UNCONFIRMED
    explanation: str = ""
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
        modalities=list(new.modalities),
        purposes=list(new.purposes),
        confirmation=new.confirmation,
        explanation=new.explanation,
        opened_at=now,
        changed_by=actor.id,
        changed_at=now,
        form_token=new.form_token,
    )
    record("case.opened", actor=actor, subject=("case", case.pk), case_id=case.pk)
    add_event(case, "case.opened", actor=actor, reference=reference)
    note_fact("case.opened", case_id=case.pk, at=now, **counted_codes(case))
    return case


def class_codes(case: Case) -> dict[str, Any]:
    """What the case is, in the codes that were chosen."""
    return {
        "iccs_code": case.iccs_code,
        "typology": case.typology,
        "modalities": list(case.modalities),
        "purposes": list(case.purposes),
        "confirmation": case.confirmation,
        "explanation": case.explanation,
    }


def counted_codes(case: Case) -> dict[str, Any]:
    """What the case is counted as: in shipped codes, which figures of several States share, with
    the State's own that were chosen beside them."""
    chosen = {
        CaseList.TYPOLOGY: [case.typology],
        CaseList.MODALITY: case.modalities,
        CaseList.PURPOSE: case.purposes,
    }
    return class_codes(case) | {
        "typology": counted_one(CaseList.TYPOLOGY, case.typology),
        "modalities": counted(CaseList.MODALITY, case.modalities),
        "purposes": counted(CaseList.PURPOSE, case.purposes),
        "own_entries": [code for which in chosen for code in own_among(which, chosen[which])],
    }


@transaction.atomic
def set_status(case: Case, status: CaseStatus, *, actor: Actor, revision: int) -> None:
    """Move the case on; raises StaleForm when someone changed it since it was read.

    Raises FileIsMerged for a file that is merged into another, which has no status of its own.
    """
    if status == CaseStatus.MERGED or Case.objects.filter(pk=case.pk).exclude(merged_into=None):
        raise FileIsMerged
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


def _next(sequence: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select nextval(%s)", [sequence])
        return int(cursor.fetchone()[0])
