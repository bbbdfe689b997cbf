"""Nodes of other States: pinned, followed through a rotation, confirmed, revoked, given up."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from homeward.foundation.authorities.actions.claims import end_claim
from homeward.foundation.authorities.actions.earlier_keys import end_keys, keep_predecessor
from homeward.foundation.authorities.errors import (
    FingerprintMismatch,
    KeyChangeDecided,
    KeyIsRevoked,
    NodeNotPinned,
    OtherEnvironment,
    PeerKeyUnknown,
    UnknownState,
)
from homeward.foundation.authorities.models import Directory, KeyChange, Node, PeerKey, State
from homeward.foundation.authorities.reaching import check_address
from homeward.foundation.authorities.trust import OVERLAP, valid_keys
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.wire.cards import PeerCard, verify_card
from homeward.wire.errors import WrongEnvironment
from homeward.wire.hand_over import HandOver, chain
from homeward.wire.header import Environment

# Anybody can sign in a State's name with keys of his own: so many are noted, not more.
_MOST_UNKNOWN_KEYS = 20


class Outcome(StrEnum):
    """What became of a card."""

    UNCHANGED = "unchanged"
    CONNECTED = "connected"
    MOVED = "moved"
    FOLLOWED = "followed"
    WAITING = "waiting"
    OLDER = "older"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Voucher:
    """Who says so: a directory and the keys that signed for the State there, or nobody.

    `is_continuous` where the same keys signed for the State when its present node was taken from
    that directory.
    """

    directory: Directory | None = None
    role_keys: tuple[str, ...] = ()
    is_continuous: bool = False


def own_environment() -> Environment:
    """What this node is for."""
    return Environment(settings.HOMEWARD_ENVIRONMENT)


def read_card(card: bytes) -> PeerCard:
    """A card of this environment. Raises OtherEnvironment, or the wire's error."""
    ours = own_environment()
    try:
        return verify_card(card, environment=ours, now=datetime.now(UTC))
    except WrongEnvironment as error:
        raise OtherEnvironment(theirs=error.params["environment"], ours=ours.value) from None


@transaction.atomic
def pin_node(card: bytes, *, read_fingerprint: str, actor: Actor) -> Node:
    """Trust a node's keys after its card's fingerprint was compared over another channel.

    What was revoked before is trusted again, except keys that were revoked themselves. Earlier keys
    end now, but for those that hand over to the card's in the middle of a rotation. Raises
    FingerprintMismatch, OtherEnvironment, UnknownState, KeyIsRevoked, or the wire's error when the
    card is not signed by its own key.
    """
    peer = read_card(card)
    if not same_fingerprint(read_fingerprint, peer.fingerprint):
        raise FingerprintMismatch
    if not State.objects.filter(pk=peer.state).exists():
        raise UnknownState(state=peer.state)
    node = adopt(peer, card, Voucher(), decided=True, actor=actor)
    record("authorities.node_pinned", actor=actor, subject=("node", peer.state))
    return node


def same_fingerprint(read: str, shown: str) -> bool:
    """Whether two fingerprints are the same; spaces do not count."""
    return "".join(read.split()) == "".join(shown.split())


@transaction.atomic
def unpin_node(state: str, *, actor: Actor) -> None:
    """Take back the trust in a State's node; its keys are kept to verify what it signed before.

    Raises NodeNotPinned.
    """
    node = Node.objects.filter(pk=state).first()
    if node is None:
        raise NodeNotPinned(state=state)
    end_keys(state, datetime.now(UTC))
    node.delete()
    end_claim(state)
    record("authorities.node_unpinned", actor=actor, subject=("node", state))


@transaction.atomic
def take_card(card: bytes, voucher: Voucher, *, actor: Actor) -> Outcome:
    """Take in a newer card of a State, without a fingerprint that anybody read.

    New keys are followed where old ones that are still good signed them, or where the State's own
    role in the directory did that vouched for it before. Others wait for an officer. A State
    without a node is connected only where a directory vouches. Raises what `read_card` raises,
    NodeNotPinned, KeyIsRevoked.
    """
    peer = read_card(card)
    node = Node.objects.select_for_update().filter(pk=peer.state).first()
    if node is None:
        if voucher.directory is None:
            raise NodeNotPinned(state=peer.state)
        return _connect(peer, card, voucher, actor)
    if peer.keys.to_json() == node.keys and node.revoked_at is None:
        return _renewed(node, peer, card, voucher)
    known = node.issued_at if node.revoked_at is None else None
    if known is not None and peer.issued_at <= known:
        return Outcome.OLDER
    steps = _steps(node, peer)
    trusted = node.revoked_at is None and (bool(steps) or voucher.is_continuous)
    if not trusted:
        return _wait(peer, card, voucher, actor)
    # What the old keys said, or, where the State's role alone speaks, the usual time.
    until = steps[0].until if steps else datetime.now(UTC) + OVERLAP
    adopt(peer, card, _vouching(node, voucher, steps), until=until, actor=actor)
    by = "old_key" if steps else "directory"
    record("authorities.key_followed", actor=actor, subject=("node", peer.state), signed_by=by)
    return Outcome.FOLLOWED


