"""Who reads figures and who adds some: reading is for everybody who signs in."""

from uuid import UUID

from homeward.foundation.access.errors import Forbidden, NotFound
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Role
from homeward.oversight.trends.models import Dataset, Upload

ADD = (Role.SUPERVISOR, Role.OVERSEER)


def may_add(viewer: User) -> bool:
    """Whether the viewer imports figures and has the node's own counted; the database asks too."""
    return viewer.has_role(*ADD)


def check_may_add(viewer: User) -> None:
    """Raises Forbidden for whoever may not."""
    if not may_add(viewer):
        raise Forbidden("trends_dataset", "new")


def get_dataset(number: int, viewer: User) -> Dataset:
    """A data set; any person who signed in reads it. Raises NotFound."""
    found = Dataset.objects.filter(pk=number).first()
    if found is None or not viewer.is_active:
        raise NotFound("trends_dataset", number)
    return found


def get_upload(number: UUID, viewer: User) -> Upload:
    """A file that the viewer brought. Raises NotFound."""
    found = Upload.objects.filter(pk=number, by=viewer.pk).first()
    if found is None or not may_add(viewer):
        raise NotFound("trends_upload", number)
    return found
