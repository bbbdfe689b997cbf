"""The keys of a node: one pair to sign, one pair to be sealed to, and perhaps a second to sign.

Signing is Ed25519 (RFC 8032). Sealing is the hybrid of ML-KEM-768 (FIPS 203) and X25519 (RFC 7748)
that HPKE uses under KEM id 0x647a: a message stays closed as long as either of the two holds. A
State that asks for signatures which hold against quantum computers too gives its node an ML-DSA-65
key (FIPS 204): nodes that both have one sign twice.
"""

import hashlib
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey, MLDSA65PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import (
    MLKEM768PrivateKey,
    MLKEM768PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.hpke import (
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
)

from homeward.wire.encoding import canonical, check_fields, from_base64url, to_base64url
from homeward.wire.errors import Malformed, UnknownVersion

#: The one suite of version 1, as it is written in envelopes and published keys.
SUITE: Final = "MLKEM768_X25519.HKDF_SHA256.AES_256_GCM"

#: The algorithm of the second signature (FIPS 204; as JWS: RFC 9964).
SECOND: Final = "ML-DSA-65"

_KEY_ID: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_VERSION: Final = 1
_VERSION_WITH_SECOND: Final = 2
_MAGIC: Final = b"HWNK"
_ED25519_BYTES: Final = 32
_SEED_BYTES: Final = 64
_X25519_BYTES: Final = 32
_MLKEM768_PUBLIC_BYTES: Final = 1184
_MLDSA65_SEED_BYTES: Final = 32
_MLDSA65_PUBLIC_BYTES: Final = 1952


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """What others need to check a node's signatures and to seal to it; raw bytes.

    `ed25519` 32 bytes, `mlkem768` 1,184 bytes, `x25519` 32 bytes, `mldsa65` 1,952 bytes or None.
    Raises Malformed for bytes that are no such key.
    """

    ed25519: bytes
    mlkem768: bytes
    x25519: bytes
    mldsa65: bytes | None = None

    def __post_init__(self) -> None:
        _check_length(self.ed25519, _ED25519_BYTES, "ed25519")
        _check_length(self.mlkem768, _MLKEM768_PUBLIC_BYTES, "mlkem768")
        _check_length(self.x25519, _X25519_BYTES, "x25519")
        try:
            MLKEM768PublicKey.from_public_bytes(self.mlkem768)
            # A point of small order gives no shared secret; found here and not when sealing.
            X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(self.x25519))
        except ValueError:
            raise Malformed(what="public key", problem="it is not a usable sealing key") from None
        if self.mldsa65 is not None:
            _check_length(self.mldsa65, _MLDSA65_PUBLIC_BYTES, "mldsa65")
            MLDSA65PublicKey.from_public_bytes(self.mldsa65)

    @property
    def key_id(self) -> str:
        """SHA-256 of the canonical `to_json()`, base64url: 43 characters (after RFC 7638).

        It covers all keys, so none can be exchanged or left out alone under the same id.
        """
        return _key_id(self)

    def to_json(self) -> dict[str, Any]:
        """`{v, signing: {alg, ed25519}, sealing: {suite, mlkem768, x25519}}`, keys in base64url.

        With a second key to sign also `second: {alg, mldsa65}`.
        """
        published: dict[str, Any] = {
            "v": _VERSION,
            "signing": {"alg": "Ed25519", "ed25519": to_base64url(self.ed25519)},
            "sealing": {
                "suite": SUITE,
                "mlkem768": to_base64url(self.mlkem768),
                "x25519": to_base64url(self.x25519),
            },
        }
        if self.mldsa65 is not None:
            published["second"] = {"alg": SECOND, "mldsa65": to_base64url(self.mldsa65)}
        return published

    @classmethod
    def from_json(cls, value: object) -> Self:
        """The inverse of `to_json`. Raises Malformed, UnknownVersion."""
        what = "public key"
        if isinstance(value, dict) and value.get("v", _VERSION) != _VERSION:
            raise UnknownVersion(what=what, version=ascii(value["v"])[:40], known=_VERSION)
        required = frozenset({"v", "signing", "sealing"})
        keys = check_fields(value, required, what, frozenset({"second"}))
        signing = check_fields(keys["signing"], frozenset({"alg", "ed25519"}), what)
        sealing = check_fields(keys["sealing"], frozenset({"suite", "mlkem768", "x25519"}), what)
        if type(keys["v"]) is not int:
            raise Malformed(what=what, problem="v is not a whole number")
        if signing["alg"] != "Ed25519" or sealing["suite"] != SUITE:
            raise Malformed(what=what, problem="it is for an algorithm that version 1 lacks")
        return cls(
            ed25519=from_base64url(signing["ed25519"], what, "ed25519"),
            mlkem768=from_base64url(sealing["mlkem768"], what, "mlkem768"),
            x25519=from_base64url(sealing["x25519"], what, "x25519"),
            mldsa65=_read_second(keys, what),
        )

    def sealing_key(self) -> MLKEM768X25519PublicKey:
        """The composite key as HPKE takes it."""
        return MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(self.mlkem768),
            X25519PublicKey.from_public_bytes(self.x25519),
        )


