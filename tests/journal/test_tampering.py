"""Every way to tamper with the journal that the threat model says is found, and those it is not.

The one who tampers owns the machine: triggers and policies are switched off for him. He does not
have the node's signing key.
"""

# ruff: noqa: S608

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from uuid import uuid4

import psycopg
import pytest

from homeward.foundation.guard.actor import Actor, ActorKind
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.actions import record
from homeward.foundation.journal.leaves import canonical_entry
from homeward.foundation.journal.sequencer import place_pending
from homeward.foundation.journal.verification import Finding, verify_journal
from homeward.wire.merkle import commitment
from tests.cluster import SuiteCluster, TestNode
from tests.people import People, a_case

Tamper = Callable[..., None]
PLACED = "(select entry_number from journal_place where position = {})"


def planted(number: str = "nextval('journal_entry_number_seq')") -> str:
    """The statement that plants an entry which fits its own commitment."""
    actor, at = Actor(ActorKind.USER, 1, "alice"), datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    entry_id, salt = uuid4(), bytes(32)
    entry = canonical_entry(entry_id, at, actor, "case.viewed", ("", ""), 1, "", {})
    committed = commitment(entry, salt).hex()
    return f"""
insert into journal_entry (number, id, at, actor_kind, actor_id, actor_name, verb, subject_kind,
  subject_id, case_id, compartment, data, salt, commitment)
values ({number}, '{entry_id}', '{at.isoformat()}', 'user', 1, 'alice', 'case.viewed', '', '', 1,
  '', '{{}}', '\\x{salt.hex()}', '\\x{committed}')
"""


AT_THE_END = """
insert into journal_place (position, entry_number)
select (select max(position) + 1 from journal_place), max(number) from journal_entry
"""
LEAF_AT_THE_END = """
insert into journal_treehash (level, index, hash)
select 0, (select max(position) from journal_place), sha256('\\x00'::bytea || commitment)
from journal_entry where number = (select max(number) from journal_entry)
"""


@pytest.fixture
def tamper(people: People, node: TestNode, suite: SuiteCluster) -> Iterator[Tamper]:
    """A journal of a dozen placed entries, and the statements of somebody past every wall."""
    a_case(people)
    while place_pending(limit=5):
        pass
    url = suite.cluster.superuser_url(node.home.config.database)
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("set session_replication_role = replica")

        def run(*statements: str) -> None:
            for statement in statements:
                owner.execute(statement)  # type: ignore[arg-type]

        assert verify_journal().sound
        yield run


def _found(reason: str) -> Finding:
    finding = verify_journal()
    assert not finding.sound
    assert reason in finding.reason
    return finding


def test_an_entry_planted_past_the_sequencer(tamper: Tamper) -> None:
    tamper(planted())
    assert _found("inserted past the sequencer").position == verify_journal().entries


def test_an_entry_planted_between_others(tamper: Tamper) -> None:
    """Numbered as if it had been there all along: named with the place where it would stand."""
    fourth = "(select min(number) from (select number from journal_entry"
    fourth += " order by number offset 4) as later)"
    tamper(
        f"create temp table old as select {fourth} as number",
        "update journal_entry set number = number + 1000000"
        " where number >= (select number from old)",
        "update journal_place set entry_number = entry_number + 1000000"
        " where entry_number >= (select number from old)",
        planted("(select number from old)"),
    )
    assert _found("inserted past the sequencer").position == 4


def test_an_entry_planted_with_a_place_at_the_end(tamper: Tamper) -> None:
    tamper(planted(), AT_THE_END)
    _found("replaced")


def test_an_entry_planted_with_place_and_leaf(tamper: Tamper) -> None:
    """Only the signature of a head is missing to him."""
    tamper(planted(), AT_THE_END, LEAF_AT_THE_END)
    _found("head of the present size was removed")


def test_two_entries_that_changed_places(tamper: Tamper) -> None:
    first, second = PLACED.format(3), PLACED.format(5)
    tamper(
        f"create temp table two as select {first} as a, {second} as b",
        "update journal_place set entry_number = -1 where position = 3",
        "update journal_place set entry_number = (select a from two) where position = 5",
        "update journal_place set entry_number = (select b from two) where position = 3",
    )
    assert _found("replaced").position == 3


def test_an_entry_that_was_edited_with_a_commitment_that_fits(tamper: Tamper) -> None:
    """Recomputing salt and commitment does not help: the leaf stands in the tree."""
    tamper(
        "update journal_entry e set salt = o.salt, commitment = o.commitment, at = o.at,"
        " actor_id = o.actor_id, data = o.data, verb = o.verb, id = gen_random_uuid()"
        f" from journal_entry o where e.number = {PLACED.format(6)}"
        f" and o.number = {PLACED.format(2)}"
    )
    assert _found("re").position == 6


def test_an_entry_edited_into_something_no_entry_can_be(tamper: Tamper) -> None:
    tamper(f"update journal_entry set actor_kind = 'nobody' where number = {PLACED.format(2)}")
    assert _found("rewritten").position == 2


def test_an_entry_that_was_deleted(tamper: Tamper) -> None:
    tamper(f"delete from journal_entry where number = {PLACED.format(7)}")
    assert _found("removed").position == 7


def test_the_last_entry_deleted_with_place_and_hashes(tamper: Tamper) -> None:
    size = verify_journal().entries
    tamper(
        f"delete from journal_entry where number = {PLACED.format(size - 1)}",
        f"delete from journal_place where position = {size - 1}",
        f"delete from journal_treehash where ((index + 1) << level) > {size - 1}",
    )
    _found("below a signed tree head are missing")


@pytest.mark.parametrize("which", ["size = (select max(size) from journal_head)", "true"])
def test_heads_that_were_removed(tamper: Tamper, which: str) -> None:
    tamper(f"delete from journal_head where {which}")
    finding = _found("head of the present size was removed")
    assert finding.position == finding.entries - 1


def test_a_hash_inside_the_tree_that_was_altered_or_removed(tamper: Tamper) -> None:
    tamper("update journal_treehash set hash = 'x'::bytea where level = 1 and index = 1")
    assert _found("hash was altered").position == 2
    tamper("delete from journal_treehash where level = 1 and index = 1")
    assert _found("hash was altered").position == 2


def test_an_entry_deleted_while_it_waits_is_found_and_stops_nobody(
    tamper: Tamper, people: People
) -> None:
    actor = people.alice.actor
    for _ in range(2):
        with opened(actor):
            record("access.signed_in", actor=actor)
    tamper(
        "delete from journal_entry where number = (select min(entry_number) from journal_pending)"
    )
    assert place_pending() == 1
    assert place_pending() == 0
    _found("removed before it had its place")


def test_a_journal_that_grows_is_sound(tamper: Tamper, people: People) -> None:
    """What waits for its place is not taken for something planted."""
    actor = people.alice.actor
    with opened(actor):
        record("access.signed_in", actor=actor)
    assert verify_journal().sound
    while place_pending():
        pass
    assert verify_journal().sound


def test_what_it_cannot_find_by_itself(tamper: Tamper) -> None:
    """The threat model names these; a head kept elsewhere shows them."""
    size = verify_journal().entries
    tamper("delete from journal_head where size = (select min(size) from journal_head)")
    assert verify_journal().sound
    kept = 5
    tamper(
        f"delete from journal_entry where number in"
        f" (select entry_number from journal_place where position >= {kept})",
        f"delete from journal_place where position >= {kept}",
        f"delete from journal_treehash where ((index + 1) << level) > {kept}",
        f"delete from journal_head where size > {kept}",
    )
    finding = verify_journal()
    assert finding.entries < size
