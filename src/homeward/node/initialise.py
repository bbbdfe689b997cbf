"""Making a node from nothing: its home, its roles and database, its schema and keys.

Every step can be run again: an interrupted `homeward init` is completed by running it once more.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

from homeward.node.errors import NodeError
from homeward.node.home import NodeHome
from homeward.node.postgres import Cluster, Role, admin
from homeward.node.processes.serve import process_environ

_KEPT_OF_SERVER = ("host", "port", "hostaddr", "sslmode", "sslrootcert", "channel_binding")


class DatabasePlaceFixed(NodeError):
    code = "database_place_fixed"
    message = (
        "The node in {home} was made with {kept}, and the command names {asked}. Edit [database]"
        " in node.toml if the database has moved, or make a new node."
    )


class MigrationFailed(NodeError):
    code = "migration_failed"
    message = "The database could not be brought to the present schema:\n{output}"


def initialise_node(
    path: str | None,
    *,
    state: str,
    name: str,
    environment: str,
    say: Callable[[str], None],
    admin_url: str | None = None,
    migrate: Callable[[NodeHome], None] | None = None,
    second_key: bool = False,
    **settings: Any,
) -> NodeHome:
    """Make a node, or complete a half-made one; says each step.

    With `admin_url` the roles and the database are made on that server, whose address (without
    user and password) is kept in node.toml. `settings` are further fields of NodeConfig; `migrate`
    brings the database to the present schema (default: `migrate_node`). With `second_key` keys that
    are made have a second one to sign. Raises NodeErrors.
    """
    server = _server_of(admin_url) if admin_url else {}
    home = NodeHome.create(
        path, state=state, name=name, environment=environment, server=server, **settings
    )
    say(f"The home of the node is {home.path} ({home.config.state}, {home.config.environment}).")
    if admin_url and dict(home.config.server) != server:
        kept = _words(home.config.server) or "its own embedded PostgreSQL"
        raise DatabasePlaceFixed(home=str(home.path), kept=kept, asked=_words(server))
    with database_running(home, say):
        prepare_database(home, say, admin_url)
        (migrate or partial(migrate_node, second_key=second_key))(home)
        say("The database has the present schema, and the node has its keys.")
    return home


def prepare_database(
    home: NodeHome, say: Callable[[str], None], admin_url: str | None = None
) -> None:
    """Make the roles and the database, or what an older version lacks of them.

    On a server elsewhere only with the administrator's address; nothing happens without it.
    """
    home.complete()
    if make := admin_url or _embedded_admin_url(home):
        passwords = {role: home.database_password(role) for role in Role}
        admin.prepare_node_database(make, home.config.database, passwords)
        say(f"The database {home.config.database} and its roles are there.")


def _server_of(admin_url: str) -> dict[str, str]:
    """Where the administrator's address points, without who he is."""
    from homeward.node.postgres.address import parse

    address = parse(admin_url, source="--admin-database-url")
    parts = {"host": address.host or "localhost", "port": address.port, **address.options}
    return {key: parts[key] for key in _KEPT_OF_SERVER if parts.get(key)}


def _words(server: Mapping[str, str]) -> str:
    return " ".join(f"{key}={value}" for key, value in server.items())


def _embedded_admin_url(home: NodeHome) -> str | None:
    if not home.uses_embedded_database:
        return None
    return Cluster(home.cluster_folder).superuser_url()


@contextmanager
def database_running(home: NodeHome, say: Callable[[str], None]) -> Iterator[None]:
    """Start the embedded PostgreSQL for the block unless it runs or the database is elsewhere."""
    if not home.uses_embedded_database:
        yield
        return
    cluster = Cluster(home.cluster_folder).start(say=say)
    try:
        yield
    finally:
        if cluster.started_here:
            cluster.stop()


def migrate_node(home: NodeHome, *, second_key: bool = False) -> None:
    """Run the migrations as the owner, in a process of their own. Raises MigrationFailed."""
    asked = ["--second-key"] if second_key else []
    result = subprocess.run(
        [sys.executable, "-P", "-m", "homeward.node.migrate", *asked],
        env=process_environ(home, "migrate"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise MigrationFailed(output=result.stdout.strip()[-4000:])
