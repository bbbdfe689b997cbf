"""Letting a request go although parts are missing: a supervisor answers for it with a reason.

The reason travels with the request, and the other State sees what is missing and why. The
authorities, the legal basis and what a handling code forbids are no parts that can be left out.
"""

from uuid import UUID

from django.db import transaction

from homeward.casework.cases.visible import cleaned, has_content
from homeward.casework.cooperation.access import get_request
from homeward.casework.cooperation.completeness import named
from homeward.casework.cooperation.errors import (
    NotNow,
    NotWaivable,
    SamePerson,
    WaiverReasonNeeded,
)
from homeward.casework.cooperation.lifecycle import RequestState
from homeward.casework.cooperation.models import Request
from homeward.foundation.access.errors import Forbidden, StaleForm
from homeward.foundation.access.models import User
from homeward.foundation.journal.actions import record

WAIVERS = ("supervisor",)


def may_waive(request: Request, user: User) -> bool:
    """Whether this person may let the draft go as incomplete as it is."""
    is_open = request.state == RequestState.DRAFT and bool(request.missing)
    return is_open and user.has_role(*WAIVERS) and not request.is_work_of(user.pk)


@transaction.atomic
def waive_parts(request_id: UUID, reason: str, *, user: User, revision: int) -> Request:
    """Let a draft be approved without the parts that are missing now.

    Raises NotNow for what is no draft or lacks nothing, StaleForm, Forbidden, SamePerson,
    WaiverReasonNeeded, and NotWaivable for a part without which nothing is sent.
    """
    request = get_request(request_id, user, for_change=True)
    missing = request.missing
    if request.state != RequestState.DRAFT or not missing:
        raise NotNow(state=request.get_state_display())
    if request.revision != revision:
        raise StaleForm
    if not user.has_role(*WAIVERS):
        raise Forbidden("request", request.pk)
    if request.is_work_of(user.pk):
        raise SamePerson
    said = cleaned(reason).strip()
    if not has_content(said):
        raise WaiverReasonNeeded
    never = [field for field in missing if not field.waivable or field.code in request.fixed]
    if never:
        raise NotWaivable(fields=named(never))
    request.waiver = {"parts": [field.code for field in missing], "reason": said, "by": user.pk}
    request.revision += 1
    request.save(update_fields=["waiver", "revision"])
    record(
        "cooperation.waived",
        actor=user.actor,
        subject=("request", request.pk),
        case_id=request.case_id,
        compartment=request.compartment,
        parts=",".join(field.code for field in missing),
    )
    return request
