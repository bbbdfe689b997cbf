"""A node's old keys name its new ones: a signed statement that makes a rotation a rotation.

Whoever knows the old keys may take the new ones for the same node's without a telephone call. The
old keys go on being good until `until`, so that what is on its way is still read and believed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self

from homeward.wire.encoding import check_fields, check_not_ahead, from_time, to_time
from homeward.wire.errors import HeaderMismatch, Malformed, WrongEnvironment
from homeward.wire.header import (
    VERSION,
    Environment,
    check_state,
    check_version,
    read_choice,
)
from homeward.wire.keys import NodeKeys, PublicKeys
from homeward.wire.signatures import Typ, read_statement, sign_statement, verify_statement

_WHAT: Final = "key hand-over"
_FIELDS: Final = frozenset({"v", "kind", "environment", "state", "old", "new", "at", "until"})


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """The keys `old` of a State's node are followed by `new`; `at` and `until` are aware times.

    From `at` on the new keys are the node's; the old ones are good until `until`. Raises Malformed.
    """

    environment: Environment
    state: str
    old: PublicKeys
    new: PublicKeys
    at: datetime
    until: datetime

    def __post_init__(self) -> None:
        check_state(self.state, _WHAT, "state")
        to_time(self.at, _WHAT, "at")
        to_time(self.until, _WHAT, "until")
        if self.until < self.at:
            raise Malformed(what=_WHAT, problem="until lies before at")

    def to_json(self) -> dict[str, Any]:
        """The statement that is signed."""
        return {
            "v": VERSION,
            "kind": "key_hand_over",
            "environment": self.environment.value,
            "state": self.state,
            "old": self.old.to_json(),
            "new": self.new.to_json(),
            "at": to_time(self.at, _WHAT, "at"),
            "until": to_time(self.until, _WHAT, "until"),
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        """The inverse of `to_json`. Raises Malformed, UnknownVersion."""
        check_version(value, _WHAT)
        fields = check_fields(value, _FIELDS, _WHAT)
        if fields["kind"] != "key_hand_over":
            raise Malformed(what=_WHAT, problem="its kind is not key_hand_over")
        return cls(
            environment=read_choice(Environment, fields["environment"], _WHAT, "environment"),
            state=fields["state"],
            old=PublicKeys.from_json(fields["old"]),
            new=PublicKeys.from_json(fields["new"]),
            at=from_time(fields["at"], _WHAT, "at"),
            until=from_time(fields["until"], _WHAT, "until"),
        )


def sign_hand_over(statement: HandOver, old: NodeKeys) -> str:
    """The statement as a compact JWS by the old keys. Raises HeaderMismatch for other keys."""
    if old.public != statement.old:
        shown = {"found": old.public.key_id, "expected": statement.old.key_id}
        raise HeaderMismatch(what=_WHAT, field="old", **shown)
    return sign_statement(statement.to_json(), Typ.KEY_HAND_OVER, old).decode("ascii")


def read_hand_over(raw: str) -> HandOver:
    """What a statement says, unverified. Raises what `read_statement` raises, UnknownVersion."""
    return HandOver.from_json(read_statement(_bytes(raw), _WHAT))


def verify_hand_over(
    raw: str, *, known: Iterable[PublicKeys], environment: Environment, state: str, now: datetime
) -> HandOver:
    """The statement, once one of the `known` keys of `state` signed it about itself.

    Raises what `verify_statement` raises, WrongEnvironment, HeaderMismatch, ClockOutOfBounds.
    """
    statement = read_hand_over(raw)
    # Only the key that hands over can say so: another valid key of the node does not count.
    signer = [key for key in known if key == statement.old]
    verify_statement(_bytes(raw), Typ.KEY_HAND_OVER, signer, _WHAT)
    if statement.environment != environment:
        raise WrongEnvironment(what=_WHAT, environment=statement.environment, own=environment)
    if statement.state != state:
        raise HeaderMismatch(what=_WHAT, field="state", found=statement.state, expected=state)
    check_not_ahead(statement.at, now, _WHAT, "at")
    return statement


def chain(
    statements: Sequence[str],
    *,
    known: Iterable[PublicKeys],
    new: PublicKeys,
    environment: Environment,
    state: str,
    now: datetime,
) -> list[HandOver]:
    """The hand-overs that lead from a known key to `new`, oldest first; empty when none do.

    Statements about keys before the known ones are passed over: they cannot be checked and are not
    needed. Raises what `verify_hand_over` raises for one that a known key is said to have signed.
    """
    trusted = {key.key_id: key for key in known}
    led: list[HandOver] = []
    for raw in statements:
        if read_hand_over(raw).old.key_id not in trusted:
            continue
        step = verify_hand_over(
            raw, known=trusted.values(), environment=environment, state=state, now=now
        )
        trusted[step.new.key_id] = step.new
        led.append(step)
    return led if led and led[-1].new == new else []


def _bytes(raw: str) -> bytes:
    return raw.encode("ascii", "replace")
