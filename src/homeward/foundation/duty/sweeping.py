"""What is due: clocks of tasks, notices that nobody answered, e-mail that lost its job.

Every step is safe to do twice and beside another worker: rows are taken with `skip locked`, and the
key of a notice is unique. Whatever fails with one row is put off, and the others go on.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet

from homeward.foundation.duty.actions.notices import About, To, raise_notice, tell_next
from homeward.foundation.duty.clock import database_now
from homeward.foundation.duty.jobs import queue_mail
from homeward.foundation.duty.models import Delivery, Notice, Task
from homeward.foundation.duty.principal import DUTY
from homeward.foundation.duty.task_clock import Occasion, next_notice, reached
from homeward.foundation.duty.vocabulary import MailState, Urgency
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.actions import record

log = logging.getLogger(__name__)

_AT_ONCE = 200
_PUT_OFF = timedelta(minutes=15)
_SET_BACK = timedelta(minutes=1)  # a time further ahead than this came from a clock that was wrong

Row = TypeVar("Row", Task, Notice)


def sweep_duty(now: datetime | None = None) -> None:
    """Everything that is due by the database's clock (or `now`), step by step."""
    for step in (raise_due, mend_clocks, escalate, queue_waiting):
        with opened(DUTY):
            step(now or database_now())


def raise_due(now: datetime) -> int:
    """Raise a notice for each task whose clock came to something; returns how many."""
    due = (
        Task.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(next_notice_at__lte=now)
        .select_related("team", "assignee", "duty_role")
        .order_by("next_notice_at")[:_AT_ONCE]
    )
    return _each(due, lambda task: _raise_for(task, now), lambda task: _put_off_task(task, now))


def _raise_for(task: Task, now: datetime) -> bool:
    came = None if task.done_at is not None else reached(task, now)
    task.next_notice_at = None if task.done_at is not None else next_notice(task, now)
    task.save(update_fields=["next_notice_at"])
    if came is None:
        return False
    occasion, at = came
    _close(Notice.objects.filter(task=task), now)  # the newer one says more
    raised = raise_notice(
        task.kind,
        To(person=task.assignee, role=task.duty_role, team=task.team),
        About((task.subject_kind, task.subject_id), task.url, task.case_id, task.compartment, task),
        actor=DUTY,
        # Of the same moment each is told who has the task then: it may have been passed on since.
        key=f"task:{task.pk}:{occasion}:{int(at.timestamp())}:{task.revision}",
        urgency=_urgency(task, occasion),
        occasion=occasion,
        climbs=occasion is not Occasion.SOON or task.life_at_risk,
        step=task.escalate_after,
        now=now,
        params=task.params,
    )
    return raised is not None


def _urgency(task: Task, occasion: Occasion) -> Urgency:
    if task.life_at_risk:
        return Urgency.LIFE
    return Urgency.ROUTINE if occasion is Occasion.SOON else Urgency.URGENT


def _put_off_task(task: Task, now: datetime) -> None:
    Task.objects.filter(pk=task.pk).update(next_notice_at=now + _PUT_OFF)


def mend_clocks(now: datetime) -> int:
    """A notice raised by a clock that was ahead must not wait for that clock: it starts anew."""
    ahead = Notice.objects.filter(
        closed_at__isnull=True, escalate_at__isnull=False, raised_at__gt=now + _SET_BACK
    )
    return ahead.update(raised_at=now, escalate_at=now)


def escalate(now: datetime) -> int:
    """Tell the next person of each notice that nobody answered in time; returns how many moved."""
    due = (
        Notice.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(closed_at__isnull=True, escalate_at__lte=now)
        .select_related("person", "role", "team", "task")
        .order_by("escalate_at")[:_AT_ONCE]
    )
    return _each(due, lambda one: _escalate(one, now), lambda one: _put_off_notice(one, now))


def _escalate(notice: Notice, now: datetime) -> bool:
    if notice.task is not None and notice.task.done_at is not None:
        _close(Notice.objects.filter(pk=notice.pk), now)
        return False
    told = tell_next(notice, actor=DUTY, now=now)
    record(
        "duty.notice_escalated" if told else "duty.notice_unanswered",
        actor=DUTY,
        subject=("notice", notice.pk),
        case_id=notice.case_id,
        compartment=notice.compartment,
        kind=notice.kind,
        urgency=notice.urgency,
        steps=notice.steps,
    )
    return bool(told)


def _put_off_notice(notice: Notice, now: datetime) -> None:
    Notice.objects.filter(pk=notice.pk).update(escalate_at=now + _PUT_OFF)


def queue_waiting(now: datetime) -> int:
    """Close what ended, and queue the e-mail that is due and has no job any more."""
    _close(Notice.objects.filter(task__done_at__isnull=False), now)
    due = Delivery.objects.filter(mail=MailState.WAITING, mail_after__lte=now)
    numbers = list(due.order_by("mail_after").values_list("pk", flat=True)[:_AT_ONCE])
    for number in numbers:
        queue_mail(number)
    return len(numbers)


def _close(notices: QuerySet[Notice], now: datetime) -> None:
    notices.filter(closed_at__isnull=True).update(closed_at=now, escalate_at=None)


def _each(rows: Iterable[Row], work: Callable[[Row], bool], put_off: Callable[[Row], None]) -> int:
    count = 0
    for row in list(rows):
        try:
            with transaction.atomic():
                count += work(row)
        except Exception:
            log.exception("%s %s could not be told; it is put off.", type(row).__name__, row.pk)
            put_off(row)
    return count
