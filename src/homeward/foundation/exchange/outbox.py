"""The outbox: what is on its way, and what each attempt made of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet

from homeward.foundation.authorities.trust import node_of
from homeward.foundation.exchange.contents import contents_of, locked
from homeward.foundation.exchange.courier import lease_time
from homeward.foundation.exchange.errors import NotConnected
from homeward.foundation.exchange.keys import keys_of
from homeward.foundation.exchange.links import LONGEST_PAUSE, pause_after
from homeward.foundation.exchange.models import (
    Courier,
    Delivery,
    GivenReceipt,
    Link,
    OutMessage,
)
from homeward.foundation.exchange.settling import settle
from homeward.foundation.guard.actor import Actor
from homeward.foundation.vault.node_keys import own_keys
from homeward.wire.envelope import seal_contents, signed_as_asked
from homeward.wire.header import Header, MessageRef
from homeward.wire.keys import PublicKeys
from homeward.wire.receipts import Receipt as WireReceipt
from homeward.wire.receipts import verify_receipt

_LONGEST_FOR_THE_LINE = timedelta(minutes=1)
_MOST_HELD = 16 * 1024 * 1024
AT_ONCE, AT_ONCE_ALONE = 64, 32
"""Messages that a courier takes at a time: what becomes urgent meanwhile waits for them, so fewer
where each goes alone."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one attempt needs while no transaction is open; `is_alone` says that
    it shares its request with no other: it is urgent, or was handed over before."""

    message_id: UUID
    peer: str
    url: str
    keys: tuple[PublicKeys, ...]
    ref: MessageRef
    envelope: bytes
    is_alone: bool

    def verify(self, raw: bytes) -> WireReceipt:
        """The receipt in an answer; raises WireError unless the peer signed it for this message."""
        return verify_receipt(
            raw,
            keys=self.keys,
            message=self.ref,
            now=datetime.now(UTC),
        )


def take_due(peer: str, *, urgent_only: bool = False, most: int = AT_ONCE) -> list[Attempt]:
    """The messages whose turn it is, counted as attempted: of each thread the first at most.

    What is urgent goes first. Raises NotConnected when the State's node is not pinned any more.
    """
    now = datetime.now(UTC)
    due = heads(peer).filter(next_attempt_at__lte=now)
    if urgent_only:
        due = due.filter(is_urgent=True)
    chosen = list(
        OutMessage.objects.select_for_update(skip_locked=True)
        .filter(pk__in=due.values("pk"), delivery=Delivery.PENDING)
        .order_by("-is_urgent", "epoch", "sequence")[:most]
    )
    if not chosen:
        return []
    chosen = _at_hand(chosen)
    numbers = [message.pk for message in chosen]
    # Left alone for as long as its courier's lease lasts.
    OutMessage.objects.filter(pk__in=numbers).update(
        attempts=F("attempts") + 1, next_attempt_at=now + lease_time()
    )
    for message in chosen:
        message.attempts += 1
    place = _place_of(peer)
    return [attempt_of(message, place) for message in chosen]


def _at_hand(messages: list[OutMessage]) -> list[OutMessage]:
    """As many of the first as may be held sealed at the same time, one at least."""
    held, count = 0, 0
    for message in messages:
        held += len(message.contents)
        if count and held > _MOST_HELD:
            break
        count += 1
    return messages[:count]


def give_back_untried(messages: Sequence[UUID]) -> None:
    """Attempts that were given out and not made do not count; each is due again now."""
    OutMessage.objects.filter(pk__in=messages, delivery=Delivery.PENDING).update(
        attempts=F("attempts") - 1, next_attempt_at=datetime.now(UTC)
    )


def note_pause(message_id: UUID, seconds: int, failure: str) -> bool:
    """The peer asked for patience: the attempt does not count, the next is after the pause.

    False where the message expires before: it is for `note_failure` then.
    """
    at = datetime.now(UTC) + min(timedelta(seconds=max(1, seconds)), LONGEST_PAUSE)
    waiting = OutMessage.objects.filter(pk=message_id, delivery=Delivery.PENDING)
    patient = waiting.filter(expires_at__gt=at)
    return bool(
        patient.update(attempts=F("attempts") - 1, next_attempt_at=at, last_error=failure[:60])
    )


def heads(peer: str) -> QuerySet[OutMessage]:
    """The first message of each thread that is still on its way to a peer: order is kept there."""
    waiting = OutMessage.objects.filter(peer=peer, delivery=Delivery.PENDING)
    first = waiting.order_by("thread", "epoch", "sequence").distinct("thread")
    return OutMessage.objects.filter(pk__in=first.values("pk"))


def take_one(message_id: UUID) -> Attempt | None:
    """One message, whatever its turn, unless it is settled or an earlier one of its thread waits.

    Raises NotConnected, having counted too, when the State's node is not pinned any more.
    """
    message = OutMessage.objects.select_for_update().filter(pk=message_id).first()
    if message is None or message.delivery != Delivery.PENDING:
        return None
    if not heads(message.peer).filter(pk=message_id).exists():
        return None
    message.attempts += 1
    message.next_attempt_at = datetime.now(UTC) + lease_time()
    message.save(update_fields=["attempts", "next_attempt_at"])
    return attempt_of(message)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a peer is, with which keys it signs, and to which keys things are sealed."""

    url: str
    keys: tuple[PublicKeys, ...]
    sealing: PublicKeys


