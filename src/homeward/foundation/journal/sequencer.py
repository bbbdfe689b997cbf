"""Giving committed entries their places in the tree, one sequencer at a time."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import connection

from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry, Head, Pending, Place
from homeward.foundation.journal.tree import DatabaseTree, grow, tree_size
from homeward.foundation.vault.node_keys import own_keys
from homeward.wire import merkle
from homeward.wire.header import Environment
from homeward.wire.tree_head import TreeHead, make_tree_head

SEQUENCER = service("sequencer")
_LOCK = 0x484D5744  # any constant: who holds this advisory lock is the sequencer


def place_pending(limit: int = 1000) -> int:
    """Place up to `limit` committed entries, sign the new head, and return how many were placed.

    Safe to call from several processes: one works, the others return 0 at once. Entries that
    commit late simply take a later place.
    """
    with opened(SEQUENCER):
        with connection.cursor() as cursor:
            cursor.execute("select pg_try_advisory_xact_lock(%s)", [_LOCK])
            if not cursor.fetchone()[0]:
                return 0
        # One that somebody removed while it waited stays in the queue: verification names it.
        waiting = Pending.objects.filter(entry_number__in=Entry.objects.values("number"))
        numbers = list(
            waiting.order_by("entry_number").values_list("entry_number", flat=True)[:limit]
        )
        if not numbers:
            return 0
        _append(numbers)
        Pending.objects.filter(entry_number__in=numbers).delete()
        return len(numbers)


def _append(numbers: list[int]) -> None:
    size = tree_size()
    found = Entry.objects.filter(number__in=numbers).values_list("number", "commitment")
    leaves = {number: merkle.leaf_hash(bytes(commitment)) for number, commitment in found}
    grow(size, (leaves[number] for number in numbers))
    Place.objects.bulk_create(
        [Place(position=size + n, entry_number=number) for n, number in enumerate(numbers)]
    )
    _sign_head(size + len(numbers))


def _sign_head(size: int) -> None:
    root, at = merkle.root(DatabaseTree(), size), datetime.now(UTC)
    head = TreeHead(
        environment=Environment(settings.HOMEWARD_ENVIRONMENT),
        state=settings.HOMEWARD_STATE,
        size=size,
        root=root,
        at=at,
    )
    Head.objects.create(size=size, root=root, at=at, statement=make_tree_head(own_keys(), head))
