"""Reads of deliveries and receipts."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from homeward.foundation.access.models import User
from homeward.foundation.exchange.contents import contents_of
from homeward.foundation.exchange.models import (
    NOWHERE,
    Delivery,
    InAttachment,
    InMessage,
    Order,
    OutAttachment,
    OutMessage,
    Shortage,
    Tombstone,
    Transfer,
    Way,
)
from homeward.foundation.exchange.words import (
    Step,
    recall_word,
    recalled_word,
    steps_of,
    withdrawal_word,
)
from homeward.foundation.journal.models import Entry
from homeward.wire.signatures import read_statement


@dataclass(frozen=True, slots=True)
class Delivered:
    """A message of a thread as an officer reads it; `receipt_at` is when the receipt was signed.

    `reason` is why a message was refused, as the signed receipt says; for one that expired, why
    the last attempt failed. `order` says in words when messages of the sender are missing or came
    in another order than they were sent; it is empty for one in its order. `steps` are the
    receipts in the order of their states, `late` what is awaited and overdue, `recall` what became
    of a recall.
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
    steps: tuple[Step, ...] = ()
    late: tuple[Step, ...] = ()
    recall: str = ""
    way: str = ""


def deliveries_of(viewer: User, thread: UUID) -> list[Delivered]:
    """Every message of a thread that the viewer may see, oldest first, with its receipts.

    Messages about messages are left out: what they say stands with the message that they speak of.
    """
    control = Q(type__startswith="exchange.")
    sent = OutMessage.objects.filter(thread=thread).exclude(control)
    came = InMessage.objects.filter(thread=str(thread)).exclude(control)
    shown = [
        *map(_sent, sent.select_related("recall").prefetch_related("receipts", "deadlines")),
        *map(_came, came.prefetch_related("given")),
    ]
    return sorted(shown, key=lambda message: message.at)


def said_in(sender: str, message_id: UUID) -> tuple[UUID, dict[str, Any]] | None:
    """The thread of a message that came and took effect here, and what it said; None where there
    is none. The payload is that of the version in which it came."""
    found = InMessage.objects.filter(sender=sender, message_id=message_id, refused="").first()
    if found is None:
        return None
    payload: dict[str, Any] = json.loads(contents_of(found))["message"]["payload"]
    return UUID(found.thread), payload


def expired_among(messages: Iterable[UUID]) -> set[UUID]:
    """Those messages of this node that expired before any receipt came."""
    found = OutMessage.objects.filter(pk__in=list(messages), delivery=Delivery.EXPIRED)
    return set(found.values_list("pk", flat=True))


def _sent(message: OutMessage) -> Delivered:
    steps = steps_of((each.state, each.at) for each in message.receipts.all())
    late = [each for each in message.deadlines.all() if each.late_at and each.met_at is None]
    first = message.receipts.all()
    return Delivered(
        message.id,
        True,
        message.peer,
        message.type,
        message.created_at,
        str(Delivery(message.delivery).label),
        min((each.at for each in first), default=None),
        message.attempts,
        message.reason or (message.last_error if message.delivery == Delivery.EXPIRED else ""),
        steps=steps,
        late=steps_of((each.state, each.due_at) for each in late),
        recall=recall_word(message),
    )


def _came(message: InMessage) -> Delivered:
    given = [(each.state, each.at) for each in message.given.all()]
    first = str(read_statement(bytes(message.receipt), "receipt")["state"])
    return Delivered(
        message.message_id,
        False,
        message.sender,
        message.type,
        message.received_at,
        str((Delivery.REFUSED if message.refused else Delivery.ACCEPTED).label),
        message.received_at,
        1,
        message.refused,
        _amiss(message),
        steps=steps_of([(first, message.received_at), *given]),
        recall=recalled_word(message),
        way="" if message.way == Way.NETWORK else str(Way(message.way).label),
    )


def _amiss(message: InMessage) -> str:
    """What an officer should know of its order. That others overtook it on the way is nothing."""
    is_shown = message.order and message.order != Order.LATE
    return str(Order(message.order).label) if is_shown else ""


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
    here = {"sender": message.sender, "epoch": message.epoch}
    between = {"sequence__gte": expected, "sequence__lt": message.sequence, **here}
    numbers = set(InMessage.objects.filter(**between).values_list("sequence", flat=True))
    numbers |= set(Tombstone.objects.filter(**between).values_list("sequence", flat=True))
    return message.sequence - expected - len(numbers)


@dataclass(frozen=True, slots=True)
class Standing:
    """A message of ours that the other State has or may get, and that was not recalled."""

    id: UUID
    type: str
    at: datetime


def standing_in(thread: UUID) -> list[Standing]:
    """Messages of ours in a thread that may be recalled, in the order of sending."""
    sent = OutMessage.objects.filter(thread=thread, recall__isnull=True)
    sent = sent.filter(delivery__in=[Delivery.PENDING, Delivery.ACCEPTED])
    rows = sent.exclude(type__startswith="exchange.").order_by("epoch", "sequence")
    return [Standing(*row) for row in rows.values_list("pk", "type", "created_at")]


def recallable_in(thread: UUID) -> list[UUID]:
    """The ids of those messages."""
    return [one.id for one in standing_in(thread)]


def recallable_files_in(thread: UUID) -> dict[UUID, UUID]:
    """Attachments of those messages that the other State has or may get, and that stand: the blob
    of each with its own id."""
    sent = OutAttachment.objects.filter(message_id__in=recallable_in(thread), recall__isnull=True)
    return dict(sent.exclude(state__in=NOWHERE).values_list("blob_id", "pk"))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file that was sent, or that will arrive, has come; both numbers are bytes.

    `state` is one of `Transfer`; `failure` is the code of what the last attempt met, `reason` why
    it ended otherwise than complete. `recall` says what became of a recall of this file alone.
    """

    outgoing: bool
    peer: str
    state: Transfer
    arrived: int
    size: int
    failure: str = ""
    reason: str = ""
    ended_at: datetime | None = None
    recall: str = ""


def progress_of(viewer: User, blob_ids: Iterable[UUID]) -> dict[UUID, Progress]:
    """How far each of these files has come, as far as the viewer may see it."""
    wanted = list(blob_ids)
    sent = OutAttachment.objects.filter(blob_id__in=wanted).select_related("message", "recall")
    came = InAttachment.objects.filter(pk__in=wanted)
    found = {one.pk: _coming(one) for one in came}
    return found | {one.blob_id: _going(one) for one in sent}


def _going(one: OutAttachment) -> Progress:
    size = int(one.description["size"])
    recall = withdrawal_word(getattr(one, "recall", None))
    facts = (one.last_error, one.reason, one.ended_at, recall)
    return Progress(True, one.message.peer, Transfer(one.state), one.arrived, size, *facts)


def _coming(one: InAttachment) -> Progress:
    size = int(one.description["size"])
    facts = ("", one.reason, one.ended_at, recalled_word(one))
    return Progress(False, one.sender, Transfer(one.state), one.arrived, size, *facts)


def shortages() -> list[Shortage]:
    """Whose attachments wait for room on this node; no case and no file is named."""
    return list(Shortage.objects.order_by("since"))
