"""Keys of peers: rotated, confirmed by officers, revoked."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from homeward.foundation.authorities.actions.peers import (
    Outcome,
    Voucher,
    confirm_key_change,
    note_unknown_key,
    pin_node,
    refuse_key_change,
    take_card,
    unpin_node,
)
from homeward.foundation.authorities.errors import (
    FingerprintMismatch,
    KeyChangeDecided,
    KeyIsRevoked,
    NodeNotPinned,
    PeerRevoked,
)
from homeward.foundation.authorities.models import (
    KeyChange,
    PeerKey,
    State,
)
from homeward.foundation.authorities.queries import pinned_keys
from homeward.foundation.authorities.trust import check_usable, keys_at, valid_keys
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.wire.directory.entries import RevokedKey
from homeward.wire.directory.notes import Revocation
from homeward.wire.keys import NodeKeys
from tests.authorities.followed import (
    SETUP,
    card_of,
    fingerprint_of,
    handed_over,
    news,
    refresh,
    rotate,
)
from tests.cluster import TestNode
from tests.wire.directory.made import World, an_entry, now, role, signed_beside, signers

# --- rotations ----------------------------------------------------------------------------------


def test_keys_that_the_old_ones_signed_are_followed_with_an_overlap(
    followed: int, world: World, verbs: Callable[[], list[str]]
) -> None:
    old = world.nodes["XB"]
    new = rotate(world, "XB", signed=True)
    refresh(followed, world.folder)
    with opened(SETUP):
        assert pinned_keys("XB") == new.public
        assert valid_keys("XB") == (new.public, old.public)
        ends = PeerKey.objects.get(key_id=old.public.key_id).valid_until
        assert ends is not None
        assert timedelta(days=9) < ends - now() < timedelta(days=10)
        during = now()
        PeerKey.objects.filter(key_id=old.public.key_id).update(valid_until=now())
        assert valid_keys("XB") == (new.public,)
        assert keys_at("XB", during) == (new.public, old.public)
    assert "authorities.key_followed" in verbs()


def test_keys_that_only_the_states_own_role_signed_are_followed_too(
    followed: int, world: World
) -> None:
    old = world.nodes["XB"]
    new = rotate(world, "XB", signed=False)
    refresh(followed, world.folder)
    with opened(SETUP):
        assert pinned_keys("XB") == new.public
        assert old.public in valid_keys("XB")


def test_the_keeper_of_a_directory_alone_cannot_replace_a_states_node(
    followed: int, world: World
) -> None:
    """It delegates the State's part to keys of its own, and signs another node with them."""
    real = world.nodes["XB"].public
    world.states["XB"] = signers(1)
    keys = role("XB", world.states["XB"])
    world.repository.delegate("XB", keys, world.everyone, now=now())
    world.submit("XB")
    world.publish()
    refresh(followed, world.folder)
    rotate(world, "XB", signed=False)
    refresh(followed, world.folder)
    with opened(SETUP):
        assert pinned_keys("XB") == real
        assert KeyChange.objects.filter(decided_at__isnull=True, state_id="XB").count() == 1


@pytest.mark.parametrize("beside", ["alone", "beside first"])
def test_nor_can_it_by_signing_beside_the_state(followed: int, world: World, beside: str) -> None:
    """It lets its own key sign for the State too; perhaps it first signs what the State signed."""
    real, keeper, state = world.nodes["XB"].public, signers(1), world.states["XB"]
    keys = role("XB", [*state, *keeper])
    world.repository.delegate("XB", keys, world.everyone, now=now())
    if beside == "beside first":
        world.repository.accept(signed_beside(world.submission("XB"), keeper[0]), now=now())
        world.publish()
        refresh(followed, world.folder)
    world.states["XB"] = keeper
    rotate(world, "XB", signed=False)
    refresh(followed, world.folder)
    with opened(SETUP):
        assert pinned_keys("XB") == real
        assert KeyChange.objects.filter(decided_at__isnull=True, state_id="XB").count() == 1


