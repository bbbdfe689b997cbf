"""Signed bytes: JWS with the algorithm `Ed25519` (RFC 7515, RFC 8037, RFC 9864) and nothing else.

The protected header is exactly `alg`, `kid`, `typ`. `typ` keeps the kinds of signed things apart:
a receipt can never be taken for a message. The algorithm is that of the key; what the header names
is only compared with it. The second signature of a message is `ML-DSA-65` (RFC 9964), in the same
form.
"""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey, MLDSA65PublicKey
from joserfc import jws
from joserfc.errors import BadSignatureError, JoseError
from joserfc.jwk import OKPKey
from jwcrypto import jwk as second_jwk
from jwcrypto import jws as second_jws
from jwcrypto.common import JWException

from homeward.wire.encoding import (
    canonical,
    check_size,
    check_uncompressed,
    from_base64url,
    parse_object,
)
from homeward.wire.errors import (
    AlgorithmNotTheKeys,
    BadSignature,
    Compressed,
    Malformed,
    NotCanonical,
    UnknownKey,
)
from homeward.wire.keys import SECOND, NodeKeys, PublicKeys

ALGORITHM: Final = "Ed25519"
MAX_STATEMENT_BYTES: Final = 16_384

_DETACHED = re.compile(r"[A-Za-z0-9_-]+\.\.[A-Za-z0-9_-]+")

#: A registry given together with `algorithms=` silently wins, so the algorithm is fixed in it. Its
#: limit of 128,000 bytes does not bind detached contents; statements are shorter.
_REGISTRY = jws.JWSRegistry(algorithms=[ALGORITHM])


class Typ(StrEnum):
    """The `typ` of the protected header, one for each kind of signed thing."""

    MESSAGE = "homeward-message"
    RECEIPT = "homeward-receipt"
    TREE_HEAD = "homeward-tree-head"
    CARD = "homeward-card"
    COUNTERSIGNATURE = "homeward-countersignature"
    PROOF_REQUEST = "homeward-proof-request"
    KEY_HAND_OVER = "homeward-key-hand-over"
    ATTACHMENT = "homeward-attachment"
    PRACTICE_PACK = "homeward-practice-pack"
    REPORT = "homeward-report"


def sign_detached(content: bytes, typ: Typ, keys: NodeKeys) -> str:
    """A compact JWS over `content` with the content left out (RFC 7515 appendix F)."""
    return jws.detach_content(_sign(content, typ, keys))


def signer_of(signature: str, what: str) -> str:
    """The key id that a compact JWS names, unverified. Raises Malformed."""
    segment = signature.split(".", 1)[0]
    header = parse_object(from_base64url(segment, what, "its signature header"), what)
    return str(header.get("kid"))


def verify_detached(
    signature: object, content: bytes, typ: Typ, keys: Iterable[PublicKeys], what: str
) -> PublicKeys:
    """Check a detached signature over `content` and return the keys that made it.

    Raises Malformed, Compressed, AlgorithmNotTheKeys, UnknownKey, BadSignature.
    """
    if not isinstance(signature, str) or not _DETACHED.fullmatch(signature):
        raise Malformed(what=what, problem="its signature is not a detached JWS")
    signer = _signer(signature, typ, keys, what)
    _verify(signature, signer, what, content)
    return signer


def sign_second(content: bytes, typ: Typ, keys: NodeKeys) -> str:
    """A detached JWS over `content` with the second key, which `keys` must have."""
    if keys.mldsa65 is None:
        raise ValueError("these keys have no second key to sign with")
    header = canonical({"alg": SECOND, "kid": keys.public.key_id, "typ": typ.value})
    seed = MLDSA65PrivateKey.from_seed_bytes(keys.mldsa65)
    key = second_jwk.JWK.from_pyca(seed)  # type: ignore[arg-type]  # its types are older
    token = second_jws.JWS(content)
    token.allowed_algs = [SECOND]
    token.add_signature(key, None, header.decode(), None)
    protected, _, signature = token.serialize(compact=True).split(".")
    return f"{protected}..{signature}"


