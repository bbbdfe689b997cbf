"""What duty adds to the shared page: My work itself, and its section of tasks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from homeward.foundation.access.models import User
from homeward.foundation.duty.models import Task
from homeward.foundation.duty.ports import task_kind
from homeward.foundation.duty.queries import open_tasks
from homeward.foundation.duty.queries.notices import NoticeLine, count_open, lines, open_notices
from homeward.foundation.duty.queries.roster import hand_overs_for, roster, teams_planned_by
from homeward.foundation.duty.vocabulary import Urgency
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
NOTICES = _("Answer these")
HAND_OVERS = _("Hand-over of the shift")
GAPS = _("Gaps in the roster")
ANSWER = pgettext_lazy("notice", "I see to it")
NOBODY_NOW = pgettext_lazy("on duty", "Nobody now")
NOBODY_SOON = pgettext_lazy("on duty", "Nobody soon")
URGENCY_TONES = {
    Urgency.LIFE: Tone.DANGER,
    Urgency.URGENT: Tone.WARNING,
    Urgency.ROUTINE: Tone.NEUTRAL,
}


@dataclass(frozen=True, slots=True)
class TaskSource:
    """Tasks before the viewer or at his desks, the most urgent first."""

    code: str = "duty"
    title: Text = TASKS
    order: int = 10

    def items(self, viewer: User) -> Sequence[WorkItem]:
        """Every open task with its clock and its one next step."""
        now = datetime.now(UTC)
        tasks = open_tasks(viewer).select_related("team", "duty_role")
        return [work_item(task, now) for task in tasks]


def work_item(task: Task, now: datetime) -> WorkItem:
    """A task as My work shows it; raises KeyError where its kind is not registered."""
    kind = task_kind(task.kind)
    tone, state = lateness(task.due_at, now)
    return WorkItem(
        title=str(kind.sentence) % task.params,
        url=task.url,
        next_step=kind.step,
        due=task.due_at,
        tone=Tone.DANGER if task.life_at_risk else tone,
        state=Urgency.LIFE.label if task.life_at_risk else state,
        detail=str(task.team or task.duty_role or ""),
    )


@dataclass(frozen=True, slots=True)
class NoticeSource:
    """What the viewer was told and must answer."""

    code: str = "notices"
    title: Text = NOTICES
    order: int = 1

    def items(self, viewer: User) -> Sequence[WorkItem]:
        """Every open notice with its button, life at risk first."""
        return [notice_item(line) for line in lines(viewer, open_notices(viewer))]


def notice_item(line: NoticeLine) -> WorkItem:
    """A notice as My work shows it."""
    urgency = Urgency(line.notice.urgency)
    detail = [str(line.occasion)] if line.occasion else []
    if line.of_others:
        detail.append(gettext("not answered by %(name)s") % {"name": line.of_others})
    return WorkItem(
        title=line.sentence,
        url=line.url,
        next_step=line.step,
        tone=URGENCY_TONES[urgency],
        state=urgency.label,
        detail=" · ".join(detail),
        answer_url=reverse("duty:acknowledge", args=[line.notice.pk]),
        answer=ANSWER,
    )


@dataclass(frozen=True, slots=True)
class HandOverSource:
    """The hand-over notes of the shift that wait to be read."""

    code: str = "hand_over"
    title: Text = HAND_OVERS
    order: int = 5

    def items(self, viewer: User) -> Sequence[WorkItem]:
        """Every note that the viewer has not taken over yet."""
        return [
            WorkItem(
                title=gettext("%(role)s: hand-over by %(name)s")
                % {"role": str(given.role), "name": str(given.giver)},
                url=reverse("duty:hand_over", args=[given.pk]),
                next_step=_("Read and take over"),
                tone=Tone.INFORMATION,
                state=pgettext_lazy("hand-over", "Waits for you"),
                detail=str(given.role.team),
            )
            for given in hand_overs_for(viewer)
        ]


@dataclass(frozen=True, slots=True)
class GapSource:
    """For whoever plans: duties that nobody keeps within a day."""

    code: str = "duty_gaps"
    title: Text = GAPS
    order: int = 8

    def items(self, viewer: User) -> Sequence[WorkItem]:
        """A line for each role of the viewer's teams with a gap in the next day."""
        teams = set(teams_planned_by(viewer).values_list("pk", flat=True))
        if not teams:
            return []
        found = []
        for one in roster(datetime.now(UTC), until=SOON):
            if one.role.team_id in teams and one.gaps:
                found.append(
                    WorkItem(
                        title=gettext("Nobody is entered as %(role)s") % {"role": str(one.role)},
                        url=reverse("duty:add_shift") + f"?role={one.role.pk}",
                        next_step=_("Put someone on duty"),
                        tone=Tone.DANGER if one.is_open_now else Tone.WARNING,
                        state=NOBODY_NOW if one.is_open_now else NOBODY_SOON,
                        detail=f"{one.role.team} · {_from(one.gaps[0].starts_at)}",
                    )
                )
        return found


def _from(at: datetime) -> str:
    return formats.date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")


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


def _open_notices(request: HttpRequest) -> int:
    user: Any = request.user
    return count_open(user)


def register() -> None:
    """Fill the ports of `web`."""
    register_work(NoticeSource())
    register_work(HandOverSource())
    register_work(GapSource())
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
    register_menu(
        MenuItem(
            code="duty",
            label=pgettext_lazy("menu", "Duty"),
            url_name="duty:roster",
            icon="bell",
            order=15,
            key="d",
            count=_open_notices,
        )
    )
