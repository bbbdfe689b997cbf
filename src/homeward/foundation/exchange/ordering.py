"""Whether what a node sent arrives whole and in its order.

Every message carries its number in the sender's count and the digest of the one before it. Order is
required within a thread only, so nothing waits for a message that is missing: it is taken in, and
what is amiss is kept with it and journalled. A gap that a late message fills was reordering; one
that stays was loss.
"""

from django.db import connection
from django.db.models import Max

from homeward.foundation.exchange.models import InMessage, Order
from homeward.wire.header import Header


def order_of(header: Header, digest: str) -> tuple[Order, int]:
    """How a new message stands to those of its sender, and the number that was expected.

    Messages of one sender are judged one after the other, to the end of the transaction.
    """
    _one_at_a_time(header.sender)
    known = InMessage.objects.filter(sender=header.sender)
    last: int = known.aggregate(last=Max("sequence"))["last"] or 0
    return _order(header, digest, last), last + 1


def _order(header: Header, digest: str, last: int) -> Order:
    known, number = InMessage.objects.filter(sender=header.sender), header.sequence
    if known.filter(sequence=number).exists():
        return Order.REPEAT
    if not _fits(header, digest):
        return Order.BROKEN
    if number > last + 1:
        return Order.GAP
    return Order.LATE if number < last else Order.REGULAR


def _fits(header: Header, own_digest: str) -> bool:
    """Whether it follows on the message before it, and the next one on it, where they are here."""
    known = InMessage.objects.filter(sender=header.sender)
    if header.sequence == 1:
        before_fits = header.previous is None
    else:
        before = known.filter(sequence=header.sequence - 1).values_list("digest", flat=True)
        fits = all(digest == header.previous for digest in before)
        before_fits = header.previous is not None and fits
    after = known.filter(sequence=header.sequence + 1).values_list("previous", flat=True)
    return before_fits and all(previous == own_digest for previous in after)


def missing_from(sender: str, most: int = 100) -> list[tuple[int, int]]:
    """Stretches of numbers, first and last, that a State's node used and that never arrived."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select before + 1, sequence - 1 from ("
            "  select sequence, lag(sequence, 1, 0::bigint) over (order by sequence) as before"
            "  from exchange_inmessage where sender = %s) as counted"
            " where sequence > before + 1 order by sequence limit %s",
            [sender, most],
        )
        return [(int(first), int(last)) for first, last in cursor.fetchall()]


def _one_at_a_time(sender: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"order of {sender}"]
        )
