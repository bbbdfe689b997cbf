"""What a killed worker left behind: jobs that stand as running, messages without a job, files."""

from datetime import UTC, datetime, timedelta

from django.db import connection, transaction

from homeward.foundation.exchange.attachments.cleaning import sweep_attachments
from homeward.foundation.exchange.jobs import deliver
from homeward.foundation.exchange.outbox import overdue
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened

_GRACE = timedelta(seconds=30)
_LIVES = 5  # a job whose worker died this often is not the worker's bad luck


def sweep(*, stalled_after: int) -> None:
    """Queue again what a dead worker held, and deliver messages whose time came without a job."""
    requeue_stalled(stalled_after)
    now = datetime.now(UTC)
    with opened(EXCHANGE):
        for message in overdue(now - _GRACE):
            deliver.defer(actor=EXCHANGE, message=str(message), queueing_lock=None)
    sweep_attachments()


def requeue_stalled(seconds: int) -> int:
    """Give jobs back whose worker has sent no heartbeat for `seconds`; returns how many.

    A job that took five workers with it fails, so that it cannot take the next.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            update procrastinate_jobs j
            set status = (case when attempts + 1 >= %s then 'failed' else 'todo' end)
                  ::procrastinate_job_status,
                attempts = attempts + 1, worker_id = null
            where status = 'doing' and not exists (
              select from procrastinate_workers w
              where w.id = j.worker_id
                and w.last_heartbeat > now() - make_interval(secs => %s))
            """,
            [_LIVES, seconds],
        )
        return int(cursor.rowcount)
