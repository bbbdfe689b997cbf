"""Reads about people, teams and memberships."""

from collections.abc import Iterable

from django.db.models import QuerySet

from homeward.foundation.access.models import CaseMember, Team, User
from homeward.foundation.access.roles import Role


def compartments_of(viewer: User, case_id: int) -> frozenset[str]:
    """The compartments of a case in which the viewer is a member."""
    held = CaseMember.objects.filter(case_id=case_id, user=viewer)
    return frozenset(held.values_list("compartment", flat=True))


def members_of(viewer: User, case_id: int) -> QuerySet[CaseMember]:
    """Everyone with a place in the case, for a viewer who has one (others see no rows)."""
    return CaseMember.objects.filter(case_id=case_id).select_related("user").order_by("pk")


def is_lead(viewer: User, case_id: int) -> bool:
    """Whether the viewer leads the case."""
    return CaseMember.objects.filter(case_id=case_id, user=viewer, is_lead=True).exists()


def team_ids_of(viewer: User) -> list[int]:
    """The desks at which the viewer works."""
    return list(viewer.teams.values_list("pk", flat=True))


def desk_of_authority(authority: str) -> Team | None:
    """The team that receives what arrives for an authority of this State."""
    return Team.objects.filter(authority=authority).order_by("pk").first()


def colleagues(viewer: User) -> QuerySet[User]:
    """Active people of this node whom the viewer may let into a case: no administrators."""
    people = User.objects.filter(is_active=True).exclude(pk=viewer.pk)
    return people.exclude(roles__contains=[Role.ADMINISTRATOR]).order_by("full_name")


def name_of_person(user_id: str) -> str:
    """The name of a person of this node, or nothing."""
    found = User.objects.filter(pk=user_id).first() if user_id.isdecimal() else None
    return str(found) if found else ""


def names_by_sign_in(usernames: Iterable[str]) -> dict[str, str]:
    """Names of people of this node by the name they sign in with."""
    return {user.username: str(user) for user in User.objects.filter(username__in=set(usernames))}
