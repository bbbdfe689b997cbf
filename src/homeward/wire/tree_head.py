"""A signed tree head: a node's word that its journal, at one size, has one root.

Two heads of one State and one size with different roots, both well signed, prove that its journal
was forked or rewritten.
"""

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
from homeward.wire.merkle import EMPTY_ROOT
from homeward.wire.signatures import Typ, sign_statement, verify_statement

_WHAT: Final = "tree head"
_FIELDS: Final = frozenset({"v", "kind", "environment", "state", "size", "root", "at"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeHead:
    """`size` leaves of the journal of `state` have the root `root` (32 bytes); `at` is aware.

    Raises Malformed.
    """

    environment: Environment
    state: str
    size: int
    root: bytes
    at: datetime

    def __post_init__(self) -> None:
        if not isinstance(self.environment, Environment):
            raise _malformed("environment is not one of the defined values")
        check_state(self.state, _WHAT, "state")
        if type(self.size) is not int or not 0 <= self.size <= MAX_INTEGER:
            raise _malformed("size is not a whole number from 0 to 2^53-1")
        check_digest(self.root.hex(), _WHAT, "root")
        if self.size == 0 and self.root != EMPTY_ROOT:
            raise _malformed("root is not that of a tree without leaves")
        to_time(self.at, _WHAT, "at")

    def to_json(self) -> dict[str, Any]:
        """The statement that is signed; `root` in hexadecimal."""
        return {
            "v": VERSION,
            "kind": "tree_head",
            "environment": self.environment.value,
            "state": self.state,
            "size": self.size,
            "root": self.root.hex(),
            "at": to_time(self.at, _WHAT, "at"),
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        """The inverse of `to_json`. Raises Malformed, UnknownVersion."""
        check_version(value, _WHAT)
        fields = check_fields(value, _FIELDS, _WHAT)
        if fields["kind"] != "tree_head":
            raise _malformed("its kind is not tree_head")
        return cls(
            environment=read_choice(Environment, fields["environment"], _WHAT, "environment"),
            state=fields["state"],
            size=fields["size"],
            root=bytes.fromhex(check_digest(fields["root"], _WHAT, "root")),
            at=from_time(fields["at"], _WHAT, "at"),
        )


def make_tree_head(keys: NodeKeys, head: TreeHead) -> bytes:
    """The head as a compact JWS. Equal arguments give equal bytes."""
    return sign_statement(head.to_json(), Typ.TREE_HEAD, keys)


def verify_tree_head(
    raw: bytes,
    *,
    keys: PublicKeys | Iterable[PublicKeys],
    environment: Environment,
    state: str,
    now: datetime,
) -> TreeHead:
    """The head, once `state` signed it in this environment.

    Whether it is consistent with an earlier head is for `merkle.verify_consistency`. Raises
    TooLarge, Compressed, Malformed, UnknownVersion, NotCanonical, AlgorithmNotTheKeys, UnknownKey,
    BadSignature, WrongEnvironment, HeaderMismatch, ClockOutOfBounds.
    """
    known = (keys,) if isinstance(keys, PublicKeys) else tuple(keys)
    head = TreeHead.from_json(verify_statement(raw, Typ.TREE_HEAD, known, _WHAT))
    if head.environment != environment:
        raise WrongEnvironment(what=_WHAT, environment=head.environment, own=environment)
    if head.state != state:
        raise HeaderMismatch(what=_WHAT, field="state", found=head.state, expected=state)
    check_not_ahead(head.at, now, _WHAT, "at")
    return head


def _malformed(problem: str) -> Malformed:
    return Malformed(what=_WHAT, problem=problem)
