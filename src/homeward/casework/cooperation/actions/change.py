"""Moving a request on: the change, its effect, its message and its journal entry together."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from homeward.casework.cases.visible import has_content
from homeward.casework.cases.vocabulary.case import HandlingCode
from homeward.casework.cooperation.access import get_request
from homeward.casework.cooperation.actions.clocks import keep_clock, last_day
from homeward.casework.cooperation.actions.files import enclosed_with, mark_sent
from homeward.casework.cooperation.actions.hand_over import renew_offer
from homeward.casework.cooperation.actions.kept_letters import keep_letter
from homeward.casework.cooperation.actions.oral import confirm_spoken
from homeward.casework.cooperation.actions.papers import ask_to_send, put_on_paper
from homeward.casework.cooperation.actions.record import note_change
from homeward.casework.cooperation.actions.settle import next_number, seen_so_far, settle
from homeward.casework.cooperation.actions.tasks import settle_tasks
from homeward.casework.cooperation.addressing import treaty_of
from homeward.casework.cooperation.bases import refuse_not_in_force
from homeward.casework.cooperation.completeness import (
    refuse_changed,
    refuse_passed,
    refuse_unready,
    sealed,
)
from homeward.casework.cooperation.deadlines import due_at, length_for
from homeward.casework.cooperation.declaration import READ_WITHIN, Urgency
from homeward.casework.cooperation.desk.facts import note_step
from homeward.casework.cooperation.errors import (
    CaseNeeded,
    HandlingUnwritten,
    NotForNationality,
    NotNow,
    SamePerson,
    UnknownAuthority,
    WithdrawnBefore,
)
from homeward.casework.cooperation.joint_errors import NotLonger
from homeward.casework.cooperation.letters.errors import OwnSending
from homeward.casework.cooperation.lifecycle import Needs, RequestState, Side, Transition
from homeward.casework.cooperation.models import Change, Request, Undelivered
from homeward.casework.cooperation.payloads import (
    CHANGE,
    DRAFT,
    REQUEST,
    change_payload,
    draft_payload,
    request_payload,
)
from homeward.casework.cooperation.ports import run_effect
from homeward.casework.cooperation.rules import data_of, fields_of, objection, to_send
from homeward.foundation.access.errors import Forbidden, StaleForm
from homeward.foundation.access.models import User
from homeward.foundation.authorities.models import Authority
from homeward.foundation.authorities.queries import connected_states
from homeward.foundation.authorities.routing import check_competent
from homeward.foundation.exchange.control.receipts import note_answered
from homeward.foundation.exchange.sending import Deadlines, send
from homeward.foundation.web.formats import day_text
from homeward.wire.receipts import ReceiptState

# What leaves this State with the contents of the request.
LEAVING = ("show_draft", "approve", "issue")
# The other State has no answer to its request yet after these.
_BEFORE_AN_ANSWER = ("acknowledge", "comment_draft", "report_progress")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes with a change: words, the declared answer fields, or a ground with its reasons."""

    text: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    ground: str = ""


@transaction.atomic
def change_request(
    request_id: UUID, name: str, *, user: User, revision: int, answer: Answer | None = None
) -> Request:
    """Make the change `name`, and send it to the other State where it concerns it.

    To a State without a node it goes on paper (`papers.py`).

    Raises NotNow, WithdrawnBefore, Forbidden, SamePerson, StaleForm, CaseNeeded, or what is wrong
    with what goes along: Incomplete, Malformed, DaysReversed, DayPassed, NotLonger, GroundNeeded,
    HandlingUnwritten, NothingTranslated, OwnSending. Before it is approved or issued also
    DocumentMissing, AttachmentChanged, TreatyNotInForce, UnknownAuthority and NotCompetent.
    Nothing is changed then.
    """
    request = get_request(request_id, user, for_change=True)
    transition = request.lifecycle.get(name, request.side)
    if transition is None:
        raise NotNow(state=request.get_state_display())
    answer = answer or Answer()
    _check(request, transition, user, revision)
    if transition.name in ("approve", "issue"):
        refuse_unready(request)
    if transition.name == "issue":
        refuse_changed(request)
    if transition.name in LEAVING:
        _handling(request)
        _still_right(request)
    data = data_of(request, transition, answer.text, answer.fields, answer.ground)
    _refuse_days(request, transition, answer)
    change = _apply(request, transition, data, user)
    on_paper = put_on_paper(request, change, transition, user)
    message_id = None if on_paper else _send(request, change, transition, user)
    if transition.name == "issue":
        confirm_spoken(request, actor=user.actor)
    if message_id is not None:
        Change.objects.filter(pk=change.pk).update(message_id=message_id)
    settle_tasks(request, user.actor)
    keep_clock(request, actor=user.actor)
    if on_paper:
        keep_letter(request, change, user=user)
        ask_to_send(request, user=user)
        renew_offer(request, user=user)
    return request


