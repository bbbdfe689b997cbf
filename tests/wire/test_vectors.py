"""The stored vectors: what was sealed before must open today, and in a second implementation."""

import base64
import hashlib
import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from homeward.wire import (
    Environment,
    Header,
    NodeKeys,
    PublicKeys,
    WireError,
    canonical,
    make_receipt,
    merkle,
    message_digest,
    open_envelope,
    sign_card,
    verify_card,
    verify_countersignature,
    verify_proof_request,
    verify_receipt,
    verify_tree_head,
)
from homeward.wire.attachments import (
    AttachmentRef,
    AttachmentState,
    Form,
    make_status,
    open_part,
    verify_status,
)
from homeward.wire.encoding import from_time
from tests.wire import second

VECTORS: dict[str, Any] = json.loads(Path(__file__).with_name("vectors.json").read_bytes())
NOW = from_time(VECTORS["now"], "vectors", "now")
MESSAGES, REFUSED = VECTORS["messages"], VECTORS["refused"]


def private(sample: dict[str, Any]) -> NodeKeys:
    raw = {name: bytes.fromhex(value) for name, value in sample["private"].items()}
    keys = raw["ed25519"], raw["mlkem768_seed"], raw["x25519"]
    return NodeKeys(*keys, raw.get("mldsa65_seed"))


XA, XB = map(private, VECTORS["keys"])
TWICE = VECTORS["signed_twice"]
DIRECTORY = {"XA": XA.public, "XB": XB.public}


def opened(raw: bytes) -> Any:
    return open_envelope(
        raw,
        own=XB,
        own_state="XB",
        environment=Environment.DEMO,
        sender_keys=DIRECTORY.get,
        now=NOW,
    )


@pytest.mark.parametrize("sample", VECTORS["keys"], ids=lambda sample: sample["state"])
def test_keys_and_cards(sample: dict[str, Any]) -> None:
    assert sample["warning"].startswith("TEST KEY")
    keys = PublicKeys.from_json(sample["public"])
    assert DIRECTORY[sample["state"]] == keys
    assert keys.key_id == sample["key_id"] == second.key_id(sample["public"])
    raw = sample["card"].encode()
    card = verify_card(raw, environment=Environment.DEMO, now=NOW)
    assert (card.state, card.keys, card.fingerprint) == (
        sample["state"],
        keys,
        sample["fingerprint"],
    )
    assert sign_card(card, XA if sample["state"] == "XA" else XB) == raw


@pytest.mark.parametrize("sample", MESSAGES, ids=lambda sample: sample["header"]["type"])
def test_sealed_messages_open(sample: dict[str, Any]) -> None:
    message = opened(sample["envelope"].encode())
    assert message.header == Header.from_json(sample["header"])
    assert message.payload == sample["payload"]
    assert message.digest == sample["digest"] == message_digest(message.header, message.payload)
    content = {"header": sample["header"], "payload": sample["payload"]}
    assert canonical(content).decode() == sample["message"]
    assert hashlib.sha256(sample["message"].encode()).hexdigest() == sample["digest"]


@pytest.mark.parametrize("sample", MESSAGES, ids=lambda sample: sample["header"]["type"])
def test_sealed_messages_open_in_the_second_implementation(sample: dict[str, Any]) -> None:
    contents = second.open_outer(sample["envelope"].encode(), XB.mlkem768, XB.x25519)
    assert contents["message"] == {"header": sample["header"], "payload": sample["payload"]}
    (signature,) = contents["signatures"]
    second.jws_verify(signature, sample["message"].encode(), VECTORS["keys"][0]["public"])


def test_a_message_signed_twice_opens_in_both_implementations() -> None:
    sample, (xa, xb) = TWICE["message"], map(private, TWICE["keys"])
    raw = sample["envelope"].encode()
    found = open_envelope(
        raw,
        own=xb,
        own_state="XB",
        environment=Environment.DEMO,
        sender_keys={"XA": xa.public}.get,
        now=NOW,
    )
    assert (found.digest, found.payload) == (sample["digest"], sample["payload"])
    first, other = second.open_outer(raw, xb.mlkem768, xb.x25519)["signatures"]
    published = TWICE["keys"][0]["public"]
    assert second.public_keys(xa.ed25519, xa.mlkem768, xa.x25519, xa.mldsa65) == published
    second.jws_verify(first, sample["message"].encode(), published)
    second.jws_second_verify(other, sample["message"].encode(), published)


@pytest.mark.parametrize("sample", REFUSED, ids=lambda sample: sample["name"])
def test_wrong_envelopes_are_refused_with_the_stored_code(sample: dict[str, Any]) -> None:
    with pytest.raises(WireError) as caught:
        opened(base64.b64decode(sample["envelope_base64"]))
    assert caught.value.code == sample["code"]


