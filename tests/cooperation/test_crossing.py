"""Two sides of one request, with delayed, repeated and crossed changes: both end in the same state.

The sides are simulated: each knows its own changes and those that arrived, computes the state by
the pure function, and changes the request as its officer may. The schedules are random, and an
oracle that was written by hand from the design says what must come of them.
"""

from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.casework.cooperation.crossing import Move, Standing, crosses, standing
from homeward.casework.cooperation.lifecycle import (
    ASSISTANCE,
    LIFECYCLES,
    Lifecycle,
    RequestState,
    Side,
    Transition,
    other,
)
from tests.cooperation.oracle import outcome
from tests.examples import ALL, few

R, Q = Side.REQUESTING, Side.REQUESTED
S = RequestState
ENDS = ("execute", "refuse")
# What ends a request, from nearly everywhere: without a brake hardly any would come to anything.
ENDING = {"withdraw", "close", "execute", "refuse", "decline_limits"}

# An invented life in which both sides may end a question: whose turn it is decides there.
QUESTIONED = Lifecycle(
    "questioned",
    (
        *(t for t in ASSISTANCE.transitions if t.name not in ("resume", "postpone")),
        Transition("resume", (S.INFORMATION_ASKED,), None, Q, "Resume", "Resumed"),
        Transition("postpone", (S.ACKNOWLEDGED,), S.INFORMATION_ASKED, Q, "Postpone", "Postponed"),
        Transition("revise", (S.ACKNOWLEDGED,), S.DELIVERED, R, "Revise", "Revised"),
    ),
    ASSISTANCE.turns,
    ASSISTANCE.asides,
)


@dataclass
class Node:
    """One side: what it knows, and what is on its way to the other, oldest first."""

    side: Side
    lifecycle: Lifecycle
    known: list[Move] = field(default_factory=list)
    outbox: list[Move] = field(default_factory=list)
    refused: int = 0
    reckoned: tuple[int, Standing] | None = None

    @property
    def standing(self) -> Standing:
        if self.reckoned is None or self.reckoned[0] != len(self.known):
            self.reckoned = len(self.known), standing(self.lifecycle, self.known)
        return self.reckoned[1]

    def options(self) -> list[str]:
        now = self.standing
        open_now = self.lifecycle.open_to(now.state, self.side, now.questions)
        return [t.name for t in open_now if t.is_exchanged]

    def change(self, name: str) -> None:
        seen = max((m.number for m in self.known if m.by != self.side), default=0)
        mine = sum(m.by == self.side for m in self.known)
        move = Move(self.side, mine + 1, seen, name)
        self.known.append(move)
        assert self.standing.stands(self.side, move.number), "what is open to an officer stands"
        self.outbox.append(move)

    def receive(self, move: Move) -> None:
        before = list(self.known)
        self.known.append(move)
        if not self.standing.stands(move.by, move.number) and not crosses(before, move):
            self.refused += 1


# How many schedules are tried, and how many of them have to come to each change. In the short run
# they are always the same: some changes are rare enough to be missed by chance.
TRIED, OFTEN = (3000, 3) if ALL else (600, 1)
# A schedule is a row of numbers, each of which picks one of what is possible; drawn at once.
SCHEDULES = st.binary(min_size=70, max_size=110)
# Whose turn it is to do something, whether that is a change or a delivery, and whether its receipt
# comes back; then what a change is made for.
WHATS = [
    (side, how, back) for side in (R, Q) for how in (True, False) for back in (True, True, False)
]
HOW = ["there"] * 6 + ["calm"] + ["any"]


@dataclass
class Choices:
    """Picks by the numbers of a schedule; when these are used up, always the first."""

    numbers: list[int]

    def pick(self, options: list[Any]) -> Any:
        number = self.numbers.pop(0) if self.numbers else 0
        return options[number % len(options)]


def play(lifecycle: Lifecycle, numbers: bytes | list[int]) -> tuple[Node, Node]:
    """A random schedule: changes on both sides, deliveries late and repeated; then all arrive.

    Each has a change that it heads for, so that those at the end of long ways are made as often as
    the others: of what is possible, every second step of either side leads there.
    """
    choices = Choices(list(numbers))
    goal = choices.pick(_goals(lifecycle.code))
    sides = {R: Node(R, lifecycle), Q: Node(Q, lifecycle)}
    while choices.numbers:
        side, changes, arrived = choices.pick(WHATS)
        node, peer = sides[side], sides[other(side)]
        options = _towards(goal, node, choices) if changes else []
        if options:
            node.change(choices.pick(options))
        elif node.outbox:
            peer.receive(node.outbox[0])
            if arrived:  # else its receipt was lost, and it comes again
                node.outbox.pop(0)
    for side in (R, Q):
        for move in sides[side].outbox:
            sides[other(side)].receive(move)
    return sides[R], sides[Q]


