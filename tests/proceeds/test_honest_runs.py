"""In an honest run no hand-over ever waits: not while amounts are provisional, in no order."""

from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.casework.proceeds.hand_overs import lies_beyond
from homeward.tracing import Coordinator, HandOver, Participant
from tests.tracing import oracle
from tests.tracing.test_federation import participants
from tests.tracing.worlds import worlds

honest = st.integers(2, 4).flatmap(lambda n: worlds(unique_times=True, states=n))


def _one_claim(world: oracle.World) -> oracle.World:
    """The world with one claim, in which no money grows: one currency, and fees only."""
    payments = [
        replace(p, credited=min(p.credited, p.amount), reverses=None) for p in world.payments
    ]
    claimed = {p.id: p.credited for p in payments}
    claims = [(name, claimed[name], label) for name, _amount, label in world.claims[:1]]
    return replace(
        world, payments=payments, claims=claims, currency=dict.fromkeys(world.currency, "XAD")
    )


def _waits(node: Participant, new: HandOver, ceiling: int) -> bool:
    """What the node asks when a hand-over arrives, as the room asks it of its rows."""
    received = {**node.received, (new.sender, new.reference): new}
    moves = [(h.time, sum(s.length for s in h.stretches)) for h in received.values()]
    moves += [(h.time, -sum(s.length for s in h.stretches)) for h in node.sent.values()]
    claimed = ceiling if node.claims else 0
    return bool(new.stretches) and lies_beyond(ceiling, claimed, moves, new.time)


@settings(deadline=None, max_examples=300)
@given(honest, st.integers(0, 2**32))
def test_no_hand_over_of_an_honest_run_waits(world: oracle.World, seed: int) -> None:
    world = _one_claim(world)
    if not world.claims:
        return
    nodes, random = participants(world), Random(seed)
    ceiling = world.claims[0][1]
    coordinator = Coordinator(tuple(nodes))
    while not coordinator.finished:
        number = coordinator.round
        on_the_way: list[HandOver] = []
        for state in random.sample(sorted(nodes), len(nodes)):
            result = nodes[state].compute(number)
            on_the_way += result.changed
            coordinator.receive(result.report)
        random.shuffle(on_the_way)
        for each in on_the_way:
            receiver = nodes[each.receiver or ""]
            assert not _waits(receiver, each, ceiling), (each, receiver.received, receiver.sent)
            receiver.receive(each)


def test_sums_that_would_refuse_honest_circles_are_not_used() -> None:
    """Twice in, once out between: neither the sender's sum nor that of all is within the claim."""
    from datetime import UTC, datetime

    def at(hour: int) -> datetime:
        return datetime(2026, 3, 10, hour, tzinfo=UTC)

    circle = [(at(10), 1000), (at(11), -1000), (at(12), 1000)]
    assert not lies_beyond(1000, 0, circle, at(12))
    assert lies_beyond(1000, 0, [(at(10), 1000), (at(12), 1000), (at(13), -1000)], at(12))
    assert lies_beyond(1000, 0, [*circle, (at(11), 1)], at(11))
    assert lies_beyond(1000, 1000, [(at(10), -400), (at(12), 401)], at(12))
    assert not lies_beyond(1000, 1000, [(at(10), -400), (at(12), 400)], at(12))
    same_moment = [(at(10), 1000), (at(11), -1000), (at(11), 1000)]
    assert not lies_beyond(1000, 0, same_moment, at(11)), "in, out and in again within a moment"