@dataclass(frozen=True, slots=True)
class NodeKeys:
    """The private keys of one node; raw bytes, never shown by `repr`.

    `ed25519` is the 32-byte private key, `mlkem768` the 64-byte seed (d and z of FIPS 203),
    `x25519` the 32-byte private key, `mldsa65` the 32-byte seed (xi of FIPS 204) or None.
    """

    ed25519: bytes = field(repr=False)
    mlkem768: bytes = field(repr=False)
    x25519: bytes = field(repr=False)
    mldsa65: bytes | None = field(default=None, repr=False)
    public: PublicKeys = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _check_length(self.ed25519, _ED25519_BYTES, "ed25519")
        _check_length(self.mlkem768, _SEED_BYTES, "mlkem768")
        _check_length(self.x25519, _X25519_BYTES, "x25519")
        if self.mldsa65 is not None:
            _check_length(self.mldsa65, _MLDSA65_SEED_BYTES, "mldsa65")
        object.__setattr__(self, "public", self._derive_public())

    @classmethod
    def generate(cls, *, second: bool = False) -> Self:
        """New random keys from the system's generator; with `second` an ML-DSA-65 key beside."""
        return cls(
            ed25519=Ed25519PrivateKey.generate().private_bytes_raw(),
            mlkem768=MLKEM768PrivateKey.generate().private_bytes_raw(),
            x25519=X25519PrivateKey.generate().private_bytes_raw(),
            mldsa65=MLDSA65PrivateKey.generate().private_bytes_raw() if second else None,
        )

    def to_bytes(self) -> bytes:
        """133 secret bytes for an encrypted vault: `HWNK`, version, then the three keys in turn.

        The version is 1; with a second key to sign it is 2, and its 32 bytes follow (165 in all).
        """
        version = _VERSION if self.mldsa65 is None else _VERSION_WITH_SECOND
        keys = self.ed25519 + self.mlkem768 + self.x25519 + (self.mldsa65 or b"")
        return _MAGIC + bytes([version]) + keys

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """The inverse of `to_bytes`. Raises Malformed, UnknownVersion."""
        if raw[:4] != _MAGIC or len(raw) < 5:
            raise Malformed(what="node key file", problem="it does not begin as one")
        if raw[4] not in (_VERSION, _VERSION_WITH_SECOND):
            known = _VERSION_WITH_SECOND
            raise UnknownVersion(what="node key file", version=raw[4], known=known)
        seed, point = 5 + _ED25519_BYTES, 5 + _ED25519_BYTES + _SEED_BYTES
        end = point + _X25519_BYTES if raw[4] == _VERSION_WITH_SECOND else len(raw)
        return cls(
            ed25519=raw[5:seed],
            mlkem768=raw[seed:point],
            x25519=raw[point:end],
            mldsa65=raw[end:] if raw[4] == _VERSION_WITH_SECOND else None,
        )

    def sealing_key(self) -> MLKEM768X25519PrivateKey:
        """The composite key as HPKE takes it."""
        return _sealing_key(self.mlkem768, self.x25519)

    def signing_key(self) -> Ed25519PrivateKey:
        """The key that signs."""
        return _signing_key(self.ed25519)

    def _derive_public(self) -> PublicKeys:
        signing = Ed25519PrivateKey.from_private_bytes(self.ed25519).public_key()
        lattice = MLKEM768PrivateKey.from_seed_bytes(self.mlkem768).public_key()
        curve = X25519PrivateKey.from_private_bytes(self.x25519).public_key()
        second = None
        if self.mldsa65 is not None:
            second = MLDSA65PrivateKey.from_seed_bytes(self.mldsa65).public_key()
        return PublicKeys(
            ed25519=signing.public_bytes_raw(),
            mlkem768=lattice.public_bytes_raw(),
            x25519=curve.public_bytes_raw(),
            mldsa65=None if second is None else second.public_bytes_raw(),
        )


# To make a key of its bytes takes longer than to use it, and a node has few.
@lru_cache(maxsize=16)
def _sealing_key(mlkem768: bytes, x25519: bytes) -> MLKEM768X25519PrivateKey:
    return MLKEM768X25519PrivateKey(
        MLKEM768PrivateKey.from_seed_bytes(mlkem768),
        X25519PrivateKey.from_private_bytes(x25519),
    )


@lru_cache(maxsize=16)
def _signing_key(ed25519: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(ed25519)


def is_key_id(value: object) -> bool:
    """Whether it has the form of a `key_id`: 43 characters of base64url."""
    return isinstance(value, str) and _KEY_ID.fullmatch(value) is not None


def _check_length(raw: bytes, length: int, name: str) -> None:
    if not isinstance(raw, bytes) or len(raw) != length:
        raise Malformed(what=f"{name} key", problem=f"it is not {length} bytes long")


@lru_cache(maxsize=1024)
def _key_id(keys: PublicKeys) -> str:
    return to_base64url(hashlib.sha256(canonical(keys.to_json())).digest())


def _read_second(keys: dict[str, Any], what: str) -> bytes | None:
    if "second" not in keys:
        return None
    second = check_fields(keys["second"], frozenset({"alg", "mldsa65"}), what)
    if second["alg"] != SECOND:
        raise Malformed(what=what, problem="it is for an algorithm that version 1 lacks")
    return from_base64url(second["mldsa65"], what, "mldsa65")
