"""Whether what a node sends arrives whole and in its order.

Every message carries its number in the sender's count and the digest of the one before it. Order is
required within a thread only, so nothing waits for a message that is missing: it is taken in, and
what is amiss is kept with it and journalled. A gap that a late message fills was reordering; one
that a tombstone fills was an expiry; one that stays was loss, and the sender is asked.
"""

from django.db import connection
from django.db.models import Max, QuerySet

from homeward.foundation.exchange.models import InMessage, Order, Source, Tombstone
from homeward.wire.header import Header


def order_of(header: Header, digest: str) -> tuple[Order, int]:
    """How a new message stands to those of its sender, and the number that was expected.

    Messages of one sender are judged one after the other, to the end of the transaction.
    """
    _one_at_a_time(header.sender)
    _follow_epoch(header)
    last = last_number(header.sender, header.epoch)
    return _order(header, digest, last), last + 1


def last_number(sender: str, epoch: int) -> int:
    """The highest number of a sender's count that is accounted for here, 0 for none."""
    known = [_known(sender, epoch), Tombstone.objects.filter(sender=sender, epoch=epoch)]
    return max(rows.aggregate(last=Max("sequence"))["last"] or 0 for rows in known)


def _known(sender: str, epoch: int) -> QuerySet[InMessage]:
    return InMessage.objects.filter(sender=sender, epoch=epoch)


def _follow_epoch(header: Header) -> None:
    source, _ = Source.objects.get_or_create(peer=header.sender)
    if header.epoch > source.epoch:
        source.epoch, source.asked_at, source.asks = header.epoch, None, 0
        source.save(update_fields=["epoch", "asked_at", "asks"])


def _order(header: Header, digest: str, last: int) -> Order:
    known, number = _known(header.sender, header.epoch), header.sequence
    if known.filter(sequence=number).exists():
        return Order.REPEAT
    if not _fits(header, digest):
        return Order.BROKEN
    if number > last + 1:
        return Order.GAP
    return Order.LATE if number < last else Order.REGULAR


def _fits(header: Header, own_digest: str) -> bool:
    """Whether it follows on the message before it, and the next one on it, where they are here."""
    if header.sequence == 1:
        before_fits = header.previous is None
    else:
        before = _links(header, header.sequence - 1, "digest")
        fits = all(digest == header.previous for digest in before)
        before_fits = header.previous is not None and fits
    after = _links(header, header.sequence + 1, "previous")
    return before_fits and all(previous == own_digest for previous in after)


def _links(header: Header, number: int, name: str) -> list[str]:
    """The digest, or the digest before it, of a message of that number or of its tombstone."""
    told = Tombstone.objects.filter(sender=header.sender, epoch=header.epoch, sequence=number)
    found = _known(header.sender, header.epoch).filter(sequence=number)
    return [*found.values_list(name, flat=True), *told.values_list(name, flat=True)]


def missing_from(sender: str, epoch: int | None = None, most: int = 100) -> list[tuple[int, int]]:
    """Stretches of numbers, first and last, that a State's node used and that never arrived.

    Of its present epoch, unless another one is named. What a tombstone closed is not missing.
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
            " where sequence > before + 1 order by sequence limit %s",
            [sender, epoch, sender, epoch, most],
        )
        return [(int(first), int(last)) for first, last in cursor.fetchall()]


def _one_at_a_time(sender: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"order of {sender}"]
        )
