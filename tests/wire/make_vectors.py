"""Write `vectors.json`: samples of everything that travels, for this and other implementations.

    .venv/bin/python -m tests.wire.make_vectors

The private keys in it are test keys and marked so. HPKE is randomised, so the sealed samples (and
nothing else) differ from run to run; run it again only when the protocol changes.
"""

import base64
import hashlib
import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from homeward.wire import (
    Countersignature,
    Environment,
    Handling,
    Header,
    JournalPromise,
    NodeKeys,
    PeerCard,
    ProofRequest,
    ReceiptState,
    TreeHead,
    canonical,
    head_digest,
    make_countersignature,
    make_proof_request,
    make_receipt,
    make_tree_head,
    merkle,
    message_digest,
    seal,
    sign_card,
)
from homeward.wire.attachments import (
    MIN_PART_BYTES,
    Attachment,
    AttachmentRef,
    AttachmentState,
    AttachmentStatus,
    CustodyStep,
    Form,
    header_fields,
    make_status,
    seal_part,
)
from tests.wire.samples import NOW, TWICE_XA, TWICE_XB, XA, XB, a_header
from tests.wire.test_refusals import ENVELOPES

VECTORS = Path(__file__).with_name("vectors.json")
REFUSED = [
    "not json",
    "a name twice",
    "an undefined field",
    "gzip",
    "version 2",
    "another suite",
    "another environment",
    "another receiver",
    "a stranger",
    "a key we do not hold",
    "another handling outside",
    "contents with spaces",
    "contents in another order",
    "a fraction",
    "a whole number too large",
    "algorithm none",
    "algorithm EdDSA",
    "zip in the signature",
    "a receipt's signature",
    "another State's key id",
    "a changed payload",
    "another id inside",
    "a field we must understand",
    "made in the future",
    "expired",
]


def key_sample(state: str, keys: NodeKeys) -> dict[str, Any]:
    card = PeerCard(
        state=state,
        environment=Environment.DEMO,
        url=f"https://{state.lower()}.example.org/",
        keys=keys.public,
        issued_at=NOW,
    )
    return {
        "state": state,
        "warning": "TEST KEY, NOT SECRET. NEVER USE IT IN A NODE.",
        "private": {
            "ed25519": keys.ed25519.hex(),
            "mlkem768_seed": keys.mlkem768.hex(),
            "x25519": keys.x25519.hex(),
            **({"mldsa65_seed": keys.mldsa65.hex()} if keys.mldsa65 else {}),
        },
        "public": keys.public.to_json(),
        "key_id": keys.public.key_id,
        "card": sign_card(card, keys).decode(),
        "fingerprint": card.fingerprint,
    }


def message_samples() -> list[tuple[Header, dict[str, Any]]]:
    first: dict[str, Any] = {}
    second = {
        "names": ["Zoë", "أمل", "李", "𝒳"],
        "amount": "115792089237316195423570985008687907853",
        "currency": "XTS",
        "nested": {"b": [1, -1, 9007199254740991, True, None], "a": {"": 'quote " and \\ and \n'}},
    }
    header = a_header(
        id=UUID(int=2),
        handling=Handling.H3,
        type="cooperation.answer",
        sequence=2,
        previous=message_digest(a_header(), first),
        extensions={"colour": "red"},
    )
    return [(a_header(), first), (header, second)]


def envelope_sample(
    header: Header, payload: dict[str, Any], sender: NodeKeys = XA, receiver: NodeKeys = XB
) -> dict[str, Any]:
    return {
        "header": header.to_json(),
        "payload": payload,
        "message": canonical({"header": header.to_json(), "payload": payload}).decode(),
        "digest": message_digest(header, payload),
        "envelope": seal(header, payload, sender, receiver.public).decode(),
    }


def refusal_sample(name: str) -> dict[str, Any]:
    code, raw = ENVELOPES[name]
    return {"name": name, "code": code, "envelope_base64": base64.b64encode(raw).decode()}


def receipt_samples() -> list[dict[str, Any]]:
    header, payload = message_samples()[0]
    message, later = header.ref(message_digest(header, payload)), NOW + timedelta(seconds=1)
    promise = JournalPromise(merkle.leaf_hash(b"sample").hex(), 1)
    made = [
        make_receipt(XB, message, state=ReceiptState.ACCEPTED, at=NOW, journal=promise),
        make_receipt(
            XB, message, state=ReceiptState.REFUSED, at=later, reason="Not for this desk."
        ),
    ]
    return [{"message": 0, "receipt": raw.decode()} for raw in made]


