"""What officers decided about a State's node, against what happens by itself."""

from datetime import timedelta

import pytest

from homeward.foundation.authorities.actions.peers import (
    Outcome,
    Voucher,
    confirm_key_change,
    note_unknown_key,
    pin_node,
    refuse_key_change,
    revoke_held_key,
    revoke_node,
    take_card,
)
from homeward.foundation.authorities.errors import PeerKeyUnknown
from homeward.foundation.authorities.models import KeyChange, Node, PeerKey, State
from homeward.foundation.authorities.queries import pinned_keys
from homeward.foundation.authorities.trust import valid_keys
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.wire.keys import NodeKeys
from tests.authorities.followed import (
    SETUP,
    card_of,
    fingerprint_of,
    follow,
    handed_over,
    refresh,
    rotate,
)
from tests.cluster import TestNode
from tests.wire.directory.made import World, now


def borduvia() -> None:
    """The State without a node."""
    State.objects.create(code="XB", name="Borduvia", languages=["fr"])


def pinned(keys: NodeKeys, *hand_overs: str) -> None:
    card = card_of("XB", keys, hand_overs=hand_overs)
    pin_node(card, read_fingerprint=fingerprint_of(card), actor=SETUP)


def waiting(keys: NodeKeys) -> KeyChange:
    return KeyChange.objects.get(state_id="XB", key_id=keys.public.key_id)


# --- earlier keys -------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["pinning", "confirming"])
def test_stolen_keys_are_not_believed_again_because_of_a_later_rotation(
    node: TestNode, by: str
) -> None:
    """The card that replaces them carries a hand-over, of other keys, that runs for days still."""
    with opened(SETUP):
        borduvia()
        stolen, second, third = (NodeKeys.generate() for _ in range(3))
        pinned(stolen)
        led = handed_over(second, third)
        if by == "pinning":
            pinned(third, led)
        else:
            card = card_of("XB", third, hand_overs=(led,))
            assert take_card(card, Voucher(), actor=SETUP) is Outcome.WAITING
            change = waiting(third)
            confirm_key_change(change.pk, read_fingerprint=change.fingerprint, actor=SETUP)
        assert valid_keys("XB") == (third.public, second.public)


def test_where_a_node_was_revoked_none_of_its_earlier_keys_goes_on(node: TestNode) -> None:
    with opened(SETUP):
        borduvia()
        old, new = NodeKeys.generate(), NodeKeys.generate()
        pinned(old)
        assert revoke_node("XB", at=now(), reason="Seized.", actor=SETUP)
        pinned(new, handed_over(old, new))
        assert valid_keys("XB") == (new.public,)


def test_a_rotation_over_two_steps_ends_each_key_at_its_own_time(node: TestNode) -> None:
    with opened(SETUP):
        borduvia()
        first, second, third = (NodeKeys.generate() for _ in range(3))
        pinned(first)
        led = (handed_over(first, second, days=2), handed_over(second, third, days=20))
        card = card_of("XB", third, hand_overs=led)
        assert take_card(card, Voucher(), actor=SETUP) is Outcome.FOLLOWED
        for keys, days in ((first, 2), (second, 20)):
            ends = PeerKey.objects.get(key_id=keys.public.key_id).valid_until
            assert ends is not None
            assert timedelta(days=days - 1) < ends - now() <= timedelta(days=days)


# --- revocations --------------------------------------------------------------------------------


def test_a_revocation_stops_a_node_that_rotated_by_itself_since(
    followed: int, world: World
) -> None:
    stolen_at = now()
    rotate(world, "XB", signed=True)
    refresh(followed, world.folder)
    with opened(SETUP):
        assert pinned_keys("XB") is not None
        assert revoke_node("XB", at=stolen_at, reason="Seized.", actor=SETUP)
        assert pinned_keys("XB") is None


def test_a_revocation_does_not_undo_what_officers_decided_since(node: TestNode) -> None:
    with opened(SETUP):
        borduvia()
        pinned(NodeKeys.generate())
        assert not revoke_node("XB", at=now() - timedelta(days=1), reason="Old.", actor=SETUP)
        assert revoke_node("XB", at=now(), reason="Seized.", actor=SETUP)


def test_one_key_of_a_pinned_peer_is_revoked_here(node: TestNode) -> None:
    with opened(SETUP):
        borduvia()
        old, new = NodeKeys.generate(), NodeKeys.generate()
        pinned(old)
        card = card_of("XB", new, hand_overs=(handed_over(old, new),))
        assert take_card(card, Voucher(), actor=SETUP) is Outcome.FOLLOWED
        stolen = old.public.key_id
        with pytest.raises(PeerKeyUnknown):
            revoke_held_key("XB", stolen[:16], reason="Copied.", actor=SETUP)
        revoke_held_key("XB", stolen, reason="Copied.", actor=SETUP)
        assert valid_keys("XB") == (new.public,)
        with pytest.raises(PeerKeyUnknown):
            revoke_held_key("XB", stolen, reason="Copied.", actor=SETUP)
        assert PeerKey.objects.count() == 2, "nothing was remembered for the mistyped id"


# --- who vouches --------------------------------------------------------------------------------


def test_a_rotation_does_not_change_who_vouches(node: TestNode, world: World) -> None:
    """A pinned node rotates, and a directory lists its new keys: it stays a pinned one."""
    with opened(SETUP):
        borduvia()
        pinned(world.nodes["XB"])
    number = follow(world)
    refresh(number, world.folder)
    new = rotate(world, "XB", signed=True)
    refresh(number, world.folder)
    with opened(SETUP):
        assert pinned_keys("XB") == new.public
        peer = Node.objects.get(pk="XB")
        assert peer.directory is None
        assert peer.role_keys == []


# --- keys of nobody known -----------------------------------------------------------------------


def test_refusing_messages_does_not_refuse_the_states_card(node: TestNode) -> None:
    exchange = service("exchange")
    with opened(SETUP):
        borduvia()
        old, new = NodeKeys.generate(), NodeKeys.generate()
        pinned(old)
    with opened(exchange):
        note_unknown_key("XB", new.public.key_id, actor=exchange)
    with opened(SETUP):
        refuse_key_change(waiting(new).pk, actor=SETUP)
        card = card_of("XB", new)
        assert take_card(card, Voucher(), actor=SETUP) is Outcome.WAITING
        refuse_key_change(waiting(new).pk, actor=SETUP)
        assert take_card(card, Voucher(), actor=SETUP) is Outcome.REFUSED


def test_only_what_nobody_decided_about_fills_the_list(node: TestNode) -> None:
    exchange = service("exchange")
    with opened(SETUP):
        borduvia()
        pinned(NodeKeys.generate())
    with opened(exchange):
        for number in range(30):
            note_unknown_key("XB", f"key-{number}", actor=exchange)
    with opened(SETUP):
        for change in KeyChange.objects.all():
            refuse_key_change(change.pk, actor=SETUP)
    with opened(exchange):
        note_unknown_key("XB", "another", actor=exchange)
        assert KeyChange.objects.filter(decided_at__isnull=True).count() == 1
