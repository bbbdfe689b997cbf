"""A directory in a folder, a node that follows it, and what was journalled.

Django is set up only after this file was read: what needs it is imported in the fixtures.
"""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests.cluster import SuiteCluster, TestNode
from tests.wire.directory.made import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A directory with XA, XB and XC."""
    made = World(tmp_path / "directory")
    made.add("XA", "XB", "XC")
    return made


@pytest.fixture
def followed(node: TestNode, world: World) -> int:
    """The number under which this node follows `world`, taken over once."""
    from tests.authorities.followed import follow, refresh

    number = follow(world)
    assert refresh(number, world.folder).problem == ""
    return number


@pytest.fixture
def verbs(suite: SuiteCluster, node: TestNode) -> Callable[[], list[str]]:
    """What was journalled about directories and peers, in order, past every wall."""

    def read() -> list[str]:
        with psycopg.connect(suite.cluster.superuser_url("hwmain")) as connection:
            rows = connection.execute("select verb from journal_entry order by at").fetchall()
        return [verb for (verb,) in rows if verb.startswith("authorities.")]

    return read
