"""What duty adds to the shared page: My work itself, and its section of tasks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.foundation.access.models import User
from homeward.foundation.duty.models import Task
from homeward.foundation.duty.ports import task_kind
from homeward.foundation.duty.queries import open_tasks
from homeward.foundation.web.ports import (
    MenuItem,
    Text,
    WorkItem,
    register_menu,
    register_work,
)
from homeward.foundation.web.tones import Tone

SOON = timedelta(hours=24)
TASKS = _("Tasks")


@dataclass(frozen=True, slots=True)
class TaskSource:
    """Tasks before the viewer or at his desks, the most urgent first."""

    code: str = "duty"
    title: Text = TASKS
    order: int = 10

    def items(self, viewer: User) -> Sequence[WorkItem]:
        """Every open task with its clock and its one next step."""
        now = datetime.now(UTC)
        return [work_item(task, now) for task in open_tasks(viewer).select_related("team")]


def work_item(task: Task, now: datetime) -> WorkItem:
    """A task as My work shows it; raises KeyError where its kind is not registered."""
    kind = task_kind(task.kind)
    tone, state = lateness(task.due_at, now)
    return WorkItem(
        title=str(kind.sentence) % task.params,
        url=task.url,
        next_step=kind.step,
        due=task.due_at,
        tone=tone,
        state=state,
        detail=str(task.team) if task.team else "",
    )


def lateness(due_at: datetime | None, now: datetime) -> tuple[Tone, Text]:
    """The tone and word of a clock: overdue, due within a day, or simply open."""
    if due_at is None or due_at - now > SOON:
        return Tone.NEUTRAL, pgettext_lazy("task", "Open")
    if due_at < now:
        return Tone.DANGER, pgettext_lazy("task", "Overdue")
    return Tone.WARNING, pgettext_lazy("task", "Due soon")


def _open_tasks(request: HttpRequest) -> int:
    user: Any = request.user
    return open_tasks(user).count()


def register() -> None:
    """Fill the ports of `web`."""
    register_work(TaskSource())
    register_menu(
        MenuItem(
            code="my_work",
            label=_("My work"),
            url_name="my_work",
            icon="work",
            order=10,
            key="m",
            count=_open_tasks,
        )
    )
