"""The jobs of an hour: give our head, fetch a peer's that did not come, check promises, verify."""

from datetime import UTC, datetime, timedelta

from procrastinate.contrib.django.models import ProcrastinateJob

from homeward.foundation.authorities.queries import connected_states
from homeward.foundation.guard.actor import Actor
from homeward.foundation.guard.context import opened
from homeward.foundation.guard.jobs import job
from homeward.foundation.journal.models import Verification
from homeward.foundation.journal.verification import verify_journal
from homeward.foundation.witness.errors import NotPinned
from homeward.foundation.witness.fetching import fetch_head
from homeward.foundation.witness.models import SeenHead
from homeward.foundation.witness.own import WITNESS, hour_of, publish
from homeward.foundation.witness.promises import check_all
from homeward.foundation.witness.queries import kept_heads
from homeward.foundation.witness.sending import give_head

# Minutes after which a peer that could not be reached is tried again: the same for every hour.
_AGAIN = (2, 10, 25)
_FETCH_AFTER = timedelta(minutes=30)
VERIFY_EVERY = timedelta(hours=24)
_VERIFYING = "journal.verify"


def hourly(now: datetime) -> bool:
    """Sign the head of this hour and queue its exchange; False where that was done already.

    A check of the whole journal is queued first and by itself: where somebody damaged the tree no
    head can be signed, and then it is needed most. Raises DamagedTree.
    """
    with opened(WITNESS):
        _queue_verification(now)
    with opened(WITNESS):
        if publish(now) is None:
            return False
        for state in sorted(connected_states()):
            send_head.defer(actor=WITNESS, peer=state, tries=0)
            fetch.defer(actor=WITNESS, peer=state, at=now + _FETCH_AFTER)
    return True


def _queue_verification(now: datetime) -> None:
    """Once a day; not while one waits, also to be tried again, or is at work."""
    if not _verification_due(now):
        return
    if not ProcrastinateJob.objects.filter(lock=_VERIFYING, status="doing").exists():
        verify.defer_once(_VERIFYING, actor=WITNESS, lock=_VERIFYING)


def _verification_due(now: datetime) -> bool:
    last = Verification.objects.order_by("-at").first()
    return last is None or now - last.at >= VERIFY_EVERY


@job("witness.send_head", in_transaction=False)
def send_head(*, actor: Actor, peer: str, tries: int) -> None:
    """Give a peer our latest head; tried again on the same minutes of each hour, then given up."""
    try:
        hindered = give_head(peer)
    except NotPinned:
        return
    if hindered and tries < len(_AGAIN):
        with opened(actor):
            at = datetime.now(UTC) + timedelta(minutes=_AGAIN[tries])
            send_head.defer(actor=actor, at=at, peer=peer, tries=tries + 1)


@job("witness.fetch", in_transaction=False)
def fetch(*, actor: Actor, peer: str) -> None:
    """Ask a peer for its head where none of this hour has come."""
    with opened(actor):
        since = hour_of(datetime.now(UTC))
        if SeenHead.objects.filter(peer=peer, seen_at__gte=since).exists():
            return
    try:
        fetch_head(peer)
    except NotPinned:
        return


@job("witness.check_promises", in_transaction=False)
def check_promises(*, actor: Actor, peer: str) -> None:
    """Ask a peer about the promises that its last head should cover."""
    try:
        check_all(peer)
    except NotPinned:
        return


@job("witness.verify", in_transaction=False)
def verify(*, actor: Actor) -> None:
    """Verify the whole journal and keep what was found for the page."""
    with opened(actor):
        if not _verification_due(datetime.now(UTC)):
            return
        kept = kept_heads()
    verify_journal(kept=kept, keep=True)
