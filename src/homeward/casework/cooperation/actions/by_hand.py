"""Entering what a State without a node did, from its papers, by the table of the lifecycle."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from homeward.casework.cooperation.access import get_request
from homeward.casework.cooperation.actions.change import Answer
from homeward.casework.cooperation.actions.clocks import keep_clock
from homeward.casework.cooperation.actions.hand_over import renew_offer
from homeward.casework.cooperation.actions.papers import (
    Slip,
    ask_to_send,
    check_clerk,
    check_order,
    keep_paper,
)
from homeward.casework.cooperation.actions.record import CLERK, note_crossed, note_in_case
from homeward.casework.cooperation.actions.settle import moves_of, settle
from homeward.casework.cooperation.actions.surrender import keep_offences_later
from homeward.casework.cooperation.actions.tasks import remind_assignee, settle_tasks
from homeward.casework.cooperation.by_hand import RECEIPT, seen_choices, takes_entries
from homeward.casework.cooperation.crossing import Move, crosses
from homeward.casework.cooperation.desk.facts import note_step
from homeward.casework.cooperation.errors import AnswerToWithdrawn, NotByHand, NotNow
from homeward.casework.cooperation.lifecycle import (
    FINAL,
    Needs,
    RequestState,
    Side,
    Transition,
    other,
)
from homeward.casework.cooperation.models import Change, Paper, Request
from homeward.casework.cooperation.ports import run_effect
from homeward.casework.cooperation.rules import data_of
from homeward.foundation.access.errors import Forbidden, NotFound, StaleForm
from homeward.foundation.access.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a paper says: when the other State did it, and how many of our changes it knew then."""

    done_at: datetime
    seen: int
    slip: Slip


@transaction.atomic
def enter_receipt(request_id: UUID, change_id: int, slip: Slip, *, user: User) -> Paper:
    """The other State says that it has a letter; the first receipt of the request delivers it.

    `slip.at` is when the other State got it. Raises NotFound, Forbidden, NotByHand, NotNow,
    TimesContradict.
    """
    request = get_request(request_id, user, for_change=True)
    check_clerk(request, user)
    letter = request.changes.filter(side=request.side, pk=change_id).first()
    if letter is None or not takes_entries(request):
        raise NotFound("change", change_id)
    check_order(letter.at, slip.at)
    paper = keep_paper(request, letter, slip, is_outgoing=False, user=user)
    if letter.name == "issue" and request.state == RequestState.ISSUED:
        _delivered(request, slip.at, user)
        renew_offer(request, user=user)
    note_in_case(
        request,
        "cooperation.receipt_entered",
        user.actor,
        state=request.other_state,
        change=letter.name,
    )
    return paper


def _delivered(request: Request, at: datetime, user: User) -> None:
    Change.objects.create(
        request=request,
        name=RECEIPT,
        side=Side.REQUESTED,
        at=at,
        authority=request.other_authority,
        led_to=RequestState.DELIVERED,
        entered_by=user.pk,
        entered_at=datetime.now(UTC),
    )
    request.state = RequestState.DELIVERED
    request.revision += 1
    request.save()


@transaction.atomic
def enter_change(
    request_id: UUID, name: str, told: Told, *, user: User, revision: int, answer: Answer
) -> Change:
    """Make the change that a paper of the other State says it made; whoever enters it stands in it.

    What it may do, and what stands when it crossed a letter of ours, is as between nodes. Raises
    NotByHand, NotNow, AnswerToWithdrawn, Forbidden, StaleForm, TimesContradict, or what is wrong
    with what goes along, as `change_request` does. Nothing is changed then.
    """
    request = get_request(request_id, user, for_change=True)
    side = other(request.side)
    transition = request.lifecycle.get(name, side)
    is_entered = transition is not None and transition.needs is not Needs.TRANSLATION
    if transition is None or not transition.is_exchanged or not is_entered:
        raise NotFound("request", request_id)
    _check(request, transition, told, user, revision)
    data = data_of(request, transition, answer.text, answer.fields, answer.ground)
    known = moves_of(request)
    change = Change.objects.create(
        request=request,
        name=name,
        side=side,
        at=told.done_at,
        authority=request.other_authority,
        data=data,
        number=max((m.number for m in known if m.by == side), default=0) + 1,
        seen=told.seen,
        entered_by=user.pk,
        entered_at=datetime.now(UTC),
    )
    fallen = settle(request)
    change.refresh_from_db()
    move = Move(side, change.number or 0, change.seen, name)
    if not change.led_to and not crosses(known, move):
        raise _unfit(request)
    keep_paper(request, change, told.slip, is_outgoing=False, user=user)
    _note(request, change, fallen, user)
    _set_tasks(request, user)
    renew_offer(request, user=user)
    return change


def _set_tasks(request: Request, user: User) -> None:
    """The clocks run as between nodes, such as that of the papers after an arrest; what has ended
    asks for nothing but its letters."""
    if request.state in FINAL:
        settle_tasks(request, user.actor)
        ask_to_send(request, user=user)
    else:
        remind_assignee(request, user.actor)
    keep_clock(request, actor=user.actor)


def _check(request: Request, transition: Transition, told: Told, user: User, revision: int) -> None:
    if not takes_entries(request):
        if request.way != "hand":
            raise NotByHand(state=request.other_state)
        raise NotNow(state=request.get_state_display())
    if request.revision != revision:
        raise StaleForm
    if not user.has_role(*transition.roles):
        raise Forbidden("request", request.pk)
    if request.issued_at is not None:
        check_order(request.issued_at, told.done_at)
    check_order(told.done_at, told.slip.at)
    made = moves_of(request)
    earlier = [m.seen for m in made if m.by == transition.by]
    if told.seen not in {one.number for one in seen_choices(request)} or told.seen < max(
        earlier, default=0
    ):
        raise NotNow(state=request.get_state_display())


def _unfit(request: Request) -> NotNow | AnswerToWithdrawn:
    """Why a change has no place although its maker knew everything."""
    withdrawn = request.changes.filter(name="withdraw", led_to=RequestState.WITHDRAWN).last()
    if withdrawn is not None and request.state == RequestState.WITHDRAWN:
        return AnswerToWithdrawn(state=request.other_state)
    return NotNow(state=request.get_state_display())


def _note(request: Request, change: Change, fallen: list[Change], user: User) -> None:
    """Timeline and nameless facts; the effect on other rooms where the change is the last word."""
    for lost in fallen if change.led_to else [*fallen, change]:
        note_crossed(request, lost, user.actor)
        if lost is not change:
            note_step(request, lost, user.actor, lost=True)
    if not change.led_to:
        return
    note_step(request, change, user.actor)
    if change.name == "allow_use":
        keep_offences_later.defer(actor=CLERK, request=str(request.pk))
    note_in_case(request, "cooperation.entered", user.actor, change=change.name)
    if change.led_to == request.state:
        run_effect(request, change.name, change.data, user.actor)
