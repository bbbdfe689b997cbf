"""State XB without processes of its own: its keys, pinned, and envelopes as it would send them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from homeward.foundation.exchange.models import InMessage
from homeward.foundation.exchange.receiving import receive
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from homeward.wire.envelope import message_digest, seal
from homeward.wire.header import Environment, Handling, Header, MessageRef
from homeward.wire.keys import NodeKeys
from homeward.wire.receipts import Receipt, verify_receipt
from tests.node_setup import TEST_KEYS
from tests.pinning import pin


@dataclass(frozen=True, slots=True)
class Sent:
    """One envelope, and what a receipt for it must be about."""

    header: Header
    envelope: bytes
    ref: MessageRef

    def deliver(self) -> tuple[int, Receipt]:
        """Hand it to this node; the status and the receipt, checked as the sender checks it."""
        status, raw = receive(self.envelope)
        own = TEST_KEYS.public
        return status, verify_receipt(raw, keys=own, message=self.ref, now=datetime.now(UTC))


@dataclass(slots=True)
class Peer:
    """XB, which counts what it sends to XA."""

    keys: NodeKeys = field(default_factory=lambda: pin("XB"))
    sequence: int = 0
    previous: str | None = None

    def message(self, payload: dict[str, Any], type: str = "tests.note", **changes: Any) -> Sent:
        """The next message; `changes` are header fields that differ."""
        self.sequence += 1
        now = datetime.now(UTC)
        fields: dict[str, Any] = {
            "environment": Environment.DEMO,
            "id": uuid4(),
            "sender": "XB",
            "receiver": "XA",
            "type": type,
            "type_version": 1,
            "handling": Handling("H1"),
            "thread": str(uuid4()),
            "sequence": self.sequence,
            "previous": self.previous,
            "time": now,
            "expires": now + timedelta(days=14),
        }
        header = Header(**{**fields, **changes})
        digest = message_digest(header, payload)
        self.previous = digest
        envelope = seal(header, payload, self.keys, TEST_KEYS.public)
        return Sent(header, envelope, header.ref(digest))


def journalled(*verbs: str) -> list[Entry]:
    """Every entry of the verbs, as the verifier sees it."""
    with opened(service("verifier")):
        return list(Entry.objects.filter(verb__in=verbs).order_by("number"))


def stored(message: Sent | UUID) -> InMessage:
    """The message as the inbox keeps it."""
    message_id = message.header.id if isinstance(message, Sent) else message
    with opened(EXCHANGE):
        return InMessage.objects.get(message_id=message_id)
