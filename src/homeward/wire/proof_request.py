"""A signed question for proofs: that a journal holds entries, or that it follows an older head.

The question is signed because sizes are for peers only; the answer is not, because a proof either
leads to the root of a signed head or it does not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Self

from homeward.wire.encoding import (
    MAX_INTEGER,
    check_digest,
    check_fields,
    check_not_ahead,
    from_time,
    to_time,
)
from homeward.wire.errors import (
    ClockOutOfBounds,
    HeaderMismatch,
    Malformed,
    WrongEnvironment,
)
from homeward.wire.header import (
    VERSION,
    Environment,
    check_state,
    check_version,
    read_choice,
)
from homeward.wire.keys import NodeKeys, PublicKeys
from homeward.wire.signatures import Typ, sign_statement, verify_statement

#: As many entries as one question may name; more would not fit a statement.
MAX_ENTRIES: Final = 150
#: A question older than this is not answered: whoever recorded it learns no later size with it.
MAX_AGE: Final = timedelta(minutes=5)

_WHAT: Final = "proof request"
_REQUIRED: Final = frozenset({"v", "kind", "environment", "state", "by", "size", "at"})
_OPTIONAL: Final = frozenset({"entries"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofRequest:
    """`by` asks the node of `state` for a proof, at the aware time `at`.

    With `entries` (1 to 150 different leaf hashes in hexadecimal): where the tree of `size` leaves
    holds them. Without: that the latest head which the node gave to its peers follows the tree of
    `size` leaves. Raises Malformed.
    """

    environment: Environment
    state: str
    by: str
    size: int
    at: datetime
    entries: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.environment, Environment):
            raise _malformed("environment is not one of the defined values")
        check_state(self.state, _WHAT, "state")
        check_state(self.by, _WHAT, "by")
        if type(self.size) is not int or not 0 <= self.size <= MAX_INTEGER:
            raise _malformed("size is not a whole number from 0 to 2^53-1")
        if len(self.entries) > MAX_ENTRIES or len(set(self.entries)) != len(self.entries):
            raise _malformed(f"entries are more than {MAX_ENTRIES}, or not all different")
        for entry in self.entries:
            check_digest(entry, _WHAT, "an entry")
        to_time(self.at, _WHAT, "at")

    def to_json(self) -> dict[str, Any]:
        """The statement that is signed; `entries` is left out where there are none."""
        statement: dict[str, Any] = {
            "v": VERSION,
            "kind": "proof_request",
            "environment": self.environment.value,
            "state": self.state,
            "by": self.by,
            "size": self.size,
            "at": to_time(self.at, _WHAT, "at"),
        }
        return {**statement, "entries": list(self.entries)} if self.entries else statement

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        """The inverse of `to_json`. Raises Malformed, UnknownVersion."""
        check_version(value, _WHAT)
        fields = check_fields(value, _REQUIRED, _WHAT, _OPTIONAL)
        if fields["kind"] != "proof_request":
            raise _malformed("its kind is not proof_request")
        return cls(
            environment=read_choice(Environment, fields["environment"], _WHAT, "environment"),
            state=fields["state"],
            by=fields["by"],
            size=fields["size"],
            at=from_time(fields["at"], _WHAT, "at"),
            entries=_read_entries(fields),
        )


def make_proof_request(keys: NodeKeys, request: ProofRequest) -> bytes:
    """The question as a compact JWS; `keys` are those of `by`."""
    return sign_statement(request.to_json(), Typ.PROOF_REQUEST, keys)


def verify_proof_request(
    raw: bytes,
    *,
    keys: PublicKeys | Iterable[PublicKeys],
    environment: Environment,
    state: str,
    now: datetime,
) -> ProofRequest:
    """The question, once it is signed, fresh, and for the node of `state`.

    `keys` are those of the State that the question names as `by`: read it with
    `signatures.read_statement` first. Raises TooLarge, Compressed, Malformed, UnknownVersion,
    NotCanonical, AlgorithmNotTheKeys, UnknownKey, BadSignature, WrongEnvironment, HeaderMismatch,
    ClockOutOfBounds.
    """
    known = (keys,) if isinstance(keys, PublicKeys) else tuple(keys)
    found = ProofRequest.from_json(verify_statement(raw, Typ.PROOF_REQUEST, known, _WHAT))
    if found.environment != environment:
        raise WrongEnvironment(what=_WHAT, environment=found.environment, own=environment)
    if found.state != state:
        raise HeaderMismatch(what=_WHAT, field="state", found=found.state, expected=state)
    check_not_ahead(found.at, now, _WHAT, "at")
    if now - found.at > MAX_AGE:
        problem = "that is more than five minutes ago"
        raise ClockOutOfBounds(what=_WHAT, time=to_time(found.at, _WHAT, "at"), problem=problem)
    return found


def _read_entries(fields: dict[str, Any]) -> tuple[str, ...]:
    if "entries" not in fields:
        return ()
    entries = fields["entries"]
    if not isinstance(entries, list) or not entries:
        raise _malformed("entries is no list, or empty; it is left out where there are none")
    if not all(isinstance(entry, str) for entry in entries):
        raise _malformed("an entry is not 64 lower-case hexadecimal digits")
    return tuple(entries)


def _malformed(problem: str) -> Malformed:
    return Malformed(what=_WHAT, problem=problem)
