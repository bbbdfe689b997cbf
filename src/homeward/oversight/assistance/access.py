"""Who may ask for assistance, who works on it, and who keeps its money.

A request is seen at its desk alone, on either node. At the Secretariat money is a supervisor's.
"""

from uuid import UUID

from homeward.foundation.access.errors import Forbidden, NotFound
from homeward.foundation.access.models import Team, User
from homeward.foundation.access.queries import desk_of_authority, team_ids_of
from homeward.foundation.access.roles import Role
from homeward.oversight.assistance.errors import NoDesk
from homeward.oversight.assistance.models import AssistanceRequest, Commitment, Fund
from homeward.oversight.assistance.secretariat import is_secretariat, own_desk

WORKERS = (Role.CENTRAL, Role.SUPERVISOR)


def may_work(viewer: User) -> bool:
    """Whether the viewer asks for assistance, or works on what is asked."""
    return viewer.has_role(*WORKERS)


def check_may_work(viewer: User) -> None:
    """Raises Forbidden for whoever does not work on requests for assistance."""
    if not may_work(viewer):
        raise Forbidden("assistance_request")


def is_at_secretariat(viewer: User) -> bool:
    """Whether the viewer works at the Secretariat's desk on its own node."""
    desk = own_desk()
    return desk is not None and may_work(viewer) and desk.pk in team_ids_of(viewer)


def check_at_secretariat(viewer: User) -> None:
    """Raises NotFound for everybody but the Secretariat's desk: to others it keeps no money."""
    if not is_at_secretariat(viewer):
        raise NotFound("assistance_fund")


def keeps_money(viewer: User) -> bool:
    """Whether the viewer records funds, commitments and spending."""
    return is_at_secretariat(viewer) and viewer.has_role(Role.SUPERVISOR)


def check_keeps_money(viewer: User) -> None:
    """Raises NotFound away from the Secretariat's desk, Forbidden for who is no supervisor."""
    check_at_secretariat(viewer)
    if not keeps_money(viewer):
        raise Forbidden("assistance_fund")


def may_ask(viewer: User) -> bool:
    """Whether the viewer may ask the Secretariat: on the node of a State."""
    return may_work(viewer) and not is_secretariat()


def desk_for(viewer: User) -> Team:
    """The desk on which a new request of the viewer lies: his authority's, else his first.

    Raises NoDesk.
    """
    own = team_ids_of(viewer)
    desk = desk_of_authority(viewer.authority)
    if desk is not None and desk.pk in own:
        return desk
    found = Team.objects.filter(pk__in=own).order_by("pk").first()
    if found is None:
        raise NoDesk
    return found


def get_request(request_id: UUID, viewer: User, *, for_change: bool = False) -> AssistanceRequest:
    """A request at the viewer's desk; raises NotFound for any other, Forbidden without the role."""
    found = AssistanceRequest.objects.select_related("desk").filter(pk=request_id)
    if for_change:
        found = found.select_for_update(of=("self",))
    request = found.first()
    if request is None or request.desk_id not in team_ids_of(viewer):
        raise NotFound("assistance_request", request_id)
    check_may_work(viewer)
    return request


def get_fund(number: int, viewer: User, *, for_change: bool = False) -> Fund:
    """A fund at the Secretariat's desk; raises NotFound, and Forbidden for a change by others."""
    check_at_secretariat(viewer)
    if for_change:
        check_keeps_money(viewer)
    rows = Fund.objects.select_for_update() if for_change else Fund.objects.all()
    found = rows.filter(pk=number, desk_id__in=team_ids_of(viewer)).first()
    if found is None:
        raise NotFound("assistance_fund", number)
    return found


def get_commitment(number: int, viewer: User) -> Commitment:
    """A commitment for whoever keeps the money, locked; raises NotFound and Forbidden."""
    check_keeps_money(viewer)
    rows = Commitment.objects.select_for_update(of=("self",)).select_related("fund", "request")
    found = rows.filter(pk=number, fund__desk_id__in=team_ids_of(viewer)).first()
    if found is None:
        raise NotFound("assistance_commitment", number)
    return found
