"""Writes of tasks, in the transaction of what causes them."""

from datetime import UTC, datetime, timedelta

from django.db.models import QuerySet

from homeward.foundation.access.models import Team, User
from homeward.foundation.duty.models import DutyRole, Task
from homeward.foundation.duty.ports import task_kind
from homeward.foundation.duty.task_clock import first_notice
from homeward.foundation.duty.vocabulary import TaskStatus
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record


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
    compartment: str = "",
    role: str = "",
    life_at_risk: bool = False,
    remind_at: datetime | None = None,
    escalate_after: timedelta | None = None,
    **params: str,
) -> Task:
    """Put a task on a desk, before a person or a duty role. KeyError for an unregistered kind.

    `role` is the code of a duty role (`vocabulary.UsualRole` or a team's own); of several teams
    that have it, `team`'s comes first. Where nobody keeps that role and there is neither team nor
    assignee, the task goes to whoever makes it, so that it never waits unseen. `compartment` opens
    it to that compartment's members. `remind_at` raises a notice at that time, and `escalate_after`
    says how long each person has to answer a notice of this task, instead of the node's own times.
    """
    task_kind(kind)
    duty_role = find_duty_role(role, team) if role else None
    if team is None and assignee is None and duty_role is None and actor.id is not None:
        assignee = User.objects.filter(pk=actor.id).first()
    task = Task(
        kind=kind,
        params=params,
        url=url,
        team=team,
        assignee=assignee,
        due_at=due_at,
        case_id=case_id,
        compartment=compartment,
        role=role,
        duty_role=duty_role,
        subject_kind=subject[0],
        subject_id=str(subject[1]),
        created_by=actor.id,
        life_at_risk=life_at_risk,
        remind_at=remind_at,
        escalate_after=escalate_after,
    )
    task.next_notice_at = first_notice(task, datetime.now(UTC))
    task.save()
    return task


def find_duty_role(code: str, team: Team | None) -> DutyRole | None:
    """The open duty role of this code: the team's own, or else the first of any team."""
    found = DutyRole.objects.filter(code=code, closed_at__isnull=True).order_by("pk")
    if team is not None and (own := found.filter(team=team).first()):
        return own
    return found.first()


def finish_tasks(subject: tuple[str, object], *kinds: str, actor: Actor) -> int:
    """Mark the open tasks about a subject as done (all kinds when none is named)."""
    return _open_about(subject, kinds).update(
        done_at=datetime.now(UTC),
        status=TaskStatus.DONE,
        changed_by=actor.id,
        next_notice_at=None,
    )


def set_clocks(
    subject: tuple[str, object],
    *kinds: str,
    actor: Actor,
    due_at: datetime | None,
    remind_at: datetime | None,
) -> int:
    """Give the open tasks about a subject new times: a deadline moved, or a silence was broken."""
    now, count = datetime.now(UTC), 0
    for task in _open_about(subject, kinds).select_for_update(of=("self",)):
        task.due_at, task.remind_at, task.changed_by = due_at, remind_at, actor.id
        task.next_notice_at = first_notice(task, now)
        task.save(update_fields=["due_at", "remind_at", "changed_by", "next_notice_at"])
        count += 1
    return count


def pass_tasks(
    subject: tuple[str, object], *kinds: str, before: User, to: User, actor: Actor
) -> int:
    """Put the open tasks about a subject that stand before one person before another; how many.

    Their clocks run anew: what is near or overdue is told to whoever has it now, and the notices
    raised for the one who had it are closed with that.
    """
    now, count = datetime.now(UTC), 0
    held = _open_about(subject, kinds).filter(assignee=before)
    for task in held.select_for_update(of=("self",)):
        task.assignee, task.changed_by, task.revision = to, actor.id, task.revision + 1
        task.next_notice_at = first_notice(task, now)
        task.save(update_fields=["assignee", "changed_by", "revision", "next_notice_at"])
        record(
            "duty.task_given",
            actor=actor,
            subject=("task", task.pk),
            case_id=task.case_id,
            compartment=task.compartment,
            kind=task.kind,
            status=str(task.status),
        )
        count += 1
    return count


def _open_about(subject: tuple[str, object], kinds: tuple[str, ...]) -> QuerySet[Task]:
    found = Task.objects.filter(
        subject_kind=subject[0], subject_id=str(subject[1]), done_at__isnull=True
    )
    return found.filter(kind__in=kinds) if kinds else found
