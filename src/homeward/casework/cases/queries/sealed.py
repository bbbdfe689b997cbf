"""Reads of sealed items; what is sealed the database shows to one person for some minutes."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import QuerySet

from homeward.casework.cases.models import Case, SealedItem, SealedOpening, SealedText
from homeward.casework.cases.queries.inside import seen_in
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import is_member


@dataclass(frozen=True, slots=True)
class Opening:
    """A request to open an item, as one reader sees it."""

    row: SealedOpening
    asker: str
    approver: str
    own: bool
    waits: bool
    is_open: bool

    @property
    def may_close(self) -> bool:
        """Whether the reader may end it now: members decline, the asker takes back or puts away."""
        return self.waits or (self.is_open and self.own)


def sealed_items_of(viewer: User, case: Case) -> QuerySet[SealedItem]:
    """The sealed items in the viewer's compartments, the latest first."""
    rows = SealedItem.objects.select_related("case")
    return seen_in(rows, viewer, case).order_by("-pk")


def openings_of(viewer: User, item: SealedItem, limit: int = 50) -> list[Opening]:
    """Who asked to open an item, who agreed, and what still stands; the latest first."""
    rows = list(SealedOpening.objects.filter(item=item).order_by("-pk")[:limit])
    people = User.objects.in_bulk({n for row in rows for n in (row.asked_by, row.approved_by) if n})
    now = datetime.now(UTC)
    return [
        Opening(
            row=row,
            asker=str(people.get(row.asked_by, "")),
            approver=str(people.get(row.approved_by or 0, "")),
            own=row.asked_by == viewer.pk,
            waits=row.closed_at is None and row.approved_at is None and row.approve_by > now,
            is_open=row.closed_at is None and bool(row.open_until and row.open_until > now),
        )
        for row in rows
    ]


def is_entitled(viewer: User, item: SealedItem) -> bool:
    """Whether the viewer may ask and agree: a broken glass is not enough."""
    return is_member(viewer, item.case_id, item.compartment)


def locked_of(item: SealedItem) -> bytes | None:
    """The locked text, where it lies open to whoever acts; nothing otherwise."""
    found = SealedText.objects.filter(item=item).values_list("locked", flat=True).first()
    return None if found is None else bytes(found)


def sealed_by_form(viewer: User, case: Case, token: UUID) -> SealedItem | None:
    """What a form sealed when it was first sent, if the viewer may know of it."""
    return sealed_items_of(viewer, case).filter(form_token=token).first()


def sealed_caption(subject_id: str) -> str:
    """The title of a sealed item, for members of its compartment."""
    found = SealedItem.objects.filter(pk=subject_id).first() if subject_id.isdecimal() else None
    return found.title if found else ""
