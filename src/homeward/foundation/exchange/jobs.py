"""Delivering messages: a courier for each peer hands over what is due until nothing is."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from uuid import UUID

from homeward.foundation.exchange.control.receipts import send_given
from homeward.foundation.exchange.courier import Lease, give_back, is_at_work, renew, take_lease
from homeward.foundation.exchange.errors import CANNOT_BE_SENT, NotConnected
from homeward.foundation.exchange.handing import Answered, hand_over, plain, post_one
from homeward.foundation.exchange.links import (
    note_delivered,
    note_failed,
    note_unreachable,
    pause,
)
from homeward.foundation.exchange.outbox import (
    AT_ONCE,
    AT_ONCE_ALONE,
    Attempt,
    fail_due,
    give_back_untried,
    give_up_expired,
    has_due,
    note_failure,
    note_pause,
    take_due,
    take_one,
)
from homeward.foundation.exchange.posting import Answer
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.exchange.settling import Word, note_receipt, note_receipts
from homeward.foundation.guard.actor import Actor
from homeward.foundation.guard.context import opened, wait_at_most
from homeward.foundation.guard.jobs import job
from homeward.wire.errors import WireError

log = logging.getLogger(__name__)

_LOOKS, _LOOK_AGAIN = 6, 0.03
"""How often a courier that had something to do looks once more, and seconds in between."""

_TURN = 8.0
"""Seconds after which a courier goes to the end of the queue: there are few workers, and others
wait for them."""

_PATIENCE = 300
"""Milliseconds for which receipts that are kept together wait for a row that somebody holds."""

_RECEIPTS_AGAIN = 60
"""Seconds after which receipts that could not be written are looked at again."""


class _Round(Enum):
    """What a round found to do; after OVER nothing more is to be handed over now."""

    SOME = 1
    EMPTY = 2
    OVER = 3


@job("exchange.deliver", in_transaction=False, again=False)
def deliver(*, actor: Actor, peer: str) -> None:
    """Hand a peer all that is due. Repeating it is harmless; where a courier is at work it ends."""
    with _leased(peer, actor) as lease:
        if lease is None:
            return
        _hand_over_all(lease, actor)
    # What was committed while the lease was given back has found it held: look once more.
    with opened(actor):
        is_more = has_due(peer, urgent_only=lease.is_resting)
    if is_more:
        call_courier(peer)


def call_courier(peer: str) -> None:
    """Queue a courier for a peer, unless one is queued or at work, which sees for itself.

    Called once what is to be delivered is committed. Where a courier was killed at its work, the
    sweep calls another when its lease is over.
    """
    if not is_at_work(peer):
        deliver.defer_once(f"courier {peer}", actor=EXCHANGE, peer=peer)


def deliver_one(message_id: UUID, actor: Actor) -> None:
    """One attempt for one message now, whatever its turn: what an administrator asks for."""
    with opened(actor):
        try:
            attempt = take_one(message_id)
        except NotConnected as error:
            note_failure(message_id, error.code, actor)
            return
    if attempt is not None:
        answer = post_one(attempt)
        is_settled = _note(attempt, answer, actor)
        _note_link(attempt.peer, [answer], is_settled, actor)


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


def _hand_over_all(lease: Lease, actor: Actor) -> None:
    """Round after round until nothing comes any more.

    To begin anew for each message that is written in these moments would cost more than to
    deliver it, so a courier that had something to do looks a few times more.
    """
    looks, end = 0, time.monotonic() + _TURN
    while time.monotonic() < end:
        found = _one_round(lease, actor)
        if found is _Round.OVER or (found is _Round.EMPTY and looks == 0):
            return
        looks = _LOOKS if found is _Round.SOME else looks - 1
        if found is _Round.EMPTY:
            time.sleep(_LOOK_AGAIN)


def _one_round(lease: Lease, actor: Actor) -> _Round:
    """Take what is due, hand it over, note what came of it."""
    peer = lease.peer
    try:
        with opened(actor):
            if not renew(lease):
                return _Round.OVER
        if not lease.is_resting:
            _send_receipts(peer, actor)
        with opened(actor):
            most = AT_ONCE_ALONE if peer in plain else AT_ONCE
            attempts = take_due(peer, urgent_only=lease.is_resting, most=most)
    except NotConnected as error:
        with opened(actor):
            note_unreachable(peer, error.code)
            fail_due(peer, error.code, actor)
        return _Round.OVER
    if not attempts:
        return _Round.EMPTY
    answers: list[Answered] = []
    settled = 0
    for some in hand_over(attempts):
        settled += _note_all(some, actor)
        answers += some
    tried = {attempt.message_id for attempt, _ in answers}
    untried = [each.message_id for each in attempts if each.message_id not in tried]
    if untried:
        with opened(actor):
            give_back_untried(untried)
    if not answers:
        return _Round.SOME  # none was tried: each goes alone next
    goes_on = _note_link(peer, [answer for _, answer in answers], settled > 0, actor)
    return _Round.SOME if goes_on else _Round.OVER


def _send_receipts(peer: str, actor: Actor) -> None:
    """Put the receipts that wait into a message; where none can be written now, they wait on.

    Messages that were written before are handed over all the same.
    """
    try:
        with opened(actor):
            send_given(peer, actor)
    except CANNOT_BE_SENT as error:
        with opened(actor):
            note_failed(peer, error.code)
            pause(peer, _RECEIPTS_AGAIN)


def _note_all(answers: list[Answered], actor: Actor) -> int:
    """Keep what came of attempts; how many a receipt of the peer settled.

    Receipts are kept together. Where one cannot be, because the room of its type fails over it,
    each is kept in a transaction of its own: the others are all the same, and that one is tried
    again after a pause.
    """
    words = [(each, word) for each in answers if (word := _word(each)) is not None]
    try:
        if words:
            with opened(actor):
                wait_at_most(_PATIENCE)
                note_receipts([word for _, word in words], actor)
        noted = {word.message_id for _, word in words}
    except Exception as error:  # noqa: BLE001  each is kept alone, and says then what failed
        log.info("Receipts are kept one by one: %s", type(error).__name__)
        noted = set()
    settled, has_failed = len(noted), False
    for attempt, answer in answers:
        if attempt.message_id in noted:
            continue
        try:
            is_settled = _note(attempt, answer, actor, tells_link=not has_failed)
            settled += is_settled
            has_failed = has_failed or not is_settled
        except Exception:
            log.exception("What became of message %s could not be kept.", attempt.message_id)
            with opened(actor):
                note_failure(attempt.message_id, "not_kept", actor)
    return settled


def _word(answered: Answered) -> Word | None:
    """The peer's receipt in an answer, where there is a genuine one."""
    attempt, answer = answered
    if answer.failure or answer.pause is not None:
        return None
    try:
        return Word(attempt.message_id, attempt.verify(answer.body), answer.body)
    except WireError:
        return None


def _note(attempt: Attempt, answer: Answer, actor: Actor, *, tells_link: bool = True) -> bool:
    """Keep what came of an attempt; whether a receipt of the peer settled the message.

    One request that failed is one failure of the peer, whatever it carried (`tells_link`).
    """
    with opened(actor):
        wait = answer.pause
        if wait is not None and note_pause(attempt.message_id, wait, answer.failure):
            if tells_link:
                note_failed(attempt.peer, answer.failure)
            return False
        failure = answer.failure or _read_answer(attempt, answer, actor)
        if failure:
            # Of a peer that did not answer at all, the round takes note.
            if answer.status and tells_link:
                note_failed(attempt.peer, failure)
            note_failure(attempt.message_id, failure, actor, is_of_line=not answer.status)
        return not failure


def _note_link(peer: str, answers: list[Answer], is_settled: bool, actor: Actor) -> bool:
    """Remember how the peer answered, and leave it alone where it asked for that or did not.

    It is well where a receipt of it settled a message; what nobody signed does not show that.
    """
    pauses = [answer.pause for answer in answers if answer.pause is not None]
    with opened(actor):
        if is_settled:
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