def tree_sample() -> dict[str, Any]:
    entries = [canonical({"number": number}) for number in range(7)]
    salts = [bytes([number]) * 32 for number in range(7)]
    commitments = [merkle.commitment(*pair) for pair in zip(entries, salts, strict=True)]
    store = merkle.MemoryStore()
    merkle.extend(store, map(merkle.leaf_hash, commitments))
    root = merkle.root(store, 7)
    head = TreeHead(environment=Environment.DEMO, state="XA", size=7, root=root, at=NOW)
    return {
        "entries": [entry.decode() for entry in entries],
        "salts": [salt.hex() for salt in salts],
        "commitments": [value.hex() for value in commitments],
        "roots": [merkle.root(store, size).hex() for size in range(8)],
        "inclusion_4_of_7": [value.hex() for value in merkle.inclusion_proof(store, 4, 7)],
        "consistency_3_to_7": [value.hex() for value in merkle.consistency_proof(store, 3, 7)],
        "tree_head": make_tree_head(XA, head).decode(),
        "countersignature": countersignature_sample(head).decode(),
        "proof_requests": [raw.decode() for raw in proof_request_samples(store)],
    }


def countersignature_sample(head: TreeHead) -> bytes:
    """XB saw the head of seven leaves after it had seen that of three."""
    statement = Countersignature(
        environment=Environment.DEMO,
        state="XA",
        size=head.size,
        root=head.root,
        head=head_digest(make_tree_head(XA, head)),
        by="XB",
        at=NOW,
        previous=3,
    )
    return make_countersignature(XB, statement)


def proof_request_samples(store: merkle.MemoryStore) -> list[bytes]:
    """XB asks XA what follows its third leaf, and whether the seven hold the fifth."""
    asked: dict[str, Any] = {"environment": Environment.DEMO, "state": "XA", "by": "XB", "at": NOW}
    leaf = store.get(0, 4).hex()
    questions = (ProofRequest(size=3, **asked), ProofRequest(size=7, entries=(leaf,), **asked))
    return [make_proof_request(XB, question) for question in questions]


def attachment_sample() -> dict[str, Any]:
    """A message with an attachment of two parts, both sealed, and the receiver's last word."""
    content = bytes(range(256)) * (MIN_PART_BYTES // 256) + b"The end."
    parts = [content[:MIN_PART_BYTES], content[MIN_PART_BYTES:]]
    step = CustodyStep(
        at=NOW,
        action="sent",
        by="XA-POLICE",
        source="XA-POLICE",
        target="XB-POLICE",
        purpose="Proof of the payment.",
    )
    attachment = Attachment(
        id=UUID(int=7),
        name="statement.pdf",
        media_type="application/pdf",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        part_size=MIN_PART_BYTES,
        parts=tuple(hashlib.sha256(part).hexdigest() for part in parts),
        key=bytes(range(32)),
        custody=(step,),
    )
    header = a_header(id=UUID(int=3), **header_fields([attachment]))
    ref = AttachmentRef(
        environment=header.environment,
        sender=header.sender,
        receiver=header.receiver,
        message=header.id,
        attachment=attachment.id,
        sha256=attachment.sha256,
    )
    state = AttachmentState.COMPLETE
    status = AttachmentStatus(ref=ref, state=state, arrived=len(content), missing=(), at=NOW)
    stream, gcm = (
        [b"".join(seal_part(attachment, n, [parts[n - 1]], form)) for n in (1, 2)] for form in Form
    )
    return {
        "about": "The content is the bytes 0 to 255, 256 times, and the text The end.",
        **envelope_sample(header, {}),
        "parts_base64": [base64.b64encode(part).decode() for part in stream],
        "parts_of_form_2_base64": [base64.b64encode(part).decode() for part in gcm],
        "status": make_status(XB, status).decode(),
    }


def main() -> None:
    vectors = {
        "about": "Samples of the wire protocol, version 1; see docs/reference/protocol.md.",
        "now": "2026-11-22T09:30:00.000000Z",
        "environment": "demo",
        "keys": [key_sample("XA", XA), key_sample("XB", XB)],
        "messages": [envelope_sample(*sample) for sample in message_samples()],
        "signed_twice": {
            "keys": [key_sample("XA", TWICE_XA), key_sample("XB", TWICE_XB)],
            "message": envelope_sample(*message_samples()[0], TWICE_XA, TWICE_XB),
        },
        "refused": [refusal_sample(name) for name in REFUSED],
        "receipts": receipt_samples(),
        "attachment": attachment_sample(),
        "tree": tree_sample(),
    }
    VECTORS.write_text(json.dumps(vectors, indent=1, ensure_ascii=True) + "\n", encoding="ascii")
    print(f"{VECTORS.name}: {VECTORS.stat().st_size} bytes")


if __name__ == "__main__":
    main()