def test_a_state_may_rotate_its_role_and_then_its_node(followed: int, world: World) -> None:
    old, fresh = world.states["XB"], signers(1)
    for keys in ([*old, *fresh], fresh):
        world.repository.delegate("XB", role("XB", keys), world.everyone, now=now())
        world.submit("XB", by=keys)
        world.publish()
        refresh(followed, world.folder)
    world.states["XB"] = fresh
    new = rotate(world, "XB", signed=False)
    refresh(followed, world.folder)
    with opened(SETUP):
        assert pinned_keys("XB") == new.public


def test_an_officer_confirms_or_refuses_other_keys(node: TestNode) -> None:
    with opened(SETUP):
        State.objects.create(code="XB", name="Borduvia", languages=["fr"])
        old = NodeKeys.generate()
        first = card_of("XB", old)
        pin_node(first, read_fingerprint=fingerprint_of(first), actor=SETUP)
        for accepted in (False, True):
            new = NodeKeys.generate()
            card = card_of("XB", new)
            assert take_card(card, Voucher(), actor=SETUP) is Outcome.WAITING
            assert pinned_keys("XB") == old.public
            change = KeyChange.objects.get(key_id=new.public.key_id)
            with pytest.raises(FingerprintMismatch):
                confirm_key_change(change.pk, read_fingerprint="1 2 3", actor=SETUP)
            if accepted:
                confirm_key_change(
                    change.pk, read_fingerprint=change.fingerprint.replace(" ", ""), actor=SETUP
                )
                assert pinned_keys("XB") == new.public
                assert valid_keys("XB") == (new.public,), "nobody signed for an overlap"
            else:
                refuse_key_change(change.pk, actor=SETUP)
                assert take_card(card, Voucher(), actor=SETUP) is Outcome.REFUSED
            with pytest.raises(KeyChangeDecided):
                refuse_key_change(change.pk, actor=SETUP)


def test_a_new_card_is_enough_after_a_signed_rotation(node: TestNode) -> None:
    with opened(SETUP):
        State.objects.create(code="XB", name="Borduvia", languages=["fr"])
        first, second, third = (NodeKeys.generate() for _ in range(3))
        card = card_of("XB", first)
        with pytest.raises(NodeNotPinned):
            take_card(card, Voucher(), actor=SETUP)
        pin_node(card, read_fingerprint=fingerprint_of(card), actor=SETUP)
        assert take_card(card, Voucher(), actor=SETUP) is Outcome.UNCHANGED
        # Two rotations at once: the card leads from the known keys over ones never seen.
        led = (handed_over(first, second), handed_over(second, third))
        newest = card_of("XB", third, hand_overs=led)
        assert take_card(newest, Voucher(), actor=SETUP) is Outcome.FOLLOWED
        assert pinned_keys("XB") == third.public
        assert second.public in valid_keys("XB"), "it may sign until its own end"
        assert take_card(card, Voucher(), actor=SETUP) is Outcome.OLDER
        # Keys that handed over already do not do so twice, though they are good still.
        forked = NodeKeys.generate()
        card = card_of("XB", forked, hand_overs=(handed_over(second, forked),))
        assert take_card(card, Voucher(), actor=SETUP) is Outcome.WAITING
        # A statement that somebody else signed leads nowhere.
        thief = NodeKeys.generate()
        stolen = card_of("XB", thief, hand_overs=(handed_over(NodeKeys.generate(), thief),))
        assert take_card(stolen, Voucher(), actor=SETUP) is Outcome.WAITING


def test_messages_with_unknown_keys_are_noted_and_bounded(node: TestNode) -> None:
    exchange = service("exchange")
    with opened(SETUP):
        State.objects.create(code="XB", name="Borduvia", languages=["fr"])
        card = card_of("XB", NodeKeys.generate())
        pin_node(card, read_fingerprint=fingerprint_of(card), actor=SETUP)
    with opened(exchange):
        for number in range(50):
            note_unknown_key("XB", f"key-{number}", actor=exchange)
        note_unknown_key("XB", "key-0", actor=exchange)
        note_unknown_key("ZZ", "key-0", actor=exchange)
        assert KeyChange.objects.count() == 20
        assert KeyChange.objects.get(key_id="key-0").times == 2


