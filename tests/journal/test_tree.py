"""The journal's tree: placed within its order, signed, and every tampering found."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import psycopg
import pytest
from django.db import DatabaseError, connections, transaction

from homeward.foundation.guard.actor import ANONYMOUS, service
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.actions import record
from homeward.foundation.journal.models import Entry, Head
from homeward.foundation.journal.sequencer import SEQUENCER, place_pending
from homeward.foundation.journal.verification import verify_journal
from tests.cluster import SuiteCluster, TestNode
from tests.people import People, a_case


@pytest.fixture
def journalled(people: People) -> People:
    """A journal of a dozen placed entries."""
    a_case(people)
    while place_pending(limit=5):
        pass
    return people


def test_what_commits_is_placed_and_what_rolls_back_is_not(people: People) -> None:
    actor = people.alice.actor
    with opened(actor):
        record("access.signed_in", actor=actor)
    with suppress(ZeroDivisionError), opened(actor):
        record("access.signed_out", actor=actor)
        raise ZeroDivisionError
    while place_pending():
        pass
    with opened(service("verifier")):
        verbs = list(Entry.objects.order_by("number").values_list("verb", flat=True))
    assert verbs[-1] == "access.signed_in"
    finding = verify_journal()
    assert (finding.sound, finding.entries) == (True, len(verbs))


def test_two_sequencers_never_give_a_place_twice(people: People) -> None:
    actor = people.alice.actor
    for _ in range(30):
        with opened(actor):
            record("access.signed_in", actor=actor)

    def place(_: int) -> int:
        placed = sum(place_pending(limit=3) for _ in range(10))
        connections.close_all()
        return placed

    with ThreadPoolExecutor(max_workers=4) as pool:
        list(pool.map(place, range(4)))
    while place_pending():
        pass
    finding = verify_journal()
    assert finding.sound
    with opened(service("verifier")):
        assert finding.entries == Entry.objects.count()


def test_an_entry_is_written_as_oneself_only(people: People) -> None:
    with opened(people.alice.actor), pytest.raises(DatabaseError), transaction.atomic():
        record("access.signed_in", actor=people.bob.actor)
    with opened(ANONYMOUS):
        record("access.sign_in_failed", actor=ANONYMOUS)
    with pytest.raises(KeyError), opened(ANONYMOUS):
        record("no.such_verb", actor=ANONYMOUS)


def test_without_a_context_nothing_is_written(people: People) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        record("access.signed_in", actor=people.alice.actor)


TAMPERING: dict[str, tuple[str, str]] = {
    "rewritten": ("update journal_entry set verb = 'case.viewed' where number = %s", "rewritten"),
    "rewritten data": (
        "update journal_entry set data = '{\"x\": 1}'::jsonb where number = %s",
        "rewritten",
    ),
    "other actor": ("update journal_entry set actor_id = 999 where number = %s", "rewritten"),
    "other salt": (
        "update journal_entry set salt = decode(repeat('00', 32), 'hex') where number = %s",
        "rewritten",
    ),
    "removed": ("delete from journal_entry where number = %s", "removed"),
    "place removed": ("delete from journal_place where entry_number = %s", "removed"),
}


@pytest.mark.parametrize("name", TAMPERING)
def test_the_first_tampered_entry_is_named(
    journalled: People, node: TestNode, suite: SuiteCluster, name: str
) -> None:
    statement, reason = TAMPERING[name]
    _as_superuser(
        suite,
        node,
        lambda c: c.execute(
            statement,  # type: ignore[arg-type]
            c.execute("select entry_number from journal_place where position = 4").fetchone(),
        ),
    )
    finding = verify_journal()
    assert (finding.sound, finding.position) == (False, 4)
    assert reason in finding.reason


def test_cutting_the_end_off_is_found(
    journalled: People, node: TestNode, suite: SuiteCluster
) -> None:
    """Entries, places and hashes of the end are gone; the signed head remembers them."""

    def cut(c: "psycopg.Connection[tuple[object, ...]]") -> None:
        c.execute(
            "delete from journal_entry where number in"
            " (select entry_number from journal_place where position >= 6)"
        )
        c.execute("delete from journal_place where position >= 6")
        c.execute("delete from journal_treehash where level = 0 and index >= 6")

    _as_superuser(suite, node, cut)
    finding = verify_journal()
    assert not finding.sound


def test_a_head_signed_by_another_is_found(
    journalled: People, node: TestNode, suite: SuiteCluster
) -> None:
    _as_superuser(
        suite, node, lambda c: c.execute("update journal_head set statement = 'x'::bytea")
    )
    finding = verify_journal()
    assert not finding.sound
    assert "signed" in finding.reason


def test_heads_are_signed_and_grow(journalled: People) -> None:
    with opened(SEQUENCER):
        sizes = list(Head.objects.order_by("size").values_list("size", flat=True))
        entries = Entry.objects.count()
    assert sizes == sorted(set(sizes))
    assert sizes[-1] == entries


def _as_superuser(
    suite: SuiteCluster,
    node: TestNode,
    act: "Callable[[psycopg.Connection[tuple[object, ...]]], object]",
) -> None:
    """Tamper as somebody who owns the machine: past triggers and policies."""
    url = suite.cluster.superuser_url(node.home.config.database)
    with psycopg.connect(url) as connection:
        connection.execute("set session_replication_role = replica")
        act(connection)
