"""Delivering messages: one attempt a job, retried with growing pauses until the message expires."""

from uuid import UUID

from homeward.foundation.exchange.errors import NotConnected
from homeward.foundation.exchange.links import note_delivered, note_failed, pause, wait_for
from homeward.foundation.exchange.outbox import (
    Attempt,
    next_after,
    note_failure,
    note_receipt,
    take_for_delivery,
)
from homeward.foundation.exchange.posting import Answer, post
from homeward.foundation.guard.actor import Actor
from homeward.foundation.guard.context import opened
from homeward.foundation.guard.jobs import job
from homeward.wire.errors import WireError


@job("exchange.deliver", in_transaction=False)
def deliver(*, actor: Actor, message: str) -> None:
    """One attempt to hand a message to its receiver. Repeating it is harmless."""
    message_id = UUID(message)
    with opened(actor):
        later = wait_for(message_id)
        if later is not None:
            deliver.defer(actor=actor, at=later, message=message)
            return
        try:
            attempt = take_for_delivery(message_id)
        except NotConnected as error:
            _retry_later(message_id, error.code, actor)
            return
    if attempt is None:
        return
    answer = post(attempt.url, "/exchange/v1/messages", attempt.envelope)
    with opened(actor):
        failure = answer.failure or _read_answer(attempt, answer, actor)
        if answer.pause is not None:
            pause(attempt.peer, answer.pause)
        if failure:
            note_failed(attempt.peer, failure)
            _retry_later(message_id, failure, actor)
        else:
            note_delivered(attempt.peer)
            _go_on(message_id, actor)


def _read_answer(attempt: Attempt, answer: Answer, actor: Actor) -> str:
    """Nothing when a genuine receipt settled the message, else the reason to try again.

    An answer without a valid signature is never believed, whatever it says.
    """
    try:
        receipt = attempt.verify(answer.body)
    except WireError as error:
        return error.code
    note_receipt(attempt.message_id, receipt, answer.body, actor)
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
