"""Jobs: deferred in the transaction of what causes them, run as the actor who deferred them.

The actor travels as a token bound to the job's name and arguments, so that a row written into the
queue by hand runs as nobody.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.db import connection, transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from homeward.foundation.guard.actor import Actor
from homeward.foundation.guard.context import opened
from homeward.foundation.guard.tokens import sign, verify

# The queues: what is done in moments, and what may move gigabytes over a bad line.
QUICK, SLOW = "default", "slow"
_WAITS = "select 1 from procrastinate_jobs where queueing_lock = %s and status = 'todo'"
# A deadlock or a database that went away for a moment must not end a job for good.
_RETRY = RetryStrategy(max_attempts=8, exponential_wait=2)


class Work(Protocol):
    """What a job does: it gets its actor and its own arguments by name."""

    def __call__(self, *, actor: Actor, **arguments: Any) -> None: ...


class Job:
    """A named piece of work that can be deferred."""

    def __init__(
        self, name: str, work: Callable[..., None], *, in_transaction: bool, queue: str, again: bool
    ) -> None:
        self.name, self.work, self.in_transaction = name, work, in_transaction
        retry = _RETRY if again else False
        self.task = app.task(name=name, retry=retry, queue=queue)(self._run)

    def defer(
        self,
        *,
        actor: Actor,
        at: datetime | None = None,
        lock: str | None = None,
        queueing_lock: str | None = None,
        **arguments: Any,
    ) -> None:
        """Queue the job in the present transaction; it is gone when the transaction rolls back.

        `arguments` are JSON values, numbers and ids only, never personal data. Jobs with the same
        `lock` run one after the other.
        """
        token = sign(
            actor, settings.GUARD_KEY, lifetime=None, bound_to=_binding(self.name, arguments)
        )
        options: dict[str, Any] = {"schedule_at": at, "lock": lock, "queueing_lock": queueing_lock}
        self.task.configure(**{k: v for k, v in options.items() if v is not None}).defer(
            token=token, **arguments
        )

    def defer_once(
        self,
        queueing_lock: str,
        *,
        actor: Actor,
        at: datetime | None = None,
        lock: str | None = None,
        **arguments: Any,
    ) -> None:
        """Queue the job unless one with this queueing lock waits already and is not yet at work."""
        with connection.cursor() as cursor:  # asked after every message: four times the ORM's speed
            cursor.execute(_WAITS, [queueing_lock])
            if cursor.fetchone() is not None:
                return
        try:
            with transaction.atomic():
                self.defer(actor=actor, at=at, lock=lock, queueing_lock=queueing_lock, **arguments)
        except AlreadyEnqueued:
            pass  # another process did so in this very moment

    def _run(self, *, token: str, **arguments: Any) -> None:
        actor = verify(token, settings.GUARD_KEY, bound_to=_binding(self.name, arguments))
        if not self.in_transaction:
            self.work(actor=actor, **arguments)
            return
        with opened(actor):
            self.work(actor=actor, **arguments)


def job(
    name: str, *, in_transaction: bool = True, queue: str = QUICK, again: bool = True
) -> Callable[[Callable[..., None]], Job]:
    """Declare a job. With `in_transaction` all its work is one transaction in its actor's context;
    without it the work opens contexts itself, because it waits for the network in between. Jobs of
    the queue SLOW have workers of their own, so that they never delay the others. With `again` a
    job that failed is tried again after growing pauses; a job that a sweep calls anyhow needs none
    of that, and would hold its queueing lock for so long."""

    def declare(work: Callable[..., None]) -> Job:
        return Job(name, work, in_transaction=in_transaction, queue=queue, again=again)

    return declare


def _binding(name: str, arguments: dict[str, Any]) -> bytes:
    return json.dumps([name, arguments], sort_keys=True).encode()
