"""Requests that were made orally, and their confirmation in writing (UNTOC 18(14)).

The side that speaks gets a code from its node and reads it out; the side that hears enters it. The
written request carries the code, so the other node knows what it confirms. Until then a task with a
clock lies on either desk.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from homeward.casework.cases.visible import cleaned
from homeward.casework.cooperation.access import get_request
from homeward.casework.cooperation.actions.record import CLERK, note_in_case
from homeward.casework.cooperation.declaration import Urgency
from homeward.casework.cooperation.errors import OralCodeKnown, OralNotNow
from homeward.casework.cooperation.lifecycle import Side
from homeward.casework.cooperation.models import OralRequest, Request
from homeward.foundation.access.errors import Forbidden
from homeward.foundation.access.models import Team, User
from homeward.foundation.duty.actions import add_task, finish_tasks
from homeward.foundation.guard.actor import Actor
from homeward.foundation.guard.jobs import job
from homeward.foundation.journal.actions import record

ROLES = ("officer", "finance", "support", "central", "supervisor")
# The Convention says forthwith; the node's own clock for it.
CONFIRMED_WITHIN = timedelta(hours=24)
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
SPOKEN, HEARD = "cooperation.confirm_written", "cooperation.await_written"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What was said: when, by whom to whom (posts), on what agreement, and what was asked."""

    at: datetime
    by: str
    to: str
    agreed: str
    words: str
    form_token: UUID | None = None


def may_speak(request: Request) -> bool:
    """Whether a request of this State can be recorded as made orally."""
    is_urgent = request.urgency != Urgency.ROUTINE
    return request.is_writable and is_urgent and not hasattr(request, "oral")


@transaction.atomic
def record_spoken(request_id: UUID, said: Spoken, *, user: User) -> OralRequest:
    """Record that a draft was asked for orally; its code is read out to the other State.

    Raises NotFound, Forbidden, OralNotNow.
    """
    request = get_request(request_id, user, for_change=True)
    if not user.has_role(*ROLES):
        raise Forbidden("request", request.pk)
    if not may_speak(request):
        raise OralNotNow
    code = "".join(secrets.choice(_LETTERS) for _ in range(8))
    oral = _create(Side.REQUESTING, request.other_state, request.desk, code, said, user, request)
    note_in_case(request, "cooperation.oral_spoken", user.actor, state=request.other_state)
    add_task(
        SPOKEN,
        actor=user.actor,
        subject=("request", request.pk),
        url=f"/requests/{request.pk}/",
        team=request.desk,
        due_at=oral.confirm_by,
        reference=request.reference,
        state=request.other_state,
    )
    return oral


@transaction.atomic
def record_heard(
    desk: Team, other_state: str, code: str, said: Spoken, *, user: User
) -> OralRequest:
    """Record an oral request that this State heard; one whose written request is here already is
    confirmed by it. Raises Forbidden, OralCodeKnown."""
    if not user.has_role(*ROLES) or not desk.members.filter(pk=user.pk).exists():
        raise Forbidden("team", desk.pk)
    try:
        with transaction.atomic():
            oral = _create(Side.REQUESTED, other_state, desk, code, said, user, None)
    except IntegrityError:
        raise OralCodeKnown from None
    if _confirm_by_what_came(oral, user.actor):
        return oral
    add_task(
        HEARD,
        actor=user.actor,
        subject=("oral_request", oral.pk),
        url="/requests/",
        team=desk,
        due_at=oral.confirm_by,
        state=other_state,
        reference=code,
    )
    look_for_writing.defer(actor=CLERK, oral=oral.pk)
    return oral


def _confirm_by_what_came(oral: OralRequest, actor: Actor) -> bool:
    """The written request may be quicker than the note of the call: then it confirms it now."""
    written = Request.objects.filter(
        side=Side.REQUESTED, other_state=oral.other_state, oral_code=oral.code, oral=None
    )
    request = written.exclude(issued_at=None).order_by("issued_at").first()
    if request is None:
        return False
    confirm_heard(request, oral.code, actor=actor)
    oral.refresh_from_db()
    return True


@job("cooperation.look_for_writing")
def look_for_writing(*, actor: Actor, oral: int) -> None:
    """The same in the name of the node: who heard the call may not see the desk that was written
    to."""
    found = OralRequest.objects.filter(pk=oral, request=None).first()
    if found is not None:
        _confirm_by_what_came(found, actor)


def confirm_spoken(request: Request, *, actor: Actor) -> None:
    """The written request is issued: what was said is confirmed."""
    now = datetime.now(UTC)
    OralRequest.objects.filter(request=request, confirmed_at=None).update(confirmed_at=now)
    finish_tasks(("request", request.pk), SPOKEN, actor=actor)


def confirm_heard(request: Request, code: str, *, actor: Actor) -> None:
    """A written request came that confirms what was heard, where this State recorded it."""
    heard = OralRequest.objects.select_for_update().filter(
        side=Side.REQUESTED, other_state=request.other_state, code=code, request=None
    )
    oral = heard.first()
    if oral is None:
        return  # nobody entered it; the request stands for itself
    oral.request, oral.confirmed_at = request, datetime.now(UTC)
    oral.save(update_fields=["request", "confirmed_at"])
    finish_tasks(("oral_request", oral.pk), actor=actor)
    record(
        "cooperation.oral_confirmed",
        actor=actor,
        subject=("request", request.pk),
        compartment=request.compartment,
        state=request.other_state,
    )


def _create(
    side: Side,
    other_state: str,
    desk: Team,
    code: str,
    said: Spoken,
    user: User,
    request: Request | None,
) -> OralRequest:
    oral = OralRequest.objects.create(
        side=side,
        other_state=other_state,
        desk=desk,
        request=request,
        code=code,
        spoken_at=said.at,
        spoken_by=cleaned(said.by).strip(),
        heard_by=cleaned(said.to).strip(),
        agreed=cleaned(said.agreed).strip(),
        words=cleaned(said.words).strip(),
        confirm_by=said.at + CONFIRMED_WITHIN,
        recorded_by=user.pk,
        recorded_at=datetime.now(UTC),
        form_token=said.form_token,
    )
    record(
        "cooperation.oral_recorded",
        actor=user.actor,
        subject=("oral_request", oral.pk),
        case_id=request.case_id if request else None,
        compartment=request.compartment if request else "",
        side=side.value,
        state=other_state,
    )
    return oral
