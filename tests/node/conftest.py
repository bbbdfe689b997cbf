"""What the tests of one node's ground share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from homeward.node.postgres import Cluster
from tests.cluster import FAST, SuiteCluster, short_folder, suite_cluster

_OURS = (
    "HOMEWARD_HOME",
    "HOMEWARD_HOST",
    "HOMEWARD_PORT",
    "HOMEWARD_BASE_URL",
    "HOMEWARD_THREADS",
    "HOMEWARD_ENVIRONMENT",
    "HOMEWARD_PROCESS",
    "DATABASE_URL",
    "DATABASE_URL_OWNER",
    "DATABASE_URL_JOBS",
)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in _OURS:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short private folder that PostgreSQL's account can enter."""
    with short_folder() as made:
        yield made


@pytest.fixture
def cluster(folder: Path) -> Iterator[Cluster]:
    """A cluster of the test's own, running."""
    with Cluster(folder / "pg", settings=FAST) as running:
        yield running
        running.stop()


@pytest.fixture(scope="session")
def shared() -> Iterator[SuiteCluster]:
    """One cluster for the tests that only need databases."""
    with suite_cluster() as suite:
        yield suite
