"""Every way in which an envelope can be wrong, each answered by its own code."""

import gzip
import json
import re
import zlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.wire import (
    MAX_CONTENTS_BYTES,
    MAX_ENVELOPE_BYTES,
    Environment,
    WireError,
    errors,
    seal,
)
from tests.wire import second
from tests.wire.samples import NOW, PAYLOAD, XA, XB, XC, a_header, crafted, open_at_xb

HONEST = seal(a_header(), PAYLOAD, XA, XB.public)
SEALED = second.unb64(json.loads(HONEST)["ciphertext"])


def outside(**changes: Any) -> bytes:
    """The honest envelope with outer fields replaced after sealing (`...` removes one)."""
    fields = {**json.loads(HONEST), **changes}
    return second.jcs({name: value for name, value in fields.items() if value is not ...})


def repacked(change: Callable[[dict[str, Any]], Any]) -> Callable[[bytes], bytes]:
    """Contents parsed, changed in place, and written canonically again."""

    def apply(contents: bytes) -> bytes:
        value = json.loads(contents)
        change(value)
        return second.jcs(value)

    return apply


def turned(contents: bytes) -> bytes:
    """The same JSON with the names in the opposite order."""
    value = json.loads(contents)
    return json.dumps(dict(reversed(value.items())), separators=(",", ":")).encode()


