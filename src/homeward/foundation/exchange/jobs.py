"""Delivering messages: one attempt a job, retried with growing pauses until the message expires."""

from uuid import UUID

import httpx

from homeward.foundation.authorities.reaching import reach
from homeward.foundation.errors import HomewardError
from homeward.foundation.exchange.errors import NotConnected
from homeward.foundation.exchange.outbox import (
    Attempt,
    next_after,
    note_failure,
    note_receipt,
    take_for_delivery,
)
from homeward.foundation.guard.actor import Actor
from homeward.foundation.guard.context import opened
from homeward.foundation.guard.jobs import job
from homeward.wire.errors import WireError
from homeward.wire.signatures import MAX_STATEMENT_BYTES

_TIMEOUT = httpx.Timeout(20.0, connect=5.0)


@job("exchange.deliver", in_transaction=False)
def deliver(*, actor: Actor, message: str) -> None:
    """One attempt to hand a message to its receiver. Repeating it is harmless."""
    message_id = UUID(message)
    with opened(actor):
        try:
            attempt = take_for_delivery(message_id)
        except NotConnected as error:
            _retry_later(message_id, error.code, actor)
            return
    if attempt is None:
        return
    status, body, failure = _post(attempt)
    with opened(actor):
        failure = failure or _read_answer(attempt, status, body, actor)
        if failure:
            _retry_later(message_id, failure, actor)
        else:
            _go_on(message_id, actor)


def _post(attempt: Attempt) -> tuple[int, bytes, str]:
    """Status and body of the answer, or why there was none; a body is read as far as a receipt."""
    url = f"{attempt.url.rstrip('/')}/exchange/v1/messages"
    try:
        place = reach(url)
    except HomewardError as error:
        return 0, b"", error.code
    headers = {**place.headers, "Content-Type": "application/json"}
    sent = {"content": attempt.envelope, "headers": headers, "extensions": place.extensions}
    try:
        with (
            httpx.Client(timeout=_TIMEOUT, follow_redirects=False, trust_env=False) as client,
            client.stream("POST", place.url, **sent) as answer,  # type: ignore[arg-type]
        ):
            body = b""
            for part in answer.iter_bytes():
                body += part
                if len(body) > MAX_STATEMENT_BYTES:
                    return answer.status_code, b"", "answer_too_long"
            return answer.status_code, body, ""
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return 0, b"", type(error).__name__


def _read_answer(attempt: Attempt, status: int, body: bytes, actor: Actor) -> str:
    """Nothing when a genuine receipt settled the message, else the reason to try again.

    An answer without a valid signature is never believed, whatever it says.
    """
    if status not in (200, 422):
        return f"http_{status}"
    try:
        receipt = attempt.verify(body)
    except WireError as error:
        return error.code
    note_receipt(attempt.message_id, receipt, body, actor)
    return ""


def _retry_later(message_id: UUID, failure: str, actor: Actor) -> None:
    """Try again after a pause; a message that is given up lets the next of its thread go."""
    at = note_failure(message_id, failure, actor)
    if at is None:
        _go_on(message_id, actor)
    else:
        deliver.defer(actor=actor, at=at, message=str(message_id))


def _go_on(message_id: UUID, actor: Actor) -> None:
    waiting = next_after(message_id)
    if waiting is not None:
        deliver.defer(actor=actor, message=str(waiting))
