"""Writes about people, teams and memberships."""

from collections.abc import Iterable

from django.db import DatabaseError, connection

from homeward.foundation.access.errors import CannotGrantSelf, Forbidden, NameTaken
from homeward.foundation.access.models import Team, User, sign_in_name
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
    _call("select guard.found_case(%s, %s)", [case_id, sorted(compartments)])
    record(
        "access.member_added", actor=actor, subject=("user", actor.id), case_id=case_id, lead=True
    )


def grant_membership(case_id: int, user: User, compartment: str, *, actor: Actor) -> None:
    """Let `user` into a compartment. Only the lead may, and never for oneself.

    Raises CannotGrantSelf and Forbidden; the database enforces both again.
    """
    if user.pk == actor.id:
        raise CannotGrantSelf
    _call("select guard.grant_membership(%s, %s, %s)", [case_id, user.pk, compartment])
    record(
        "access.member_added",
        actor=actor,
        subject=("user", user.pk),
        case_id=case_id,
        compartment=compartment,
    )


def _call(statement: str, params: list[int | str | list[str]]) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") == "42501":  # insufficient_privilege
            raise Forbidden("case") from error
        raise
