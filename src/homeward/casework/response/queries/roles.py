"""Who holds and held which role of a crisis, and how the shifts were handed over."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from homeward.casework.cases.models import Case, Person
from homeward.casework.cases.queries import people_of
from homeward.casework.cases.vocabulary.case import PersonRole
from homeward.casework.response.access.team import RESPONSE, is_in_crisis
from homeward.casework.response.models import HandOver, RoleAssignment
from homeward.casework.response.roles import held_now, role_name, roles
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import compartments_of, members_of

# Whoever stopped a little ago may still have answered the call that is written down now.
RECENT = timedelta(days=3)
_VOICES = ("communicator", "negotiator", "negotiation_coordinator")


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody in a role, as a table shows it."""

    assignment: RoleAssignment
    role: str
    holder: str
    is_person: bool
    is_late: bool


def _sees(viewer: User, case: Case) -> bool:
    return bool(compartments_of(viewer, case.pk) & set(RESPONSE))


def on_shift(viewer: User, case: Case) -> list[Held]:
    """The roles that are held now, in the order of the list of roles."""
    if not _sees(viewer, case):
        return []
    known = roles()
    order = {code: place for place, code in enumerate(known)}
    rows = sorted(held_now(case), key=lambda one: order.get(one.role, len(order)))
    return [_held(row, role_name(row.role, known)) for row in rows]


def everybody(viewer: User, case: Case) -> list[Held]:
    """Who held which role when, the latest first."""
    if not _sees(viewer, case):
        return []
    known = roles()
    rows = RoleAssignment.objects.filter(case=case).select_related("user", "person")
    return [_held(row, role_name(row.role, known)) for row in rows.order_by("-starts_at", "-pk")]


def held_by(viewer: User, case: Case) -> list[RoleAssignment]:
    """The roles that the viewer holds himself now."""
    return list(held_now(case).filter(user=viewer))


def voices(viewer: User, case: Case) -> list[Held]:
    """Who may have answered for us: communicators and negotiators of now and of the last days."""
    if not is_in_crisis(viewer, case):
        return []
    since = datetime.now(UTC) - RECENT
    rows = RoleAssignment.objects.filter(case=case, role__in=_VOICES).select_related(
        "user", "person"
    )
    known = roles()
    recent = rows.filter(Q(ended_at__isnull=True) | Q(ended_at__gte=since)).order_by("-starts_at")
    return [_held(row, role_name(row.role, known)) for row in recent]


def colleagues_in(viewer: User, case: Case, *compartments: str) -> list[User]:
    """The colleagues with a place in the case, once each; in these compartments where named."""
    rows = members_of(viewer, case.pk)
    if compartments:
        rows = rows.filter(compartment__in=compartments)
    found = {row.user_id: row.user for row in rows}
    return sorted(found.values(), key=lambda one: str(one).casefold())


def possible_communicators(viewer: User, case: Case) -> list[Person]:
    """People of the case who may speak for the family: relatives and communicators."""
    wanted = (PersonRole.RELATIVE, PersonRole.COMMUNICATOR)
    return list(people_of(viewer, case).filter(role__in=wanted))


def hand_overs_of(viewer: User, case: Case) -> QuerySet[HandOver]:
    """The notes at changes of shift, the latest first; of the crisis compartment."""
    rows = HandOver.objects.select_related("giver", "receiver", "assignment").order_by("-pk")
    return rows.filter(case=case) if is_in_crisis(viewer, case) else rows.none()


def name_of(assignment: RoleAssignment) -> str:
    """The holder: a colleague or a person of the case."""
    if assignment.user is not None:
        return str(assignment.user)
    return assignment.person.name if assignment.person is not None else ""


def _held(row: RoleAssignment, role: str) -> Held:
    late = bool(
        row.ended_at is None and row.planned_until and row.planned_until < datetime.now(UTC)
    )
    return Held(row, role, name_of(row), row.user_id is None, late)


def assigned_by_form(viewer: User, case: Case, token: UUID) -> RoleAssignment | None:
    """The assignment that a form made when it was first sent."""
    if not is_in_crisis(viewer, case):
        return None
    return RoleAssignment.objects.filter(case=case, form_token=token).first()