LATER = "2026-11-22T09:35:00.000001Z"
ENVELOPES: dict[str, tuple[str, bytes]] = {
    # before any key is used
    "empty": ("malformed", b""),
    "not json": ("malformed", b"hello"),
    "json, not an object": ("malformed", b"[1]"),
    "a name twice": ("malformed", HONEST[:-1] + b',"v":1}'),
    "a field missing": ("malformed", outside(handling=...)),
    "an undefined field": ("malformed", outside(note="x")),
    "an unknown environment": ("malformed", outside(environment="test")),
    "an unknown handling code": ("malformed", outside(handling="H4")),
    "an id in capitals": ("malformed", outside(id=str(a_header().id).upper())),
    "a State in small letters": ("malformed", outside(sender="xa")),
    "a type that is no type": ("malformed", outside(type="Cooperation Request")),
    "ciphertext with padding": ("malformed", outside(ciphertext="AA==")),
    "ciphertext that is a number": ("malformed", outside(ciphertext=5)),
    "version as text": ("malformed", outside(v="1")),
    "version as a fraction": ("malformed", outside(v=1.5)),
    "version as true": ("malformed", outside(v=True)),
    "no version": ("malformed", outside(v=...)),
    "one byte too long": ("too_large", b" " * (MAX_ENVELOPE_BYTES + 1)),
    "gzip": ("compressed", gzip.compress(HONEST)),
    "zlib": ("compressed", zlib.compress(HONEST)),
    "zip outside": ("compressed", outside(zip="DEF")),
    "version 2": ("unknown_version", outside(v=2)),
    "version 2 with other fields": ("unknown_version", b'{"v":2,"to":"XB"}'),
    "another suite": ("unknown_suite", outside(suite="X25519.HKDF_SHA256.AES_256_GCM")),
    "another environment": ("wrong_environment", outside(environment="real")),
    "another receiver": ("not_for_us", outside(receiver="XC")),
    "a stranger": ("unknown_sender", outside(sender="XD")),
    "a key we do not hold": ("wrong_receiver_key", outside(receiver_key=XC.public.key_id)),
    # the seal
    "another id outside": ("bad_seal", outside(id=str(UUID(int=9)))),
    "another type outside": ("bad_seal", outside(type="cooperation.answer")),
    "another handling outside": ("bad_seal", outside(handling="H0")),
    "another sender outside": ("bad_seal", outside(sender="XB")),
    "no ciphertext": ("bad_seal", outside(ciphertext="")),
    "ciphertext cut short": ("bad_seal", outside(ciphertext=second.b64(SEALED[:-1]))),
    "ciphertext lengthened": ("bad_seal", outside(ciphertext=second.b64(SEALED + b"x"))),
    # the contents
    "contents not json": ("malformed", crafted(contents=lambda c: b"hello")),
    "contents with another field": (
        "malformed",
        crafted(contents=repacked(lambda v: v.update(x=1))),
    ),
    "no signatures": ("malformed", crafted(contents=repacked(lambda v: v.update(signatures=[])))),
    "signatures that are numbers": (
        "malformed",
        crafted(contents=repacked(lambda v: v.update(signatures=[1]))),
    ),
    "three signatures": (
        "malformed",
        crafted(contents=repacked(lambda v: v["signatures"].extend("xy"))),
    ),
    "a second signature of a key that has none": (
        "unknown_key",
        crafted(contents=repacked(lambda v: v["signatures"].append("x"))),
    ),
    "a header that is a list": (
        "malformed",
        crafted(contents=repacked(lambda v: v["message"].update(header=[1]))),
    ),
    "a payload that is a list": ("malformed", crafted(payload=[1])),
    "compressed contents": ("compressed", crafted(contents=gzip.compress)),
    "contents with spaces": ("payload_not_canonical", crafted(contents=lambda c: c + b" ")),
    "contents in another order": ("payload_not_canonical", crafted(contents=turned)),
    "text with U+0000": ("payload_not_canonical", crafted(payload={"t": "a\x00"})),
    "a fraction": ("float_forbidden", crafted(payload={"amount": 1.5})),
    "a whole number too large": ("integer_too_large", crafted(payload={"amount": 2**53})),
    # the signature
    "algorithm none": ("algorithm_not_the_keys", crafted(protected={"alg": "none"})),
    "algorithm HS256": ("algorithm_not_the_keys", crafted(protected={"alg": "HS256"})),
    "algorithm EdDSA": ("algorithm_not_the_keys", crafted(protected={"alg": "EdDSA"})),
    "no algorithm": ("algorithm_not_the_keys", crafted(protected={"alg": ...})),
    "zip in the signature": ("compressed", crafted(protected={"zip": "DEF"})),
    "an unencoded payload": ("malformed", crafted(protected={"b64": False, "crit": ["b64"]})),
    "a key in the signature": ("malformed", crafted(protected={"jwk": {"kty": "OKP"}})),
    "a receipt's signature": ("malformed", crafted(protected={"typ": "homeward-receipt"})),
    "no key id": ("malformed", crafted(protected={"kid": ...})),
    "another State's key id": ("unknown_key", crafted(protected={"kid": XC.public.key_id})),
    "a changed payload": (
        "bad_signature",
        crafted(contents=repacked(lambda v: v["message"]["payload"].update(amount="1"))),
    ),
    "a changed header": (
        "bad_signature",
        crafted(contents=repacked(lambda v: v["message"]["header"].update(sequence=2))),
    ),
    # the header
    "header of version 2": ("unknown_version", crafted(header={"v": 2})),
    "sequence 0": ("malformed", crafted(header={"sequence": 0})),
    "sequence true": ("malformed", crafted(header={"sequence": True})),
    "previous too short": ("malformed", crafted(header={"previous": "ab"})),
    "a thread with spaces": ("malformed", crafted(header={"thread": "a b"})),
    "a missing header field": ("malformed", crafted(header={"thread": ...})),
    "an extension in capitals": ("malformed", crafted(header={"Colour": 1})),
    "expiring before it was made": (
        "malformed",
        crafted(header={"expires": "2026-11-21T09:30:00.000000Z"}),
    ),
    "critical without the field": ("malformed", crafted(header={"critical": ["colour"]})),
    "an empty critical": ("malformed", crafted(header={"critical": []})),
    "another id inside": ("header_mismatch", crafted(header={"id": str(UUID(int=9))})),
    "another receiver inside": ("header_mismatch", crafted(header={"receiver": "XC"})),
    "another sender inside": ("header_mismatch", crafted(header={"sender": "XC"})),
    "another type inside": ("header_mismatch", crafted(header={"type": "exchange.recall"})),
    "another handling inside": ("header_mismatch", crafted(header={"handling": "H0"})),
    "another environment inside": ("header_mismatch", crafted(header={"environment": "real"})),
    "a field we must understand": (
        "unknown_critical",
        crafted(header={"critical": ["colour"], "colour": 2}),
    ),
    # the times
    "made in the future": ("clock_out_of_bounds", crafted(header={"time": LATER})),
    "meant to live too long": (
        "clock_out_of_bounds",
        crafted(header={"expires": "2027-11-24T09:30:00.000000Z"}),
    ),
    "expired": (
        "expired",
        crafted(
            header={
                "time": "2026-11-20T09:30:00.000000Z",
                "expires": "2026-11-22T09:30:00.000000Z",
            }
        ),
    ),
}


