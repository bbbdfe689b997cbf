"""Taking, giving and ending a task, by the people whom it concerns."""

from datetime import UTC, datetime

from homeward.foundation.access.errors import NotFound, StaleForm
from homeward.foundation.access.models import User
from homeward.foundation.duty.errors import AssigneeImpossible, ReasonMissing, TaskEnded
from homeward.foundation.duty.models import Task
from homeward.foundation.duty.queries.tasks import may_receive, task_locked
from homeward.foundation.duty.vocabulary import TaskStatus
from homeward.foundation.journal.actions import record


def take_task(task: Task, *, user: User, revision: int | None = None) -> Task:
    """Make a task one's own. Raises TaskEnded and StaleForm."""
    return _change(task, user, revision, "duty.task_taken", assignee=user)


def give_task(task: Task, to: User, *, user: User, revision: int | None = None) -> Task:
    """Give a task to a colleague, who sees it from then on. Raises AssigneeImpossible, TaskEnded
    and StaleForm."""
    if not may_receive(task).filter(pk=to.pk).exists():
        raise AssigneeImpossible(name=str(to))
    return _change(task, user, revision, "duty.task_given", assignee=to)


def hand_back(task: Task, *, user: User, revision: int | None = None) -> Task:
    """Give a task back to its desk or duty; one that has neither stays. Raises as `take_task`."""
    if task.team_id is None and task.duty_role_id is None:
        raise AssigneeImpossible(name="")
    return _change(
        task,
        user,
        revision,
        "duty.task_handed_back",
        assignee=None,
        status=TaskStatus.NOT_STARTED,
    )


def set_task_status(
    task: Task, status: TaskStatus, *, user: User, reason: str = "", revision: int | None = None
) -> Task:
    """Say how far a task is. Raises ReasonMissing for one that does not apply without a reason,
    TaskEnded and StaleForm."""
    if status == TaskStatus.NOT_APPLICABLE and not reason.strip():
        raise ReasonMissing
    facts: dict[str, object] = {"status": status, "reason": reason.strip()}
    if status in (TaskStatus.DONE, TaskStatus.NOT_APPLICABLE):
        facts |= {"done_at": datetime.now(UTC), "next_notice_at": None}
    elif status == TaskStatus.IN_PROGRESS and task.assignee_id is None:
        facts["assignee"] = user
    return _change(task, user, revision, "duty.task_status", **facts)


def _change(task: Task, user: User, revision: int | None, verb: str, **facts: object) -> Task:
    held = task_locked(task.pk)
    if held is None:
        raise NotFound("task", task.pk)
    if revision is not None and held.revision != revision:
        raise StaleForm
    if held.is_ended or held.done_at is not None:
        raise TaskEnded
    for field, value in facts.items():
        setattr(held, field, value)
    held.changed_by, held.revision = user.pk, held.revision + 1
    held.save(update_fields=[*facts, "changed_by", "revision"])
    record(
        verb,
        actor=user.actor,
        subject=("task", held.pk),
        case_id=held.case_id,
        compartment=held.compartment,
        kind=held.kind,
        status=str(held.status),
    )
    return held
