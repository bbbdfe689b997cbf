"""The outbox: what is on its way, and what each attempt made of it."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from homeward.foundation.authorities.queries import node_of
from homeward.foundation.exchange.attachments.enclosing import follow_message
from homeward.foundation.exchange.errors import NotConnected
from homeward.foundation.exchange.models import Delivery, OutMessage, Receipt
from homeward.foundation.exchange.ports import message_type
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.wire.header import Header, MessageRef
from homeward.wire.keys import PublicKeys
from homeward.wire.receipts import Receipt as WireReceipt
from homeward.wire.receipts import ReceiptState, verify_receipt

# For so long the sweep leaves a message alone that an attempt or a new job was given to.
LEASE = timedelta(seconds=30)
_SWEPT_AT_ONCE = 500
_LONGEST_PAUSE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one attempt needs while no transaction is open."""

    message_id: UUID
    peer: str
    url: str
    keys: PublicKeys
    ref: MessageRef
    envelope: bytes

    def verify(self, raw: bytes) -> WireReceipt:
        """The receipt in an answer; raises WireError unless the peer signed it for this message."""
        return verify_receipt(
            raw,
            keys=self.keys,
            message=self.ref,
            now=datetime.now(UTC),
        )


def take_for_delivery(message_id: UUID) -> Attempt | None:
    """The message, counted as attempted; None when it is settled or an earlier one goes first.

    Raises NotConnected, having counted too, when the State's node is not pinned any more.
    """
    message = OutMessage.objects.select_for_update().filter(pk=message_id).first()
    if message is None or message.delivery != Delivery.PENDING:
        return None
    if next_waiting(message.thread, message.peer) != message.id:
        return None
    message.attempts += 1
    message.next_attempt_at = datetime.now(UTC) + LEASE
    message.save(update_fields=["attempts", "next_attempt_at"])
    return _attempt(message)


def _attempt(message: OutMessage) -> Attempt:
    node = node_of(message.peer)
    if node is None:
        raise NotConnected(state=message.peer)
    return Attempt(
        message_id=message.id,
        peer=message.peer,
        url=node.url,
        keys=PublicKeys.from_json(node.keys),
        ref=Header.from_json(message.header).ref(message.digest),
        envelope=bytes(message.envelope),
    )


def next_waiting(thread: UUID, peer: str) -> UUID | None:
    """The first message of a thread that is still on its way: order is kept within a thread."""
    waiting = OutMessage.objects.filter(thread=thread, peer=peer, delivery=Delivery.PENDING)
    return waiting.order_by("sequence").values_list("pk", flat=True).first()


def next_after(message_id: UUID) -> UUID | None:
    """The message that waited for this one, now that this one is settled."""
    message = OutMessage.objects.get(pk=message_id)
    return next_waiting(message.thread, message.peer)


def note_receipt(message_id: UUID, receipt: WireReceipt, raw: bytes, actor: Actor) -> None:
    """Keep the peer's signed word, settle the message, and let its type's room know."""
    message = _pending(message_id)
    if message is None:
        return
    Receipt.objects.create(
        message=message,
        state=receipt.state.value,
        at=receipt.at,
        statement=raw,
        case_id=message.case_id,
        team_id=message.team_id,
    )
    message.reason, message.last_error = receipt.reason or "", ""
    record(
        "exchange.receipt_received",
        actor=actor,
        subject=("message", message.id),
        case_id=message.case_id,
        state=receipt.state.value,
    )
    _settle(message, _outcome(receipt.state), receipt.at, actor)


def _outcome(state: ReceiptState) -> Delivery:
    if state is ReceiptState.REFUSED:
        return Delivery.REFUSED
    return Delivery.EXPIRED if state is ReceiptState.EXPIRED else Delivery.ACCEPTED


def _settle(message: OutMessage, outcome: Delivery, at: datetime, actor: Actor) -> None:
    """The message is on its way no longer; whoever wrote it learns what became of it."""
    message.delivery, message.next_attempt_at = outcome, None
    message.save()
    follow_message(message, outcome, actor)
    kind = message_type(message.type)
    if outcome == Delivery.EXPIRED:
        record(
            "exchange.expired",
            actor=actor,
            subject=("message", message.id),
            case_id=message.case_id,
        )
    if kind is None:
        return
    if outcome == Delivery.ACCEPTED and kind.on_accepted is not None:
        kind.on_accepted(message.id, at, actor)
    if outcome == Delivery.REFUSED and kind.on_refused is not None:
        kind.on_refused(message.id, at, message.reason, actor)
    if outcome == Delivery.EXPIRED and kind.on_expired is not None:
        kind.on_expired(message.id, at, actor)


def note_failure(message_id: UUID, failure: str, actor: Actor) -> datetime | None:
    """Remember why an attempt failed; when to try again, or None when the message is given up.

    A message is tried once more at the moment it expires: the peer may have it, and its receipt
    may have been lost.
    """
    message = _pending(message_id)
    if message is None:
        return None
    now = datetime.now(UTC)
    message.last_error = failure[:60]
    if now >= message.expires_at:
        _settle(message, Delivery.EXPIRED, now, actor)
        return None
    message.next_attempt_at = min(now + pause_after(message.attempts), message.expires_at)
    message.save()
    return message.next_attempt_at


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: twice as long each time, at most half an hour.

    A quarter more or less is left to chance, so that the messages of an outage do not all return
    in the same second.
    """
    pause = min(timedelta(seconds=2 ** min(attempts, 20)), _LONGEST_PAUSE)
    return pause * (0.75 + random.random() / 2)  # noqa: S311  spreads retries, keeps no secret


def _pending(message_id: UUID) -> OutMessage | None:
    message = OutMessage.objects.select_for_update().get(pk=message_id)
    return message if message.delivery == Delivery.PENDING else None


def overdue(now: datetime) -> list[UUID]:
    """Messages whose attempt is overdue: the sweep gives them a new job if a worker was killed.

    Only the first of each thread is named, for the others wait for it; each is then left alone for
    a while, so that a worker that is merely busy is not given the same message again and again.
    """
    due = OutMessage.objects.filter(delivery=Delivery.PENDING, next_attempt_at__lte=now)
    waiting = OutMessage.objects.filter(delivery=Delivery.PENDING)
    heads = waiting.order_by("thread", "peer", "sequence").distinct("thread", "peer")
    firsts = due.filter(pk__in=heads.values("pk"))
    found = list(firsts.order_by("next_attempt_at").values_list("pk", flat=True)[:_SWEPT_AT_ONCE])
    OutMessage.objects.filter(pk__in=found).update(next_attempt_at=datetime.now(UTC) + LEASE)
    return found
