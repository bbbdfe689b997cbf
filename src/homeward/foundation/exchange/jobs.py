"""Delivering messages: one attempt a job, retried with growing pauses until the message expires."""

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx

from homeward.foundation.exchange.outbox import (
    Attempt,
    next_waiting,
    note_accepted,
    note_failure,
    note_refused,
    take_for_delivery,
)
from homeward.foundation.guard.actor import Actor
from homeward.foundation.guard.context import opened
from homeward.foundation.guard.jobs import job
from homeward.wire.errors import WireError
from homeward.wire.receipts import ReceiptState

_TIMEOUT = httpx.Timeout(20.0, connect=5.0)
_LONGEST_PAUSE = timedelta(minutes=30)


@job("exchange.deliver", in_transaction=False)
def deliver(*, actor: Actor, message: str) -> None:
    """One attempt to hand a message to its receiver. Repeating it is harmless."""
    with opened(actor):
        attempt = take_for_delivery(UUID(message))
    if attempt is None:
        return
    answer, failure = _post(attempt)
    with opened(actor):
        if answer is not None:
            failure = _read_answer(attempt, answer, actor)
        if failure:
            _retry_later(attempt, failure, actor)
        else:
            _go_on(attempt, actor)


def _post(attempt: Attempt) -> tuple[httpx.Response | None, str]:
    url = f"{attempt.url.rstrip('/')}/exchange/v1/messages"
    try:
        with httpx.Client(timeout=_TIMEOUT, follow_redirects=False, trust_env=False) as client:
            return client.post(
                url, content=attempt.envelope, headers={"Content-Type": "application/json"}
            ), ""
    except httpx.HTTPError as error:
        return None, type(error).__name__


def _read_answer(attempt: Attempt, answer: httpx.Response, actor: Actor) -> str:
    """Nothing when a genuine receipt settled the message, else the reason to try again.

    An answer without a valid signature is never believed, whatever it says.
    """
    if answer.status_code not in (200, 422):
        return f"http_{answer.status_code}"
    try:
        receipt = attempt.verify(answer.content)
    except WireError as error:
        return error.code
    if receipt.state is ReceiptState.REFUSED:
        note_refused(attempt.message_id, receipt, answer.content, actor)
    else:
        note_accepted(attempt.message_id, receipt, answer.content, actor)
    return ""


def _retry_later(attempt: Attempt, failure: str, actor: Actor) -> None:
    pause = min(timedelta(seconds=2 ** min(attempt.number, 20)), _LONGEST_PAUSE)
    pause *= 0.75 + random.random() / 2  # noqa: S311  spreads retries, keeps no secret
    at = datetime.now(UTC) + pause
    if note_failure(attempt.message_id, failure, at, actor):
        deliver.defer(actor=actor, at=at, message=str(attempt.message_id))


def _go_on(attempt: Attempt, actor: Actor) -> None:
    waiting = next_waiting(attempt.thread, attempt.peer)
    if waiting is not None:
        deliver.defer(actor=actor, message=str(waiting))
