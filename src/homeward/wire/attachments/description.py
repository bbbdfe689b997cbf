"""What a message says of its attachments, under its signature and inside its seal."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Self
from uuid import UUID

from homeward.wire.encoding import (
    check_digest,
    check_fields,
    from_base64url,
    from_time,
    to_base64url,
    to_time,
)
from homeward.wire.errors import Malformed
from homeward.wire.header import ATTACHMENTS, Header, read_uuid

#: The header's field; a header that has it names it in `critical`.
FIELD: Final = ATTACHMENTS
MAX_ATTACHMENTS: Final = 32
MAX_ATTACHMENT_BYTES: Final = 10 * 1024**3
#: All parts of all attachments of one message, so that their digests fit into an envelope.
MAX_PARTS: Final = 10_240
PART_BYTES: Final = 64 * 1024**2
MIN_PART_BYTES: Final = 64 * 1024
KEY_BYTES: Final = 32
MAX_CUSTODY: Final = 100

_WHAT: Final = "attachment"
_FIELDS: Final = frozenset(
    {"id", "name", "media_type", "size", "sha256", "part_size", "parts", "key", "custody"}
)
_STEP_FIELDS: Final = frozenset({"at", "action", "by", "from", "to", "purpose"})
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,60}")
_ACTION = re.compile(r"[a-z][a-z0-9_]{0,31}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyStep:
    """One step of custody: when, what was done, by which authority, from whom, to whom, what for.

    `by` and the two sides name authorities, never an officer. `action` is a lower-case word. The
    texts have at most 200 characters, the purpose 1,000; the two sides may be empty. Raises
    Malformed.
    """

    at: datetime
    action: str
    by: str
    source: str
    target: str
    purpose: str

    def __post_init__(self) -> None:
        to_time(self.at, _WHAT, "custody.at")
        if not isinstance(self.action, str) or not _ACTION.fullmatch(self.action):
            raise _malformed("custody.action is not a short lower-case word")
        check_text(self.by, "custody.by", 200, least=1)
        check_text(self.source, "custody.from", 200)
        check_text(self.target, "custody.to", 200)
        check_text(self.purpose, "custody.purpose", 1000)

    def to_json(self) -> dict[str, Any]:
        """The step as the description holds it."""
        return {
            "at": to_time(self.at, _WHAT, "custody.at"),
            "action": self.action,
            "by": self.by,
            "from": self.source,
            "to": self.target,
            "purpose": self.purpose,
        }

    @classmethod
    def from_json(cls, value: object) -> Self:
        """The inverse of `to_json`. Raises Malformed."""
        fields = check_fields(value, _STEP_FIELDS, _WHAT)
        return cls(
            at=from_time(fields["at"], _WHAT, "custody.at"),
            action=fields["action"],
            by=fields["by"],
            source=fields["from"],
            target=fields["to"],
            purpose=fields["purpose"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One attachment as the message describes it.

    `size` bytes from 1 to MAX_ATTACHMENT_BYTES; every part but the last has `part_size` bytes;
    `parts` are the SHA-256 of the parts' plain bytes in their order, `sha256` that of the whole.
    `key` (32 bytes) was drawn for this attachment and this message alone. Raises Malformed.
    """

    id: UUID
    name: str
    media_type: str
    size: int
    sha256: str
    part_size: int
    parts: tuple[str, ...]
    key: bytes = field(repr=False)
    custody: tuple[CustodyStep, ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.id, UUID):
            raise _malformed("id is not a UUID")
        check_text(self.name, "name", 200, least=1)
        if "/" in self.name or "\\" in self.name:
            raise _malformed("name holds a slash")
        if not isinstance(self.media_type, str) or not _MEDIA_TYPE.fullmatch(self.media_type):
            raise _malformed("media_type is not type/subtype in small letters")
        _check_whole(self.size, "size", 1, MAX_ATTACHMENT_BYTES)
        _check_whole(self.part_size, "part_size", MIN_PART_BYTES, PART_BYTES)
        check_digest(self.sha256, _WHAT, "sha256")
        self._check_parts()
        if not isinstance(self.key, bytes) or len(self.key) != KEY_BYTES:
            raise _malformed(f"key is not {KEY_BYTES} bytes long")
        if len(self.custody) > MAX_CUSTODY:
            raise _malformed(f"custody has more than {MAX_CUSTODY} steps")

    def _check_parts(self) -> None:
        for digest in self.parts:
            check_digest(digest, _WHAT, "parts")
        if len(self.parts) != parts_in(self.size, self.part_size):
            raise _malformed("parts does not name every part once")
        if len(self.parts) == 1 and self.parts[0] != self.sha256:
            raise _malformed("the only part has another digest than the whole")

    @property
    def count(self) -> int:
        """How many parts it has."""
        return len(self.parts)

    def length_of(self, number: int) -> int:
        """The plain bytes of part `number`, counted from 1. Raises Malformed."""
        if type(number) is not int or not 1 <= number <= self.count:
            raise _malformed(f"it has no part {number}")
        return min(self.part_size, self.size - (number - 1) * self.part_size)

    def to_json(self) -> dict[str, Any]:
        """The description as the header holds it; it holds the key."""
        return {
            "id": str(self.id),
            "name": self.name,
            "media_type": self.media_type,
            "size": self.size,
            "sha256": self.sha256,
            "part_size": self.part_size,
            "parts": list(self.parts),
            "key": to_base64url(self.key),
            "custody": [step.to_json() for step in self.custody],
        }

    @classmethod
    def from_json(cls, value: object) -> Self:
        """The inverse of `to_json`. Raises Malformed."""
        fields = check_fields(value, _FIELDS, _WHAT)
        parts = _read_list(fields["parts"], "parts", MAX_PARTS)
        custody = _read_list(fields["custody"], "custody", MAX_CUSTODY)
        return cls(
            id=read_uuid(fields["id"], _WHAT, "id"),
            name=fields["name"],
            media_type=fields["media_type"],
            size=fields["size"],
            sha256=fields["sha256"],
            part_size=fields["part_size"],
            parts=tuple(parts),
            key=from_base64url(fields["key"], _WHAT, "key"),
            custody=tuple(CustodyStep.from_json(step) for step in custody),
        )