@cache
def _exchanged(code: str) -> list[Transition]:
    """The changes of a lifecycle that are made after the issue and exchanged."""
    steps = QUESTIONED if code == QUESTIONED.code else LIFECYCLES[code]
    return [t for t in steps.transitions if t.is_exchanged and t.name != "comment_draft"]


@cache
def _goals(code: str) -> list[Transition]:
    """The same, what lies far from the beginning more often: it is missed more often."""
    return [
        step
        for step in _exchanged(code)
        for _ in range(1 + distances(code, step.name).get(S.DELIVERED, 0))
    ]


def exchanged(lifecycle: Lifecycle) -> list[Transition]:
    """The changes that schedules can come to: a draft is commented on before they begin."""
    return _exchanged(lifecycle.code)


def _towards(goal: Transition, node: Node, choices: Choices) -> list[str]:
    """Mostly what leads to the goal, or nothing where that is the other's; sometimes anything, and
    seldom what ends the request early."""
    lifecycle, now, options = node.lifecycle, node.standing, node.options()
    asked = {name for names in now.questions.values() for name in names}
    while goal.only_asked and not asked & set(goal.answers):
        goal = next(t for t in exchanged(lifecycle) if t.name in goal.answers)
    how = choices.pick(HOW)
    if how == "there":
        if goal.name in options and goal.by == node.side:
            return [goal.name]
        far = distances(lifecycle.code, goal.name)
        steps = [t for name in options if (t := lifecycle.get(name, node.side))]
        here = far.get(now.state, 99)
        return [
            t.name
            for t in steps
            if t.leads_back or (t.target and here and far.get(t.target, 99) < here)
        ]
    return options if how == "any" else [name for name in options if name not in ENDING]


@cache
def distances(code: str, goal: str) -> dict[str, int]:
    """How many changes it takes from each state to one in which the goal can be made; ways back
    from a state aside are left out, since they lead to where it was."""
    steps = _exchanged(code)
    far = {str(state): 0 for t in steps if t.name == goal for state in t.sources}
    for length in range(1, 20):
        near = {s for s, n in far.items() if n == length - 1}
        for t in steps:
            if t.target and str(t.target) in near:
                for state in t.sources:
                    far.setdefault(str(state), length)
    return far


@settings(max_examples=few(600), deadline=None)
@given(SCHEDULES)
def test_both_sides_hold_what_the_oracle_says(numbers: bytes) -> None:
    """State, what stands, and which questions wait, on both sides, over the whole table."""
    for node in play(ASSISTANCE, numbers):
        expected, found = outcome(node.known), node.standing
        assert found.state == expected.state
        assert set(found.led_to) == {(m.by, m.number) for m in expected.stands}


@pytest.mark.parametrize("lifecycle", [*LIFECYCLES.values(), QUESTIONED], ids=lambda one: one.code)
def test_both_sides_end_in_the_same_state(lifecycle: Lifecycle) -> None:
    """And the schedules come to every change of the life, often: a property over schedules proves
    nothing of what they never reach."""
    made, lost = Counter[tuple[str, str]](), Counter[str]()

    @settings(max_examples=TRIED, deadline=None, derandomize=not ALL)
    @given(SCHEDULES)
    def holds(numbers: bytes) -> None:
        one, two = play(lifecycle, numbers)
        found = one.standing
        assert found == two.standing
        assert (one.refused, two.refused) == (0, 0), "nothing honest is refused"
        stands = {(str(m.by), m.name): found.stands(m.by, m.number) for m in one.known}
        made.update(key for key, stood in stands.items() if stood)
        lost.update(name for (_by, name), stood in stands.items() if not stood)

    holds()
    seldom = {(str(t.by), t.name): made[str(t.by), t.name] for t in exchanged(lifecycle)}
    assert {key: times for key, times in seldom.items() if times < OFTEN} == {}
    assert "withdraw" in lost, "nothing crossed"


@settings(max_examples=few(600), deadline=None)
@given(SCHEDULES)
def test_what_the_requested_state_decided_stands(numbers: bytes) -> None:
    """DESIGN §6: its execution or refusal stands, whatever crossed it."""
    _, requested = play(ASSISTANCE, numbers)
    decisions = [m for m in requested.known if m.by == Q and m.name in ENDS]
    assert len({m.number for m in decisions}) <= 1
    for move in decisions:
        assert requested.standing.stands(Q, move.number)
        assert requested.standing.state in (S.EXECUTED, S.REFUSED, S.CLOSED)