def _connect(peer: PeerCard, card: bytes, voucher: Voucher, actor: Actor) -> Outcome:
    """A State's first node. One that was given up before waits for an officer."""
    if PeerKey.objects.filter(state_id=peer.state, keys__isnull=False).exists():
        return _wait(peer, card, voucher, actor)
    adopt(peer, card, voucher, actor=actor)
    record("authorities.node_connected", actor=actor, subject=("node", peer.state))
    return Outcome.CONNECTED


def _renewed(node: Node, peer: PeerCard, card: bytes, voucher: Voucher) -> Outcome:
    """The same keys: at most the address is another."""
    newer = node.issued_at is None or peer.issued_at > node.issued_at
    moved = newer and peer.url != node.url
    if moved:
        check_address(peer.url)
    if newer:
        node.url, node.card, node.issued_at = peer.url, card, peer.issued_at
    same = voucher.directory is not None and node.directory_id == voucher.directory.pk
    if same and voucher.is_continuous:
        node.role_keys = list(voucher.role_keys)
    node.save()
    return Outcome.MOVED if moved else Outcome.UNCHANGED


def _steps(node: Node, peer: PeerCard) -> list[HandOver]:
    """The hand-overs that lead from the State's present keys to the card's.

    Keys that handed over already do not do so twice, though they are good for a while still.
    """
    return chain(
        peer.hand_overs,
        known=[one for one in valid_keys(peer.state) if one.to_json() == node.keys],
        new=peer.keys,
        environment=own_environment(),
        state=peer.state,
        now=datetime.now(UTC),
    )


def _vouching(node: Node, voucher: Voucher, steps: list[HandOver]) -> Voucher:
    """Who vouches for a node that is followed: keys that hand over change nothing about that."""
    here = voucher.directory is not None and node.directory_id == voucher.directory.pk
    if not steps or (here and voucher.is_continuous):
        return voucher
    return Voucher(node.directory, tuple(node.role_keys))


def adopt(
    peer: PeerCard,
    card: bytes,
    voucher: Voucher,
    *,
    until: datetime | None = None,
    decided: bool = False,
    actor: Actor,
) -> Node:
    """Make the card's keys the State's own from now on; earlier ones are good `until` then.

    Without `until` they end at once. Those that handed over to the card's go on as their hand-over
    says, unless the node was revoked: then nothing of it does. `decided` where officers compared
    the fingerprint. Raises KeyIsRevoked, AddressNotAllowed.
    """
    now = datetime.now(UTC)
    check_address(peer.url)
    stopped = Node.objects.filter(pk=peer.state, revoked_at__isnull=False).exists()
    going_on = None if stopped else keep_predecessor(peer, now)
    # Never in the past: what was believed until now was rightly believed.
    end_keys(peer.state, max(until or now, now), but=(peer.keys.key_id, going_on))
    held = PeerKey.objects.filter(state_id=peer.state, key_id=peer.keys.key_id).first()
    if held is not None and held.revoked_at is not None:
        raise KeyIsRevoked(state=peer.state, day=held.revoked_at.date().isoformat())
    PeerKey.objects.update_or_create(
        state_id=peer.state,
        key_id=peer.keys.key_id,
        defaults={"keys": peer.keys.to_json(), "valid_until": None},
        create_defaults={"keys": peer.keys.to_json(), "valid_from": now},
    )
    node, _ = Node.objects.update_or_create(
        state_id=peer.state,
        defaults={
            "url": peer.url,
            "card": card,
            "keys": peer.keys.to_json(),
            "fingerprint": peer.fingerprint,
            "pinned_by": actor.name,
            "pinned_at": now,
            "issued_at": peer.issued_at,
            "directory": voucher.directory,
            "role_keys": list(voucher.role_keys),
            "revoked_at": None,
            "revoked_reason": "",
            **({"decided_at": now} if decided else {}),
        },
    )
    # Nothing waits any more for the keys that are the State's now.
    waiting = KeyChange.objects.filter(state_id=peer.state, key_id=peer.keys.key_id)
    waiting.filter(decided_at__isnull=True).update(
        decided_at=now, decided_by=actor.name, accepted=True
    )
    return node


# --- keys that wait for an officer ------------------------------------------------------------


def _wait(peer: PeerCard, card: bytes, voucher: Voucher, actor: Actor) -> Outcome:
    now = datetime.now(UTC)
    change, new = KeyChange.objects.get_or_create(
        state_id=peer.state,
        key_id=peer.keys.key_id,
        defaults={"seen_at": now, "last_seen_at": now},
    )
    if change.accepted is False and change.card is not None:
        return Outcome.REFUSED
    # Keys that were accepted once, and given up since, are asked about anew.
    fresh = new or change.card is None or change.decided_at is not None
    change.decided_at, change.accepted = None, None
    change.card, change.fingerprint, change.directory = card, peer.fingerprint, voucher.directory
    change.role_keys, change.last_seen_at = list(voucher.role_keys), now
    change.save()
    if fresh:
        record("authorities.key_change_waits", actor=actor, subject=("node", peer.state))
    return Outcome.WAITING


