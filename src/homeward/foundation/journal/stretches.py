"""What verification reads of the tables, a stretch of places at a time."""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from homeward.foundation.guard.actor import Actor, ActorKind
from homeward.foundation.journal.leaves import canonical_entry
from homeward.wire import merkle
from homeward.wire.errors import WrongLength

# One statement, so that it sees one moment of a journal that grows.
_EXTENT = """
select coalesce((select max(position) + 1 from journal_place), 0),
       coalesce((select max(index) + 1 from journal_treehash where level = 0), 0),
       coalesce((select max(size) from journal_head), 0),
       exists (select from journal_place where position < 0),
       exists (select from journal_treehash where level not between 0 and 62 or index < 0)
         or coalesce((select max((index + 1)::numeric * power(2::numeric, level))
                      from journal_treehash where level between 1 and 62), 0)
            > coalesce((select max(position) + 1 from journal_place), 0),
       coalesce((select min(size) from journal_head), 1)
"""
_ENTRIES = """
select p.position, e.id, e.at, e.actor_kind, e.actor_id, e.actor_name, e.verb, e.subject_kind,
  e.subject_id, e.case_id, e.compartment, e.data::text, e.salt, e.commitment
from journal_place p left join journal_entry e on e.number = p.entry_number
where p.position >= %s and p.position < %s order by p.position
"""
_HASHES = """
select h.level, h.index, h.hash
from unnest(%s::smallint[], %s::bigint[], %s::bigint[]) as part(level, low, high)
join journal_treehash h on h.level = part.level and h.index >= part.low and h.index < part.high
"""
_HEADS = """
select size, root, at, statement from journal_head where size > %s and size <= %s order by size
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
_QUEUED_TWICE = """
select q.entry_number, p.position
from journal_pending q join journal_place p on p.entry_number = q.entry_number
order by p.position limit 1
"""


@dataclass(frozen=True, slots=True)
class Extent:
    """How far places, leaves and signed heads reach, and whether anything stands outside."""

    placed: int
    leaves: int
    signed: int
    before_the_first: bool
    outside: bool
    lowest_head: int


@dataclass(frozen=True, slots=True)
class Row:
    """A place and the entry that stands there; everything after `position` is None without one."""

    position: int
    id: uuid.UUID
    at: datetime
    actor_kind: str
    actor_id: int | None
    actor_name: str
    verb: str
    subject_kind: str
    subject_id: str
    case_id: int | None
    compartment: str
    data: str
    salt: bytes
    commitment: bytes | None


@dataclass(frozen=True, slots=True)
class HeadRow:
    """A stored head as the table holds it, believed in nothing."""

    size: int
    root: bytes
    at: datetime
    statement: bytes


def extent() -> Extent:
    """How far the tables reach at one moment."""
    return Extent(*_rows(_EXTENT)[0])


def entries_in(first: int, end: int) -> Iterator[Row]:
    """The places [first, end) that are taken, in their order."""
    for row in _rows(_ENTRIES, first, end):
        facts: list[Any] = [*row[:12], _raw(row[12]), _raw(row[13])]
        yield Row(*facts)


def hashes_in(first: int, end: int) -> dict[tuple[int, int], bytes]:
    """The stored hashes of the subtrees that the leaves [first, end) complete."""
    levels = range(end.bit_length())
    lows, highs = [first >> level for level in levels], [end >> level for level in levels]
    found = _rows(_HASHES, list(levels), lows, highs)
    return {(level, index): bytes(hash_) for level, index, hash_ in found}


def heads_in(first: int, end: int) -> Iterator[HeadRow]:
    """The stored heads of the sizes after `first` up to `end`, in their order."""
    for size, root, at, statement in _rows(_HEADS, first, end):
        yield HeadRow(size, bytes(root), at, bytes(statement))


def committed(row: Row) -> bytes:
    """The commitment that the entry's contents give; nothing where no entry can hold them."""
    try:
        actor = Actor(ActorKind(row.actor_kind), row.actor_id, row.actor_name)
        entry = canonical_entry(
            row.id,
            row.at,
            actor,
            row.verb,
            (row.subject_kind, row.subject_id),
            row.case_id,
            row.compartment,
            json.loads(row.data),
        )
        return merkle.commitment(entry, row.salt)
    except (ValueError, TypeError, WrongLength):
        return b""  # what no entry can hold was not written by this program


def unplaced(placed: int) -> tuple[int, str] | None:
    """Whatever commits is queued by a trigger and then placed: what is neither came otherwise."""
    for number, before in _rows(_NEVER_QUEUED):
        where = placed if before is None else before
        return where, f"entry number {number} was inserted past the sequencer"
    for (number,) in _rows(_GONE_WHILE_WAITING):
        return placed, f"entry number {number} was removed before it had its place"
    for number, position in _rows(_QUEUED_TWICE):
        return position, f"entry number {number} was put back into the queue"
    return None


def _raw(value: Any) -> Any:
    return None if value is None else bytes(value)


def _rows(query: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
