"""When a task is to be spoken of: before it is due, when it is, and after a silence."""

from datetime import datetime, timedelta
from enum import StrEnum

from homeward.foundation.duty.models import Task

_LONGEST_AHEAD = timedelta(hours=24)


class Occasion(StrEnum):
    """Why a notice was raised, the most serious last."""

    TOLD = "told"
    SOON = "soon"
    REMIND = "remind"
    OVERDUE = "overdue"


def moments(task: Task, created: datetime) -> list[tuple[Occasion, datetime]]:
    """The clocks of a task in the order of their weight.

    Due soon is a quarter of the whole time before the deadline, and a day at most.
    """
    found = []
    if task.due_at is not None:
        ahead = min(_LONGEST_AHEAD, (task.due_at - created) / 4)
        if ahead > timedelta(0):
            found.append((Occasion.SOON, task.due_at - ahead))
    if task.remind_at is not None:
        found.append((Occasion.REMIND, task.remind_at))
    if task.due_at is not None:
        found.append((Occasion.OVERDUE, task.due_at))
    return found


def first_notice(task: Task, now: datetime) -> datetime | None:
    """The first moment of a task that is made or changed `now`; None without clocks."""
    return min((at for _, at in moments(task, task.created_at or now)), default=None)


def reached(task: Task, now: datetime) -> tuple[Occasion, datetime] | None:
    """The weightiest occasion that has come, or None."""
    return next((one for one in reversed(moments(task, task.created_at)) if one[1] <= now), None)


def next_notice(task: Task, now: datetime) -> datetime | None:
    """The next moment after `now`, or None."""
    later = (at for _, at in moments(task, task.created_at) if at > now)
    return min(later, default=None)