@pytest.mark.parametrize("name", ENVELOPES)
def test_a_wrong_envelope_gets_its_code(name: str) -> None:
    code, raw = ENVELOPES[name]
    with pytest.raises(WireError) as caught:
        open_at_xb(raw)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("compressed", {"zip": "DEF", "v": 2}),
        ("unknown_version", {"v": 2, "suite": "OTHER", "note": "x"}),
        ("malformed", {"note": "x", "suite": "OTHER"}),
        ("unknown_suite", {"suite": "OTHER", "environment": "real"}),
        ("wrong_environment", {"environment": "real", "receiver": "XC"}),
        ("not_for_us", {"receiver": "XC", "sender": "XD"}),
        ("unknown_sender", {"sender": "XD", "receiver_key": XC.public.key_id}),
        ("wrong_receiver_key", {"receiver_key": XC.public.key_id, "ciphertext": ""}),
    ],
)
def test_checks_are_made_in_the_order_of_the_specification(
    code: str, changes: dict[str, Any]
) -> None:
    with pytest.raises(WireError) as caught:
        open_at_xb(outside(**changes))
    assert caught.value.code == code


def test_nothing_inside_is_judged_before_the_signature() -> None:
    """An expired, misaddressed header under a false signature is a false signature."""
    wrong = {"expires": "2026-11-22T09:30:00.000000Z", "receiver": "XC", "sequence": 0}
    raw = crafted(contents=repacked(lambda value: value["message"]["header"].update(wrong)))
    with pytest.raises(errors.BadSignature):
        open_at_xb(raw)


def test_the_crafted_envelope_is_otherwise_sound() -> None:
    """Each refusal above is therefore for the one thing that was changed."""
    assert open_at_xb(crafted()).payload == PAYLOAD
    assert open_at_xb(outside()).payload == PAYLOAD
    assert open_at_xb(crafted(contents=repacked(lambda value: None))).payload == PAYLOAD


@settings(deadline=None, max_examples=300)
@given(place=st.integers(0, len(HONEST) - 1), flip=st.integers(1, 255))
def test_any_changed_byte_is_refused_with_a_typed_error(place: int, flip: int) -> None:
    raw = bytearray(HONEST)
    raw[place] ^= flip
    with pytest.raises(WireError):
        open_at_xb(bytes(raw))


