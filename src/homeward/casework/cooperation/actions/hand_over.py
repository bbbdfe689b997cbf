"""Handing a request that went on paper over to the node of a State that joined, from either side.

The requesting State offers it with its whole ladder. An officer of the requested State says that it
is the letter that they hold. Only then, and only if nothing changed meanwhile, is it handed over:
each change while the offer waits makes the offer anew.
"""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from homeward.casework.cases.visible import cleaned, has_content
from homeward.casework.cooperation.access import get_hand_over, get_request
from homeward.casework.cooperation.actions.record import note_in_case
from homeward.casework.cooperation.addressing import advice_for
from homeward.casework.cooperation.by_hand import (
    DESK,
    may_hand_over,
    same_code,
    same_reference,
)
from homeward.casework.cooperation.declaration import Urgency
from homeward.casework.cooperation.errors import (
    CannotHandOver,
    HandOverOver,
    OtherLetter,
    ReasonMissing,
    UnknownAuthority,
)
from homeward.casework.cooperation.handing_over import (
    LONGEST_REASON,
    Step,
    answer_payload,
    offer_payload,
    step_payload,
)
from homeward.casework.cooperation.lifecycle import Side
from homeward.casework.cooperation.models import HandOver, Request
from homeward.casework.cooperation.paper_models import HandOverState
from homeward.casework.cooperation.payloads import HAND_OVER, HAND_OVER_ANSWER
from homeward.foundation.access.errors import Forbidden
from homeward.foundation.access.models import User
from homeward.foundation.duty.actions import finish_tasks
from homeward.foundation.exchange.ports import Enclosed
from homeward.foundation.exchange.sending import send
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record


@transaction.atomic
def offer_request(request_id: UUID, *, user: User) -> HandOver:
    """Offer a request that went on paper to the node of its State.

    Raises NotFound, Forbidden, CannotHandOver where it does not go on paper, is over, is offered
    already, or the State has no node; and what `send` raises.
    """
    request = get_request(request_id, user, for_change=True)
    if not user.has_role(*DESK):
        raise Forbidden("request", request.pk)
    if not may_hand_over(user, request):
        raise CannotHandOver(state=request.other_state)
    _name_authority(request)
    earlier = HandOver.objects.select_for_update().filter(pk=request.pk).first()
    edition = earlier.edition + 1 if earlier else 1
    row, _ = HandOver.objects.update_or_create(
        id=request.pk,
        defaults={
            "side": Side.REQUESTING,
            "other_state": request.other_state,
            "desk_id": request.desk_id,
            "case_id": request.case_id,
            "compartment": request.compartment,
            "handling": request.handling,
            "edition": edition,
            "state": HandOverState.WAITING,
            "at": datetime.now(UTC),
            "decided_by": None,
            "decided_at": None,
            "reason": "",
        },
    )
    _send_offer(row, request, user.actor)
    record(
        "cooperation.hand_over_offered",
        actor=user.actor,
        subject=("request", request.pk),
        case_id=request.case_id,
        compartment=request.compartment,
        to=request.other_state,
    )
    note_in_case(request, "cooperation.hand_over_offered", user.actor, state=request.other_state)
    return row


def _name_authority(request: Request) -> None:
    """A node takes in only what names a desk of it: the letter's address gives way to the authority
    that the directory recommends by now. Raises UnknownAuthority where it names none."""
    if request.other_authority:
        return
    best = advice_for(request, datetime.now(UTC)).best
    if best is None:
        raise UnknownAuthority(state=request.other_state)
    request.other_authority = best.authority.code
    request.save(update_fields=["other_authority"])


def renew_offer(request: Request, *, user: User) -> None:
    """Offer the request as it stands now, where an earlier offer still waits."""
    found = _waiting_offer(request.pk)
    if found is not None:
        found.edition += 1
        found.at = datetime.now(UTC)
        _send_offer(found, request, user.actor)


@transaction.atomic
def take_back(request_id: UUID, *, user: User) -> None:
    """Offer it no more: it stays on paper. Raises NotFound, Forbidden, HandOverOver."""
    row = get_hand_over(request_id, user, for_change=True)
    if row.side != Side.REQUESTING or not user.has_role(*DESK):
        raise Forbidden("request", request_id)
    if row.state != HandOverState.WAITING:
        raise HandOverOver(state=row.get_state_display())
    _set_taken_back(row, user)
    send_step(row, step_payload(Step.TAKEN_BACK, row.edition), user.actor)
    _note(row, "cooperation.hand_over_taken_back", user)


