"""The demonstration's machine: one embedded PostgreSQL, four nodes as separate processes."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from homeward.node.home import HOME_VARIABLE, NodeHome
from homeward.node.postgres import Cluster, Role, admin
from homeward.node.processes.health import free_port
from homeward.node.processes.running import RunningNode

NAMES = {
    "XA": "Astoria Isles",
    "XB": "Borduvia",
    "XC": "Carpania",
    "XZ": "Secretariat",
}
TEMPLATE = "hwtemplate"
FAMILY_STATE = "XA"  # where the family of the story lives
# The demonstration's data may be lost with the machine, so it does not wait for the disk.
_QUICK = {"synchronous_commit": "off"}

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Stage:
    """The running nodes by State."""

    folder: Path
    nodes: dict[str, RunningNode]
    cluster: Cluster

    def url(self, state: str) -> str:
        """The address of a State's node."""
        return self.nodes[state].base_url


@contextmanager
def staged(
    folder: Path | None,
    say: Say,
    states: Collection[str] = tuple(NAMES),
    *,
    ground: Path | None = None,
) -> Iterator[Stage]:
    """Set up the nodes of these States, XA among them, and clear everything away in the end.

    `ground` is a stopped cluster that has the template migrated: a copy of it saves half the time.
    """
    with ExitStack() as stack:
        place = new_place(folder, "hw-demo-", stack)
        if ground is not None:
            # As `cp` does it: the files keep the account that PostgreSQL runs as.
            subprocess.run(["cp", "-a", str(ground), str(place / "pg")], check=True)
        cluster = stack.enter_context(Cluster(place / "pg", settings=_QUICK))
        say("An embedded PostgreSQL is running; its data are in a folder of its own.")
        nodes = {state: RunningNode(_home(place, state)) for state in states}
        if ground is None:
            make_template(cluster, nodes["XA"].home)
        make_databases(cluster, nodes.values())
        say("The nodes have their keys, each its own database copied from one migrated template.")
        provision(place, nodes.values(), "homeward.node.demo.provision")
        say("Each node pinned the others' keys by the fingerprints their administrators read out.")
        start_nodes(nodes.values(), stack)
        say("The nodes are serving: " + ", ".join(f"{s} {n.base_url}" for s, n in nodes.items()))
        say(f"Families of {FAMILY_STATE} read at {nodes[FAMILY_STATE].home.config.family.base_url}")
        yield Stage(place, nodes, cluster)


def new_place(folder: Path | None, prefix: str, stack: ExitStack) -> Path:
    """A new folder, in the given one if any, that PostgreSQL's account may enter.

    Only this one is cleared away when the stack is closed, never what was there before.
    """
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix=prefix, dir=folder))
    stack.callback(shutil.rmtree, place, ignore_errors=True)
    if os.geteuid() == 0:
        place.chmod(0o711)
    return place


def _home(place: Path, state: str) -> NodeHome:
    return NodeHome.create(
        place / state.lower(),
        state=state,
        name=NAMES[state],
        environment="demo",
        cluster=str(place / "pg"),
        database=state.lower(),
        threads=4,
        pool=6,
        alerts={"feed": True},
        family={"enabled": state == FAMILY_STATE, "port": free_port()},
    )


def make_template(cluster: Cluster, first: NodeHome) -> None:
    """One database is migrated, and then opens to nobody."""
    url = cluster.superuser_url()
    admin.prepare_server(url)
    admin.prepare_node_database(
        url, TEMPLATE, {role: first.database_password(role) for role in Role}
    )
    template = {"HOMEWARD_TEMPLATE_DATABASE": TEMPLATE}
    run_module("homeward.node.demo.template", [], first, template)
    admin.seal_template(url, TEMPLATE)


def make_databases(cluster: Cluster, nodes: Collection[RunningNode]) -> None:
    """Every node's database is a copy of the template with the node's own keys."""
    url = cluster.superuser_url()
    for home in [node.home for node in nodes]:
        passwords = {role: home.database_password(role) for role in Role}
        admin.prepare_node_database(url, home.config.database, passwords, template=TEMPLATE)


def provision(place: Path, nodes: Collection[RunningNode], module: str) -> None:
    """Give each node its people, and the others' keys; `module` knows the steps of it."""
    cards = place / "cards"
    cards.mkdir(mode=0o700)
    for step in ("people", "pin"):
        with ThreadPoolExecutor(max_workers=2) as pool:
            done = [
                pool.submit(
                    run_module,
                    module,
                    [step, str(cards)],
                    node.home,
                    {"HOMEWARD_BASE_URL": node.base_url},
                )
                for node in nodes
            ]
            for each in done:
                each.result()


def run_module(module: str, arguments: list[str], home: NodeHome, environ: dict[str, str]) -> None:
    """Run a module as a process of a node; raises RuntimeError with what it printed."""
    run = subprocess.run(
        [sys.executable, "-P", "-m", module, *arguments],
        env={**os.environ, HOME_VARIABLE: str(home.path), **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise RuntimeError(f"{module} failed:\n{run.stdout}{run.stderr}")


def start_nodes(nodes: Collection[RunningNode], stack: ExitStack) -> None:
    """Start the nodes, and stop them when the stack is closed."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        for node in nodes:
            stack.callback(node.stop)
        for started in [pool.submit(node.start) for node in nodes]:
            started.result()
