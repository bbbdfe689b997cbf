"""Delivering messages: a courier for each peer hands over what is due until nothing is."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from homeward.foundation.exchange.control.receipts import send_given
from homeward.foundation.exchange.courier import Lease, give_back, renew, take_lease
from homeward.foundation.exchange.errors import NotConnected
from homeward.foundation.exchange.links import (
    note_delivered,
    note_failed,
    note_unreachable,
    pause,
)
from homeward.foundation.exchange.outbox import (
    Attempt,
    fail_due,
    give_up_expired,
    has_due,
    note_failure,
    note_receipt,
    take_due,
    take_one,
)
from homeward.foundation.exchange.posting import Answer, post
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.actor import Actor
from homeward.foundation.guard.context import opened
from homeward.foundation.guard.jobs import job
from homeward.wire.errors import WireError

_TOGETHER = 4
"""Messages handed to one peer at the same time."""

Answered = tuple[Attempt, Answer]


@job("exchange.deliver", in_transaction=False)
def deliver(*, actor: Actor, peer: str) -> None:
    """Hand a peer all that is due. Repeating it is harmless; where a courier is at work it ends."""
    with _leased(peer, actor) as lease:
        if lease is None:
            return
        while _one_round(lease, actor):
            pass
    # What was committed while the lease was given back has found it held: look once more.
    with opened(actor):
        is_more = not lease.is_resting and has_due(peer)
    if is_more:
        call_courier(peer)


def call_courier(peer: str) -> None:
    """Queue a courier for a peer, unless one is queued already and not yet at work."""
    lock = f"courier {peer}"
    if ProcrastinateJob.objects.filter(queueing_lock=lock, status="todo").exists():
        return
    try:
        with transaction.atomic():
            deliver.defer(actor=EXCHANGE, queueing_lock=lock, peer=peer)
    except AlreadyEnqueued:
        pass  # another process did so in this very moment


def deliver_one(message_id: UUID, actor: Actor) -> None:
    """One attempt for one message now, whatever its turn: what an administrator asks for."""
    with opened(actor):
        try:
            attempt = take_one(message_id)
        except NotConnected as error:
            note_failure(message_id, error.code, actor)
            return
    if attempt is not None:
        _note_all(attempt.peer, [_post(attempt)], actor)


@contextmanager
def _leased(peer: str, actor: Actor) -> Iterator[Lease | None]:
    with opened(actor):
        lease = take_lease(peer)
    try:
        yield lease
    finally:
        if lease is not None:
            with opened(actor):
                give_back(lease)


def _one_round(lease: Lease, actor: Actor) -> bool:
    """Take what is due, hand it over, note what came of it; False when there is no more to do."""
    peer = lease.peer
    try:
        with opened(actor):
            if not renew(lease):
                return False
            if not lease.is_resting:
                send_given(peer, actor)
            attempts = take_due(peer, urgent_only=lease.is_resting)
    except NotConnected as error:
        with opened(actor):
            note_unreachable(peer, error.code)
            fail_due(peer, error.code, actor)
        return False
    if not attempts:
        return False
    with ThreadPoolExecutor(_TOGETHER, thread_name_prefix="hand over") as pool:
        answers = list(pool.map(_post, attempts))
    return _note_all(peer, answers, actor)


def _post(attempt: Attempt) -> Answered:
    return attempt, post(attempt.url, "/exchange/v1/messages", attempt.envelope)


def _note_all(peer: str, answers: list[Answered], actor: Actor) -> bool:
    """Keep what came of each attempt; whether the peer is to be handed more.

    Each in a transaction of its own: where one cannot be kept, the others are all the same.
    """
    problems = []
    for attempt, answer in answers:
        try:
            _note(attempt, answer, actor)
        except Exception as problem:  # noqa: BLE001  whatever it is, it is raised below
            problems.append(problem)
    go_on = _note_link(peer, [answer for _, answer in answers], actor)
    if problems:
        raise problems[0]
    return go_on


def _note(attempt: Attempt, answer: Answer, actor: Actor) -> None:
    with opened(actor):
        failure = answer.failure or _read_answer(attempt, answer, actor)
        if failure:
            if answer.status:  # of a peer that did not answer at all, the round takes note
                note_failed(attempt.peer, failure)
            note_failure(attempt.message_id, failure, actor)


def _note_link(peer: str, answers: list[Answer], actor: Actor) -> bool:
    """Remember how the peer answered, and leave it alone where it asked for that or did not."""
    pauses = [answer.pause for answer in answers if answer.pause is not None]
    with opened(actor):
        if any(not answer.failure for answer in answers):
            note_delivered(peer)
        if pauses:
            pause(peer, max(pauses))
            return False
        if any(answer.status for answer in answers):
            return True
        note_unreachable(peer, answers[0].failure)
        give_up_expired(peer, answers[0].failure, actor)
        return False


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
