"""Who delivers to a peer: one courier at a time, so that a slow peer holds up nobody else.

A courier holds the peer's lease while it works. One that was killed loses it when it runs out, and
the sweep calls another. A peer that cannot be reached is left alone for growing pauses (`links`);
what is urgent is tried all the same.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection

from homeward.foundation.exchange.links import is_resting
from homeward.foundation.exchange.models import Courier


def lease_time() -> timedelta:
    """For how long a courier that says nothing more keeps its peer to itself."""
    return timedelta(seconds=settings.HOMEWARD_EXCHANGE.lease)


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to deliver to a peer; `is_resting` where only what is urgent is tried."""

    peer: str
    id: UUID
    is_resting: bool


def take_lease(peer: str) -> Lease | None:
    """The lease of a peer, or None while another courier has it."""
    Courier.objects.get_or_create(peer=peer)
    row = Courier.objects.select_for_update().get(peer=peer)
    now = datetime.now(UTC)
    if row.leased_until is not None and row.leased_until > now:
        return None
    row.lease, row.leased_until = uuid4(), now + lease_time()
    row.save(update_fields=["lease", "leased_until"])
    return Lease(peer, row.lease, is_resting(peer, now))


def is_at_work(peer: str) -> bool:
    """Whether a courier has the lease of a peer. It looks once more when it has given it back."""
    asked = "select 1 from exchange_courier where peer = %s and leased_until > %s"
    with connection.cursor() as cursor:
        cursor.execute(asked, [peer, datetime.now(UTC)])
        return cursor.fetchone() is not None


def renew(lease: Lease) -> bool:
    """Whether the lease is still held, now for longer; False when it ran out and another has it."""
    held = Courier.objects.filter(peer=lease.peer, lease=lease.id)
    return bool(held.update(leased_until=datetime.now(UTC) + lease_time()))


def give_back(lease: Lease) -> None:
    """Let the next courier in."""
    held = Courier.objects.filter(peer=lease.peer, lease=lease.id)
    held.update(lease=None, leased_until=None)
