"""The nodes of an exercise, on a PostgreSQL of their own or beside a demonstration's."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from homeward.node.demo.client import Person
from homeward.node.demo.stage import (
    NAMES,
    make_databases,
    make_template,
    new_place,
    provision,
    start_nodes,
)
from homeward.node.exercise.cast import (
    SIMULATED,
    TRAINEE,
    SignIn,
    listed,
    new_sign_ins,
    write_sign_ins,
)
from homeward.node.files import write_atomically
from homeward.node.home import NodeHome
from homeward.node.postgres import Cluster
from homeward.node.processes.running import RunningNode

STATES = (TRAINEE, SIMULATED)
LISTED = "sign-ins.txt"
# These nodes call each other, and nobody who is not on this machine.
_NETWORKS = ["127.0.0.0/8"]
_QUICK = {"synchronous_commit": "off"}  # an exercise may be lost with the machine


@dataclass(slots=True)
class ExerciseStage:
    """The running nodes by State, and everybody's sign-in; who has signed in stays so."""

    folder: Path
    nodes: dict[str, RunningNode]
    sign_ins: dict[str, SignIn]
    people: dict[str, Person] = field(default_factory=dict)

    def url(self, state: str) -> str:
        """The address of a State's node."""
        return self.nodes[state].base_url

    def person(self, username: str) -> Person:
        """The person, signed in once."""
        if username not in self.people:
            state = username.rsplit(".", 1)[1].upper()
            own = self.sign_ins[username]
            self.people[username] = Person(
                self.url(state), state, username, password=own.password, code=own.code
            )
        return self.people[username]


@contextmanager
def exercise_nodes(
    folder: Path | None, say: Callable[[str], None], *, beside: Cluster | None = None
) -> Iterator[ExerciseStage]:
    """Set up both nodes, and clear everything away in the end.

    `beside` is a running cluster with a migrated template, whose nodes are none of these.
    """
    with ExitStack() as stack:
        place = new_place(folder, "hw-exercise-", stack)
        cluster = beside or stack.enter_context(Cluster(place / "pg", settings=_QUICK))
        nodes = {state: RunningNode(_home(place, state, cluster)) for state in STATES}
        sign_ins = new_sign_ins()
        write_sign_ins(place / "sign-ins.json", sign_ins)
        if beside is None:
            make_template(cluster, nodes[TRAINEE].home)
        make_databases(cluster, nodes.values())
        provision(place, nodes.values(), "homeward.node.exercise.provision")
        addresses = {state: node.base_url for state, node in nodes.items()}
        write_atomically(place / LISTED, listed(sign_ins, addresses).encode())
        start_nodes(nodes.values(), stack)
        shown = ", ".join(f"{state} {url}" for state, url in addresses.items())
        say(f"The nodes of the exercise are serving: {shown}")
        yield ExerciseStage(place, nodes, sign_ins)


def _home(place: Path, state: str, cluster: Cluster) -> NodeHome:
    return NodeHome.create(
        place / state.lower(),
        state=state,
        name=f"{NAMES[state]} (exercise)",
        environment="exercise",
        cluster=str(cluster.folder),
        database=f"exercise_{state.lower()}",
        threads=2,
        pool=4,
        networks=_NETWORKS,
        alerts={"feed": True},
    )
