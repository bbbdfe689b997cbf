"""Writes about people, teams and memberships."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.db import connection

from homeward.foundation.access.errors import (
    CannotGrantSelf,
    GlassNotForYou,
    GlassReviewed,
    GlassStillBroken,
    LastLead,
    NameTaken,
    NobodyOversees,
    NoSuchCase,
    OwnGlass,
)
from homeward.foundation.access.guarded import call_guard
from homeward.foundation.access.models import CaseMember, Glass, Team, User, sign_in_name
from homeward.foundation.access.queries import is_overseen, may_break
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record


def add_user(
    username: str,
    *,
    actor: Actor,
    full_name: str,
    authority: str,
    roles: Iterable[str],
    password: str | None = None,
    language: str = "en",
    teams: Iterable[Team] = (),
) -> User:
    """Add a person; without a password they set one through a link of the administrator.

    Raises NameTaken for a sign-in name that somebody has, in whatever form it is typed.
    """
    wanted = sign_in_name(username)
    if User.objects.filter(username=wanted).exists():
        raise NameTaken(name=wanted)
    user = User(
        username=wanted,
        full_name=full_name,
        authority=authority,
        roles=sorted(roles),
        language=language,
    )
    user.set_password(password)
    user.save()
    user.teams.set(teams)
    record("access.user_added", actor=actor, subject=("user", user.pk), roles=user.roles)
    return user


def add_team(code: str, *, actor: Actor, name: str, authority: str) -> Team:
    """Add a team, the desk of an authority, unless it is there already."""
    team, made = Team.objects.get_or_create(
        code=code, defaults={"name": name, "authority": authority}
    )
    if made:
        record("access.team_added", actor=actor, subject=("team", team.pk), authority=authority)
    return team


def found_case(case_id: int, *, actor: Actor, compartments: Iterable[str]) -> None:
    """Make the acting person lead of a case that has no members yet, in the given compartments."""
    call_guard("select guard.found_case(%s, %s)", case_id, sorted(compartments))
    record(
        "access.member_added", actor=actor, subject=("user", actor.id), case_id=case_id, lead=True
    )


def grant_membership(case_id: int, user: User, compartment: str, *, actor: Actor) -> None:
    """Let `user` into a compartment. Only the lead may, and never for oneself.

    Raises CannotGrantSelf and Forbidden; the database enforces both again.
    """
    if user.pk == actor.id:
        raise CannotGrantSelf
    call_guard("select guard.grant_membership(%s, %s, %s)", case_id, user.pk, compartment)
    record(
        "access.member_added",
        actor=actor,
        subject=("user", user.pk),
        case_id=case_id,
        compartment=compartment,
    )


def end_membership(case_id: int, user: User, compartment: str, *, actor: Actor) -> None:
    """End somebody's place in a compartment; only a lead of it may.

    Raises LastLead where nobody else would lead it, and Forbidden; the database enforces both.
    """
    leads = CaseMember.objects.filter(case_id=case_id, compartment=compartment, is_lead=True)
    if [lead.user_id for lead in leads] == [user.pk]:
        raise LastLead(name=str(user))
    call_guard("select guard.end_membership(%s, %s, %s)", case_id, user.pk, compartment)
    record(
        "access.member_removed",
        actor=actor,
        subject=("user", user.pk),
        case_id=case_id,
        compartment=compartment,
    )


def break_glass(
    reference: str, compartments: Iterable[str], reason: str, *, actor: Actor, minutes: int
) -> Glass:
    """Let the acting person into compartments of one case for at most four hours.

    It opens nothing in the transaction that breaks it: what was seen under a glass cannot be
    undone together with its trace. Raises GlassNotForYou, NobodyOversees and NoSuchCase; the
    database checks all of it again. Whoever calls this tells those whom `watchers_of` names.
    """
    person = User.objects.get(pk=actor.id or 0)
    if not may_break(person):
        raise GlassNotForYou
    if not is_overseen(person):
        raise NobodyOversees
    asked = (reference, sorted(compartments), reason, minutes)
    number = call_guard("select guard.break_glass(%s, %s, %s, %s)", *asked)
    if number is None:
        raise NoSuchCase(reference=reference)
    glass = Glass.objects.get(pk=number)
    record(
        "access.glass_broken",
        actor=actor,
        subject=("glass", glass.pk),
        case_id=glass.case_id,
        compartments=glass.compartments,
        minutes=minutes,
    )
    return glass


def watchers_of(glass: Glass, *, actor: Actor) -> tuple[list[User], list[User]]:
    """Whom the acting person's glass concerns: leads of the case, and oversight outside of it."""
    with connection.cursor() as cursor:
        cursor.execute("select person, leads from guard.glass_watchers(%s)", [glass.pk])
        found = cursor.fetchall()
    people = User.objects.in_bulk([person for person, _ in found])
    leads = [people[person] for person, leading in found if leading]
    return leads, [people[person] for person, leading in found if not leading]


def end_glass(glass: Glass, *, actor: Actor) -> None:
    """End one's own broken glass early; nothing happens to one that is over."""
    if not call_guard("select guard.end_glass(%s)", glass.pk):
        return
    record("access.glass_ended", actor=actor, subject=("glass", glass.pk), case_id=glass.case_id)


def expire_glasses(*, actor: Actor) -> int:
    """Journal the end of every glass whose hours are over; for the service `glass`."""
    with connection.cursor() as cursor:
        cursor.execute("select glass, of_case from guard.expire_glasses()")
        found = cursor.fetchall()
    for glass, case_id in found:
        record("access.glass_expired", actor=actor, subject=("glass", glass), case_id=case_id)
    return len(found)


def review_glass(glass: Glass, verdict: str, reason: str, *, actor: Actor) -> None:
    """Say of a glass that is over whether it was justified, and why; for oversight, once.

    Raises OwnGlass, GlassStillBroken and GlassReviewed; the database enforces all of it.
    """
    if glass.user_id == actor.id:
        raise OwnGlass
    if glass.ended_at is None and glass.expires_at > datetime.now(UTC):
        raise GlassStillBroken
    if not call_guard("select guard.review_glass(%s, %s, %s)", glass.pk, verdict, reason):
        raise GlassReviewed
    record(
        "access.glass_reviewed",
        actor=actor,
        subject=("glass", glass.pk),
        case_id=glass.case_id,
        verdict=verdict,
    )
