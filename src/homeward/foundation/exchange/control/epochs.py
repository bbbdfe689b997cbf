"""A new epoch: this node was restored from an older copy of itself and begins to count anew.

`exchange.epoch` tells each peer what the restored node still knows of both directions, and the
peer returns the rest (`exchange.returned`). Epochs are numbered by the clock, so that a copy that
is restored twice never counts in the same epoch again.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from homeward.foundation.authorities.queries import connected_states
from homeward.foundation.exchange import payloads
from homeward.foundation.exchange.control.common import (
    EPOCH,
    MISSING,
    RECEIPTS,
    RETURNED,
    TYPES,
    refuse_unless,
    send_control,
)
from homeward.foundation.exchange.control.returned import give_back
from homeward.foundation.exchange.errors import CANNOT_BE_SENT
from homeward.foundation.exchange.models import (
    Delivery,
    Epoch,
    GivenReceipt,
    InMessage,
    OutMessage,
    Pair,
    Source,
)
from homeward.foundation.exchange.ordering import last_number, missing_from, one_at_a_time
from homeward.foundation.exchange.ports import Arrived, Filed
from homeward.foundation.exchange.sending import own_epoch
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record

# Each may have all that was ever said between the two sent again.
_MOST_IN_A_DAY = 5
_NOT_RETURNED = (RECEIPTS, MISSING, TYPES, EPOCH, RETURNED)


@transaction.atomic
def open_epoch(reason: str, *, actor: Actor, by: str = "", now: datetime | None = None) -> int:
    """Begin to count anew and ask every connected peer for what is missing; returns the epoch.

    To be done once after the database was restored from a copy, before anything is sent. `by` names
    who ordered it, where that is not the actor.
    """
    now = now or datetime.now(UTC)
    before = own_epoch()
    number = max(before + 1, int(now.timestamp()))
    Epoch.objects.create(
        number=number, opened_at=now, opened_by=by or actor.name, reason=reason[:300]
    )
    pairs = {pair.peer: pair.sequence for pair in Pair.objects.select_for_update()}
    Pair.objects.update(sequence=0, digest="")
    peers = sorted(connected_states())
    for peer in peers:
        known = _known_of(peer, before, pairs.get(peer, 0), number)
        with suppress(*CANNOT_BE_SENT):  # `not_asked` names it, for an officer to call
            send_control(EPOCH, known, to=peer, actor=actor, urgent=True)
    record(
        "exchange.epoch_opened",
        actor=actor,
        number=number,
        before=before,
        peers=len(peers),
        by=by or actor.name,
    )
    return number


def not_asked(epoch: int) -> list[str]:
    """Connected States that could not be asked what is missing when this node's epoch began."""
    asked = OutMessage.objects.filter(type=EPOCH, epoch=epoch).values_list("peer", flat=True)
    return sorted(connected_states() - set(asked))


def _known_of(peer: str, before: int, sent: int, number: int) -> dict[str, object]:
    source = Source.objects.filter(peer=peer).values_list("epoch", flat=True).first()
    theirs = source or 1
    missing = [list(each) for each in missing_from(peer, theirs)]
    received = {"epoch": theirs, "last": last_number(peer, theirs), "missing": missing}
    return {"epoch": number, "before": before, "sent": sent, "received": received}


def on_epoch(arrived: Arrived) -> Filed:
    """The sender was restored: it gets back what it sent to us and had from us since."""
    payload = arrived.payload
    epoch = payloads.whole(payload, "epoch", min=2)
    before = payloads.whole(payload, "before", min=1)
    sent = payloads.whole(payload, "sent")
    received = payloads.mapping(payload, "received")
    theirs = payloads.whole(received, "epoch", min=1)
    last = payloads.whole(received, "last")
    stretches = _stretches(received)
    one_at_a_time(arrived.sender)  # before its row is locked, as every other message does
    source, _ = Source.objects.get_or_create(peer=arrived.sender)
    # Others of the new epoch may have come first; that it was opened has been said once at most.
    opened = InMessage.objects.filter(sender=arrived.sender, type=EPOCH, refused="")
    was_opened = opened.filter(epoch__gte=epoch).exists()
    refuse_unless(epoch >= source.epoch and epoch > before and not was_opened, "epoch_is_past")
    lately = opened.filter(received_at__gt=datetime.now(UTC) - timedelta(days=1))
    refuse_unless(lately.count() < _MOST_IN_A_DAY, "too_many_epochs")
    source.epoch, source.asked_at, source.asks = epoch, None, 0
    source.save(update_fields=["epoch", "asked_at", "asks"])
    later = Q(epoch=before, sequence__gt=sent) | Q(epoch__gt=before, epoch__lt=epoch)
    unknown = Q(epoch=theirs, sequence__gt=last) | Q(epoch__gt=theirs)
    for first, end in stretches:
        unknown |= Q(epoch=theirs, sequence__range=(first, end))
    lost = _lost_out(arrived.sender).filter(unknown)
    came = InMessage.objects.filter(later, sender=arrived.sender)
    returned = 0
    carried = lost.filter(type=RECEIPTS).values("pk")
    GivenReceipt.objects.filter(peer=arrived.sender, sent_in__in=carried).update(sent_in=None)
    for message in _in_their_order(came, lost):
        returned += give_back(
            message, to=arrived.sender, thread=arrived.thread, actor=arrived.actor
        )
    record(
        "exchange.epoch_noticed",
        actor=arrived.actor,
        sender=arrived.sender,
        number=epoch,
        returned=returned,
    )
    return Filed()


def _lost_out(peer: str) -> "QuerySet[OutMessage]":
    """What the peer signed for; what is still on its way reaches it anyhow."""
    return OutMessage.objects.filter(peer=peer).exclude(
        delivery__in=[Delivery.PENDING, Delivery.EXPIRED]
    )


def _stretches(received: dict[str, object]) -> list[tuple[int, int]]:
    found = received.get("missing")
    listed = found if isinstance(found, list) else []
    refuse_unless(isinstance(found, list) and len(listed) <= 100, "malformed_payload")
    for each in listed:
        is_pair = isinstance(each, list) and len(each) == 2 and all(type(n) is int for n in each)
        refuse_unless(is_pair, "malformed_payload")
    return [(each[0], each[1]) for each in listed]


def _in_their_order(
    came: "QuerySet[InMessage]", lost: "QuerySet[OutMessage]"
) -> Iterator[InMessage | OutMessage]:
    """What is returned, by when it came or was written, loaded one at a time: it may be large.

    All of it goes in one thread, so that it takes effect in that order.
    """
    found: list[tuple[datetime, int | None, UUID | None]] = []
    for number, at in came.exclude(type__in=_NOT_RETURNED).values_list("pk", "received_at"):
        found.append((at, number, None))
    for message_id, at in lost.exclude(type__in=_NOT_RETURNED).values_list("pk", "created_at"):
        found.append((at, None, message_id))
    for _, arrived, sent in sorted(found, key=lambda each: each[0]):
        if arrived is not None:
            yield InMessage.objects.get(pk=arrived)
        if sent is not None:
            yield OutMessage.objects.get(pk=sent)
