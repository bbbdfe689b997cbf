"""What a killed worker left behind: jobs that stand as running, messages without a job."""

from datetime import UTC, datetime, timedelta

from django.db import connection, transaction

from homeward.foundation.exchange.jobs import deliver
from homeward.foundation.exchange.outbox import overdue
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened

_GRACE = timedelta(seconds=30)


def sweep(*, stalled_after: int) -> None:
    """Queue again what a dead worker held, and deliver messages whose time came without a job."""
    requeue_stalled(stalled_after)
    now = datetime.now(UTC)
    with opened(EXCHANGE):
        for message in overdue(now - _GRACE):
            deliver.defer(actor=EXCHANGE, message=str(message), queueing_lock=None)


def requeue_stalled(seconds: int) -> int:
    """Give jobs back whose worker has sent no heartbeat for `seconds`; returns how many."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            update procrastinate_jobs j set status = 'todo', worker_id = null
            where status = 'doing' and not exists (
              select from procrastinate_workers w
              where w.id = j.worker_id
                and w.last_heartbeat > now() - make_interval(secs => %s))
            """,
            [seconds],
        )
        return int(cursor.rowcount)
