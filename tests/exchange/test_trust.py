"""Which messages are taken and sent while keys rotate, are revoked, or a directory expires."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from homeward.foundation.authorities.actions.own import announce_own_keys, switch_own_keys
from homeward.foundation.authorities.actions.peers import (
    Voucher,
    revoke_key,
    revoke_node,
    take_card,
)
from homeward.foundation.authorities.errors import DirectoryLapsed, PeerRevoked
from homeward.foundation.authorities.models import Directory, KeyChange, Node
from homeward.foundation.exchange.contents import contents_of
from homeward.foundation.exchange.errors import NotConnected
from homeward.foundation.exchange.jobs import deliver_one
from homeward.foundation.exchange.models import Delivery, OutMessage
from homeward.foundation.exchange.outbox import take_one
from homeward.foundation.exchange.receiving import receive
from homeward.foundation.exchange.sending import EXCHANGE, send
from homeward.foundation.guard.context import opened
from homeward.foundation.vault.node_keys import own_public_keys
from homeward.wire.envelope import open_envelope
from homeward.wire.errors import UnknownKey, UnknownSender
from homeward.wire.header import Environment
from homeward.wire.keys import NodeKeys
from tests.authorities.followed import SETUP, follow, handed_over, refresh
from tests.exchange.peer import Peer, journalled
from tests.people import People
from tests.receiver import a_request, send_one
from tests.wire.directory.made import World, an_entry, now


def rotate(peer: Peer) -> tuple[NodeKeys, NodeKeys]:
    """XB hands over to new keys, and this node learns of it by the new card."""
    old, new = peer.keys, NodeKeys.generate()
    card = an_entry("XB", new, hand_overs=(handed_over(old, new),), url="http://127.0.0.1:9").card
    assert card is not None
    with opened(SETUP):
        take_card(card.encode(), Voucher(), actor=SETUP)
    return old, new


def test_messages_of_both_keys_are_taken_while_they_rotate(people: People) -> None:
    peer = Peer()
    old, new = rotate(peer)
    for keys in (old, new, old):
        peer.keys = keys
        assert peer.message({"a": "b"})
        status, receipt = peer.message({"a": "b"}).deliver()
        assert (status, receipt.reason) == (422, "unknown_type"), "genuine, of no known type"


def test_what_is_on_its_way_is_signed_with_the_keys_that_sign_now(people: People) -> None:
    peer = Peer()
    waiting = send_one(people)
    with opened(SETUP):
        old = own_public_keys()
        announce_own_keys(actor=SETUP)
        switch_own_keys(actor=SETUP, at_once=True)
        new = own_public_keys()
    with opened(EXCHANGE):
        attempt = take_one(waiting)
        kept = contents_of(OutMessage.objects.get(pk=waiting))
    assert attempt is not None
    opened_there = open_envelope(
        attempt.envelope,
        own=peer.keys,
        own_state="XB",
        environment=Environment.DEMO,
        sender_keys=lambda state: [new],
        now=now(),
    )
    assert opened_there.signed_by == new != old
    assert opened_there.digest == attempt.ref.digest
    assert kept == opened_there.contents, "it proves what was said"


def test_a_peer_that_changed_its_key_without_rotation_is_named(people: People) -> None:
    peer = Peer()
    peer.keys = stranger = NodeKeys.generate()
    for _ in range(3):
        with pytest.raises(UnknownKey):
            receive(peer.message({"a": "b"}).envelope)
    with opened(SETUP):
        (change,) = KeyChange.objects.all()
        assert (change.state_id, change.key_id) == ("XB", stranger.public.key_id)
        assert change.times == 3
        assert change.card is None
    assert len(journalled("authorities.key_unknown")) == 1
    assert len(journalled("exchange.bad_message")) == 3


def test_a_revoked_key_or_node_is_not_heard(people: People) -> None:
    peer = Peer()
    old, new = rotate(peer)
    with opened(SETUP):
        revoke_key("XB", old.public.key_id, at=now(), reason="Copied.", actor=SETUP)
    with pytest.raises(UnknownKey):
        receive(peer.message({"a": "b"}).envelope)
    peer.keys = new
    peer.message({"a": "b"}).deliver()
    with opened(SETUP):
        Node.objects.update(pinned_at=now() - timedelta(hours=1))
        revoke_node("XB", at=now(), reason="Seized.", actor=SETUP)
    with pytest.raises(UnknownSender):
        receive(peer.message({"a": "b"}).envelope)


def test_nothing_goes_to_a_revoked_node_and_what_waits_waits(people: People) -> None:
    Peer()
    waiting = send_one(people)
    with opened(SETUP):
        Node.objects.update(pinned_at=now() - timedelta(hours=1))
        revoke_node("XB", at=now(), reason="Seized.", actor=SETUP)
    with pytest.raises(PeerRevoked):
        send_one(people)
    with opened(EXCHANGE), pytest.raises(NotConnected):
        take_one(waiting)
    deliver_one(waiting, EXCHANGE)
    with opened(EXCHANGE):
        message = OutMessage.objects.get(pk=waiting)
        assert (message.delivery, message.last_error) == (Delivery.PENDING, "not_connected")


@pytest.fixture
def world(people: People, tmp_path: Path) -> World:
    """XB is known from a directory whose days of grace are over."""
    made = World(tmp_path / "directory")
    made.add("XB")
    refresh(follow(made), made.folder)
    with opened(SETUP):
        # The demo's desks need the demo's codes of authorities.
        Directory.objects.update(expires_at=now() - timedelta(days=15))
    return made


def request(**changes: Any) -> dict[str, Any]:
    return {**a_request(), "requested_authority": "XB-CENTRAL", **changes}


def test_past_the_grace_only_life_at_risk_goes_out(people: People, world: World) -> None:
    with pytest.raises(DirectoryLapsed):
        send_one(people, payload=request())
    thread = uuid4()
    assert send_one(people, thread, request(urgency="life_at_risk"))
    # What follows in that thread goes out too.
    with opened(people.alice.actor):
        assert send("tests.note", {"a": "b"}, to="XB", thread=thread, actor=people.alice.actor)


def test_past_the_grace_only_life_at_risk_is_taken_in(people: People, world: World) -> None:
    peer = Peer(keys=world.nodes["XB"])
    status, receipt = peer.message({"urgency": "urgent"}).deliver()
    assert (status, receipt.reason) == (422, "directory_lapsed"), "a signed answer says why"
    status, receipt = peer.message({"urgency": "life_at_risk"}).deliver()
    assert receipt.reason == "unknown_type", "taken in, and judged as any other"
    with opened(SETUP):
        Directory.objects.update(expires_at=now() - timedelta(days=13))
    _, receipt = peer.message({"urgency": "urgent"}).deliver()
    assert receipt.reason == "unknown_type", "within the grace everything goes on"
