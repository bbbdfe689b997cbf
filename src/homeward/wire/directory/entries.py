"""What a State says of itself: its authorities, how they are reached, and its node.

One document a State, `<STATE>/entry.json`, in canonical JSON. The role that the directory delegates
to the State signs it.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self

from homeward.wire.cards import PeerCard, verify_card
from homeward.wire.directory.contacts import CompetenceEntry, ContactPointEntry
from homeward.wire.encoding import (
    canonical,
    check_fields,
    check_not_ahead,
    check_size,
    from_time,
    parse_object,
    to_time,
)
from homeward.wire.errors import HeaderMismatch, Malformed, NotCanonical, WrongEnvironment
from homeward.wire.hand_over import read_hand_over
from homeward.wire.header import (
    VERSION,
    Environment,
    check_state,
    check_version,
    read_choice,
)
from homeward.wire.keys import is_key_id

MAX_ENTRY_BYTES: Final = 1_000_000
MAX_AUTHORITIES: Final = 500

_WHAT: Final = "directory entry"
_FIELDS: Final = frozenset(
    {
        "v",
        "kind",
        "environment",
        "state",
        "name",
        "languages",
        "authorities",
        "card",
        "revoked_keys",
        "issued_at",
    }
)
_AUTHORITY: Final = frozenset({"code", "name", "functions", "email", "phone", "always_reachable"})
# Not in the first entries; written only where there is something to say.
_OF_LATER: Final = frozenset({"competence", "contact_points"})
_REVOKED: Final = frozenset({"key", "at", "reason"})
_CODE = re.compile(r"[A-Z]{2}-[A-Z0-9-]{1,17}")
_FUNCTION = re.compile(r"[a-z][a-z_]{0,19}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,2}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityEntry:
    """An authority: `code` begins with its State's; e-mail and telephone may be empty.

    Without `competence` it does what its functions say, under any treaty.
    """

    code: str
    name: str
    functions: tuple[str, ...]
    email: str = ""
    phone: str = ""
    always_reachable: bool = False
    competence: tuple[CompetenceEntry, ...] = ()
    contact_points: tuple[ContactPointEntry, ...] = ()

    def __post_init__(self) -> None:
        _check(_matches(_CODE, self.code), "the code of an authority")
        _check_line(self.name, 200, "the name of an authority")
        _check(
            0 < len(self.functions) <= 20 and all(_matches(_FUNCTION, f) for f in self.functions),
            "the functions of an authority",
        )
        _check(
            self.email == "" or (_matches(_EMAIL, self.email) and len(self.email) <= 254),
            "the e-mail of an authority",
        )
        _check_line(self.phone, 40, "the telephone of an authority", empty=True)
        _check(isinstance(self.always_reachable, bool), "always_reachable of an authority")
        _check(len(self.competence) <= 50, "the competence of an authority")
        named = [one.point for one in self.contact_points]
        few = len(named) <= 50 and len(set(named)) == len(named)
        _check(few, "the contact points of an authority")

    def to_json(self) -> dict[str, Any]:
        """As it stands in the document; what came later is left out where it is empty."""
        written: dict[str, Any] = {
            "code": self.code,
            "name": self.name,
            "functions": list(self.functions),
            "email": self.email,
            "phone": self.phone,
            "always_reachable": self.always_reachable,
        }
        if self.competence:
            written["competence"] = [one.to_json() for one in self.competence]
        if self.contact_points:
            written["contact_points"] = [one.to_json() for one in self.contact_points]
        return written

    @classmethod
    def from_json(cls, value: object) -> Self:
        """The inverse of `to_json`. Raises Malformed."""
        fields = check_fields(value, _AUTHORITY, _WHAT, _OF_LATER)
        _check(isinstance(fields["functions"], list), "the functions of an authority")
        later = {name: fields.get(name, []) for name in _OF_LATER}
        for name, found in later.items():
            _check(isinstance(found, list), f"{name} of an authority")
        return cls(
            **{
                **fields,
                "functions": tuple(fields["functions"]),
                "competence": tuple(map(CompetenceEntry.from_json, later["competence"])),
                "contact_points": tuple(map(ContactPointEntry.from_json, later["contact_points"])),
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokedKey:
    """A node's keys that must not be believed any more from `at` (aware) on; `reason` is one line.

    What they signed before `at` stays what it is.
    """

    key: str
    at: datetime
    reason: str

    def __post_init__(self) -> None:
        _check(is_key_id(self.key), "the id of a revoked key")
        to_time(self.at, _WHAT, "at")
        _check_line(self.reason, 200, "the reason of a revocation")

    def to_json(self) -> dict[str, Any]:
        """As it stands in the document."""
        return {"key": self.key, "at": to_time(self.at, _WHAT, "at"), "reason": self.reason}

    @classmethod
    def from_json(cls, value: object) -> Self:
        """The inverse of `to_json`. Raises Malformed."""
        fields = check_fields(value, _REVOKED, _WHAT)
        return cls(**{**fields, "at": from_time(fields["at"], _WHAT, "at")})


@dataclass(frozen=True, slots=True, kw_only=True)
class StateEntry:
    """Everything a State says of itself; `card` is its node's signed card, None without a node.

    Raises Malformed.
    """

    environment: Environment
    state: str
    name: str
    languages: tuple[str, ...]
    authorities: tuple[AuthorityEntry, ...]
    card: str | None
    issued_at: datetime
    revoked_keys: tuple[RevokedKey, ...] = ()

    def __post_init__(self) -> None:
        check_state(self.state, _WHAT, "state")
        _check_line(self.name, 100, "the name of the State")
        _check(
            0 < len(self.languages) <= 20 and all(_matches(_LANGUAGE, t) for t in self.languages),
            "languages",
        )
        codes = [authority.code for authority in self.authorities]
        _check(len(codes) <= MAX_AUTHORITIES and len(set(codes)) == len(codes), "authorities")
        _check(all(c.startswith(f"{self.state}-") for c in codes), "the code of an authority")
        _check(self.card is None or isinstance(self.card, str), "card")
        _check(len(self.revoked_keys) <= 100, "revoked_keys")
        to_time(self.issued_at, _WHAT, "issued_at")

    def to_bytes(self) -> bytes:
        """The document. Raises NotCanonical, TooLarge."""
        raw = canonical(
            {
                "v": VERSION,
                "kind": "directory_entry",
                "environment": self.environment.value,
                "state": self.state,
                "name": self.name,
                "languages": list(self.languages),
                "authorities": [authority.to_json() for authority in self.authorities],
                "card": self.card,
                "revoked_keys": [key.to_json() for key in self.revoked_keys],
                "issued_at": to_time(self.issued_at, _WHAT, "issued_at"),
            }
        )
        check_size(raw, MAX_ENTRY_BYTES, _WHAT)
        return raw

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """The inverse. Raises Malformed, NotCanonical, TooLarge, UnknownVersion."""
        check_size(raw, MAX_ENTRY_BYTES, _WHAT)
        value = parse_object(raw, _WHAT)
        if canonical(value) != raw:
            raise NotCanonical(path="$", problem="the entry is not written as RFC 8785 requires")
        check_version(value, _WHAT)
        fields = check_fields(value, _FIELDS, _WHAT)
        _check(fields["kind"] == "directory_entry", "kind")
        for name in ("languages", "authorities", "revoked_keys"):
            _check(isinstance(fields[name], list), name)
        return cls(
            environment=read_choice(Environment, fields["environment"], _WHAT, "environment"),
            state=fields["state"],
            name=fields["name"],
            languages=tuple(fields["languages"]),
            authorities=tuple(AuthorityEntry.from_json(one) for one in fields["authorities"]),
            card=fields["card"],
            revoked_keys=tuple(RevokedKey.from_json(one) for one in fields["revoked_keys"]),
            issued_at=from_time(fields["issued_at"], _WHAT, "issued_at"),
        )

    def checked_card(self, now: datetime) -> PeerCard | None:
        """The node's card, once its signature, State and environment hold; None without a node.

        Raises what `verify_card` raises, and HeaderMismatch for another State's card.
        """
        if self.card is None:
            return None
        raw = self.card.encode("ascii", "replace")
        card = verify_card(raw, environment=self.environment, now=now)
        if card.state != self.state:
            raise HeaderMismatch(what="card", field="state", found=card.state, expected=self.state)
        return card

    def node_keys(self, now: datetime) -> set[str]:
        """The ids of every key that the entry names: its node's, earlier ones, revoked ones.

        Raises what `checked_card` and `read_hand_over` raise.
        """
        card = self.checked_card(now)
        named = {one.key for one in self.revoked_keys}
        if card is not None:
            steps = [read_hand_over(raw) for raw in card.hand_overs]
            named |= {keys.key_id for step in steps for keys in (step.old, step.new)}
            named.add(card.keys.key_id)
        return named


def read_entry(raw: bytes, *, state: str, environment: Environment, now: datetime) -> StateEntry:
    """The entry of `state`, checked with its card. Raises what its parts raise."""
    entry = StateEntry.from_bytes(raw)
    if entry.environment != environment:
        raise WrongEnvironment(what=_WHAT, environment=entry.environment, own=environment)
    if entry.state != state:
        raise HeaderMismatch(what=_WHAT, field="state", found=entry.state, expected=state)
    check_not_ahead(entry.issued_at, now, _WHAT, "issued_at")
    card, revoked = entry.checked_card(now), {one.key for one in entry.revoked_keys}
    if card is not None and revoked and card.keys.key_id in revoked:
        raise Malformed(what=_WHAT, problem="its card names keys that it revokes")
    return entry


def _matches(form: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and form.fullmatch(value) is not None


def _check(holds: object, what: str) -> None:
    if not holds:
        raise Malformed(what=_WHAT, problem=f"{what} does not have its form")


def _check_line(value: object, longest: int, what: str, *, empty: bool = False) -> None:
    fits = isinstance(value, str) and len(value) <= longest and (value == "" or value.isprintable())
    _check(fits and (empty or str(value).strip()), what)
