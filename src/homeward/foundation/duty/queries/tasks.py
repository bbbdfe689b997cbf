"""Reads of tasks."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet

from homeward.foundation.access.models import CaseMember, User
from homeward.foundation.access.queries import compartments_of, in_his_place, team_ids_of
from homeward.foundation.duty.models import Task
from homeward.foundation.duty.queries.roster import duties_of

# A life at risk waits for nothing, whether its task has a time or none.
_URGENT_FIRST = ("-life_at_risk", F("due_at").asc(nulls_last=True), "pk")


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which tasks a list shows. `whose` is mine, desk or all; the rest narrows it."""

    whose: str = "all"
    overdue: bool = False
    case_id: int | None = None
    ended: bool = False


def open_tasks(viewer: User) -> QuerySet[Task]:
    """What waits for the viewer, at his desks or in his duty, the most urgent first."""
    return _concerning(viewer).filter(done_at__isnull=True).order_by(*_URGENT_FIRST)


def _concerning(viewer: User) -> QuerySet[Task]:
    # What he did under a broken glass, or before he left, opens nothing to him afterwards.
    inside = Q(case_id__isnull=True) | in_his_place(viewer)
    mine = Q(assignee=viewer) & inside | Q(team_id__in=team_ids_of(viewer))
    mine |= Q(assignee=None, duty_role_id__in=duties_of(viewer))
    return Task.objects.filter(mine)


def listed_tasks(viewer: User, wanted: TaskFilter, now: datetime) -> QuerySet[Task]:
    """The tasks that concern the viewer, as the filter wants them."""
    found = _concerning(viewer)
    if wanted.case_id is not None:
        found = visible_tasks(viewer).filter(case_id=wanted.case_id)
    if wanted.whose == "mine":
        found = found.filter(assignee=viewer)
    elif wanted.whose == "desk":
        found = found.filter(assignee=None)
    found = found.filter(done_at__isnull=not wanted.ended)
    if wanted.overdue:
        found = found.filter(due_at__lt=now)
    return found.select_related("team", "assignee", "duty_role").order_by(*_URGENT_FIRST)


def visible_tasks(viewer: User) -> QuerySet[Task]:
    """Every task that the viewer may open: his own, his desks' and his duties', and those of
    compartments in which he is. Whoever made or changed one sees it as well, while he has a place
    in its case."""
    own = Q(assignee=viewer) | Q(created_by=viewer.pk) | Q(changed_by=viewer.pk)
    inside = in_his_place(viewer)
    return Task.objects.filter(
        (own & (Q(case_id__isnull=True) | inside))
        | Q(team_id__in=team_ids_of(viewer))
        | Q(duty_role_id__in=duties_of(viewer))
        | (~Q(compartment="") & inside)
    )


def tasks_of_case(viewer: User, case_id: int, *, ended: bool = False) -> QuerySet[Task]:
    """The tasks of a case that the viewer may see, the most urgent first; with the ended ones when
    asked. A task of a compartment is there for its members, another for whom it concerns."""
    held = compartments_of(viewer, case_id)
    concerned = Q(assignee=viewer) | Q(team_id__in=team_ids_of(viewer))
    found = visible_tasks(viewer).filter(case_id=case_id)
    found = found.filter(Q(compartment="") | Q(compartment__in=held) | concerned)
    if not ended:
        found = found.filter(done_at__isnull=True)
    return found.select_related("team", "assignee", "duty_role").order_by(*_URGENT_FIRST)


def task_for(viewer: User, pk: int) -> Task | None:
    """One task that the viewer may open, or None."""
    found = visible_tasks(viewer).filter(pk=pk)
    return found.select_related("team", "assignee", "duty_role").first()


def may_receive(task: Task) -> QuerySet[User]:
    """To whom a task may be given: people of its desk, and members of its case or compartment as
    far as the reader sees them; any colleague for a task that has neither."""
    people = User.objects.filter(is_active=True).order_by("full_name", "username")
    if task.team_id is None and task.case_id is None:
        return people
    allowed = Q(pk__in=[])
    if task.case_id is not None:
        members = CaseMember.objects.filter(case_id=task.case_id)
        if task.compartment:
            members = members.filter(compartment=task.compartment)
        allowed |= Q(pk__in=members.values("user_id"))
    if task.team is not None:
        allowed |= Q(pk__in=task.team.members.values("pk"))
    return people.filter(allowed)


def task_locked(pk: int) -> Task | None:
    """The task, held until the end of the transaction; None where the database shows none."""
    return Task.objects.select_for_update(of=("self",)).filter(pk=pk).first()