@settings(deadline=None)
@given(raw=st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_noise_is_refused_with_a_typed_error(raw: bytes) -> None:
    with pytest.raises(WireError):
        open_at_xb(raw)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


@settings(deadline=None)
@given(field=st.sampled_from(sorted(json.loads(HONEST))), value=JSON)
def test_any_other_value_outside_is_refused_with_a_typed_error(field: str, value: object) -> None:
    shown = json.loads(HONEST)
    if value == shown[field] and type(value) is type(shown[field]):
        return
    with pytest.raises(WireError):
        open_at_xb(json.dumps({**shown, field: value}).encode())


@settings(deadline=None, max_examples=200)
@given(field=st.sampled_from(sorted(a_header().to_json())), value=JSON)
def test_any_header_a_sender_may_sign_is_opened_or_refused_typed(field: str, value: Any) -> None:
    try:
        raw = crafted(header={field: value})
    except UnicodeEncodeError:  # half a surrogate pair, which the second writer cannot write
        return
    try:
        opened = open_at_xb(raw)
    except WireError:
        return
    assert opened.header.to_json()[field] == value


def test_the_seal_holds_even_against_a_node_that_was_told_another_environment() -> None:
    with pytest.raises(WireError) as caught:
        open_at_xb(outside(environment="real"), environment=Environment.REAL)
    assert caught.value.code == "bad_seal"


def test_an_envelope_of_another_suite_cannot_pass_for_ours() -> None:
    raw = crafted(outer={"suite": "OTHER"})
    fields = {**json.loads(raw), "suite": second.SUITE}
    with pytest.raises(WireError) as caught:
        open_at_xb(second.jcs(fields))
    assert caught.value.code == "bad_seal"


def test_a_message_for_another_node_cannot_be_forwarded_as_if_it_were_for_us() -> None:
    """XB opens what XA wrote and seals XA's signed contents to XC: XC refuses."""
    contents = second.jcs(second.open_outer(HONEST, XB.mlkem768, XB.x25519))
    receiver = XC.public.to_json()
    outer = {**second.outer_of(a_header().to_json(), receiver), "receiver": "XC"}
    with pytest.raises(WireError) as caught:
        open_at_xb(second.seal_outer(outer, contents, receiver), own=XC, own_state="XC")
    assert caught.value.code == "header_mismatch"


def test_refusals_of_authentic_messages_can_be_receipted_and_others_cannot() -> None:
    for name in ("expired", "made in the future", "a field we must understand"):
        with pytest.raises(WireError) as caught:
            open_at_xb(ENVELOPES[name][1])
        assert caught.value.message is not None
        assert caught.value.message.id == a_header().id
        assert re.fullmatch(r"[0-9a-f]{64}", caught.value.message.digest)
    for name in ("a changed payload", "another id inside", "a stranger", "no ciphertext"):
        with pytest.raises(WireError) as caught:
            open_at_xb(ENVELOPES[name][1])
        assert caught.value.message is None


def test_sealing_refuses_what_opening_would_refuse() -> None:
    cases: list[tuple[dict[str, Any], str]] = [
        ({"amounts": [{"sum": 0.1}]}, "float_forbidden"),
        ({"wei": 2**60}, "integer_too_large"),
        ({"t": "\ud800"}, "payload_not_canonical"),
        ({"t": "x" * MAX_ENVELOPE_BYTES}, "too_large"),
        ({"t": "x" * MAX_CONTENTS_BYTES}, "too_large"),
    ]
    for payload, code in cases:
        with pytest.raises(WireError) as caught:
            seal(a_header(), payload, XA, XB.public)
        assert caught.value.code == code
    with pytest.raises(errors.FloatForbidden, match=r"\$\.payload\.amounts\[0\]\.sum"):
        seal(a_header(), {"amounts": [{"sum": 0.1}]}, XA, XB.public)


@pytest.mark.parametrize(
    "change",
    [
        {"id": "0190f3a1-7c5e-7000-8000-000000000001"},
        {"environment": "demo"},
        {"handling": "H1"},
        {"sender": "Xanadu"},
        {"receiver": "xb"},
        {"type": "a..b"},
        {"type": "a" * 65},
        {"type_version": 0},
        {"sequence": 2**53},
        {"thread": ""},
        {"thread": "t" * 65},
        {"previous": "G" * 64},
        {"time": NOW.replace(tzinfo=None)},
        {"expires": NOW},
        {"extensions": {"v": 2}},
        {"extensions": {"critical": ["a"]}},
        {"extensions": {"No": 1}},
        {"critical": ("colour",)},
        {"critical": ("b", "a"), "extensions": {"a": 1, "b": 1}},
    ],
)
def test_a_header_that_could_not_be_read_back_cannot_be_made(change: dict[str, Any]) -> None:
    with pytest.raises(errors.Malformed):
        a_header(**change)


def test_a_message_cannot_be_made_to_live_longer_than_the_limit() -> None:
    a_header(expires=NOW + timedelta(days=366))
    with pytest.raises(errors.ClockOutOfBounds):
        a_header(expires=NOW + timedelta(days=366, microseconds=1))
