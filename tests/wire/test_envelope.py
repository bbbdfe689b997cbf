"""Envelopes between honest nodes: what is sealed is what is opened, here and elsewhere."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.wire import (
    MAX_CONTENTS_BYTES,
    MAX_ENVELOPE_BYTES,
    Environment,
    Handling,
    Header,
    message_digest,
    peek,
    seal,
)
from homeward.wire.encoding import MAX_INTEGER
from tests.wire import second
from tests.wire.samples import NOW, PAYLOAD, XA, XB, XC, a_header, open_at_xb

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)
LEAF = st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | TEXT
PAYLOADS = st.dictionaries(
    TEXT,
    st.recursive(
        LEAF,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
        max_leaves=8,
    ),
)
HEADERS = st.builds(
    lambda time, life, **fields: a_header(time=time, expires=time + life, **fields),
    time=st.datetimes(
        min_value=NOW.replace(tzinfo=None) - timedelta(days=300),
        max_value=NOW.replace(tzinfo=None),
        timezones=st.timezones(),
        allow_imaginary=False,
    ).filter(lambda moment: moment.astimezone(UTC) <= NOW),
    life=st.timedeltas(timedelta(days=320), timedelta(days=360)),
    id=st.uuids(),
    type=st.from_regex(r"[a-z][a-z0-9_]{0,9}(\.[a-z][a-z0-9_]{0,9}){0,2}", fullmatch=True),
    type_version=st.integers(1, 100),
    handling=st.sampled_from(Handling),
    thread=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,20}", fullmatch=True),
    sequence=st.integers(1, MAX_INTEGER),
    previous=st.none() | st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
)


@settings(deadline=None)
@given(header=HEADERS, payload=PAYLOADS)
def test_what_was_sealed_is_opened(header: Header, payload: dict[str, Any]) -> None:
    opened = open_at_xb(seal(header, payload, XA, XB.public))
    assert opened.header == header
    assert opened.payload == payload
    assert opened.digest == message_digest(header, payload)
    assert opened.signed_by == XA.public


def test_a_time_in_the_hour_that_comes_twice_equals_its_copy_from_the_wire() -> None:
    juneau = ZoneInfo("America/Juneau")
    header = a_header(
        time=datetime(2026, 11, 1, 1, tzinfo=juneau),
        expires=datetime(2026, 11, 1, 1, tzinfo=juneau, fold=1),
    )
    assert header.expires - header.time == timedelta(hours=1)
    opened = open_at_xb(seal(header, PAYLOAD, XA, XB.public), now=header.time)
    assert opened.header == header


def test_an_honest_retry_is_the_same_message_in_other_bytes() -> None:
    first = seal(a_header(), PAYLOAD, XA, XB.public)
    again = seal(a_header(), dict(reversed(PAYLOAD.items())), XA, XB.public)
    assert peek(first).ciphertext != peek(again).ciphertext
    assert open_at_xb(first).digest == open_at_xb(again).digest
    assert open_at_xb(first).ref == open_at_xb(again).ref


def test_retrying_to_a_rotated_key_or_with_a_rotated_signature_keeps_the_digest() -> None:
    before = open_at_xb(seal(a_header(), PAYLOAD, XA, XB.public))
    after = open_at_xb(
        seal(a_header(), PAYLOAD, XC, XC.public),
        own=[XB, XC],
        sender_keys=lambda state: [XA.public, XC.public],
    )
    assert before.digest == after.digest
    assert (before.signed_by, after.signed_by) == (XA.public, XC.public)


@pytest.mark.parametrize(
    "change",
    [
        {"sequence": 2},
        {"previous": "0" * 64},
        {"thread": "other"},
        {"handling": Handling.H2},
        {"type_version": 2},
        {"id": UUID(int=2)},
        {"expires": NOW + timedelta(days=8)},
        {"extensions": {"colour": "red"}},
    ],
)
def test_every_header_field_is_in_the_digest(change: dict[str, Any]) -> None:
    assert message_digest(a_header(**change), PAYLOAD) != message_digest(a_header(), PAYLOAD)


def test_the_digest_is_what_the_specification_says() -> None:
    header = a_header(extensions={"colour": "red"})
    expected = second.jcs({"header": header.to_json(), "payload": PAYLOAD})
    assert message_digest(header, PAYLOAD) == hashlib.sha256(expected).hexdigest()


def test_the_second_implementation_opens_and_verifies_what_the_library_seals() -> None:
    raw = seal(a_header(), PAYLOAD, XA, XB.public)
    contents = second.open_outer(raw, XB.mlkem768, XB.x25519)
    assert contents["message"] == {"header": a_header().to_json(), "payload": PAYLOAD}
    (signature,) = contents["signatures"]
    protected = second.jws_verify(signature, second.jcs(contents["message"]), XA.public.to_json())
    assert protected == {"alg": "Ed25519", "kid": XA.public.key_id, "typ": "homeward-message"}


def test_peek_shows_the_outside_and_hides_the_rest() -> None:
    raw = seal(a_header(), {"secret": "the place of the meeting"}, XA, XB.public)
    outer = peek(raw)
    header = a_header()
    assert (outer.sender, outer.receiver, outer.id) == (header.sender, header.receiver, header.id)
    assert (outer.type, outer.handling) == (header.type, header.handling)
    assert outer.environment is Environment.DEMO
    assert outer.receiver_key == XB.public.key_id
    shown = json.loads(raw)
    shown.pop("ciphertext")
    for hidden in (header.thread, "secret", "meeting", "sequence", "previous"):
        assert hidden not in json.dumps(shown)
    assert repr(outer.ciphertext) not in repr(outer)


def test_fields_that_version_1_does_not_define_are_kept_and_ignored() -> None:
    header = a_header(extensions={"colour": {"name": "red"}})
    opened = open_at_xb(seal(header, PAYLOAD, XA, XB.public))
    assert opened.header.extensions == {"colour": {"name": "red"}}
    assert opened.digest == message_digest(opened.header, opened.payload)


def test_layout_of_the_outside_is_free_because_nothing_is_derived_from_it() -> None:
    raw = json.dumps(json.loads(seal(a_header(), PAYLOAD, XA, XB.public)), indent=2).encode()
    assert open_at_xb(raw).payload == PAYLOAD


def test_a_large_message_passes_and_the_limit_is_kept() -> None:
    payload = {"text": "x" * (MAX_CONTENTS_BYTES - 1024)}
    raw = seal(a_header(), payload, XA, XB.public)
    assert 0.99 * MAX_CONTENTS_BYTES < len(raw) * 3 / 4 <= MAX_ENVELOPE_BYTES
    assert open_at_xb(raw).payload == payload


def test_a_slightly_fast_clock_is_tolerated() -> None:
    ahead = a_header(time=NOW + timedelta(minutes=5))
    assert open_at_xb(seal(ahead, PAYLOAD, XA, XB.public)).header == ahead


def test_the_header_reads_back_from_its_own_json() -> None:
    header = a_header(extensions={"colour": "red"}, critical=("colour",))
    assert Header.from_json(json.loads(json.dumps(header.to_json()))) == header
    assert replace(header, critical=()) != header
