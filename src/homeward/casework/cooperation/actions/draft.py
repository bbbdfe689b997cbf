"""Drafting a request from a case: what the node knows is filled in, the rest is asked for."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid4

from django.db import connection, transaction

from homeward.casework.cases.actions import add_event
from homeward.casework.cases.models import Case
from homeward.casework.cases.visible import cleaned
from homeward.casework.cases.vocabulary.case import HandlingCode
from homeward.casework.cooperation.access import get_request
from homeward.casework.cooperation.addressing import advise, treaty_of
from homeward.casework.cooperation.bases import refuse_not_in_force
from homeward.casework.cooperation.checks import PAPER, faults_of
from homeward.casework.cooperation.completeness import refuse_misshapen
from homeward.casework.cooperation.declaration import ContentField, FieldType, Kind, kind_of
from homeward.casework.cooperation.errors import NoDesk, NotNow, UnknownAuthority
from homeward.casework.cooperation.lifecycle import RequestState, Side
from homeward.casework.cooperation.models import Request
from homeward.casework.cooperation.ports import beginning_of, draft_of
from homeward.casework.cooperation.queries import unlisted
from homeward.casework.cooperation.treaty_lists import contents_under, lists_for
from homeward.foundation.access.errors import Forbidden, NotFound, StaleForm
from homeward.foundation.access.models import Team, User
from homeward.foundation.access.queries import compartments_of, desk_of_authority
from homeward.foundation.authorities.queries import authorities_of
from homeward.foundation.authorities.routing import check_competent
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record

LONGEST_ADDRESS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRequest:
    """The officer's first choices: what is asked, of which State, on what basis, how soon.

    `addressee` is name and address of the authority where the directory names none.
    """

    kind: str
    other_state: str
    legal_basis: str
    urgency: str
    handling: str = HandlingCode.H1
    handling_limits: str = ""
    addressee: str = ""
    run_id: UUID | None = None
    context: dict[str, str] = field(default_factory=dict)
    form_token: UUID | None = None


@transaction.atomic
def draft_request(case: Case, new: NewRequest, *, user: User) -> Request:
    """A draft with every part that the node can fill.

    Raises Forbidden for a role that does not draft this kind, NotFound for whoever is not in the
    kind's compartment of the case, TreatyNotInForce for a treaty that is known not to bind both
    States, and UnknownAuthority or NoDesk when the directory or the teams lack the authority that
    the kind needs and no address is written for it.
    """
    kind = kind_of(new.kind)
    if not user.has_role(*kind.roles_to_draft):
        raise Forbidden("case", case.pk)
    if kind.compartment not in compartments_of(user, case.pk):
        raise NotFound("case", case.pk)
    refuse_not_in_force(kind, new.legal_basis, new.other_state)
    own_authority, desk = _own_desk(kind, user)
    treaty = lists_for(kind, new.other_state)
    request = Request.objects.create(
        id=uuid4(),
        kind=kind.code,
        side=Side.REQUESTING,
        other_state=new.other_state,
        case=case,
        compartment=kind.compartment,
        desk=desk,
        own_authority=own_authority,
        other_authority=_addressee(kind, new),
        addressee=_address(new),
        reference=_reference(case),
        urgency=new.urgency,
        legal_basis=new.legal_basis,
        handling=new.handling,
        handling_limits=cleaned(new.handling_limits).strip(),
        content=_first_draft(contents_under(kind, treaty), case, user, new.context),
        treaty=treaty,
        run_id=new.run_id,
        drafted_by=user.pk,
        written_by=user.pk,
        written_at=datetime.now(UTC),
        created_at=datetime.now(UTC),
        form_token=new.form_token,
    )
    _note(request, "cooperation.drafted", user.actor)
    return request


AGAIN = (RequestState.REFUSED, RequestState.WITHDRAWN, RequestState.CLOSED)


def drafts_again(request: Request, user: User) -> bool:
    """Whether the user may draft a refused or withdrawn request again, also once it was closed."""
    return _case_of_again(request, user) is not None


def _case_of_again(request: Request, user: User) -> Case | None:
    if request.side != Side.REQUESTING or request.state not in AGAIN or request.recalled:
        return None
    if request.case_id is None or not user.has_role(*request.declared.roles_to_draft):
        return None
    if request.compartment not in compartments_of(user, request.case_id):
        return None
    case = request.case
    ended = request.changes.filter(name__in=("refuse", "withdraw")).exclude(led_to="")
    if case is None or beginning_of(request.kind, case) or not ended.exists():
        return None
    return case


@transaction.atomic
def draft_again(request_id: UUID, *, user: User) -> Request:
    """A new draft with the contents of a refused or withdrawn request, which it names.

    Another person approves it, as any draft. Files do not go along: a part that named one is empty.
    Raises NotFound, NotNow and what `draft_request` does.
    """
    earlier = get_request(request_id, user, for_change=True)
    case = _case_of_again(earlier, user)
    if case is None:
        raise NotNow(state=earlier.get_state_display())
    new = NewRequest(
        kind=earlier.kind,
        other_state=earlier.other_state,
        legal_basis=earlier.legal_basis,
        urgency=earlier.urgency,
        handling=earlier.handling,
        handling_limits=earlier.handling_limits,
        addressee=earlier.addressee,
        run_id=earlier.run_id,
    )
    request = draft_request(case, new, user=user)
    kept = {
        part.code: str(earlier.content.get(part.code, ""))
        for part in request.contents
        if part.type is not FieldType.DOCUMENT or earlier.content.get(part.code) == PAPER
    }
    request.content = request.content | kept
    request.follows = earlier
    request.written_in, request.letter_in = earlier.written_in, earlier.letter_in
    request.save(update_fields=["content", "follows", "written_in", "letter_in"])
    record(
        "cooperation.drafted_again",
        actor=user.actor,
        subject=("request", request.pk),
        case_id=request.case_id,
        compartment=request.compartment,
        earlier=str(earlier.pk),
    )
    return request


@transaction.atomic
def save_content(request: Request, content: dict[str, str], *, actor: Actor, revision: int) -> None:
    """Keep what the officer wrote, complete or not; what the run fixes stays as it is.

    Raises NotNow once the request has been approved, StaleForm when it changed meanwhile, and
    Malformed for an amount, a day or a choice that is none, DaysReversed for an end before its
    beginning.
    """
    if not request.is_writable:
        raise NotNow(state=request.get_state_display())
    if request.revision != revision:
        raise StaleForm
    parts = _parts(request, content)
    refuse_misshapen(faults_of(request.contents, parts))
    if parts != request.content:
        request.written_by, request.written_at = actor.id, datetime.now(UTC)
    request.content = parts
    if request.waived - {field.code for field in request.missing}:
        request.waiver = {}  # what is missing now is not what somebody answered for
    request.revision += 1
    request.save()
    record(
        "cooperation.written",
        actor=actor,
        subject=("request", request.pk),
        case_id=request.case_id,
        compartment=request.compartment,
    )


def _parts(request: Request, content: dict[str, str]) -> dict[str, str]:
    """Every declared part as it is to be kept: what is fixed as it was drafted."""
    return {
        f.code: request.content.get(f.code, "")
        if f.code in request.fixed
        else cleaned(content.get(f.code, "")).strip()
        for f in request.contents
    }


def _first_draft(
    fields: tuple[ContentField, ...], case: Case, user: User, context: dict[str, str]
) -> dict[str, str]:
    return {
        f.code: cleaned(draft_of(f.source, user, case, context)) if f.source else "" for f in fields
    }


def _own_desk(kind: Kind, user: User) -> tuple[str, Team]:
    from django.conf import settings

    authority = _authority(settings.HOMEWARD_STATE, kind.sender_function)
    desk = desk_of_authority(authority)
    if desk is None:
        raise NoDesk(authority=authority)
    return authority, desk


def _authority(state: str, function: str) -> str:
    found = authorities_of(state, function).values_list("code", flat=True).first()
    if found is None:
        raise UnknownAuthority(state=state)
    return found


def _addressee(kind: Kind, new: NewRequest) -> str:
    """The authority that the directory recommends, or none where an address stands for it.

    Raises UnknownAuthority, also for an address in a State of which the directory names a competent
    authority or whose node is known, and NotCompetent.
    """
    if new.addressee:
        if new.other_state not in dict(unlisted(kind)):
            raise UnknownAuthority(state=new.other_state)
        return ""
    able = authorities_of(new.other_state, kind.receiver_function).first()
    if able is None:
        raise UnknownAuthority(state=new.other_state)
    advice = advise(kind, new.other_state, new.urgency, new.legal_basis, datetime.now(UTC))
    if advice.best is not None:
        return advice.best.authority.code
    check_competent(able, kind.code, treaty_of(new.legal_basis))  # it says which rule leaves nobody
    raise UnknownAuthority(state=new.other_state)


def _address(new: NewRequest) -> str:
    return cleaned(new.addressee).strip()[:LONGEST_ADDRESS]


def _reference(case: Case) -> str:
    """The case's reference and the next number in it.

    The drafter does not see the requests of other compartments, so they cannot be counted here.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into cooperation_numbering as n (case_id, last) values (%s, 1)"
            " on conflict (case_id) do update set last = n.last + 1 returning last",
            [case.pk],
        )
        return f"{case.reference}/{cursor.fetchone()[0]:02d}"


def _note(request: Request, verb: str, actor: Actor) -> None:
    record(
        verb,
        actor=actor,
        subject=("request", request.pk),
        case_id=request.case_id,
        compartment=request.compartment,
        kind=request.kind,
        to=request.other_state,
    )
    if request.case is not None:
        add_event(
            request.case,
            verb,
            actor=actor,
            compartment=request.compartment,
            url=f"/requests/{request.pk}/",
            reference=request.reference,
            state=request.other_state,
        )
