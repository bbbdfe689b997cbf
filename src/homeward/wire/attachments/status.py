"""The receiver's signed word on how far an attachment has come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Self
from uuid import UUID

from homeward.wire.attachments.description import MAX_ATTACHMENT_BYTES, MAX_PARTS
from homeward.wire.encoding import check_digest, check_fields, check_not_ahead, from_time, to_time
from homeward.wire.errors import HeaderMismatch, Malformed, WrongEnvironment
from homeward.wire.header import (
    VERSION,
    Environment,
    check_state,
    check_version,
    read_choice,
    read_uuid,
)
from homeward.wire.keys import NodeKeys, PublicKeys
from homeward.wire.signatures import Typ, sign_statement, verify_statement

#: A status names at most so many stretches of missing parts, the first ones.
MAX_STRETCHES: Final = 200

_WHAT: Final = "attachment status"
_REQUIRED: Final = frozenset(
    {
        "v",
        "kind",
        "state",
        "environment",
        "sender",
        "receiver",
        "message",
        "attachment",
        "sha256",
        "arrived",
        "missing",
        "at",
    }
)


class AttachmentState(StrEnum):
    """Where an attachment stands with its receiver; after the first two nothing changes any more.

    `checking`: every part is there, the whole is being read once more. `refused`, `closed` and
    `expired` carry a reason.
    """

    ARRIVING = "arriving"
    CHECKING = "checking"
    COMPLETE = "complete"
    REFUSED = "refused"
    CLOSED = "closed"
    EXPIRED = "expired"


_WITH_REASON: Final = (AttachmentState.REFUSED, AttachmentState.CLOSED, AttachmentState.EXPIRED)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentRef:
    """One attachment of one message, named so that nobody can mean another. Raises Malformed.

    `sha256` is the digest of the whole, as the message's description gives it.
    """

    environment: Environment
    sender: str
    receiver: str
    message: UUID
    attachment: UUID
    sha256: str

    def __post_init__(self) -> None:
        check_state(self.sender, _WHAT, "sender")
        check_state(self.receiver, _WHAT, "receiver")
        check_digest(self.sha256, _WHAT, "sha256")


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentStatus:
    """How far an attachment has come; to be signed by its receiver.

    `arrived` counts plain bytes; `missing` are stretches (first, last) of part numbers in rising
    order, at most MAX_STRETCHES. Raises Malformed.
    """

    ref: AttachmentRef
    state: AttachmentState
    arrived: int
    missing: tuple[tuple[int, int], ...]
    at: datetime
    reason: str = ""

    def __post_init__(self) -> None:
        to_time(self.at, _WHAT, "at")
        if type(self.arrived) is not int or not 0 <= self.arrived <= MAX_ATTACHMENT_BYTES:
            raise _malformed("arrived is not a number of bytes")
        self._check_missing()
        if not isinstance(self.reason, str) or len(self.reason) > 200:
            raise _malformed("reason is not text of at most 200 characters")
        if self.reason and not self.reason.isprintable():
            raise _malformed("reason holds control characters")
        if (self.state in _WITH_REASON) != bool(self.reason):
            raise _malformed("a reason belongs to what ended without being complete")

    def _check_missing(self) -> None:
        if len(self.missing) > MAX_STRETCHES:
            raise _malformed(f"missing has more than {MAX_STRETCHES} stretches")
        if (self.state is AttachmentState.ARRIVING) != bool(self.missing):
            raise _malformed("missing and state do not agree")
        before = 0
        for first, last in self.missing:
            if not before < first <= last <= MAX_PARTS:
                raise _malformed("missing is not in rising order")
            before = last

    def to_json(self) -> dict[str, Any]:
        """The statement that is signed; `reason` is left out when there is none."""
        statement: dict[str, Any] = {
            "v": VERSION,
            "kind": "attachment",
            "state": self.state.value,
            "environment": self.ref.environment.value,
            "sender": self.ref.sender,
            "receiver": self.ref.receiver,
            "message": str(self.ref.message),
            "attachment": str(self.ref.attachment),
            "sha256": self.ref.sha256,
            "arrived": self.arrived,
            "missing": [list(stretch) for stretch in self.missing],
            "at": to_time(self.at, _WHAT, "at"),
        }
        return {**statement, "reason": self.reason} if self.reason else statement

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        """The inverse of `to_json`. Raises Malformed, UnknownVersion."""
        check_version(value, _WHAT)
        fields = check_fields(value, _REQUIRED, _WHAT, frozenset({"reason"}))
        if fields["kind"] != "attachment":
            raise _malformed("its kind is not attachment")
        return cls(
            ref=AttachmentRef(
                environment=read_choice(Environment, fields["environment"], _WHAT, "environment"),
                sender=fields["sender"],
                receiver=fields["receiver"],
                message=read_uuid(fields["message"], _WHAT, "message"),
                attachment=read_uuid(fields["attachment"], _WHAT, "attachment"),
                sha256=fields["sha256"],
            ),
            state=read_choice(AttachmentState, fields["state"], _WHAT, "state"),
            arrived=fields["arrived"],
            missing=_read_missing(fields["missing"]),
            at=from_time(fields["at"], _WHAT, "at"),
            reason=fields.get("reason", ""),
        )


def make_status(keys: NodeKeys, status: AttachmentStatus) -> bytes:
    """The status as a compact JWS; `keys` are the receiver's."""
    return sign_statement(status.to_json(), Typ.ATTACHMENT, keys)


def verify_status(
    raw: bytes, *, keys: PublicKeys | Iterable[PublicKeys], ref: AttachmentRef, now: datetime
) -> AttachmentStatus:
    """The status, once the attachment's receiver signed it about exactly this attachment.

    Raises TooLarge, Compressed, Malformed, UnknownVersion, NotCanonical, AlgorithmNotTheKeys,
    UnknownKey, BadSignature, WrongEnvironment, HeaderMismatch, ClockOutOfBounds.
    """
    known = (keys,) if isinstance(keys, PublicKeys) else tuple(keys)
    status = AttachmentStatus.from_json(verify_statement(raw, Typ.ATTACHMENT, known, _WHAT))
    claimed, own = status.ref.environment, ref.environment
    if claimed != own:
        raise WrongEnvironment(what=_WHAT, environment=claimed, own=own)
    for name in ("sender", "receiver", "message", "attachment", "sha256"):
        found, expected = str(getattr(status.ref, name)), str(getattr(ref, name))
        if found != expected:
            raise HeaderMismatch(what=_WHAT, field=name, found=found, expected=expected)
    check_not_ahead(status.at, now, _WHAT, "at")
    return status


def stretches(numbers: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Rising numbers as stretches (first, last), as many as a status may name."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        elif len(found) == MAX_STRETCHES:
            break
        else:
            found.append((number, number))
    return tuple(found)


def _read_missing(value: object) -> tuple[tuple[int, int], ...]:
    if not isinstance(value, list):
        raise _malformed("missing is not a list")
    for stretch in value:
        if not isinstance(stretch, list) or [type(number) for number in stretch] != [int, int]:
            raise _malformed("missing is not a list of stretches")
    return tuple((first, last) for first, last in value)


def _malformed(problem: str) -> Malformed:
    return Malformed(what=_WHAT, problem=problem)