@settings(max_examples=few(300), deadline=None)
@given(SCHEDULES, st.randoms(use_true_random=False))
def test_the_order_of_arrival_and_repetition_do_not_matter(numbers: bytes, chance: Random) -> None:
    one, _ = play(QUESTIONED, numbers)
    mixed = one.known + one.known
    chance.shuffle(mixed)
    assert standing(QUESTIONED, mixed) == one.standing


def at(*names: str) -> list[Move]:
    """What the requested State did, each change known to the other before the next."""
    return [Move(Q, number, 0, name) for number, name in enumerate(names, start=1)]


def test_a_withdrawal_that_crosses_the_execution_is_recorded_and_does_not_stand() -> None:
    before = at("acknowledge", "begin")
    found = standing(ASSISTANCE, [*before, Move(R, 1, 2, "withdraw"), Move(Q, 3, 0, "execute")])
    assert found.state == S.EXECUTED
    assert not found.stands(R, 1)


@pytest.mark.parametrize("step", ["ask_information", "begin"])
def test_a_withdrawal_that_crosses_a_mere_step_takes_effect_after_it(step: str) -> None:
    crossed = [*at("acknowledge"), Move(R, 1, 1, "withdraw"), Move(Q, 2, 0, step)]
    found = standing(ASSISTANCE, crossed)
    assert found.state == S.WITHDRAWN
    assert found.stands(Q, 2)


def test_a_refusal_that_crosses_a_withdrawal_stands() -> None:
    before = at("acknowledge", "consult")
    crossed = [*before, Move(R, 1, 2, "withdraw"), Move(Q, 3, 0, "refuse")]
    found = standing(ASSISTANCE, crossed)
    assert (found.state, found.stands(R, 1)) == (S.REFUSED, False)


def test_a_refusal_stands_with_the_consultation_that_led_up_to_it() -> None:
    """Withdrawn while conditions lay with the requesting State, whose turn it was; the requested
    State had consulted and refused before it knew."""
    before = at("acknowledge", "propose_conditions")
    decided = [Move(Q, 3, 0, "consult"), Move(Q, 4, 0, "refuse")]
    for step in ("withdraw", "decline_conditions"):
        found = standing(ASSISTANCE, [*before, Move(R, 1, 2, step), *decided])
        assert (found.state, found.stands(R, 1)) == (S.REFUSED, False)
    accepted = standing(ASSISTANCE, [*before, Move(R, 1, 2, "accept_conditions"), *decided])
    assert (accepted.state, accepted.stands(R, 1)) == (S.REFUSED, True), "it leaves room for both"
    undecided = standing(ASSISTANCE, [*before, Move(R, 1, 2, "withdraw"), decided[0]])
    assert undecided.state == S.WITHDRAWN


def test_nothing_is_refused_without_a_consultation() -> None:
    """UNTOC 18(26): a refusal is open in consultation only, and so is a postponement."""
    for name in ("refuse", "postpone"):
        step = ASSISTANCE.get(name)
        assert step
        assert step.sources == (S.CONSULTATION,)


def test_a_withdrawal_that_crosses_an_answer_in_part_ends_the_rest() -> None:
    before = at("acknowledge", "begin")
    crossed = [*before, Move(R, 1, 2, "withdraw"), Move(Q, 3, 0, "execute_partly")]
    found = standing(ASSISTANCE, crossed)
    assert (found.state, found.stands(Q, 3)) == (S.WITHDRAWN, True)


def test_what_is_beside_the_state_stands_whatever_crosses_it() -> None:
    before = at("acknowledge", "begin")
    crossed = [*before, Move(R, 1, 2, "ask_progress"), Move(Q, 3, 0, "execute")]
    found = standing(ASSISTANCE, crossed)
    assert (found.state, found.stands(R, 1)) == (S.EXECUTED, True)
    assert found.questions == {"requested": ["ask_progress"]}


def test_costs_are_agreed_once_and_only_when_they_were_raised() -> None:
    before = at("acknowledge", "begin")
    assert not standing(ASSISTANCE, [*before, Move(R, 1, 2, "agree_costs")]).stands(R, 1)
    raised = [*before, Move(Q, 3, 0, "raise_costs")]
    assert standing(ASSISTANCE, raised).questions == {"requesting": ["raise_costs"]}
    agreed = [*raised, Move(R, 1, 3, "agree_costs")]
    assert standing(ASSISTANCE, agreed).questions == {}
    assert not standing(ASSISTANCE, [*agreed, Move(R, 2, 3, "decline_costs")]).stands(R, 2)
    twice = [*raised, Move(Q, 4, 0, "raise_costs")]
    assert not standing(ASSISTANCE, twice).stands(Q, 4)


