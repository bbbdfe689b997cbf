"""Another State's node as this process plays it: it seals real messages, and may say anything."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from homeward.foundation.exchange.models import InMessage, OutMessage
from homeward.foundation.exchange.receiving import receive
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from homeward.foundation.vault.node_keys import own_keys
from homeward.wire.envelope import message_digest, seal
from homeward.wire.header import Environment, Handling, Header
from tests.pinning import pin

Payload = dict[str, Any]


class Peer:
    """A pinned node of another State with its count of messages."""

    def __init__(self, state: str) -> None:
        self.state, self.keys = state, pin(state)
        self.sequence, self.digest = 0, ""

    def says(self, type_: str, thread: UUID, payload: Payload) -> str:
        """Send a message; empty where it took effect, else the reason on the signed receipt."""
        now = datetime.now(UTC)
        self.sequence += 1
        header = Header(
            environment=Environment.DEMO,
            id=uuid4(),
            sender=self.state,
            receiver="XA",
            type=type_,
            type_version=1,
            handling=Handling.H2,
            thread=str(thread),
            sequence=self.sequence,
            previous=self.digest or None,
            time=now,
            expires=now + timedelta(days=1),
        )
        self.digest = message_digest(header, payload)
        with opened(EXCHANGE):
            keys = own_keys().public
        receive(seal(header, payload, self.keys, keys))
        with opened(EXCHANGE):
            return InMessage.objects.get(message_id=header.id).refused

    def in_run(self, type_: str, run: UUID, payload: Payload) -> str:
        """A message of a run, in the run's thread."""
        return self.says(f"proceeds.{type_}", run, {"run": str(run), **payload})


def sent_to(state: str, type_: str) -> int:
    """How many messages of a type wait for a State."""
    with opened(EXCHANGE):
        return OutMessage.objects.filter(peer=state, type=type_).count()
