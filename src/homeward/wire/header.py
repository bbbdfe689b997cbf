"""The header of a message: who says what to whom, in which order, until when."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, Self, TypeVar
from uuid import UUID

from homeward.wire.encoding import (
    MAX_INTEGER,
    check_digest,
    check_fields,
    from_time,
    to_time,
)
from homeward.wire.errors import ClockOutOfBounds, Malformed, UnknownCritical, UnknownVersion

VERSION: Final = 1
MAX_LIFETIME: Final = timedelta(days=366)
#: The one critical field that version 1 defines; `attachments.description` reads it.
ATTACHMENTS: Final = "attachments"

_WHAT: Final = "header"
_STATE = re.compile(r"[A-Z]{2}")
_TYPE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
_THREAD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
_REQUIRED: Final = frozenset(
    {
        "v",
        "environment",
        "id",
        "sender",
        "receiver",
        "type",
        "type_version",
        "handling",
        "thread",
        "epoch",
        "sequence",
        "previous",
        "time",
        "expires",
    }
)


class Environment(StrEnum):
    """What a node is for. Fixed when it is set up; the three never mix."""

    REAL = "real"
    EXERCISE = "exercise"
    DEMO = "demo"


class Handling(StrEnum):
    """Handling code: what the receiver may do with the contents (Europol H0 to H3)."""

    H0 = "H0"
    H1 = "H1"
    H2 = "H2"
    H3 = "H3"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRef:
    """One message, named so that nobody can mean another: what a receipt is about.

    `digest` is the message's digest, 64 hexadecimal digits. Raises Malformed.
    """

    environment: Environment
    sender: str
    receiver: str
    id: UUID
    digest: str

    def __post_init__(self) -> None:
        if not isinstance(self.environment, Environment) or not isinstance(self.id, UUID):
            raise Malformed(what="message reference", problem="environment or id has a wrong type")
        check_state(self.sender, "message reference", "sender")
        check_state(self.receiver, "message reference", "receiver")
        check_digest(self.digest, "message reference", "digest")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The signed header of version 1. Raises Malformed where a field has not its form.

    `epoch` is 1 and grows each time the sender was restored from an older copy of itself.
    `sequence` counts messages from this sender to this receiver from 1 in each epoch; `previous` is
    the digest of the message before it, None for the first. `thread` is the sender's choice, at
    most 64 letters, digits and `._:-`. `time` and `expires` are aware, at most 366 days apart.
    `extensions` are fields that version 1 does not define: kept, signed and digested, otherwise
    ignored, unless `critical` names them.
    """

    environment: Environment
    id: UUID
    sender: str
    receiver: str
    type: str
    type_version: int
    handling: Handling
    thread: str
    sequence: int
    previous: str | None
    time: datetime
    expires: datetime
    critical: tuple[str, ...] = ()
    epoch: int = 1
    extensions: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    def __post_init__(self) -> None:
        if not isinstance(self.id, UUID):
            raise _malformed("id is not a UUID")
        if not isinstance(self.environment, Environment) or not isinstance(self.handling, Handling):
            raise _malformed("environment or handling is not one of the defined values")
        for name in ("sender", "receiver"):
            check_state(getattr(self, name), _WHAT, name)
        check_type(self.type, _WHAT)
        _check_count(self.type_version, "type_version")
        _check_count(self.epoch, "epoch")
        _check_count(self.sequence, "sequence")
        _check_form(self.thread, _THREAD, "thread")
        if self.previous is not None:
            check_digest(self.previous, _WHAT, "previous")
        self._check_times()
        self._check_extensions()

    def to_json(self) -> dict[str, Any]:
        """The header as it is signed. `critical` is left out when empty."""
        fields: dict[str, Any] = {
            **self.extensions,
            "v": VERSION,
            "environment": self.environment.value,
            "id": str(self.id),
            "sender": self.sender,
            "receiver": self.receiver,
            "type": self.type,
            "type_version": self.type_version,
            "handling": self.handling.value,
            "thread": self.thread,
            "epoch": self.epoch,
            "sequence": self.sequence,
            "previous": self.previous,
            "time": to_time(self.time, _WHAT, "time"),
            "expires": to_time(self.expires, _WHAT, "expires"),
        }
        if self.critical:
            fields["critical"] = list(self.critical)
        return fields

    @classmethod
    def from_json(cls, value: object) -> Self:
        """The inverse of `to_json`. Raises Malformed, UnknownVersion, UnknownCritical."""
        if not isinstance(value, dict):
            raise _malformed("it is not a JSON object")
        check_version(value, _WHAT)
        extensions = {name: value[name] for name in value.keys() - _REQUIRED - {"critical"}}
        fields = check_fields(value, _REQUIRED, _WHAT, frozenset(extensions) | {"critical"})
        return cls(
            environment=read_choice(Environment, fields["environment"], _WHAT, "environment"),
            id=read_uuid(fields["id"], _WHAT, "id"),
            sender=fields["sender"],
            receiver=fields["receiver"],
            type=fields["type"],
            type_version=fields["type_version"],
            handling=read_choice(Handling, fields["handling"], _WHAT, "handling"),
            thread=fields["thread"],
            epoch=fields["epoch"],
            sequence=fields["sequence"],
            previous=fields["previous"],
            time=from_time(fields["time"], _WHAT, "time"),
            expires=from_time(fields["expires"], _WHAT, "expires"),
            critical=_read_critical(fields),
            extensions=MappingProxyType(extensions),
        )

    def ref(self, digest: str) -> MessageRef:
        """The reference to the message with this header and digest."""
        return MessageRef(
            environment=self.environment,
            sender=self.sender,
            receiver=self.receiver,
            id=self.id,
            digest=digest,
        )

    def check_understood(self) -> None:
        """Raises UnknownCritical where a field must be understood that version 1 does not define.

        Version 1 defines one critical field, `attachments`.
        """
        if unknown := [name for name in self.critical if name != ATTACHMENTS]:
            raise UnknownCritical(fields=", ".join(unknown))

    def _check_times(self) -> None:
        time = to_time(self.time, _WHAT, "time")
        to_time(self.expires, _WHAT, "expires")
        self._to_utc()
        if self.expires <= self.time:
            raise _malformed("expires is not after time")
        if self.expires - self.time > MAX_LIFETIME:
            problem = f"the message would live for more than {MAX_LIFETIME.days} days"
            raise ClockOutOfBounds(what=_WHAT, time=time, problem=problem)

    def _to_utc(self) -> None:
        """Times in a zone whose clocks go back an hour compare wrongly, or never as equal."""
        for name in ("time", "expires"):
            object.__setattr__(self, name, getattr(self, name).astimezone(UTC))

    def _check_extensions(self) -> None:
        if self.extensions.keys() & (_REQUIRED | {"critical"}):
            raise _malformed("an extension has the name of a defined field")
        for name in self.extensions:
            _check_form(name, _NAME, "the name of an extension")
        if not set(self.critical) <= self.extensions.keys():
            raise _malformed("critical names a field that is absent")
        if list(self.critical) != sorted(set(self.critical)):
            raise _malformed("critical is not sorted, or names a field twice")


