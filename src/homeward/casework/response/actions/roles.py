"""Giving roles to people and taking them back, within the rules of separation."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from homeward.casework.cases.actions import add_event
from homeward.casework.cases.models import Case, Person
from homeward.casework.response.actions.clocks import ring_again
from homeward.casework.response.actions.run_steps import roles_changed
from homeward.casework.response.actions.team import WATCHERS, lock_case
from homeward.casework.response.errors.crisis import (
    OutOfOrder,
    RoleEnded,
    RoleHeld,
    RoleNotForPeople,
    RolesApart,
)
from homeward.casework.response.models import RoleAssignment
from homeward.casework.response.role_list import CASE_LEAD, Role
from homeward.casework.response.roles import role_name, roles, rules
from homeward.casework.response.separation import conflict_of
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import is_lead
from homeward.foundation.access.roles import Compartment
from homeward.foundation.journal.actions import record


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAssignment:
    """Who gets which role from when; `planned_until` is when the shift should end."""

    role: str
    holder: User | Person
    starts_at: datetime
    planned_until: datetime | None = None
    form_token: UUID | None = None


@transaction.atomic
def assign_role(case: Case, new: NewAssignment, *, user: User) -> RoleAssignment:
    """Give somebody a role. Raises RolesApart, RoleNotForPeople, RoleHeld, OutOfOrder.

    The case is locked, so that two roles given at once cannot together break a rule.
    """
    lock_case(case)
    known = roles()
    if new.planned_until and new.planned_until <= new.starts_at:
        raise OutOfOrder
    if isinstance(new.holder, Person) and not known[new.role].for_people:
        raise RoleNotForPeople(role=role_name(new.role, known))
    check_separation(case, new.role, new.holder, since=new.starts_at, known=known)
    return _given(case, new, user)


def _given(case: Case, new: NewAssignment, user: User) -> RoleAssignment:
    holder = new.holder
    row = RoleAssignment.objects.create(
        case=case,
        compartment=Compartment.CRISIS,
        role=new.role,
        user=holder if isinstance(holder, User) else None,
        person=holder if isinstance(holder, Person) else None,
        starts_at=new.starts_at,
        planned_until=new.planned_until,
        assigned_by=user.pk,
        form_token=new.form_token,
    )
    note_role(row, "response.role_assigned", user)
    roles_changed(case, actor=user.actor)
    if new.role in WATCHERS:
        ring_again(case, user=user)
    return row


@transaction.atomic
def end_role(row: RoleAssignment, at: datetime, *, user: User) -> None:
    """The holder gives the role up without a successor. Raises RoleEnded, OutOfOrder."""
    lock_case(row.case)
    close_role(row, at, user=user)
    note_role(row, "response.role_ended", user)
    roles_changed(row.case, actor=user.actor)
    if row.role in WATCHERS:
        ring_again(row.case, user=user)


def close_role(row: RoleAssignment, at: datetime, *, user: User) -> None:
    """Set the end of an assignment once. Raises RoleEnded, OutOfOrder."""
    if at < row.starts_at:
        raise OutOfOrder
    running = RoleAssignment.objects.filter(pk=row.pk, ended_at__isnull=True)
    if not running.update(ended_at=at, ended_by=user.pk):
        raise RoleEnded


def check_separation(
    case: Case,
    role: str,
    holder: User | Person,
    *,
    since: datetime,
    known: dict[str, Role],
) -> None:
    """Raises RoleHeld, and RolesApart where a rule keeps the role from whoever should get it.

    The case is locked by the caller.
    """
    who = {"person": holder} if isinstance(holder, Person) else {"user": holder}
    rows = RoleAssignment.objects.filter(case=case, **who)
    at_that_time = rows.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=since))
    now = set(at_that_time.values_list("role", flat=True))
    ever = set(rows.values_list("role", flat=True))
    if role in now:
        raise RoleHeld
    if isinstance(holder, User) and is_lead(holder, case.pk):
        now.add(CASE_LEAD)
    found = conflict_of(role, rules().values(), now=now, ever=ever)
    if found:
        lead = found.other == CASE_LEAD
        other = _("Lead of the case") if lead else role_name(found.other, known)
        reason = str(found.rule.reason)
        raise RolesApart(role=role_name(role, known), other=other, reason=reason)


def note_role(row: RoleAssignment, verb: str, user: User) -> None:
    """Journal and timeline of a role given or taken back: the role's code, never a name."""
    record(
        verb,
        actor=user.actor,
        subject=("assignment", row.pk),
        case_id=row.case_id,
        compartment=Compartment.CRISIS,
        role=row.role,
    )
    add_event(row.case, verb, actor=user.actor, compartment=Compartment.CRISIS, role=row.role)
