"""Addressing a draft to another competent authority than the one that is recommended."""

from datetime import UTC, datetime

from django.db import transaction

from homeward.casework.cases.visible import cleaned, has_content
from homeward.casework.cooperation.actions.draft import LONGEST_ADDRESS
from homeward.casework.cooperation.actions.record import note_in_case
from homeward.casework.cooperation.addressing import READDRESSED, advice_for, treaty_of
from homeward.casework.cooperation.errors import NotNow, ReasonNeeded, UnknownAuthority
from homeward.casework.cooperation.lifecycle import RequestState
from homeward.casework.cooperation.models import Change, Request
from homeward.casework.cooperation.queries import unlisted
from homeward.foundation.access.errors import Forbidden, StaleForm
from homeward.foundation.access.models import User
from homeward.foundation.authorities.models import Authority
from homeward.foundation.authorities.routing import check_competent
from homeward.foundation.journal.actions import record


@transaction.atomic
def address_request(
    request: Request, authority: str, reason: str, *, user: User, revision: int
) -> Request:
    """Address a draft to this authority; another than the recommended one needs a reason.

    Raises NotNow for what is no draft, StaleForm, Forbidden, UnknownAuthority for an authority of
    another State, NotCompetent, which names the rule, and ReasonNeeded.
    """
    if not request.is_writable:
        raise NotNow(state=request.get_state_display())
    if request.revision != revision:
        raise StaleForm
    if not user.has_role(*request.declared.roles_to_draft, "central", "supervisor"):
        raise Forbidden("request", request.pk)
    found = Authority.objects.filter(pk=authority, state=request.other_state).first()
    if found is None:
        raise UnknownAuthority(state=request.other_state)
    check_competent(found, request.kind, treaty_of(request.legal_basis))
    now, said = datetime.now(UTC), cleaned(reason).strip()
    best = advice_for(request, now).best
    recommended = best.authority.code if best else ""
    if authority != recommended and not has_content(said):
        raise ReasonNeeded
    request.other_authority, request.addressee = authority, ""
    request.written_by, request.written_at = user.pk, now
    request.revision += 1
    request.save()
    _keep(request, said, recommended, user, now)
    return request


@transaction.atomic
def write_address(request: Request, address: str, *, user: User, revision: int) -> Request:
    """Write anew to whom the letter of a draft goes, where the directory names nobody.

    Raises NotNow for what is no draft, StaleForm, Forbidden, and UnknownAuthority without an
    address, or where the directory names a competent authority by now.
    """
    if not request.is_writable:
        raise NotNow(state=request.get_state_display())
    if request.revision != revision:
        raise StaleForm
    if not user.has_role(*request.declared.roles_to_draft, "central", "supervisor"):
        raise Forbidden("request", request.pk)
    said = cleaned(address).strip()[:LONGEST_ADDRESS]
    if not has_content(said) or request.other_state not in dict(unlisted(request.declared)):
        raise UnknownAuthority(state=request.other_state)
    request.addressee, now = said, datetime.now(UTC)
    request.written_by, request.written_at = user.pk, now
    request.revision += 1
    request.save()
    _keep(request, said, "", user, now)
    return request


def _keep(request: Request, reason: str, recommended: str, user: User, now: datetime) -> None:
    Change.objects.create(
        request=request,
        name=READDRESSED,
        side=request.side,
        at=now,
        authority=request.own_authority,
        by=user.pk,
        data={"text": reason, "to": request.other_authority, "recommended": recommended},
        led_to=RequestState.DRAFT,
    )
    record(
        "cooperation.readdressed",
        actor=user.actor,
        subject=("request", request.pk),
        case_id=request.case_id,
        compartment=request.compartment,
        authority=request.other_authority,
        recommended=recommended,
    )
    note_in_case(request, "cooperation.readdressed", user.actor, authority=request.other_authority)
