"""Gaps in a sender's count, asked for.

`exchange.missing` names the numbers. The sender tries at once what is still on its way, closes by
a tombstone what expired, and returns what this node had signed for and lost.
"""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from django.db.models import Max

from homeward.foundation.authorities.queries import connected_states
from homeward.foundation.exchange import payloads
from homeward.foundation.exchange.control.closing import close
from homeward.foundation.exchange.control.common import MISSING, send_control
from homeward.foundation.exchange.control.returned import give_back
from homeward.foundation.exchange.errors import CANNOT_BE_SENT, MalformedPayload
from homeward.foundation.exchange.models import Delivery, InMessage, Order, OutMessage, Source
from homeward.foundation.exchange.ordering import missing_from
from homeward.foundation.exchange.ports import Arrived, Filed
from homeward.foundation.exchange.sending import wake
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record

GRACE = timedelta(minutes=2)
"""So long a gap may be no more than reordering."""

_LONGEST_PAUSE = timedelta(days=1)
_MOST_STRETCHES, _MOST_NUMBERS = 100, 1000
_MOST_BYTES = 64 * 1024**2
_ONCE_IN = timedelta(days=1)


def ask_for_missing(now: datetime, actor: Actor) -> int:
    """Ask each connected sender for what is missing; returns how many were asked.

    The pauses grow while nothing comes.
    """
    asked = 0
    for source in Source.objects.filter(peer__in=connected_states()).order_by("peer"):
        pause = min(GRACE * 2 ** min(source.asks, 20), _LONGEST_PAUSE)
        if source.asked_at is not None and source.asked_at + pause > now:
            continue
        with suppress(*CANNOT_BE_SENT):  # asked again after the pause
            if _has_gap(source) and _ask(source, now, actor):
                asked += 1
    return asked


def _has_gap(source: Source) -> bool:
    """Whether there ever was one in this epoch: without that nobody need look for one."""
    gaps = InMessage.objects.filter(sender=source.peer, epoch=source.epoch, order=Order.GAP)
    return gaps.exists()


def _last_settled(source: Source, now: datetime) -> int:
    """The highest number that came so long ago that what is missing below it was not reordered."""
    came = InMessage.objects.filter(sender=source.peer, epoch=source.epoch)
    old = came.filter(received_at__lte=now - GRACE)
    return int(old.aggregate(last=Max("sequence"))["last"] or 0)


def _ask(source: Source, now: datetime, actor: Actor) -> bool:
    before = _last_settled(source, now)
    stretches = missing_from(source.peer, source.epoch, _MOST_STRETCHES, before=before)
    first = stretches[0][0] if stretches else 0
    count = sum(last - first + 1 for first, last in stretches)
    if (first, count) != (source.missing_first, source.missing_count):
        source.asks = 0  # what comes is asked on for at once: it comes in small amounts
    source.missing_first, source.missing_count = first, count
    source.asked_at, source.asks = (now, source.asks + 1) if stretches else (None, 0)
    source.save(update_fields=["asked_at", "asks", "missing_first", "missing_count"])
    if not stretches:
        return False
    payload = {"epoch": source.epoch, "ranges": [list(each) for each in stretches]}
    send_control(MISSING, payload, to=source.peer, actor=actor)
    record("exchange.asked_for_missing", actor=actor, to=source.peer, stretches=len(stretches))
    return True


def on_missing(arrived: Arrived) -> Filed:
    """The receiver misses numbers of our count: each is sent, closed or returned.

    Each is at most once a day, and no more at once than `_MOST_BYTES`: whoever asks again and again
    must not fill this node's disk. What is left is asked for again.
    """
    epoch = payloads.whole(arrived.payload, "epoch", min=1)
    now, room = datetime.now(UTC), _MOST_BYTES
    for number in _numbers(arrived):
        message = OutMessage.objects.filter(
            peer=arrived.sender, epoch=epoch, sequence=number
        ).first()
        if message is None or (
            message.accounted_at is not None and message.accounted_at > now - _ONCE_IN
        ):
            continue
        room -= _account_for(message, arrived.actor, arrived, now)
        if room <= 0:
            break
    wake(arrived.sender)
    return Filed()


def _account_for(message: OutMessage, actor: Actor, arrived: Arrived, now: datetime) -> int:
    """Do what is due about a number; returns how many bytes of contents go out for it."""
    rows = OutMessage.objects.filter(pk=message.pk)
    if message.delivery == Delivery.PENDING:
        rows.update(next_attempt_at=message.created_at)
        return 0
    rows.update(accounted_at=now)
    if message.delivery == Delivery.EXPIRED:
        close(message, actor, is_asked=True)
        return 0
    give_back(message, to=arrived.sender, thread=arrived.thread, actor=actor)
    return len(message.contents)


def _numbers(arrived: Arrived) -> list[int]:
    stretches = arrived.payload.get("ranges")
    if not isinstance(stretches, list) or len(stretches) > _MOST_STRETCHES:
        raise MalformedPayload(field="ranges")
    numbers: dict[int, None] = {}
    for stretch in stretches:
        is_pair = isinstance(stretch, list) and len(stretch) == 2
        if not is_pair or not all(type(each) is int for each in stretch):
            raise MalformedPayload(field="ranges")
        first, last = stretch
        if not 1 <= first <= last <= payloads.MAX_WHOLE:
            raise MalformedPayload(field="ranges")
        room = _MOST_NUMBERS - len(numbers)  # what is left is asked for again
        numbers |= dict.fromkeys(range(first, min(last + 1, first + room)))
    return list(numbers)
