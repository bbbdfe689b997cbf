"""The facts and documents of a case."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from homeward.casework.cases.models import Case, Item
from homeward.casework.cases.queries.inside import seen_in
from homeward.foundation.access.models import User

OFFERED = 30  # as sources of another item
CODES = ("kind", "handling", "tlp", "pap", "compartment")


def items_of(viewer: User, case: Case) -> QuerySet[Item]:
    """The items of the case in the viewer's compartments."""
    return seen_in(Item.objects.all(), viewer, case).order_by("-pk")


def find_items(
    viewer: User, case: Case, *, words: str = "", only: str = "", today: date, **codes: str
) -> QuerySet[Item]:
    """The viewer's items whose title or text holds `words`, with these codes.

    `only` is `evidence` (with a file) or `overdue` (kept longer than its retention date).
    """
    found = items_of(viewer, case)
    text = words.replace("\x00", "").strip()
    if text:
        found = found.filter(Q(title__icontains=text) | Q(text__icontains=text))
    if only == "evidence":
        found = found.filter(blob_id__isnull=False)
    if only == "overdue":
        found = found.filter(retention_until__lt=today)
    return found.filter(**{name: codes[name] for name in CODES if codes.get(name)})


def sources_of(viewer: User, case: Case, item: Item) -> QuerySet[Item]:
    """The items of which this one was made."""
    return items_of(viewer, case).filter(made_into__item=item)


def derived_of(viewer: User, case: Case, item: Item) -> QuerySet[Item]:
    """The items that were made of this one."""
    return items_of(viewer, case).filter(made_of__source=item)


def item_of_form(viewer: User, case: Case, token: UUID) -> Item | None:
    """The item that a form made when it was first sent, if the viewer may see it."""
    return items_of(viewer, case).filter(form_token=token).first()


def candidates(
    viewer: User, case: Case, chosen: Iterable[object] = (), item: Item | None = None
) -> list[Item]:
    """Items of which one may be made: the latest, and those that were chosen already. Those of a
    merged file stay apart: what is made of them belongs into that file."""
    inside = items_of(viewer, case).filter(case=case)
    if item is not None:
        inside = inside.filter(compartment=item.compartment).exclude(pk=item.pk)
    latest = list(inside[:OFFERED])
    known = {one.pk for one in latest}
    more = inside.filter(pk__in=[int(str(pk)) for pk in chosen]).exclude(pk__in=known)
    return [*more, *latest]
