"""Envelopes, receipts, cards and the Merkle log of the exchange between nodes.

A library without Django and without a database. Its cryptography is that of `cryptography` (HPKE,
Ed25519) and `joserfc` (JWS); `docs/reference/protocol.md` is its specification.
"""

from homeward.wire import merkle
from homeward.wire.attachments import Attachment, AttachmentState, AttachmentStatus, CustodyStep
from homeward.wire.cards import PeerCard, fingerprint, sign_card, verify_card
from homeward.wire.encoding import canonical
from homeward.wire.envelope import (
    OpenedMessage,
    SenderKeys,
    message_digest,
    open_envelope,
    seal,
)
from homeward.wire.errors import WireError
from homeward.wire.header import Environment, Handling, Header, MessageRef
from homeward.wire.keys import SUITE, NodeKeys, PublicKeys
from homeward.wire.outer import MAX_ENVELOPE_BYTES, Outer, peek
from homeward.wire.receipts import (
    JournalPromise,
    Receipt,
    ReceiptState,
    make_receipt,
    verify_receipt,
)
from homeward.wire.tree_head import TreeHead, make_tree_head, verify_tree_head

__all__ = [
    "MAX_ENVELOPE_BYTES",
    "SUITE",
    "Attachment",
    "AttachmentState",
    "AttachmentStatus",
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
    "PublicKeys",
    "Receipt",
    "ReceiptState",
    "SenderKeys",
    "TreeHead",
    "WireError",
    "canonical",
    "fingerprint",
    "make_receipt",
    "make_tree_head",
    "merkle",
    "message_digest",
    "open_envelope",
    "peek",
    "seal",
    "sign_card",
    "verify_card",
    "verify_receipt",
    "verify_tree_head",
]
