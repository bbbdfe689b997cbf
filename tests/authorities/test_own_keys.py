"""Rotating this node's own keys: announced, switched, destroyed; and what peers make of it."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError

from homeward.foundation.authorities.actions.own import (
    announce_own_keys,
    destroy_own_keys,
    revoke_own_keys,
    switch_own_keys,
)
from homeward.foundation.authorities.card import own_card
from homeward.foundation.authorities.errors import OwnKeysRevoked, OwnKeyUnknown
from homeward.foundation.authorities.models import OwnRevocation
from homeward.foundation.authorities.own_entry import own_entry
from homeward.foundation.authorities.queries import own_fingerprint, own_key_history
from homeward.foundation.exchange.receiving import receive
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.sequencer import place_pending
from homeward.foundation.journal.verification import verify_journal
from homeward.foundation.vault.errors import KeysAnnounced, KeysPromised
from homeward.foundation.vault.node_keys import card_keys, opening_keys, own_keys, own_public_keys
from homeward.wire.cards import PeerCard, verify_card
from homeward.wire.directory.entries import read_entry
from homeward.wire.envelope import seal
from homeward.wire.errors import Malformed, WrongReceiverKey
from homeward.wire.hand_over import chain
from homeward.wire.header import Environment, Handling, Header
from homeward.wire.keys import PublicKeys
from tests.authorities.followed import SETUP
from tests.cluster import TestNode
from tests.people import People
from tests.pinning import pin

DIRECTORY = service("directory")
WEEK = timedelta(days=7)


def read(card: bytes) -> PeerCard:
    return verify_card(card, environment=Environment.DEMO, now=datetime.now(UTC))


def announce(lead: timedelta = WEEK) -> PeerCard:
    with opened(SETUP):
        card, shown = announce_own_keys(actor=SETUP, lead=lead)
        assert read(card).fingerprint == shown == own_fingerprint()
    return read(card)


def revoke(key_ids: list[str], **how: bool) -> None:
    revoke_own_keys(key_ids, reason="The disk was stolen.", actor=SETUP, **how)


def arrives(people: People, sealed_to: PublicKeys) -> int:
    """The status with which a message of XB, sealed to one of our keys, is answered."""
    keys = pin("XB")
    now = datetime.now(UTC)
    header = Header(
        environment=Environment.DEMO,
        id=uuid4(),
        sender="XB",
        receiver="XA",
        type="nobody.knows",
        type_version=1,
        handling=Handling.H2,
        thread=str(uuid4()),
        sequence=1,
        previous=None,
        time=now,
        expires=now + timedelta(days=1),
    )
    return receive(seal(header, {"a": "b"}, keys, sealed_to))[0]


def test_announced_keys_are_on_the_card_and_do_not_sign_yet(node: TestNode) -> None:
    with opened(SETUP):
        old = own_public_keys()
    card = announce()
    with opened(SETUP):
        assert own_public_keys() == old
        assert {one.public for one in opening_keys()} == {old, card.keys}
        (step,) = chain(
            card.hand_overs,
            known=[old],
            new=card.keys,
            environment=Environment.DEMO,
            state="XA",
            now=datetime.now(UTC),
        )
        assert step.until - step.at == WEEK + timedelta(days=30)
        with pytest.raises(KeysAnnounced):
            announce_own_keys(actor=SETUP)


def test_they_take_over_at_their_time_and_not_before(node: TestNode) -> None:
    card = announce()
    with opened(DIRECTORY):
        assert not switch_own_keys(actor=DIRECTORY), "a week is to pass"
    with opened(SETUP):
        assert switch_own_keys(actor=SETUP, at_once=True)
        assert own_public_keys() == card.keys == card_keys()[0].public
        assert [one.signs for one in own_key_history()] == [True, False]
    second = announce(timedelta(0))
    with opened(DIRECTORY):
        assert switch_own_keys(actor=DIRECTORY), "the worker does it when their time has come"
        assert not switch_own_keys(actor=DIRECTORY)
    with opened(SETUP):
        assert own_public_keys() == second.keys
        assert len(read(own_card()[0]).hand_overs) == 2, "who missed one rotation follows both"


def test_what_is_sealed_to_any_of_ones_keys_opens_until_they_are_destroyed(
    people: People,
) -> None:
    with opened(SETUP):
        old = own_public_keys()
    card = announce()
    assert arrives(people, card.keys) == 422, "opened, and refused for its type only"
    with opened(SETUP):
        switch_own_keys(actor=SETUP, at_once=True)
    assert arrives(people, old) == 422
    with opened(SETUP):
        assert destroy_own_keys(actor=SETUP) == 0, "retired a moment ago"
        with pytest.raises(KeysPromised) as told:
            destroy_own_keys(actor=SETUP, kept=timedelta(0))
        day = datetime.now(UTC) + WEEK + timedelta(days=30)
        assert told.value.params["day"] == day.date().isoformat()
        assert destroy_own_keys(actor=SETUP, kept=timedelta(0), at_once=True) == 1
        assert [one.public for one in opening_keys()] == [card.keys]
    with pytest.raises(WrongReceiverKey):
        arrives(people, old)
    with opened(SETUP):
        assert own_public_keys() == card.keys


def test_the_journal_stays_verifiable_over_a_rotation(people: People) -> None:
    place_pending()
    announce(timedelta(0))
    with opened(SETUP):
        switch_own_keys(actor=SETUP)
        destroy_own_keys(actor=SETUP, kept=timedelta(0), at_once=True)
    place_pending()
    assert verify_journal().sound


def test_keys_whose_promise_is_over_are_destroyed_and_later_ones_stay(node: TestNode) -> None:
    for overlap in (timedelta(0), WEEK):
        with opened(SETUP):
            announce_own_keys(actor=SETUP, lead=timedelta(0), overlap=overlap)
            switch_own_keys(actor=SETUP, at_once=True)
    with opened(SETUP):
        assert destroy_own_keys(actor=SETUP, kept=timedelta(0)) == 1
        last, middle, first = own_key_history()
        assert first.destroyed_at is not None
        assert middle.destroyed_at is None
        with pytest.raises(KeysPromised):
            destroy_own_keys(actor=SETUP, kept=timedelta(0))
        assert last.signs


def test_a_second_key_is_asked_for_once_and_kept_over_rotations(node: TestNode) -> None:
    with opened(SETUP):
        assert own_keys().mldsa65 is None
        announce_own_keys(actor=SETUP, second=True)
        switch_own_keys(actor=SETUP, at_once=True)
        first = own_keys()
        assert first.mldsa65 is not None
        for _ in range(2):
            card, _shown = announce_own_keys(actor=SETUP)
            switch_own_keys(actor=SETUP, at_once=True)
        assert own_keys().mldsa65 not in (None, first.mldsa65)
        made = read(card)
        assert len(made.hand_overs) == 2, "the longest card there is"
        assert made.keys == own_public_keys()


def test_nobody_but_the_administration_changes_keys(people: People) -> None:
    announce()
    for actor in (people.alice.actor, service("exchange"), DIRECTORY):
        with pytest.raises(DatabaseError), opened(actor):
            switch_own_keys(actor=actor, at_once=True)
        with pytest.raises(DatabaseError), opened(actor):
            destroy_own_keys(actor=actor, kept=timedelta(0))
    with pytest.raises(DatabaseError), opened(people.alice.actor):
        switch_own_keys(actor=people.alice.actor)
    with opened(people.adam.actor):
        assert switch_own_keys(actor=people.adam.actor, at_once=True)


def test_the_own_entry_says_what_the_node_knows_of_itself(people: People) -> None:
    with opened(SETUP):
        revoke(["A" * 43], unlisted=True)
        entry = own_entry()
        assert {one.code for one in entry.authorities} == {
            "XA-CENTRAL",
            "XA-POLICE",
            "XA-FIU",
            "XA-PROSEC",
            "XA-ASSETS",
            "XA-VICTIMS",
            "XA-STATS",
        }
        card = entry.checked_card(datetime.now(UTC))
        assert card is not None
        assert card.keys == own_keys().public
        assert entry.revoked_keys[0].reason == "The disk was stolen."
        assert own_entry(with_node=False).card is None


def test_what_a_state_revoked_stays_in_every_entry(people: People) -> None:
    with opened(SETUP):
        stolen = own_public_keys().key_id
        for wrong, error in (("B" * 43, OwnKeyUnknown), (stolen[:16], Malformed)):
            with pytest.raises(error):
                revoke([wrong])
        revoke([stolen])
        with pytest.raises(OwnKeysRevoked):
            own_entry()
        assert own_entry(with_node=False).revoked_keys[0].key == stolen
    card = announce()
    assert card.hand_overs == (), "nobody follows the word of a stolen key"
    with opened(SETUP):
        first = own_entry()
        revoke([stolen, "C" * 43], unlisted=True)
        second = own_entry()
        assert first.revoked_keys == second.revoked_keys[:1], "as of the same moment"
        assert [one.key for one in second.revoked_keys] == [stolen, "C" * 43]
        now = datetime.now(UTC)
        read_entry(second.to_bytes(), state="XA", environment=Environment.DEMO, now=now)
    for actor in (people.alice.actor, DIRECTORY):
        with pytest.raises(DatabaseError), opened(actor):
            OwnRevocation.objects.create(key_id="D" * 43, at=now, reason="x")
