"""Checking the whole journal: `homeward journal verify`.

The journal may grow meanwhile. What is checked is the tree of the size it has at the beginning;
nothing of it changes after that, unless somebody tampers with it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db import connection

from homeward.foundation.guard.actor import Actor, ActorKind, service
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.leaves import canonical_entry
from homeward.foundation.journal.models import Entry, Head, Place, TreeHash
from homeward.foundation.vault.node_keys import all_own_public_keys
from homeward.wire import merkle
from homeward.wire.errors import WireError
from homeward.wire.header import Environment
from homeward.wire.tree_head import verify_tree_head

_BATCH = 5000
# One statement each, so that each sees one moment of a journal that grows.
_EXTENT = """
select coalesce((select max(position) + 1 from journal_place), 0),
       coalesce((select max(index) + 1 from journal_treehash where level = 0), 0),
       coalesce((select max(size) from journal_head), 0)
"""
_NEVER_QUEUED = """
select e.number, (select min(p.position) from journal_place p where p.entry_number > e.number)
from journal_entry e
where not exists (select from journal_place p where p.entry_number = e.number)
  and not exists (select from journal_pending q where q.entry_number = e.number)
order by e.number limit 1
"""
_GONE_WHILE_WAITING = """
select q.entry_number from journal_pending q
where not exists (select from journal_entry e where e.number = q.entry_number)
order by q.entry_number limit 1
"""

REMOVED = "the entry at this place was removed"
NO_HEAD = "the signed tree head of the present size was removed"
CUT_OFF = "entries below a signed tree head are missing"


@dataclass(frozen=True, slots=True)
class Finding:
    """What verification found: `sound`, or the first position and entry that were tampered with.

    `position` of an entry that never had a place is where it would have stood.
    """

    sound: bool
    entries: int
    position: int | None = None
    reason: str = ""


def verify_journal() -> Finding:
    """Recompute every leaf, hash and head from the entries and compare with what was stored.

    Finds the first entry that was removed, inserted, moved or rewritten; a head that is missing at
    the tree's size, does not match the tree, or was not signed by this node.
    """
    with opened(service("verifier")):
        return _verify()


def _verify() -> Finding:
    placed, leaves, signed = _row(_EXTENT) or (0, 0, 0)
    fresh = merkle.MemoryStore()
    stored = {
        (h.level, h.index): bytes(h.hash)
        for h in TreeHash.objects.all().iterator()
        if (h.index + 1) << h.level <= placed
    }
    fault = _walk(placed, fresh, stored) or _extent_fault(placed, leaves, signed)
    fault = fault or _hash_fault(fresh, stored) or _unplaced_fault(placed)
    if fault is None:
        return Finding(True, placed)
    return Finding(False, placed, *fault)


_Fault = tuple[int, str]


def _walk(
    placed: int, fresh: merkle.MemoryStore, stored: dict[tuple[int, int], bytes]
) -> _Fault | None:
    """Entry by entry in the order of their places, growing the tree anew and passing each head."""
    heads = {head.size: head for head in Head.objects.filter(size__lte=placed)}
    for position, (place, entry) in enumerate(_placed_entries(placed)):
        if place.position != position or entry is None:
            return position, REMOVED
        if reason := _entry_fault(entry, position, stored):
            return position, reason
        merkle.append(fresh, merkle.leaf_hash(bytes(entry.commitment)))
        head = heads.get(position + 1)
        if head is not None and (reason := _head_fault(head, fresh)):
            return position, reason
    return None


def _placed_entries(placed: int) -> Iterator[tuple[Place, Entry | None]]:
    for first in range(0, placed, _BATCH):
        end = min(first + _BATCH, placed)
        places = list(Place.objects.filter(position__range=(first, end - 1)).order_by("position"))
        entries = Entry.objects.in_bulk([place.entry_number for place in places])
        for place in places:
            yield place, entries.get(place.entry_number)


def _entry_fault(entry: Entry, position: int, stored: dict[tuple[int, int], bytes]) -> str:
    try:
        committed = merkle.commitment(_canonical(entry), bytes(entry.salt))
    except (ValueError, TypeError):  # what no entry can hold was not written by this program
        committed = b""
    if committed != bytes(entry.commitment):
        return "the entry at this place was rewritten"
    if stored.get((0, position)) != merkle.leaf_hash(bytes(entry.commitment)):
        return "the entry at this place was replaced"
    return ""


def _canonical(entry: Entry) -> bytes:
    actor = Actor(ActorKind(entry.actor_kind), entry.actor_id, entry.actor_name)
    subject = (entry.subject_kind, entry.subject_id)
    return canonical_entry(
        entry.id, entry.at, actor, entry.verb, subject, entry.case_id, entry.compartment, entry.data
    )


def _head_fault(head: Head, fresh: merkle.MemoryStore) -> str:
    try:
        statement = verify_tree_head(
            bytes(head.statement),
            keys=all_own_public_keys(),
            environment=Environment(settings.HOMEWARD_ENVIRONMENT),
            state=settings.HOMEWARD_STATE,
            now=datetime.now(UTC),
        )
    except WireError:
        return "the tree head at this size was not signed by this node"
    root = merkle.root(fresh, head.size)
    if (statement.size, statement.root) != (head.size, root) or bytes(head.root) != root:
        return "the tree head at this size does not match the entries"
    return ""


def _extent_fault(placed: int, leaves: int, signed: int) -> _Fault | None:
    """Places, leaves and the last signed head are written together, so they end together."""
    if leaves > placed:
        return placed, REMOVED
    if signed > placed:
        return placed, CUT_OFF
    return (placed - 1, NO_HEAD) if signed < placed else None


def _hash_fault(fresh: merkle.MemoryStore, stored: dict[tuple[int, int], bytes]) -> _Fault | None:
    differing = [at for at in fresh.nodes.keys() | stored.keys() if not _same(at, fresh, stored)]
    if not differing:
        return None
    level, index = min(differing, key=lambda at: at[1] << at[0])
    return index << level, "a stored hash was altered"


def _same(
    at: tuple[int, int], fresh: merkle.MemoryStore, stored: dict[tuple[int, int], bytes]
) -> bool:
    return fresh.nodes.get(at) == stored.get(at)


def _unplaced_fault(placed: int) -> _Fault | None:
    """Whatever commits is queued by a trigger and then placed: what is neither came otherwise."""
    if found := _row(_NEVER_QUEUED):
        number, before = found
        where = placed if before is None else before
        return where, f"entry number {number} was inserted past the sequencer"
    if found := _row(_GONE_WHILE_WAITING):
        return placed, f"entry number {found[0]} was removed before it had its place"
    return None


def _row(query: str) -> tuple[int, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(query)
        row: tuple[int, ...] | None = cursor.fetchone()
        return row
