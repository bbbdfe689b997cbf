"""Two sides that make steps without waiting for each other come to the same stage."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.oversight.assistance.lifecycle import (
    FINAL,
    MOVES,
    TURNS,
    Made,
    Side,
    Stage,
    fold,
    open_moves,
)


@dataclass
class Node:
    """One side: its steps and those that reached it, with what is on its way to it."""

    side: Side
    steps: list[Made] = field(default_factory=list)
    waiting: deque[Made] = field(default_factory=deque)

    @property
    def stage(self) -> Stage:
        return fold(self.steps).stage

    def make(self, name: str) -> Made:
        own = [one.number for one in self.steps if one.side is self.side]
        others = [one.number for one in self.steps if one.side is not self.side]
        made = Made(name, self.side, max(own, default=0) + 1, max(others, default=0))
        self.steps.append(made)
        return made

    def take(self) -> None:
        if self.waiting:
            self.steps.append(self.waiting.popleft())


def expected(order: Sequence[tuple[Made, Stage]], steps: Sequence[Made]) -> Stage:
    """An oracle that replays what happened by the clock, with the rule of withdrawals in words.

    `order` has each step with the stage that its maker saw after it.
    """
    withdrawals = [one for one, _ in order if one.name == "withdraw"]
    if withdrawals:
        seen = withdrawals[0].seen
        late = [o for o, _ in order if o.side is Side.SECRETARIAT and o.number > seen]
        return Stage.DELIVERED if "complete" in [one.name for one in late] else Stage.WITHDRAWN
    stages = [stage for _, stage in order]
    return stages[-1] if stages else Stage.DRAFT


@settings(max_examples=300)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 20)), max_size=60))
def test_both_sides_agree_whatever_crosses(choices: list[tuple[int, int]]) -> None:
    nodes = {side: Node(side) for side in Side}
    order: list[tuple[Made, Stage]] = []
    for what, which in choices:
        node = nodes[Side.STATE if what % 2 else Side.SECRETARIAT]
        if what < 2:
            node.take()
            continue
        moves = open_moves(node.stage, node.side)
        if not moves:
            continue
        made = node.make(moves[which % len(moves)].name)
        order.append((made, node.stage))
        nodes[node.side.other].waiting.append(made)
        if made.name == "evaluate":
            break  # the oracle does not look past a withdrawal that came too late
    for node in nodes.values():
        while node.waiting:
            node.take()
    one, other = (fold(node.steps) for node in nodes.values())
    assert one.stage == other.stage
    if nodes[Side.STATE].stage is not Stage.EVALUATED:
        assert one.stage == expected(order, nodes[Side.STATE].steps)


@given(st.permutations([("send", 1, 0), ("ask", 1, 1), ("answer", 2, 1), ("approve", 2, 2)]))
def test_the_order_of_arrival_makes_no_difference(steps: list[tuple[str, int, int]]) -> None:
    found = fold(Made(name, MOVES[name].by, n, seen) for name, n, seen in steps)
    assert found.stage is Stage.APPROVED
    assert not found.lost


def test_every_stage_but_the_last_ones_has_a_turn_and_a_step_for_it() -> None:
    for stage in Stage:
        assert (stage in TURNS) is not (stage in FINAL)
        if stage in TURNS:
            first = open_moves(stage, TURNS[stage])[0]
            assert not first.is_aside
    assert {move.target for move in MOVES.values()} | {Stage.DRAFT, None} == {*Stage, None}


@pytest.mark.parametrize(
    ("late", "stage"), [("decline", Stage.WITHDRAWN), ("complete", Stage.DELIVERED)]
)
def test_what_was_delivered_whole_stands_against_a_withdrawal(late: str, stage: Stage) -> None:
    way = ["send", "approve", "offer", "agree", "deliver"]
    steps, counts = [], {Side.STATE: 0, Side.SECRETARIAT: 0}
    for name in way:
        side = MOVES[name].by
        counts[side] += 1
        steps.append(Made(name, side, counts[side], counts[side.other], name))
    steps.append(Made("withdraw", Side.STATE, 3, 3, "withdraw"))
    steps.append(Made(late, Side.SECRETARIAT, 4, 2, late))
    found = fold(steps)
    assert found.stage is stage
    assert found.lost == {late if late == "decline" else "withdraw"}
