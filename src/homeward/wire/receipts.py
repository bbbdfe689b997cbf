"""Receipts: the receiver's signed word on what became of a message.

The states are those of registered electronic mail. A receipt names the message by id and digest,
so it proves what was received without showing it, and by its signature who received it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Self

from homeward.wire.encoding import (
    canonical,
    check_digest,
    check_fields,
    check_not_ahead,
    from_time,
    to_time,
)
from homeward.wire.errors import HeaderMismatch, Malformed, WrongEnvironment
from homeward.wire.header import (
    VERSION,
    Environment,
    MessageRef,
    check_version,
    read_choice,
    read_uuid,
)
from homeward.wire.keys import NodeKeys, PublicKeys
from homeward.wire.signatures import Typ, sign_statement, verify_statement

MAX_REASON: Final = 1000

_WHAT: Final = "receipt"
_REASON_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_REQUIRED: Final = frozenset(
    {"v", "kind", "state", "environment", "sender", "receiver", "message", "digest", "at"}
)
_OPTIONAL: Final = frozenset({"reason", "journal"})


class ReceiptState(StrEnum):
    """What became of the message; `refused` always carries a reason."""

    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    READ = "read"
    ANSWERED = "answered"
    REFUSED = "refused"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class JournalPromise:
    """The receiver's promise that its journal will hold the entry with this leaf hash.

    `entry` is an RFC 9162 leaf hash in hexadecimal; `within_seconds`, counted from the receipt's
    time, is the latest moment at which a tree head covers it (1 to 86,400).
    """

    entry: str
    within_seconds: int

    def __post_init__(self) -> None:
        check_digest(self.entry, _WHAT, "journal.entry")
        if type(self.within_seconds) is not int or not 1 <= self.within_seconds <= 86_400:
            raise _malformed("journal.within_seconds is not a whole number from 1 to 86400")


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One receipt for one message, to be signed by the message's receiver; `at` is aware.

    `reason` is at most 1,000 characters, in the receiver's words or as an error code. Raises
    Malformed.
    """

    state: ReceiptState
    message: MessageRef
    at: datetime
    reason: str | None = None
    journal: JournalPromise | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.state, ReceiptState):
            raise _malformed("state is not one of the defined values")
        to_time(self.at, _WHAT, "at")
        self._check_reason()

    def to_json(self) -> dict[str, Any]:
        """The statement that is signed; `reason` and `journal` are left out when absent."""
        statement: dict[str, Any] = {
            "v": VERSION,
            "kind": "receipt",
            "state": self.state.value,
            "environment": self.message.environment.value,
            "sender": self.message.sender,
            "receiver": self.message.receiver,
            "message": str(self.message.id),
            "digest": self.message.digest,
            "at": to_time(self.at, _WHAT, "at"),
        }
        if self.reason is not None:
            statement["reason"] = self.reason
        if self.journal is not None:
            entry, seconds = self.journal.entry, self.journal.within_seconds
            statement["journal"] = {"entry": entry, "within_seconds": seconds}
        return statement

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        """The inverse of `to_json`. Raises Malformed, UnknownVersion."""
        check_version(value, _WHAT)
        fields = check_fields(value, _REQUIRED, _WHAT, _OPTIONAL)
        if fields["kind"] != "receipt":
            raise _malformed("its kind is not receipt")
        return cls(
            state=read_choice(ReceiptState, fields["state"], _WHAT, "state"),
            message=_read_message(fields),
            at=from_time(fields["at"], _WHAT, "at"),
            reason=_read_reason(fields),
            journal=_read_journal(fields),
        )

    def _check_reason(self) -> None:
        if self.reason is None:
            if self.state is ReceiptState.REFUSED:
                raise _malformed("a refusal gives no reason")
            return
        if not isinstance(self.reason, str) or not 1 <= len(self.reason) <= MAX_REASON:
            raise _malformed(f"reason is not text of 1 to {MAX_REASON} characters")
        if _REASON_CONTROL.search(self.reason):
            raise _malformed("reason holds control characters")
        canonical({"reason": self.reason})


def make_receipt(
    keys: NodeKeys,
    message: MessageRef,
    *,
    state: ReceiptState,
    at: datetime,
    reason: str | None = None,
    journal: JournalPromise | None = None,
) -> bytes:
    """The receiver's receipt for a message, as a compact JWS; `keys` are the receiver's.

    Equal arguments give equal bytes; even so, keep the bytes and answer a repeated message with
    them. Raises Malformed.
    """
    receipt = Receipt(state=state, message=message, at=at, reason=reason, journal=journal)
    return sign_statement(receipt.to_json(), Typ.RECEIPT, keys)


def verify_receipt(
    raw: bytes,
    *,
    keys: PublicKeys | Iterable[PublicKeys],
    message: MessageRef,
    now: datetime,
) -> Receipt:
    """The receipt, once the message's receiver signed it over exactly this message.

    `keys` are the public keys of the message's receiver, `message` what was sent. Raises TooLarge,
    Compressed, Malformed, UnknownVersion, NotCanonical, AlgorithmNotTheKeys, UnknownKey,
    BadSignature, WrongEnvironment, HeaderMismatch, ClockOutOfBounds.
    """
    known = (keys,) if isinstance(keys, PublicKeys) else tuple(keys)
    receipt = Receipt.from_json(verify_statement(raw, Typ.RECEIPT, known, _WHAT))
    found, own = receipt.message, message.environment
    if found.environment != own:
        raise WrongEnvironment(what=_WHAT, environment=found.environment, own=own)
    for name in ("sender", "receiver", "id", "digest"):
        _check_same(name, str(getattr(found, name)), str(getattr(message, name)))
    check_not_ahead(receipt.at, now, _WHAT, "at")
    return receipt


def _check_same(name: str, found: str, expected: str) -> None:
    if found != expected:
        raise HeaderMismatch(what=_WHAT, field=name, found=found, expected=expected)


def _read_message(fields: dict[str, Any]) -> MessageRef:
    return MessageRef(
        environment=read_choice(Environment, fields["environment"], _WHAT, "environment"),
        sender=fields["sender"],
        receiver=fields["receiver"],
        id=read_uuid(fields["message"], _WHAT, "message"),
        digest=fields["digest"],
    )


def _read_reason(fields: dict[str, Any]) -> str | None:
    reason = fields.get("reason")
    if reason is None and "reason" in fields:
        raise _malformed("reason is null; it is left out when there is none")
    return reason


def _read_journal(fields: dict[str, Any]) -> JournalPromise | None:
    if "journal" not in fields:
        return None
    promise = check_fields(fields["journal"], frozenset({"entry", "within_seconds"}), _WHAT)
    return JournalPromise(promise["entry"], promise["within_seconds"])


def _malformed(problem: str) -> Malformed:
    return Malformed(what=_WHAT, problem=problem)
