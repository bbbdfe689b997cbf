"""What `homeward migrate` does beside the schema, for the database of a test."""

import json

from django.conf import settings
from psycopg import sql

from homeward.foundation.vault.node_keys import forget_own_keys
from homeward.foundation.vault.sealing import lock
from homeward.node.postgres.roles import OUTSIDE
from homeward.wire.keys import NodeKeys
from tests.cluster import SuiteCluster
from tests.reused import kept

# One pair for the session: making keys is not what these tests are about.
TEST_KEYS = NodeKeys.generate()


def give_keys(suite: SuiteCluster, database: str) -> None:
    """Write the guard's key and the node's own keys as the owner would."""
    forget_own_keys()
    connection = kept(suite.cluster.superuser_url(database))
    with connection.transaction():
        keys = {"guard": settings.GUARD_KEY}
        keys |= {role.value: settings.HOME.secret(f"{role.value}_key") for role in OUTSIDE}
        for schema, key in keys.items():
            connection.execute(sql.SQL("delete from {}.key").format(sql.Identifier(schema)))
            insert = sql.SQL("insert into {}.key (secret) values (%s)")
            connection.execute(insert.format(sql.Identifier(schema)), [key])
        connection.execute(
            "insert into vault_nodekey (key_id, wrapped, public, created_at, is_current)"
            " values (%s, %s, %s, now(), true)",
            [
                TEST_KEYS.public.key_id,
                lock(settings.VAULT_KEY, TEST_KEYS.to_bytes(), "node key"),
                json.dumps(TEST_KEYS.public.to_json()),
            ],
        )
