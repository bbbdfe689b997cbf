"""Roles and databases of nodes, made by an administrator of the server.

Everything here can be run again: what exists is left or brought to the right state. Passwords
never travel or get logged: the server receives SCRAM verifiers made by libpq on this side.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, LiteralString

from homeward.node.errors import NodeError
from homeward.node.postgres.roles import Role, check_prefix

if TYPE_CHECKING:
    from psycopg import Connection

OLDEST_SERVER = 160000  # memberships with INHERIT and SET apart from each other came with 16
_LOCK = 0x686F6D65  # serialises preparations by several processes on one server
_POWERLESS: LiteralString = "nosuperuser nocreatedb nocreaterole noreplication nobypassrls"

# What each group may do to the tables of the owner's group; append-only tables and the guard's own
# tables take rights away again in the migrations that make them. Roles for people outside get
# nothing here: the migration that makes their schema says what they reach.
_IN_DATABASE: tuple[LiteralString, ...] = (
    "alter schema public owner to homeward_owner",
    "revoke all on schema public from public",
    "grant usage on schema public to homeward_app, homeward_jobs",
    "alter default privileges for role homeward_owner in schema public"
    " grant select, insert, update, delete on tables to homeward_app, homeward_jobs",
    "alter default privileges for role homeward_owner in schema public"
    " grant usage, select on sequences to homeward_app, homeward_jobs",
    "alter default privileges for role homeward_owner revoke execute on functions from public",
    "alter default privileges for role homeward_owner in schema public"
    " grant execute on functions to homeward_app, homeward_jobs",
)


class ServerTooOld(NodeError):
    code = "postgres_server_too_old"
    message = "Homeward needs PostgreSQL 16 or newer, and this server is {found}."


class NotAdministrator(NodeError):
    code = "not_database_administrator"
    message = (
        "The role {role} may not make roles and databases for a node. Use the address of a"
        " superuser; it is needed once and not kept."
    )


class TemplateMissing(NodeError):
    code = "template_database_missing"
    message = "The database {template}, of which a copy was wanted, does not exist."


class TemplateInUse(NodeError):
    code = "template_database_in_use"
    message = "The database {template} cannot be copied while somebody is connected to it."


class CannotConnect(NodeError):
    code = "database_unreachable"
    message = "The database server cannot be reached as administrator: {reason}"


def prepare_server(admin_url: str) -> None:
    """Make the group roles and close the server's own databases to everybody.

    Raises CannotConnect, ServerTooOld, NotAdministrator.
    """
    with _administrator(admin_url) as connection:
        _prepare_server(connection)


def prepare_node_database(
    admin_url: str, prefix: str, passwords: Mapping[Role, str], *, template: str | None = None
) -> None:
    """Make the roles `<prefix>_owner|_app|_jobs|...` and the database `<prefix>` of one node.

    Only these roles may connect to it. From a `template` made here and migrated, the copy
    takes tables, grants and policies along, since they name group roles. An existing database keeps
    its content and gets roles, passwords and grants anew.
    Raises PrefixInvalid, CannotConnect, ServerTooOld, NotAdministrator, Template... errors.
    """
    check_prefix(prefix)
    with _administrator(admin_url) as connection:
        _prepare_server(connection)
        for role in Role:
            _make_login(connection, role, prefix, passwords[role])
        made = _make_database(connection, prefix, prefix, template)
    if template is None or not made:
        _prepare_inside(admin_url, prefix)


def clone_database(admin_url: str, source: str, target: str, prefix: str) -> None:
    """Copy a migrated database for the node whose roles `prefix` names (they must exist).

    Raises TemplateMissing, TemplateInUse, CannotConnect.
    """
    check_prefix(prefix)
    with _administrator(admin_url) as connection:
        _make_database(connection, check_prefix(target), prefix, source)


def make_node_roles(admin_url: str, prefix: str, passwords: Mapping[Role, str]) -> None:
    """Only the login roles of a node, for databases that are cloned under other names."""
    check_prefix(prefix)
    with _administrator(admin_url) as connection:
        _prepare_server(connection)
        for role in Role:
            _make_login(connection, role, prefix, passwords[role])


def seal_template(admin_url: str, database: str) -> None:
    """Let nobody connect to a migrated database any more, so that it can always be copied."""
    with _administrator(admin_url) as connection:
        _run(connection, "alter database {} with allow_connections false", database)
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [database]
        )


def drop_database(admin_url: str, database: str) -> None:
    """Remove a database and end its sessions; nothing happens if it does not exist."""
    with _administrator(admin_url) as connection:
        _run(connection, "drop database if exists {} with (force)", database)


def drop_roles(admin_url: str, prefix: str) -> None:
    """Remove the login roles of a node whose databases are gone."""
    with _administrator(admin_url) as connection:
        for role in Role:
            _run(connection, "drop role if exists {}", role.login(check_prefix(prefix)))


@contextmanager
def _administrator(url: str) -> Iterator["Connection[tuple[object, ...]]"]:
    """A checked connection that holds the preparation lock."""
    import psycopg

    try:
        connection = psycopg.connect(url, autocommit=True, application_name="homeward admin")
    except psycopg.OperationalError as error:
        raise CannotConnect(reason=str(error).strip()) from None
    with connection:
        if connection.info.server_version < OLDEST_SERVER:
            raise ServerTooOld(found=connection.info.parameter_status("server_version") or "?")
        row = connection.execute(
            "select rolsuper, current_user::text from pg_roles where rolname = current_user"
        ).fetchone()
        if row is None or not row[0]:
            raise NotAdministrator(role=connection.info.user)
        connection.execute("select pg_advisory_lock(%s)", [_LOCK])
        yield connection


def _prepare_server(connection: "Connection[tuple[object, ...]]") -> None:
    for role in Role:
        _make_role(connection, role.group)
        _run(connection, f"alter role {{}} nologin noinherit {_POWERLESS}", role.group)
    for database in ("postgres", "template1"):
        _run(connection, "revoke all on database {} from public", database)


def _make_login(
    connection: "Connection[tuple[object, ...]]", role: Role, prefix: str, password: str
) -> None:
    """A role that logs in: all inherit their group's rights but the owner, who must take them."""
    from psycopg import sql

    name = role.login(prefix)
    verifier = connection.pgconn.encrypt_password(
        password.encode(), name.encode(), b"scram-sha-256"
    ).decode()
    _make_role(connection, name)
    connection.execute(
        sql.SQL(f"alter role {{}} login {_POWERLESS} password {{}}").format(
            sql.Identifier(name), sql.Literal(verifier)
        )
    )
    terms: LiteralString = (
        "inherit false, set true" if role is Role.OWNER else "inherit true, set false"
    )
    _run(connection, f"grant {{}} to {{}} with admin false, {terms}", role.group, name)


