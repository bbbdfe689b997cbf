"""The hashes of the Merkle tree of RFC 9162 §2.1, and how its proofs are checked.

Checking needs no store and none of the rest of Homeward. Callers import it by way of
`homeward.wire.merkle`.
"""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from typing import Final

from homeward.wire.errors import WrongLength

HASH_BYTES: Final = 32
SALT_BYTES: Final = 32
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()


def commitment(canonical_entry: bytes, salt: bytes) -> bytes:
    """HMAC-SHA-256 (RFC 2104) of an entry with its own random salt as the key, 32 bytes.

    Who holds entry and salt can show that the tree holds the entry; who holds neither learns
    nothing from the tree, even by guessing entries, so destroying both erases the entry and leaves
    the tree whole. `salt` is 32 random bytes, never used twice. Raises WrongLength.
    """
    if len(salt) != SALT_BYTES:
        raise WrongLength(what="salt", length=len(salt), expected=SALT_BYTES)
    return hmac.digest(salt, canonical_entry, "sha256")


def leaf_hash(data: bytes) -> bytes:
    """SHA-256(0x00 || data). In the journal `data` is a `commitment`."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root_hash: bytes
) -> bool:
    """Whether `proof` shows that `leaf` is at `index` in the tree of `size` with that root.

    The algorithm of RFC 9162 §2.1.3.2; a proof of any wrong form is False, never an exception.
    """
    if not 0 <= index < size or not _are_hashes([leaf, root_hash, *proof]):
        return False
    position, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            found = node_hash(step, found)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            found = node_hash(found, step)
        position, last = position >> 1, last >> 1
    return last == 0 and hmac.compare_digest(found, root_hash)


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether `proof` shows that the tree of `new` leaves begins with the tree of `old` leaves.

    The algorithm of RFC 9162 §2.1.4.2. Every tree begins with the empty one: for old 0 the proof
    is empty and `old_root` must be the root of no leaves. A proof of any wrong form is False.
    """
    if not 0 <= old <= new or not _are_hashes([old_root, new_root, *proof]):
        return False
    if old == new:
        return not proof and hmac.compare_digest(old_root, new_root)
    if old == 0:
        return not proof and hmac.compare_digest(old_root, EMPTY_ROOT)
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    return bool(path) and _walk_consistency(old, new, old_root, new_root, path)


def _walk_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, path: list[bytes]
) -> bool:
    """Steps 3 to 8 of RFC 9162 §2.1.4.2."""
    position, last = old - 1, new - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    found_old = found_new = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            found_old, found_new = node_hash(step, found_old), node_hash(step, found_new)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            found_new = node_hash(found_new, step)
        position, last = position >> 1, last >> 1
    return (
        last == 0
        and hmac.compare_digest(found_old, old_root)
        and hmac.compare_digest(found_new, new_root)
    )


def _are_hashes(values: Iterable[object]) -> bool:
    return all(isinstance(value, bytes) and len(value) == HASH_BYTES for value in values)
