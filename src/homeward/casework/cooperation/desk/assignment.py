"""Who has a request: taking it, giving it to a colleague, laying it back on the desk."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from homeward.casework.cooperation.access import get_request
from homeward.casework.cooperation.actions.tasks import ASSIGNED, remind_assignee
from homeward.casework.cooperation.errors import NotAtDesk, NotNow
from homeward.casework.cooperation.lifecycle import FINAL
from homeward.casework.cooperation.models import Request
from homeward.foundation.access.errors import Forbidden, StaleForm
from homeward.foundation.access.models import CaseMember, User
from homeward.foundation.access.queries import team_ids_of
from homeward.foundation.access.roles import Role
from homeward.foundation.journal.actions import record

#: Who gives requests to others; everybody else of the desk takes what nobody has.
_GIVERS = (Role.CENTRAL, Role.SUPERVISOR)


def may_give(viewer: User, request: Request) -> bool:
    """Whether the viewer gives this request to others: at its desk, with the role for it."""
    return viewer.has_role(*_GIVERS) and request.desk_id in team_ids_of(viewer)


def handlers_of(viewer: User, request: Request) -> "QuerySet[User]":
    """To whom a request can be given: people of its desk and of its part of its case. Who may not
    give finds himself only."""
    people = User.objects.filter(is_active=True).order_by("full_name", "username")
    if not may_give(viewer, request):
        return people.filter(pk=viewer.pk)
    able = Q(pk__in=request.desk.members.values("pk"))
    if request.case_id is not None:
        seats = CaseMember.objects.filter(case_id=request.case_id, compartment=request.compartment)
        able |= Q(pk__in=seats.values("user_id"))
    return people.filter(able)


@transaction.atomic
def assign(request_id: UUID, to: int | None, *, user: User, before: int | None) -> Request:
    """Give an open request to a person, or to nobody; `before` is who had it when it was decided.

    He gets a task that stays until this State has made its step. Raises NotNow once the request has
    ended, StaleForm where somebody else has it by now, Forbidden for who neither gives nor takes
    what is free nor lays back his own, NotAtDesk for a person who does not see the request.
    """
    request = get_request(request_id, user, for_change=True)
    if request.state in FINAL:
        raise NotNow(state=request.get_state_display())
    if request.assignee_id != before:
        raise StaleForm
    if not may_give(user, request) and {request.assignee_id, to} - {None, user.pk}:
        raise Forbidden("request", request.pk)
    if to is not None and not handlers_of(user, request).filter(pk=to).exists():
        raise NotAtDesk
    request.assignee_id = to
    request.save(update_fields=["assignee"])
    record(
        ASSIGNED,
        actor=user.actor,
        subject=("request", request.pk),
        case_id=request.case_id,
        compartment=request.compartment,
        person=to or 0,
    )
    remind_assignee(request, user.actor, before=before)
    return request
