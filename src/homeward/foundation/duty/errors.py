"""What can go wrong with shifts, tasks and notices; each says what to do."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.errors import HomewardError


class ShiftOverlaps(HomewardError):
    """Two entries of the roster exclude each other."""

    code = "shift_overlaps"
    status = 400
    message = _(
        "%(name)s is on this duty from %(start)s to %(end)s (called %(order)s). Choose other times,"
        " another order, or cancel that shift first."
    )


class ShiftImpossible(HomewardError):
    """Nobody can do this shift."""

    code = "shift_impossible"
    status = 400
    message = _("%(name)s cannot sign in to this node. Choose somebody who can.")


class ShiftOver(HomewardError):
    """A shift that has ended is part of the record."""

    code = "shift_over"
    status = 409
    message = _("This shift has ended or was cancelled already, so it stays as it is.")


class RoleTaken(HomewardError):
    """A team has each duty role once."""

    code = "duty_role_taken"
    status = 400
    message = _("This team has such a duty role already. Choose another, or use the one it has.")


class TaskEnded(HomewardError):
    """An ended task is not worked on."""

    code = "task_ended"
    status = 409
    message = _("This task has ended already, so nothing was changed.")


class ReasonMissing(HomewardError):
    """A task that does not apply needs the reason."""

    code = "task_reason_missing"
    status = 400
    message = _("Write in one sentence why this task does not apply.")


class AssigneeImpossible(HomewardError):
    """A task goes only to whom it may concern."""

    code = "task_assignee_impossible"
    status = 400
    message = _("This task cannot be given to %(name)s, who may not see it. Choose somebody else.")
