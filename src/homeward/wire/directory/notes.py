"""What the directory itself says beside its States' entries: nodes and keys that are revoked."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Self

from homeward.wire.directory.errors import OtherDirectory
from homeward.wire.directory.marks import Mark, check_environment
from homeward.wire.encoding import (
    canonical,
    check_fields,
    check_size,
    from_time,
    parse_object,
    to_time,
)
from homeward.wire.errors import Malformed
from homeward.wire.header import Environment, check_state, check_version, read_choice
from homeward.wire.keys import is_key_id

NOTES_PATH: Final = "directory.json"
MAX_NOTES_BYTES: Final = 1_000_000

_WHAT: Final = "notes of the directory"
_FIELDS: Final = frozenset({"v", "kind", "environment", "directory", "name", "revoked"})
_REVOKED: Final = frozenset({"state", "key", "at", "reason"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """From `at` (aware) on, a State's node is not to be believed, or only its keys with id `key`.

    `reason` is one line of at most 200 characters. Raises Malformed.
    """

    state: str
    key: str | None
    at: datetime
    reason: str

    def __post_init__(self) -> None:
        check_state(self.state, _WHAT, "state")
        if self.key is not None and not is_key_id(self.key):
            problem = (
                "key is not the id of a key, which has 43 letters, digits, hyphens or low lines"
            )
            raise Malformed(what=_WHAT, problem=problem)
        to_time(self.at, _WHAT, "at")
        reason = self.reason
        fits = isinstance(reason, str) and reason.isprintable() and 0 < len(reason.strip()) <= 200
        if not fits:
            raise Malformed(what=_WHAT, problem="reason is not one line of at most 200 characters")

    def to_json(self) -> dict[str, Any]:
        """As it stands in the notes."""
        at = to_time(self.at, _WHAT, "at")
        return {"state": self.state, "key": self.key, "at": at, "reason": self.reason}

    @classmethod
    def from_json(cls, value: object) -> Self:
        """The inverse of `to_json`. Raises Malformed."""
        fields = check_fields(value, _REVOKED, _WHAT)
        return cls(**{**fields, "at": from_time(fields["at"], _WHAT, "at")})


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """The document `directory.json`, which the directory's own `targets` role signs."""

    mark: Mark
    revoked: tuple[Revocation, ...] = ()

    def with_revocation(self, revocation: Revocation) -> "Notes":
        """The notes with one more revocation; one of the same node or key is kept as it was."""
        named = {(one.state, one.key) for one in self.revoked}
        if (revocation.state, revocation.key) in named:
            return self
        return replace(self, revoked=(*self.revoked, revocation))

    def without_node(self, state: str) -> "Notes":
        """The notes once a State may have a node again; revoked keys stay revoked for ever."""
        kept = tuple(one for one in self.revoked if one.state != state or one.key is not None)
        return replace(self, revoked=kept)

    def to_bytes(self) -> bytes:
        """Canonical JSON."""
        bound = self.mark.to_json()
        revoked = [one.to_json() for one in self.revoked]
        return canonical({**bound, "kind": "directory_notes", "revoked": revoked})

    @classmethod
    def from_bytes(cls, raw: bytes, mark: Mark) -> Self:
        """The inverse, for the directory of `mark`.

        Raises Malformed, TooLarge, UnknownVersion, WrongEnvironment, OtherDirectory.
        """
        check_size(raw, MAX_NOTES_BYTES, _WHAT)
        value = parse_object(raw, _WHAT)
        check_version(value, _WHAT)
        fields = check_fields(value, _FIELDS, _WHAT)
        if fields["kind"] != "directory_notes" or not isinstance(fields["revoked"], list):
            raise Malformed(what=_WHAT, problem="they do not have their form")
        found = Mark(
            environment=read_choice(Environment, fields["environment"], _WHAT, "environment"),
            directory=fields["directory"],
            name=fields["name"],
        )
        check_environment(found, mark.environment)
        if found.directory != mark.directory:
            shown = {"found": found.directory, "expected": mark.directory}
            raise OtherDirectory(file=NOTES_PATH, **shown)
        return cls(mark=found, revoked=tuple(Revocation.from_json(o) for o in fields["revoked"]))
