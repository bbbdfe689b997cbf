"""Whatever is killed, cut, lost, repeated or late: nothing is lost, nothing has its effect twice.

`make chaos` runs this: a thousand messages between three nodes, two hundred kills of web, worker
and database, three minutes of a cut line. `make test` runs a course of a minute (`short_course`).
"""

import random
import threading
import time
from dataclasses import dataclass, field

import pytest

from tests.chaos.checks import check_pair, on_its_way
from tests.chaos.nodes import STATES, ChaosNode, nodes_of
from tests.chaos.proxy import Faults

pytestmark = [pytest.mark.nodes, pytest.mark.chaos]


@dataclass(frozen=True)
class Course:
    """How much goes wrong, and for how long."""

    messages: int
    kills: int
    cut: float
    between_kills: float
    pause: float
    patience: float
    seed: int = 20261127


LONG = Course(messages=1000, kills=200, cut=180, between_kills=2.0, pause=0.9, patience=1200)


@dataclass
class Chaos:
    """The course as it runs: what was killed, what was committed."""

    course: Course
    nodes: dict[str, ChaosNode]
    faults: dict[str, Faults]
    killed: dict[str, int] = field(default_factory=dict)
    sent: dict[tuple[str, str], set[str]] = field(default_factory=dict)

    def run(self) -> None:
        """Send, kill and cut at the same time. What is lost and late goes on being so."""
        share = self.course.messages // len(self.nodes)
        writers = [
            threading.Thread(target=self._write, args=(node, share)) for node in self.nodes.values()
        ]
        cutter = threading.Thread(target=self._cut)
        for thread in (*writers, cutter):
            thread.start()
        self._kill()
        for thread in (*writers, cutter):
            thread.join()
        for node in self.nodes.values():
            node.running.wait_until_healthy()

    def _write(self, node: ChaosNode, count: int) -> None:
        others = [state for state in self.nodes if state != node.state]
        process = node.inject(count, others, self.course.pause)
        assert process.stdout is not None
        for line in process.stdout:
            state, thread = line.split()
            self.sent.setdefault((node.state, state), set()).add(thread)
        assert process.wait() == 0

    def _kill(self) -> None:
        chance = random.Random(self.course.seed)
        while sum(self.killed.values()) < self.course.kills:
            time.sleep(self.course.between_kills * (0.5 + chance.random()))
            node = self.nodes[chance.choice(STATES)]
            what = chance.choice(("web", "worker", "database"))
            if node.kill(what):
                self.killed[what] = self.killed.get(what, 0) + 1

    def _cut(self) -> None:
        time.sleep(3)
        self.faults["XB"].cut.add("XA")
        self.faults["XA"].cut.add("XB")
        time.sleep(self.course.cut)
        self.faults["XB"].cut.clear()
        self.faults["XA"].cut.clear()

    def settle(self) -> None:
        """Wait until nothing is on its way and nobody misses a number of anybody."""
        end = time.monotonic() + self.course.patience
        while waiting := {s: n for s, node in self.nodes.items() if (n := on_its_way(node))}:
            assert time.monotonic() < end, f"still on its way: {waiting}"
            time.sleep(1)


def _faults(seed: int) -> Faults:
    return Faults(lost=0.3, late=0.3, repeated=0.1, seed=seed)


def test_nothing_is_lost_doubled_or_left_without_a_receipt() -> None:
    course = LONG
    faults = {state: _faults(course.seed + n) for n, state in enumerate(STATES)}
    with nodes_of(STATES, faults) as nodes:
        chaos = Chaos(course, nodes, faults)
        chaos.run()
        chaos.settle()
        print(f"\nkilled {chaos.killed}; on the way {[f.counted for f in faults.values()]}")
        assert sum(chaos.killed.values()) >= course.kills
        assert sum(map(len, chaos.sent.values())) == course.messages // 3 * 3
        for (sender, receiver), threads in chaos.sent.items():
            check_pair(nodes[sender], nodes[receiver], threads)
        for node in nodes.values():
            assert "sound" in node.verify_journal()
