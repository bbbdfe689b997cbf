"""Envelopes, receipts, cards and the Merkle log of the exchange between nodes.

A library without Django and without a database. Its cryptography is that of `cryptography` (HPKE,
Ed25519, ML-DSA), `joserfc` and `jwcrypto` (JWS); `docs/reference/protocol.md` is its specification.
"""

from homeward.wire import merkle
from homeward.wire.attachments import Attachment, AttachmentState, AttachmentStatus, CustodyStep
from homeward.wire.cards import PeerCard, fingerprint, sign_card, verify_card
from homeward.wire.countersignature import (
    Countersignature,
    head_digest,
    make_countersignature,
    verify_countersignature,
)
from homeward.wire.encoding import canonical
from homeward.wire.envelope import (
    OpenedMessage,
    SenderKeys,
    message_digest,
    open_envelope,
    seal,
    seal_contents,
    sign_message,
    verify_contents,
)
from homeward.wire.errors import WireError
from homeward.wire.header import Environment, Handling, Header, MessageRef
from homeward.wire.keys import SUITE, NodeKeys, PublicKeys
from homeward.wire.outer import MAX_CONTENTS_BYTES, MAX_ENVELOPE_BYTES, Outer, peek
from homeward.wire.proof_request import (
    ProofRequest,
    make_proof_request,
    verify_proof_request,
)
from homeward.wire.receipts import (
    JournalPromise,
    Receipt,
    ReceiptState,
    make_receipt,
    verify_receipt,
)
from homeward.wire.tree_head import TreeHead, make_tree_head, verify_tree_head

__all__ = [
    "MAX_CONTENTS_BYTES",
    "MAX_ENVELOPE_BYTES",
    "SUITE",
    "Attachment",
    "AttachmentState",
    "AttachmentStatus",
    "Countersignature",
    "CustodyStep",
    "Environment",
    "Handling",
    "Header",
    "JournalPromise",
    "MessageRef",
    "NodeKeys",
    "OpenedMessage",
    "Outer",
    "PeerCard",
    "ProofRequest",
    "PublicKeys",
    "Receipt",
    "ReceiptState",
    "SenderKeys",
    "TreeHead",
    "WireError",
    "canonical",
    "fingerprint",
    "head_digest",
    "make_countersignature",
    "make_proof_request",
    "make_receipt",
    "make_tree_head",
    "merkle",
    "message_digest",
    "open_envelope",
    "peek",
    "seal",
    "seal_contents",
    "sign_card",
    "sign_message",
    "verify_card",
    "verify_contents",
    "verify_countersignature",
    "verify_proof_request",
    "verify_receipt",
    "verify_tree_head",
]
