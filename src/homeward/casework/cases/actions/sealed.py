"""Sealing a text, and opening it by two: one asks, another agrees, the first reads for minutes."""

from uuid import UUID

from django.db import transaction
from django.urls import reverse

from homeward.casework.cases.actions.timeline import add_event
from homeward.casework.cases.errors.case import AskedAlready, OpeningOver, OwnOpening, SealedShut
from homeward.casework.cases.models import Case, SealedItem, SealedOpening, SealedText
from homeward.casework.cases.queries.sealed import locked_of
from homeward.casework.cases.sealing import SealedKind
from homeward.foundation.access.guarded import call_guard
from homeward.foundation.access.models import User
from homeward.foundation.access.ports import tell
from homeward.foundation.access.queries import places_in
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.foundation.vault.texts import lock_text, unlock_text


@transaction.atomic
def seal(
    case: Case,
    kind: SealedKind,
    title: str,
    text: str,
    *,
    actor: Actor,
    compartment: str,
    form_token: UUID | None = None,
) -> SealedItem:
    """Seal a text in a compartment; from now on it opens only by two of its members."""
    item = SealedItem.objects.create(
        case=case,
        compartment=compartment,
        kind=kind,
        title=title,
        sealed_by=actor.id or 0,
        form_token=form_token,
    )
    locked = lock_text(text, case_id=case.pk, purpose=_purpose(item))
    SealedText(item=item, case=case, compartment=compartment, locked=locked).save(force_insert=True)
    _note("case.item_sealed", item, actor)
    add_event(case, "case.item_sealed", actor=actor, compartment=compartment, title=title)
    return item


@transaction.atomic
def ask_sealed(item: SealedItem, reason: str, *, actor: Actor) -> SealedOpening:
    """Ask the other members of the compartment to agree that the acting person reads it.

    Raises AskedAlready while an earlier request of his stands, and Forbidden for whoever has no
    place of his own in the compartment.
    """
    number = call_guard("select guard.ask_sealed(%s, %s)", item.pk, reason, subject="sealed_item")
    if number is None:
        raise AskedAlready
    opening = SealedOpening.objects.get(pk=number)
    _note("case.seal_asked", item, actor)
    add_event(
        item.case, "case.seal_asked", actor=actor, compartment=item.compartment, title=item.title
    )
    asker = User.objects.get(pk=actor.id or 0)
    places = places_in(asker, item.case_id, item.compartment).exclude(user=asker)
    _tell([place.user for place in places], "case.seal_asked", item, actor)
    return opening


@transaction.atomic
def approve_sealed(opening: SealedOpening, *, actor: Actor) -> None:
    """Agree that the asker reads the item for some minutes.

    Raises OwnOpening for the asker himself, and OpeningOver where it is too late.
    """
    if opening.asked_by == actor.id:
        raise OwnOpening
    if not call_guard("select guard.approve_sealed(%s)", opening.pk, subject="sealed_item"):
        raise OpeningOver
    item = opening.item
    _note("case.seal_approved", item, actor)
    add_event(
        item.case, "case.seal_approved", actor=actor, compartment=item.compartment, title=item.title
    )
    asker = User.objects.get(pk=opening.asked_by)
    _tell([asker], "case.seal_approved", item, actor)


@transaction.atomic
def close_sealed(opening: SealedOpening, *, actor: Actor) -> None:
    """Decline a request, take it back, or put the item away before its minutes are over."""
    if not call_guard("select guard.close_sealed(%s)", opening.pk, subject="sealed_item"):
        raise OpeningOver
    _note("case.seal_closed", opening.item, actor)


@transaction.atomic
def read_sealed(item: SealedItem, *, actor: Actor) -> str:
    """The text, for whoever asked and was agreed with, within his minutes; each reading is noted.

    Raises SealedShut for everybody else. The database shows the row to nobody else either.
    """
    locked = locked_of(item)
    if locked is None:
        raise SealedShut
    _note("case.seal_read", item, actor)
    return unlock_text(locked, case_id=item.case_id, purpose=_purpose(item))


def _purpose(item: SealedItem) -> str:
    return f"sealed item {item.pk}"


def _note(verb: str, item: SealedItem, actor: Actor) -> None:
    record(
        verb,
        actor=actor,
        subject=("sealed_item", item.pk),
        case_id=item.case_id,
        compartment=item.compartment,
    )


def _tell(people: list[User], kind: str, item: SealedItem, actor: Actor) -> None:
    reference = item.case.reference
    tell(
        people,
        kind,
        actor=actor,
        subject=("sealed_item", item.pk),
        url=reverse("cases:sealed_item", args=[reference, item.pk]),
        case_id=item.case_id,
        reference=reference,
    )
