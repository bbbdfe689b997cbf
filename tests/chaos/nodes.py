"""Three nodes, each with its own PostgreSQL and carrier, any part of which may be killed."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from homeward.node.demo.stage import run_module
from homeward.node.home import NodeHome
from homeward.node.postgres import Cluster, Role, admin
from homeward.node.processes.running import RunningNode
from tests.chaos.proxy import Carrier, Faults
from tests.cluster import short_folder

STATES = ("XA", "XB", "XC")
# What the operating system holds survives a killed process; only a crash of the machine needs more.
DURABLE = {"fsync": "off", "full_page_writes": "off"}
ROOT = Path(__file__).parents[2]
Strangers = Callable[[dict[str, "ChaosNode"], Path], None] | None


@dataclass
class ChaosNode:
    """One State's node: its processes, its database, and the carrier in front of it."""

    state: str
    running: RunningNode
    cluster: Cluster
    carrier: Carrier | None

    @property
    def url(self) -> str:
        """Where others find the node."""
        return self.carrier.url if self.carrier else self.running.base_url

    @property
    def home(self) -> NodeHome:
        return self.running.home

    def query(self, query: str, *params: object) -> list[tuple[Any, ...]]:
        """Rows past every wall, as the superuser sees them."""
        url = self.cluster.superuser_url(self.home.config.database)
        with psycopg.connect(url) as connection:
            return connection.execute(query, params).fetchall()  # type: ignore[call-overload,no-any-return]

    def kill(self, what: str) -> bool:
        """SIGKILL `web`, `worker` or `database`; False where it is not there just now."""
        if what != "database":
            return bool(self.running.kill(what))
        with suppress(OSError, ValueError, IndexError):
            pid = int((self.cluster.layout.data / "postmaster.pid").read_text().splitlines()[0])
            os.kill(pid, signal.SIGKILL)
            return True
        return False

    def inject(self, count: int, to: list[str], pause: float) -> "subprocess.Popen[str]":
        """A process of the node that writes messages; it prints the committed ones."""
        return subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.inject", str(count), *to],
            cwd=ROOT,
            env={
                **os.environ,
                "HOMEWARD_HOME": str(self.home.path),
                "HOMEWARD_BASE_URL": self.url,
                "CHAOS_PAUSE": str(pause),
            },
            stdout=subprocess.PIPE,
            text=True,
        )

    def verify_journal(self) -> str:
        """What `homeward journal verify` says; raises CalledProcessError where it is not sound."""
        run = subprocess.run(
            [sys.executable, "-P", "-m", "homeward.cli", "journal", "verify"],
            env={**os.environ, "HOMEWARD_HOME": str(self.home.path)},
            check=True,
            capture_output=True,
            text=True,
        )
        return run.stdout


@contextmanager
def nodes_of(
    states: tuple[str, ...], faults: dict[str, Faults] | None = None, strangers: Strangers = None
) -> Iterator[dict[str, ChaosNode]]:
    """Healthy nodes that have pinned each other, behind carriers where there are faults.

    `strangers` writes the cards of further peers, which are not nodes of ours, into a folder.
    """
    with ExitStack() as stack:
        folder = stack.enter_context(short_folder("hwc-"))
        cards = folder / "cards"
        cards.mkdir(mode=0o700)
        nodes = {s: _node(stack, folder, s, faults[s] if faults else None) for s in states}
        each_of(nodes, lambda node: _provision(node, "people", cards))
        if strangers is not None:
            strangers(nodes, cards)
        each_of(nodes, lambda node: _provision(node, "pin", cards))
        for node in nodes.values():
            stack.callback(_stop, node, folder)
        each_of(nodes, lambda node: node.running.start())
        for node in nodes.values():
            if node.carrier:
                node.carrier.target = ("127.0.0.1", node.home.config.port)
        yield nodes


def each_of(nodes: dict[str, ChaosNode], work: Any) -> None:
    """Do something with every node, two at a time."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        list(pool.map(work, nodes.values()))


def _node(stack: ExitStack, folder: Path, state: str, faults: Faults | None) -> ChaosNode:
    cluster = stack.enter_context(Cluster(folder / f"pg-{state.lower()}", settings=DURABLE))
    url = cluster.superuser_url()
    admin.prepare_server(url)
    home = NodeHome.create(
        folder / state.lower(),
        state=state,
        name=f"Authority of {state}",
        environment="demo",
        cluster=str(cluster.folder),
        database=state.lower(),
        threads=6,
        pool=8,
    )
    passwords = {role: home.database_password(role) for role in Role}
    admin.prepare_node_database(url, home.config.database, passwords, template=None)
    run_module("homeward.node.migrate", ["--schema-only"], home, {})
    carrier = stack.enter_context(Carrier(faults)) if faults else None
    running = RunningNode(home, public_url=carrier.url if carrier else "")
    return ChaosNode(state, running, cluster, carrier)


def _provision(node: ChaosNode, step: str, cards: Path) -> None:
    environ = {"HOMEWARD_BASE_URL": node.url}
    run_module("homeward.node.demo.provision", [step, str(cards)], node.home, environ)


def _stop(node: ChaosNode, folder: Path) -> None:
    node.running.stop()
    kept = os.environ.get("CHAOS_LOGS")
    if kept:
        shutil.copytree(node.home.logs, Path(kept) / node.state, dirs_exist_ok=True)
