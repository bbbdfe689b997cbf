"""The tree's hashes in the database, one query for each question of `wire.merkle`."""

from collections.abc import Iterable, Sequence

from django.db import connection

from homeward.foundation.journal.errors import DamagedTree
from homeward.foundation.journal.models import Place
from homeward.wire import merkle

_READ = """
select h.level, h.index, h.hash
from unnest(%s::smallint[], %s::bigint[]) as wanted(level, index)
join journal_treehash h on h.level = wanted.level and h.index = wanted.index
"""
_WRITE = """
insert into journal_treehash (level, index, hash)
select * from unnest(%s::smallint[], %s::bigint[], %s::bytea[])
"""


def stored(places: Iterable[tuple[int, int]]) -> merkle.MemoryStore:
    """The hashes of complete subtrees, 32 bytes each, by (level, index).

    Raises DamagedTree when one is missing: then somebody tampered with the table.
    """
    wanted = sorted(set(places))
    with connection.cursor() as cursor:
        cursor.execute(_READ, [[level for level, _ in wanted], [index for _, index in wanted]])
        nodes = {(level, index): bytes(hash_) for level, index, hash_ in cursor.fetchall()}
    for place in wanted:
        if place not in nodes:
            raise DamagedTree(level=place[0], index=place[1])
    return merkle.MemoryStore(nodes)


def grow(size: int, leaves: Sequence[bytes]) -> bytes:
    """Store the hashes that `leaves` add to a tree of `size` leaves; the root of the whole."""
    edge = stored(merkle.append_reads(size))
    nodes = list(merkle.grow(edge, size, leaves))
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE, [[n.level for n in nodes], [n.index for n in nodes], [n.hash for n in nodes]]
        )
    edge.nodes.update(((n.level, n.index), n.hash) for n in nodes)
    return merkle.root(edge, size + len(leaves))


def tree_size() -> int:
    """The number of placed entries, which is the position of the next."""
    last = Place.objects.order_by("-position").values_list("position", flat=True).first()
    return 0 if last is None else last + 1


def root_at(size: int) -> bytes:
    """The root of the first `size` leaves, 32 bytes. Raises DamagedTree."""
    return merkle.root(stored(merkle.root_reads(size)), size)
