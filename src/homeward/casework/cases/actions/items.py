"""Writes about the facts and documents of a case."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from homeward.casework.cases.actions.distress import mark_new_item
from homeward.casework.cases.actions.timeline import add_event
from homeward.casework.cases.bounds import floor_of
from homeward.casework.cases.codes import NAMES, Codes, laxer, strictest
from homeward.casework.cases.distress import Mark
from homeward.casework.cases.errors.case import LaxerThanSources, SourceCircle
from homeward.casework.cases.models import Case, Item, ItemSource
from homeward.casework.cases.vocabulary.case import HandlingCode, ItemKind
from homeward.foundation.access.errors import NotFound, StaleForm
from homeward.foundation.access.roles import Compartment
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record

UNMARKED = Mark()


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
    codes: Codes | None = None,
    lawful_basis: str = "",
    sources: Sequence[int] = (),
    inherit: bool = False,
    blob_id: UUID | None = None,
    mark: Mark = UNMARKED,
    form_token: UUID | None = None,
) -> Item:
    """Add a fact or document with its codes; without `codes`, the careful ones and `handling`.

    With `blob_id` it takes the mark of what stands on the same file, and gives it its own.

    What is made of `sources` (numbers of items of the same compartment) may not be laxer than they
    are: with `inherit` it takes what is stricter of them, otherwise LaxerThanSources is raised.
    """
    item = Item(case=case, compartment=compartment, kind=kind, title=title, text=text)
    item.handling, item.lawful_basis, item.blob_id = handling, lawful_basis, blob_id
    item.added_by, item.form_token = actor.id or 0, form_token
    floor = strictest(one.codes for one in _locked_sources(item, sources))
    _set_codes(item, strictest([codes or item.codes, floor]) if inherit else codes or item.codes)
    _check_not_laxer(item.codes, floor)
    item.save(force_insert=True)
    _name_sources(item, sources)
    _record("case.item_added", item, actor, handling=item.handling)
    mark_new_item(item, mark, actor=actor)
    add_event(case, "case.item_added", actor=actor, compartment=compartment, title=title)
    return item


@transaction.atomic
def change_item(
    item: Item,
    facts: dict[str, Any],
    codes: Codes,
    sources: Sequence[int],
    *,
    actor: Actor,
    revision: int,
) -> None:
    """Change an item: `facts` are kind, title, text and lawful basis.

    What was made of it becomes as strict as it does. Raises StaleForm where somebody changed it
    since `revision`, LaxerThanSources, SourceCircle.
    """
    changed = Item.objects.filter(pk=item.pk, revision=revision).update(
        **facts,
        **{name: getattr(codes, name) for name in NAMES},
        revision=revision + 1,
        changed_by=actor.id,
        changed_at=datetime.now(UTC),
    )
    if not changed:
        raise StaleForm
    item.refresh_from_db()
    _check_no_circle(item, sources)
    above = [one.codes for one in _locked_sources(item, sources)]
    _check_not_laxer(codes, strictest([*above, *floor_of(item)]))
    ItemSource.objects.filter(item=item).exclude(source_id__in=sources).delete()
    _name_sources(item, sources)
    _record("case.item_changed", item, actor, handling=item.handling)
    _follow(item, actor)


def note_item_viewed(item: Item, actor: Actor) -> None:
    """Journal that an item was read, before it is shown."""
    _record("case.item_viewed", item, actor)


def _follow(changed: Item, actor: Actor) -> None:
    """Make as strict what was made of an item, and what was made of that in turn."""
    waiting = [changed]
    while waiting:
        source = waiting.pop()
        links = ItemSource.objects.filter(source=source).order_by("item_id")
        for pk in list(links.values_list("item_id", flat=True)):
            derived = Item.objects.select_for_update().get(pk=pk)
            if not laxer(derived.codes, source.codes):
                continue
            _set_codes(derived, strictest([derived.codes, source.codes]))
            derived.revision += 1
            derived.changed_by, derived.changed_at = actor.id, datetime.now(UTC)
            derived.save(update_fields=[*NAMES, "revision", "changed_by", "changed_at"])
            _record(
                "case.item_followed", derived, actor, handling=derived.handling, source=source.pk
            )
            waiting.append(derived)


def _locked_sources(item: Item, sources: Sequence[int]) -> list[Item]:
    """The items it is made of, held until the end, so that none becomes stricter unseen."""
    inside = Item.objects.filter(case_id=item.case_id, compartment=item.compartment)
    found = list(inside.select_for_update().filter(pk__in=sources).order_by("pk"))
    for missing in set(sources) - {one.pk for one in found}:
        raise NotFound("item", missing)
    return found


def _check_not_laxer(codes: Codes, floor: Codes) -> None:
    fields = laxer(codes, floor)
    if fields:
        raise LaxerThanSources(fields=", ".join(fields))


def _check_no_circle(item: Item, sources: Sequence[int]) -> None:
    waiting, seen = set(sources), set[int]()
    while waiting:
        if item.pk in waiting:
            raise SourceCircle
        seen |= waiting
        above = ItemSource.objects.filter(item_id__in=waiting)
        waiting = set(above.values_list("source_id", flat=True)) - seen


def _name_sources(item: Item, sources: Sequence[int]) -> None:
    known = set(ItemSource.objects.filter(item=item).values_list("source_id", flat=True))
    for source in sorted(set(sources) - known):
        ItemSource.objects.create(
            case_id=item.case_id, compartment=item.compartment, item=item, source_id=source
        )


def _set_codes(item: Item, codes: Codes) -> None:
    for name, value in asdict(codes).items():
        setattr(item, name, value)


def _record(verb: str, item: Item, actor: Actor, **data: Any) -> None:
    record(
        verb,
        actor=actor,
        subject=("item", item.pk),
        case_id=item.case_id,
        compartment=item.compartment,
        **data,
    )
