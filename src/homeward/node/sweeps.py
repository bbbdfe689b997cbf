"""What a killed worker left behind, and what is due: messages without a job, directories, files."""

from datetime import UTC, datetime

from django.db import connection, transaction

from homeward.foundation.authorities.jobs import keep_directories
from homeward.foundation.exchange.attachments.cleaning import sweep_attachments
from homeward.foundation.exchange.control.missing import ask_for_missing
from homeward.foundation.exchange.control.types import tell_types
from homeward.foundation.exchange.deadlines import note_late
from homeward.foundation.exchange.jobs import call_courier
from homeward.foundation.exchange.outbox import due_peers
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.exchange.traffic import sweep_traffic
from homeward.foundation.guard.context import opened
from homeward.foundation.witness.jobs import hourly

_LIVES = 5  # a job whose worker died this often is not the worker's bad luck


def sweep(*, stalled_after: int) -> None:
    """Queue again what a dead worker held; notice what is late or missing; heads, directories."""
    requeue_stalled(stalled_after)
    now = datetime.now(UTC)
    with opened(EXCHANGE):
        note_late(now, EXCHANGE)
        ask_for_missing(now, EXCHANGE)
        tell_types(EXCHANGE)
        sweep_traffic(now)
    sweep_attachments()
    hourly(now)
    keep_directories()


def call_couriers() -> None:
    """Have couriers deliver what is due: retries whose pause is over, and what lost its job."""
    with opened(EXCHANGE):
        peers = due_peers(datetime.now(UTC))
    for peer in peers:
        call_courier(peer)


def requeue_stalled(seconds: int) -> int:
    """Give jobs back whose worker has sent no heartbeat for `seconds`; returns how many.

    A job that took five workers with it fails, so that it cannot take the next. Of those with the
    same queueing lock only one may wait: another comes back after it, which harms nothing.
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
              and not exists (
              select from procrastinate_jobs other
              where other.queueing_lock = j.queueing_lock and other.id <> j.id
                and (other.status = 'todo' or other.status = 'doing' and other.id < j.id))
            """,
            [_LIVES, seconds],
        )
        return int(cursor.rowcount)
