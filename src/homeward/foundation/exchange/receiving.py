"""Taking a message in: verified, stored, effective, journalled and receipted in one transaction."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from homeward.foundation.authorities.errors import DirectoryLapsed
from homeward.foundation.authorities.trust import check_usable, valid_keys
from homeward.foundation.errors import HomewardError
from homeward.foundation.exchange.attachments.arriving import announce, expected, ids_are_used
from homeward.foundation.exchange.contents import locked
from homeward.foundation.exchange.effects import reason_of, take_effect
from homeward.foundation.exchange.errors import EffectRefused, IdReused, NotYet, TooManyAtOnce
from homeward.foundation.exchange.keys import all_own_keys, keys_of
from homeward.foundation.exchange.models import InMessage, Order, Way
from homeward.foundation.exchange.ordering import came_too_early, first_in_order, order_of
from homeward.foundation.exchange.ports import ArrivingFile, Filed, is_life_at_risk
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.exchange.strange import note_not_genuine
from homeward.foundation.exchange.traffic import take_slot
from homeward.foundation.guard.context import opened, remembering, wait_at_most
from homeward.foundation.journal.actions import record
from homeward.foundation.vault.node_keys import own_keys
from homeward.wire.encoding import MAX_INTEGER
from homeward.wire.envelope import OpenedMessage, open_envelope
from homeward.wire.errors import Expired, WireError
from homeward.wire.header import Environment, Header
from homeward.wire.outer import Outer, peek
from homeward.wire.receipts import JournalPromise, Receipt, ReceiptState, make_receipt

# Milliseconds for a lock: of a bundle for its turn, and for a row; of a message in it by itself.
_PATIENCE_FOR_TURN, _PATIENCE_TOGETHER, _PATIENCE_ALONE = 5_000, 400, 2_000
_LOCK_HELD = "55P03"  # SQLSTATE: a lock was not to be had in the time given
# Seconds: of a bundle as one transaction, and in all, of the 20 that a sender waits for its answer.
_TIME_TOGETHER, _BUNDLES_TIME = 3.0, 12.0
_PROMISE = 60  # seconds within which the journal places the entry that a receipt names

log = logging.getLogger(__name__)

Here = dict[tuple[str, UUID], InMessage]
Received = tuple[int, bytes] | Exception


@dataclass(frozen=True, slots=True)
class _Genuine:
    """A message that is undoubtedly its sender's; `opened` is None where it cannot be used."""

    header: Header
    digest: str
    opened: OpenedMessage | None
    fault: WireError | None
    contents: bytes


def receive(
    raw: bytes, peer: str = "", way: Way = Way.NETWORK, *, patience: int = 0
) -> tuple[int, bytes]:
    """HTTP status and signed receipt for an envelope. The same message gets the same receipt.

    `peer` is the State whose node carried it here, which holds one of that node's places
    meanwhile; none for an envelope from a medium. `patience` is for how many milliseconds a lock
    is waited for, 0 for as long as it takes. Raises TooManyAtOnce; NotYet, having changed
    nothing; WireError or IdReused, having changed nothing but the journal, when the envelope is not
    genuine: there is no signed answer to what cannot be trusted.
    """
    try:
        with opened(EXCHANGE):
            if peer:
                take_slot(peer)
            if patience:
                wait_at_most(patience)
            here = _here([peek(raw)])
            earlier, genuine = _read(raw, here)
            stored = earlier or _kept(genuine, here, way)
    except (WireError, IdReused) as error:
        note_not_genuine(raw, error)
        raise
    return _answer(stored)


def receive_bundle(envelopes: Sequence[bytes], peer: str) -> list[Received]:
    """What became of each envelope of a bundle: status and receipt, or the error that it had.

    One transaction takes them in, since most of what a message costs can be shared. Where that
    fails, whatever for, each is taken in by itself, so that none stands in the way of another; what
    has had no turn by the time that the sender gives an answer is asked to come again. Raises
    TooManyAtOnce.
    """
    end = time.monotonic() + _BUNDLES_TIME
    try:
        found = _together(envelopes, peer)
    except TooManyAtOnce:
        raise
    except Exception as error:  # noqa: BLE001  each is taken alone, and says then what failed
        log.info("A bundle of %s is taken in one by one: %s", peer, type(error).__name__)
        return [_alone(raw, peer, end) for raw in envelopes]
    for raw, each in zip(envelopes, found, strict=True):
        if isinstance(each, WireError | IdReused):
            note_not_genuine(raw, each)
    return found


