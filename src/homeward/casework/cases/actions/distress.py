"""Marking material as distressing, and noting that somebody opened it."""

from datetime import UTC, datetime

from django.db import transaction
from django.db.models import F, Q

from homeward.casework.cases.distress import Mark, joined
from homeward.casework.cases.models import Item
from homeward.foundation.access.errors import StaleForm
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record

COLUMNS = ["distress", "distress_warning", "distress_revision", "distress_by", "distress_at"]


@transaction.atomic
def mark_item(item: Item, mark: Mark, *, actor: Actor, revision: int) -> None:
    """Mark an item as distressing, or take its mark away with an empty one.

    What stands on the same file is marked alike: it opens the same content. Raises StaleForm where
    somebody changed the mark since `revision` (of the mark, not of the item).
    """
    alike = _on_same_file(item)
    if next(one.distress_revision for one in alike if one.pk == item.pk) != revision:
        raise StaleForm
    for one in alike:
        _write(one, mark, actor)
    item.refresh_from_db(fields=COLUMNS)


def mark_new_item(item: Item, mark: Mark, *, actor: Actor) -> None:
    """Mark an item as it comes in; content that was here before and it get one mark for both."""
    if not mark and item.blob_id is None:
        return
    alike = _on_same_file(item)
    whole = joined([mark, *(one.mark for one in alike)])
    for one in alike:
        if one.mark != whole:
            _write(one, whole, actor)
    item.refresh_from_db(fields=COLUMNS)


def note_opened(item: Item, manner: str, *, actor: Actor) -> None:
    """Journal that marked material was opened, blurred or not."""
    record(
        "case.distress_opened",
        actor=actor,
        subject=("item", item.pk),
        case_id=item.case_id,
        compartment=item.compartment,
        manner=manner,
    )


def _on_same_file(item: Item) -> list[Item]:
    """The item with the others on the same content of its compartment, held until the end."""
    inside = Item.objects.filter(case_id=item.case_id, compartment=item.compartment)
    same = Q(pk=item.pk) | Q(blob_id=item.blob_id, blob_id__isnull=False)
    return list(inside.filter(same).select_for_update().order_by("pk"))


def _write(item: Item, mark: Mark, actor: Actor) -> None:
    Item.objects.filter(pk=item.pk).update(
        distress=list(mark.kinds),
        distress_warning=mark.warning,
        distress_revision=F("distress_revision") + 1,
        distress_by=actor.id,
        distress_at=datetime.now(UTC),
    )
    record(
        "case.item_marked",
        actor=actor,
        subject=("item", item.pk),
        case_id=item.case_id,
        compartment=item.compartment,
        kinds=list(mark.kinds),
    )
