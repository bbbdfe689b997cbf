"""The Merkle tree against published vectors and the definition, and what it must not prove."""

import hashlib
import hmac
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.wire import merkle
from homeward.wire.errors import OutOfRange, WrongLength
from tests.wire.trees import BIG, mth, numbered, tree_of

# The reference tree of Certificate Transparency, used by its own test suites.
ENTRIES = [
    bytes.fromhex(entry)
    for entry in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): INCLUSION[0, 8],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
    (6, 7): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}


def hexed(hashes: Sequence[bytes]) -> list[str]:
    return [value.hex() for value in hashes]


@pytest.mark.parametrize("size", range(1, 9))
def test_published_roots(size: int) -> None:
    assert merkle.root(tree_of(ENTRIES[:size]), size).hex() == ROOTS[size - 1]
    assert merkle.root(tree_of(ENTRIES), size).hex() == ROOTS[size - 1]


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert merkle.root(merkle.MemoryStore(), 0) == hashlib.sha256().digest() == merkle.EMPTY_ROOT


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_published_inclusion_proofs(index: int, size: int) -> None:
    proof = merkle.inclusion_proof(tree_of(ENTRIES), index, size)
    assert hexed(proof) == INCLUSION[index, size]
    leaf, root = merkle.leaf_hash(ENTRIES[index]), bytes.fromhex(ROOTS[size - 1])
    assert merkle.verify_inclusion(leaf, index, size, proof, root)


@pytest.mark.parametrize(("old", "new"), CONSISTENCY)
def test_published_consistency_proofs(old: int, new: int) -> None:
    proof = merkle.consistency_proof(tree_of(ENTRIES), old, new)
    assert hexed(proof) == CONSISTENCY[old, new]
    roots = (bytes.fromhex(ROOTS[old - 1]), bytes.fromhex(ROOTS[new - 1]))
    assert merkle.verify_consistency(old, new, *roots, proof)


@settings(deadline=None)
@given(st.lists(st.binary(max_size=5), max_size=40))
def test_every_root_follows_the_definition(entries: list[bytes]) -> None:
    store = merkle.MemoryStore()
    for size, entry in enumerate(entries, start=1):
        assert merkle.append(store, merkle.leaf_hash(entry)) == size
        assert merkle.root(store, size) == mth(entries[:size])


@settings(deadline=None)
@given(st.integers(0, 300), st.integers(0, 300))
def test_bulk_and_single_appends_make_the_same_nodes(first: int, then: int) -> None:
    leaves = [merkle.leaf_hash(entry) for entry in numbered(first + then)]
    at_once, in_two = merkle.MemoryStore(), merkle.MemoryStore()
    merkle.extend(at_once, leaves)
    merkle.extend(in_two, leaves[:first])
    for leaf in leaves[first:]:
        merkle.append(in_two, leaf)
    assert at_once == in_two


@pytest.mark.parametrize("size", range(18))
def test_every_proof_of_small_trees_verifies(size: int) -> None:
    root = merkle.root(BIG, size)
    for index in range(size):
        proof = merkle.inclusion_proof(BIG, index, size)
        leaf = merkle.leaf_hash(f"entry {index}".encode())
        assert merkle.verify_inclusion(leaf, index, size, proof, root)
    for old in range(size + 1):
        proof = merkle.consistency_proof(BIG, old, size)
        assert merkle.verify_consistency(old, size, merkle.root(BIG, old), root, proof)


@settings(deadline=None)
@given(st.integers(2, 700), st.data())
def test_an_inclusion_proof_proves_nothing_else(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1).filter(lambda value: value != index))
    root, proof = merkle.root(BIG, size), merkle.inclusion_proof(BIG, index, size)
    leaf, foreign = (merkle.leaf_hash(f"entry {n}".encode()) for n in (index, other))
    check = merkle.verify_inclusion
    assert not check(foreign, index, size, proof, root)
    assert not check(leaf, other, size, proof, root)
    assert not check(leaf, index, size, proof[:-1], root)
    assert not check(leaf, index, size, [*proof, root], root)
    assert not check(leaf, index, size, [*proof[:-1], proof[-1][::-1]], root)
    assert not check(leaf, index, size, proof, merkle.root(BIG, size - 1))
    assert not check(leaf, index, size, [*proof[:-1], b"short"], root)
    assert not check(leaf, size + index, size, proof, root)
    assert not check(leaf, -1, size, proof, root)


