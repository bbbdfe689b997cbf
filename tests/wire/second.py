"""A second implementation of the envelope, written from `docs/reference/protocol.md` alone.

It imports nothing of `homeward` and uses neither the HPKE nor the JWS library that `homeward.wire`
uses: HPKE (RFC 9180) and X-Wing are spelled out over ML-KEM, X25519, HMAC and AES-GCM; of libsodium
only the bindings to its secretstream are taken, as the specification names them. It reads what the
library writes, writes what the library reads, and writes what it must refuse.
"""

import base64
import hashlib
import hmac
import json
import struct
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey, MLDSA65PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from nacl import bindings

SUITE = "MLKEM768_X25519.HKDF_SHA256.AES_256_GCM"
SUITE_ID = b"HPKE" + bytes.fromhex("647a00010002")  # KEM, KDF, AEAD
XWING_LABEL = bytes.fromhex("5c2e2f2f5e5c")


def jcs(value: Any) -> bytes:
    """RFC 8785 for values without floats and names below U+10000, where code points sort alike."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _extract(salt: bytes, ikm: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), ikm, "sha256")


def _expand(secret: bytes, info: bytes, length: int) -> bytes:
    made, block, counter = b"", b"", 1
    while len(made) < length:
        block = hmac.digest(secret, block + info + bytes([counter]), "sha256")
        made, counter = made + block, counter + 1
    return made[:length]


def _key_and_nonce(shared: bytes, info: bytes) -> tuple[bytes, bytes]:
    """The key schedule of RFC 9180 §5.1 in base mode."""

    def extract(salt: bytes, label: bytes, ikm: bytes) -> bytes:
        return _extract(salt, b"HPKE-v1" + SUITE_ID + label + ikm)

    def expand(secret: bytes, label: bytes, context: bytes, length: int) -> bytes:
        labelled = length.to_bytes(2, "big") + b"HPKE-v1" + SUITE_ID + label + context
        return _expand(secret, labelled, length)

    context = b"\x00" + extract(b"", b"psk_id_hash", b"") + extract(b"", b"info_hash", info)
    secret = extract(shared, b"secret", b"")
    return expand(secret, b"key", context, 32), expand(secret, b"base_nonce", context, 12)


def _combine(lattice: bytes, curve: bytes, sent: bytes, public: bytes) -> bytes:
    return hashlib.sha3_256(lattice + curve + sent + public + XWING_LABEL).digest()


def hpke_open(ciphertext: bytes, seed: bytes, x25519: bytes, info: bytes) -> bytes:
    """Open ML-KEM ciphertext (1,088) || ephemeral X25519 (32) || AES-256-GCM."""
    sent = ciphertext[1088:1120]
    own = X25519PrivateKey.from_private_bytes(x25519)
    lattice = MLKEM768PrivateKey.from_seed_bytes(seed).decapsulate(ciphertext[:1088])
    curve = own.exchange(X25519PublicKey.from_public_bytes(sent))
    shared = _combine(lattice, curve, sent, own.public_key().public_bytes_raw())
    key, nonce = _key_and_nonce(shared, info)
    return AESGCM(key).decrypt(nonce, ciphertext[1120:], b"")


def hpke_seal(plaintext: bytes, mlkem768: bytes, x25519: bytes, info: bytes) -> bytes:
    """The inverse, for public keys."""
    lattice, encapsulated = MLKEM768PublicKey.from_public_bytes(mlkem768).encapsulate()
    once = X25519PrivateKey.generate()
    sent = once.public_key().public_bytes_raw()
    curve = once.exchange(X25519PublicKey.from_public_bytes(x25519))
    key, nonce = _key_and_nonce(_combine(lattice, curve, sent, x25519), info)
    return encapsulated + sent + AESGCM(key).encrypt(nonce, plaintext, b"")


def public_keys(
    ed25519: bytes, seed: bytes, x25519: bytes, mldsa65: bytes | None = None
) -> dict[str, Any]:
    """Published keys as JSON."""
    signing = Ed25519PrivateKey.from_private_bytes(ed25519).public_key().public_bytes_raw()
    lattice = MLKEM768PrivateKey.from_seed_bytes(seed).public_key().public_bytes_raw()
    curve = X25519PrivateKey.from_private_bytes(x25519).public_key().public_bytes_raw()
    published: dict[str, Any] = {
        "v": 1,
        "signing": {"alg": "Ed25519", "ed25519": b64(signing)},
        "sealing": {"suite": SUITE, "mlkem768": b64(lattice), "x25519": b64(curve)},
    }
    if mldsa65 is not None:
        public = MLDSA65PrivateKey.from_seed_bytes(mldsa65).public_key().public_bytes_raw()
        published["second"] = {"alg": "ML-DSA-65", "mldsa65": b64(public)}
    return published


def key_id(keys: dict[str, Any]) -> str:
    return b64(hashlib.sha256(jcs(keys)).digest())


def jws(content: bytes, header: dict[str, Any], ed25519: bytes, *, detached: bool = False) -> str:
    """A compact JWS with any protected header, signed with Ed25519 whatever the header says."""
    protected, body = b64(jcs(header)), b64(content)
    signing_input = f"{protected}.{body}".encode()
    signature = b64(Ed25519PrivateKey.from_private_bytes(ed25519).sign(signing_input))
    return f"{protected}.{'' if detached else body}.{signature}"


def jws_verify(compact: str, content: bytes, keys: dict[str, Any]) -> dict[str, Any]:
    """The protected header, once the signature over `content` holds."""
    protected, _, signature = compact.split(".")
    public = Ed25519PublicKey.from_public_bytes(unb64(keys["signing"]["ed25519"]))
    public.verify(unb64(signature), f"{protected}.{b64(content)}".encode())
    found: dict[str, Any] = json.loads(unb64(protected))
    return found


def jws_second(content: bytes, header: dict[str, Any], mldsa65: bytes) -> str:
    """A detached JWS with ML-DSA-65 in pure mode and an empty context (RFC 9964, FIPS 204)."""
    protected = b64(jcs(header))
    signature = MLDSA65PrivateKey.from_seed_bytes(mldsa65).sign(
        f"{protected}.{b64(content)}".encode()
    )
    return f"{protected}..{b64(signature)}"


def jws_second_verify(compact: str, content: bytes, keys: dict[str, Any]) -> dict[str, Any]:
    """The protected header, once the second signature over `content` holds."""
    protected, _, signature = compact.split(".")
    public = MLDSA65PublicKey.from_public_bytes(unb64(keys["second"]["mldsa65"]))
    public.verify(unb64(signature), f"{protected}.{b64(content)}".encode())
    found: dict[str, Any] = json.loads(unb64(protected))
    return found


def info_of(outer: dict[str, Any]) -> bytes:
    shown = {name: value for name, value in outer.items() if name != "ciphertext"}
    return b"homeward envelope v1\n" + jcs(shown)


def outer_of(header: dict[str, Any], receiver: dict[str, Any]) -> dict[str, Any]:
    """The outer fields, without ciphertext, that belong to a header."""
    repeated = ("v", "environment", "sender", "receiver", "id", "type", "handling")
    fields = {name: header[name] for name in repeated}
    return {**fields, "suite": SUITE, "receiver_key": key_id(receiver)}


def seal_outer(outer: dict[str, Any], contents: bytes, receiver: dict[str, Any]) -> bytes:
    """Seal any contents under any outer fields."""
    sealing = receiver["sealing"]
    ciphertext = hpke_seal(
        contents, unb64(sealing["mlkem768"]), unb64(sealing["x25519"]), info_of(outer)
    )
    return jcs({**outer, "ciphertext": b64(ciphertext)})


def open_outer(raw: bytes, seed: bytes, x25519: bytes) -> dict[str, Any]:
    """The contents of an envelope, unverified."""
    outer = json.loads(raw)
    contents: dict[str, Any] = json.loads(
        hpke_open(unb64(outer["ciphertext"]), seed, x25519, info_of(outer))
    )
    return contents


def leaf_of(commitment: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + commitment).digest()


def _join(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _half(size: int) -> int:
    """The largest power of two smaller than `size`."""
    k = 1
    while k * 2 < size:
        k *= 2
    return k


def root_by_inclusion(leaf: bytes, index: int, size: int, proof: list[bytes]) -> bytes:
    """The root that PATH(index, D[size]) of RFC 9162 §2.1.3.1 leads to, from the top down."""
    if size == 1:
        assert not proof
        return leaf
    k, rest, other = _half(size), proof[:-1], proof[-1]
    if index < k:
        return _join(root_by_inclusion(leaf, index, k, rest), other)
    return _join(other, root_by_inclusion(leaf, index - k, size - k, rest))


def roots_by_consistency(
    old: int, new: int, proof: list[bytes], known: bytes | None
) -> tuple[bytes, bytes]:
    """Old and new root that SUBPROOF(old, D[new], known) of RFC 9162 §2.1.4.1 leads to.

    `known` is the old root while the subtree begins with the whole old tree, else None.
    """
    if old == new:
        if known is not None:
            assert not proof
            return known, known
        (same,) = proof
        return same, same
    k, rest, other = _half(new), proof[:-1], proof[-1]
    if old <= k:
        before, after = roots_by_consistency(old, k, rest, known)
        return before, _join(after, other)
    before, after = roots_by_consistency(old - k, new - k, rest, None)
    return _join(other, before), _join(other, after)


def check_countersignature(raw: str, head: str, keys: dict[str, Any], previous: int) -> None:
    """A countersignature of that very head, by the holder of `keys`, after one of `previous`."""
    content = unb64(raw.split(".")[1])
    assert jws_verify(raw, content, keys)["typ"] == "homeward-countersignature"
    said, seen = json.loads(content), json.loads(unb64(head.split(".")[1]))
    assert jcs(said) == content
    assert said["head"] == hashlib.sha256(head.encode()).hexdigest()
    for name in ("v", "environment", "state", "size", "root"):
        assert said[name] == seen[name]
    assert (said["kind"], said["previous"]) == ("countersignature", previous)


def check_proof_request(raw: str, keys: dict[str, Any]) -> dict[str, Any]:
    """What a signed question asks."""
    content = unb64(raw.split(".")[1])
    assert jws_verify(raw, content, keys)["typ"] == "homeward-proof-request"
    asked: dict[str, Any] = json.loads(content)
    assert (jcs(asked), asked["kind"]) == (content, "proof_request")
    return asked


FRAME = 1024 * 1024


def _place(attachment: dict[str, Any], number: int) -> bytes:
    """The associated data of every frame of a part."""
    identifier = bytes.fromhex(attachment["id"].replace("-", ""))
    line = b"homeward attachment part v1\n"
    return line + identifier + struct.pack(">II", number, len(attachment["parts"]))


def seal_part(
    attachment: dict[str, Any], number: int, plain: bytes, last_tag: int | None = None
) -> bytes:
    """A part as it travels; `last_tag` ends it with a mark that it should not have."""
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    raw = bindings.crypto_secretstream_xchacha20poly1305_init_push(state, unb64(attachment["key"]))
    final = 3 if number == len(attachment["parts"]) else 1
    for start in range(0, len(plain), FRAME):
        frame = plain[start : start + FRAME]
        tag = (final if last_tag is None else last_tag) if start + FRAME >= len(plain) else 0
        raw += bindings.crypto_secretstream_xchacha20poly1305_push(
            state, frame, _place(attachment, number), tag
        )
    return bytes(raw)


def open_part(attachment: dict[str, Any], number: int, raw: bytes) -> bytes:
    """The plain bytes of a part, once everything about it holds."""
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    key = unb64(attachment["key"])
    bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, raw[:24], key)
    plain, tags = b"", []
    for start in range(24, len(raw), FRAME + 17):
        frame, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(
            state, raw[start : start + FRAME + 17], _place(attachment, number)
        )
        plain, tags = plain + frame, [*tags, tag]
    assert tags[:-1] == [0] * (len(tags) - 1)
    assert tags[-1] == (3 if number == len(attachment["parts"]) else 1)
    assert hashlib.sha256(plain).hexdigest() == attachment["parts"][number - 1]
    return plain


def _hkdf(key: bytes, salt: bytes, info: bytes) -> bytes:
    """The first 32 bytes of HKDF with SHA-256 (RFC 5869)."""
    extracted = hmac.digest(salt, key, "sha256")
    return hmac.digest(extracted, info + b"\x01", "sha256")


def _gcm(attachment: dict[str, Any], number: int, salt: bytes) -> AESGCM:
    info = _place(attachment, number).replace(b" v1\n", b" v2\n", 1)
    return AESGCM(_hkdf(unb64(attachment["key"]), salt, info))


def seal_gcm_part(attachment: dict[str, Any], number: int, plain: bytes, salt: bytes) -> bytes:
    """A part in the second form."""
    cipher, raw = _gcm(attachment, number, salt), salt
    for start in range(0, len(plain), FRAME):
        last = b"\x01" if start + FRAME >= len(plain) else b"\x00"
        nonce = struct.pack(">3xQ", start // FRAME) + last
        raw += cipher.encrypt(nonce, plain[start : start + FRAME], b"")
    return raw


def open_gcm_part(attachment: dict[str, Any], number: int, raw: bytes) -> bytes:
    """The plain bytes of a part in the second form, once everything about it holds."""
    cipher, plain = _gcm(attachment, number, raw[:16]), b""
    frames = [raw[start : start + FRAME + 16] for start in range(16, len(raw), FRAME + 16)]
    for count, frame in enumerate(frames, 1):
        nonce = struct.pack(">3xQB", count - 1, count == len(frames))
        plain += cipher.decrypt(nonce, frame, b"")
    assert hashlib.sha256(plain).hexdigest() == attachment["parts"][number - 1]
    return plain
