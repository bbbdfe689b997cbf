"""Who may read and who may change the laws: reading is for everybody who signs in."""

from homeward.foundation.access.errors import Forbidden, NotFound
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Role
from homeward.knowledge.law.models import Proposal


def may_draft(viewer: User) -> bool:
    """Whether the viewer proposes and decides changes."""
    return viewer.has_role(Role.DRAFTER)


def check_may_draft(viewer: User, state: str) -> None:
    """Raises Forbidden for whoever does not draft laws."""
    if not may_draft(viewer):
        raise Forbidden("law", state)


def get_proposal(number: int, viewer: User) -> Proposal:
    """A proposal for whoever drafts laws; for others there is none. Raises NotFound."""
    found = Proposal.objects.filter(pk=number).first()
    if found is None or not may_draft(viewer):
        raise NotFound("law_proposal", number)
    return found
