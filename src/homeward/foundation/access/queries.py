"""Reads about people, teams and memberships."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from homeward.foundation.access.glass import BREAKERS
from homeward.foundation.access.models import CaseMember, Glass, Team, User
from homeward.foundation.access.roles import Role
from homeward.foundation.guard.context import asked_once


def live_glasses(viewer: User) -> QuerySet[Glass]:
    """The viewer's broken glasses that are neither over nor ended; never an administrator's."""
    live = Glass.objects.filter(user=viewer, ended_at__isnull=True, expires_at__gt=Now())
    return live.exclude(user__roles__contains=[Role.ADMINISTRATOR]).order_by("expires_at")


def glasses_now(viewer: User) -> list[tuple[int, frozenset[str]]]:
    """The case and the compartments of each of the viewer's live glasses; asked once a page."""

    def ask() -> list[tuple[int, frozenset[str]]]:
        rows = live_glasses(viewer).values_list("case_id", "compartments")
        return [(case_id, frozenset(walls)) for case_id, walls in rows]

    return asked_once(("live glasses of", viewer.pk), ask)


def seats_of(viewer: User, case_id: int) -> dict[str, bool]:
    """The compartments of a case in which the viewer is a member, and whether he leads it there;
    asked once a page."""

    def ask() -> dict[str, bool]:
        seats = CaseMember.objects.filter(case_id=case_id, user=viewer)
        return dict(seats.values_list("compartment", "is_lead"))

    return asked_once(("seats of", viewer.pk, case_id), ask)


def compartments_of(viewer: User, case_id: int) -> frozenset[str]:
    """The compartments of a case that the viewer may read and write in.

    As a member, or for the hours of a broken glass.
    """
    behind = (walls for case, walls in glasses_now(viewer) if case == case_id)
    return frozenset(seats_of(viewer, case_id)).union(*behind)


def case_ids_of(viewer: User, compartment: str = "") -> "QuerySet[Any, Any]":
    """The numbers of the cases in which the viewer sees the compartment; any, when none is named.

    Made to stand within another query, as `filter(pk__in=...)`.
    """
    seats, opened = CaseMember.objects.filter(user=viewer), live_glasses(viewer).order_by()
    if compartment:
        seats = seats.filter(compartment=compartment)
        opened = opened.filter(compartments__contains=[compartment])
    return seats.values("case_id").union(opened.values("case_id"))


def in_his_place(viewer: User) -> Q:
    """Rows with `case_id` and `compartment` that lie where the viewer has a place, for a filter.

    A row that names no compartment is there for every member of its case. One condition instead of
    one for each compartment: it stands in a count on every page.
    """
    seats = CaseMember.objects.filter(user=viewer, case_id=OuterRef("case_id"))
    found = Q(Exists(seats.filter(compartment=OuterRef("compartment"))))
    found |= Q(Exists(seats), compartment="")
    for case_id, opened in glasses_now(viewer):
        found |= Q(case_id=case_id, compartment__in=["", *sorted(opened)])
    return found


def walls_of(viewer: User) -> frozenset[str]:
    """The compartments that the viewer sees in any case at all."""
    seats = CaseMember.objects.filter(user=viewer).order_by().distinct()
    behind = (walls for _, walls in glasses_now(viewer))
    return frozenset(seats.values_list("compartment", flat=True)).union(*behind)


def is_member(user: User, case_id: int, compartment: str) -> bool:
    """Whether somebody has a place of his own in the compartment; a broken glass gives none."""
    seats = CaseMember.objects.filter(case_id=case_id, user=user, compartment=compartment)
    return seats.exists()


def places_in(viewer: User, case_id: int, *compartments: str) -> QuerySet[CaseMember]:
    """Who has a place in these compartments, for a viewer who sees the case."""
    return members_of(viewer, case_id).filter(compartment__in=compartments)


def led_compartments(viewer: User, case_id: int) -> frozenset[str]:
    """The compartments of a case that the viewer leads."""
    return frozenset(wall for wall, leads in seats_of(viewer, case_id).items() if leads)


def may_break(viewer: User) -> bool:
    """Whether the viewer's work may ask for a case that nobody let him into."""
    return viewer.has_role(*BREAKERS) and not viewer.has_role(Role.ADMINISTRATOR)


def is_overseen(viewer: User) -> bool:
    """Whether anybody else of this node could review what the viewer does."""
    overseers = User.objects.filter(is_active=True, roles__contains=[Role.OVERSEER])
    return overseers.exclude(pk=viewer.pk).exists()


def glasses_for_review(viewer: User) -> QuerySet[Glass]:
    """Every broken glass, those without a verdict first; for oversight, nothing for others."""
    if not viewer.has_role(Role.OVERSEER):
        return Glass.objects.none()
    order = (F("reviewed_at").asc(nulls_first=True), "review_by", "pk")
    return Glass.objects.select_related("user", "reviewed_by").order_by(*order)


def glasses_of_case(viewer: User, case_id: int) -> QuerySet[Glass]:
    """The broken glasses of a case that the viewer leads, the latest first."""
    found = Glass.objects.filter(case_id=case_id).select_related("user", "reviewed_by")
    return found.order_by("-pk") if is_lead(viewer, case_id) else found.none()


def members_of(viewer: User, case_id: int) -> QuerySet[CaseMember]:
    """Everyone with a place in the case, for a viewer who has one (others see no rows)."""
    return CaseMember.objects.filter(case_id=case_id).select_related("user").order_by("pk")


def is_lead(viewer: User, case_id: int) -> bool:
    """Whether the viewer leads the case."""
    return any(seats_of(viewer, case_id).values())


def team_ids_of(viewer: User) -> list[int]:
    """The desks at which the viewer works; asked once a page."""
    desks = viewer.teams.values_list("pk", flat=True)
    return list(asked_once(("desks of", viewer.pk), lambda: list(desks)))


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


def names_of(numbers: Iterable[int]) -> dict[int, str]:
    """Names of people of this node by number."""
    return {user.pk: str(user) for user in User.objects.filter(pk__in=set(numbers))}