def end_recalled_offer(request_id: UUID, *, user: User) -> None:
    """An offer whose message is recalled waits no more: nothing sends the ladder again by itself.

    The caller has checked the right to. Whoever still wants it handed over offers it anew.
    """
    row = _waiting_offer(request_id)
    if row is not None:
        _set_taken_back(row, user)
        row.save()
        _note(row, "cooperation.hand_over_taken_back", user)


def _waiting_offer(request_id: UUID) -> HandOver | None:
    """This State's offer that waits, locked."""
    rows = HandOver.objects.select_for_update().filter(side=Side.REQUESTING)
    return rows.filter(pk=request_id, state=HandOverState.WAITING).first()


def _set_taken_back(row: HandOver, user: User) -> None:
    """The caller saves the row."""
    row.state, row.decided_by = HandOverState.TAKEN_BACK, user.pk
    row.decided_at = datetime.now(UTC)


@transaction.atomic
def confirm_letter(request_id: UUID, reference: str, code: str, *, user: User) -> HandOver:
    """The officer holds the letter with this reference and code: the request may be handed over.

    It is taken in once the other node says that nothing changed meanwhile. Raises NotFound,
    Forbidden, HandOverOver, OtherLetter.
    """
    row = _waiting_here(request_id, user)
    offer = row.offer["offer"]
    if not (
        same_reference(reference, offer["request"]["reference"]) and same_code(code, offer["code"])
    ):
        raise OtherLetter
    row.state, row.decided_by, row.decided_at = (
        HandOverState.CONFIRMED,
        user.pk,
        datetime.now(UTC),
    )
    answer(row, taken=True, actor=user.actor)
    finish_tasks(("request", row.pk), actor=user.actor)
    _note(row, "cooperation.hand_over_confirmed", user)
    return row


@transaction.atomic
def decline_letter(request_id: UUID, reason: str, *, user: User) -> None:
    """No such letter is here, or it is not to be handed over; the other State reads why.

    Raises NotFound, Forbidden, HandOverOver, ReasonMissing.
    """
    row = _waiting_here(request_id, user)
    said = cleaned(reason).strip()[:LONGEST_REASON]
    if not has_content(said):
        raise ReasonMissing
    row.state, row.decided_by, row.decided_at, row.reason = (
        HandOverState.DECLINED,
        user.pk,
        datetime.now(UTC),
        said,
    )
    answer(row, taken=False, reason=said, actor=user.actor)
    row.offer = {}  # what is not taken is not kept
    row.save(update_fields=["offer"])
    finish_tasks(("request", row.pk), actor=user.actor)
    _note(row, "cooperation.hand_over_declined", user)


def _waiting_here(request_id: UUID, user: User) -> HandOver:
    row = get_hand_over(request_id, user, for_change=True)
    if row.side != Side.REQUESTED or not user.has_role(*DESK, "officer"):
        raise Forbidden("request", request_id)
    if row.state != HandOverState.WAITING:
        raise HandOverOver(state=row.get_state_display())
    return row


def answer(row: HandOver, *, taken: bool, actor: Actor, reason: str = "") -> None:
    """Tell the requesting State whether its letter is here; the row is saved."""
    row.message_id = send(
        HAND_OVER_ANSWER,
        answer_payload(row.edition, taken=taken, reason=reason),
        to=row.other_state,
        thread=row.pk,
        actor=actor,
        handling=row.handling,
        team_id=row.desk_id,
        compartment=row.compartment,
    )
    row.save()


def _send_offer(row: HandOver, request: Request, actor: Actor) -> None:
    send_step(
        row,
        offer_payload(request, row.edition),
        actor,
        urgent=request.urgency == Urgency.LIFE_AT_RISK,
    )


def send_step(
    row: HandOver,
    payload: dict[str, Any],
    actor: Actor,
    *,
    urgent: bool = False,
    attachments: list[Enclosed] | None = None,
) -> UUID:
    """Send one message of a hand-over to the requested State; the row is saved."""
    row.message_id = send(
        HAND_OVER,
        payload,
        to=row.other_state,
        thread=row.pk,
        actor=actor,
        handling=row.handling,
        case_id=row.case_id,
        team_id=row.desk_id,
        urgent=urgent,
        attachments=attachments or (),
        compartment=row.compartment,
    )
    row.save()
    return row.message_id


def _note(row: HandOver, verb: str, user: User) -> None:
    record(
        verb,
        actor=user.actor,
        subject=("request", row.pk),
        case_id=row.case_id,
        compartment=row.compartment,
        state=row.other_state,
    )
