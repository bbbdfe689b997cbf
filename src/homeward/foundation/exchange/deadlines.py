"""Receipts that are awaited by a time, and what happens where none comes.

A receipt of a later state meets the deadlines of the earlier ones. A deadline that passes is
journalled once and becomes a task of the desk that sent the message; the receipt that comes
afterwards ends the task.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from homeward.foundation.access.models import User
from homeward.foundation.duty.actions import add_task, finish_tasks
from homeward.foundation.duty.ports import TaskKind
from homeward.foundation.exchange.models import Deadline, OutMessage
from homeward.foundation.exchange.ports import newest
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.wire.receipts import ReceiptState

STATES = [
    ReceiptState.ACCEPTED,
    ReceiptState.DELIVERED,
    ReceiptState.READ,
    ReceiptState.ANSWERED,
]
"""The states of a message that goes well, in their order."""

_FINAL = (ReceiptState.REFUSED, ReceiptState.EXPIRED)
_AT_ONCE = 200
_MET = """
update exchange_deadline as deadline set met_at = met.at
from unnest(%s::bigint[], %s::timestamptz[]) as met (id, at) where deadline.id = met.id
"""

LATE = {
    ReceiptState.ACCEPTED: TaskKind(
        "exchange.late_accepted",
        _("%(state)s has not taken in a message that should have arrived"),
        _("Reach the other State by another channel"),
    ),
    ReceiptState.DELIVERED: TaskKind(
        "exchange.late_delivered",
        _("%(state)s has a message of ours on no desk yet"),
        _("Ask the other State which desk has it"),
    ),
    ReceiptState.READ: TaskKind(
        "exchange.late_read",
        _("%(state)s has not read a message of ours in time"),
        _("Call the desk of the other State"),
    ),
    ReceiptState.ANSWERED: TaskKind(
        "exchange.late_answered",
        _("%(state)s has not answered a message of ours in time"),
        _("Ask the other State for its answer"),
    ),
}


def meet_deadlines(came: Iterable[tuple[OutMessage, ReceiptState, datetime]], actor: Actor) -> None:
    """Receipts came: what waited for them, or for an earlier state, waits no longer."""
    at: dict[tuple[UUID, str], datetime] = {}
    for message, state, moment in came:
        met = STATES if state in _FINAL else STATES[: STATES.index(state) + 1]
        for each in met:
            at.setdefault((message.pk, each.value), moment)
    waiting = Deadline.objects.filter(met_at__isnull=True, message__in={pk for pk, _ in at})
    rows = [row for row in waiting if (row.message_id, row.state) in at]
    for row in rows:
        if row.late_at is not None:
            kind = LATE[ReceiptState(row.state)].code
            finish_tasks(("message", row.message_id), kind, actor=actor)
    if rows:
        moments = [at[row.message_id, row.state] for row in rows]
        with connection.cursor() as cursor:
            cursor.execute(_MET, [[row.pk for row in rows], moments])


def note_late(now: datetime, actor: Actor) -> int:
    """Notice the deadlines that have passed, each once; returns how many."""
    passed = (
        Deadline.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(met_at__isnull=True, late_at__isnull=True, due_at__lte=now)
        .select_related("message")
        .order_by("due_at")[:_AT_ONCE]
    )
    rows = list(passed)
    for row in rows:
        row.late_at = now
        row.save(update_fields=["late_at"])
        _tell(row, actor)
    return len(rows)


def _tell(row: Deadline, actor: Actor) -> None:
    message, state = row.message, ReceiptState(row.state)
    record(
        "exchange.receipt_late",
        actor=actor,
        subject=("message", message.pk),
        case_id=message.case_id,
        state=row.state,
        to=message.peer,
    )
    kind = newest(message.type)
    if kind is None or kind.page is None or (message.team is None and not message.created_by):
        return  # nobody's desk: the line of the message shows it
    person = None
    if message.team is None and message.created_by is not None:
        person = User.objects.filter(pk=message.created_by).first()
    add_task(
        LATE[state].code,
        actor=actor,
        subject=("message", message.pk),
        url=kind.page(message.thread),
        team=message.team,
        assignee=person,
        due_at=row.due_at,
        case_id=message.case_id,
        state=message.peer,
    )
