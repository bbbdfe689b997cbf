"""How the connection to each peer is, in the direction in which this node sends."""

import random
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction

from homeward.foundation.authorities.queries import connected_states
from homeward.foundation.exchange.certificates import checked_fingerprint
from homeward.foundation.exchange.errors import NoSuchPeer
from homeward.foundation.exchange.models import Link
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record

# A peer may ask for patience, and not for silence.
LONGEST_PAUSE = timedelta(minutes=10)
_FRESH = timedelta(seconds=5)  # a success is noted at most so often: not a row for each message


def note_delivered(peer: str) -> None:
    """A message was settled by a receipt of the peer."""
    now = datetime.now(UTC)
    link = Link.objects.filter(pk=peer).first()
    is_noted = link is not None and link.delivered_at is not None
    if link and is_noted and not link.failures and now - link.delivered_at < _FRESH:  # type: ignore[operator]
        return
    Link.objects.update_or_create(
        peer=peer,
        defaults={"delivered_at": now, "failures": 0, "failure": "", "paused_until": None},
    )


def note_failed(peer: str, failure: str) -> None:
    """An attempt to deliver failed, for a reason of few words."""
    Link.objects.get_or_create(peer=peer)
    link = Link.objects.select_for_update().get(pk=peer)
    link.failed_at, link.failure, link.failures = datetime.now(UTC), failure[:60], link.failures + 1
    link.save(update_fields=["failed_at", "failure", "failures"])


def note_unreachable(peer: str, failure: str) -> None:
    """The peer gave no answer at all: it is left alone, the longer the more often that happened."""
    note_failed(peer, failure)
    link = Link.objects.get(pk=peer)
    link.paused_until = datetime.now(UTC) + pause_after(link.failures)
    link.save(update_fields=["paused_until"])


def pause(peer: str, seconds: int) -> None:
    """Send the peer nothing for so long, because it asked for that; other peers are not delayed."""
    until = datetime.now(UTC) + min(timedelta(seconds=max(1, seconds)), LONGEST_PAUSE)
    Link.objects.update_or_create(peer=peer, defaults={"paused_until": until})


def is_resting(peer: str, now: datetime) -> bool:
    """Whether a peer is being left alone."""
    return Link.objects.filter(pk=peer, paused_until__gt=now).exists()


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: twice as long each time, up to a setting.

    A quarter more or less is left to chance, so that the messages of an outage do not all return
    in the same second.
    """
    longest = timedelta(seconds=settings.HOMEWARD_EXCHANGE.longest_pause)
    wait = min(timedelta(seconds=2 ** min(attempts, 20)), longest)
    return wait * (0.75 + random.random() / 2)  # noqa: S311  spreads retries, keeps no secret


@transaction.atomic
def pin_certificate(state: str, fingerprint: str, *, actor: Actor) -> None:
    """Ask a peer for one client certificate from now on; an empty fingerprint asks for none.

    Raises NoSuchPeer, NotAFingerprint.
    """
    if state not in connected_states():
        raise NoSuchPeer(state=state)
    plain = checked_fingerprint(fingerprint) if fingerprint else ""
    Link.objects.update_or_create(peer=state, defaults={"certificate": plain})
    record("exchange.certificate_pinned", actor=actor, subject=("node", state), fingerprint=plain)
