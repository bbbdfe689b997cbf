"""The doors to what a crisis team keeps: not found for whoever it does not concern."""

from typing import TypeVar

from django.db.models import QuerySet

from homeward.casework.cases.access import get_case_in
from homeward.casework.cases.models import Case, InCompartment
from homeward.casework.response.models import (
    Clock,
    Contact,
    Decision,
    HandOver,
    RoleAssignment,
)
from homeward.foundation.access.errors import Forbidden, NotFound
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import compartments_of
from homeward.foundation.access.roles import Compartment, Role

RESPONSE = (Compartment.CRISIS, Compartment.INVESTIGATION)
M = TypeVar("M", bound=InCompartment)


def get_response_case(reference: str, viewer: User) -> Case:
    """The case, for a member of crisis or investigation: the tab *Response*."""
    return get_case_in(reference, viewer, *RESPONSE)


def get_crisis_case(reference: str, viewer: User) -> Case:
    """The case, for a member of its crisis compartment only."""
    return get_case_in(reference, viewer, Compartment.CRISIS)


def is_in_crisis(viewer: User, case: Case) -> bool:
    """Whether the viewer is a member of the case's crisis compartment."""
    return Compartment.CRISIS in compartments_of(viewer, case.pk)


def get_assignment(reference: str, key: int, viewer: User) -> RoleAssignment:
    """Who holds a role, for the crisis compartment, which alone changes it."""
    rows = RoleAssignment.objects.select_related("user", "person")
    return _one(rows, get_crisis_case(reference, viewer), "pk", key, "assignment")


def get_hand_over(reference: str, key: int, viewer: User) -> HandOver:
    """A note at a change of shift."""
    rows = HandOver.objects.select_related("giver", "receiver", "assignment")
    return _one(rows, get_crisis_case(reference, viewer), "pk", key, "hand_over")


def get_decision(reference: str, number: int, viewer: User) -> Decision:
    """An entry of the decision log in one of the viewer's compartments."""
    case = get_response_case(reference, viewer)
    rows = Decision.objects.select_related(
        "made_by", "approver", "recorded_by", "approval__by", "corrects", "corrected_by"
    ).filter(compartment__in=compartments_of(viewer, case.pk))
    return _one(rows, case, "number", number, "decision")


def get_contact(reference: str, number: int, viewer: User) -> Contact:
    """A contact with the offenders; of the crisis compartment, and of nobody else."""
    rows = Contact.objects.select_related(
        "answered_by__user",
        "answered_by__person",
        "recording",
        "recorded_by",
        "check_made__by",
        "corrects",
        "corrected_by",
    )
    return _one(rows, get_crisis_case(reference, viewer), "number", number, "contact")


def get_clock(reference: str, key: int, viewer: User) -> Clock:
    """A clock that a contact started."""
    rows = Clock.objects.select_related("contact")
    return _one(rows, get_crisis_case(reference, viewer), "pk", key, "clock")


def may_set_roles(viewer: object) -> bool:
    """Whether the viewer keeps the list of roles: administrators and supervisors."""
    return isinstance(viewer, User) and viewer.has_role(Role.ADMINISTRATOR, Role.SUPERVISOR)


def check_may_set_roles(viewer: User) -> None:
    """Raises Forbidden for everybody else."""
    if not may_set_roles(viewer):
        raise Forbidden("crisis_roles")


def _one(rows: QuerySet[M], case: Case, field: str, key: int, kind: str) -> M:
    found = rows.filter(case=case, **{field: key}).first() if key < 2**31 else None
    if found is None:
        raise NotFound(kind, key)
    found.case = case
    return found