def _together(envelopes: Sequence[bytes], peer: str) -> list[Received]:
    """All in one transaction; raises what would have undone a message alone, having kept none.

    It holds the peer's order from before the first effect to its end, so it must not wait long for
    a row that another has: it gives way, mostly before PostgreSQL looks for deadlocks (1 s).
    """
    with opened(EXCHANGE), remembering():
        wait_at_most(_PATIENCE_FOR_TURN)
        take_slot(peer)
        here = _here([outer for outer in map(_outer, envelopes) if outer is not None])
        first_in_order(peer)
        wait_at_most(_PATIENCE_TOGETHER)
        found, end = [], time.monotonic() + _TIME_TOGETHER
        for raw in envelopes:
            found.append(_received(raw, here))
            if time.monotonic() > end:
                raise _NotTogetherError("it takes too long")
        if keys_of(peer) != valid_keys(peer):
            raise _NotTogetherError("keys changed meanwhile")
        return found


class _NotTogetherError(Exception):
    """Nothing is wrong with a message, but the bundle must not go on as one transaction."""


def _outer(raw: bytes) -> Outer | None:
    try:
        return peek(raw)
    except WireError:
        return None


def _received(raw: bytes, here: Here) -> Received:
    """What is not genuine has changed nothing, so that the others need not suffer for it."""
    try:
        earlier, genuine = _read(raw, here)
    except (WireError, IdReused) as error:
        return error
    return _answer(earlier or _kept(genuine, here, Way.NETWORK))


def _alone(raw: bytes, peer: str, end: float) -> Received:
    if time.monotonic() > end:
        return TooManyAtOnce(seconds=1)
    try:
        return receive(raw, peer, patience=_PATIENCE_ALONE)
    except (WireError, HomewardError) as error:
        return error
    except Exception as error:
        if getattr(error.__cause__, "sqlstate", "") == _LOCK_HELD:
            return TooManyAtOnce(seconds=1)  # somebody is at work there: nothing was done
        log.exception("A message of a bundle of %s could not be taken in.", peer)
        return error


def _answer(stored: InMessage) -> tuple[int, bytes]:
    return (422 if stored.refused else 200), bytes(stored.receipt)


def _read(raw: bytes, here: Here) -> tuple[InMessage | None, _Genuine]:
    """The message as it was taken in before, or None, and as it came now; nothing is changed.

    Raises WireError, IdReused.
    """
    genuine = _genuine(raw)
    header = genuine.header  # it names the same sender and id as the envelope's outside
    earlier = here.get((header.sender, header.id))
    if earlier is not None and earlier.digest != genuine.digest:
        raise IdReused(sender=header.sender, message=str(header.id), digest=genuine.digest)
    return earlier, genuine


def _kept(genuine: _Genuine, here: Here, way: Way) -> InMessage:
    stored = _take_in(genuine, way)
    here[stored.sender, stored.message_id] = stored
    return stored


def _genuine(raw: bytes) -> _Genuine:
    """The message, opened and verified; raises WireError when its sender did not sign it."""
    try:
        message = open_envelope(
            raw,
            own=all_own_keys(),
            own_state=settings.HOMEWARD_STATE,
            environment=Environment(settings.HOMEWARD_ENVIRONMENT),
            sender_keys=keys_of,
            now=datetime.now(UTC),
        )
    except WireError as error:
        if error.header is None or error.message is None:
            raise
        return _Genuine(error.header, error.message.digest, None, error, error.contents)
    return _Genuine(message.header, message.digest, message, None, message.contents)


def _here(outers: Sequence[Outer]) -> Here:
    """Those of the messages that are here already, by what names them.

    Two deliveries of one message wait for each other, so that only one has the effect; who waits
    for several waits in one order.
    """
    names = sorted({f"{outer.sender} {outer.id}" for outer in outers})
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(pg_advisory_xact_lock(hashtextextended(name, 0)))"
            " from unnest(%s::text[]) as name",
            [names],
        )
    senders, ids = {outer.sender for outer in outers}, {outer.id for outer in outers}
    found = InMessage.objects.filter(sender__in=senders, message_id__in=ids).defer("contents")
    return {(row.sender, row.message_id): row for row in found}


def _take_in(message: _Genuine, way: Way) -> InMessage:
    header, now = message.header, datetime.now(UTC)
    files = expected(message.opened)
    filed, refusal = _effect(message, files)
    reason = reason_of(refusal) if refusal else ""
    order = _note_order(message, filed)
    if refusal is not None and message.opened is not None and came_too_early(header, order, now):
        raise NotYet
    state = _state(message, filed, reason)
    leaf = _journal(message, filed, refusal, state)
    if message.opened is not None and refusal is None:
        announce(message.opened, filed, files)
    receipt = make_receipt(
        own_keys(),
        header.ref(message.digest),
        state=state,
        at=now,
        reason=reason or None,
        journal=JournalPromise(leaf, _PROMISE),
    )
    return _stored(message, filed, order, reason, receipt, way, now)


