"""Giving committed entries their places in the tree, one sequencer at a time."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper

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
_BEFORE_ALL = -(2**63)
_LOCK = 0x484D5744  # any constant: who holds this advisory lock is the sequencer
# Two steps: PostgreSQL would else join a long queue as a whole for the sake of its first entries.
_FIRST = """
select entry_number from journal_pending where entry_number > %s order by entry_number limit %s
"""
_COMMITTED = """
select number, commitment from journal_entry where number = any(%s) order by number
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
        waiting = _waiting(cursor, limit)
        if not waiting:
            return 0
        numbers, size = [number for number, _ in waiting], tree_size()
        root = grow(size, [merkle.leaf_hash(bytes(committed)) for _, committed in waiting])
        cursor.execute(_PLACE, [size, numbers])
        _sign_head(size + len(numbers), root)
        cursor.execute("delete from journal_pending where entry_number = any(%s)", [numbers])
        return len(numbers)


def _waiting(cursor: CursorWrapper, limit: int) -> list[tuple[int, bytes]]:
    """The first committed entries without a place: number and commitment.

    One that somebody removed while it waited stays in the queue: verification names it.
    """
    after = _BEFORE_ALL
    while True:
        cursor.execute(_FIRST, [after, limit])
        numbers = [number for (number,) in cursor.fetchall()]
        if not numbers:
            return []
        cursor.execute(_COMMITTED, [numbers])
        found: list[tuple[int, bytes]] = cursor.fetchall()
        if found:
            return found
        after = numbers[-1]


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
