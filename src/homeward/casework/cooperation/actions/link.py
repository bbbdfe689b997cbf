"""Giving a request that arrived a case of this State to be worked in."""

from django.db import transaction

from homeward.casework.cases.access import get_case_in
from homeward.casework.cases.actions import NewCase, add_event, open_case
from homeward.casework.cases.models import Case
from homeward.casework.cooperation.actions.files import follow_case
from homeward.casework.cooperation.actions.record import CLERK
from homeward.casework.cooperation.errors import NotNow
from homeward.casework.cooperation.lifecycle import RequestState, Side
from homeward.casework.cooperation.models import Request
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.journal.actions import record


@transaction.atomic
def link_case(request: Request, *, user: User, reference: str = "") -> Case:
    """Link the request to one of the officer's own cases, or open a case for it.

    A case opened for a request has no crisis compartment, which is where the person was taken, and
    one for victims only where the request is about them. Raises NotNow when the request has its
    case, NotFound for a foreign case and for one in whose compartment for such requests the officer
    is not.
    """
    if request.case_id is not None or request.side != Side.REQUESTED:
        raise NotNow(state=RequestState(request.state).label)
    case = (
        get_case_in(reference, user, Compartment(request.compartment))
        if reference
        else _open(request, user)
    )
    request.case = case
    request.save()
    follow_case.defer(actor=CLERK, request=str(request.pk))
    record(
        "cooperation.linked",
        actor=user.actor,
        subject=("request", request.pk),
        case_id=case.pk,
        compartment=request.compartment,
    )
    add_event(
        case,
        "cooperation.linked",
        actor=user.actor,
        compartment=request.compartment,
        url=f"/requests/{request.pk}/",
        reference=request.reference,
        state=request.other_state,
    )
    return case


def _open(request: Request, user: User) -> Case:
    new = NewCase(
        title=f"{request.reference}",
        lead_authority=request.own_authority,
        typology="extortion",
        iccs_code="020221",
        iccs_reason="",
        iccs_reason_facts={
            "kind": "cooperation.opened_for",
            "reference": request.reference,
            "state": request.other_state,
        },
        compartments=tuple(
            dict.fromkeys(
                (
                    Compartment.INVESTIGATION,
                    Compartment.FINANCE,
                    Compartment(request.compartment),
                )
            )
        ),
    )
    return open_case(new, actor=user.actor)
