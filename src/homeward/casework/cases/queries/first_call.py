"""Incidents, flags and the history of the class of a case; one's own first calls not opened yet."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db.models import F, QuerySet

from homeward.casework.cases.models import Case, Classification, Incident, SafetyFlag
from homeward.casework.cases.queries.inside import places_of, seen_in
from homeward.foundation.access.drafts import Kept, draft_of, drafts_of, keep_draft
from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import compartments_of, name_of_person
from homeward.foundation.access.roles import Compartment

FLAGS_SEEN_BY = (Compartment.INVESTIGATION, Compartment.CRISIS, Compartment.VICTIMS)
FIRST_CALL = "cases:first_call"


def incidents_of(viewer: User, case: Case) -> QuerySet[Incident]:
    """The incidents of the case in the viewer's compartments, the first one first."""
    rows = seen_in(Incident.objects.all(), viewer, case)
    return rows.order_by(F("occurred_from").asc(nulls_last=True), "pk")


def flags_of(viewer: User, case: Case) -> QuerySet[SafetyFlag]:
    """The flags that are up, of the case and the files merged into it, the most urgent first; none
    outside the compartments that see them."""
    held = places_of(viewer, case).items()
    files = [number for number, walls in held if walls & {str(wall) for wall in FLAGS_SEEN_BY}]
    up = SafetyFlag.objects.filter(case_id__in=files, lifted_at__isnull=True)
    return up.order_by(F("needed_by").asc(nulls_last=True), "pk")


def flag_of(viewer: User, case: Case, flag_id: int) -> SafetyFlag:
    """One of the flags that are up; raises NotFound."""
    found = flags_of(viewer, case).filter(pk=flag_id).first()
    if found is None:
        raise NotFound("flag", flag_id)
    return found


def incident_made_by(viewer: User, case: Case, token: UUID) -> Incident | None:
    """The incident that a form recorded, if the viewer may see it."""
    return incidents_of(viewer, case).filter(form_token=token).first()


def flag_made_by(viewer: User, case: Case, token: UUID) -> SafetyFlag | None:
    """The flag that a form raised, whether or not it is up still."""
    if not compartments_of(viewer, case.pk) & set(FLAGS_SEEN_BY):
        return None
    return SafetyFlag.objects.filter(case=case, form_token=token).first()


@dataclass(frozen=True, slots=True)
class ClassChange:
    """A change of what the case is counted as, with who made it and why."""

    row: Classification
    by: str


def class_history(viewer: User, case: Case) -> list[ClassChange]:
    """Every change of the class and the confirmation, the latest first."""
    rows = seen_in(Classification.objects.all(), viewer, case).order_by("-at", "-pk")
    return [ClassChange(row, name_of_person(str(row.by)) if row.by else "") for row in rows]


@dataclass(frozen=True, slots=True)
class OpenCall:
    """A first call that its officer has not opened as a case yet."""

    id: UUID
    answers: dict[str, list[str]]
    screen: str
    saved_at: datetime
    expires_at: datetime

    def said(self, name: str) -> str:
        """What was typed into a field."""
        return (self.answers.get(name) or [""])[-1]


def open_calls(viewer: User) -> list[OpenCall]:
    """The viewer's own first calls, the latest first."""
    return [_open_call(kept) for kept in drafts_of(viewer, FIRST_CALL)]


def open_call(viewer: User, call_id: UUID) -> OpenCall:
    """One of the viewer's own first calls; raises NotFound for others' and after its time."""
    kept = draft_of(viewer, FIRST_CALL, str(call_id))
    if kept is None:
        raise NotFound("first call", call_id)
    return _open_call(kept)


def begin_call(viewer: User) -> OpenCall:
    """A new first call, empty."""
    return _open_call(keep_draft(viewer, FIRST_CALL, str(uuid4()), {}))


def keep_call(viewer: User, call: OpenCall, answers: dict[str, list[str]]) -> OpenCall:
    """Keep what was typed, in place of what these fields held before."""
    # Two windows of one call may send at once: each adds to what the other has just kept.
    held = draft_of(viewer, FIRST_CALL, str(call.id), held=True)
    before = held.fields if held else call.answers
    return _open_call(keep_draft(viewer, FIRST_CALL, str(call.id), {**before, **answers}))


def _open_call(kept: Kept) -> OpenCall:
    screen = (kept.fields.get("screen") or [""])[-1]
    return OpenCall(UUID(kept.subject), kept.fields, screen, kept.saved_at, kept.expires_at)
