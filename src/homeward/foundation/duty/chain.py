"""Whom a notice is told to, one group after the other, while nobody answers.

First whom it is for; then who is on duty beside them, in the order of the shift; then the
supervisor; then oversight. It is worked out anew at every step, so a roster that changed meanwhile
is followed, and nobody is told twice.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Role
from homeward.foundation.duty.models import Notice, Shift
from homeward.foundation.duty.queries.roster import on_duty
from homeward.foundation.duty.vocabulary import DutyKind


@dataclass(frozen=True, slots=True)
class Group:
    """People who are told at the same moment; `addressed` where the notice is meant for them."""

    people: tuple[User, ...]
    addressed: bool


def groups(notice: Notice, now: datetime) -> Iterator[Group]:
    """Everybody to be told of a notice, in order, as the roster stands `now`; a person may stand in
    several groups."""
    shifts = list(on_duty(now))
    if notice.person is not None and notice.person.is_active:
        yield Group((notice.person,), True)
    working = [s for s in shifts if s.role.kind == DutyKind.WORKING]
    if notice.role is not None:
        keepers = [s for s in shifts if s.role_id == notice.role_id]
        yield from _in_order(keepers, addressed=True)
    if notice.team is not None:
        of_team = [s for s in working if s.role.team_id == notice.team_id]
        yield from _in_order(of_team, addressed=True)
        if not of_team and notice.person is None and notice.role is None:
            yield Group(_members(notice.team_id), True)
    teams = _teams(notice)
    yield from _in_order([s for s in working if s.role.team_id in teams], addressed=False)
    yield from _above(shifts, teams, DutyKind.SUPERVISOR, Role.SUPERVISOR)
    yield from _above(shifts, teams, DutyKind.OVERSIGHT, Role.OVERSEER)


def _in_order(shifts: Iterable[Shift], *, addressed: bool) -> Iterator[Group]:
    """One after the other: the first of the shift, then the second, then the third."""
    orders: dict[int, list[User]] = {}
    for shift in shifts:
        orders.setdefault(shift.order, []).append(shift.user)
    for order in sorted(orders):
        yield Group(tuple(orders[order]), addressed)


def _teams(notice: Notice) -> set[int]:
    """The desks beside whom a notice is for: their colleagues on duty come next."""
    teams = {notice.team_id} if notice.team_id else set()
    if notice.role is not None:
        teams.add(notice.role.team_id)
    if notice.person is not None:
        teams.update(notice.person.teams.values_list("pk", flat=True))
    return {team for team in teams if team}


def _above(shifts: list[Shift], teams: set[int], kind: DutyKind, role: Role) -> Iterator[Group]:
    """Who is on duty as `kind`, the team's own first; else everybody who holds the role."""
    keepers = [s for s in shifts if s.role.kind == kind]
    own = [s for s in keepers if s.role.team_id in teams]
    if keepers:
        yield from _in_order(own, addressed=False)
        yield from _in_order([s for s in keepers if s not in own], addressed=False)
        return
    holders = User.objects.filter(is_active=True, roles__contains=[role]).order_by("pk")
    near = tuple(holders.filter(teams__in=teams).distinct()) if teams else ()
    if near and kind == DutyKind.SUPERVISOR:
        yield Group(near, False)
        return
    yield Group(tuple(holders), False)


def _members(team_id: int | None) -> tuple[User, ...]:
    return tuple(User.objects.filter(is_active=True, teams=team_id).order_by("pk"))
