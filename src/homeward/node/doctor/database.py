"""Checks of the database: reachable by each role, each role no stronger than it should be."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from homeward.node.doctor.finding import Finding, Level, ok, problem, warning
from homeward.node.doctor.inside import check_inside
from homeward.node.errors import NodeError
from homeward.node.home import NodeHome
from homeward.node.home_errors import DatabaseOfAnother
from homeward.node.outside import ALL
from homeward.node.postgres.roles import OUTSIDE, Role
from homeward.node.processes.serve import process_environ
from homeward.node.stamp import UNMARKED, check_database_of

if TYPE_CHECKING:
    from psycopg import Connection

_MEND_ROLES = "Run `homeward init` again with --admin-database-url: it puts roles and rights right."
# The owner logs in as one role and works as its group: both are looked at.
_POWERS = """
    select bool_or(rolsuper), bool_or(rolbypassrls), bool_or(rolcreaterole), bool_or(rolcreatedb),
           pg_catalog.has_schema_privilege(current_user, 'public', 'create'),
           exists (select from pg_catalog.pg_class c
                   join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                   where n.nspname !~ '^(pg_|information_schema)'
                     and pg_catalog.pg_has_role(session_user, c.relowner, 'usage')),
           abs(extract(epoch from clock_timestamp() - %s::timestamptz)) > 5
    from pg_catalog.pg_roles where rolname in (session_user, current_user)
"""
# What a role for people outside must not reach: whatever is not in the schema of its name.
_REACHED = """
    select format('%%I.%%I', n.nspname, c.relname)
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'S') and n.nspname <> %s
      and n.nspname !~ '^(pg_|information_schema)'
      and pg_catalog.has_schema_privilege(n.oid, 'usage')
      and (c.relkind = 'S' and pg_catalog.has_sequence_privilege(c.oid, 'usage, select, update')
           or c.relkind <> 'S' and (
             pg_catalog.has_table_privilege(c.oid, 'select, insert, update, delete, truncate')
             or pg_catalog.has_any_column_privilege(c.oid, 'select, insert, update')))
    order by 1 limit 1
"""
_WORDS = (
    "is a superuser",
    "bypasses the access policies",
    "can make roles",
    "can make databases",
    "can make tables",
    "owns tables or is a member of their owner",
)


def check_database(home: NodeHome) -> Iterator[Finding]:
    """One finding per role, then the schema, then what stands in it."""
    reachable = True
    served = {one.role for one in ALL.values() if one.place(home.config).enabled}
    for role in Role:
        if role in OUTSIDE and role not in served:
            continue
        finding = check_role(home, role)
        reachable = reachable and "cannot connect" not in finding.sentence
        yield finding
    if reachable:
        try:
            is_marked = check_database_of(home)
        except DatabaseOfAnother as error:
            yield problem("database", str(error), "Nothing is served until it is this node's.")
            return
        if not is_marked:
            said, _stop, mend = UNMARKED.partition(". ")
            yield warning("database", f"{said}.", mend)
        schema = check_migrations(home)
        yield schema
        if schema.level is Level.OK:
            yield from check_inside(home)


def check_role(home: NodeHome, role: Role) -> Finding:
    """Connect as the role and look at what it may do."""
    import psycopg

    check = f"database as {role}"
    mend = "See the database's log; if the password is refused, run `homeward init` again."
    try:
        with psycopg.connect(home.database_url(role), connect_timeout=5) as connection:
            row = connection.execute(_POWERS, [datetime.now(UTC)]).fetchone()
            reaches = _reaches(connection, role) if role in OUTSIDE else ""
    except (psycopg.Error, NodeError) as error:
        return problem(check, f"The role {role} cannot connect: {str(error).strip()}", mend)
    if row is None or row[6]:
        mend = "Keep the clocks of both machines right with NTP."
        return problem(check, "The database's clock differs by more than five seconds.", mend)
    if reaches:
        said = f"The role {role} for people outside reaches {reaches}, which is not of its schema."
        return problem(check, said, _MEND_ROLES)
    return _judge(check, role, row[:6])


def _reaches(connection: "Connection[Any]", role: Role) -> str:
    """The first table that a role for people outside reaches beyond its own schema."""
    row = connection.execute(_REACHED, [role.value]).fetchone()
    return str(row[0]) if row else ""


def _judge(check: str, role: Role, powers: tuple[bool, ...]) -> Finding:
    """The owner's group may own tables; nobody may bypass policies."""
    considered = powers[:4] if role is Role.OWNER else powers
    too_much = [words for has, words in zip(considered, _WORDS, strict=False) if has]
    if too_much:
        return problem(check, f"The role {role} {' and '.join(too_much)}.", _MEND_ROLES)
    return ok(check, f"The role {role} connects and cannot go round the access policies.")


def check_migrations(home: NodeHome) -> Finding:
    """Whether the database has the schema of this version of the program."""
    result = subprocess.run(
        [sys.executable, "-P", "-m", "django", "migrate", "--check"],
        env=process_environ(home, "migrate"),
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode == 0:
        return ok("schema", "The database has the present schema.")
    if result.stderr.strip():
        last = result.stderr.strip().splitlines()[-1]
        return problem("schema", f"The schema could not be compared: {last}", "Mend this first.")
    mend = "Make a backup, then run: homeward migrate"
    return problem("schema", "The database lacks changes of this version.", mend)
