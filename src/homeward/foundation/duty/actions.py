"""Writes of tasks, in the transaction of what causes them."""

from datetime import UTC, datetime

from homeward.foundation.access.models import Team, User
from homeward.foundation.duty.models import Task
from homeward.foundation.duty.ports import task_kind
from homeward.foundation.guard.actor import Actor


def add_task(
    kind: str,
    *,
    actor: Actor,
    subject: tuple[str, object],
    url: str,
    team: Team | None = None,
    assignee: User | None = None,
    due_at: datetime | None = None,
    case_id: int | None = None,
    **params: str,
) -> Task:
    """Put a task on a desk or before a person. Raises KeyError for an unregistered kind."""
    task_kind(kind)
    return Task.objects.create(
        kind=kind,
        params=params,
        url=url,
        team=team,
        assignee=assignee,
        due_at=due_at,
        case_id=case_id,
        subject_kind=subject[0],
        subject_id=str(subject[1]),
        created_by=actor.id,
    )


def finish_tasks(subject: tuple[str, object], *kinds: str, actor: Actor) -> int:
    """Mark the open tasks about a subject as done (all kinds when none is named)."""
    open_tasks = Task.objects.filter(
        subject_kind=subject[0], subject_id=str(subject[1]), done_at__isnull=True
    )
    if kinds:
        open_tasks = open_tasks.filter(kind__in=kinds)
    return open_tasks.update(done_at=datetime.now(UTC))
