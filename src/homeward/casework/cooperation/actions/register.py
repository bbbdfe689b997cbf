"""Registering a request that came on paper from a State without a node, at the desk it is for.

It follows the lifecycle of its kind as any other: what this State says of it goes on paper, and
what the other State says is entered by hand. Who entered it stands in it.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from homeward.casework.cases.visible import cleaned
from homeward.casework.cases.vocabulary.case import HandlingCode
from homeward.casework.cooperation.actions.oral import confirm_heard
from homeward.casework.cooperation.actions.papers import Slip, check_order, keep_paper
from homeward.casework.cooperation.actions.tasks import set_task
from homeward.casework.cooperation.by_hand import CLERKS, RECEIPT
from homeward.casework.cooperation.checks import faults_of
from homeward.casework.cooperation.completeness import refuse_misshapen
from homeward.casework.cooperation.deadlines import due_at, end_of, length_for
from homeward.casework.cooperation.declaration import Kind, all_kinds, kind_of
from homeward.casework.cooperation.desk.facts import note_step
from homeward.casework.cooperation.errors import NoDesk, RegisteredAlready, StateHasNode
from homeward.casework.cooperation.lifecycle import RequestState, Side
from homeward.casework.cooperation.models import Change, Request, Way
from homeward.casework.cooperation.treaty_lists import contents_under, lists_for
from homeward.foundation.access.errors import Forbidden
from homeward.foundation.access.models import Team, User
from homeward.foundation.access.queries import team_ids_of
from homeward.foundation.authorities.queries import authorities_of, connected_states
from homeward.foundation.journal.actions import record


@dataclass(frozen=True, slots=True, kw_only=True)
class OnPaper:
    """What the paper says: who asks for what, on what basis, and how it came.

    `written_at` is the date of the letter, `slip.at` when it came here, `slip.with_whom` who sent
    it, as it is named there. `due_on` is the day that the other State asks an answer by, if any;
    `oral` the code of the oral request that the paper confirms (UNTOC 18(14)).
    """

    kind: str
    other_state: str
    reference: str
    legal_basis: str
    urgency: str
    written_at: datetime
    slip: Slip
    handling: str = HandlingCode.H1
    handling_limits: str = ""
    due_on: date | None = None
    oral: str = ""
    content: dict[str, str] = field(default_factory=dict)


def registers(viewer: User) -> list[Kind]:
    """The kinds of which this viewer may register a request, by role and by desk.

    What lives in a run between nodes cannot come on paper.
    """
    if not viewer.has_role(*CLERKS):
        return []
    mine, every = set(team_ids_of(viewer)), _own_desks()
    return [
        kind
        for kind in all_kinds()
        if not any(part.fixed for part in kind.contents)
        and any(desk.pk in mine for _authority, desk in _desks(kind, every))
    ]


_Desks = list[tuple[str, list[str], Team]]


def _own_desks() -> _Desks:
    """The own authorities with their functions and the teams that receive for them, of all kinds at
    once: the page of the desk asks for it each time that it is opened."""
    own = authorities_of(settings.HOMEWARD_STATE).values_list("code", "functions")
    functions = dict(own)
    teams: dict[str, Team] = {}
    for team in Team.objects.filter(authority__in=functions).order_by("pk"):
        teams.setdefault(team.authority, team)
    return [(code, functions[code], teams[code]) for code in functions if code in teams]


def _desks(kind: Kind, every: _Desks | None = None) -> list[tuple[str, Team]]:
    """The own authorities that such requests are for, with the teams that receive for them."""
    every = _own_desks() if every is None else every
    return [(code, desk) for code, does, desk in every if kind.receiver_function in does]


@transaction.atomic
def register_request(new: OnPaper, *, user: User) -> Request:
    """Enter it as delivered, with its paper and scan; the desk is asked to acknowledge.

    Parts that the paper lacks stay empty: they are asked for. Raises Forbidden, NoDesk,
    StateHasNode, RegisteredAlready, TimesContradict, Malformed, DaysReversed.
    """
    kind = kind_of(new.kind)
    if kind not in registers(user):
        raise Forbidden
    if new.other_state in connected_states():
        raise StateHasNode(state=new.other_state)
    reference = cleaned(new.reference).strip()[:40]
    same = Request.objects.filter(side=Side.REQUESTED, other_state=new.other_state)
    if same.filter(reference=reference).exists():
        raise RegisteredAlready(state=new.other_state, reference=reference)
    check_order(new.written_at, new.slip.at)
    request = _made(new, kind, reference, user)
    issued = _entered(request, "issue", Side.REQUESTING, new.written_at, "issued", user)
    _entered(request, RECEIPT, Side.REQUESTED, new.slip.at, "delivered", user)
    keep_paper(request, issued, new.slip, is_outgoing=False, user=user)
    record(
        "cooperation.registered",
        actor=user.actor,
        subject=("request", request.pk),
        compartment=request.compartment,
        kind=request.kind,
        sender=request.other_state,
        channel=new.slip.channel,
    )
    set_task(
        "cooperation.acknowledge",
        request,
        actor=user.actor,
        due_at=request.due_at,
        state=request.other_state,
        is_first=True,
    )
    if new.oral:
        request.oral_code = new.oral
        request.save(update_fields=["oral_code"])
        confirm_heard(request, new.oral, actor=user.actor)
    note_step(request, issued, user.actor)
    return request


def _made(new: OnPaper, kind: Kind, reference: str, user: User) -> Request:
    mine = set(team_ids_of(user))
    desk = next((pair for pair in _desks(kind) if pair[1].pk in mine), None)
    if desk is None:
        raise NoDesk(authority=kind.receiver_function)
    treaty = lists_for(kind, new.other_state)
    fields = contents_under(kind, treaty)
    content = {f.code: cleaned(new.content.get(f.code, "")).strip() for f in fields}
    refuse_misshapen(faults_of(fields, content))
    theirs = authorities_of(new.other_state, kind.sender_function).first()
    request = Request(
        id=uuid4(),
        kind=kind.code,
        side=Side.REQUESTED,
        other_state=new.other_state,
        compartment=kind.compartment,
        desk=desk[1],
        own_authority=desk[0],
        other_authority=theirs.code if theirs else "",
        addressee="" if theirs else cleaned(new.slip.with_whom).strip()[:300],
        reference=reference,
        state=RequestState.DELIVERED,
        urgency=new.urgency,
        legal_basis=new.legal_basis,
        handling=new.handling,
        handling_limits=cleaned(new.handling_limits).strip(),
        content=content,
        treaty=treaty,
        way=Way.HAND,
        created_at=datetime.now(UTC),
        issued_at=new.written_at,
        form_token=new.slip.form_token,
    )
    own = {"state": settings.HOMEWARD_STATE, "authority": desk[0]}
    due = due_at(length_for(request), start=new.slip.at, **own)
    request.due_at, request.due_rule = due.at, due.rule
    if new.due_on is not None:
        request.due_at, request.due_rule = end_of(new.due_on, **own), {}
    request.save(force_insert=True)
    return request


def _entered(
    request: Request, name: str, side: Side, at: datetime, led_to: str, user: User
) -> Change:
    return Change.objects.create(
        request=request,
        name=name,
        side=side,
        at=at,
        authority=request.other_authority if side is Side.REQUESTING else request.own_authority,
        led_to=RequestState(led_to),
        entered_by=user.pk,
        entered_at=datetime.now(UTC),
    )
