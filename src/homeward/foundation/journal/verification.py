"""Checking the whole journal: `homeward journal verify`."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings

from homeward.foundation.guard.actor import Actor, ActorKind, service
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.leaves import canonical_entry
from homeward.foundation.journal.models import Entry, Head, Place, TreeHash
from homeward.foundation.vault.node_keys import own_public_keys
from homeward.wire import merkle
from homeward.wire.errors import WireError
from homeward.wire.header import Environment
from homeward.wire.tree_head import verify_tree_head


@dataclass(frozen=True, slots=True)
class Finding:
    """What verification found: `sound`, or the first position and entry that were tampered with."""

    sound: bool
    entries: int
    position: int | None = None
    reason: str = ""


def verify_journal() -> Finding:
    """Recompute every leaf, hash and head from the entries and compare with what was stored.

    Finds the first entry that was removed, inserted or rewritten, and any head that does not match
    the tree or was not signed by this node.
    """
    with opened(service("verifier")):
        return _verify()


def _verify() -> Finding:
    fresh, position = merkle.MemoryStore(), 0
    stored = {(h.level, h.index): bytes(h.hash) for h in TreeHash.objects.all()}
    heads = {head.size: head for head in Head.objects.all()}
    entries = {entry.number: entry for entry in Entry.objects.all()}
    places = list(Place.objects.order_by("position"))
    leaves = sum(1 for level, _ in stored if level == 0)
    for place in places:
        reason = _entry_fault(place, position, entries.get(place.entry_number), stored)
        if reason:
            return Finding(False, len(places), position, reason)
        entry = entries[place.entry_number]
        merkle.append(fresh, merkle.leaf_hash(bytes(entry.commitment)))
        position += 1
        if position in heads and (fault := _head_fault(heads.pop(position), fresh)):
            return Finding(False, len(places), position - 1, fault)
    if leaves > position:
        return Finding(False, len(places), position, "the entry at this place was removed")
    if heads:
        return Finding(False, len(places), position, "entries below a signed tree head are missing")
    for place_of, value in fresh.nodes.items():
        if stored.get(place_of) != value:
            return Finding(
                False, len(places), place_of[1] << place_of[0], "a stored hash was altered"
            )
    return Finding(True, len(places))


def _entry_fault(
    place: Place, position: int, entry: Entry | None, stored: dict[tuple[int, int], bytes]
) -> str:
    if place.position != position:
        return "the entry at this place was removed"
    if entry is None:
        return "the entry at this place was removed"
    if merkle.commitment(_canonical(entry), bytes(entry.salt)) != bytes(entry.commitment):
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
            keys=own_public_keys(),
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