def test_bytes_cannot_be_moved_between_neighbours() -> None:
    """Only the lengths tell 31 + 33 bytes from 32 + 32: the hashed bytes are the same."""
    leaf, (sibling,), root = BIG.get(0, 0), merkle.inclusion_proof(BIG, 0, 2), merkle.root(BIG, 2)
    assert merkle.verify_inclusion(leaf, 0, 2, [sibling], root)
    assert not merkle.verify_inclusion(leaf[:31], 0, 2, [leaf[31:] + sibling], root)
    assert not merkle.verify_inclusion(leaf + sibling[:1], 0, 2, [sibling[1:]], root)


@pytest.mark.parametrize("size", range(1, 18))
def test_a_proof_is_as_long_as_index_and_size_demand(size: int) -> None:
    """Hashes alone would fit: only counting the steps refuses these."""
    for index in range(size):
        leaf = merkle.leaf_hash(f"entry {index}".encode())
        root, proof = merkle.root(BIG, size), merkle.inclusion_proof(BIG, index, size)
        extra = bytes(32)
        for longer in (merkle.node_hash(extra, root), merkle.node_hash(root, extra)):
            assert not merkle.verify_inclusion(leaf, index, size, [*proof, extra], longer)
        for claimed in range(index + 1, 40):
            if len(merkle.inclusion_proof(BIG, index, claimed)) != len(proof):
                assert not merkle.verify_inclusion(leaf, index, claimed, proof, root)


@pytest.mark.parametrize("new", range(2, 18))
def test_a_consistency_proof_is_as_long_as_the_sizes_demand(new: int) -> None:
    for old in range(1, new):
        old_root, new_root = merkle.root(BIG, old), merkle.root(BIG, new)
        proof, extra = merkle.consistency_proof(BIG, old, new), bytes(32)
        check = merkle.verify_consistency
        on_the_right = merkle.node_hash(new_root, extra)
        assert not check(old, new, old_root, on_the_right, [*proof, extra])
        on_the_left = (merkle.node_hash(extra, old_root), merkle.node_hash(extra, new_root))
        assert not check(old, new, *on_the_left, [*proof, extra])
        for claimed in range(old + 1, 40):
            if len(merkle.consistency_proof(BIG, old, claimed)) != len(proof):
                assert not check(old, claimed, old_root, new_root, proof)


@settings(deadline=None)
@given(st.integers(2, 700), st.data())
def test_a_rewritten_history_is_not_consistent(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new - 1))
    changed = data.draw(st.integers(0, old - 1))
    entries = numbered(new)
    entries[changed] = b"rewritten"
    fork = tree_of(entries)
    old_root, new_root = merkle.root(BIG, old), merkle.root(fork, new)
    for source in (fork, BIG):
        proof = merkle.consistency_proof(source, old, new)
        assert not merkle.verify_consistency(old, new, old_root, new_root, proof)


@settings(deadline=None)
@given(st.integers(1, 700), st.integers(1, 700), st.data())
def test_a_spoiled_consistency_proof_is_refused(one: int, two: int, data: st.DataObject) -> None:
    old, new = min(one, two), max(one, two)
    roots = (merkle.root(BIG, old), merkle.root(BIG, new))
    proof = merkle.consistency_proof(BIG, old, new)
    assert not merkle.verify_consistency(old, new, *roots, [*proof, roots[0]])
    assert not merkle.verify_consistency(new + 1, new, *roots, proof)
    if proof:
        place = data.draw(st.integers(0, len(proof) - 1))
        spoiled = [*proof[:place], bytes(32), *proof[place + 1 :]]
        assert not merkle.verify_consistency(old, new, *roots, spoiled)
        assert not merkle.verify_consistency(old, new, *roots, proof[:-1])
        assert not merkle.verify_consistency(old, new, roots[1], roots[0], proof)


def test_nothing_is_consistent_with_a_false_empty_tree() -> None:
    root = merkle.root(BIG, 5)
    assert merkle.verify_consistency(0, 5, merkle.EMPTY_ROOT, root, [])
    assert not merkle.verify_consistency(0, 5, root, root, [])
    assert not merkle.verify_consistency(0, 5, merkle.EMPTY_ROOT, root, [root])


