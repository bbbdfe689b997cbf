"""What a killed worker left behind, and what is due: messages without a job, directories, files."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from django.db import connection, transaction

from homeward.foundation.access.actions import expire_glasses
from homeward.foundation.access.drafts import sweep_drafts
from homeward.foundation.access.glass import CLOCK
from homeward.foundation.authorities.jobs import keep_directories
from homeward.foundation.duty.sweeping import sweep_duty
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
from homeward.knowledge.law.shipping import tell_of_shipped

log = logging.getLogger("homeward.worker")

_LIVES = 5  # a job whose worker died this often is not the worker's bad luck


def sweep(*, stalled_after: int) -> None:
    """Queue again what a dead worker held; notice what is late or missing; heads, directories.

    Each step by itself: one that fails leaves the others their turn, directories above all, whose
    refresh may be what mends it. Raises what the first of them raised.
    """
    now = datetime.now(UTC)
    steps: list[Callable[[], object]] = [
        lambda: requeue_stalled(stalled_after),
        keep_directories,
        lambda: _of_the_exchange(lambda: note_late(now, EXCHANGE)),
        lambda: _of_the_exchange(lambda: ask_for_missing(now, EXCHANGE)),
        lambda: _of_the_exchange(lambda: tell_types(EXCHANGE)),
        lambda: _of_the_exchange(lambda: sweep_traffic(now)),
        sweep_attachments,
        _note_ended_glasses,
        sweep_drafts,
        lambda: hourly(now),
        sweep_duty,
        tell_of_shipped,
    ]
    problems: list[Exception] = []
    for step in steps:
        try:
            step()
        except Exception as problem:
            log.exception("A step of the sweep failed; the others go on.")
            problems.append(problem)
    if problems:
        raise problems[0]


def _of_the_exchange(step: Callable[[], object]) -> None:
    with opened(EXCHANGE):
        step()


def _note_ended_glasses() -> None:
    with opened(CLOCK):
        expire_glasses(actor=CLOCK)


def call_couriers() -> None:
    """Have couriers deliver what is due: retries whose pause is over, and what lost its job."""
    with opened(EXCHANGE):
        peers = due_peers(datetime.now(UTC))
    for peer in peers:
        call_courier(peer)


def requeue_stalled(seconds: int) -> int:
    """Give jobs back whose worker has sent no heartbeat for `seconds`; returns how many.

    A job that took five workers with it fails, so that it cannot take the next. Of jobs of which
    one at most may wait (a queueing lock) one comes back where none is waiting.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            with stalled as (
              select id, queueing_lock is not null and (
                  row_number() over (partition by queueing_lock order by id) > 1
                  or exists (select from procrastinate_jobs other
                             where other.queueing_lock = j.queueing_lock
                               and other.status = 'todo')) as is_spare
              from procrastinate_jobs j
              where status = 'doing' and not exists (
                select from procrastinate_workers w
                where w.id = j.worker_id
                  and w.last_heartbeat > now() - make_interval(secs => %s)))
            update procrastinate_jobs j
            set status = (case when is_spare then 'cancelled'
                               when attempts + 1 >= %s then 'failed' else 'todo' end)
                  ::procrastinate_job_status,
                attempts = attempts + 1, worker_id = null
            from stalled where j.id = stalled.id
            """,
            [seconds, _LIVES],
        )
        return int(cursor.rowcount)
