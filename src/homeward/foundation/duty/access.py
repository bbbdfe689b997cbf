"""The only doors to a task, a notice, a shift, a duty role, a hand-over and a channel."""

from homeward.foundation.access.errors import Forbidden, NotFound
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Role
from homeward.foundation.duty.models import Channel, DutyRole, HandOver, Notice, Shift, Task
from homeward.foundation.duty.queries.notices import notice_for
from homeward.foundation.duty.queries.roster import may_plan
from homeward.foundation.duty.queries.tasks import task_for


def get_task(pk: int, viewer: User) -> Task:
    """A task that concerns the viewer. Raises NotFound."""
    task = task_for(viewer, pk)
    if task is None:
        raise NotFound("task", pk)
    return task


def get_notice(pk: int, viewer: User) -> Notice:
    """A notice that the viewer was told. Raises NotFound."""
    notice = notice_for(viewer, pk)
    if notice is None:
        raise NotFound("notice", pk)
    return notice


def get_planned_role(pk: int, viewer: User) -> DutyRole:
    """A duty role whose roster the viewer may change. Raises NotFound and Forbidden."""
    role = DutyRole.objects.filter(pk=pk, closed_at__isnull=True).select_related("team").first()
    if role is None:
        raise NotFound("duty_role", pk)
    if not may_plan(viewer, role.team):
        raise Forbidden("duty_role", pk)
    return role


def get_planned_shift(pk: int, viewer: User) -> Shift:
    """A shift that the viewer may cancel. Raises NotFound and Forbidden."""
    shift = Shift.objects.filter(pk=pk).select_related("role__team", "user").first()
    if shift is None:
        raise NotFound("shift", pk)
    if not may_plan(viewer, shift.role.team):
        raise Forbidden("shift", pk)
    return shift


def get_hand_over(pk: int, viewer: User) -> HandOver:
    """A hand-over to the viewer. Raises NotFound."""
    found = HandOver.objects.filter(pk=pk, receiver=viewer).select_related("role__team").first()
    if found is None:
        raise NotFound("hand_over", pk)
    return found


def get_own_channel(pk: int, viewer: User) -> Channel:
    """One of the viewer's own ways to be reached. Raises NotFound."""
    found = Channel.objects.filter(pk=pk, user=viewer).first()
    if found is None:
        raise NotFound("channel", pk)
    return found


def check_may_plan(viewer: User) -> None:
    """Raises Forbidden for whoever plans no roster."""
    if not viewer.has_role(Role.ADMINISTRATOR, Role.SUPERVISOR):
        raise Forbidden("duty_role")