def test_after_a_consultation_it_goes_on_where_it_was() -> None:
    for step, state in (("begin", S.IN_EXECUTION), ("execute_partly", S.PARTLY_EXECUTED)):
        steps = ["acknowledge", "begin"] + ([step] if step != "begin" else [])
        found = standing(ASSISTANCE, at(*steps, "consult", "postpone", "resume"))
        assert found.state == state
        found = standing(ASSISTANCE, at(*steps, "ask_information", "consult", "end_consultation"))
        assert found.state == state


def test_what_rests_on_a_withdrawal_that_fell_falls_too() -> None:
    """The requesting State closed what it had withdrawn, before it learned of the answer."""
    before = at("acknowledge", "begin", "execute")
    rest = [Move(R, 1, 2, "withdraw"), Move(R, 2, 2, "close")]
    assert standing(ASSISTANCE, [*before, *rest]).state == S.EXECUTED
    read = Move(R, 3, 3, "close")
    assert standing(ASSISTANCE, [*before, *rest, read]).state == S.CLOSED


def test_otherwise_the_change_of_the_party_whose_turn_it_is_stands() -> None:
    asked = at("acknowledge", "ask_information")
    crossed = [*asked, Move(R, 1, 2, "give_information"), Move(Q, 3, 0, "resume")]
    found = standing(QUESTIONED, crossed)
    assert (found.stands(R, 1), found.stands(Q, 3)) == (True, False), "the question waits for R"
    crossed = [*at("acknowledge"), Move(R, 1, 1, "revise"), Move(Q, 2, 0, "postpone")]
    found = standing(QUESTIONED, crossed)
    assert (found.stands(R, 1), found.stands(Q, 2)) == (False, True), "the request waits for Q"


@pytest.mark.parametrize("step", ["acknowledge", "begin"])
def test_information_leads_back_to_where_it_was_asked(step: str) -> None:
    before = at("acknowledge", "begin") if step == "begin" else at("acknowledge")
    number = len(before) + 1
    asked = Move(Q, number, 0, "ask_information")
    given_ = Move(R, 1, number, "give_information")
    found = standing(ASSISTANCE, [*before, asked, given_])
    assert found.state == (S.IN_EXECUTION if step == "begin" else S.ACKNOWLEDGED)


def test_what_does_not_fit_although_everything_was_known_is_a_fault() -> None:
    known = at("acknowledge")
    assert not crosses(known, Move(R, 1, 1, "close"))
    assert crosses(known, Move(R, 1, 0, "close")), "it had not seen the acknowledgement"
    assert crosses(known, Move(R, 2, 1, "close")), "one before it is still to come"


@pytest.mark.parametrize("lifecycle", LIFECYCLES.values(), ids=lambda one: one.code)
def test_every_lifecycle_is_whole(lifecycle: Lifecycle) -> None:
    """Every state that it reaches has its turn, every change is there once for its side, nobody is
    left in a state without a step, and what prevails or is beside the state is exchanged."""
    steps = lifecycle.transitions
    reached = {S.DRAFT, S.DELIVERED} | {t.target for t in steps if t.target}
    assert set(lifecycle.turns) == reached
    keys = [(t.by, t.name) for t in steps]
    assert len(keys) == len(set(keys))
    assert all(t.is_exchanged for t in steps if t.prevails or t.beside)
    assert all(t.target is None for t in steps if t.beside)
    assert set(lifecycle.way) <= reached
    for state in reached - {S.CLOSED}:
        assert any(state in t.sources and not t.beside for t in steps), state
    for step in steps:
        assert set(step.sources) & reached, step.name
        assert all(lifecycle.get(name, other(step.by)) for name in step.answers), step.name


def test_an_extradition_goes_to_the_surrender_or_to_own_proceedings() -> None:
    life = LIFECYCLES["extradition"]
    granted = at("acknowledge", "bring_to_court", "admit", "grant", "propose_surrender")
    agreed = [*granted, Move(R, 1, 5, "agree_surrender"), Move(Q, 6, 1, "surrender")]
    assert standing(life, agreed).state == S.SURRENDERED
    lent = [*granted, Move(R, 1, 5, "agree_surrender"), Move(Q, 6, 1, "surrender_for_time")]
    assert standing(life, [*lent, Move(R, 2, 6, "return_person")]).state == S.GRANTED
    refused = [*at("acknowledge", "consult", "refuse"), Move(R, 1, 3, "ask_own")]
    own = [*refused, Move(Q, 4, 1, "open_own"), Move(Q, 5, 1, "end_own")]
    assert standing(life, own).state == S.OWN_ENDED
