"""Random tampering with random journals, by somebody past every wall: all found and named.

He owns the machine: triggers and policies are off for him. He does not have the signing key.
"""

# ruff: noqa: S608

import random
import secrets
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from homeward.foundation.guard.actor import Actor, ActorKind, service
from homeward.foundation.guard.context import opened
from homeward.foundation.journal import verification
from homeward.foundation.journal.actions import record
from homeward.foundation.journal.leaves import canonical_entry
from homeward.foundation.journal.sequencer import place_pending
from homeward.foundation.journal.verification import verify_journal
from homeward.wire import Environment, NodeKeys, TreeHead, make_tree_head, merkle
from tests.cluster import SuiteCluster, TestNode
from tests.examples import ALL
from tests.people import People

TABLES = ("journal_entry", "journal_place", "journal_treehash", "journal_head", "journal_pending")
Rows = list[tuple[Any, ...]]


@dataclass(slots=True)
class Owner:
    """The database past every wall, and the journal as it was."""

    connection: "psycopg.Connection[tuple[Any, ...]]"
    size: int

    def rows(self, query: str, *values: object) -> Rows:
        return self.connection.execute(query, values).fetchall()  # type: ignore[arg-type]

    def run(self, statement: str, *values: object) -> None:
        done = self.connection.execute(statement, values)  # type: ignore[arg-type]
        assert done.rowcount, "the tampering touched nothing"

    def restore(self) -> None:
        for table in TABLES:
            self.connection.execute(f"truncate {table}")
            self.connection.execute(
                f"insert into {table} overriding system value table kept_{table}"
            )

    def number(self, position: int) -> int:
        return int(
            self.rows("select entry_number from journal_place where position = %s", position)[0][0]
        )


@pytest.fixture
def owner(
    people: People, node: TestNode, suite: SuiteCluster, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Owner]:
    """A journal of some forty entries and a dozen heads, verified in stretches of seven."""
    monkeypatch.setattr(verification, "BATCH", 7)
    chance = random.Random(16)
    for number in range(20):
        actor = chance.choice([people.alice, people.bob]).actor
        with opened(actor):
            record(
                "access.team_added",
                actor=actor,
                subject=("team", number),
                case_id=chance.choice([None, number]),
                compartment=chance.choice(["", "finance"]),
                authority=f"XA-{number}",
            )
        if chance.random() < 0.5:
            place_pending(limit=chance.randint(1, 5))
    while place_pending(limit=5):
        pass
    url = suite.cluster.superuser_url(node.home.config.database)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("set session_replication_role = replica")
        for table in TABLES:
            connection.execute(f"create table kept_{table} as table {table}")
        finding = verify_journal()
        assert finding.sound
        yield Owner(connection, finding.entries)


def edited(o: Owner, p: int, q: int, r: random.Random) -> int:
    """One fact of an entry."""
    change = r.choice(
        [
            "verb = 'access.signed_in'",
            "actor_name = 'nobody'",
            "actor_id = coalesce(actor_id, 0) + 1",
            "actor_kind = case actor_kind when 'user' then 'service' else 'user' end",
            "subject_kind = subject_kind || 'x'",
            "subject_id = subject_id || '0'",
            "case_id = coalesce(case_id, 0) + 1",
            "compartment = case compartment when '' then 'crisis' else '' end",
            "at = at + interval '1 microsecond'",
            "id = gen_random_uuid()",
            "data = data || '{\"more\": 1}'",
            "data = '[]'",
            "salt = sha256(salt)",
            "salt = '\\x00'",
            "commitment = sha256(commitment)",
        ]
    )
    o.run(f"update journal_entry set {change} where number = %s", o.number(p))
    return p


def swapped_salts(o: Owner, p: int, q: int, r: random.Random) -> int:
    """The salts of two entries change places."""
    a, b = o.number(p), o.number(q)
    o.run(
        "update journal_entry e set salt = f.salt from journal_entry f"
        " where (e.number, f.number) in ((%s, %s), (%s, %s))",
        *(a, b, b, a),
    )
    return min(p, q)


def forged(o: Owner, p: int) -> bytes:
    """Another entry in the place of p, with a commitment that fits it; its leaf."""
    actor, at = Actor(ActorKind.USER, 1, "mallory"), datetime(2026, 1, 1, tzinfo=UTC)
    entry_id, salt = uuid.uuid4(), secrets.token_bytes(32)
    entry = canonical_entry(entry_id, at, actor, "case.viewed", ("", ""), None, "", {})
    committed = merkle.commitment(entry, salt)
    o.run(
        "update journal_entry set id = %s, at = %s, actor_kind = 'user', actor_id = 1,"
        " actor_name = 'mallory', verb = 'case.viewed', subject_kind = '', subject_id = '',"
        " case_id = null, compartment = '', data = '{}', salt = %s, commitment = %s"
        " where number = %s",
        *(entry_id, at, salt, committed, o.number(p)),
    )
    return merkle.leaf_hash(committed)


