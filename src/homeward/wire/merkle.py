"""The Merkle tree of RFC 9162 §2.1 over any storage, each step in O(log n).

Only complete subtrees are stored: level 0 holds the leaf hashes, and the node at (level, index)
covers the leaves from `index * 2^level` up to `(index + 1) * 2^level`. Such a node never changes
once written, so a store needs inserting only. What lies right of the last complete subtree is
computed when asked for.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from homeward.wire.errors import OutOfRange, WrongLength
from homeward.wire.merkle_proof import (
    EMPTY_ROOT,
    HASH_BYTES,
    SALT_BYTES,
    commitment,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)

__all__ = [
    "EMPTY_ROOT",
    "HASH_BYTES",
    "SALT_BYTES",
    "MemoryStore",
    "Node",
    "Reader",
    "Store",
    "append",
    "append_reads",
    "commitment",
    "consistency_proof",
    "consistency_reads",
    "extend",
    "grow",
    "inclusion_proof",
    "inclusion_reads",
    "leaf_hash",
    "node_hash",
    "root",
    "root_reads",
    "verify_consistency",
    "verify_inclusion",
]

#: Leaves [start, end) of a tree.
_Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Node:
    """The 32-byte hash of one complete subtree."""

    level: int
    index: int
    hash: bytes


class Reader(Protocol):
    """The part of a store that roots and proofs need; a plain lookup table can serve."""

    def get(self, level: int, index: int) -> bytes:
        """The 32-byte hash of a complete subtree."""


class Store(Reader, Protocol):
    """Where the hashes of complete subtrees live."""

    def size(self) -> int:
        """The number of leaves, that is of nodes on level 0."""

    def put(self, level: int, index: int, hash: bytes, /) -> None:
        """Keep a hash. Each place is written once, unless an interrupted `extend` is repeated."""


@dataclass(slots=True)
class MemoryStore:
    """A store in memory: for tests, and for the nodes that one query fetched (see `*_reads`)."""

    nodes: dict[tuple[int, int], bytes] = field(default_factory=dict)
    leaves: int = 0

    def size(self) -> int:
        """The number of leaves put."""
        return self.leaves

    def get(self, level: int, index: int) -> bytes:
        """The hash at a place; KeyError where there is none."""
        return self.nodes[level, index]

    def put(self, level: int, index: int, hash: bytes, /) -> None:
        """Keep a hash."""
        self.leaves += level == 0 and (level, index) not in self.nodes
        self.nodes[level, index] = hash


def append(store: Store, leaf: bytes) -> int:
    """Add one leaf hash; the new size. Raises WrongLength where it is not 32 bytes long."""
    return extend(store, [leaf])


def extend(store: Store, leaves: Iterable[bytes]) -> int:
    """Add leaf hashes in order; the new size."""
    size = store.size()
    for node in grow(store, size, leaves):
        store.put(node.level, node.index, node.hash)
        size += node.level == 0
    return size


def grow(store: Reader, size: int, leaves: Iterable[bytes]) -> Iterator[Node]:
    """The nodes that adding `leaves` to a tree of `size` leaves creates; nothing is written.

    For stores that insert many rows at once. For each leaf its completed parents come first, top
    down, and the leaf last: a store that stops in between still has a sound tree. Reads
    `append_reads(size)` at most. Raises WrongLength where a leaf is not 32 bytes long.
    """
    edge = [Node(level, index, store.get(level, index)) for level, index in append_reads(size)]
    for position, leaf in enumerate(leaves, start=size):
        if len(leaf) != HASH_BYTES:
            raise WrongLength(what="leaf hash", length=len(leaf), expected=HASH_BYTES)
        created = [Node(0, position, leaf)]
        while edge and edge[-1].level == created[-1].level:
            left, right = edge.pop(), created[-1]
            parent = node_hash(left.hash, right.hash)
            created.append(Node(left.level + 1, left.index >> 1, parent))
        edge.append(created[-1])
        yield from reversed(created)


def root(store: Reader, size: int) -> bytes:
    """The root of the first `size` leaves (MTH of RFC 9162 §2.1.1); 32 bytes."""
    return _range_hash(store, (0, size)) if size else EMPTY_ROOT


def inclusion_proof(store: Reader, index: int, size: int) -> list[bytes]:
    """PATH(index, D[size]) of RFC 9162 §2.1.3.1: that leaf `index` (from 0) is in the tree.

    Raises OutOfRange unless 0 <= index < size.
    """
    return [_range_hash(store, part) for part in _inclusion_ranges(index, size)]


def consistency_proof(store: Reader, old: int, new: int) -> list[bytes]:
    """PROOF(old, D[new]) of RFC 9162 §2.1.4.1: that the first `old` leaves are unchanged.

    Empty where old is 0 or equals new. Raises OutOfRange unless 0 <= old <= new.
    """
    return [_range_hash(store, part) for part in _consistency_ranges(old, new)]


def append_reads(size: int) -> list[tuple[int, int]]:
    """The (level, index) of every node that `grow` reads; the peaks of the tree, left to right."""
    return list(_cover((0, size)))


def root_reads(size: int) -> list[tuple[int, int]]:
    """The (level, index) of every node that `root` reads."""
    return list(_cover((0, size)))


def inclusion_reads(index: int, size: int) -> list[tuple[int, int]]:
    """The (level, index) of every node that `inclusion_proof` reads, to fetch in one query."""
    return [place for part in _inclusion_ranges(index, size) for place in _cover(part)]


def consistency_reads(old: int, new: int) -> list[tuple[int, int]]:
    """The (level, index) of every node that `consistency_proof` reads, to fetch in one query."""
    return [place for part in _consistency_ranges(old, new) for place in _cover(part)]


def _inclusion_ranges(index: int, size: int) -> list[_Range]:
    """The leaf ranges whose hashes make up the audit path, from the leaf upwards."""
    _check_within("leaf", index, 0, size - 1)
    start, end, found = 0, size, list[_Range]()
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    return found[::-1]


def _consistency_ranges(old: int, new: int) -> list[_Range]:
    """The leaf ranges whose hashes make up the consistency proof, in its order."""
    _check_within("size", old, 0, new)
    if old in (0, new):
        return []
    start, end, found = 0, new, list[_Range]()
    while old != end:  # the subtree [start, end) holds the end of the old tree inside it
        middle = start + _split(end - start)
        if old <= middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    if start:  # the old tree is no complete left subtree, so its last part is named
        found.append((start, end))
    return found[::-1]


def _split(width: int) -> int:
    """The largest power of two smaller than `width` (k of RFC 9162)."""
    return 1 << ((width - 1).bit_length() - 1)


def _cover(part: _Range) -> Iterator[tuple[int, int]]:
    """The complete subtrees, left to right, that make up a range which proofs and roots ask for.

    Such a range begins at a multiple of the power of two that spans it.
    """
    start, end = part
    while start < end:
        level = (end - start).bit_length() - 1
        yield level, start >> level
        start += 1 << level


def _range_hash(store: Reader, part: _Range) -> bytes:
    """MTH of a range: its complete subtrees, folded from the right."""
    places = list(_cover(part))
    found = store.get(*places[-1])
    for place in reversed(places[:-1]):
        found = node_hash(store.get(*place), found)
    return found


def _check_within(what: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise OutOfRange(what=what, value=value, low=low, high=high)
