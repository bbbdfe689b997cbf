"""The outside of an envelope: what a carrier sees, and what the seal is bound to."""

import re
from dataclasses import dataclass, field
from typing import Any, Final, Self
from uuid import UUID

from homeward.wire.encoding import (
    canonical,
    check_fields,
    check_size,
    check_uncompressed,
    from_base64url,
    parse_object,
    to_base64url,
)
from homeward.wire.errors import Compressed, Malformed
from homeward.wire.header import (
    VERSION,
    Environment,
    Handling,
    check_state,
    check_type,
    check_version,
    read_choice,
    read_uuid,
)

#: Nothing longer is parsed. Attachments travel apart, so this bounds the structured message only.
MAX_ENVELOPE_BYTES: Final = 8 * 1024 * 1024

#: Contents (message and signatures) that are sealed, so that a message can travel inside another
#: one when a node that was restored asks for what it lost.
MAX_CONTENTS_BYTES: Final = 4 * 1024 * 1024

_WHAT: Final = "envelope"
_INFO_PREFIX: Final = b"homeward envelope v1\n"
_WORD = re.compile(r"[A-Za-z0-9._-]{1,80}")
#: The outer fields that the header repeats under its signature.
REPEATED: Final = ("environment", "sender", "receiver", "id", "type", "handling")
_FIELDS: Final = frozenset({"v", "suite", "receiver_key", "ciphertext", *REPEATED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outer:
    """What an envelope shows without keys. Nothing in it is proved until it has been opened."""

    suite: str
    environment: Environment
    sender: str
    receiver: str
    receiver_key: str
    id: UUID
    type: str
    handling: Handling
    ciphertext: bytes = field(repr=False)

    def info(self) -> bytes:
        """HPKE's `info`: a fixed line, then the canonical JSON of all outer fields but one."""
        return _INFO_PREFIX + canonical(self._shown())

    def to_bytes(self) -> bytes:
        """The envelope as it travels: canonical JSON in UTF-8."""
        return canonical({**self._shown(), "ciphertext": to_base64url(self.ciphertext)})

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        """Read the outer fields, all of them and no others. Raises Malformed, UnknownVersion."""
        check_version(value, _WHAT)
        fields = check_fields(value, _FIELDS, _WHAT)
        for name in ("sender", "receiver"):
            check_state(fields[name], _WHAT, name)
        check_type(fields["type"], _WHAT)
        return cls(
            suite=_read_word(fields["suite"], "suite"),
            environment=read_choice(Environment, fields["environment"], _WHAT, "environment"),
            sender=fields["sender"],
            receiver=fields["receiver"],
            receiver_key=_read_word(fields["receiver_key"], "receiver_key"),
            id=read_uuid(fields["id"], _WHAT, "id"),
            type=fields["type"],
            handling=read_choice(Handling, fields["handling"], _WHAT, "handling"),
            ciphertext=from_base64url(fields["ciphertext"], _WHAT, "ciphertext"),
        )

    def _shown(self) -> dict[str, Any]:
        return {
            "v": VERSION,
            "suite": self.suite,
            "environment": self.environment.value,
            "sender": self.sender,
            "receiver": self.receiver,
            "receiver_key": self.receiver_key,
            "id": str(self.id),
            "type": self.type,
            "handling": self.handling.value,
        }


def peek(raw: bytes) -> Outer:
    """Read the outside of an envelope without any key.

    Raises TooLarge, Compressed, Malformed, UnknownVersion.
    """
    check_size(raw, MAX_ENVELOPE_BYTES, _WHAT)
    check_uncompressed(raw, _WHAT)
    value = parse_object(raw, _WHAT)
    if "zip" in value:
        raise Compressed(what=_WHAT)
    return Outer.from_json(value)


def _read_word(value: object, name: str) -> str:
    """A short plain word, since errors repeat it to people. Raises Malformed."""
    if not isinstance(value, str) or not _WORD.fullmatch(value):
        raise Malformed(what=_WHAT, problem=f"{name} is not a short word")
    return value