def rewritten(o: Owner, p: int, q: int, r: random.Random) -> int:
    """An entry with salt and commitment that fit; the tree still holds the old leaf."""
    forged(o, p)
    return p


def forked(o: Owner, p: int, q: int, r: random.Random) -> int:
    """An entry and every hash above it, all of one piece; only heads are missing to him."""
    leaf = forged(o, p)
    query = "select hash from journal_treehash where level = 0 order by index"
    leaves = [bytes(row[0]) for row in o.rows(query)]
    leaves[p] = leaf
    store = merkle.MemoryStore()
    merkle.extend(store, leaves)
    for (level, index), hash_ in store.nodes.items():
        o.run(
            "update journal_treehash set hash = %s where level = %s and index = %s",
            *(hash_, level, index),
        )
    first = o.rows("select min(size) from journal_head where size > %s", p)[0][0]
    return int(first) - 1


def deleted(o: Owner, p: int, q: int, r: random.Random) -> int:
    """An entry, its place, or both."""
    number = o.number(p)
    which = r.choice(["entry", "place", "both"])
    if which != "place":
        o.run("delete from journal_entry where number = %s", number)
    if which != "entry":
        o.run("delete from journal_place where position = %s", p)
    return p


def closed_up(o: Owner, p: int, q: int, r: random.Random) -> int:
    """An entry is taken out and those behind it move up, leaves and all."""
    o.run("delete from journal_entry where number = %s", o.number(p))
    o.run("delete from journal_place where position = %s", p)
    o.rows("update journal_place set position = -position where position > %s returning 1", p)
    o.rows("update journal_place set position = -position - 1 where position < 0 returning 1")
    return p


def reordered(o: Owner, p: int, q: int, r: random.Random) -> int:
    """Two entries change places."""
    a, b = o.number(p), o.number(q)
    o.run("update journal_place set entry_number = -1 where position = %s", p)
    o.run("update journal_place set entry_number = %s where position = %s", a, q)
    o.run("update journal_place set entry_number = %s where position = %s", b, p)
    return min(p, q)


def planted(o: Owner, p: int, q: int, r: random.Random) -> int | None:
    """One more entry, without a place, before the beginning, or at the end with its leaf."""
    number = o.rows("select max(number) + 1000000 from journal_entry")[0][0]
    source = o.number(p)
    o.run(
        "insert into journal_entry select %s, gen_random_uuid(), at, actor_kind, actor_id,"
        " actor_name, verb, subject_kind, subject_id, case_id, compartment, data, salt, commitment"
        " from journal_entry where number = %s",
        *(number, source),
    )
    where = r.choice(["nowhere", "before", "end", "end with its leaf"])
    if where == "nowhere":
        return o.size
    place = -1 if where == "before" else o.size
    o.run("insert into journal_place (position, entry_number) values (%s, %s)", place, number)
    if where == "end with its leaf":
        o.run(
            "insert into journal_treehash (level, index, hash) values (0, %s, %s)",
            *(o.size, secrets.token_bytes(32)),
        )
    return 0 if where == "before" else o.size


def cut_off(o: Owner, p: int, q: int, r: random.Random) -> int | None:
    """Everything from p on, but a head that speaks of it."""
    o.run(
        "delete from journal_entry where number in"
        " (select entry_number from journal_place where position >= %s)",
        p,
    )
    o.run("delete from journal_place where position >= %s", p)
    o.run("delete from journal_treehash where ((index + 1) << level) > %s", p)
    return None if p == 0 else p


def altered_hash(o: Owner, p: int, q: int, r: random.Random) -> int:
    """A hash of any level: changed, removed, or exchanged for another."""
    rows = o.rows("select level, index from journal_treehash order by level, index")
    level, index = r.choice(rows)
    change = r.choice(["set", "delete", "copy"])
    if change == "delete":
        o.run("delete from journal_treehash where level = %s and index = %s", level, index)
    else:
        new = secrets.token_bytes(32)
        if change == "copy":
            other = r.choice([row for row in rows if row != (level, index)])
            query = "select hash from journal_treehash where level = %s and index = %s"
            new = o.rows(query, *other)[0][0]
        o.run(
            "update journal_treehash set hash = %s where level = %s and index = %s",
            *(new, level, index),
        )
    return int(index << level)


