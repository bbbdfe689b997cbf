"""Writes of duty roles, shifts and hand-overs."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import formats, timezone

from homeward.foundation.access.errors import Forbidden
from homeward.foundation.access.models import Team, User
from homeward.foundation.duty.clock import database_now
from homeward.foundation.duty.errors import RoleTaken, ShiftImpossible, ShiftOver, ShiftOverlaps
from homeward.foundation.duty.models import DutyRole, HandOver, Shift
from homeward.foundation.duty.queries.roster import may_plan
from homeward.foundation.duty.vocabulary import KIND_OF_USUAL, DutyKind, ShiftOrder, UsualRole
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record


def add_duty_role(
    team: Team,
    code: str,
    *,
    actor: Actor,
    name: str = "",
    kind: DutyKind | None = None,
    always: bool = True,
) -> DutyRole:
    """Add a duty role to a team; one that was closed is opened again. Raises RoleTaken."""
    if kind is None:
        kind = KIND_OF_USUAL.get(UsualRole(code), DutyKind.WORKING) if code in UsualRole else None
    facts = {"name": name, "kind": kind or DutyKind.WORKING, "always": always, "closed_at": None}
    role = DutyRole.objects.select_for_update().filter(team=team, code=code).first()
    if role is not None and role.closed_at is None:
        raise RoleTaken
    if role is None:
        role = DutyRole(team=team, code=code)
    for field, value in facts.items():
        setattr(role, field, value)
    role.save()
    record("duty.role_added", actor=actor, subject=("duty_role", role.pk), code=code)
    return role


def add_usual_roles(team: Team, *, actor: Actor) -> int:
    """Add those of the usual duty roles that the team does not have; returns how many."""
    held = set(
        DutyRole.objects.filter(team=team, closed_at__isnull=True).values_list("code", flat=True)
    )
    wanted = [UsualRole.DUTY_OFFICER, UsualRole.SUPERVISOR, UsualRole.OVERSIGHT]
    missing = [code for code in wanted if code not in held]
    for code in missing:
        add_duty_role(team, code, actor=actor)
    return len(missing)


def close_duty_role(role: DutyRole, *, actor: Actor, now: datetime | None = None) -> None:
    """Keep nobody on this duty any more; its shifts stay in the record."""
    role.closed_at = now or database_now()
    role.save(update_fields=["closed_at"])
    record("duty.role_closed", actor=actor, subject=("duty_role", role.pk), code=role.code)


def add_shift(
    role: DutyRole,
    person: User,
    starts_at: datetime,
    ends_at: datetime,
    *,
    actor: Actor,
    order: ShiftOrder = ShiftOrder.FIRST,
) -> Shift:
    """Put a person on duty. Raises ShiftImpossible and ShiftOverlaps.

    The role is held meanwhile, so that two planners cannot enter overlapping shifts side by side.
    """
    DutyRole.objects.select_for_update().get(pk=role.pk)
    if not person.is_active:
        raise ShiftImpossible(name=str(person))
    others = Shift.objects.filter(
        Q(user=person) | Q(order=order),
        role=role,
        cancelled_at__isnull=True,
        starts_at__lt=ends_at,
        ends_at__gt=starts_at,
    )
    if (other := others.select_related("user").first()) is not None:
        raise ShiftOverlaps(
            name=str(other.user),
            start=_said(other.starts_at),
            end=_said(other.ends_at),
            order=str(other.get_order_display()),
        )
    shift = Shift.objects.create(
        role=role,
        user=person,
        order=order,
        starts_at=starts_at,
        ends_at=ends_at,
        created_by=actor.id,
    )
    record(
        "duty.shift_added",
        actor=actor,
        subject=("user", person.pk),
        code=role.code,
        order=int(order),
        starts=starts_at.isoformat(timespec="minutes"),
        ends=ends_at.isoformat(timespec="minutes"),
    )
    return shift


def _said(at: datetime) -> str:
    return formats.date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")


def cancel_shift(shift: Shift, *, actor: Actor, now: datetime | None = None) -> None:
    """Take a shift that has not ended from the roster. Raises ShiftOver."""
    now = now or database_now()
    held = Shift.objects.select_for_update(of=("self",)).get(pk=shift.pk)
    if held.cancelled_at is not None or held.ends_at <= now:
        raise ShiftOver
    held.cancelled_at = now
    held.save(update_fields=["cancelled_at"])
    record(
        "duty.shift_cancelled",
        actor=actor,
        subject=("user", held.user_id),
        code=shift.role.code,
        starts=held.starts_at.isoformat(timespec="minutes"),
        ends=held.ends_at.isoformat(timespec="minutes"),
    )


def hand_over(
    role: DutyRole,
    receiver: User,
    note: str,
    *,
    giver: User,
    token: UUID | None = None,
    now: datetime | None = None,
) -> HandOver:
    """Tell the next shift how things stand; it stays before the receiver until he has read it."""
    if giver.pk == receiver.pk:
        raise Forbidden("hand_over")
    found = HandOver.objects.create(
        role=role,
        giver=giver,
        receiver=receiver,
        note=note,
        given_at=now or database_now(),
        form_token=token,
    )
    record(
        "duty.handed_over",
        actor=giver.actor,
        subject=("user", receiver.pk),
        code=role.code,
    )
    return found


def take_over(given: HandOver, *, user: User, now: datetime | None = None) -> bool:
    """The receiver says that he has read the note and is on duty; False where he said so before."""
    held = HandOver.objects.select_for_update(of=("self",)).get(pk=given.pk)
    if held.acknowledged_at is not None:
        return False
    held.acknowledged_at = now or database_now()
    held.save(update_fields=["acknowledged_at"])
    record(
        "duty.taken_over", actor=user.actor, subject=("user", held.giver_id), code=given.role.code
    )
    return True


def check_planner(viewer: User, team: Team) -> None:
    """Raises Forbidden for whoever may not plan for the team."""
    if not may_plan(viewer, team):
        raise Forbidden("team", team.pk)
