"""Countersignatures of tree heads, and signed questions for proofs."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.wire import (
    Countersignature,
    Environment,
    ProofRequest,
    TreeHead,
    WireError,
    head_digest,
    make_countersignature,
    make_proof_request,
    make_tree_head,
    merkle,
    verify_countersignature,
    verify_proof_request,
    verify_tree_head,
)
from tests.wire import second
from tests.wire.samples import NOW, XA, XB
from tests.wire.trees import BIG

HEAD = make_tree_head(
    XA, TreeHead(environment=Environment.DEMO, state="XA", size=5, root=b"\x05" * 32, at=NOW)
)
SAID = Countersignature(
    environment=Environment.DEMO,
    state="XA",
    size=5,
    root=b"\x05" * 32,
    head=head_digest(HEAD),
    by="XB",
    at=NOW,
    previous=3,
)
HONEST = make_countersignature(XB, SAID)
ASKED = ProofRequest(environment=Environment.DEMO, state="XA", by="XB", size=7, at=NOW)
ENTRY = "0a" * 32
QUESTION = make_proof_request(XB, replace(ASKED, entries=(ENTRY,)))


def read(raw: bytes, **changes: Any) -> Countersignature:
    arguments: dict[str, Any] = {
        "keys": XB.public,
        "environment": Environment.DEMO,
        "state": "XA",
        "by": "XB",
        "now": NOW,
    }
    return verify_countersignature(raw, **{**arguments, **changes})


def heard(raw: bytes, **changes: Any) -> ProofRequest:
    arguments: dict[str, Any] = {
        "keys": XB.public,
        "environment": Environment.DEMO,
        "state": "XA",
        "now": NOW,
    }
    return verify_proof_request(raw, **{**arguments, **changes})


def forged(statement: dict[str, Any], typ: str, **changes: Any) -> bytes:
    header = {"alg": "Ed25519", "kid": XB.public.key_id, "typ": typ}
    return second.jws(second.jcs({**statement, **changes}), header, XB.ed25519).encode()


def counter(**changes: Any) -> bytes:
    return forged(SAID.to_json(), "homeward-countersignature", **changes)


def question(**changes: Any) -> bytes:
    return forged(ASKED.to_json(), "homeward-proof-request", **changes)


def test_it_is_what_the_specification_says() -> None:
    assert read(HONEST) == SAID
    second.check_countersignature(HONEST.decode(), HEAD.decode(), XB.public.to_json(), 3)
    assert json.loads(second.unb64(HONEST.decode().split(".")[1])) == {
        "v": 1,
        "kind": "countersignature",
        "environment": "demo",
        "state": "XA",
        "size": 5,
        "root": "05" * 32,
        "head": head_digest(HEAD),
        "by": "XB",
        "at": "2026-11-22T09:30:00.000000Z",
        "previous": 3,
    }
    assert heard(QUESTION) == replace(ASKED, entries=(ENTRY,))
    assert second.check_proof_request(QUESTION.decode(), XB.public.to_json())["entries"] == [ENTRY]
    assert "entries" not in second.check_proof_request(
        make_proof_request(XB, ASKED).decode(), XB.public.to_json()
    )


@pytest.mark.parametrize(
    ("code", "raw", "changes"),
    [
        ("wrong_environment", HONEST, {"environment": Environment.REAL}),
        ("header_mismatch", HONEST, {"state": "XC"}),
        ("header_mismatch", HONEST, {"by": "XC"}),
        ("unknown_key", HONEST, {"keys": XA.public}),
        ("clock_out_of_bounds", HONEST, {"now": NOW - timedelta(minutes=6)}),
        ("unknown_version", counter(v=2), {}),
        ("malformed", counter(kind="tree_head"), {}),
        ("malformed", counter(size=-1), {}),
        ("malformed", counter(previous=True), {}),
        ("malformed", counter(previous=6), {}),
        ("malformed", counter(by="XA"), {}),
        ("malformed", counter(head="05"), {}),
        ("malformed", counter(root="0A" * 32), {}),
        ("malformed", counter(extra=1), {}),
        ("malformed", HEAD, {"keys": XA.public}),
    ],
)
def test_a_wrong_countersignature_gets_its_code(
    code: str, raw: bytes, changes: dict[str, Any]
) -> None:
    with pytest.raises(WireError) as caught:
        read(raw, **changes)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("code", "raw", "changes"),
    [
        ("wrong_environment", QUESTION, {"environment": Environment.REAL}),
        ("header_mismatch", QUESTION, {"state": "XC"}),
        ("unknown_key", QUESTION, {"keys": XA.public}),
        ("clock_out_of_bounds", QUESTION, {"now": NOW - timedelta(minutes=6)}),
        ("clock_out_of_bounds", QUESTION, {"now": NOW + timedelta(minutes=6)}),
        ("malformed", question(entries=None), {}),
        ("malformed", question(entries=["x"]), {}),
        ("malformed", question(entries=[]), {}),
        ("malformed", question(entries=[1]), {}),
        ("malformed", question(entries=[ENTRY, ENTRY]), {}),
        ("malformed", question(entries=[f"{n:064x}" for n in range(151)]), {}),
        ("malformed", question(size=-1), {}),
        ("malformed", question(kind="receipt"), {}),
        ("malformed", question(by="xb"), {}),
        ("malformed", HONEST, {}),
    ],
)
def test_a_wrong_question_gets_its_code(code: str, raw: bytes, changes: dict[str, Any]) -> None:
    with pytest.raises(WireError) as caught:
        heard(raw, **changes)
    assert caught.value.code == code


@settings(deadline=None)
@given(place=st.integers(0, len(HONEST) - 1), flip=st.integers(1, 255))
def test_any_changed_byte_is_refused(place: int, flip: int) -> None:
    raw = bytearray(HONEST)
    raw[place] ^= flip
    with pytest.raises(WireError):
        read(bytes(raw))


def test_the_longest_question_fits_a_statement() -> None:
    entries = tuple(f"{n:064x}" for n in range(150))
    long = replace(ASKED, entries=entries, size=2**53 - 1)
    assert heard(make_proof_request(XB, long)) == long


def test_it_is_no_tree_head() -> None:
    with pytest.raises(WireError):
        verify_tree_head(HONEST, keys=XB.public, environment=Environment.DEMO, state="XB", now=NOW)


@settings(deadline=None)
@given(st.integers(1, 700), st.data())
def test_the_second_implementation_reads_our_proofs(size: int, data: st.DataObject) -> None:
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    inclusion = merkle.inclusion_proof(BIG, index, size)
    leaf = second.leaf_of(f"entry {index}".encode())
    assert second.root_by_inclusion(leaf, index, size, inclusion) == merkle.root(BIG, size)
    consistency = merkle.consistency_proof(BIG, old, size)
    roots = second.roots_by_consistency(old, size, consistency, merkle.root(BIG, old))
    assert roots == (merkle.root(BIG, old), merkle.root(BIG, size))
