"""The walls are not slow: what a member sees is found through an index, and services read all."""

import re
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection

from homeward.casework.cases.models import Case
from homeward.foundation.guard.actor import Actor, service
from homeward.foundation.guard.context import opened
from tests.cluster import SuiteCluster, TestNode
from tests.people import People, a_case

ROWS = 50_000
# Rows of other cases, which nobody of the test is a member of; table, columns and values.
FILL = {
    "cases_event": (
        "case_id, compartment, at, kind, params, actor, url",
        "1000 + n % 500, 'investigation', now(), 'case.opened', '{}', 'user:1', ''",
    ),
    "journal_entry": (
        "id, at, actor_kind, actor_id, actor_name, verb, subject_kind, subject_id, case_id,"
        " compartment, data, salt, commitment",
        "gen_random_uuid(), now(), 'user', 1000 + n % 500, 'x', 'case.viewed', '', '',"
        " 1000 + n % 500, '', '{}', '', ''",
    ),
    "exchange_outmessage": (
        "id, peer, thread, epoch, sequence, type, type_version, handling, digest, header, contents,"
        " is_urgent, derived_from, case_id, created_by, created_at, expires_at, delivery, attempts,"
        " last_error, reason",
        "gen_random_uuid(), 'XB', gen_random_uuid(), 1, n, 'x', 1, 'H1', '', '{}', '', false, '{}',"
        " 1000 + n % 500, 1000 + n % 500, now(), now(), 'accepted', 1, '', ''",
    ),
}


@pytest.fixture
def full(people: People, node: TestNode, suite: SuiteCluster) -> Iterator[Case]:
    """Alice's case among 50,000 rows of others in each table."""
    case = a_case(people)
    url = suite.cluster.superuser_url(node.home.config.database)
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("set session_replication_role = replica")
        for table, (columns, values) in FILL.items():
            owner.execute(
                f"insert into {table} ({columns})"  # type: ignore[arg-type]  # noqa: S608
                f" select {values} from generate_series(1, {ROWS}) n"
            )
            owner.execute(f"analyze {table}")  # type: ignore[arg-type]
        yield case


def _plan(actor: Actor, query: str) -> str:
    with opened(actor), connection.cursor() as cursor:
        cursor.execute(f"explain (costs off) {query}")
        return "\n".join(line for (line,) in cursor.fetchall())


def _count(actor: Actor, table: str) -> int:
    with opened(actor), connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")  # noqa: S608  names of our own list
        return int(cursor.fetchone()[0])


def test_among_many_rows_of_others(full: Case, people: People, subtests: pytest.Subtests) -> None:
    for table in FILL:
        with subtests.test("a forgotten filter is answered through an index", table=table):
            _forgotten_filter(people, table)
    with subtests.test("the rows of one case are found by the case"):
        _rows_of_one_case(full, people)
    with subtests.test("services of cases still see every row"):
        _services_see_all(people)


def _forgotten_filter(people: People, table: str) -> None:
    """Unfiltered: the policy alone chooses the rows, as the count of a whole table shows."""
    plan = _plan(people.alice.actor, f"select count(*) from {table}")  # noqa: S608
    assert "Index" in plan, plan
    assert "Seq Scan on " + table not in plan, plan
    assert 0 <= _count(people.alice.actor, table) < 100
    assert _count(people.dan.actor, table) == 0


# Only services and overseers read these, and they read them whole; proposals for laws, suggestions
# to the manual, requests made orally, commitments of funds and entries of exercises are few.
WHOLE = {"journal_head", "journal_pending", "journal_place", "journal_treehash", "law_proposal"}
WHOLE |= {"manual_suggestion", "cooperation_oralrequest", "assistance_commitment"}
WHOLE |= {"assistance_exerciseentry"}


def test_every_policy_can_be_served_by_an_index(people: People) -> None:
    """Where one arm of a policy has none, PostgreSQL reads the whole table even if told not to."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relkind = 'r' and relrowsecurity"
            " and relnamespace = 'public'::regnamespace order by 1"
        )
        tables = {name for (name,) in cursor.fetchall()} - WHOLE
    assert len(tables) > 15
    without = []
    for table in sorted(tables):
        with opened(people.alice.actor), connection.cursor() as cursor:
            cursor.execute("set local enable_seqscan = off")
            cursor.execute(f"explain (costs off) select count(*) from {table}")  # noqa: S608
            plan = "\n".join(line for (line,) in cursor.fetchall())
        if f"Seq Scan on {table}" in plan:
            without.append(table)
    assert without == []


def _rows_of_one_case(full: Case, people: People) -> None:
    where = f"where case_id = {full.pk} order by id desc limit 50"
    plan = _plan(people.alice.actor, f"select id from cases_event {where}")  # noqa: S608
    assert re.search(r"Index (Only )?Scan", plan), plan
    assert "Seq Scan on cases_event" not in plan, plan


def _services_see_all(people: People) -> None:
    for name in ("exchange", "tracer"):
        assert _count(service(name), "cases_event") > ROWS
        assert _count(service(name), "exchange_outmessage") == ROWS
        assert _count(service(name), "journal_entry") == 0
    assert _count(service("verifier"), "journal_entry") > ROWS
    assert _count(service("verifier"), "cases_event") == 0
    assert _count(people.olga.actor, "journal_entry") > ROWS
