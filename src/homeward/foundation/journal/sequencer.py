"""Giving committed entries their places in the tree, one sequencer at a time."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import connection

from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Head
from homeward.foundation.journal.tree import grow, tree_size
from homeward.foundation.vault.node_keys import own_keys
from homeward.wire import merkle
from homeward.wire.header import Environment
from homeward.wire.tree_head import TreeHead, make_tree_head

SEQUENCER = service("sequencer")
AT_ONCE = 5000
_LOCK = 0x484D5744  # any constant: who holds this advisory lock is the sequencer
# One that somebody removed while it waited stays in the queue: verification names it.
_WAITING = """
select q.entry_number, e.commitment
from journal_pending q join journal_entry e on e.number = q.entry_number
order by q.entry_number limit %s
"""
_PLACE = """
insert into journal_place (position, entry_number)
select %s + n - 1, number from unnest(%s::bigint[]) with ordinality as placed(number, n)
"""


def place_pending(limit: int = AT_ONCE) -> int:
    """Place up to `limit` committed entries, sign the new head, and return how many were placed.

    Safe to call from several processes: one works, the others return 0 at once. Entries that
    commit late simply take a later place. A head is signed only where something was placed, so
    there is at most one for each pass and never one more than there are entries.
    """
    with opened(SEQUENCER), connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_WAITING, [limit])
        waiting = cursor.fetchall()
        if not waiting:
            return 0
        numbers, size = [number for number, _ in waiting], tree_size()
        root = grow(size, [merkle.leaf_hash(bytes(committed)) for _, committed in waiting])
        cursor.execute(_PLACE, [size, numbers])
        _sign_head(size + len(numbers), root)
        cursor.execute("delete from journal_pending where entry_number = any(%s)", [numbers])
        return len(numbers)


def place_all() -> int:
    """Place what waits until less than a full pass is left, and return how many were placed."""
    total = 0
    while True:
        placed = place_pending()
        total += placed
        if placed < AT_ONCE:
            return total


def make_head(size: int, root: bytes, at: datetime) -> bytes:
    """This node's signed head of its tree at one size, as a JWS."""
    head = TreeHead(
        environment=Environment(settings.HOMEWARD_ENVIRONMENT),
        state=settings.HOMEWARD_STATE,
        size=size,
        root=root,
        at=at,
    )
    return make_tree_head(own_keys(), head)


def _sign_head(size: int, root: bytes) -> None:
    at = datetime.now(UTC)
    Head.objects.create(size=size, root=root, at=at, statement=make_head(size, root, at))
