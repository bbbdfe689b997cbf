"""How much is taken in at once and in a day, and what is said where there is no room."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Sum

from homeward.foundation.exchange.errors import AttachmentBusy, PeerQuotaReached
from homeward.foundation.exchange.models import InAttachment, Shortage, Transfer
from homeward.foundation.exchange.principal import EXCHANGE
from homeward.foundation.journal.actions import record
from homeward.foundation.vault.files import check_room

_DAY = timedelta(days=1)
_TOLD_AGAIN = timedelta(hours=6)
_taking: dict[UUID, str] = {}
_lock = threading.Lock()


@contextmanager
def slot(attachment: UUID, peer: str) -> Iterator[None]:
    """A place among the parts that this process takes in at once.

    Half of its threads at most, so that messages and pages always find one; half of those for one
    State where there are several; one part of an attachment at a time. Raises AttachmentBusy.
    """
    most = max(1, settings.HOMEWARD_THREADS // 2)
    for_peer = max(1, most // 2)
    with _lock:
        of_peer = sum(1 for one in _taking.values() if one == peer)
        if attachment in _taking or len(_taking) >= most or of_peer >= for_peer:
            raise AttachmentBusy
        _taking[attachment] = peer
    try:
        yield
    finally:
        with _lock:
            del _taking[attachment]


def check_limits(one: InAttachment, length: int) -> None:
    """Raises PeerQuotaReached, VaultFull where `length` more bytes would be too many."""
    since = datetime.now(UTC) - _DAY
    recent = InAttachment.objects.filter(sender=one.sender, moved_at__gte=since)
    sent = recent.aggregate(sent=Sum("arrived"))["sent"] or 0
    if sent + length > settings.HOMEWARD_PEER_QUOTA:
        raise PeerQuotaReached(peer=one.sender, needed=length)
    check_room(length)


def note_shortage(peer: str, code: str, needed: int) -> None:
    """Tell whoever keeps the node, and the journal at first and every six hours."""
    now = datetime.now(UTC)
    fresh = {"since": now, "last_at": now, "needed": needed}
    held, is_new = Shortage.objects.select_for_update().get_or_create(
        peer=peer, code=code, defaults=fresh
    )
    if not is_new and now - held.last_at < _TOLD_AGAIN:
        Shortage.objects.filter(pk=held.pk).update(needed=needed)
        return
    Shortage.objects.filter(pk=held.pk).update(last_at=now, needed=needed)
    record(
        "exchange.attachment_waits",
        actor=EXCHANGE,
        subject=("state", peer),
        code=code,
        needed=needed,
    )


def end_shortage(peer: str) -> None:
    """A part of that State's was taken in again."""
    Shortage.objects.filter(peer=peer).delete()


def end_idle_shortages() -> None:
    """Where nothing of a State waits any more, whatever ended it, no room is wanted for it."""
    waiting = InAttachment.objects.filter(state=Transfer.ARRIVING).values("sender")
    Shortage.objects.exclude(peer__in=waiting).delete()
