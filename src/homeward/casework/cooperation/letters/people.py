"""Who may be given a step of a request's language: whoever may read the request."""

from django.db.models import Q, QuerySet

from homeward.casework.cooperation.access import may_see
from homeward.casework.cooperation.models import Request
from homeward.foundation.access.models import CaseMember, User
from homeward.foundation.access.roles import Role


def owners(request: Request) -> QuerySet[User]:
    """People of the request's desk, and members of its part of its case."""
    able = Q(teams=request.desk_id)
    if request.case_id is not None:
        seats = CaseMember.objects.filter(case_id=request.case_id, compartment=request.compartment)
        able |= Q(pk__in=seats.values("user_id"))
    people = User.objects.filter(able, is_active=True).distinct()
    return people.exclude(roles__contains=[Role.ADMINISTRATOR]).order_by("full_name")


def may_own(request: Request, user: User) -> bool:
    """Whether this person can be given a step: he could open the request."""
    return owners(request).filter(pk=user.pk).exists() or may_see(request, user)


def names_of(people: list[int]) -> dict[int, str]:
    """Names of colleagues by their numbers."""
    return dict(User.objects.filter(pk__in=people).values_list("pk", "full_name"))