def _place_of(peer: str) -> _Place:
    """Raises NotConnected when the State has no node, or its keys are good no longer."""
    node, keys = node_of(peer), keys_of(peer)
    named = node.keys if node is not None else None
    sealing = next((one for one in keys if one.to_json() == named), None)
    if node is None or sealing is None:
        raise NotConnected(state=peer)
    return _Place(node.url, keys, sealing)


def attempt_of(message: OutMessage, place: _Place | None = None) -> Attempt:
    """Seal a message to the keys that its receiver has now. Raises NotConnected."""
    place = place or _place_of(message.peer)
    return Attempt(
        message_id=message.id,
        peer=message.peer,
        url=place.url,
        keys=place.keys,
        ref=Header.from_json(message.header).ref(message.digest),
        envelope=sealed(message, place),
        is_alone=message.is_urgent or message.attempts > 1 or bool(message.last_error),
    )


def sealed(message: OutMessage, place: _Place | None = None) -> bytes:
    """The envelope, to the keys that its receiver has now. Raises NotConnected.

    A receiver that has come to ask for a second signature since gets one.
    """
    receiver = (place or _place_of(message.peer)).sealing
    kept = contents_of(message)
    contents = signed_as_asked(kept, own_keys(), receiver)
    if contents != kept:
        message.contents = locked(contents, message.id)
        message.save(update_fields=["contents"])
    return seal_contents(contents, receiver)


def sealed_anew() -> list[bytes]:
    """Every envelope that this node made, in the order of its numbers. Raises NotConnected."""
    return [sealed(one) for one in OutMessage.objects.order_by("peer", "epoch", "sequence")]


def note_failure(
    message_id: UUID, failure: str, actor: Actor, *, is_of_line: bool = False
) -> datetime | None:
    """Remember why an attempt failed; when to try again, or None when the message is given up.

    The pause grows with the attempts. Where it was the line that failed (`is_of_line`), a minute is
    the longest: a peer out of reach is left alone as a whole (`links`), and one message that a bad
    line lost many times must not wait while all others go through.

    A message is tried once more at the moment it expires: the peer may have it, and its receipt
    may have been lost. One that is given up is closed by a tombstone.
    """
    from homeward.foundation.exchange.control.closing import close

    message = OutMessage.objects.select_for_update().get(pk=message_id)
    if message.delivery != Delivery.PENDING:
        return None
    now = datetime.now(UTC)
    message.last_error = failure[:60]
    if now >= message.expires_at:
        settle(message, Delivery.EXPIRED, now, actor)
        close(message, actor)
        return None
    pause = pause_after(message.attempts)
    if is_of_line:
        pause = min(pause, _LONGEST_FOR_THE_LINE)
    message.next_attempt_at = min(now + pause, message.expires_at)
    message.save(update_fields=["next_attempt_at", "last_error"])
    return message.next_attempt_at


def give_up_expired(peer: str, failure: str, actor: Actor) -> int:
    """Give up what expired while its peer was not reached; returns how many.

    Each was tried before: a message that has had no attempt yet waits for its one.
    """
    over = OutMessage.objects.filter(
        peer=peer, delivery=Delivery.PENDING, attempts__gt=0, expires_at__lte=datetime.now(UTC)
    )
    numbers = list(over.order_by("epoch", "sequence").values_list("pk", flat=True))
    for number in numbers:
        note_failure(number, failure, actor)
    return len(numbers)


def has_due(peer: str, *, urgent_only: bool = False) -> bool:
    """Whether a message to a peer is due at this moment."""
    due = heads(peer).filter(next_attempt_at__lte=datetime.now(UTC))
    return (due.filter(is_urgent=True) if urgent_only else due).exists()


def fail_due(peer: str, failure: str, actor: Actor) -> None:
    """What is due cannot even be tried: it waits, and what expired is given up."""
    for message in list(heads(peer).filter(next_attempt_at__lte=datetime.now(UTC))):
        message.attempts += 1
        message.save(update_fields=["attempts"])
        note_failure(message.id, failure, actor)


def due_peers(now: datetime) -> list[str]:
    """Peers for whom a message is due and whom no courier serves: the sweep calls one."""
    busy = Courier.objects.filter(leased_until__gt=now).values("peer")
    resting = Link.objects.filter(paused_until__gt=now).values("peer")
    waiting = OutMessage.objects.filter(delivery=Delivery.PENDING)
    first = waiting.order_by("peer", "thread", "epoch", "sequence").distinct("peer", "thread")
    due = OutMessage.objects.filter(pk__in=first.values("pk"), next_attempt_at__lte=now)
    due = due.exclude(peer__in=busy).filter(Q(is_urgent=True) | ~Q(peer__in=resting))
    receipts = GivenReceipt.objects.filter(sent_in__isnull=True).exclude(peer__in=busy)
    receipts = receipts.exclude(peer__in=resting)
    found = set(due.order_by().values_list("peer", flat=True).distinct())
    return sorted(found | set(receipts.order_by().values_list("peer", flat=True).distinct()))