# --- revocation ---------------------------------------------------------------------------------


def test_a_revoked_node_stops_and_what_it_signed_stays_verifiable(
    followed: int, world: World
) -> None:
    keys, before = world.nodes["XB"].public, now()
    told = Revocation(state="XB", key=None, at=now(), reason="The node was seized.")
    world.repository.revoke(told, world.everyone, now=now())
    world.publish()
    refresh(followed, world.folder)
    with opened(SETUP):
        assert pinned_keys("XB") is None
        assert valid_keys("XB") == ()
        with pytest.raises(PeerRevoked):
            check_usable("XB", life_at_risk=True)
        assert keys in keys_at("XB", before)
    assert ("XB", "node_revoked") in news(followed)
    assert refresh(followed, world.folder).changes == 0
    world.repository.reinstate("XB", world.everyone, now=now())
    world.publish()
    refresh(followed, world.folder)
    with opened(SETUP):
        assert pinned_keys("XB") is None, "an officer decides first"
        change = KeyChange.objects.get(state_id="XB")
        confirm_key_change(change.pk, read_fingerprint=change.fingerprint, actor=SETUP)
        assert pinned_keys("XB") == keys


def test_a_stolen_key_stops_and_hands_nothing_over(followed: int, world: World) -> None:
    stolen = world.nodes["XB"]
    revoked = RevokedKey(key=stolen.public.key_id, at=now(), reason="Copied.")
    # The thief has a hand-over signed by the stolen key; the State's own entry names other keys.
    world.nodes["XB"] = NodeKeys.generate()
    world.submit("XB", entry=an_entry("XB", world.nodes["XB"], revoked=(revoked,)))
    world.publish()
    refresh(followed, world.folder)
    with opened(SETUP):
        assert valid_keys("XB") == (world.nodes["XB"].public,)
        thief = NodeKeys.generate()
        card = card_of("XB", thief, hand_overs=(handed_over(stolen, thief),))
        assert take_card(card, Voucher(), actor=SETUP) is Outcome.WAITING
        back = card_of("XB", stolen)
        with pytest.raises(KeyIsRevoked):
            pin_node(back, read_fingerprint=fingerprint_of(back), actor=SETUP)


def test_a_key_that_was_never_seen_is_revoked_too(followed: int, world: World) -> None:
    lost = NodeKeys.generate()
    told = Revocation(state="XD", key=lost.public.key_id, at=now(), reason="Lost.")
    world.repository.revoke(told, world.everyone, now=now())
    world.publish()
    with opened(SETUP):
        State.objects.create(code="XD", name="Drovnia", languages=["en"])
    refresh(followed, world.folder)
    with opened(SETUP):
        card = card_of("XD", lost)
        with pytest.raises(KeyIsRevoked):
            pin_node(card, read_fingerprint=fingerprint_of(card), actor=SETUP)


def test_a_node_that_its_state_withdrew_stops(followed: int, world: World) -> None:
    world.submit("XB", entry=an_entry("XB", None))
    world.publish()
    refresh(followed, world.folder)
    with opened(SETUP):
        assert pinned_keys("XB") is None
    assert ("XB", "node_gone") in news(followed)


def test_an_unpinned_node_is_not_connected_again_by_itself(followed: int, world: World) -> None:
    with opened(SETUP):
        unpin_node("XB", actor=SETUP)
        assert valid_keys("XB") == ()
    world.submit("XB")
    world.publish()
    refresh(followed, world.folder)
    with opened(SETUP):
        assert pinned_keys("XB") is None
        assert KeyChange.objects.get().state_id == "XB"