def note_unknown_key(state: str, key_id: str, *, actor: Actor) -> None:
    """A message in a known State's name was signed with a key that is not its own.

    Anybody can bring this about, so it changes nothing but the list that the administrator sees.
    """
    if not Node.objects.filter(pk=state).exists():
        return
    now = datetime.now(UTC)
    change = KeyChange.objects.filter(state_id=state, key_id=key_id[:64]).first()
    if change is not None:
        change.times, change.last_seen_at = change.times + 1, now
        change.save(update_fields=["times", "last_seen_at"])
        return
    unknown = _undecided().filter(state_id=state, card__isnull=True)
    if unknown.count() < _MOST_UNKNOWN_KEYS:
        KeyChange.objects.create(state_id=state, key_id=key_id[:64], seen_at=now, last_seen_at=now)
        record("authorities.key_unknown", actor=actor, subject=("node", state))


@transaction.atomic
def confirm_key_change(change_id: int, *, read_fingerprint: str, actor: Actor) -> Node:
    """Trust keys that waited, after an officer heard their fingerprint over another channel.

    Raises KeyChangeDecided, FingerprintMismatch, KeyIsRevoked.
    """
    change = _waiting(change_id)
    if change.card is None:
        raise KeyChangeDecided
    card = bytes(change.card)
    peer = read_card(card)
    if not same_fingerprint(read_fingerprint, peer.fingerprint):
        raise FingerprintMismatch
    voucher = Voucher(change.directory, tuple(change.role_keys))
    node = adopt(peer, card, voucher, decided=True, actor=actor)
    change.decided_at, change.decided_by, change.accepted = datetime.now(UTC), actor.name, True
    change.save()
    record("authorities.key_change_confirmed", actor=actor, subject=("node", peer.state))
    return node


@transaction.atomic
def refuse_key_change(change_id: int, *, actor: Actor) -> None:
    """Do not trust keys that waited; they wait no longer, and are not offered again.

    Where only messages were signed with them, the State's card with these keys still may come.
    Raises KeyChangeDecided.
    """
    change = _waiting(change_id)
    change.decided_at, change.decided_by, change.accepted = datetime.now(UTC), actor.name, False
    change.save()
    record("authorities.key_change_refused", actor=actor, subject=("node", change.state_id))


def _undecided() -> QuerySet[KeyChange]:
    """Keys that nobody decided about yet."""
    return KeyChange.objects.filter(decided_at__isnull=True)


def _waiting(change_id: int) -> KeyChange:
    change = _undecided().select_for_update().filter(pk=change_id).first()
    if change is None:
        raise KeyChangeDecided
    return change


# --- revocation -------------------------------------------------------------------------------


@transaction.atomic
def revoke_key(state: str, key_id: str, *, at: datetime, reason: str, actor: Actor) -> bool:
    """Believe these keys of a State no more; whether that is news. What they signed before stays.

    Keys that were never seen here are remembered as revoked, so that they can never be pinned.
    """
    if not State.objects.filter(pk=state).exists():
        return False
    at = min(at, datetime.now(UTC))
    key, _ = PeerKey.objects.get_or_create(
        state_id=state, key_id=key_id, defaults={"valid_from": at, "valid_until": at}
    )
    if key.revoked_at is not None:
        return False
    key.revoked_at, key.reason = at, reason[:200]
    key.save()
    node = Node.objects.filter(pk=state).first()
    if node is not None and node.keys == key.keys:
        end_claim(state)
    record("authorities.key_revoked", actor=actor, subject=("node", state), key=key_id)
    return True


@transaction.atomic
def revoke_held_key(state: str, key_id: str, *, reason: str, actor: Actor) -> None:
    """Believe a key that a State has or had here no more, though no directory says so.

    Raises PeerKeyUnknown for an id that is none of its keys, or whose keys are revoked already.
    """
    held = PeerKey.objects.filter(state_id=state, key_id=key_id, revoked_at__isnull=True)
    if not held.exists():
        raise PeerKeyUnknown(state=state, key=key_id)
    revoke_key(state, key_id, at=datetime.now(UTC), reason=reason, actor=actor)


@transaction.atomic
def revoke_node(state: str, *, at: datetime, reason: str, actor: Actor) -> bool:
    """Use a State's node no more, until it is pinned or confirmed anew; whether that is news.

    A node that was pinned or confirmed after `at` is another matter: officers decided since. What
    happened by itself since, such as a rotation, is no decision.
    """
    node = Node.objects.filter(pk=state, revoked_at__isnull=True).first()
    if node is None or (node.decided_at is not None and node.decided_at > at):
        return False
    node.revoked_at, node.revoked_reason = at, reason[:200]
    node.save()
    end_claim(state)
    record("authorities.node_revoked", actor=actor, subject=("node", state))
    return True
