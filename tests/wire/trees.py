"""Trees for the tests, and the definition of their roots."""

import hashlib
from collections.abc import Sequence

from homeward.wire import merkle


def tree_of(entries: Sequence[bytes]) -> merkle.MemoryStore:
    store = merkle.MemoryStore()
    assert merkle.extend(store, map(merkle.leaf_hash, entries)) == len(entries)
    return store


def numbered(size: int) -> list[bytes]:
    return [f"entry {number}".encode() for number in range(size)]


#: A tree to prove things in; entry number n is `entry n`.
BIG = tree_of(numbered(700))


def mth(entries: Sequence[bytes]) -> bytes:
    """The definition of RFC 9162 §2.1.1, word for word."""
    if len(entries) <= 1:
        return hashlib.sha256(b"\x00" + entries[0] if entries else b"").digest()
    k = 1
    while k * 2 < len(entries):
        k *= 2
    return hashlib.sha256(b"\x01" + mth(entries[:k]) + mth(entries[k:])).digest()
