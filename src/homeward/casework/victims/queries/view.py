"""What staff read of a family's page: who may open it, what was written, who opened the file."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils.timezone import get_current_timezone_name

from homeward.casework.victims.access.files import is_in_support
from homeward.casework.victims.family.doors import Opening
from homeward.casework.victims.models import Consent, FamilyAccess, FamilyUpdate, SupportFile
from homeward.casework.victims.queries.consents import holding
from homeward.casework.victims.words.files import ConsentPurpose
from homeward.foundation.access.models import User


@dataclass(frozen=True, slots=True)
class AccessNow:
    """How an access stands: open at all, words chosen, second step, letter waiting, locked.

    `seen_on` is the day of the last sign-in; nothing else is known of what a family reads.
    """

    is_open: bool
    is_set: bool
    factor: str
    waits_until: datetime | None
    codes_left: int
    is_locked: bool
    seen_on: date | None


def accesses_of(viewer: User, file: SupportFile) -> QuerySet[FamilyAccess]:
    """Who may sign in to the page of a file, those of the past too; the latest first."""
    rows = FamilyAccess.objects.select_related("given_by", "consent").order_by("-pk")
    return rows.filter(file=file) if is_in_support(viewer, file.case) else rows.none()


def access_of_form(viewer: User, file: SupportFile, token: UUID) -> FamilyAccess | None:
    """The access that a form gave when it was first sent."""
    return accesses_of(viewer, file).filter(form_token=token).first()


def access_now(access: FamilyAccess) -> AccessNow | None:
    """How it stands now; None before its first letter was printed."""
    with connection.cursor() as cursor:
        cursor.execute("select * from family.standing(%s)", [access.pk])
        row = cursor.fetchone()
    return AccessNow(*row) if row else None


def updates_of(viewer: User, file: SupportFile) -> QuerySet[FamilyUpdate]:
    """Every version of the page, the latest first."""
    rows = FamilyUpdate.objects.select_related("written_by", "released_by").order_by("-version")
    return rows.filter(file=file) if is_in_support(viewer, file.case) else rows.none()


def update_of_form(viewer: User, file: SupportFile, token: UUID) -> FamilyUpdate | None:
    """The version that a form wrote when it was first sent."""
    return updates_of(viewer, file).filter(form_token=token).first()


def shown_now(viewer: User, file: SupportFile) -> FamilyUpdate | None:
    """What the family reads first."""
    released = updates_of(viewer, file).filter(released_at__isnull=False, withdrawn_at__isnull=True)
    return released.order_by("-released_at").first()


def consents_to_view(viewer: User, file: SupportFile) -> list[Consent]:
    """The consents by which somebody may sign in today; a child's are of who decides for it."""
    return holding(viewer, file, ConsentPurpose.FAMILY_VIEW)


def openings_of(file: SupportFile) -> list[Opening]:
    """What the family's page says of who opened the file."""
    with connection.cursor() as cursor:
        zone = get_current_timezone_name()
        cursor.execute("select * from family.openings_of(%s, %s)", [file.pk, zone])
        return [Opening(*row) for row in cursor.fetchall()]
