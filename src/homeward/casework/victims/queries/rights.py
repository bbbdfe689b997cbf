"""What a person wants to be told and was told, what he said, and what he complained of."""

from datetime import UTC, datetime
from uuid import UUID

from django.db.models import QuerySet

from homeward.casework.victims.access.files import is_in_support
from homeward.casework.victims.models import (
    Complaint,
    ExpressedView,
    NoticeWish,
    OwedNotice,
    SupportFile,
)
from homeward.casework.victims.queries.files import (
    colleagues_of,
)
from homeward.casework.victims.words.rights import NoticeKind
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import members_of
from homeward.foundation.access.roles import Compartment


def wishes_of(viewer: User, file: SupportFile) -> QuerySet[NoticeWish]:
    """What the person wanted to be told, the latest first; that one holds."""
    rows = NoticeWish.objects.filter(file=file).select_related("channel", "guardian", "set_by")
    return rows.order_by("-pk") if is_in_support(viewer, file.case) else rows.none()


def kinds_of(wish: NoticeWish) -> list[str]:
    """The words of what a wish names, in the order of the list."""
    return [str(kind.label) for kind in NoticeKind if kind.value in wish.kinds]


def notices_of(viewer: User, file: SupportFile) -> QuerySet[OwedNotice]:
    """What the person is to be told, the first due first; then what was settled."""
    rows = OwedNotice.objects.filter(file=file).select_related("settled_by", "guardian")
    rows = rows.order_by("settled_at", "due_at", "pk")
    return rows if is_in_support(viewer, file.case) else rows.none()


def open_notices(viewer: User, file: SupportFile) -> QuerySet[OwedNotice]:
    """What the person is still to be told, the first due first."""
    rows = notices_of(viewer, file).filter(settled_at__isnull=True)
    return rows.order_by("due_at", "pk")


def past_notices(viewer: User, file: SupportFile) -> QuerySet[OwedNotice]:
    """What was told or settled in another way, the latest first."""
    return notices_of(viewer, file).filter(settled_at__isnull=False).order_by("-settled_at", "-pk")


def is_late(notice: OwedNotice) -> bool:
    """Whether a notice was, or is, later than it was due."""
    return (notice.settled_at or datetime.now(UTC)) > notice.due_at


def heard_of(viewer: User, file: SupportFile) -> QuerySet[ExpressedView]:
    """What the person said at the stages of the proceedings, the latest first."""
    rows = ExpressedView.objects.filter(file=file).order_by("-number")
    return rows if is_in_support(viewer, file.case) else rows.none()


def heard_of_form(viewer: User, file: SupportFile, token: UUID) -> ExpressedView | None:
    """What a form recorded when it was first sent."""
    return heard_of(viewer, file).filter(form_token=token).first()


def complaints_of(viewer: User, file: SupportFile) -> QuerySet[Complaint]:
    """The person's complaints, the latest first."""
    rows = Complaint.objects.filter(file=file).select_related("handler").order_by("-number")
    return rows if is_in_support(viewer, file.case) else rows.none()


def open_complaints(viewer: User, file: SupportFile) -> QuerySet[Complaint]:
    """The complaints that wait for an answer."""
    return complaints_of(viewer, file).filter(answered_at__isnull=True)


def complaint_of_form(viewer: User, file: SupportFile, token: UUID) -> Complaint | None:
    """What a form recorded when it was first sent."""
    return complaints_of(viewer, file).filter(form_token=token).first()


def handlers_of(viewer: User, file: SupportFile) -> list[User]:
    """Before whom a complaint can be put: not who works on the file; the lead comes first."""
    leads = members_of(viewer, file.case_id).filter(compartment=Compartment.VICTIMS, is_lead=True)
    first = set(leads.values_list("user_id", flat=True))
    apart = [one for one in colleagues_of(viewer, file.case) if one.pk != file.worker_id]
    return sorted(apart, key=lambda one: one.pk not in first)
