"""Writes about the facts and documents of a case."""

from uuid import UUID

from django.db import transaction

from homeward.casework.cases.actions.timeline import add_event
from homeward.casework.cases.models import Case, Item
from homeward.casework.cases.vocabulary import HandlingCode, ItemKind
from homeward.foundation.access.roles import Compartment
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record


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
