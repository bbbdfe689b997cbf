"""A COSE receipt (RFC 9942) that a tree holds an entry: for verifiers that know nothing of us.

The journal's tree is that of RFC 9162, so a receipt with the verifiable data structure 1
(RFC9162_SHA256) says it all. Encoding and signature are those of `scitt-cose`.
"""

from collections.abc import Sequence
from datetime import datetime

import cbor2
import scitt_cose
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from homeward.wire.keys import NodeKeys, PublicKeys

_KID, _CWT_CLAIMS, _STRUCTURE, _PROOFS = 4, 15, 395, 396
_ISSUER, _SUBJECT, _ISSUED_AT = 1, 2, 6
_RFC9162_SHA256, _INCLUSION = 1, -1


def make_cose_receipt(
    keys: NodeKeys,
    *,
    issuer: str,
    subject: str,
    at: datetime,
    root: bytes,
    size: int,
    index: int,
    path: Sequence[bytes],
) -> bytes:
    """The receipt that the tree of `size` leaves with `root` (32 bytes) holds its leaf `index`.

    `path` is the inclusion proof of RFC 9162 §2.1.3.1, `subject` names the entry, `issuer` the
    journal. The root is signed and left out (detached): the verifier computes it from the leaf.
    """
    proof = cbor2.dumps([size, index, list(path)])
    claims = {_ISSUER: issuer, _SUBJECT: subject, _ISSUED_AT: int(at.timestamp())}
    receipt: bytes = scitt_cose.sign_sign1(
        root,
        alg="EdDSA",
        private_key_pem=_private_pem(keys),
        protected={
            _STRUCTURE: _RFC9162_SHA256,
            _CWT_CLAIMS: claims,
            _KID: keys.public.key_id.encode("ascii"),
        },
        unprotected={_PROOFS: {_INCLUSION: [proof]}},
        detached=True,
    )
    return receipt


def signing_key_pem(keys: PublicKeys) -> bytes:
    """The Ed25519 public key as PEM (SubjectPublicKeyInfo), as other tools read it."""
    key = Ed25519PublicKey.from_public_bytes(keys.ed25519)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _private_pem(keys: NodeKeys) -> bytes:
    key = keys.signing_key()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
