"""Reads of deliveries and receipts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from homeward.foundation.access.models import User
from homeward.foundation.exchange.models import Delivery, InMessage, Order, OutMessage


@dataclass(frozen=True, slots=True)
class Delivered:
    """A message of a thread as an officer reads it; `receipt_at` is when the receipt was signed.

    `reason` is why a message was refused, as the signed receipt says; for one that expired, why
    the last attempt failed. `order` says in words when messages of the sender are missing or came
    in another order than they were sent; it is empty for one in its order.
    """

    id: UUID
    outgoing: bool
    peer: str
    type: str
    at: datetime
    delivery: str
    receipt_at: datetime | None
    attempts: int
    reason: str = ""
    order: str = ""


def deliveries_of(viewer: User, thread: UUID) -> list[Delivered]:
    """Every message of a thread that the viewer may see, oldest first, with its receipt."""
    sent = [
        Delivered(
            m.id,
            True,
            m.peer,
            m.type,
            m.created_at,
            str(Delivery(m.delivery).label),
            next((r.at for r in m.receipts.all()), None),
            m.attempts,
            m.reason or (m.last_error if m.delivery == Delivery.EXPIRED else ""),
        )
        for m in OutMessage.objects.filter(thread=thread).prefetch_related("receipts")
    ]
    came = [
        Delivered(
            m.message_id,
            False,
            m.sender,
            m.type,
            m.received_at,
            str((Delivery.REFUSED if m.refused else Delivery.ACCEPTED).label),
            m.received_at,
            1,
            m.refused,
            str(Order(m.order).label) if m.order else "",
        )
        for m in InMessage.objects.filter(thread=str(thread))
    ]
    return sorted(sent + came, key=lambda message: message.at)
