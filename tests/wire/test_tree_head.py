"""Signed tree heads."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.wire import (
    Environment,
    ReceiptState,
    TreeHead,
    make_receipt,
    make_tree_head,
    merkle,
    verify_tree_head,
)
from homeward.wire.errors import Malformed, WireError
from tests.wire import second
from tests.wire.samples import NOW, XA, XB, a_header

HEAD = TreeHead(environment=Environment.DEMO, state="XA", size=5, root=b"\x05" * 32, at=NOW)
HONEST = make_tree_head(XA, HEAD)
PROTECTED = {"alg": "Ed25519", "kid": XA.public.key_id, "typ": "homeward-tree-head"}


def read(raw: bytes, **changes: Any) -> TreeHead:
    arguments: dict[str, Any] = {
        "keys": XA.public,
        "environment": Environment.DEMO,
        "state": "XA",
        "now": NOW,
    }
    return verify_tree_head(raw, **{**arguments, **changes})


@settings(deadline=None)
@given(size=st.integers(1, 2**53 - 1), root=st.binary(min_size=32, max_size=32))
def test_a_head_is_read_back_whole(size: int, root: bytes) -> None:
    head = replace(HEAD, size=size, root=root)
    assert read(make_tree_head(XA, head)) == head


def test_the_statement_is_what_the_specification_says() -> None:
    content = second.unb64(HONEST.decode().split(".")[1])
    assert second.jws_verify(HONEST.decode(), content, XA.public.to_json()) == PROTECTED
    assert json.loads(content) == {
        "v": 1,
        "kind": "tree_head",
        "environment": "demo",
        "state": "XA",
        "size": 5,
        "root": "05" * 32,
        "at": "2026-11-22T09:30:00.000000Z",
    }


def forged(**changes: Any) -> bytes:
    statement = {**HEAD.to_json(), **changes}
    return second.jws(second.jcs(statement), PROTECTED, XA.ed25519).encode()


@pytest.mark.parametrize(
    ("code", "raw", "changes"),
    [
        ("wrong_environment", HONEST, {"environment": Environment.REAL}),
        ("header_mismatch", HONEST, {"state": "XB"}),
        ("unknown_key", HONEST, {"keys": XB.public}),
        ("unknown_key", HONEST, {"keys": []}),
        ("clock_out_of_bounds", HONEST, {"now": NOW - timedelta(minutes=6)}),
        ("unknown_version", forged(v=2), {}),
        ("malformed", forged(kind="receipt"), {}),
        ("malformed", forged(size=-1), {}),
        ("malformed", forged(size=True), {}),
        ("malformed", forged(root="05" * 31), {}),
        ("malformed", forged(root="0A" * 32), {}),
        ("malformed", forged(size=0), {}),
        ("malformed", forged(extra=1), {}),
        ("integer_too_large", forged(size=2**53), {}),
    ],
)
def test_a_wrong_head_gets_its_code(code: str, raw: bytes, changes: dict[str, Any]) -> None:
    with pytest.raises(WireError) as caught:
        read(raw, **changes)
    assert caught.value.code == code


@settings(deadline=None)
@given(place=st.integers(0, len(HONEST) - 1), flip=st.integers(1, 255))
def test_any_changed_byte_of_a_head_is_refused(place: int, flip: int) -> None:
    raw = bytearray(HONEST)
    raw[place] ^= flip
    with pytest.raises(WireError):
        read(bytes(raw))


def test_a_receipt_is_no_tree_head() -> None:
    raw = make_receipt(XA, a_header().ref("0" * 64), state=ReceiptState.READ, at=NOW)
    with pytest.raises(Malformed):
        read(raw)


def test_an_empty_journal_has_the_root_of_no_leaves() -> None:
    head = replace(HEAD, size=0, root=merkle.EMPTY_ROOT)
    assert read(make_tree_head(XA, head)) == head
    with pytest.raises(Malformed):
        replace(HEAD, root=b"short")
