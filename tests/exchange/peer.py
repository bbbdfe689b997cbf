"""State XB without processes of its own: its keys, pinned, and envelopes as it would send them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from homeward.foundation.exchange.models import InMessage, OutMessage
from homeward.foundation.exchange.outbox import sealed
from homeward.foundation.exchange.receiving import receive
from homeward.foundation.exchange.sending import EXCHANGE, send
from homeward.foundation.exchange.settling import note_receipt
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from homeward.wire.envelope import OpenedMessage, message_digest, open_envelope, seal
from homeward.wire.header import Environment, Handling, Header, MessageRef
from homeward.wire.keys import NodeKeys
from homeward.wire.receipts import Receipt, ReceiptState, make_receipt, verify_receipt
from tests.node_setup import TEST_KEYS
from tests.people import People
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
    epoch: int = 1

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
            "epoch": self.epoch,
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

    def anew(self) -> None:
        """XB was restored: it counts in a new epoch."""
        self.epoch, self.sequence, self.previous = int(datetime.now(UTC).timestamp()), 0, None

    def sent_here(self, *types: str) -> list[OpenedMessage]:
        """What this node sent to XB, opened by XB in the order of its numbers."""
        with opened(EXCHANGE):
            rows = list(OutMessage.objects.filter(peer="XB").order_by("epoch", "sequence"))
            envelopes = [sealed(row) for row in rows if not types or row.type in types]
        return [
            open_envelope(
                envelope,
                own=self.keys,
                own_state="XB",
                environment=Environment.DEMO,
                sender_keys=lambda state: TEST_KEYS.public,
                now=datetime.now(UTC),
            )
            for envelope in envelopes
        ]

    def receipt(
        self, message_id: UUID, state: ReceiptState, reason: str | None = None
    ) -> tuple[Receipt, bytes]:
        """XB's signed word on a message of this node."""
        with opened(EXCHANGE):
            sent = OutMessage.objects.get(pk=message_id)
        ref = Header.from_json(sent.header).ref(sent.digest)
        now = datetime.now(UTC)
        raw = make_receipt(self.keys, ref, state=state, at=now, reason=reason)
        return verify_receipt(raw, keys=self.keys.public, message=ref, now=now), raw

    def accept(self, message_id: UUID, state: ReceiptState = ReceiptState.ACCEPTED) -> None:
        """XB's receipt reaches this node."""
        receipt, raw = self.receipt(message_id, state)
        with opened(EXCHANGE):
            note_receipt(message_id, receipt, raw, EXCHANGE)


def send_note(people: People, thread: UUID | None = None, **options: Any) -> UUID:
    """A note of Alice's desk to XB."""
    actor = people.alice.actor
    with opened(actor):
        return send(
            "tests.note",
            options.pop("payload", {"words": "A note."}),
            to="XB",
            thread=thread or uuid4(),
            actor=actor,
            team_id=people.police.pk,
            **options,
        )


def sent(message_id: UUID) -> OutMessage:
    """A message of this node as its outbox keeps it."""
    with opened(EXCHANGE):
        return OutMessage.objects.get(pk=message_id)


def journalled(*verbs: str) -> list[Entry]:
    """Every entry of the verbs, as the verifier sees it."""
    with opened(service("verifier")):
        return list(Entry.objects.filter(verb__in=verbs).order_by("number"))


def stored(message: Sent | UUID) -> InMessage:
    """The message as the inbox keeps it."""
    message_id = message.header.id if isinstance(message, Sent) else message
    with opened(EXCHANGE):
        return InMessage.objects.get(message_id=message_id)
