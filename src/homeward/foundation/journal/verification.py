"""Checking the whole journal: `homeward journal verify`.

The journal may grow meanwhile. What is checked is the tree of the size it has at the beginning;
nothing of it changes after that, unless somebody tampers with it. It is read in stretches, and of
the tree only the edge is kept, so memory does not grow with the journal.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction

from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Verification
from homeward.foundation.journal.stretches import (
    Extent,
    HeadRow,
    Row,
    committed,
    entries_in,
    extent,
    hashes_in,
    heads_in,
    unplaced,
)
from homeward.foundation.vault.node_keys import every_own_public_key
from homeward.wire import merkle
from homeward.wire.errors import WireError
from homeward.wire.header import Environment
from homeward.wire.keys import PublicKeys
from homeward.wire.tree_head import verify_tree_head

BATCH = 2000
VERIFIER = service("verifier")

REMOVED = "the entry at this place was removed"
REWRITTEN = "the entry at this place was rewritten"
REPLACED = "the entry at this place was replaced"
NO_HEAD = "the signed tree head of the present size was removed"
CUT_OFF = "entries below a signed tree head are missing"
FORGED_HEAD = "the tree head at this size was not signed by this node"
OTHER_TREE = "the tree head at this size does not match the entries"
ALTERED_HASH = "a stored hash was altered"
PLANTED_HASH = "a hash was planted outside the tree"
OUTSIDE = "an entry was placed before the beginning of the tree"
CUT_OFF_KEPT = "entries below a tree head that {by} keeps are missing"
OTHER_KEPT = "the entries do not lead to the tree head that {by} keeps"

#: Called with how many entries were checked, and how many there are.
Progress = Callable[[int, int], None]
_Fault = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """What verification found: `sound`, or the first position and entry that were tampered with.

    `position` of an entry that never had a place is where it would have stood.
    """

    sound: bool
    entries: int
    position: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class KeptHead:
    """A head of this journal that somebody else keeps, such as a peer that countersigned it."""

    size: int
    root: bytes
    by: str


def verify_journal(
    *, kept: Iterable[KeptHead] = (), progress: Progress | None = None, keep: bool = False
) -> Finding:
    """Recompute every leaf, hash and head from the entries and compare with what was stored.

    Finds the first entry that was removed, inserted, moved or rewritten; a head that is missing at
    the tree's size, does not match the tree, or was not signed by this node; and the first head in
    `kept` that the entries no longer lead to. With `keep` the finding is kept for the pages.
    """
    with opened(VERIFIER):
        finding = _verify(list(kept), progress or _silent)
        if keep:
            with transaction.atomic():
                Verification.objects.create(
                    at=datetime.now(UTC),
                    entries=finding.entries,
                    sound=finding.sound,
                    position=finding.position,
                    reason=finding.reason,
                )
        return finding


def _silent(done: int, total: int) -> None:
    """Nobody looks."""


def _verify(kept: list[KeptHead], progress: Progress) -> Finding:
    found = extent()
    fault = _walk(found.placed, kept, progress)
    fault = fault or _extent_fault(found, kept) or unplaced(found.placed)
    if fault is None:
        return Finding(True, found.placed)
    return Finding(False, found.placed, *fault)


def _walk(placed: int, kept: list[KeptHead], progress: Progress) -> _Fault | None:
    """Stretch by stretch in the order of the places, carrying the edge of the tree along."""
    edge, keys = merkle.MemoryStore(), every_own_public_key()
    for first in range(0, placed, BATCH):
        end = min(first + BATCH, placed)
        progress(first, placed)
        stretch = _Stretch(first, end, edge, keys, [k for k in kept if first < k.size <= end])
        if fault := stretch.fault():
            return fault
        edge = stretch.edge()
    progress(placed, placed)
    return None


class _Stretch:
    """The leaves [first, end) on the tree of `first` leaves whose peaks are in `store`."""

    def __init__(
        self,
        first: int,
        end: int,
        store: merkle.MemoryStore,
        keys: list[PublicKeys],
        kept: list[KeptHead],
    ) -> None:
        self.first, self.end, self.store, self.keys, self.kept = first, end, store, keys, kept

    def fault(self) -> _Fault | None:
        """The first of the stretch's entries and heads that does not fit; then its hashes."""
        stored = hashes_in(self.first, self.end)
        leaves, fault = self._leaves(stored)
        fresh = list(merkle.grow(self.store, self.first, leaves))
        self.store.nodes.update(((n.level, n.index), n.hash) for n in fresh)
        reached = self.first + len(leaves)
        if earlier := self._head_fault(reached):
            return earlier
        return fault or _hash_fault(fresh, stored)

    def edge(self) -> merkle.MemoryStore:
        """The peaks of the tree of `end` leaves: all that the next stretch needs."""
        reads = merkle.append_reads(self.end)
        return merkle.MemoryStore({place: self.store.nodes[place] for place in reads})

    def _leaves(self, stored: dict[tuple[int, int], bytes]) -> tuple[list[bytes], _Fault | None]:
        """Leaf hashes up to the first entry that is at fault, and that fault."""
        leaves: list[bytes] = []
        rows = entries_in(self.first, self.end)
        for position in range(self.first, self.end):
            row = next(rows, None)
            if row is None or row.position != position or row.commitment is None:
                return leaves, (position, REMOVED)
            leaf = merkle.leaf_hash(row.commitment)
            if reason := _entry_fault(row, leaf, stored.get((0, position))):
                return leaves, (position, reason)
            leaves.append(leaf)
        return leaves, None

    def _head_fault(self, reached: int) -> _Fault | None:
        for head in heads_in(self.first, reached):
            if reason := self._own_head_fault(head):
                return head.size - 1, reason
        for kept in self.kept:
            if kept.size <= reached and merkle.root(self.store, kept.size) != kept.root:
                return kept.size - 1, OTHER_KEPT.format(by=kept.by)
        return None

    def _own_head_fault(self, head: HeadRow) -> str:
        try:
            said = verify_tree_head(
                head.statement,
                keys=self.keys,
                environment=Environment(settings.HOMEWARD_ENVIRONMENT),
                state=settings.HOMEWARD_STATE,
                now=datetime.now(UTC),
            )
        except WireError:
            return FORGED_HEAD
        root = merkle.root(self.store, head.size)
        if (said.size, said.root, said.at) != (head.size, root, head.at) or head.root != root:
            return OTHER_TREE
        return ""