def _refuse_days(request: Request, transition: Transition, answer: Answer) -> None:
    """Raises DayPassed for a day that was to come and is over in the requested State, NotLonger
    where what is prolonged would not end later than before (UNTOC 19)."""
    declared = fields_of(request, transition, answer.ground)
    refuse_passed(request, declared, answer.fields)
    if transition.name == "ask_longer":
        last = last_day(request)
        if answer.fields.get("longer_until", "") <= last:
            raise NotLonger(day=day_text(date.fromisoformat(last)))


def not_now(request: Request) -> NotNow:
    """Why a change has no place: the rule, where one is to be named."""
    if request.state == RequestState.WITHDRAWN and request.side == Side.REQUESTED:
        return WithdrawnBefore()
    return NotNow(state=request.get_state_display())


def _check(request: Request, transition: Transition, user: User, revision: int) -> None:
    if request.revision != revision:
        raise StaleForm
    if transition not in request.open_to(request.side):
        raise not_now(request)
    if not user.has_role(*transition.roles):
        raise Forbidden("request", request.pk)
    if transition.name == "approve" and request.is_work_of(user.pk):
        raise SamePerson
    if transition.needs_case and request.case_id is None:
        raise CaseNeeded
    if transition.needs is Needs.TRANSLATION:
        step = to_send(request).step
        if step is not None and step.done_by == user.pk:
            raise OwnSending
    elif objection(request, transition):
        raise NotForNationality


def _still_right(request: Request) -> None:
    """The basis and the addressee as they are today: both were right when the draft was begun."""
    refuse_not_in_force(request.declared, request.legal_basis, request.other_state)
    if request.addressee and not request.other_authority:
        if request.other_state in connected_states():  # a node takes in only what names its desk
            raise UnknownAuthority(state=request.other_state)
        return
    addressee = Authority.objects.filter(pk=request.other_authority).first()
    if addressee is None:
        raise UnknownAuthority(state=request.other_state)
    check_competent(addressee, request.kind, treaty_of(request.legal_basis))


def _handling(request: Request) -> None:
    """First cut: the request's own code alone. H3 sends nothing whose limits are not written."""
    if request.handling == HandlingCode.H3 and not has_content(request.handling_limits):
        raise HandlingUnwritten


def _apply(request: Request, transition: Transition, data: dict[str, Any], user: User) -> Change:
    now = datetime.now(UTC)
    change = Change(
        request=request,
        name=transition.name,
        side=request.side,
        at=now,
        authority=request.own_authority,
        by=user.pk,
        data=data,
    )
    if transition.is_exchanged:
        change.number, change.seen = next_number(request), seen_so_far(request)
        change.save()
        settle(request)
        change.refresh_from_db()
    else:
        _advance(request, transition, now)
        change.led_to = request.state
        change.save()
    note_change(request, transition, user.actor)
    note_step(request, change, user.actor)
    run_effect(request, transition.name, data, user.actor)
    return change


def _advance(request: Request, transition: Transition, now: datetime) -> None:
    """A step that stays on the requesting side, before there is anything to cross."""
    if transition.target is not None:
        request.state = transition.target
    request.shown_at = now if transition.name == "show_draft" else request.shown_at
    request.revision += 1
    if transition.name in ("approve", "return_draft"):
        request.approved = sealed(request) if transition.name == "approve" else ""
    if transition.name == "issue":
        request.issued_at = now
        due = due_at(
            length_for(request),
            start=now,
            state=request.other_state,
            authority=request.other_authority,
        )
        request.due_at, request.due_rule = due.at, due.rule
    request.save()


def _send(request: Request, change: Change, transition: Transition, user: User) -> UUID | None:
    """Queue what concerns the other State; of a request that it refused it knows nothing."""
    if transition.name == "issue":
        type_, payload = REQUEST, request_payload(request)
    elif transition.name == "show_draft":
        type_, payload = DRAFT, draft_payload(request, change)
    elif transition.is_exchanged and not _was_turned_away(request):
        type_, payload = CHANGE, change_payload(request, change)
    else:
        return None
    if transition.by is Side.REQUESTED and transition.name not in _BEFORE_AN_ANSWER:
        note_answered(request.pk, user.actor, types=(REQUEST,))
    message_id = send(
        type_,
        payload,
        to=request.other_state,
        thread=request.pk,
        actor=user.actor,
        handling=request.handling,
        case_id=request.case_id,
        team_id=request.desk_id,
        urgent=request.urgency == Urgency.LIFE_AT_RISK,
        deadlines=_awaited(request) if transition.name == "issue" else None,
        attachments=enclosed_with(request),
        compartment=request.compartment,
    )
    mark_sent(request, message_id)
    return message_id


def _awaited(request: Request) -> Deadlines:
    """By when a request must have been read and answered; where a life is at risk, at once."""
    within = READ_WITHIN[Urgency(request.urgency)]
    awaited = {ReceiptState.READ: datetime.now(UTC) + within}
    if request.due_at is not None:
        awaited[ReceiptState.ANSWERED] = request.due_at
    return awaited


def _was_turned_away(request: Request) -> bool:
    return request.changes.filter(name="issue", undelivered=Undelivered.REFUSED).exists()
