"""Roles and databases of nodes: two nodes on one server cannot reach each other, nor rise."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from homeward.node.postgres import Role, admin
from homeward.node.postgres.address import parse
from homeward.node.postgres.roles import PrefixInvalid, check_prefix
from tests.cluster import SuiteCluster, TestNode

MIGRATIONS = """
    create table item (id bigint generated always as identity primary key, text text, mine boolean);
    alter table item enable row level security;
    alter table item force row level security;
    create policy read_mine on item for select to homeward_app, homeward_jobs using (mine);
    create policy write_all on item for insert to homeward_app, homeward_jobs with check (true);
    create policy owner_all on item to homeward_owner using (true) with check (true);
    create table entry (id serial primary key, text text);
    revoke update, delete on entry from homeward_app, homeward_jobs;
    create schema guard;
    create table guard.key (secret bytea);
    create function guard.hidden() returns int language sql as 'select 1';
    create function shown() returns int language sql as 'select 2';
"""


@pytest.fixture(scope="module")
def template(shared: SuiteCluster) -> str:
    """A template migrated as a node would, by the owner of another State."""
    home = shared.home("xt", state="XD")
    passwords = {role: home.database_password(role) for role in Role}
    admin.prepare_node_database(shared.admin_url, "xt", passwords)
    with psycopg.connect(home.database_url(Role.OWNER)) as connection:
        connection.execute(MIGRATIONS)
    admin.seal_template(shared.admin_url, "xt")
    return "xt"


@pytest.fixture
def xa(shared: SuiteCluster, template: str) -> Iterator[TestNode]:
    with shared.fresh_database("xa", state="XA", template=template) as node:
        yield node


@pytest.fixture
def xb(shared: SuiteCluster, template: str) -> Iterator[TestNode]:
    with shared.fresh_database("xb", state="XB", template=template) as node:
        yield node


@contextmanager
def as_role(node: TestNode, role: Role) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with psycopg.connect(node.urls[role], autocommit=True) as connection:
        yield connection


def in_database(url: str, database: str) -> str:
    return replace(parse(url), database=database).url()


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("database", ["xb", "postgres", "template1", "xt"])
def test_a_role_connects_to_its_own_database_only(
    xa: TestNode, xb: TestNode, role: Role, database: str
) -> None:
    psycopg.connect(xa.urls[role]).close()
    with pytest.raises(
        psycopg.OperationalError, match=r"permission denied|not currently accepting"
    ):
        psycopg.connect(in_database(xa.urls[role], database))


FORBIDDEN_TO_APP = {
    "make a table": "create table mine (id int)",
    "make a schema": "create schema mine",
    "make a temporary table": "create temporary table mine (id int)",
    "read password verifiers": "select * from pg_authid",
    "become the owner": "set role homeward_owner",
    "become its own group": "set role homeward_app",
    "become the login owner": "set role xa_owner",
    "become the superuser": "set session authorization postgres",
    "bypass policies": "alter role xa_app bypassrls",
    "become superuser": "alter role xa_app superuser",
    "join the owner": "grant homeward_owner to xa_app",
    "make a role": "create role another",
    "make a database": "create database another",
    "switch policies off": "alter table item disable row level security",
    "change a policy": "alter policy read_mine on item using (true)",
    "drop a table": "drop table item",
    "empty a table": "truncate item",
    "run a program": "copy item from program 'id'",
    "read a file": "select pg_read_file('postgresql.conf')",
    "write a file": "copy item to '/tmp/homeward-test'",
    "read the guard's key": "select * from guard.key",
    "call the guard's inner function": "select guard.hidden()",
    "change an append-only table": "update entry set text = 'other'",
    "take away from an append-only table": "delete from entry",
    "change the server": "alter system set fsync = off",
    "become a replica": "select pg_create_physical_replication_slot('x')",
}


@pytest.mark.parametrize("role", [Role.APP, Role.JOBS, Role.FAMILY])
@pytest.mark.parametrize("what", list(FORBIDDEN_TO_APP))
def test_no_role_but_the_owners_can(xa: TestNode, role: Role, what: str) -> None:
    statement = FORBIDDEN_TO_APP[what].replace("xa_app", role.login("xa"))
    with as_role(xa, role) as connection, pytest.raises(psycopg.Error) as caught:
        connection.execute(statement)
    # To people outside the tables of the node have not even a name.
    unseen = {"42P01", "3F000"} if role is Role.FAMILY else set()
    refused = {"42501", "28000", "0LP01", "42939"} | unseen
    assert caught.value.sqlstate in refused, str(caught.value)


@pytest.mark.parametrize("what", ["select * from {}", "insert into {} default values"])
@pytest.mark.parametrize("table", ["item", "entry"])
def test_people_outside_reach_no_table_of_the_node(xa: TestNode, what: str, table: str) -> None:
    """Even those whose policies would let rows through."""
    with as_role(xa, Role.FAMILY) as connection, pytest.raises(psycopg.Error) as caught:
        connection.execute(what.format(table))  # type: ignore[arg-type]
    assert caught.value.sqlstate in {"42501", "42P01"}  # refused, or not even seen by its name
    with as_role(xa, Role.FAMILY) as connection, pytest.raises(psycopg.Error) as caught:
        connection.execute(what.format(f"public.{table}"))  # type: ignore[arg-type]
    assert caught.value.sqlstate == "42501"


@pytest.mark.parametrize(
    "statement",
    [
        "alter role xa_owner superuser",
        "alter role homeward_app bypassrls",
        "alter role xb_owner password 'x'",
        "create role another",
        "create database another",
        "grant homeward_owner to xa_app",
        "drop database xb",
        "alter database xb owner to xa_owner",
        "set role xb_owner",
        "select pg_read_file('postgresql.conf')",
    ],
)
def test_even_the_owner_cannot(xa: TestNode, xb: TestNode, statement: str) -> None:
    with as_role(xa, Role.OWNER) as connection, pytest.raises(psycopg.Error) as caught:
        connection.execute(statement)
    assert caught.value.sqlstate == "42501"


@pytest.mark.parametrize("role", [Role.APP, Role.JOBS])
def test_app_and_jobs_work_under_the_policies(xa: TestNode, role: Role) -> None:
    with as_role(xa, role) as connection:
        connection.execute("insert into item (text, mine) values ('a', true), ('b', false)")
        connection.execute("insert into entry (text) values ('kept')")
        assert connection.execute("select text from item").fetchall() == [("a",)]
        assert connection.execute("select text, shown() from entry").fetchall() == [("kept", 2)]


def test_one_template_serves_two_nodes_at_once(xa: TestNode, xb: TestNode) -> None:
    for node, text in ((xa, "of xa"), (xb, "of xb")):
        with as_role(node, Role.APP) as connection:
            connection.execute("insert into item (text, mine) values (%s, true)", [text])
    for node, text in ((xa, "of xa"), (xb, "of xb")):
        with as_role(node, Role.JOBS) as connection:
            assert connection.execute("select text from item").fetchall() == [(text,)]


def test_what_migrations_make_belongs_to_the_group(xa: TestNode) -> None:
    with as_role(xa, Role.OWNER) as connection:
        connection.execute("create table later (id serial primary key)")
        who = connection.execute("select current_user::text, session_user::text").fetchone()
        assert who == ("homeward_owner", "xa_owner")
        owners = connection.execute(
            "select distinct tableowner::text from pg_tables where schemaname in ('public','guard')"
        ).fetchall()
        assert owners == [("homeward_owner",)]
    with as_role(xa, Role.APP) as connection:
        connection.execute("insert into later default values")
        assert connection.execute("select count(*) from later").fetchone() == (1,)


def test_without_taking_its_role_the_owner_owns_nothing(xa: TestNode) -> None:
    plain = parse(xa.urls[Role.OWNER])
    with (
        psycopg.connect(replace(plain, options={}).url()) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("select * from public.item")


def test_one_node_cannot_end_the_sessions_of_another(xa: TestNode, xb: TestNode) -> None:
    with as_role(xb, Role.APP) as victim, as_role(xa, Role.APP) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select pg_terminate_backend(%s)", [victim.info.backend_pid])
        victim.execute("select 1")


def test_preparing_again_repairs_and_keeps_the_content(shared: SuiteCluster, xa: TestNode) -> None:
    with as_role(xa, Role.APP) as connection:
        connection.execute("insert into item (text, mine) values ('kept', true)")
    with psycopg.connect(shared.admin_url, autocommit=True) as connection:
        connection.execute("alter role xa_app superuser bypassrls createdb password 'other'")
        connection.execute("grant connect on database xa to public")
    passwords = {role: xa.home.database_password(role) for role in Role}
    admin.prepare_node_database(shared.admin_url, "xa", passwords)
    with as_role(xa, Role.APP) as connection:
        assert connection.execute("select text from item").fetchall() == [("kept",)]
        powers = connection.execute(
            "select rolsuper, rolbypassrls, rolcreatedb from pg_roles where rolname = 'xa_app'"
        ).fetchone()
        assert powers == (False, False, False)
        public = connection.execute(
            "select count(*) from pg_database d, aclexplode(d.datacl) a"
            " where d.datname = 'xa' and a.grantee = 0"
        ).fetchone()
        assert public == (0,)


def test_passwords_reach_the_server_as_verifiers_only(shared: SuiteCluster, xa: TestNode) -> None:
    with psycopg.connect(shared.admin_url) as connection:
        rows = connection.execute(
            "select rolpassword from pg_authid where rolname like 'xa\\_%'"
        ).fetchall()
    assert len(rows) == len(Role)
    assert all(str(row[0]).startswith("SCRAM-SHA-256$") for row in rows)


def test_a_clone_under_another_name_belongs_to_the_named_node(
    shared: SuiteCluster, xa: TestNode, xb: TestNode
) -> None:
    admin.clone_database(shared.admin_url, "xt", "xa_copy", "xa")
    try:
        psycopg.connect(in_database(xa.urls[Role.APP], "xa_copy")).close()
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            psycopg.connect(in_database(xb.urls[Role.APP], "xa_copy"))
    finally:
        admin.drop_database(shared.admin_url, "xa_copy")


def test_a_missing_template_and_one_in_use_are_told(shared: SuiteCluster, xa: TestNode) -> None:
    with pytest.raises(admin.TemplateMissing, match="nowhere"):
        admin.clone_database(shared.admin_url, "nowhere", "xc", "xa")
    with as_role(xa, Role.APP), pytest.raises(admin.TemplateInUse):
        admin.clone_database(shared.admin_url, "xa", "xc", "xa")


def test_who_is_no_administrator_is_told(xa: TestNode) -> None:
    with pytest.raises(admin.NotAdministrator, match="xa_app"):
        admin.prepare_server(xa.urls[Role.APP])


def test_an_unreachable_server_is_told_without_the_password(folder: Path) -> None:
    url = f"postgresql://someone:Marker@/postgres?host={folder}"
    with pytest.raises(admin.CannotConnect) as caught:
        admin.prepare_server(url)
    assert "Marker" not in str(caught.value)


@pytest.mark.parametrize(
    "prefix", ["", "x", "XA", "homeward", "postgres", "pg_x", "a;b", "1a", "a" * 41]
)
def test_names_that_cannot_be_a_prefix(prefix: str) -> None:
    with pytest.raises(PrefixInvalid):
        check_prefix(prefix)


def test_dropping_leaves_nothing(shared: SuiteCluster, template: str) -> None:
    with (
        shared.fresh_database("xc", state="XC", template=template) as node,
        as_role(node, Role.APP),
    ):
        pass  # a session that is open when the database goes
    with psycopg.connect(shared.admin_url) as connection:
        left = connection.execute(
            "select (select count(*) from pg_roles where rolname like 'xc\\_%')"
            " + (select count(*) from pg_database where datname = 'xc')"
        ).fetchone()
    assert left == (0,)
