"""Proofs about the tree, in O(log n) hashes and one query each; wherever they are shown.

Whoever reads here must be shown the tree by the database: the verifier, the witness, an overseer
or an administrator. What a proof says is that of RFC 9162; what an entry says is not here.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from homeward.foundation.journal.errors import BeyondTheTree
from homeward.foundation.journal.models import Place, TreeHash
from homeward.foundation.journal.tree import stored, tree_size
from homeward.wire import merkle


@dataclass(frozen=True, slots=True)
class Inclusion:
    """That the tree of `size` leaves holds a leaf at `index`: PATH of RFC 9162 §2.1.3.1."""

    index: int
    size: int
    path: tuple[bytes, ...]


def inclusion_of(indices: Iterable[int], size: int) -> dict[int, Inclusion]:
    """Proofs for places (from 0) in the tree of `size` leaves, by place; one query for them all.

    Raises BeyondTheTree, DamagedTree, and the wire's OutOfRange for a place outside `size`.
    """
    _check_reached(size)
    wanted = list(indices)
    store = stored(read for index in wanted for read in merkle.inclusion_reads(index, size))
    return {
        index: Inclusion(index, size, tuple(merkle.inclusion_proof(store, index, size)))
        for index in wanted
    }


def consistency(old: int, new: int) -> list[bytes]:
    """PROOF(old, D[new]) of RFC 9162 §2.1.4.1. Raises BeyondTheTree, DamagedTree, OutOfRange."""
    _check_reached(new)
    return merkle.consistency_proof(stored(merkle.consistency_reads(old, new)), old, new)


def places_of_leaves(leaves: Iterable[bytes], size: int) -> dict[bytes, int]:
    """Where the first `size` leaves hold these leaf hashes; those not held are absent."""
    found = TreeHash.objects.filter(level=0, hash__in=list(leaves), index__lt=size)
    return {bytes(hash_): index for hash_, index in found.values_list("hash", "index")}


def places_of_entries(numbers: Iterable[int]) -> dict[int, int]:
    """Where entries stand in the tree, by their numbers; those that wait are absent."""
    found = Place.objects.filter(entry_number__in=list(numbers))
    return dict(found.values_list("entry_number", "position"))


def _check_reached(size: int) -> None:
    reached = tree_size()
    if size > reached:
        raise BeyondTheTree(size=reached, wanted=size)