def test_the_chain_of_messages_holds() -> None:
    assert MESSAGES[0]["header"]["previous"] is None
    assert MESSAGES[1]["header"]["previous"] == MESSAGES[0]["digest"]


@pytest.mark.parametrize("sample", VECTORS["receipts"])
def test_receipts(sample: dict[str, Any]) -> None:
    about = MESSAGES[sample["message"]]
    message = Header.from_json(about["header"]).ref(about["digest"])
    raw = sample["receipt"].encode()
    receipt = verify_receipt(raw, keys=XB.public, message=message, now=NOW)
    again = make_receipt(
        XB,
        message,
        state=receipt.state,
        at=receipt.at,
        reason=receipt.reason,
        journal=receipt.journal,
    )
    assert again == raw


def test_tree() -> None:
    tree = VECTORS["tree"]
    store = merkle.MemoryStore()
    for entry, salt, committed in zip(
        tree["entries"], tree["salts"], tree["commitments"], strict=True
    ):
        made = merkle.commitment(entry.encode(), bytes.fromhex(salt))
        assert made.hex() == committed
        merkle.append(store, merkle.leaf_hash(made))
    assert [merkle.root(store, size).hex() for size in range(8)] == tree["roots"]
    inclusion = [bytes.fromhex(value) for value in tree["inclusion_4_of_7"]]
    assert inclusion == merkle.inclusion_proof(store, 4, 7)
    consistency = [bytes.fromhex(value) for value in tree["consistency_3_to_7"]]
    assert consistency == merkle.consistency_proof(store, 3, 7)
    head = verify_tree_head(
        tree["tree_head"].encode(),
        keys=XA.public,
        environment=Environment.DEMO,
        state="XA",
        now=NOW,
    )
    assert (head.size, head.root.hex()) == (7, tree["roots"][7])


def test_countersignature_and_questions() -> None:
    """Read by the library and by the second implementation."""
    tree = VECTORS["tree"]
    raw, theirs = tree["countersignature"], VECTORS["keys"][1]["public"]
    said = verify_countersignature(
        raw.encode(),
        keys=XB.public,
        environment=Environment.DEMO,
        state="XA",
        by="XB",
        now=NOW,
    )
    assert (said.size, said.root.hex(), said.previous) == (7, tree["roots"][7], 3)
    second.check_countersignature(raw, tree["tree_head"], theirs, 3)
    proof = [bytes.fromhex(value) for value in tree["consistency_3_to_7"]]
    old = bytes.fromhex(tree["roots"][3])
    assert second.roots_by_consistency(3, 7, proof, old) == (old, said.root)
    leaf = second.leaf_of(bytes.fromhex(tree["commitments"][4]))
    proof = [bytes.fromhex(value) for value in tree["inclusion_4_of_7"]]
    assert second.root_by_inclusion(leaf, 4, 7, proof) == said.root
    asked = [
        verify_proof_request(
            question.encode(),
            keys=XB.public,
            environment=Environment.DEMO,
            state="XA",
            now=NOW,
        )
        for question in tree["proof_requests"]
    ]
    assert [(one.size, one.entries) for one in asked] == [(3, ()), (7, (leaf.hex(),))]
    for question in tree["proof_requests"]:
        assert second.check_proof_request(question, theirs)["by"] == "XB"


def test_an_attachment() -> None:
    sample = VECTORS["attachment"]
    message = opened(sample["envelope"].encode())
    assert message.digest == sample["digest"]
    (attachment,) = message.attachments
    (described,) = sample["header"]["attachments"]
    parts = [base64.b64decode(part) for part in sample["parts_base64"]]
    plain = [
        b"".join(open_part(attachment, n, BytesIO(raw).read)) for n, raw in enumerate(parts, 1)
    ]
    content = bytes(range(256)) * 256 + b"The end."
    assert b"".join(plain) == content
    assert [second.open_part(described, n, raw) for n, raw in enumerate(parts, 1)] == plain
    others = [base64.b64decode(part) for part in sample["parts_of_form_2_base64"]]
    assert plain == [
        b"".join(open_part(attachment, n, BytesIO(raw).read, Form.GCM))
        for n, raw in enumerate(others, 1)
    ]
    assert [second.open_gcm_part(described, n, raw) for n, raw in enumerate(others, 1)] == plain
    assert hashlib.sha256(content).hexdigest() == attachment.sha256
    ref = AttachmentRef(
        environment=Environment.DEMO,
        sender="XA",
        receiver="XB",
        message=message.header.id,
        attachment=attachment.id,
        sha256=attachment.sha256,
    )
    raw = sample["status"].encode()
    status = verify_status(raw, keys=XB.public, ref=ref, now=NOW)
    assert (status.state, status.arrived) == (AttachmentState.COMPLETE, len(content))
    assert make_status(XB, status) == raw
