"""The keys that sign a directory: in encrypted files, or in a PKCS#11 token.

A key file is PKCS#12 (RFC 7292), which other tools open too: an Ed25519 private key under a
passphrase (PBES2: PBKDF2 with SHA-256, AES-256-CBC). Beside it lies `NAME.pub.json`, the public
half, which holds no secret and is what whoever keeps the directory is given.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    PrivateFormat,
    load_pem_public_key,
    pkcs12,
)
from securesystemslib.exceptions import UnsupportedLibraryError
from securesystemslib.signer import CryptoSigner, HSMSigner, Key, Signature, Signer, SSlibKey

from homeward.wire.directory.errors import KeyFileExists, KeyFileLocked, TokenUnavailable
from homeward.wire.encoding import check_fields, check_size, parse_object
from homeward.wire.errors import Malformed

try:
    from pkcs11.exceptions import PKCS11Error
except ImportError:  # the extra `hsm` is not installed, and no token can raise its errors
    _TOKEN_ERRORS: tuple[type[Exception], ...] = (UnsupportedLibraryError, ValueError)
else:
    _TOKEN_ERRORS = (UnsupportedLibraryError, ValueError, RuntimeError, OSError, PKCS11Error)

#: PBKDF2 rounds of new key files (OWASP's figure for SHA-256); about 60 ms to open one.
ROUNDS: Final = 600_000

_WHAT: Final = "public key of a directory"
_ECDSA: Final = ("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384")
_MAX_BYTES: Final = 16_384


def new_key_file(path: Path, passphrase: bytes, *, rounds: int = ROUNDS) -> Signer:
    """Make an Ed25519 key, write it encrypted to `path` (0600) and its public half beside it.

    Raises KeyFileExists, and Malformed for an empty passphrase.
    """
    if not passphrase:
        raise Malformed(what="passphrase", problem="it is empty")
    private = Ed25519PrivateKey.generate()
    encryption = (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(rounds)
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(hashes.SHA256())
        .build(passphrase)
    )
    raw = pkcs12.serialize_key_and_certificates(b"homeward", private, None, None, encryption)
    signer = CryptoSigner(private)
    public = public_file(path)
    if path.exists() or public.exists():
        raise KeyFileExists(file=path.name)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyFileExists(file=path.name) from None
    with os.fdopen(handle, "wb") as file:
        file.write(raw)
    write_public_key(public, signer.public_key)
    return signer


def open_key_file(path: Path, passphrase: bytes) -> Signer:
    """The signer in a key file. Raises KeyFileLocked; OSError where the file cannot be read."""
    try:
        private, _, _ = pkcs12.load_key_and_certificates(path.read_bytes(), passphrase)
    except ValueError:
        raise KeyFileLocked(file=path.name) from None
    if not isinstance(private, Ed25519PrivateKey):
        raise KeyFileLocked(file=path.name)
    return CryptoSigner(private)


def public_file(path: Path) -> Path:
    """Where the public half of the key file `path` lies."""
    return path.with_name(f"{path.name}.pub.json")


def write_public_key(path: Path, key: Key) -> None:
    """Write a public key as JSON: `{keyid, keytype, keyval, scheme}`."""
    path.write_text(json.dumps({"keyid": key.keyid, **key.to_dict()}, sort_keys=True) + "\n")


def read_public_key(raw: bytes) -> Key:
    """The public key in the JSON that `write_public_key` makes.

    Its id must be the one that follows from its contents: a key under two ids could count twice
    towards a threshold. Raises Malformed, TooLarge.
    """
    check_size(raw, _MAX_BYTES, _WHAT)
    fields = check_fields(
        parse_object(raw, _WHAT), frozenset({"keyid", "keytype", "keyval", "scheme"}), _WHAT
    )
    try:
        key = Key.from_dict(fields.pop("keyid"), fields)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Malformed(what=_WHAT, problem="it is not a key") from None
    check_key(key)
    return key


def check_key(key: Key) -> None:
    """Ed25519 or ECDSA on P-256 or P-384, under the id that follows from it. Raises Malformed."""
    if _derived_id(key) != key.keyid:
        raise Malformed(what=_WHAT, problem="its id is not the one that follows from it")


def _derived_id(key: Key) -> str:
    text = key.keyval.get("public")
    if not isinstance(key, SSlibKey) or not isinstance(text, str):
        raise Malformed(what=_WHAT, problem="it is not of a kind that is used here")
    try:
        public: Ed25519PublicKey | EllipticCurvePublicKey
        if key.scheme == "ed25519":
            public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(text))
        elif key.scheme in _ECDSA:
            loaded = load_pem_public_key(text.encode())
            if not isinstance(loaded, EllipticCurvePublicKey):
                raise ValueError(key.scheme)
            public = loaded
        else:
            raise ValueError(key.scheme)
        return SSlibKey.from_crypto(public, scheme=key.scheme).keyid
    except ValueError:
        raise Malformed(what=_WHAT, problem="it is not of a kind that is used here") from None


def import_token_key(
    key_id: int, *, token_label: str | None, pin: Callable[[], str]
) -> tuple[str, Key]:
    """URI and public key of an ECDSA key in a PKCS#11 token; the private key never leaves it.

    `pin` is asked only where the token hides its public keys. Raises TokenUnavailable.
    """
    try:
        uri, key = HSMSigner.import_(key_id, token_label, lambda secret: pin())
    except _TOKEN_ERRORS as error:
        raise _unavailable(error) from None
    return uri, key


def token_signer(uri: str, key: Key, *, pin: Callable[[], str]) -> Signer:
    """A signer whose private key stays in the token named by `uri` (`hsm:ID?label=…`).

    Raises TokenUnavailable; so does signing.
    """
    try:
        inner = HSMSigner.from_priv_key_uri(uri, key, lambda secret: pin())
    except _TOKEN_ERRORS as error:
        raise _unavailable(error) from None
    return _TokenSigner(inner)


def _unavailable(error: Exception) -> TokenUnavailable:
    """Many of the token's errors have no words, and are told by their names."""
    return TokenUnavailable(problem=str(error) or type(error).__name__)


class _TokenSigner(Signer):
    """HSMSigner with the token's own errors told as this library's."""

    def __init__(self, inner: HSMSigner) -> None:
        self._inner = inner

    @property
    def public_key(self) -> Key:
        return self._inner.public_key

    @classmethod
    def from_priv_key_uri(
        cls, priv_key_uri: str, public_key: Key, secrets_handler: object = None
    ) -> "_TokenSigner":
        raise NotImplementedError("made by token_signer only")

    def sign(self, payload: bytes) -> Signature:
        """The token's signature. Raises TokenUnavailable."""
        try:
            return self._inner.sign(payload)
        except _TOKEN_ERRORS as error:
            raise _unavailable(error) from None
