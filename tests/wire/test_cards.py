"""Cards: a node's description of itself, and the fingerprint two persons compare."""

import re
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.wire import (
    Environment,
    NodeKeys,
    PeerCard,
    PublicKeys,
    fingerprint,
    sign_card,
    verify_card,
)
from homeward.wire.cards import MAX_CARD_BYTES
from homeward.wire.errors import (
    BadSignature,
    ClockOutOfBounds,
    HeaderMismatch,
    Malformed,
    TooLarge,
    UnknownKey,
    UnknownVersion,
    WireError,
    WrongEnvironment,
)
from homeward.wire.hand_over import HandOver, sign_hand_over
from tests.wire import second
from tests.wire.samples import NOW, XA, XB

CARD = PeerCard(
    state="XA",
    environment=Environment.DEMO,
    url="https://xa.example.org:8443/",
    keys=XA.public,
    issued_at=NOW,
)
PROTECTED = {"alg": "Ed25519", "kid": XA.public.key_id, "typ": "homeward-card"}


def test_a_signed_card_is_read_back_whole() -> None:
    assert verify_card(sign_card(CARD, XA), environment=Environment.DEMO, now=NOW) == CARD


def test_the_longest_card_is_one_with_second_keys_and_two_rotations() -> None:
    keys = [NodeKeys.generate(second=True) for _ in range(3)]
    led = tuple(
        sign_hand_over(
            HandOver(
                environment=Environment.DEMO,
                state="XA",
                old=old.public,
                new=new.public,
                at=NOW,
                until=NOW,
            ),
            old,
        )
        for old, new in pairwise(keys)
    )
    url = "https://xa.example.org/".ljust(500, "a")
    card = replace(CARD, url=url, keys=keys[-1].public, hand_overs=led)
    raw = sign_card(card, keys[-1])
    assert 32_768 < len(raw) < MAX_CARD_BYTES
    assert verify_card(raw, environment=Environment.DEMO, now=NOW) == card
    with pytest.raises(TooLarge):
        sign_card(replace(card, hand_overs=(led[0] * 3, led[1])), keys[-1])


def test_nobody_signs_a_card_with_keys_it_does_not_name() -> None:
    with pytest.raises(HeaderMismatch):
        sign_card(CARD, XB)


def test_a_card_naming_foreign_keys_proves_nothing() -> None:
    stolen = second.jws(second.jcs(CARD.to_json()), PROTECTED, XB.ed25519).encode()
    with pytest.raises(BadSignature):
        verify_card(stolen, environment=Environment.DEMO, now=NOW)
    own_id = {**PROTECTED, "kid": XB.public.key_id}
    with pytest.raises(UnknownKey):
        verify_card(
            second.jws(second.jcs(CARD.to_json()), own_id, XB.ed25519).encode(),
            environment=Environment.DEMO,
            now=NOW,
        )


@settings(deadline=None)
@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_any_changed_byte_of_a_card_is_noticed(place: int, flip: int) -> None:
    raw = bytearray(sign_card(CARD, XA))
    raw[place % len(raw)] ^= flip
    with pytest.raises(WireError):
        verify_card(bytes(raw), environment=Environment.DEMO, now=NOW)


def test_cards_of_another_environment_or_from_the_future_are_refused() -> None:
    with pytest.raises(WrongEnvironment):
        verify_card(sign_card(CARD, XA), environment=Environment.REAL, now=NOW)
    with pytest.raises(ClockOutOfBounds):
        verify_card(
            sign_card(CARD, XA), environment=Environment.DEMO, now=NOW - timedelta(minutes=6)
        )


def test_a_card_of_another_version_or_kind_is_refused() -> None:
    for change, error in (({"v": 2}, UnknownVersion), ({"kind": "receipt"}, Malformed)):
        statement = second.jcs({**CARD.to_json(), **change})
        raw = second.jws(statement, PROTECTED, XA.ed25519).encode()
        with pytest.raises(error):
            verify_card(raw, environment=Environment.DEMO, now=NOW)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://xa.example.org",
        "https://",
        "https://user:word@xa.example.org",
        "https://xa.example.org/?q=1",
        "https://xa.example.org/#part",
        "https://xa.example.org:99999",
        "https://xa.example.org/a b",
        "https://xa.example.org\n",
        "javascript:alert(1)",
        "https://xé.example.org",
        "https://xa.example.org/" + "a" * 500,
    ],
)
def test_addresses_that_are_no_node_are_refused(url: str) -> None:
    with pytest.raises(Malformed):
        replace(CARD, url=url)


def test_the_fingerprint_is_eight_groups_of_five_digits_bound_to_all_it_stands_for() -> None:
    assert re.fullmatch(r"(\d{5} ){7}\d{5}", CARD.fingerprint)
    other = PublicKeys(XA.public.ed25519, XA.public.mlkem768, XB.public.x25519)
    shown = {
        CARD.fingerprint,
        fingerprint("XB", Environment.DEMO, XA.public),
        fingerprint("XA", Environment.REAL, XA.public),
        fingerprint("XA", Environment.DEMO, other),
    }
    assert len(shown) == 4
    assert replace(CARD, url="https://new.example.org").fingerprint == CARD.fingerprint
