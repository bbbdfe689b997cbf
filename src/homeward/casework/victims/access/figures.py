"""Who reads the room's figures. The database asks the same (`guard.support_facts`)."""

from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Role

READERS = (Role.SUPPORT, Role.SUPERVISOR, Role.OVERSEER)


def reads_figures(viewer: object) -> bool:
    """Whether the viewer reads figures: victim support, supervisors and oversight."""
    return isinstance(viewer, User) and viewer.has_role(*READERS)


def check_reads_figures(viewer: User) -> None:
    """Raises NotFound for everybody else."""
    if not reads_figures(viewer):
        raise NotFound("support_figures")
