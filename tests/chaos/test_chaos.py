"""Whatever is killed, cut, lost, repeated or late: nothing is lost, nothing has its effect twice.

`make chaos` runs the long course: a thousand messages between three nodes, two hundred kills of
web, worker and database, three minutes of a cut line. Without HOMEWARD_CHAOS=long it is a short
one, for whoever changes the exchange: `pytest -m chaos tests/chaos`, minutes on a quiet machine.
"""

import os
import random
import threading
import time
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from tests.chaos.nodes import STATES, ChaosNode, nodes_of
from tests.chaos.proxy import Faults

IS_LONG = os.environ.get("HOMEWARD_CHAOS") == "long"
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


SHORT = Course(messages=24, kills=5, cut=5, between_kills=1.2, pause=0.15, patience=240)
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
        while waiting := {s: n for s, node in self.nodes.items() if (n := _unsettled(node))}:
            assert time.monotonic() < end, f"still on its way: {waiting}"
            time.sleep(1)


def _unsettled(node: ChaosNode) -> list[tuple[str, str, int, str]]:
    return node.query(
        "select peer, type, attempts, last_error from exchange_outmessage"
        " where delivery = 'pending' order by created_at limit 5"
    )


def _faults(seed: int) -> Faults:
    return Faults(lost=0.3, late=0.3, repeated=0.1, seed=seed)


def test_nothing_is_lost_doubled_or_left_without_a_receipt() -> None:
    course = LONG if IS_LONG else SHORT
    faults = {state: _faults(course.seed + n) for n, state in enumerate(STATES)}
    with nodes_of(STATES, faults) as nodes:
        chaos = Chaos(course, nodes, faults)
        chaos.run()
        chaos.settle()
        print(f"\nkilled {chaos.killed}; on the way {[f.counted for f in faults.values()]}")
        assert sum(chaos.killed.values()) >= course.kills
        assert sum(map(len, chaos.sent.values())) == course.messages // 3 * 3
        for (sender, receiver), threads in chaos.sent.items():
            _check_pair(nodes[sender], nodes[receiver], threads)
        for node in nodes.values():
            assert "sound" in node.verify_journal()


def _check_pair(sender: ChaosNode, receiver: ChaosNode, threads: set[str]) -> None:
    effects = receiver.query(
        "select id::text from cooperation_request where other_state = %s", sender.state
    )
    assert sorted(row[0] for row in effects) == sorted(threads), "each has its effect, once"
    taken = receiver.query(
        "select sequence, digest, previous, thread, receipt, type from exchange_inmessage"
        " where sender = %s order by sequence",
        sender.state,
    )
    assert [row[0] for row in taken] == list(range(1, len(taken) + 1)), "the count has no gap"
    chain = [("", ""), *((row[1], row[2]) for row in taken)]
    assert all(after[1] == before[0] for before, after in pairwise(chain))
    receipts = sender.query(
        "select m.thread::text, r.state, r.statement from exchange_receipt r"
        " join exchange_outmessage m on m.id = r.message_id"
        " where m.peer = %s and m.type = 'cooperation.request'",
        receiver.state,
    )
    # Where the first answer was lost, the receipt of a later state may settle a message.
    assert {row[0] for row in receipts} == threads, "each has a receipt"
    given = {row[3]: bytes(row[4]) for row in taken if row[5] == "cooperation.request"}
    for thread, state, statement in receipts:
        if state in ("accepted", "delivered", "refused"):
            assert bytes(statement) == given[thread], "the very same on both sides"
