"""Of which node a database is: written into it, so that a copy of it serves no other.

The mark is the comment on the schema `guard`: `pg_dump` takes it along and `pg_restore` brings it,
only the owner writes it, and the node's roles can read it. A template has none.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any

from homeward.node.config import NodeConfig
from homeward.node.home import NodeHome
from homeward.node.home_errors import DatabaseOfAnother
from homeward.node.postgres.roles import Role

_READ = """
select pg_catalog.obj_description(n.oid, 'pg_namespace') from pg_catalog.pg_namespace n
where n.nspname = 'guard'
"""
Execute = Callable[[str], Sequence[Any] | None]


def check_stamp(config: NodeConfig, first_row: Execute) -> bool:
    """Whether the database is marked as this node's; False where it has no mark yet.

    `first_row` gives the first row of a query. Raises DatabaseOfAnother, which names both.
    """
    row = first_row(_READ)
    if row is None or row[0] is None:
        return False
    made = json.loads(row[0])
    if made != _mark(config):
        raise DatabaseOfAnother(
            made=made["environment"],
            made_state=made["state"],
            environment=config.environment.value,
            state=config.state,
        )
    return True


UNMARKED = (
    "The database is not marked as this node's, so that a copy of it could serve another. Run:"
    " homeward migrate"
)


def stamp_statement(config: NodeConfig) -> str:
    """The statement with which the owner marks a database; State and environment hold no quote."""
    return f"comment on schema guard is '{json.dumps(_mark(config))}'"


def check_database_of(home: NodeHome, role: Role = Role.APP) -> bool:
    """Look before anything of the node is served, as the role that will: False where the database
    has no mark, as one that was made before there were marks has until it is migrated. Raises
    DatabaseOfAnother.

    A database that does not answer is left to those who need it: they say so better.
    """
    import psycopg

    try:
        with psycopg.connect(home.database_url(role), connect_timeout=5) as connection:
            return check_stamp(home.config, lambda query: connection.execute(query).fetchone())
    except psycopg.OperationalError:
        return True


def _mark(config: NodeConfig) -> dict[str, str]:
    return {"state": config.state, "environment": config.environment.value}