def check_state(value: object, what: str, name: str) -> None:
    """A State's code: two capital letters (ISO 3166-1 alpha-2). Raises Malformed."""
    if not isinstance(value, str) or not _STATE.fullmatch(value):
        raise Malformed(what=what, problem=f"{name} is not two capital letters")


def check_type(value: object, what: str) -> None:
    """A message type: lower-case words joined by dots, at most 64 characters. Raises Malformed."""
    if not isinstance(value, str) or len(value) > 64 or not _TYPE.fullmatch(value):
        raise Malformed(what=what, problem="type is not lower-case words joined by dots")


def check_version(value: dict[str, Any], what: str) -> None:
    """The field `v` is there, a whole number, and 1. Raises Malformed, UnknownVersion."""
    version = value.get("v")
    if type(version) is not int:
        raise Malformed(what=what, problem="v is not a whole number")
    if version != VERSION:
        raise UnknownVersion(what=what, version=version, known=VERSION)


def read_uuid(value: object, what: str, name: str) -> UUID:
    """A UUID in the lower-case form with hyphens (RFC 9562), no other. Raises Malformed."""
    try:
        found = UUID(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or str(found) != value:
        raise Malformed(what=what, problem=f"{name} is not a lower-case UUID with hyphens")
    return found


Choice = TypeVar("Choice", bound=StrEnum)


def read_choice(kind: Callable[[str], Choice], value: object, what: str, name: str) -> Choice:
    """One of a closed list of words. Raises Malformed."""
    try:
        if isinstance(value, str):
            return kind(value)
    except ValueError:
        pass  # an unknown word is answered like a value that is no word
    raise Malformed(what=what, problem=f"{name} is not one of the defined values")


def _read_critical(fields: dict[str, Any]) -> tuple[str, ...]:
    names = fields.get("critical")
    if names is None and "critical" not in fields:
        return ()
    if not isinstance(names, list) or not names or not all(isinstance(n, str) for n in names):
        raise _malformed("critical is not a list of names")
    return tuple(names)


def _check_count(value: object, name: str) -> None:
    if type(value) is not int or not 1 <= value <= MAX_INTEGER:
        raise _malformed(f"{name} is not a whole number from 1 to 2^53-1")


def _check_form(value: object, form: re.Pattern[str], name: str) -> None:
    if not isinstance(value, str) or not form.fullmatch(value):
        raise _malformed(f"{name} does not have its form")


def _malformed(problem: str) -> Malformed:
    return Malformed(what=_WHAT, problem=problem)
