"""Receipts: the receiver's word on one message, and on nothing else."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.wire import (
    Environment,
    JournalPromise,
    MessageRef,
    Receipt,
    ReceiptState,
    make_receipt,
    make_tree_head,
    merkle,
    message_digest,
    verify_receipt,
)
from homeward.wire.errors import Malformed, WireError
from homeward.wire.tree_head import TreeHead
from tests.wire import second
from tests.wire.samples import NOW, PAYLOAD, XA, XB, XC, a_header

MESSAGE = a_header().ref(message_digest(a_header(), PAYLOAD))
PROMISE = JournalPromise("ab" * 32, 1)
PROTECTED = {"alg": "Ed25519", "kid": XB.public.key_id, "typ": "homeward-receipt"}
HONEST = make_receipt(XB, MESSAGE, state=ReceiptState.ACCEPTED, at=NOW, journal=PROMISE)


def read(raw: bytes, **changes: Any) -> Receipt:
    arguments: dict[str, Any] = {"keys": XB.public, "message": MESSAGE, "now": NOW}
    return verify_receipt(raw, **{**arguments, **changes})


def forged(
    changes: dict[str, Any], protected: dict[str, Any] | None = None, keys: Any = XB
) -> bytes:
    """A receipt by the second implementation with fields changed before signing."""
    statement = {**json.loads(second.unb64(HONEST.decode().split(".")[1])), **changes}
    statement = {name: value for name, value in statement.items() if value is not ...}
    header = {**PROTECTED, **(protected or {})}
    return second.jws(second.jcs(statement), header, keys.ed25519).encode()


@settings(deadline=None)
@given(
    state=st.sampled_from(ReceiptState),
    reason=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=50),
    promise=st.none() | st.builds(JournalPromise, st.just("0f" * 32), st.integers(1, 86_400)),
    before=st.timedeltas(timedelta(0), timedelta(days=1000)),
)
def test_a_receipt_is_read_back_whole(
    state: ReceiptState, reason: str, promise: JournalPromise | None, before: timedelta
) -> None:
    raw = make_receipt(XB, MESSAGE, state=state, at=NOW - before, reason=reason, journal=promise)
    expected = Receipt(
        state=state, message=MESSAGE, at=NOW - before, reason=reason, journal=promise
    )
    assert read(raw) == expected


def test_equal_receipts_are_equal_bytes_and_a_second_implementation_makes_the_same() -> None:
    assert make_receipt(XB, MESSAGE, state=ReceiptState.ACCEPTED, at=NOW, journal=PROMISE) == HONEST
    assert read(forged({})) == read(HONEST)
    header, content, _ = HONEST.decode().split(".")
    assert json.loads(second.unb64(header)) == PROTECTED
    second.jws_verify(HONEST.decode(), second.unb64(content), XB.public.to_json())
    assert json.loads(second.unb64(content)) == {
        "v": 1,
        "kind": "receipt",
        "state": "accepted",
        "environment": "demo",
        "sender": "XA",
        "receiver": "XB",
        "message": str(MESSAGE.id),
        "digest": MESSAGE.digest,
        "at": "2026-11-22T09:30:00.000000Z",
        "journal": {"entry": "ab" * 32, "within_seconds": 1},
    }


def test_a_rotated_receiver_key_is_found_among_several() -> None:
    assert read(HONEST, keys=[XC.public, XB.public]).state is ReceiptState.ACCEPTED


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"digest": "0" * 64}, "header_mismatch"),
        ({"id": UUID(int=7)}, "header_mismatch"),
        ({"sender": "XC"}, "header_mismatch"),
        ({"receiver": "XC"}, "header_mismatch"),
        ({"environment": Environment.EXERCISE}, "wrong_environment"),
    ],
)
def test_a_receipt_for_another_message_is_no_receipt_for_this_one(
    change: dict[str, Any], code: str
) -> None:
    with pytest.raises(WireError) as caught:
        read(HONEST, message=replace(MESSAGE, **change))
    assert caught.value.code == code


FORGERIES: dict[str, tuple[str, bytes]] = {
    "empty": ("malformed", b""),
    "two parts": ("malformed", b"a.b"),
    "not ascii": ("malformed", "é.é.é".encode()),
    "too long": ("too_large", b"a" * 16_385),
    "compressed": ("compressed", b"\x1f\x8b" + HONEST),
    "zip": ("compressed", forged({}, {"zip": "DEF"})),
    "version 2": ("unknown_version", forged({"v": 2})),
    "another kind": ("malformed", forged({"kind": "tree_head"})),
    "an unknown state": ("malformed", forged({"state": "lost"})),
    "a refusal without reason": ("malformed", forged({"state": "refused"})),
    "a reason of null": ("malformed", forged({"reason": None})),
    "an empty reason": ("malformed", forged({"reason": ""})),
    "a reason too long": ("malformed", forged({"reason": "r" * 1001})),
    "a reason with control characters": ("malformed", forged({"reason": "a\x1b[2J"})),
    "an undefined field": ("malformed", forged({"note": "x"})),
    "no digest": ("malformed", forged({"digest": ...})),
    "a promise without time": ("malformed", forged({"journal": {"entry": "ab" * 32}})),
    "a promise for tomorrow": (
        "malformed",
        forged({"journal": {"entry": "ab" * 32, "within_seconds": 86_401}}),
    ),
    "a fraction": (
        "float_forbidden",
        forged({"journal": {"entry": "ab" * 32, "within_seconds": 1.5}}),
    ),
    "algorithm none": ("algorithm_not_the_keys", forged({}, {"alg": "none"})),
    "algorithm HS256": ("algorithm_not_the_keys", forged({}, {"alg": "HS256"})),
    "algorithm EdDSA": ("algorithm_not_the_keys", forged({}, {"alg": "EdDSA"})),
    "a message's signature": ("malformed", forged({}, {"typ": "homeward-message"})),
    "signed by the sender": ("unknown_key", forged({}, {"kid": XA.public.key_id}, XA)),
    "signed by the sender in the receiver's name": ("bad_signature", forged({}, None, XA)),
    "from the future": ("clock_out_of_bounds", forged({"at": "2026-11-22T09:35:00.000001Z"})),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_wrong_receipt_gets_its_code(name: str) -> None:
    code, raw = FORGERIES[name]
    with pytest.raises(WireError) as caught:
        read(raw)
    assert caught.value.code == code


def test_a_signed_receipt_in_other_spelling_is_refused() -> None:
    statement = json.loads(second.unb64(HONEST.decode().split(".")[1]))
    raw = second.jws(json.dumps(statement, indent=1).encode(), PROTECTED, XB.ed25519).encode()
    with pytest.raises(WireError) as caught:
        read(raw)
    assert caught.value.code == "payload_not_canonical"


@settings(deadline=None)
@given(place=st.integers(0, len(HONEST) - 1), flip=st.integers(1, 255))
def test_any_changed_byte_of_a_receipt_is_refused(place: int, flip: int) -> None:
    raw = bytearray(HONEST)
    raw[place] ^= flip
    with pytest.raises(WireError):
        read(bytes(raw))


def test_a_tree_head_is_no_receipt() -> None:
    head = TreeHead(
        environment=Environment.DEMO, state="XB", size=0, root=merkle.EMPTY_ROOT, at=NOW
    )
    with pytest.raises(Malformed):
        read(make_tree_head(XB, head))


def test_a_refusal_says_why_and_a_reference_is_whole() -> None:
    with pytest.raises(Malformed):
        make_receipt(XB, MESSAGE, state=ReceiptState.REFUSED, at=NOW)
    with pytest.raises(Malformed):
        make_receipt(XB, MESSAGE, state=ReceiptState.READ, at=NOW.replace(tzinfo=None))
    with pytest.raises(Malformed):
        MessageRef(
            environment=Environment.DEMO, sender="XA", receiver="XB", id=MESSAGE.id, digest="ab"
        )
    with pytest.raises(Malformed):
        JournalPromise("ab" * 32, True)