def take_in_returned(message: OpenedMessage, receipt: Receipt, raw: bytes) -> InMessage:
    """Take in what this node signed for before it was restored, with the receipt that it gave.

    A message that was refused then has no effect now. One that was accepted then and cannot take
    effect now is kept with the reason.
    """
    genuine = _Genuine(message.header, message.digest, message, None, message.contents)
    refusal: EffectRefused | None
    files = expected(message)
    if receipt.state in (ReceiptState.REFUSED, ReceiptState.EXPIRED):
        filed, refusal = Filed(), EffectRefused(receipt.reason or receipt.state.value)
    elif ids_are_used(message):
        filed, refusal = Filed(), EffectRefused("attachment_id_used")
    else:
        filed, refusal = take_effect(message, files)
    reason = reason_of(refusal) if refusal else ""
    order = _note_order(genuine, filed)
    _journal(genuine, filed, refusal, receipt.state)
    if refusal is None:
        announce(message, filed, files)
    return _stored(genuine, filed, order, reason, raw, Way.RETURNED, receipt.at)


def _stored(
    message: _Genuine,
    filed: Filed,
    order: Order,
    reason: str,
    receipt: bytes,
    way: Way,
    at: datetime,
) -> InMessage:
    header = message.header
    return InMessage.objects.create(
        message_id=header.id,
        sender=header.sender,
        thread=header.thread,
        epoch=header.epoch,
        sequence=header.sequence,
        previous=header.previous or "",
        order=order,
        type=header.type,
        type_version=header.type_version,
        handling=header.handling.value,
        digest=message.digest,
        contents=locked(message.contents, header.id),
        receipt=receipt,
        way=way,
        received_at=at,
        refused=reason,
        case_id=filed.case_id,
        team_id=filed.team_id,
    )


def _effect(
    message: _Genuine, files: tuple[ArrivingFile, ...]
) -> tuple[Filed, EffectRefused | None]:
    if message.opened is not None and ids_are_used(message.opened):
        return Filed(), EffectRefused("attachment_id_used")
    if message.opened is not None:
        lapsed = _lapsed(message.opened)
        return (Filed(), lapsed) if lapsed else take_effect(message.opened, files)
    return Filed(), EffectRefused(message.fault.code if message.fault else "")


def _lapsed(message: OpenedMessage) -> EffectRefused | None:
    """Refused where the directory that vouches for the sender expired, unless a life is at risk."""
    header = message.header
    try:
        check_usable(header.sender, has_keys=True)
    except DirectoryLapsed as error:
        at_risk = is_life_at_risk(header.thread, message.payload)
        return None if at_risk else EffectRefused(error.code)
    return None


def _state(message: _Genuine, filed: Filed, reason: str) -> ReceiptState:
    """What has come true by the time of the answer: what lies on a desk already is *delivered*."""
    if isinstance(message.fault, Expired):
        return ReceiptState.EXPIRED
    if reason:
        return ReceiptState.REFUSED
    is_on_a_desk = filed.team_id is not None and not message.header.type.startswith("exchange.")
    return ReceiptState.DELIVERED if is_on_a_desk else ReceiptState.ACCEPTED


def _journal(
    message: _Genuine, filed: Filed, refusal: EffectRefused | None, state: ReceiptState
) -> str:
    header = message.header
    facts: dict[str, Any] = {} if refusal else {"state": state.value}
    if refusal is not None and "field" in refusal.params:
        facts["field"] = refusal.params["field"]
    return record(
        "exchange.refused" if refusal else "exchange.received",
        actor=EXCHANGE,
        subject=("message", header.id),
        case_id=filed.case_id,
        sender=header.sender,
        type=header.type,
        digest=message.digest,
        reason=reason_of(refusal) if refusal else "",
        **facts,
    )


def _note_order(message: _Genuine, filed: Filed) -> Order:
    header = message.header
    order, expected = order_of(header, message.digest)
    if order is not Order.REGULAR:
        record(
            "exchange.out_of_order",
            actor=EXCHANGE,
            subject=("message", header.id),
            case_id=filed.case_id,
            sender=header.sender,
            order=order.value,
            number=header.sequence,
            # After the largest number of all, no further one can be expected, nor be journalled.
            expected=min(expected, MAX_INTEGER),
        )
    return order
