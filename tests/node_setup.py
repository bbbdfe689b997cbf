"""What `homeward migrate` does beside the schema, for the database of a test."""

import json
from typing import Any

from django.conf import settings
from psycopg import Connection, sql

from homeward.foundation.vault.node_keys import forget_own_keys
from homeward.foundation.vault.sealing import lock
from homeward.node.home import NodeHome
from homeward.node.postgres.roles import OUTSIDE
from homeward.wire.keys import NodeKeys
from tests.cluster import SuiteCluster
from tests.reused import kept

# One pair for the session: making keys is not what these tests are about.
TEST_KEYS = NodeKeys.generate()


def give_keys(suite: SuiteCluster, database: str) -> None:
    """Write the guard's key and the node's own keys as the owner would."""
    forget_own_keys()
    write_keys(kept(suite.cluster.superuser_url(database)), settings.HOME, TEST_KEYS)


def write_keys(connection: Connection[Any], home: NodeHome, keys: NodeKeys) -> None:
    """The guard's key of a home, and these keys as the node's own, into its empty database."""
    with connection.transaction():
        doors = {"guard": home.secret("guard_key")}
        doors |= {role.value: home.secret(f"{role.value}_key") for role in OUTSIDE}
        for schema, key in doors.items():
            connection.execute(sql.SQL("delete from {}.key").format(sql.Identifier(schema)))
            insert = sql.SQL("insert into {}.key (secret) values (%s)")
            connection.execute(insert.format(sql.Identifier(schema)), [key])
        connection.execute(
            "insert into vault_nodekey (key_id, wrapped, public, created_at, is_current)"
            " values (%s, %s, %s, now(), true)",
            [
                keys.public.key_id,
                lock(home.secret("vault_key"), keys.to_bytes(), "node key"),
                json.dumps(keys.public.to_json()),
            ],
        )
