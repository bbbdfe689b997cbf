"""Who delivers to a peer: one courier at a time, so that a slow peer holds up nobody else.

A courier holds the peer's lease while it works. One that was killed loses it when it runs out, and
the sweep calls another. A peer that cannot be reached is left alone for growing pauses; what is
urgent is tried all the same.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from homeward.foundation.exchange.models import Courier
from homeward.foundation.exchange.outbox import pause_after

LEASE = timedelta(seconds=45)


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
    row.lease, row.leased_until = uuid4(), now + LEASE
    row.save(update_fields=["lease", "leased_until"])
    return Lease(peer, row.lease, row.paused_until is not None and row.paused_until > now)


def renew(lease: Lease) -> bool:
    """Whether the lease is still held, now for longer; False when it ran out and another has it."""
    held = Courier.objects.filter(peer=lease.peer, lease=lease.id)
    return bool(held.update(leased_until=datetime.now(UTC) + LEASE))


def give_back(lease: Lease) -> None:
    """Let the next courier in."""
    held = Courier.objects.filter(peer=lease.peer, lease=lease.id)
    held.update(lease=None, leased_until=None)


def note_reached(peer: str) -> None:
    """The peer answered: it is left alone no longer."""
    Courier.objects.filter(peer=peer).update(
        failures=0, paused_until=None, succeeded_at=datetime.now(UTC), failure=""
    )


def note_unreachable(peer: str, failure: str, pause: timedelta | None = None) -> datetime:
    """The peer did not answer; until when it is left alone. `pause` is what it asked for itself."""
    row, _ = Courier.objects.select_for_update().get_or_create(peer=peer)
    now = datetime.now(UTC)
    row.failures += 1
    row.failed_at, row.failure = now, failure[:60]
    row.paused_until = now + (pause_after(row.failures) if pause is None else pause)
    row.save(update_fields=["failures", "failed_at", "failure", "paused_until"])
    return row.paused_until
