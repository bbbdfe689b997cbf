"""Whether what a node sends arrives whole and in its order.

Every message carries its number in the sender's count and the digest of the one before it. Order is
required within a thread only, so nothing waits for a message that is missing: it is taken in, and
what is amiss is kept with it and journalled. A gap that a late message fills was reordering; one
that a tombstone fills was an expiry; one that stays was loss, and the sender is asked.
"""

from datetime import datetime, timedelta

from django.db import connection

from homeward.foundation.exchange.models import Epoch, Order, Source
from homeward.foundation.guard.context import asked_once, was_asked
from homeward.wire.header import Header

_RETURNING = timedelta(days=1)  # after a restore, for what peers return


def order_of(header: Header, digest: str) -> tuple[Order, int]:
    """How a new message stands to those of its sender, and the number that was expected.

    Messages of one sender are judged one after the other, to the end of the transaction.
    """
    one_at_a_time(header.sender)
    _follow_epoch(header)
    around = _around(header.sender, header.epoch, header.sequence)
    return _order(header, digest, around), around[0] + 1


def last_number(sender: str, epoch: int) -> int:
    """The highest number of a sender's count that is accounted for here, 0 for none."""
    return _around(sender, epoch, 0)[0]


_AROUND = """
with known as (
  select sequence, digest, previous, true as is_message from exchange_inmessage
  where sender = %(sender)s and epoch = %(epoch)s
    and sequence between %(number)s - 1 and %(number)s + 1
  union all
  select sequence, digest, previous, false from exchange_tombstone
  where sender = %(sender)s and epoch = %(epoch)s
    and sequence between %(number)s - 1 and %(number)s + 1)
select
  greatest(
    (select coalesce(max(sequence), 0) from exchange_inmessage
     where sender = %(sender)s and epoch = %(epoch)s),
    (select coalesce(max(sequence), 0) from exchange_tombstone
     where sender = %(sender)s and epoch = %(epoch)s)),
  exists (select from known where sequence = %(number)s and is_message),
  array(select digest from known where sequence = %(number)s - 1),
  array(select previous from known where sequence = %(number)s + 1)
"""

Around = tuple[int, bool, list[str], list[str]]


def _around(sender: str, epoch: int, number: int) -> Around:
    """The last number, whether this one is here, the digest before it, what the next one names."""
    with connection.cursor() as cursor:
        cursor.execute(_AROUND, {"sender": sender, "epoch": epoch, "number": number})
        last, is_here, before, after = cursor.fetchone()
        return int(last), bool(is_here), list(before), list(after)


def _follow_epoch(header: Header) -> None:
    known = asked_once(("epoch of", header.sender), lambda: _source(header.sender).epoch)
    if header.epoch <= known:
        return
    source = _source(header.sender)
    if header.epoch > source.epoch:
        source.epoch, source.asked_at, source.asks = header.epoch, None, 0
        source.save(update_fields=["epoch", "asked_at", "asks"])


def _source(peer: str) -> Source:
    found = Source.objects.filter(peer=peer).first()
    return found if found is not None else Source.objects.get_or_create(peer=peer)[0]


def _order(header: Header, digest: str, around: Around) -> Order:
    (last, is_here, before, after), number = around, header.sequence
    if is_here:
        return Order.REPEAT
    if not _fits(header, digest, before, after):
        return Order.BROKEN
    if number > last + 1:
        return Order.GAP
    return Order.LATE if number < last else Order.REGULAR


def _fits(header: Header, own_digest: str, before: list[str], after: list[str]) -> bool:
    """Whether it follows on the message before it, and the next one on it, where they are here."""
    if header.sequence == 1:
        before_fits = header.previous is None
    else:
        fits = all(digest == header.previous for digest in before)
        before_fits = header.previous is not None and fits
    return before_fits and all(previous == own_digest for previous in after)


def missing_from(
    sender: str, epoch: int | None = None, most: int = 100, *, before: int | None = None
) -> list[tuple[int, int]]:
    """Stretches of numbers, first and last, that a State's node used and that never arrived.

    Of its present epoch, unless another one is named; only those below the number `before`, where
    one is given. What a tombstone closed is not missing.
    """
    if epoch is None:
        found = Source.objects.filter(peer=sender).values_list("epoch", flat=True).first()
        epoch = found or 1
    with connection.cursor() as cursor:
        cursor.execute(
            "select before + 1, sequence - 1 from ("
            "  select sequence, lag(sequence, 1, 0::bigint) over (order by sequence) as before"
            "  from (select sequence from exchange_inmessage where sender = %s and epoch = %s"
            "        union select sequence from exchange_tombstone"
            "        where sender = %s and epoch = %s) as accounted) as counted"
            " where sequence > before + 1 and before < %s - 1 order by sequence limit %s",
            [sender, epoch, sender, epoch, 2**63 - 1 if before is None else before, most],
        )
        return [(int(first), int(last)) for first, last in cursor.fetchall()]


def came_too_early(header: Header, order: Order, now: datetime) -> bool:
    """Whether it may be refused only because this node, just restored, lacks what it follows.

    A refusal is final. What the sender's count shows to be missing is being returned, so for a day
    the sender is asked to come again.
    """
    if header.type.startswith("exchange."):
        return False
    if not Epoch.objects.filter(opened_at__gte=now - _RETURNING).exists():
        return False
    before = header.sequence
    return order is Order.GAP or bool(missing_from(header.sender, header.epoch, 1, before=before))


def one_at_a_time(sender: str) -> None:
    """What one node sends is judged one after the other, to the end of the transaction."""
    if not was_asked(("order of", sender)):
        _lock(f"order of {sender}")


def first_in_order(sender: str) -> None:
    """The same once for a whole transaction that is `remembering`; call it outside any savepoint,
    whose rollback would let the lock go."""
    asked_once(("order of", sender), lambda: _lock(f"order of {sender}"))


def _lock(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
