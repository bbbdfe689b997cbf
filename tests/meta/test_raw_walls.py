"""Raw SQL under the application's roles shows nothing outside the compartments, in every table.

Nobody's query stands between: each table of a case is asked for all of its rows, with rows in it.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from random import Random
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, connections, transaction

from homeward.casework.cases.models import Case
from homeward.foundation.access.actions import end_glass, grant_membership
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.guard import jobs
from homeward.foundation.guard.actor import Actor
from homeward.foundation.guard.context import opened
from tests.access.glasses import broken, hours_pass
from tests.cluster import SuiteCluster, TestNode
from tests.guard.pools import connected_as
from tests.jobs import run_jobs
from tests.meta.filling import Filled, fill, guarded_models
from tests.notices import listening
from tests.people import People, a_case

# Tables of a case that no member reads, each with its reason.
NO_MEMBER = {
    "access_glass": "its person, leads and oversight; the rows here are another case member's",
    "cases_sealedtext": "opens to one person, when two agreed",
    "duty_notice": "whom it was told to, who are nobody here",
    "duty_delivery": "whom it goes to, and administrators, whom it tells of mail that fails",
    "cases_sameperson": "whoever sees both persons, who are nobody here",
    "journal_fact": "statistics only",
    "vault_custodystep": "as its blob, which it names without a reference",
}
# Rows that a person sees because they are about what he did himself.
OWN = {"journal_entry", "access_glass", "duty_task", "duty_notice", "duty_delivery"}
# An administrator learns whom no e-mail reaches; the notice itself he does not see.
MAIL = "duty_delivery"
# Who is in the case with whom is known to all its members.
ROLL = "access_casemember"
Seen = dict[str, set[Any]]


@dataclass(frozen=True)
class World:
    """A case with rows in every table, and people on every side of its walls."""

    case: Case
    filled: Filled
    people: People
    expired: User
    insiders: dict[str, User]


def look(filled: Filled) -> Seen:
    """Every row of every table of a case that shows, by its key: no filter at all."""
    seen: Seen = {}
    with connection.cursor() as cursor:
        for table, key in filled.keys.items():
            cursor.execute(f'select "{key}" from {table}')  # noqa: S608  names of our models
            seen[table] = {found for (found,) in cursor.fetchall()}
    return seen


def as_person(person: User, filled: Filled) -> Seen:
    with opened(person.actor):
        return look(filled)


def nothing(seen: Seen) -> bool:
    return not any(seen.values())


@pytest.fixture
def world(
    people: People, node: TestNode, suite: SuiteCluster, monkeypatch: pytest.MonkeyPatch
) -> World:
    listening(monkeypatch)
    case = a_case(people)
    insiders = {"finance": people.bob, "crisis": people.carol}
    with opened(people.alice.actor) as actor:
        grant_membership(case.pk, people.carol, "crisis", actor=actor)
    hours_pass(node, suite, broken(people.dan, case, *Compartment.values), 4)
    url = suite.cluster.superuser_url(node.home.config.database)
    with psycopg.connect(url, autocommit=True) as owner:
        filled = fill(owner, case)
    return World(case, filled, people, people.dan, insiders)


def test_every_table_of_a_case_has_rows(world: World) -> None:
    """Else everything below would hold of nothing. What a constraint refuses goes into `GIVEN`."""
    assert world.filled.failed == {}
    tables = {model._meta.db_table for model in guarded_models()}
    assert tables == set(world.filled.rows)
    assert len(tables) > 20
    assert [table for table, rows in world.filled.rows.items() if not rows] == []
    whole = as_person(world.people.alice, world.filled)
    unseen = {table for table in tables if not whole[table]}
    assert unseen <= set(NO_MEMBER) | at_desks(world)


def at_desks(world: World) -> set[str]:
    """Tables whose rows are seen by their desks and persons, who are nobody here."""
    return {
        model._meta.db_table
        for model in guarded_models()
        if {"team_id", "desk_id", "assignee_id", "user_id"}
        & {one.column for one in model._meta.concrete_fields}
    }


def test_without_a_context_nothing_shows(world: World) -> None:
    assert nothing(look(world.filled))
    with transaction.atomic():
        assert nothing(look(world.filled))


def test_strangers_and_an_expired_glass_see_nothing(world: World) -> None:
    for person in (world.people.adam, world.expired):
        seen = as_person(person, world.filled)
        if person == world.people.adam:
            seen.pop(MAIL)
        own = {table: keys for table, keys in seen.items() if keys}
        # What he did himself he reads in the journal; the glass he broke, the tasks he made.
        assert {t: keys & set(world.filled.rows[t]) for t, keys in own.items()} == {
            table: set() for table in own
        }
        assert set(own) <= OWN, own


def test_members_see_their_own_compartments_only(world: World) -> None:
    for wall, person in world.insiders.items():
        seen = as_person(person, world.filled)
        shown = 0
        for table, rows in world.filled.rows.items():
            walls = {rows[key] for key in seen[table] & set(rows)} if table != ROLL else set()
            assert walls <= {wall, ""}, (person, table, walls)
            shown += wall in walls
        assert shown > 5, "the member does see his own"


def test_a_live_glass_shows_what_a_member_sees(world: World) -> None:
    glass = broken(world.expired, world.case, "crisis", minutes=1)
    own = OWN | {ROLL}
    by_glass = as_person(world.expired, world.filled)
    as_member = as_person(world.insiders["crisis"], world.filled)
    for table in set(world.filled.rows) - own:
        assert by_glass[table] == as_member[table], table
    with opened(world.expired.actor) as actor:
        end_glass(glass, actor=actor)
    after = as_person(world.expired, world.filled)
    assert {table for table, keys in after.items() if keys} <= own


def test_nothing_of_others_is_written(world: World) -> None:
    """Neither changed nor removed, whether the database refuses or finds no such row."""
    for person in (world.people.adam, world.expired):
        for table, key in world.filled.keys.items():
            for statement in (
                f'update {table} set "{key}" = "{key}" returning "{key}"',  # noqa: S608
                f'delete from {table} returning "{key}"',  # noqa: S608
            ):
                with opened(person.actor), connection.cursor() as cursor:
                    try:
                        with transaction.atomic():
                            cursor.execute(statement)
                            touched = {found for (found,) in cursor.fetchall()}
                            assert not touched & set(world.filled.rows[table]), statement
                    except DatabaseError as refusal:
                        refused = str(refusal)
                        assert "permission denied" in refused or "never changed" in refused


@pytest.fixture
def two_connections(world: World, node: TestNode) -> Iterator[None]:
    pool = {"min_size": 2, "max_size": 2, "timeout": 60}
    with connected_as(node, "app", pool=pool):
        yield


def test_two_connections_never_carry_over_what_another_saw(
    world: World, two_connections: None
) -> None:
    everyone = [world.people.alice, *world.insiders.values(), world.people.adam, world.expired]
    expected = {person.pk: as_person(person, world.filled) for person in everyone}
    connections.close_all()
    servers: set[int] = set()

    def ask(seed: int) -> int:
        random, asked = Random(seed), 0
        for _ in range(12):
            person = random.choice([*everyone, None])
            if person is None:
                assert nothing(look(world.filled))
            else:
                with opened(person.actor):
                    assert look(world.filled) == expected[person.pk], person
                    with connection.cursor() as cursor:
                        cursor.execute("select pg_backend_pid()")
                        servers.add(cursor.fetchone()[0])
            connections.close_all()  # gives the connection back to the pool
            asked += 1
        return asked

    with ThreadPoolExecutor(max_workers=5) as threads:
        assert sum(threads.map(ask, range(5))) == 60
    assert len(servers) == 2


_looked: list[tuple[str, Seen]] = []
_filled: list[Filled] = []


@jobs.job("tests.raw_walls")
def look_in_worker(*, actor: Actor, number: int) -> None:
    """What a job of this actor sees, and as which role of the database it runs."""
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        role = cursor.fetchone()[0]
    _looked.append((role, look(_filled[0])))


def test_a_job_sees_what_its_actor_sees(world: World, node: TestNode) -> None:
    """In the worker, under its own role: of another compartment, with an expired glass, nobody."""
    _looked.clear()
    _filled[:] = [world.filled]
    actors = [world.insiders["finance"], world.expired, world.people.adam]
    expected = [as_person(person, world.filled) for person in actors]
    for number, person in enumerate(actors):
        with opened(person.actor):
            look_in_worker.defer(actor=person.actor, number=number)
    with connected_as(node, "jobs"):
        assert run_jobs("tests.raw_walls") == len(actors)
        assert nothing(look(world.filled)), "and between jobs nothing shows"
    assert {role.endswith("_jobs") for role, _ in _looked} == {True}
    assert [seen for _, seen in _looked] == expected
