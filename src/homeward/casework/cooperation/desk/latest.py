"""The list of all requests, the latest first, page by page; and finding one by its reference."""

import re
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from homeward.casework.cooperation.desk.places import PAGE, Place
from homeward.casework.cooperation.desk.queue import Queue, fetched, streams
from homeward.casework.cooperation.models import Request
from homeward.casework.cooperation.queries import Filters, overdue, requests_of
from homeward.foundation.access.models import User

HEAP = "latest"
# How references begin: the State, the year, a number. Such words are looked up in an index.
_BEGINNING = re.compile(r"[A-Z]{2}-[0-9]{0,4}(-[0-9]{0,6}(/[0-9]{0,4})?)?")
_LAST = "\U0010ffff"


def latest_page(viewer: User, filters: Filters, after: Place | None = None) -> Queue:
    """The page of the viewer's requests that follows a place, or the first."""
    found = _narrowed(filters)
    if after is not None and after.at is not None:
        earlier = Q(created_at__lt=after.at) | Q(id__lt=after.number)
        found = found.filter(earlier, created_at__lte=after.at)
    ordered: list[tuple[datetime, UUID]] = []
    for narrow in streams(viewer):
        rows = narrow(found).order_by("-created_at", "-id")
        if len(ordered) > PAGE:
            rows = rows.filter(created_at__gte=ordered[-1][0])  # what is older is not on this page
        keys = rows.values_list("created_at", "id")[: PAGE + 1]
        ordered = sorted({*ordered, *keys}, reverse=True)[: PAGE + 1]
    shown = ordered[:PAGE]
    last = Place(HEAP, *shown[-1]) if len(ordered) > PAGE else None
    return Queue(fetched([number for _at, number in shown]), last)


def by_reference(viewer: User, words: str) -> "QuerySet[Request]":
    """The viewer's requests whose reference begins with these words, or holds them."""
    return requests_of(viewer).filter(_reference(words))


def by_code(viewer: User, words: str) -> "QuerySet[Request]":
    """The viewer's requests whose letter bears these words as its code."""
    typed = words.replace("\x00", "").strip().upper()
    return requests_of(viewer).filter(code=typed).exclude(code="")


def _narrowed(filters: Filters) -> "QuerySet[Request]":
    found = Request.objects.all()
    for name in ("side", "state", "kind", "other_state"):
        if value := getattr(filters, name):
            found = found.filter(**{name: value})
    if filters.words:
        found = found.filter(_reference(filters.words))
    return overdue(found) if filters.overdue else found


def _reference(words: str) -> Q:
    """As a range where the words are how references begin: the walls let no other search use an
    index (PostgreSQL asks `like` only of rows that the reader may see)."""
    typed = words.replace("\x00", "").strip().upper()
    if _BEGINNING.fullmatch(typed):
        return Q(reference__gte=typed, reference__lt=typed + _LAST)
    return Q(reference__icontains=words.replace("\x00", "").strip())