def _entry_fault(row: Row, leaf: bytes, stored: bytes | None) -> str:
    if committed(row) != row.commitment:
        return REWRITTEN
    return "" if stored == leaf else REPLACED


def _hash_fault(
    fresh: Iterable[merkle.Node], stored: dict[tuple[int, int], bytes]
) -> _Fault | None:
    differing = [n for n in fresh if stored.get((n.level, n.index)) != n.hash]
    if not differing:
        return None
    return min(node.index << node.level for node in differing), ALTERED_HASH


def _extent_fault(found: Extent, kept: Iterable[KeptHead]) -> _Fault | None:
    """Places, leaves and the last signed head are written together, so they end together."""
    return next(_extent_faults(found, kept), None)


def _extent_faults(found: Extent, kept: Iterable[KeptHead]) -> Iterator[_Fault]:
    if found.leaves > found.placed:
        yield found.placed, REMOVED
    if found.signed > found.placed:
        yield found.placed, CUT_OFF
    for head in sorted(kept, key=lambda one: one.size):
        if head.size > found.placed:
            yield found.placed, CUT_OFF_KEPT.format(by=head.by)
    if found.before_the_first:
        yield 0, OUTSIDE
    if found.outside:
        yield found.placed, PLANTED_HASH
    if found.signed < found.placed:
        yield found.placed - 1, NO_HEAD
    if found.lowest_head < 1:
        yield 0, OTHER_TREE
