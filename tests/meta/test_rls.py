"""Every table that could show a case stands behind forced walls, which are of the right making."""

import re

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model

from tests.cluster import TestNode
from tests.meta.test_layout import case_bearing

ROLES = {"homeward_app", "homeward_jobs", "homeward_owner"}
# Tables that everyone who signs in, or the process itself, reads and writes. Nothing in them says
# that a case exists.
OPEN = {
    "access_user": "people sign in before there is a context; it names colleagues, no case",
    "access_team": "the desks of authorities",
    "access_team_members": "who works at which desk",
    "authorities_state": "the directory is open to everyone who signs in",
    "authorities_authority": "the directory is open to everyone who signs in",
    "authorities_node": "addresses and public keys of other nodes",
    "exchange_pair": "a counter and a digest for each other node",
    "exchange_courier": "when each other node was last reached",
    "exchange_source": "the epoch of each other node, and the types it reads",
    "exchange_epoch": "when this node began to count anew",
    "exchange_tombstone": "numbers of messages that another node gave up",
    "exchange_shortage": "States whose files found no room, with bytes; no case and no file",
    "vault_nodekey": "wrapped keys of the node; the roles of web and worker may only read it",
}


def tables(query: str) -> dict[str, tuple[bool, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name: (bool(a), bool(b)) for name, a, b in cursor.fetchall()}


@pytest.fixture
def walls(node: TestNode) -> dict[str, tuple[bool, bool]]:
    """Of every table: whether row-level security is enabled, and whether it is forced."""
    return tables(
        "select relname, relrowsecurity, relforcerowsecurity from pg_class"
        " where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace"
    )


@pytest.fixture
def policies(node: TestNode) -> list[tuple[str, str, set[str], str, str]]:
    """Every policy: table, name, roles, condition to see, condition to write."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select tablename, policyname, roles::text[], coalesce(qual, ''),"
            " coalesce(with_check, '') from pg_policies where schemaname = 'public'"
        )
        return [(t, p, set(roles), q, w) for t, p, roles, q, w in cursor.fetchall()]


def own_models() -> list[type[Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("homeward.")
    ]


def test_every_table_is_behind_a_wall_or_open_for_a_reason(
    walls: dict[str, tuple[bool, bool]],
) -> None:
    ours = {model._meta.db_table for model in own_models()}
    assert ours <= walls.keys()
    assert {table for table in ours if walls[table] != (True, True)} == set(OPEN)


def test_nothing_of_a_case_is_open() -> None:
    guarded = case_bearing()
    assert not {m._meta.db_table for m in own_models() if m.__name__ in guarded} & OPEN.keys()
    casework = {m._meta.db_table for m in own_models() if ".casework." in m.__module__}
    assert casework
    assert not casework & OPEN.keys()


def test_every_wall_has_the_roles_it_was_made_for(
    policies: list[tuple[str, str, set[str], str, str]],
) -> None:
    assert {name: roles for _, name, roles, _, _ in policies if not roles <= ROLES} == {}


def test_only_the_owner_sees_everything(
    policies: list[tuple[str, str, set[str], str, str]],
) -> None:
    assert len(policies) > 50
    without = [
        (table, name)
        for table, name, roles, seen, written in policies
        if "true" in (seen, written) and roles != {"homeward_owner"}
    ]
    assert without == []


def test_conditions_are_computed_once_a_query(
    policies: list[tuple[str, str, set[str], str, str]],
) -> None:
    """A function of the guard outside `(select ...)` would run for every row."""
    assert sum("guard.cases(" in seen for _, _, _, seen, _ in policies) > 10
    for table, name, _, seen, written in policies:
        for condition in (seen, written):
            bare = re.sub(r"\(\s*SELECT guard\.\w+\([^()]*\)", "", condition)
            assert "guard." not in bare, f"{table}.{name}: {condition}"


def test_the_roles_of_the_node_pass_no_wall(node: TestNode) -> None:
    database = node.home.config.database
    names = [*ROLES, *(f"{database}_{role}" for role in ("app", "jobs", "owner"))]
    with connection.cursor() as cursor:
        cursor.execute(
            "select rolname from pg_roles"
            " where rolname = any(%s) and (rolsuper or rolbypassrls or rolcreaterole)",
            [names],
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "select c.relname from pg_class c join pg_roles r on r.oid = c.relowner"
            " where c.relnamespace = 'public'::regnamespace and r.rolname <> 'homeward_owner'"
        )
        assert cursor.fetchall() == []


def test_functions_that_act_as_the_owner_name_their_schemas(node: TestNode) -> None:
    """Without a search path of its own such a function could be led to another's table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select p.proname, coalesce(p.proconfig::text, '') from pg_proc p"
            " where p.pronamespace = 'guard'::regnamespace and p.prosecdef"
        )
        found = dict(cursor.fetchall())
    assert {"open", "cases", "found_case", "grant_membership"} <= found.keys()
    assert {name: kept for name, kept in found.items() if "search_path=" not in kept} == {}


def test_views_ask_as_the_reader(node: TestNode) -> None:
    assert not tables(
        "select relname, true, true from pg_class where relkind = 'v'"
        " and relnamespace = 'public'::regnamespace"
        " and not coalesce('security_invoker=true' = any(reloptions), false)"
    )
