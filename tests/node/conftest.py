"""What the tests of one node's ground share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from homeward.node.postgres import Cluster
from tests.cluster import FAST, SuiteCluster, copied, short_folder, suite_cluster

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
    "DATABASE_URL_FAMILY",
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


@pytest.fixture(scope="session")
def made() -> Iterator[Path]:
    """An empty cluster that stands still: making one takes as long as all that is asked of it."""
    with short_folder() as place:
        with Cluster(place / "pg", settings=FAST):
            pass
        yield place / "pg"


@pytest.fixture
def ready(folder: Path, made: Path) -> Path:
    """The folder of a cluster of the test's own, as its first start would have left it."""
    return copied(made, folder / "pg")


@pytest.fixture
def cluster(ready: Path) -> Iterator[Cluster]:
    """A cluster of the test's own, running."""
    with Cluster(ready, settings=FAST) as running:
        yield running
        running.stop()


@pytest.fixture(scope="session")
def shared() -> Iterator[SuiteCluster]:
    """One cluster for the tests that only need databases."""
    with suite_cluster() as suite:
        yield suite