class CountingStore(merkle.MemoryStore):
    """Notes which places are read and written."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[tuple[int, int]] = []
        self.written: list[tuple[int, int]] = []

    def get(self, level: int, index: int) -> bytes:
        self.read.append((level, index))
        return super().get(level, index)

    def put(self, level: int, index: int, hash: bytes, /) -> None:
        self.written.append((level, index))
        super().put(level, index, hash)


def test_every_step_reads_and_writes_logarithmically_and_as_announced() -> None:
    store, size = CountingStore(), 100_003
    merkle.extend(store, (merkle.leaf_hash(b"%d" % number) for number in range(size)))
    assert len(store.written) == len(set(store.written)) < 2 * size
    bound = 2 * size.bit_length()
    for act, announced in (
        (lambda: merkle.root(store, size), merkle.root_reads(size)),
        (lambda: merkle.inclusion_proof(store, 77_777, size), merkle.inclusion_reads(77_777, size)),
        (
            lambda: merkle.consistency_proof(store, 65_537, size),
            merkle.consistency_reads(65_537, size),
        ),
        (lambda: merkle.append(store, bytes(32)), merkle.append_reads(size)),
    ):
        store.read.clear()
        store.written.clear()
        act()
        assert sorted(store.read) == sorted(announced)
        assert len(store.read) <= bound
        assert len(store.written) <= size.bit_length()


@settings(deadline=None)
@given(st.integers(1, 700), st.data())
def test_the_announced_nodes_suffice_to_prove(size: int, data: st.DataObject) -> None:
    """A database may fetch them in one query and prove from what came back."""
    index = data.draw(st.integers(0, size - 1))
    wanted = merkle.inclusion_reads(index, size)
    fetched = merkle.MemoryStore({place: BIG.nodes[place] for place in wanted})
    assert merkle.inclusion_proof(fetched, index, size) == merkle.inclusion_proof(BIG, index, size)


def test_a_store_that_stops_in_between_still_has_a_sound_tree() -> None:
    leaves = [merkle.leaf_hash(entry) for entry in numbered(8)]
    nodes = list(merkle.grow(merkle.MemoryStore(), 0, leaves))
    for written in range(len(nodes) + 1):
        store = merkle.MemoryStore()
        for node in nodes[:written]:
            store.put(node.level, node.index, node.hash)
        size = store.size()
        assert merkle.root(store, size) == merkle.root(BIG, size)
        merkle.extend(store, leaves[size:])
        assert merkle.root(store, 8) == merkle.root(BIG, 8)


@pytest.mark.parametrize(
    "act",
    [
        lambda: merkle.inclusion_proof(BIG, 5, 5),
        lambda: merkle.inclusion_proof(BIG, -1, 5),
        lambda: merkle.inclusion_proof(BIG, 0, 0),
        lambda: merkle.consistency_proof(BIG, 6, 5),
        lambda: merkle.consistency_proof(BIG, -1, 5),
    ],
)
def test_what_is_outside_the_tree_cannot_be_proved(act: object) -> None:
    assert callable(act)
    with pytest.raises(OutOfRange) as caught:
        act()
    assert caught.value.code == "out_of_range"


def test_leaf_hashes_and_salts_have_32_bytes() -> None:
    with pytest.raises(WrongLength) as caught:
        merkle.append(merkle.MemoryStore(), b"not a hash")
    assert caught.value.code == "wrong_length"
    for salt in (b"", bytes(31), bytes(33)):
        with pytest.raises(WrongLength):
            merkle.commitment(b"entry", salt)


@settings(deadline=None, max_examples=50)
@given(st.binary(), st.binary(min_size=32, max_size=32))
def test_a_commitment_is_hmac_and_needs_entry_and_salt(entry: bytes, salt: bytes) -> None:
    made = merkle.commitment(entry, salt)
    assert made == hmac.new(salt, entry, hashlib.sha256).digest()
    assert made != merkle.commitment(entry + b"x", salt)
    assert made != merkle.commitment(entry, salt[:-1] + bytes([salt[-1] ^ 1]))
