"""Proofs against the definitions of RFC 9162 and against pymerkle, a second implementation."""

from collections.abc import Sequence

import pymerkle
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle.core import _consistency_path_layout, _inclusion_path_layout

from homeward.wire import merkle
from tests.wire.trees import BIG, mth, numbered

PEER = pymerkle.InmemoryTree(algorithm="sha256")
PEER.append_entries(numbered(700))


@settings(deadline=None)
@given(st.integers(1, 700), st.data())
def test_inclusion_proofs_are_those_of_pymerkle_and_each_accepts_the_other(
    size: int, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, size - 1))
    root, proof = merkle.root(BIG, size), merkle.inclusion_proof(BIG, index, size)
    leaf = merkle.leaf_hash(f"entry {index}".encode())
    theirs = PEER.prove_inclusion(index + 1, size)
    assert PEER.get_root(size) == root
    assert merkle.verify_inclusion(leaf, index, size, theirs.path[1:], root)
    rule, _ = _inclusion_path_layout(index + 1, size)
    ours = pymerkle.InclusionProof("sha256", True, size, index + 1, rule, [leaf, *proof])
    pymerkle.verify_inclusion(leaf, root, ours, index=index + 1, size=size)


def as_in_the_rfc(theirs: pymerkle.ConsistencyProof, old: int, new: int) -> list[bytes]:
    """A consistency proof of pymerkle in the form of RFC 9162.

    pymerkle spells the subtree right of the old tree's end out down to its first leaf, and always
    names the old tree's last part. The RFC gives that subtree as one hash, after the last part,
    which it leaves out where it is the whole old tree.
    """
    if old == new:
        return []
    last_part = theirs.subset.index(1)
    right = theirs.path[0]
    for bit, sibling in zip(theirs.rule, theirs.path[1:last_part], strict=False):
        right = merkle.node_hash(sibling, right) if bit else merkle.node_hash(right, sibling)
    _, _, ranges = _consistency_path_layout(old, new)
    named = [theirs.path[last_part]] if ranges[last_part][0] else []
    return [*named, right, *theirs.path[last_part + 1 :]]


@settings(deadline=None)
@given(st.integers(1, 700), st.data())
def test_consistency_proofs_are_those_of_pymerkle(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new))
    theirs = as_in_the_rfc(PEER.prove_consistency(old, new), old, new)
    assert theirs == merkle.consistency_proof(BIG, old, new)
    assert merkle.verify_consistency(old, new, PEER.get_root(old), PEER.get_root(new), theirs)


@settings(deadline=None)
@given(st.integers(1, 700), st.data())
def test_pymerkle_accepts_consistency_proofs_made_of_our_hashes(
    new: int, data: st.DataObject
) -> None:
    old = data.draw(st.integers(1, new))
    rule, subset, ranges = _consistency_path_layout(old, new)
    path = [merkle._range_hash(BIG, part) for part in ranges]
    ours = pymerkle.ConsistencyProof("sha256", True, new, old, rule, subset, path)
    roots = (merkle.root(BIG, old), merkle.root(BIG, new))
    pymerkle.verify_consistency(*roots, ours, prior_size=old, later_size=new)


def proof_by_definition(old: int, entries: Sequence[bytes], *, whole: bool = True) -> list[bytes]:
    """SUBPROOF of RFC 9162 §2.1.4.1, word for word."""
    if old == len(entries):
        return [] if whole else [mth(entries)]
    k = 1
    while k * 2 < len(entries):
        k *= 2
    if old <= k:
        return [*proof_by_definition(old, entries[:k], whole=whole), mth(entries[k:])]
    return [*proof_by_definition(old - k, entries[k:], whole=False), mth(entries[:k])]


@settings(deadline=None)
@given(st.integers(1, 60), st.data())
def test_consistency_proofs_follow_the_definition(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new))
    expected = proof_by_definition(old, numbered(new))
    assert merkle.consistency_proof(BIG, old, new) == expected
