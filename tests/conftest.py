"""One embedded PostgreSQL for the session; a fresh database, copied from a migrated template, for
each test that asks for `node`. Tests run as the application's role: never as owner."""

import gc
import os
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.cluster import SuiteCluster, TestNode, cluster_for_workers, suite_cluster
from tests.examples import examples

if TYPE_CHECKING:
    from xdist.remote import Producer

    from homeward.node.demo.checks import Check
    from homeward.node.demo.crisis import Crisis
    from homeward.node.demo.family import Family
    from homeward.node.demo.report import Report
    from homeward.node.demo.requests import Requests
    from homeward.node.demo.story import Step, Story
    from homeward.node.demo.training import Training
    from tests.people import People
    from tests.scheduling import BySceneryScheduling

_stack = ExitStack()
_suite: SuiteCluster | None = None
MAIN = "hwmain"
STORIES = frozenset({"played", "requested", "crisis", "family", "trained"})


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL and Django before test modules that import models are collected."""
    global _suite
    # How long an example takes says how busy the machine is, and nothing of what is tested.
    settings.register_profile(
        "house",
        deadline=None,
        max_examples=examples(100),
        suppress_health_check=[HealthCheck.too_slow],
    )
    settings.load_profile("house")
    if config.getoption("numprocesses", None) and not hasattr(config, "workerinput"):
        _stack.enter_context(cluster_for_workers())
        return  # tests are collected and run by the workers
    _suite = _stack.enter_context(suite_cluster())
    home = _suite.home(MAIN)
    os.environ["HOMEWARD_HOME"] = str(home.path)
    os.environ["DJANGO_SETTINGS_MODULE"] = "homeward.node.settings"
    os.environ.pop("HOMEWARD_PROCESS", None)
    import django
    from django.test.utils import setup_test_environment

    django.setup()
    from django.conf import settings as node_settings

    # The slow hash is the library's to prove; hundreds of test people need a quick one.
    node_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    setup_test_environment()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever starts nodes as processes, plays the demonstration or opens a browser is marked:
    these tests take as long as all the others together."""
    for item in items:
        played = STORIES.intersection(getattr(item, "fixturenames", ()))
        outside = item.get_closest_marker("nodes") or item.get_closest_marker("browser")
        if played or outside or item.nodeid.startswith("tests/journeys/"):
            item.add_marker("story")


def pytest_collection_finish() -> None:
    """Collected tests and modules stay until the end: the collector of garbage need not look at
    these millions of objects again and again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: "Producer") -> "BySceneryScheduling":
    """Files that share their nodes go to one worker."""
    from tests.scheduling import BySceneryScheduling

    return BySceneryScheduling(config, log)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave no process and no folder behind."""
    _stack.close()


@pytest.fixture(scope="session")
def suite() -> SuiteCluster:
    """The session's cluster, with the template migrated."""
    assert _suite is not None
    _suite.migrate_template()
    return _suite


@pytest.fixture(autouse=True)
def _language() -> None:
    """Each test begins in the language of the settings, whatever the one before it asked for."""
    from django.utils import translation

    translation.deactivate()


@pytest.fixture
def node(suite: SuiteCluster) -> Iterator[TestNode]:
    """A node of State XA with an empty database, keys made, opened as the application's role."""
    from django.core.cache import cache
    from django.db import connections

    from homeward.foundation.exchange import traffic
    from tests.node_setup import give_keys

    traffic.forget()
    with suite.emptied_database(MAIN, spared=_kept_connection()) as fresh:
        give_keys(suite, MAIN)
        cache.clear()
        yield fresh
        if not _kept_connection():
            connections.close_all()


def _kept_connection() -> int:
    """The server process of this process's connection, which knows the tables by now; 0 where there
    is none that another test could use: it is closed, and so are those of other tests' making."""
    from django.db import connection
    from psycopg.pq import TransactionStatus

    raw = connection.connection
    whole = (
        raw is not None
        and not raw.closed
        and not connection.in_atomic_block
        and "pool" not in connection.settings_dict["OPTIONS"]
        and raw.info.transaction_status == TransactionStatus.IDLE
        and raw.info.dbname == MAIN
    )
    if not whole:
        connection.close()
        return 0
    raw.execute("reset all; select pg_advisory_unlock_all()")
    return int(raw.info.backend_pid)


@pytest.fixture
def people(node: TestNode, suite: SuiteCluster) -> "People":
    """The directory, the desks and the named characters of tests/people.py."""
    from tests.people import known

    return known.anew(suite.cluster.superuser_url(node.home.config.database))


@pytest.fixture(scope="session")
def played(suite: SuiteCluster) -> Iterator["tuple[Story, list[Step]]"]:
    """The border story on four nodes of their own, played once for the whole session."""
    from tests.story import played_story

    with played_story() as told:
        yield told


@pytest.fixture(scope="session")
def requested(played: "tuple[Story, list[Step]]") -> "tuple[Requests, list[Check]]":
    """What States ask of each other, played after the border story, with its checks."""
    from tests.story import played_requests

    return played_requests(played[0])


@pytest.fixture(scope="session")
def crisis(played: "tuple[Story, list[Step]]") -> "tuple[Crisis, list[Step]]":
    """The live crisis, played after the border story for the tests that look at it."""
    from tests.story import played_crisis

    return played_crisis(played[0])


@pytest.fixture(scope="session")
def trained(played: "tuple[Story, list[Step]]") -> "tuple[Training, list[Check]]":
    """A State's training with its exercise, played after the border story, with its checks."""
    from tests.story import played_training

    return played_training(played[0])


@pytest.fixture(scope="session")
def reported(played: "tuple[Story, list[Step]]") -> "tuple[Report, list[Check]]":
    """The report over three States' data, compiled after the border story, with its checks."""
    from tests.story import played_report

    return played_report(played[0])


@pytest.fixture(scope="session")
def family(suite: SuiteCluster) -> Iterator["tuple[Family, list[Step]]"]:
    """A family's support on a node of its own, played once for the whole session."""
    from tests.story import played_family

    with played_family() as told:
        yield told
