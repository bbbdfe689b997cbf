"""Looking into a demo node's database as its administrator would, past every wall."""

from typing import Any

import psycopg

from homeward.node.demo.telling import Telling


def rows(story: Telling, state: str, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """All rows of a query on a State's node."""
    node = story.stage.nodes[state]
    url = story.stage.cluster.superuser_url(node.home.config.database)
    with psycopg.connect(url) as connection:
        return connection.execute(sql, values).fetchall()
