"""Checklists, what is arranged, debriefing sessions, and ends of contact."""

from uuid import UUID

from django.db.models import F, QuerySet

from homeward.casework.victims.access.files import is_in_support
from homeward.casework.victims.models import (
    Arrangement,
    ContactEnd,
    DebriefSession,
    SupportFile,
    SupportStep,
)
from homeward.foundation.access.models import User


def steps_of(viewer: User, file: SupportFile) -> QuerySet[SupportStep]:
    """Every line of the checklists, in the order of their days; those that ended too."""
    rows = SupportStep.objects.select_related("responsible").filter(file=file)
    rows = rows.order_by("group", "ending", F("due_on").asc(nulls_last=True), "pk")
    return rows if is_in_support(viewer, file.case) else rows.none()


def open_steps(viewer: User, file: SupportFile) -> QuerySet[SupportStep]:
    """The lines that wait."""
    return steps_of(viewer, file).filter(ended_at__isnull=True)


def step_of_form(viewer: User, file: SupportFile, token: UUID) -> SupportStep | None:
    """The line that a form added when it was first sent."""
    return steps_of(viewer, file).filter(form_token=token).first()


def arrangements_of(viewer: User, file: SupportFile, kind: str) -> QuerySet[Arrangement]:
    """Every version of an arrangement, the latest first."""
    rows = Arrangement.objects.select_related("set_by").filter(file=file, kind=kind)
    rows = rows.order_by("-number")
    return rows if is_in_support(viewer, file.case) else rows.none()


def debriefs_of(viewer: User, file: SupportFile) -> QuerySet[DebriefSession]:
    """Every debriefing session, the latest first; those entered by mistake too."""
    rows = DebriefSession.objects.select_related("recorded_by").filter(file=file)
    rows = rows.order_by("-at", "-pk")
    return rows if is_in_support(viewer, file.case) else rows.none()


def debrief_of_form(viewer: User, file: SupportFile, token: UUID) -> DebriefSession | None:
    """The session that a form recorded when it was first sent."""
    return debriefs_of(viewer, file).filter(form_token=token).first()


def ends_of(viewer: User, file: SupportFile) -> QuerySet[ContactEnd]:
    """When contact ended, the latest first; one that was opened again too."""
    rows = ContactEnd.objects.select_related("ended_by").filter(file=file).order_by("-pk")
    return rows if is_in_support(viewer, file.case) else rows.none()


def end_of_form(viewer: User, file: SupportFile, token: UUID) -> ContactEnd | None:
    """The end that a form recorded when it was first sent."""
    return ends_of(viewer, file).filter(form_token=token).first()
