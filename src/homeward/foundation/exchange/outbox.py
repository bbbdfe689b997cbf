"""The outbox: what is on its way, and what each attempt made of it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from homeward.foundation.authorities.queries import node_of
from homeward.foundation.exchange.models import Delivery, OutMessage, Receipt
from homeward.foundation.exchange.ports import message_type
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.wire.header import Header, MessageRef
from homeward.wire.keys import PublicKeys
from homeward.wire.receipts import Receipt as WireReceipt
from homeward.wire.receipts import verify_receipt


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one attempt needs while no transaction is open."""

    message_id: UUID
    peer: str
    thread: UUID
    url: str
    keys: PublicKeys
    ref: MessageRef
    envelope: bytes
    number: int

    def verify(self, raw: bytes) -> WireReceipt:
        """The receipt in an answer; raises WireError unless the peer signed it for this message."""
        return verify_receipt(
            raw,
            keys=self.keys,
            message=self.ref,
            now=datetime.now(UTC),
        )


def take_for_delivery(message_id: UUID) -> Attempt | None:
    """The message, counted as attempted; None when it is settled or an earlier one goes first."""
    message = OutMessage.objects.select_for_update().filter(pk=message_id).first()
    if message is None or message.delivery != Delivery.PENDING:
        return None
    if next_waiting(message.thread, message.peer) != message.id:
        return None
    node = node_of(message.peer)
    if node is None:
        return None
    message.attempts += 1
    message.save(update_fields=["attempts"])
    return Attempt(
        message_id=message.id,
        peer=message.peer,
        thread=message.thread,
        url=node.url,
        keys=PublicKeys.from_json(node.keys),
        ref=Header.from_json(message.header).ref(message.digest),
        envelope=bytes(message.envelope),
        number=message.attempts,
    )


def next_waiting(thread: UUID, peer: str) -> UUID | None:
    """The first message of a thread that is still on its way: order is kept within a thread."""
    waiting = OutMessage.objects.filter(thread=thread, peer=peer, delivery=Delivery.PENDING)
    return waiting.order_by("sequence").values_list("pk", flat=True).first()


def note_accepted(message_id: UUID, receipt: WireReceipt, raw: bytes, actor: Actor) -> None:
    """Keep the receipt, settle the message, and let its type's room know."""
    message = _settle(message_id, Delivery.ACCEPTED, receipt, raw, actor)
    if message is None:
        return
    kind = message_type(message.type)
    if kind is not None and kind.on_accepted is not None:
        kind.on_accepted(message.id, receipt.at, actor)


def note_refused(message_id: UUID, receipt: WireReceipt, raw: bytes, actor: Actor) -> None:
    """Keep the signed refusal and its reason; the message is not sent again."""
    _settle(message_id, Delivery.REFUSED, receipt, raw, actor)


def _settle(
    message_id: UUID, delivery: Delivery, receipt: WireReceipt, raw: bytes, actor: Actor
) -> OutMessage | None:
    message = OutMessage.objects.select_for_update().get(pk=message_id)
    if message.delivery != Delivery.PENDING:
        return None
    Receipt.objects.create(
        message=message,
        state=receipt.state.value,
        at=receipt.at,
        statement=raw,
        case_id=message.case_id,
        team_id=message.team_id,
    )
    message.delivery, message.next_attempt_at = delivery, None
    message.last_error = receipt.reason or ""
    message.save()
    record(
        "exchange.receipt_received",
        actor=actor,
        subject=("message", message.id),
        case_id=message.case_id,
        state=receipt.state.value,
    )
    return message


def note_failure(message_id: UUID, failure: str, next_at: datetime, actor: Actor) -> bool:
    """Remember why an attempt failed. False when the message has expired and is given up."""
    message = OutMessage.objects.select_for_update().get(pk=message_id)
    if message.delivery != Delivery.PENDING:
        return False
    message.last_error, message.next_attempt_at = failure[:60], next_at
    if datetime.now(UTC) >= message.expires_at:
        message.delivery, message.next_attempt_at = Delivery.EXPIRED, None
        record(
            "exchange.expired",
            actor=actor,
            subject=("message", message.id),
            case_id=message.case_id,
        )
    message.save()
    return message.delivery == Delivery.PENDING


def overdue(now: datetime) -> list[UUID]:
    """Messages whose next attempt is due: the sweep gives them a new job if a worker was killed."""
    due = OutMessage.objects.filter(delivery=Delivery.PENDING, next_attempt_at__lte=now)
    return list(due.order_by("peer", "sequence").values_list("pk", flat=True)[:500])