def parts_in(size: int, part_size: int) -> int:
    """How many parts `size` bytes make."""
    return -(-size // part_size)


def header_fields(attachments: Sequence[Attachment]) -> dict[str, Any]:
    """`critical` and `extensions` of the Header of a message with these attachments.

    Raises Malformed where they are too many or share an id.
    """
    if not attachments:
        return {}
    _check_together(attachments)
    described = [attachment.to_json() for attachment in attachments]
    return {"critical": (FIELD,), "extensions": {FIELD: described}}


def attachments_of(header: Header) -> tuple[Attachment, ...]:
    """The attachments that a message's header describes, none where it has no such field.

    Raises Malformed.
    """
    if FIELD not in header.extensions:
        return ()
    if FIELD not in header.critical:
        raise _malformed("the field attachments is not named in critical")
    described = _read_list(header.extensions[FIELD], "the field attachments", MAX_ATTACHMENTS)
    found = tuple(Attachment.from_json(one) for one in described)
    if not found:
        raise _malformed("the field attachments is empty")
    _check_together(found)
    return found


def _check_together(attachments: Sequence[Attachment]) -> None:
    if len(attachments) > MAX_ATTACHMENTS:
        raise _malformed(f"a message carries more than {MAX_ATTACHMENTS}")
    if len({attachment.id for attachment in attachments}) < len(attachments):
        raise _malformed("two of one message have the same id")
    if sum(attachment.count for attachment in attachments) > MAX_PARTS:
        raise _malformed(f"those of one message have more than {MAX_PARTS} parts")


def check_text(value: object, name: str, most: int, least: int = 0) -> None:
    """Text of `least` to `most` printable characters. Raises Malformed."""
    if not isinstance(value, str) or not least <= len(value) <= most or not value.isprintable():
        raise _malformed(f"{name} is not text of {least} to {most} printable characters")


def _read_list(value: object, name: str, most: int) -> list[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise _malformed(f"{name} is not a list of at most {most}")
    return value


def _check_whole(value: object, name: str, least: int, most: int) -> None:
    if type(value) is not int or not least <= value <= most:
        raise _malformed(f"{name} is not a whole number from {least} to {most}")


def _malformed(problem: str) -> Malformed:
    return Malformed(what=_WHAT, problem=problem)
