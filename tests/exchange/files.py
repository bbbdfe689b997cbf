"""Attachments as State XB would send them: described in a real message, sealed part by part."""

import hashlib
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from homeward.foundation.exchange.attachments.arriving import status_of, take_part
from homeward.foundation.exchange.models import InAttachment
from homeward.foundation.exchange.principal import EXCHANGE
from homeward.foundation.guard.context import opened
from homeward.wire.attachments import (
    MIN_PART_BYTES,
    Attachment,
    AttachmentRef,
    AttachmentStatus,
    CustodyStep,
    Form,
    header_fields,
    new_key,
    seal_part,
    verify_status,
)
from homeward.wire.header import Environment
from tests.exchange.peer import Peer, Sent
from tests.node_setup import TEST_KEYS

CONTENT = os.urandom(2 * MIN_PART_BYTES + 1000)
#: What a room was told of its files: id and state.
ENDED = list[tuple[UUID, str]]


@dataclass(slots=True)
class Outgoing:
    """One file of XB's, its message, and what this node says of it."""

    content: bytes
    attachment: Attachment
    sent: Sent
    peer: Peer

    def part(self, number: int, form: Form = Form.SECRETSTREAM) -> bytes:
        size = self.attachment.part_size
        plain = self.content[(number - 1) * size : number * size]
        return b"".join(seal_part(self.attachment, number, [plain], form))

    def push(self, number: int, raw: bytes | None = None) -> AttachmentStatus:
        """Hand a part over as the web process does."""
        raw = self.part(number) if raw is None else raw
        read = BytesIO(raw).read
        return self.checked(take_part("XB", self.attachment.id, number, len(raw), read))

    def status(self) -> AttachmentStatus:
        return self.checked(status_of("XB", self.attachment.id))

    def recall(self) -> int:
        """XB withdraws the message; the status of the answer."""
        payload = {
            "message": str(self.sent.header.id),
            "digest": self.sent.ref.digest,
            "reason": "Sent to the wrong State.",
        }
        thread = self.sent.header.thread
        return self.peer.message(payload, "exchange.recall", thread=thread).deliver()[0]

    def recall_alone(self, **changes: str) -> tuple[int, str]:
        """XB withdraws this file of the message; status and reason of the receipt."""
        payload = {
            "message": str(self.sent.header.id),
            "attachment": str(self.attachment.id),
            "digest": self.sent.ref.digest,
            "reason": "The wrong recording.",
            **changes,
        }
        word = self.peer.message(payload, "exchange.recall_file", thread=self.sent.header.thread)
        status, receipt = word.deliver()
        return status, receipt.reason or ""

    def checked(self, raw: bytes) -> AttachmentStatus:
        ref = AttachmentRef(
            environment=Environment.DEMO,
            sender="XB",
            receiver="XA",
            message=self.sent.header.id,
            attachment=self.attachment.id,
            sha256=self.attachment.sha256,
        )
        return verify_status(raw, keys=TEST_KEYS.public, ref=ref, now=datetime.now(UTC))

    def row(self) -> InAttachment:
        with opened(EXCHANGE):
            return InAttachment.objects.get(attachment_id=self.attachment.id)


def outgoing(
    peer: Peer, content: bytes, payload: dict[str, Any] | None = None, **changes: Any
) -> Outgoing:
    """A message with one file, not delivered yet; `changes` are fields of the description.

    With a payload it is a request.
    """
    pieces = [
        content[start : start + MIN_PART_BYTES] for start in range(0, len(content), MIN_PART_BYTES)
    ]
    now = datetime.now(UTC)
    step = CustodyStep(
        at=now, action="sent", by="XB-POLICE", source="XB-POLICE", target="XA-POLICE", purpose="p"
    )
    fields: dict[str, Any] = {
        "id": uuid4(),
        "name": "recording.wav",
        "media_type": "audio/wav",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "part_size": MIN_PART_BYTES,
        "parts": tuple(hashlib.sha256(piece).hexdigest() for piece in pieces),
        "key": new_key(),
        "custody": (step,),
    }
    attachment = Attachment(**{**fields, **changes})
    type_ = "tests.note" if payload is None else "cooperation.request"
    sent = peer.message(payload or {}, type_, **header_fields([attachment]))
    return Outgoing(content, attachment, sent, peer)


def files_in(folder: Path) -> list[Path]:
    """Every file below a folder."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def out_of_order(file: Outgoing) -> None:
    """All parts, so that the whole is checked by a job."""
    for number in (3, 1, 2):
        file.push(number)
