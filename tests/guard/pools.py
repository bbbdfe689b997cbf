"""The connections of this process under another role, or out of a pool."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, connections

from tests.cluster import TestNode


@contextmanager
def connected_as(node: TestNode, role: str, **options: Any) -> Iterator[None]:
    """Every connection of this process is `role`'s meanwhile, in every thread."""
    connections.close_all()
    kept = connections.settings["default"]
    settings = node.home.database_settings(role, **options)
    connections.settings["default"] = {**kept, **settings}
    del connections["default"]
    try:
        yield
    finally:
        connection.close()
        if options.get("pool"):
            connection.close_pool()
        connections.settings["default"] = kept
        del connections["default"]
