"""Delivering messages: a courier for each peer hands over what is due until nothing is."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

import httpx
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from homeward.foundation.exchange.control.receipts import send_given
from homeward.foundation.exchange.courier import (
    Lease,
    give_back,
    note_reached,
    note_unreachable,
    renew,
    take_lease,
)
from homeward.foundation.exchange.errors import NotConnected
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
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.actor import Actor
from homeward.foundation.guard.context import opened
from homeward.foundation.guard.jobs import job
from homeward.wire.errors import WireError
from homeward.wire.signatures import MAX_STATEMENT_BYTES

_TIMEOUT = httpx.Timeout(20.0, connect=5.0)
_TOGETHER = 4
"""Messages handed to one peer at the same time."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one attempt: status and body, or why nothing did."""

    attempt: Attempt
    status: int
    body: bytes
    failure: str


@job("exchange.deliver", in_transaction=False)
def deliver(*, actor: Actor, peer: str) -> None:
    """Hand a peer all that is due. Repeating it is harmless; where a courier is at work it ends."""
    with _leased(peer, actor) as lease:
        if lease is None:
            return
        with _client() as client:
            while _one_round(lease, client, actor):
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
    if attempt is None:
        return
    with _client() as client:
        answer = _post(client, attempt)
    _note(answer, actor)


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


def _one_round(lease: Lease, client: httpx.Client, actor: Actor) -> bool:
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
        answers = list(pool.map(lambda each: _post(client, each), attempts))
    _note_all(answers, actor)
    if any(answer.status for answer in answers):
        with opened(actor):
            note_reached(peer)
        return True
    with opened(actor):
        note_unreachable(peer, answers[0].failure)
        give_up_expired(peer, answers[0].failure, actor)
    return False


@contextmanager
def _client() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=_TIMEOUT, follow_redirects=False, trust_env=False) as client:
        yield client


def _post(client: httpx.Client, attempt: Attempt) -> Answer:
    """Hand over one envelope; the body of an answer is read as far as a receipt may be long."""
    url = f"{attempt.url.rstrip('/')}/exchange/v1/messages"
    try:
        with client.stream(
            "POST",
            url,
            content=attempt.envelope,
            headers={"Content-Type": "application/json"},
        ) as answer:
            body = b""
            for part in answer.iter_bytes():
                body += part
                if len(body) > MAX_STATEMENT_BYTES:
                    return Answer(attempt, answer.status_code, b"", "answer_too_long")
            return Answer(attempt, answer.status_code, body, "")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Answer(attempt, 0, b"", type(error).__name__)


def _note_all(answers: list[Answer], actor: Actor) -> None:
    """Each in a transaction of its own: where one cannot be kept, the others are all the same."""
    problems = []
    for answer in answers:
        try:
            _note(answer, actor)
        except Exception as problem:  # noqa: BLE001  whatever it is, it is raised below
            problems.append(problem)
    if problems:
        raise problems[0]


def _note(answer: Answer, actor: Actor) -> None:
    with opened(actor):
        failure = answer.failure or _read_answer(answer, actor)
        if failure:
            note_failure(answer.attempt.message_id, failure, actor)


def _read_answer(answer: Answer, actor: Actor) -> str:
    """Nothing when a genuine receipt settled the message, else the reason to try again.

    An answer without a valid signature is never believed, whatever it says.
    """
    if answer.status not in (200, 422):
        return f"http_{answer.status}"
    try:
        receipt = answer.attempt.verify(answer.body)
    except WireError as error:
        return error.code
    note_receipt(answer.attempt.message_id, receipt, answer.body, actor)
    return ""
