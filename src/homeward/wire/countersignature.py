"""A countersignature: a node's word that it saw a peer's tree head and that it follows the last.

The witness signs only after a consistency proof from the head it countersigned before, so that a
State cannot show one history to itself and another to its peers, nor rewrite what it showed once.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self

from homeward.wire.encoding import (
    MAX_INTEGER,
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
    check_state,
    check_version,
    read_choice,
)
from homeward.wire.keys import NodeKeys, PublicKeys
from homeward.wire.signatures import Typ, sign_statement, verify_statement

_WHAT: Final = "countersignature"
_FIELDS: Final = frozenset(
    {"v", "kind", "environment", "state", "size", "root", "head", "by", "at", "previous"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Countersignature:
    """`by` saw the head of `state` with this `size` and `root` (32 bytes) at the aware time `at`.

    `head` is the SHA-256 of the head's JWS in hexadecimal. `previous` is the size of the head of
    `state` that `by` countersigned before, and with which this one was proved consistent; 0 for
    the first. Raises Malformed.
    """

    environment: Environment
    state: str
    size: int
    root: bytes
    head: str
    by: str
    at: datetime
    previous: int

    def __post_init__(self) -> None:
        if not isinstance(self.environment, Environment):
            raise _malformed("environment is not one of the defined values")
        check_state(self.state, _WHAT, "state")
        check_state(self.by, _WHAT, "by")
        if self.by == self.state:
            raise _malformed("a State countersigns its own head")
        for name in ("size", "previous"):
            value = getattr(self, name)
            if type(value) is not int or not 0 <= value <= MAX_INTEGER:
                raise _malformed(f"{name} is not a whole number from 0 to 2^53-1")
        if self.previous > self.size:
            raise _malformed("previous is larger than size")
        check_digest(self.root.hex(), _WHAT, "root")
        check_digest(self.head, _WHAT, "head")
        to_time(self.at, _WHAT, "at")

    def to_json(self) -> dict[str, Any]:
        """The statement that is signed; `root` in hexadecimal."""
        return {
            "v": VERSION,
            "kind": "countersignature",
            "environment": self.environment.value,
            "state": self.state,
            "size": self.size,
            "root": self.root.hex(),
            "head": self.head,
            "by": self.by,
            "at": to_time(self.at, _WHAT, "at"),
            "previous": self.previous,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        """The inverse of `to_json`. Raises Malformed, UnknownVersion."""
        check_version(value, _WHAT)
        fields = check_fields(value, _FIELDS, _WHAT)
        if fields["kind"] != "countersignature":
            raise _malformed("its kind is not countersignature")
        return cls(
            environment=read_choice(Environment, fields["environment"], _WHAT, "environment"),
            state=fields["state"],
            size=fields["size"],
            root=bytes.fromhex(check_digest(fields["root"], _WHAT, "root")),
            head=check_digest(fields["head"], _WHAT, "head"),
            by=fields["by"],
            at=from_time(fields["at"], _WHAT, "at"),
            previous=fields["previous"],
        )


def head_digest(head: bytes) -> str:
    """SHA-256 of a head's JWS, by which a countersignature names it."""
    return hashlib.sha256(head).hexdigest()


def make_countersignature(keys: NodeKeys, countersignature: Countersignature) -> bytes:
    """The countersignature as a compact JWS; `keys` are those of `by`."""
    return sign_statement(countersignature.to_json(), Typ.COUNTERSIGNATURE, keys)


def verify_countersignature(
    raw: bytes,
    *,
    keys: PublicKeys | Iterable[PublicKeys],
    environment: Environment,
    state: str,
    by: str,
    now: datetime,
) -> Countersignature:
    """The countersignature of `by` for the journal of `state`, once its signature holds.

    Raises TooLarge, Compressed, Malformed, UnknownVersion, NotCanonical, AlgorithmNotTheKeys,
    UnknownKey, BadSignature, WrongEnvironment, HeaderMismatch, ClockOutOfBounds.
    """
    known = (keys,) if isinstance(keys, PublicKeys) else tuple(keys)
    read = verify_statement(raw, Typ.COUNTERSIGNATURE, known, _WHAT)
    found = Countersignature.from_json(read)
    if found.environment != environment:
        raise WrongEnvironment(what=_WHAT, environment=found.environment, own=environment)
    for name, expected in (("state", state), ("by", by)):
        if getattr(found, name) != expected:
            raise HeaderMismatch(
                what=_WHAT, field=name, found=getattr(found, name), expected=expected
            )
    check_not_ahead(found.at, now, _WHAT, "at")
    return found


def _malformed(problem: str) -> Malformed:
    return Malformed(what=_WHAT, problem=problem)