def planted_hash(o: Owner, p: int, q: int, r: random.Random) -> int:
    """A hash where the tree has none."""
    level, index = r.choice([(0, o.size + p), (3, o.size), (40, 0), (-1, 0), (0, -1)])
    o.run(
        "insert into journal_treehash (level, index, hash) values (%s, %s, %s)",
        *(level, index, secrets.token_bytes(32)),
    )
    return o.size


def replaced_head(o: Owner, p: int, q: int, r: random.Random) -> int:
    """A head: another's signature, another statement, another root or time, or another size."""
    rows = o.rows("select size, root, at, statement from journal_head order by size")
    size, root, at, _ = r.choice(rows)
    other = r.choice([row for row in rows if row[0] != size])
    keys = NodeKeys.generate()
    said = TreeHead(environment=Environment.DEMO, state="XA", size=size, root=bytes(root), at=at)
    change = r.choice(
        [
            ("statement", make_tree_head(keys, said)),
            ("statement", other[3]),
            ("statement", b"x"),
            ("root", secrets.token_bytes(32)),
            ("at", at + timedelta(seconds=1)),
        ]
    )
    o.run(f"update journal_head set {change[0]} = %s where size = %s", change[1], size)
    return int(size) - 1


def removed_last_head(o: Owner, p: int, q: int, r: random.Random) -> int:
    """The head of the present size."""
    o.run("delete from journal_head where size = %s", o.size)
    return o.size - 1


ATTACKS: dict[str, Callable[[Owner, int, int, random.Random], int | None]] = {
    attack.__name__: attack
    for attack in (
        edited,
        swapped_salts,
        rewritten,
        forked,
        deleted,
        closed_up,
        reordered,
        planted,
        cut_off,
        altered_hash,
        planted_hash,
        replaced_head,
        removed_last_head,
    )
}
NAMES = {
    "edited": {"rewritten"},
    "swapped_salts": {"rewritten"},
    "rewritten": {"replaced"},
    "forked": {"does not match the entries"},
    "deleted": {"removed"},
    "closed_up": {"replaced", "removed", "signed tree head are missing"},
    "reordered": {"replaced"},
    "planted": {"inserted past the sequencer", "rewritten", "before the beginning"},
    "cut_off": {"below a signed tree head are missing"},
    "altered_hash": {"hash was altered", "replaced"},
    "planted_hash": {"planted outside", "removed"},
    "replaced_head": {"does not match", "not signed by this node"},
    "removed_last_head": {"head of the present size was removed"},
}


def test_each_attack_is_found_at_its_place_and_named(
    owner: Owner, subtests: pytest.Subtests
) -> None:
    for name in ATTACKS:
        with subtests.test(name):
            _found_and_named(owner, name)


def _found_and_named(owner: Owner, name: str) -> None:
    @settings(
        deadline=None,
        max_examples=12 if ALL else 6,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(st.integers(0, owner.size - 1), st.integers(0, owner.size - 2), st.integers(0, 2**32))
    @example(0, owner.size - 2, 0)
    @example(owner.size - 1, 0, 1)
    def attack(p: int, other: int, seed: int) -> None:
        q = other if other < p else other + 1
        try:
            place = ATTACKS[name](owner, p, q, random.Random(seed))
            finding = verify_journal()
        finally:
            owner.restore()
        assert not finding.sound
        assert any(words in finding.reason for words in NAMES[name]), finding
        if place is not None:
            assert finding.position == place, finding

    attack()
    assert verify_journal().sound


@settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.sampled_from(["edited", "rewritten"]), min_size=2, max_size=4), st.data())
def test_of_several_the_first_is_named(owner: Owner, names: list[str], data: st.DataObject) -> None:
    places = data.draw(st.permutations(range(owner.size)))[: len(names)]
    try:
        for name, place in zip(names, places, strict=True):
            ATTACKS[name](owner, place, (place + 1) % owner.size, random.Random(place))
        finding = verify_journal()
    finally:
        owner.restore()
    assert (finding.sound, finding.position) == (False, min(places))


def test_the_finding_is_kept_for_the_page(owner: Owner) -> None:
    verify_journal(keep=True)
    edited(owner, 3, 4, random.Random(1))
    verify_journal(keep=True)
    from homeward.foundation.journal.models import Verification

    with opened(service("verifier")):
        kept = list(Verification.objects.order_by("id").values_list("sound", "position"))
    assert kept == [(True, None), (False, 3)]