def verify_second(signature: str, content: bytes, typ: Typ, signer: PublicKeys, what: str) -> None:
    """Check a second signature over `content` by the keys that made the first.

    Raises Malformed, Compressed, AlgorithmNotTheKeys, UnknownKey, BadSignature.
    """
    if signer.mldsa65 is None:
        raise UnknownKey(what=what, key=ascii(SECOND))
    if not _DETACHED.fullmatch(signature):
        raise Malformed(what=what, problem="its second signature is not a detached JWS")
    _signer(signature, typ, [signer], what, algorithm=SECOND)
    public = MLDSA65PublicKey.from_public_bytes(signer.mldsa65)
    key = second_jwk.JWK.from_pyca(public)  # type: ignore[arg-type]  # as above
    token = second_jws.JWS()
    token.allowed_algs = [SECOND]
    try:
        token.deserialize(signature)
        token.verify(key, detached_payload=content)
    except second_jws.InvalidJWSSignature:
        raise BadSignature(what=what) from None
    except JWException:
        raise Malformed(what=what, problem="its second signature is not a JWS") from None


def sign_statement(statement: dict[str, Any], typ: Typ, keys: NodeKeys) -> bytes:
    """A compact JWS over the canonical JSON of `statement`. Equal inputs give equal bytes."""
    return _sign(canonical(statement), typ, keys).encode("ascii")


def read_statement(raw: bytes, what: str, *, limit: int = MAX_STATEMENT_BYTES) -> dict[str, Any]:
    """The statement inside a compact JWS, unverified: to find out whose keys to ask for."""
    check_size(raw, limit, what)
    check_uncompressed(raw, what)
    parts = _text(raw, what).split(".")
    if len(parts) != 3:
        raise Malformed(what=what, problem="it is not a compact JWS of three parts")
    content = from_base64url(parts[1], what, "its content")
    statement = parse_object(content, what)
    if canonical(statement) != content:
        raise NotCanonical(path="$", problem=f"the {what} is not written as RFC 8785 requires")
    return statement


def verify_statement(raw: bytes, typ: Typ, keys: Iterable[PublicKeys], what: str) -> dict[str, Any]:
    """The statement inside a compact JWS once its signature holds.

    Raises TooLarge, Compressed, Malformed, NotCanonical, AlgorithmNotTheKeys, UnknownKey,
    BadSignature.
    """
    statement = read_statement(raw, what)
    check_signature(raw, typ, keys, what)
    return statement


def check_signature(raw: bytes, typ: Typ, keys: Iterable[PublicKeys], what: str) -> None:
    """Check the signature of a compact JWS whose statement `read_statement` has read already.

    Raises Malformed, Compressed, AlgorithmNotTheKeys, UnknownKey, BadSignature.
    """
    signature = _text(raw, what)
    _verify(signature, _signer(signature, typ, keys, what), what, None)


def _text(raw: bytes, what: str) -> str:
    try:
        return raw.decode("ascii")
    except UnicodeDecodeError:
        raise Malformed(what=what, problem="it is not a compact JWS") from None


def _sign(content: bytes, typ: Typ, keys: NodeKeys) -> str:
    header = {"alg": ALGORITHM, "kid": keys.public.key_id, "typ": typ.value}
    key = OKPKey.import_key(keys.signing_key())
    return jws.serialize_compact(header, content, key, registry=_REGISTRY)


def _signer(
    signature: str, typ: Typ, keys: Iterable[PublicKeys], what: str, algorithm: str = ALGORITHM
) -> PublicKeys:
    """Check the protected header and find the key it names among `keys`."""
    segment = signature.split(".", 1)[0]
    header = parse_object(from_base64url(segment, what, "its signature header"), what)
    if "zip" in header:
        raise Compressed(what=what)
    if header.get("alg") != algorithm:
        named = str(header.get("alg"))[:40]
        raise AlgorithmNotTheKeys(what=what, algorithm=ascii(named), expected=algorithm)
    if header.keys() != {"alg", "kid", "typ"}:
        raise Malformed(what=what, problem="its signature header is not exactly alg, kid, typ")
    if header["typ"] != typ.value:
        raise Malformed(what=what, problem=f"what was signed is not of the kind {typ.value}")
    for candidate in keys:
        if candidate.key_id == header["kid"]:
            return candidate
    raise UnknownKey(what=what, key=ascii(str(header["kid"])[:64]))


def _verify(signature: str, signer: PublicKeys, what: str, content: bytes | None) -> None:
    key = OKPKey.import_key(Ed25519PublicKey.from_public_bytes(signer.ed25519))
    try:
        jws.deserialize_compact(signature, key, registry=_REGISTRY, payload=content)
    except BadSignatureError:
        raise BadSignature(what=what) from None
    except JoseError as error:
        raise Malformed(what=what, problem=f"its signature is not a JWS ({error.error})") from None
