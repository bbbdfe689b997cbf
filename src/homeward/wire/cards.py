"""A node's description of itself, signed with the keys that it names, and its fingerprint.

A card proves that whoever made it holds the keys in it, and nothing more: anybody can make a card
for any State. It is trusted once its fingerprint was compared over a channel that was already
trusted, or because a directory names the same key id.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self
from urllib.parse import urlsplit

from homeward.wire.encoding import (
    canonical,
    check_fields,
    check_not_ahead,
    check_size,
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
from homeward.wire.signatures import Typ, check_signature, read_statement, sign_statement

_WHAT: Final = "card"
_FIELDS: Final = frozenset({"v", "kind", "state", "environment", "url", "keys", "issued_at"})
_OPTIONAL: Final = frozenset({"hand_overs"})
#: So many rotations may lie between what a peer knows and a card.
MAX_HAND_OVERS: Final = 2
#: A card with its hand-overs is longer than other statements.
MAX_CARD_BYTES: Final = 49_152
_FINGERPRINT_DIGITS: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerCard:
    """Who a node is: State, environment, address, public keys, aware time of issue.

    `url` is the https (or, off the open network, http) address without user, query or fragment.
    `hand_overs` are the signed statements of `homeward.wire.hand_over`, oldest first, that lead
    from earlier keys to these. Raises Malformed.
    """

    state: str
    environment: Environment
    url: str
    keys: PublicKeys
    issued_at: datetime
    hand_overs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_state(self.state, _WHAT, "state")
        _check_hand_overs(self.hand_overs)
        if not isinstance(self.environment, Environment):
            raise Malformed(what=_WHAT, problem="environment is not one of the defined values")
        _check_url(self.url)
        to_time(self.issued_at, _WHAT, "issued_at")

    @property
    def fingerprint(self) -> str:
        """Eight groups of five digits that two persons read to each other; see `fingerprint`."""
        return fingerprint(self.state, self.environment, self.keys)

    def to_json(self) -> dict[str, Any]:
        """The statement that is signed; `hand_overs` is left out where there are none."""
        led = {"hand_overs": list(self.hand_overs)} if self.hand_overs else {}
        return led | {
            "v": VERSION,
            "kind": "card",
            "state": self.state,
            "environment": self.environment.value,
            "url": self.url,
            "keys": self.keys.to_json(),
            "issued_at": to_time(self.issued_at, _WHAT, "issued_at"),
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        """The inverse of `to_json`. Raises Malformed, UnknownVersion."""
        check_version(value, _WHAT)
        fields = check_fields(value, _FIELDS, _WHAT, _OPTIONAL)
        if fields["kind"] != "card":
            raise Malformed(what=_WHAT, problem="its kind is not card")
        return cls(
            state=fields["state"],
            environment=read_choice(Environment, fields["environment"], _WHAT, "environment"),
            url=fields["url"],
            keys=PublicKeys.from_json(fields["keys"]),
            issued_at=from_time(fields["issued_at"], _WHAT, "issued_at"),
            hand_overs=_read_hand_overs(fields),
        )


def fingerprint(state: str, environment: Environment, keys: PublicKeys) -> str:
    """`12345 67890 …`: eight groups of five digits over State, environment and all public keys.

    SHA-256 of their canonical JSON as a number, modulo 10^40: 132.9 bits, so finding other keys
    with the same digits takes about 2^132 tries. The address is left out: it may change.
    """
    bound = {"state": state, "environment": environment.value, "keys": keys.to_json()}
    return spoken(hashlib.sha256(canonical(bound)).digest())


def spoken(digest: bytes) -> str:
    """A digest as eight groups of five digits, to be read aloud: the number modulo 10^40."""
    number = int.from_bytes(digest, "big")
    digits = f"{number % 10**_FINGERPRINT_DIGITS:0{_FINGERPRINT_DIGITS}d}"
    return " ".join(digits[start : start + 5] for start in range(0, _FINGERPRINT_DIGITS, 5))


def sign_card(card: PeerCard, keys: NodeKeys) -> bytes:
    """The card as a compact JWS. Raises HeaderMismatch for keys that it does not name, TooLarge."""
    if keys.public != card.keys:
        found, expected = keys.public.key_id, card.keys.key_id
        raise HeaderMismatch(what=_WHAT, field="keys", found=found, expected=expected)
    raw = sign_statement(card.to_json(), Typ.CARD, keys)
    check_size(raw, MAX_CARD_BYTES, _WHAT)
    return raw


def verify_card(raw: bytes, *, environment: Environment, now: datetime) -> PeerCard:
    """The card, once it is signed by the keys in it and belongs to this environment.

    Whether those keys are that State's is decided by fingerprint or directory, not here. Raises
    TooLarge, Compressed, Malformed, UnknownVersion, AlgorithmNotTheKeys, UnknownKey, BadSignature,
    WrongEnvironment, ClockOutOfBounds.
    """
    card = PeerCard.from_json(read_statement(raw, _WHAT, limit=MAX_CARD_BYTES))
    check_signature(raw, Typ.CARD, [card.keys], _WHAT)
    if card.environment != environment:
        raise WrongEnvironment(what=_WHAT, environment=card.environment, own=environment)
    check_not_ahead(card.issued_at, now, _WHAT, "issued_at")
    return card


def _read_hand_overs(fields: dict[str, Any]) -> tuple[str, ...]:
    listed = fields.get("hand_overs", [])
    if not isinstance(listed, list) or ("hand_overs" in fields and not listed):
        raise Malformed(what=_WHAT, problem="hand_overs is not a list of statements")
    return tuple(listed)


def _check_hand_overs(statements: tuple[object, ...]) -> None:
    if len(statements) > MAX_HAND_OVERS or not all(
        isinstance(one, str) and one.isascii() for one in statements
    ):
        problem = f"hand_overs is not a list of at most {MAX_HAND_OVERS} statements"
        raise Malformed(what=_WHAT, problem=problem)


def _check_url(url: object) -> None:
    if not isinstance(url, str) or len(url) > 500 or not url.isascii() or not url.isprintable():
        raise Malformed(what=_WHAT, problem="url is not a short plain address")
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"https", "http"} and parts.hostname and parts.port != 0
    except ValueError:  # an impossible port or bracket
        usable = False
    if not usable or "@" in parts.netloc or parts.query or parts.fragment or " " in url:
        raise Malformed(what=_WHAT, problem="url is not an https or http address of a node")
