"""Two nodes in a few seconds: copies of one migrated cluster, served as any node is.

What commands would write once (keys, the mark of the database) is written into the copies, and one
process a node does what its people do (`tests.chaos.hands`). The pauses are those of a deployment
with few peers on good lines.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from homeward.node.home import NodeHome
from homeward.node.postgres import Cluster, Role, admin
from homeward.node.processes.running import RunningNode
from homeward.node.stamp import stamp_statement
from homeward.wire.keys import NodeKeys
from tests.chaos.nodes import DURABLE, ROOT, ChaosNode, each_of
from tests.chaos.proxy import Carrier, Faults
from tests.cluster import TEMPLATE, cluster_for_workers, copied, seed, short_folder
from tests.node_setup import write_keys

STATES = ("XA", "XB")
_PAUSES = {"lease": 10, "longest_pause": 1}
_QUICK = {**DURABLE, "scram_iterations": "1", "autovacuum": "off"}


@dataclass
class Hands:
    """The process in which a node's people act."""

    process: "subprocess.Popen[str]"

    @classmethod
    def of(cls, node: ChaosNode, cards: Path) -> "Hands":
        """Start it; it goes on by itself to where the nodes have pinned each other."""
        command = [sys.executable, "-m", "tests.chaos.hands", str(cards), *STATES]
        environ = {"HOMEWARD_HOME": str(node.home.path), "HOMEWARD_BASE_URL": node.url}
        pipe = subprocess.PIPE
        return cls(
            subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, **environ},
                stdin=pipe,
                stdout=pipe,
                text=True,
            )
        )

    def ask(self, line: str) -> str:
        """Have something done; what came of it."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.heard()

    def heard(self) -> str:
        """The next line; an end without one is a failure, which the process has printed."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the process of a node's people ended"
        return line.strip()

    def end(self) -> None:
        """Nothing more is asked for, whatever it is waiting for."""
        with self.process:
            self.process.kill()


@contextmanager
def two_nodes(faults: dict[str, Faults]) -> Iterator[dict[str, tuple[ChaosNode, Hands]]]:
    """Healthy nodes that have pinned each other, each behind a carrier, with their people."""
    with ExitStack() as stack:
        if seed() is None:
            stack.enter_context(cluster_for_workers())
        folder = stack.enter_context(short_folder("hwc-"))
        cards = folder / "cards"
        cards.mkdir(mode=0o700)
        nodes = {state: _node(stack, folder, state, faults[state]) for state in STATES}
        hands = {state: Hands.of(node, cards) for state, node in nodes.items()}
        for one in hands.values():
            stack.callback(one.end)
        stack.callback(each_of, nodes, lambda node: node.running.stop())
        each_of(nodes, lambda node: node.running.start())
        for state, node in nodes.items():
            assert node.carrier is not None
            node.carrier.target = ("127.0.0.1", node.home.config.port)
            assert hands[state].heard() == "ready"
        yield {state: (nodes[state], hands[state]) for state in STATES}


def _node(stack: ExitStack, folder: Path, state: str, faults: Faults) -> ChaosNode:
    ground = seed()
    assert ground is not None
    place = copied(ground, folder / f"pg-{state.lower()}")
    cluster = stack.enter_context(Cluster(place, settings=_QUICK))
    home = NodeHome.create(
        folder / state.lower(),
        state=state,
        name=f"Authority of {state}",
        environment="demo",
        cluster=str(place),
        database=state.lower(),
        threads=6,
        pool=8,
        exchange=_PAUSES,
    )
    passwords = {role: home.database_password(role) for role in Role}
    name = home.config.database
    admin.prepare_node_database(cluster.superuser_url(), name, passwords, template=TEMPLATE)
    with psycopg.connect(cluster.superuser_url(name), autocommit=True) as connection:
        write_keys(connection, home, NodeKeys.generate())
        connection.execute(stamp_statement(home.config))
    carrier = stack.enter_context(Carrier(faults))
    return ChaosNode(state, RunningNode(home, public_url=carrier.url), cluster, carrier)
