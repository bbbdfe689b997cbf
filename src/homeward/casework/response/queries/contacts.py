"""Contacts with the offenders, the clocks they started, and the demands over time."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from homeward.casework.cases.models import Case, Item
from homeward.casework.cases.queries import ransom_of, seen_in
from homeward.casework.response.access.team import is_in_crisis
from homeward.casework.response.models import Clock, Contact
from homeward.foundation.access.models import User


def contacts_of(viewer: User, case: Case, *, with_corrected: bool = True) -> QuerySet[Contact]:
    """The contacts, the latest first; none for whoever is not in the crisis compartment."""
    rows = Contact.objects.select_related(
        "recorded_by", "check_made", "corrects", "corrected_by", "answered_by"
    ).order_by("-starts_at", "-number")
    if not is_in_crisis(viewer, case):
        return rows.none()
    rows = rows.filter(case=case)
    return rows if with_corrected else rows.filter(corrected_by__isnull=True)


def made_by_form(viewer: User, case: Case, token: UUID) -> Contact | None:
    """The contact that a form recorded when it was first sent."""
    return contacts_of(viewer, case).filter(form_token=token).first()


def clocks_of(viewer: User, case: Case) -> QuerySet[Clock]:
    """The clocks that run, the next one first."""
    rows = Clock.objects.select_related("contact").order_by("due_at", "pk")
    if not is_in_crisis(viewer, case):
        return rows.none()
    return rows.filter(case=case, ended_at__isnull=True)


def all_clocks(viewer: User, contact: Contact) -> QuerySet[Clock]:
    """Every clock that a contact started, with how it ended."""
    rows = Clock.objects.filter(contact=contact).order_by("pk")
    return rows if is_in_crisis(viewer, contact.case) else rows.none()


def unverified(viewer: User, case: Case) -> QuerySet[Contact]:
    """Contacts in which a proof of life was given that nobody has verified yet."""
    rows = contacts_of(viewer, case, with_corrected=False)
    return rows.filter(proof_given=True, check_made__isnull=True)


def recorded_item(viewer: User, case: Case, number: int) -> Item | None:
    """An item with a file, in the viewer's compartments of the case."""
    items = seen_in(Item.objects.all(), viewer, case)
    return items.filter(pk=number, blob_id__isnull=False).first() if number < 2**63 else None


@dataclass(frozen=True, slots=True)
class Point:
    """What was demanded or offered in one contact, in minor units."""

    at: datetime
    number: int
    demanded: int | None
    offered: int | None


@dataclass(slots=True)
class Series:
    """Demands and offers in one currency, in time order; what was agreed and paid where known."""

    currency: str
    points: list[Point] = field(default_factory=list)
    agreed: int | None = None
    paid: int | None = None
    paid_at: datetime | None = None


def demands_of(viewer: User, case: Case) -> list[Series]:
    """One row of figures for each currency; sums of two currencies are never put together."""
    found: dict[str, Series] = {}
    contacts = contacts_of(viewer, case, with_corrected=False)
    for one in contacts.order_by("starts_at", "number"):
        for code in dict.fromkeys((one.demand_currency, one.offer_currency)):
            demanded = one.demanded if one.demand_currency == code else None
            offered = one.offered if one.offer_currency == code else None
            if code and (demanded is not None or offered is not None):
                series = found.setdefault(code, Series(code))
                series.points.append(Point(one.starts_at, one.number, demanded, offered))
    ransom = ransom_of(viewer, case) if is_in_crisis(viewer, case) else None
    if ransom and (ransom.agreed is not None or ransom.paid is not None):
        series = found.setdefault(ransom.currency, Series(ransom.currency))
        series.agreed, series.paid, series.paid_at = ransom.agreed, ransom.paid, ransom.paid_at
    return list(found.values())


def next_clock(viewer: User, case: Case) -> Clock | None:
    """The deadline or expected contact that comes first."""
    return clocks_of(viewer, case).first()