def _make_role(connection: "Connection[tuple[object, ...]]", name: str) -> None:
    found = connection.execute("select 1 from pg_roles where rolname = %s", [name]).fetchone()
    if found is None:
        _run(connection, "create role {}", name)


def _make_database(
    connection: "Connection[tuple[object, ...]]", database: str, prefix: str, template: str | None
) -> bool:
    """Create the database unless it exists, and let only the node's roles in; true when made."""
    import psycopg

    found = connection.execute(
        "select 1 from pg_database where datname = %s", [database]
    ).fetchone()
    if found is None:
        try:
            _run(
                connection,
                "create database {} owner {} template {}",
                database,
                Role.OWNER.login(prefix),
                template or "template0",
            )
        except psycopg.errors.InvalidCatalogName:
            raise TemplateMissing(template=template or "template0") from None
        except psycopg.errors.ObjectInUse:
            raise TemplateInUse(template=template or "template0") from None
    _run(connection, "revoke all on database {} from public", database)
    _run(connection, "grant create on database {} to homeward_owner", database)
    for role in Role:
        _run(connection, "grant connect on database {} to {}", database, role.login(prefix))
    return found is None


def _prepare_inside(admin_url: str, database: str) -> None:
    """Schema and default rights, which a copy of a prepared database already has."""
    from dataclasses import replace

    from homeward.node.postgres.address import parse

    url = replace(parse(admin_url, source="the administrator's address"), database=database).url()
    with _administrator(url) as connection:
        for statement in _IN_DATABASE:
            connection.execute(statement)


def _run(
    connection: "Connection[tuple[object, ...]]", statement: LiteralString, *names: str
) -> None:
    """Execute a statement whose places are identifiers."""
    from psycopg import sql

    connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
