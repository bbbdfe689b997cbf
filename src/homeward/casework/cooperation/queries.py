"""Reads of requests."""

from django.db.models import Q, QuerySet

from homeward.casework.cases.models import Case
from homeward.casework.cooperation.lifecycle import Side, Transition, open_to
from homeward.casework.cooperation.models import Request
from homeward.foundation.access.models import CaseMember, User
from homeward.foundation.access.queries import team_ids_of


def requests_of(viewer: User, case: Case | None = None) -> QuerySet[Request]:
    """The requests that the viewer may see, the latest first; of one case when it is given."""
    desk = Q(desk_id__in=team_ids_of(viewer))
    seats = CaseMember.objects.filter(user=viewer)
    member = Q()
    for compartment in seats.values_list("compartment", flat=True).distinct():
        held = seats.filter(compartment=compartment).values("case_id")
        member |= Q(compartment=compartment, case_id__in=held)
    visible = Request.objects.filter(desk | member) if member else Request.objects.filter(desk)
    if case is not None:
        visible = visible.filter(case=case)
    return visible.order_by("-created_at")


def changes_open_to(viewer: User, request: Request) -> list[Transition]:
    """The changes that this viewer may make now, by side, state and role."""
    allowed = []
    for transition in open_to(request.state, request.side):
        if not viewer.has_role(*transition.roles):
            continue
        if transition.name == "approve" and request.drafted_by == viewer.pk:
            continue
        allowed.append(transition)
    return allowed


def executed_for(viewer: User, case: Case, kind: str) -> QuerySet[Request]:
    """Requests of a kind that this State sent from a case and that were executed."""
    sent = requests_of(viewer, case).filter(kind=kind, side=Side.REQUESTING)
    return sent.filter(state__in=("executed", "closed")).exclude(answer={})
