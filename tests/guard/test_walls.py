"""The walls of the database: what shows, to whom, and what no forgotten filter can show."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from random import Random

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction

from homeward.casework.cases.actions import add_event, add_person
from homeward.casework.cases.models import Case, Event, Person
from homeward.casework.cases.vocabulary.case import PersonRole
from homeward.foundation.access.actions import grant_membership
from homeward.foundation.access.errors import CannotGrantSelf, Forbidden
from homeward.foundation.access.models import CaseMember
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.foundation.guard.errors import BadToken, NestedContext
from homeward.foundation.guard.tokens import sign, verify
from tests.cluster import SuiteCluster, TestNode
from tests.guard.pools import connected_as
from tests.people import People, a_case

TABLES = ["cases_case", "cases_person", "cases_item", "cases_event", "cases_ransom"]
TABLES += ["cooperation_request", "cooperation_change", "proceeds_ledger", "proceeds_trace"]
TABLES += ["proceeds_order", "proceeds_handover", "exchange_outmessage", "exchange_inmessage"]
TABLES += ["vault_blob", "vault_casekey", "journal_entry", "duty_task", "access_casemember"]


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")  # noqa: S608  names of our own list
        return int(cursor.fetchone()[0])


def test_without_a_context_there_are_zero_rows(people: People) -> None:
    a_case(people)
    assert {table: _count(table) for table in TABLES} == dict.fromkeys(TABLES, 0)


def test_a_member_sees_the_case_and_a_stranger_does_not(people: People) -> None:
    case = a_case(people)
    for person, seen in ((people.alice, 1), (people.bob, 1), (people.dan, 0), (people.adam, 0)):
        with opened(person.actor):
            assert Case.objects.filter(pk=case.pk).count() == seen


def test_a_compartment_is_walled_from_the_others(people: People) -> None:
    case = a_case(people)
    with opened(people.alice.actor):
        add_person(case, PersonRole.VICTIM, actor=people.alice.actor, name="A. Person")
        assert Person.objects.count() == 1
    with opened(people.bob.actor):
        assert Person.objects.count() == 0
        assert set(Event.objects.values_list("compartment", flat=True)) <= {"finance"}


def test_the_context_ends_with_its_transaction(people: People) -> None:
    a_case(people)
    with opened(people.alice.actor):
        assert Case.objects.count() == 1
    assert Case.objects.count() == 0
    with transaction.atomic():
        assert Case.objects.count() == 0


def test_a_context_opened_in_a_rolled_back_savepoint_shows_nothing(people: People) -> None:
    a_case(people)
    token = sign(people.alice.actor, settings.GUARD_KEY)
    with transaction.atomic():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select guard.open(%s)", [token])
            transaction.set_rollback(True)
        assert Case.objects.count() == 0


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: token.replace("|user|", "|service|"),
        lambda token: token[:-1] + ("0" if token[-1] != "0" else "1"),
        lambda token: "v1|user|1",
        lambda token: "",
    ],
)
def test_a_forged_token_opens_nothing(people: People, spoil) -> None:  # type: ignore[no-untyped-def]
    token = spoil(sign(people.alice.actor, settings.GUARD_KEY))
    with (
        pytest.raises(DatabaseError, match="guard:"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("select guard.open(%s)", [token])


@pytest.mark.parametrize(("lifetime", "bound"), [(-5, b""), (60, b"a job")])
def test_an_expired_or_bound_token_opens_nothing(
    people: People, lifetime: int, bound: bytes
) -> None:
    token = sign(people.alice.actor, settings.GUARD_KEY, lifetime=lifetime, bound_to=bound)
    with (
        pytest.raises(DatabaseError, match="guard:"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("select guard.open(%s)", [token])


def test_a_token_of_another_node_is_refused(people: People) -> None:
    with pytest.raises(BadToken):
        verify(sign(people.alice.actor, b"k" * 32), settings.GUARD_KEY)


def test_two_actors_never_share_a_transaction(people: People) -> None:
    with opened(people.alice.actor):
        with pytest.raises(NestedContext), opened(people.bob.actor):
            pass
        token = sign(people.bob.actor, settings.GUARD_KEY)
        with transaction.atomic(), connection.cursor() as cursor:
            with pytest.raises(DatabaseError, match="another actor"):
                cursor.execute("select guard.open(%s)", [token])
            transaction.set_rollback(True)


def test_nobody_lets_himself_in(people: People) -> None:
    case = a_case(people)
    with opened(people.dan.actor):
        with pytest.raises(CannotGrantSelf):
            grant_membership(case.pk, people.dan, "finance", actor=people.dan.actor)
        with pytest.raises(Forbidden), transaction.atomic():
            grant_membership(case.pk, people.olga, "finance", actor=people.dan.actor)
        with pytest.raises(DatabaseError), transaction.atomic():
            CaseMember.objects.create(
                case_id=case.pk, user=people.dan, compartment="crisis", granted_by=people.dan
            )
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select guard.found_case(%s, array['crisis'])", [case.pk])
        assert Case.objects.count() == 0


def test_a_foreign_row_cannot_be_written(people: People) -> None:
    case = a_case(people)
    with opened(people.dan.actor), pytest.raises(DatabaseError), transaction.atomic():
        add_event(case, "case.ransom_recorded", actor=people.dan.actor)


@pytest.mark.parametrize(
    "statement",
    [
        "select * from guard.key",
        "select * from guard.context",
        "insert into guard.context values (1, '1'::xid8, 'user', 1, 'x')",
        "create table mine (a int)",
        "set role homeward_owner",
        "alter role homeward_app bypassrls",
        "truncate journal_entry",
        "update journal_entry set verb = 'x'",
        "delete from journal_entry",
        "delete from cases_case",
    ],
)
def test_the_application_role_is_refused(people: People, statement: str) -> None:
    with (
        opened(people.alice.actor),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_even_the_owner_cannot_rewrite_the_journal(
    people: People, node: TestNode, suite: SuiteCluster
) -> None:
    for statement in ("update journal_entry set verb = 'x'", "truncate journal_entry cascade"):
        with (
            psycopg.connect(suite.cluster.superuser_url(node.home.config.database)) as owner,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            owner.execute(statement)


@pytest.fixture
def pool_of_two(node: TestNode, people: People) -> Iterator[None]:
    """The connections of every thread of this process come from a real pool of exactly two."""
    with connected_as(node, "app", pool={"min_size": 2, "max_size": 2, "timeout": 30}):
        yield


def test_a_pool_of_two_connections_never_mixes_users(people: People, pool_of_two: None) -> None:
    """Six threads, two kinds of users and visitors, in any order, on exactly two connections."""
    a_case(people)
    connections.close_all()
    expected = {people.alice: 1, people.bob: 1, people.dan: 0}
    servers: set[int] = set()

    def ask(seed: int) -> list[tuple[int, int]]:
        random, seen = Random(seed), []
        for _ in range(60):
            person = random.choice([*expected, None])
            if person is None:
                seen.append((0, Case.objects.count()))
            else:
                with opened(person.actor):
                    seen.append((expected[person], Case.objects.count()))
                    with connection.cursor() as cursor:
                        cursor.execute("select pg_backend_pid()")
                        servers.add(cursor.fetchone()[0])
            connections.close_all()  # gives the connection back to the pool
        return seen

    with ThreadPoolExecutor(max_workers=6) as threads:
        for pairs in threads.map(ask, range(6)):
            assert len(pairs) == 60
            assert all(wanted == found for wanted, found in pairs)
    pool = connection.pool  # type: ignore[attr-defined]
    assert pool is not None
    assert (pool.min_size, pool.max_size) == (2, 2)
    assert len(servers) == 2
    assert pool.get_stats()["requests_num"] > 300


def test_the_context_is_right_after_a_failed_savepoint(people: People) -> None:
    a_case(people)
    with opened(people.alice.actor):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select 1 / 0")
        assert Case.objects.count() == 1
        with connection.cursor() as cursor:
            cursor.execute("select guard.user_id()")
            assert cursor.fetchone()[0] == people.alice.pk
    with opened(people.dan.actor):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select 1 / 0")
        assert Case.objects.count() == 0


def test_no_function_of_the_guard_may_run_in_a_parallel_worker(people: People) -> None:
    """Such a worker has another process number, and would see no context: zero rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select proname, proparallel from pg_proc where pronamespace = 'guard'::regnamespace"
            " and prolang <> (select oid from pg_language where lanname = 'internal')"
        )
        found = dict(cursor.fetchall())
    assert {"open", "kind", "user_id", "service", "cases", "teams", "has_role"} <= found.keys()
    assert {name: how for name, how in found.items() if how != "u"} == {}


def test_a_service_sees_only_what_its_policies_name(people: People) -> None:
    a_case(people)
    with opened(service("exchange")):
        assert Case.objects.count() == 1
        assert Person.objects.count() == 0
    with opened(service("nobody knows")):
        assert Case.objects.count() == 0
