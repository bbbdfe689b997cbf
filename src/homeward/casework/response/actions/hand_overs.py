"""Change of shift: a note, and both who gives and who takes over confirm it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from homeward.casework.cases.actions import add_event
from homeward.casework.response.actions.clocks import ring_again
from homeward.casework.response.actions.roles import (
    check_separation,
    close_role,
)
from homeward.casework.response.actions.run_steps import roles_changed
from homeward.casework.response.actions.team import (
    TAKE_OVER,
    WATCHERS,
    end_tasks,
    lock_case,
    put_before,
)
from homeward.casework.response.errors.crisis import (
    HandOverSettled,
    HandOverToSelf,
    RoleEnded,
)
from homeward.casework.response.models import HandOver, RoleAssignment
from homeward.casework.response.roles import roles
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.journal.actions import record


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What the next shift must know: the situation, open points, and what to watch."""

    receiver: User
    situation: str
    open_points: str = ""
    watch: str = ""
    form_token: UUID | None = None


@transaction.atomic
def write_hand_over(row: RoleAssignment, note: Note, *, user: User) -> HandOver:
    """Write the note; whoever gives the role has confirmed it by writing it himself.

    Nothing changes hands before the receiver confirms too. Raises RoleEnded, HandOverToSelf, and
    what `check_separation` raises.
    """
    lock_case(row.case)
    giver = row.user
    if giver is None or not RoleAssignment.objects.filter(pk=row.pk, ended_at=None).exists():
        raise RoleEnded
    now = datetime.now(UTC)
    if note.receiver == giver:
        raise HandOverToSelf
    check_separation(row.case, row.role, note.receiver, since=now, known=roles())
    _withdraw_earlier(row, now, user)
    made = HandOver.objects.create(
        case=row.case,
        compartment=Compartment.CRISIS,
        assignment=row,
        giver=giver,
        receiver=note.receiver,
        situation=note.situation,
        open_points=note.open_points,
        watch=note.watch,
        written_by=user.pk,
        giver_at=now if user == giver else None,
        form_token=note.form_token,
    )
    put_before(
        [note.receiver] if user == giver else [giver, note.receiver],
        TAKE_OVER,
        actor=user.actor,
        case=row.case,
        subject=("hand_over", made.pk),
        page=("response:hand_over", [row.case.reference, made.pk]),
    )
    _note(made, "response.hand_over_written", user)
    return made


def _withdraw_earlier(row: RoleAssignment, now: datetime, user: User) -> None:
    """A new note replaces one that was not confirmed by both."""
    for earlier in HandOver.objects.filter(assignment=row, withdrawn_at=None):
        HandOver.objects.filter(pk=earlier.pk).update(withdrawn_at=now)
        end_tasks(row.case, ("hand_over", earlier.pk), actor=user.actor)


@transaction.atomic
def confirm_hand_over(hand_over: HandOver, *, user: User) -> bool:
    """Confirm as giver or receiver; whether the role changed hands by it.

    Raises HandOverSettled, and what `check_separation` raises: the receiver may have been given
    another role since the note was written.
    """
    lock_case(hand_over.case)
    fresh = HandOver.objects.select_related("assignment", "giver", "receiver").get(pk=hand_over.pk)
    fresh.case = fresh.assignment.case = hand_over.case
    now = datetime.now(UTC)
    if fresh.withdrawn_at or not _sign(fresh, user, now):
        raise HandOverSettled
    _note(fresh, "response.hand_over_confirmed", user)
    if not (fresh.giver_at and fresh.receiver_at):
        return False
    _pass_on(fresh, now, user)
    return True


def _sign(hand_over: HandOver, user: User, now: datetime) -> bool:
    if user == hand_over.giver and hand_over.giver_at is None:
        hand_over.giver_at = now
    elif user == hand_over.receiver and hand_over.receiver_at is None:
        hand_over.receiver_at = now
    else:
        return False
    HandOver.objects.filter(pk=hand_over.pk).update(
        giver_at=hand_over.giver_at, receiver_at=hand_over.receiver_at
    )
    return True


def _pass_on(hand_over: HandOver, now: datetime, user: User) -> None:
    row = hand_over.assignment
    check_separation(row.case, row.role, hand_over.receiver, since=now, known=roles())
    close_role(row, now, user=user)
    RoleAssignment.objects.create(
        case=row.case,
        compartment=Compartment.CRISIS,
        role=row.role,
        user=hand_over.receiver,
        starts_at=now,
        assigned_by=user.pk,
    )
    end_tasks(row.case, ("hand_over", hand_over.pk), actor=user.actor)
    _note(hand_over, "response.handed_over", user)
    roles_changed(row.case, actor=user.actor)
    if row.role in WATCHERS:
        ring_again(row.case, user=user)


@transaction.atomic
def withdraw_hand_over(hand_over: HandOver, *, user: User) -> None:
    """The hand-over does not take place; said by giver, receiver or writer.

    Raises HandOverSettled.
    """
    lock_case(hand_over.case)
    rows = HandOver.objects.filter(pk=hand_over.pk, withdrawn_at=None)
    fresh = rows.first()
    if fresh is None or (fresh.giver_at and fresh.receiver_at):
        raise HandOverSettled
    if user.pk not in (fresh.giver_id, fresh.receiver_id, fresh.written_by):
        raise HandOverSettled
    rows.update(withdrawn_at=datetime.now(UTC))
    end_tasks(hand_over.case, ("hand_over", hand_over.pk), actor=user.actor)
    _note(hand_over, "response.hand_over_withdrawn", user)


def _note(hand_over: HandOver, verb: str, user: User) -> None:
    role = hand_over.assignment.role
    record(
        verb,
        actor=user.actor,
        subject=("hand_over", hand_over.pk),
        case_id=hand_over.case_id,
        compartment=Compartment.CRISIS,
        role=role,
    )
    add_event(hand_over.case, verb, actor=user.actor, compartment=Compartment.CRISIS, role=role)
