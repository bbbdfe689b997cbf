"""The decision log."""

from uuid import UUID

from django.db.models import Q, QuerySet

from homeward.casework.cases.models import Case
from homeward.casework.cases.queries import seen_in
from homeward.casework.response.models import Decision
from homeward.foundation.access.models import User

PENDING, CONFIRMED, REFUSED, CORRECTED = "pending", "confirmed", "refused", "corrected"


def decisions_of(
    viewer: User, case: Case, *, words: str = "", state: str = ""
) -> QuerySet[Decision]:
    """The entries in the viewer's compartments, the latest first."""
    rows = seen_in(Decision.objects.all(), viewer, case).select_related(
        "made_by", "approver", "approval__by", "corrects", "corrected_by"
    )
    text = words.replace("\x00", "").strip()
    if text:
        fields = ("situation", "options", "decision", "reason")
        wanted = Q()
        for field in fields:
            wanted |= Q(**{f"{field}__icontains": text})
        rows = rows.filter(wanted)
    if state == CORRECTED:
        rows = rows.filter(corrected_by__isnull=False)
    elif state == PENDING:
        rows = rows.filter(approval__isnull=True, corrected_by__isnull=True)
    elif state in (CONFIRMED, REFUSED):
        rows = rows.filter(approval__is_confirmed=state == CONFIRMED)
    return rows.order_by("-number")


def state_of(decision: Decision) -> str:
    """Where an entry stands; what somebody said of it stays when it is corrected later."""
    approval = getattr(decision, "approval", None)
    if getattr(decision, "corrected_by", None) is not None:
        return CORRECTED
    if approval is None:
        return PENDING
    return CONFIRMED if approval.is_confirmed else REFUSED


def decided_by_form(viewer: User, case: Case, token: UUID) -> Decision | None:
    """The entry that a form made when it was first sent."""
    return seen_in(Decision.objects.all(), viewer, case).filter(form_token=token).first()
