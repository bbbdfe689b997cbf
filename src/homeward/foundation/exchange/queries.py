"""Reads of deliveries and receipts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from homeward.foundation.access.models import User
from homeward.foundation.exchange.models import (
    Delivery,
    InAttachment,
    InMessage,
    Order,
    OutAttachment,
    OutMessage,
    Shortage,
    Transfer,
)
from homeward.foundation.journal.models import Entry


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


@dataclass(frozen=True, slots=True)
class Gap:
    """A message that came before others of its sender which were numbered lower.

    `missing` counts those that the viewer has not seen arrive since, None where how many there
    were is not told to him. They may belong to any matter of that State, also to one out of sight.
    """

    message: UUID
    thread: UUID
    sender: str
    missing: int | None


def gaps_in(viewer: User, threads: Iterable[UUID]) -> list[Gap]:
    """Where messages were missing when others of these threads came, the oldest first."""
    wanted = {str(thread): thread for thread in threads}
    rows = InMessage.objects.filter(thread__in=wanted, order=Order.GAP).order_by("received_at")
    found = list(rows)
    expected = _expected(found)
    gaps = [
        Gap(m.message_id, wanted[m.thread], m.sender, _missing(m, expected.get(m.message_id)))
        for m in found
    ]
    return [gap for gap in gaps if gap.missing != 0]


def _expected(messages: list[InMessage]) -> dict[UUID, int]:
    """The number that was expected when each message came, where the journal tells the viewer."""
    entries = Entry.objects.filter(
        verb="exchange.out_of_order",
        case_id__in={m.case_id for m in messages if m.case_id is not None},
        subject_kind="message",
        subject_id__in=[str(m.message_id) for m in messages],
    )
    return {UUID(entry.subject_id): int(entry.data["expected"]) for entry in entries}


def _missing(message: InMessage, expected: int | None) -> int | None:
    if expected is None:
        return None
    between = InMessage.objects.filter(
        sender=message.sender, sequence__gte=expected, sequence__lt=message.sequence
    )
    return message.sequence - expected - between.values("sequence").distinct().count()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file that was sent, or that will arrive, has come; both numbers are bytes.

    `state` is one of `Transfer`; `failure` is the code of what the last attempt met, `reason` why
    it ended otherwise than complete.
    """

    outgoing: bool
    peer: str
    state: Transfer
    arrived: int
    size: int
    failure: str = ""
    reason: str = ""
    ended_at: datetime | None = None


def progress_of(viewer: User, blob_ids: Iterable[UUID]) -> dict[UUID, Progress]:
    """How far each of these files has come, as far as the viewer may see it."""
    wanted = list(blob_ids)
    sent = OutAttachment.objects.filter(blob_id__in=wanted).select_related("message")
    came = InAttachment.objects.filter(pk__in=wanted)
    found = {one.pk: _coming(one) for one in came}
    return found | {one.blob_id: _going(one) for one in sent}


def _going(one: OutAttachment) -> Progress:
    size = int(one.description["size"])
    facts = (one.last_error, one.reason, one.ended_at)
    return Progress(True, one.message.peer, Transfer(one.state), one.arrived, size, *facts)


def _coming(one: InAttachment) -> Progress:
    size = int(one.description["size"])
    facts = ("", one.reason, one.ended_at)
    return Progress(False, one.sender, Transfer(one.state), one.arrived, size, *facts)


def shortages() -> list[Shortage]:
    """Whose attachments wait for room on this node; no case and no file is named."""
    return list(Shortage.objects.order_by("since"))
