"""Kills, losses and a cut line, in a minute: what `make chaos` does for a quarter of an hour.

Two nodes write to each other while web, worker and database of both are killed, three in ten
requests are lost, others come late, twice or in another order, and the line is cut for a while.
"""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from tests.chaos.checks import check_pair, on_its_way
from tests.chaos.nodes import ChaosNode
from tests.chaos.proxy import Faults
from tests.chaos.quick import STATES, Hands, two_nodes

SEED = 20261130
KILLED = ("web", "worker", "database")
LEAST_EACH = 30  # messages that each node writes, and goes on until all has gone wrong that shall
BETWEEN_KILLS = 3  # requests that are carried at least
CUT = 3.0
PATIENCE = 240.0  # a busy machine is slow; nobody waits for so long on a quiet one


@dataclass
class Course:
    """What is to go wrong, and what was written meanwhile."""

    nodes: dict[str, tuple[ChaosNode, Hands]]
    faults: dict[str, Faults]
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))
    sent: dict[str, set[str]] = field(default_factory=lambda: {state: set() for state in STATES})
    over: threading.Event = field(default_factory=threading.Event)
    failures: list[Exception] = field(default_factory=list)

    def run(self) -> None:
        """Write, kill and cut at the same time. What is lost and late goes on being so."""
        writers = [
            threading.Thread(target=self._write, args=(state,), daemon=True) for state in STATES
        ]
        for thread in writers:
            thread.start()
        try:
            self._kill_and_cut()
        finally:
            self.over.set()
            for thread in writers:
                thread.join(PATIENCE)
        assert not self.failures, self.failures
        assert not any(thread.is_alive() for thread in writers), "what was written is not committed"

    def _write(self, state: str) -> None:
        other = next(one for one in STATES if one != state)
        sent, hands = self.sent[state], self.nodes[state][1]
        try:
            while len(sent) < LEAST_EACH or not self.over.is_set():
                sent.add(hands.ask(f"send {other}"))
                self.over.wait(0.2 if len(sent) < LEAST_EACH else 1.0)
        except (AssertionError, OSError) as problem:
            self.failures.append(problem)

    def _kill_and_cut(self) -> None:
        """Every part of every node once, one after the other, in an order left to chance."""
        parts = [(state, what) for state in STATES for what in KILLED]
        self.chance.shuffle(parts)
        for number, (state, what) in enumerate(parts):
            if number == len(parts) // 2:
                self._cut()
            enough = self._carried() + BETWEEN_KILLS
            until(partial(self._has_carried, enough), "deliveries between two kills")
            until(partial(self.nodes[state][0].kill, what), "a kill")

    def _carried(self) -> int:
        carriers = [node.carrier for node, _ in self.nodes.values()]
        return sum(carrier.carried for carrier in carriers if carrier)

    def _has_carried(self, requests: int) -> bool:
        return self._carried() >= requests

    def _cut(self) -> None:
        lines = [(self.faults[state], set(STATES) - {state}) for state in STATES]
        for faults, others in lines:
            faults.cut |= others
        time.sleep(CUT)
        until(lambda: all(faults.counted.get("cut") for faults, _ in lines), "a line cut")
        for faults, _ in lines:
            faults.cut.clear()


def until(happens: Callable[[], object], what: str) -> None:
    """Wait for something, however slow the machine is."""
    end = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < end, f"it did not come to {what}"
        time.sleep(0.05)


def test_nothing_is_lost_doubled_or_left_without_a_receipt() -> None:
    faults = {
        state: Faults(lost=0.3, late=0.3, repeated=0.3, seed=SEED + number)
        for number, state in enumerate(STATES)
    }
    with two_nodes(faults) as nodes:
        course = Course(nodes, faults)
        course.run()
        one, other = (nodes[state][0] for state in STATES)
        for node in (one, other):
            node.running.wait_until_healthy()
        until(lambda: not on_its_way(one) and not on_its_way(other), "an end of deliveries")
        for sender, receiver in ((one, other), (other, one)):
            check_pair(sender, receiver, course.sent[sender.state])
        assert {"request lost", "answer lost", "late", "repeated", "cut"} == {
            what for each in faults.values() for what in each.counted
        }
        assert [hands.ask("verify") for _, hands in nodes.values()] == ["sound", "sound"]
