"""The only door to a request."""

from uuid import UUID

from homeward.casework.cooperation.errors import NotNow
from homeward.casework.cooperation.models import HandOver, Request
from homeward.foundation.access.errors import Forbidden, NotFound
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import compartments_of, team_ids_of


def get_request(request_id: UUID, viewer: User, *, for_change: bool = False) -> Request:
    """The request, for its desk and for members of its compartment of its case.

    With `for_change` the row is locked until the end of the transaction. Raises NotFound.
    """
    rows = Request.objects.select_for_update() if for_change else Request.objects
    request = rows.filter(pk=request_id).first()
    if request is None or not may_see(request, viewer):
        raise NotFound("request", request_id)
    return request


def get_hand_over(request_id: UUID, viewer: User, *, for_change: bool = False) -> HandOver:
    """The hand-over of a request, for its desk and for members of its compartment of its case.

    Raises NotFound.
    """
    rows = HandOver.objects.select_for_update() if for_change else HandOver.objects
    row = rows.filter(pk=request_id).first()
    if row is None or not may_see(row, viewer):
        raise NotFound("request", request_id)
    return row


def may_see(request: Request | HandOver, viewer: User) -> bool:
    """Whether the viewer works at the request's desk or in its part of the case."""
    if request.desk_id in team_ids_of(viewer):
        return True
    if request.case_id is None:
        return False
    return request.compartment in compartments_of(viewer, request.case_id)


def check_writes(request: Request, viewer: User) -> None:
    """Raises NotNow for what is no draft any more, Forbidden for who does not write it."""
    if not request.is_writable:
        raise NotNow(state=request.get_state_display())
    if not viewer.has_role(*request.declared.roles_to_draft, "central", "supervisor"):
        raise Forbidden("request", request.pk)


def keeps_letters(viewer: User) -> bool:
    """Whether the viewer keeps what every request of this node uses: calendars and templates."""
    return viewer.has_role("central", "supervisor", "administrator")


def check_keeps_letters(viewer: User) -> None:
    """Raises Forbidden for whoever does not keep calendars and templates."""
    if not keeps_letters(viewer):
        raise Forbidden("letters")
