"""One embedded PostgreSQL for a whole test session, and databases copied from a migrated template.

with suite_cluster() as suite:                    # 0.6 s
    suite.migrate_template()                      # once, 11 s: `python -m homeward.node.migrate`
    with suite.fresh_database("hw_1") as node:    # 0.6 s; dropped after
        node.home, node.urls[Role.APP]
    with suite.emptied_database("hw_2") as node:  # 0.06 s from the second time on
        ...
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

from homeward.node.home import NodeHome
from homeward.node.postgres import Cluster, Role, admin
from tests.reused import Reused

TEMPLATE = "hwtemplate"
# A test database may be lost with the machine; this makes copies and commits twice as fast.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
# `tests.reused` vacuums what tests leave, and nobody reads these statistics.
FAST |= {"autovacuum": "off", "checkpoint_timeout": "1h", "max_wal_size": "4GB"}
# Thousands of connections are made; that passwords are hard to guess is PostgreSQL's to prove.
FAST |= {"scram_iterations": "1"}
_SEED = "HOMEWARD_TEST_SEED"
_OURS = ("DATABASE_URL", "DATABASE_URL_OWNER", "DATABASE_URL_JOBS", "DATABASE_URL_FAMILY")


@contextmanager
def short_folder(prefix: str = "hw-") -> Iterator[Path]:
    """A temporary folder with a short path that PostgreSQL's account can enter."""
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir="/tmp"))
    if os.geteuid() == 0:
        folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class TestNode:
    """A node's home and its database, ready to be used by a role."""

    __test__ = False
    home: NodeHome
    urls: Mapping[Role, str] = field(repr=False)

    @property
    def environ(self) -> dict[str, str]:
        """The environment in which a process of this node runs."""
        clean = {k: v for k, v in os.environ.items() if k not in _OURS}
        return {**clean, "HOMEWARD_HOME": str(self.home.path)}


@dataclass(slots=True)
class SuiteCluster:
    """The session's PostgreSQL."""

    folder: Path
    cluster: Cluster
    has_template: bool = False
    homes: dict[str, NodeHome] = field(default_factory=dict)
    reused: dict[str, Reused] = field(default_factory=dict)

    @property
    def admin_url(self) -> str:
        return self.cluster.superuser_url()

    def home(self, name: str, *, state: str = "XA", environment: str = "demo") -> NodeHome:
        """A node home on this cluster whose database is called `name`; made once per name."""
        if name not in self.homes:
            self.homes[name] = NodeHome.create(
                self.folder / name,
                state=state,
                name=f"Test authority of {state}",
                environment=environment,
                database=name,
                cluster=str(self.cluster.folder),
            )
        return self.homes[name]

    def migrate_template(self, *, module: str = "homeward.node.migrate") -> None:
        """Make and migrate the template, unless it was copied with the cluster; afterwards nobody
        can connect to it, only copy it."""
        if self.has_template:
            return
        node = self._prepared(TEMPLATE, template=None, state="XZ")
        run = [sys.executable, "-m", module, "--schema-only"]
        subprocess.run(run, env=node.environ, check=True)
        admin.seal_template(self.admin_url, TEMPLATE)
        self.has_template = True

    @contextmanager
    def fresh_database(
        self, name: str, *, state: str = "XA", template: str | None = TEMPLATE
    ) -> Iterator[TestNode]:
        """A database copied from the template (None: empty) with its own roles; dropped after.

        The guard's key in the database is the template's: write the node's own with
        `python -m homeward.node.migrate`, or the statement in it, where signing is tested.
        """
        node = self._prepared(name, template=template, state=state)
        try:
            yield node
        finally:
            self.drop(name)

    @contextmanager
    def emptied_database(
        self, name: str, *, state: str = "XA", spared: int = 0
    ) -> Iterator[TestNode]:
        """The same as a copy of the template, in a tenth of the time: see `tests.reused`.

        The server process `spared` keeps its connection and what it knows of the tables.
        """
        from django.db import connections

        known = self.reused.get(name)
        shutil.rmtree(self.home(name, state=state).path / "vault", ignore_errors=True)
        if known is None or not known.empty(spared=spared):
            if spared:
                connections.close_all()
            admin.drop_database(self.admin_url, name)
            fresh = self._prepared(name, template=TEMPLATE, state=state)
            self.reused[name] = Reused.of(self.cluster.superuser_url(name))
            yield fresh
            return
        home = self.home(name, state=state)
        yield TestNode(home, {role: home.database_url(role) for role in Role})

    def drop(self, name: str) -> None:
        """Remove a database and its roles, so that nobody uses it again."""
        self.reused.pop(name, None)
        admin.drop_database(self.admin_url, name)
        admin.drop_roles(self.admin_url, name)

    def _prepared(self, name: str, *, template: str | None, state: str) -> TestNode:
        home = self.home(name, state=state)
        passwords = {role: home.database_password(role) for role in Role}
        admin.prepare_node_database(self.admin_url, name, passwords, template=template)
        return TestNode(home, {role: home.database_url(role) for role in Role})


def seed() -> Path | None:
    """The stopped cluster with the migrated template that the workers share; alone, nothing."""
    place = os.environ.get(_SEED)
    return Path(place) if place else None


@contextmanager
def suite_cluster() -> Iterator[SuiteCluster]:
    """Start the session's PostgreSQL in a folder of its own, and leave nothing behind."""
    shared = seed()
    with short_folder() as folder:
        if shared:
            copied(shared, folder / "pg")
        with Cluster(folder / "pg", settings=FAST) as cluster:
            admin.prepare_server(cluster.superuser_url())
            _hash_quickly(cluster)
            yield SuiteCluster(folder, cluster, has_template=shared is not None)


def copied(cluster: Path, place: Path) -> Path:
    """A copy of a cluster that stands still, with the owners of its files."""
    subprocess.run(["cp", "-a", str(cluster), str(place)], check=True)
    return place


def _hash_quickly(cluster: Cluster) -> None:
    """The superuser's password was made before `scram_iterations` held."""
    with psycopg.connect(cluster.superuser_url(), autocommit=True) as connection:
        password = sql.Literal(connection.info.password)
        connection.execute(sql.SQL("alter role current_user password {}").format(password))


@contextmanager
def cluster_for_workers() -> Iterator[None]:
    """A stopped cluster with the migrated template, of which every worker starts a copy."""
    with short_folder() as folder:
        with Cluster(folder / "pg", settings=FAST) as cluster:
            admin.prepare_server(cluster.superuser_url())
            SuiteCluster(folder, cluster).migrate_template()
        os.environ[_SEED] = str(folder / "pg")
        try:
            yield
        finally:
            del os.environ[_SEED]
