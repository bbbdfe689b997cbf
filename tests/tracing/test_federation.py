"""A finished run equals the trace of the pooled ledger, and its rounds are bounded."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.tracing import (
    Claim,
    Coordinator,
    HandOver,
    Ledger,
    Participant,
    Stretch,
    errors,
    federate,
    outgoing,
    trace,
)
from homeward.tracing.federation.errors import HandOverContradicts, HandOverMisdirected
from homeward.tracing.federation.ordering import pooled_order
from tests.tracing import oracle
from tests.tracing.worlds import claims_of, cut, ledger_of, moment, rows_of, worlds


def figures(document: dict[str, Any]) -> dict[str, Any]:
    """The document without its warnings, which each node words for its own ledger."""
    return {name: value for name, value in document.items() if name != "warnings"}


states = st.integers(2, 4).flatmap(lambda n: worlds(unique_times=True, states=n))


@settings(deadline=None)
@given(
    states,
    st.sampled_from([None, None, 11]),
    st.sampled_from(["birth", "opening"]),
    st.sampled_from(["fifo", "lifo"]),
)
def test_a_finished_run_equals_the_pooled_trace(
    world: oracle.World, at: int | None, shortfall: str, rule: str
) -> None:
    world = cut(world, at)
    ledger, claims = ledger_of(world), claims_of(world)
    options: dict[str, Any] = {"rule": rule, "at": moment(at), "shortfall": shortfall}
    run = federate(ledger, world.state, claims, **options)
    pooled = trace(ledger, claims, **options)
    assert figures(run.document()) == figures(pooled.document())
    assert set(run.merged.transit) == set(pooled.transit)


@settings(deadline=None)
@given(states)
def test_rounds_are_at_most_the_border_crossings_plus_one(world: oracle.World) -> None:
    run = federate(ledger_of(world), world.state, claims_of(world), rule="fifo")
    assert len(run.rounds) <= oracle.fifo(world).crossings + 1
    assert run.rounds[-1].outcome.finished


@settings(deadline=None)
@given(states, st.sampled_from(["pro-rata", "lowest-balance", "claimant-first"]))
def test_share_rules_equal_the_pooled_trace_before_rounding(world: oracle.World, rule: str) -> None:
    ledger, claims = ledger_of(world), claims_of(world)
    pooled = trace(ledger, claims, rule=rule)
    run = federate(ledger, world.state, claims, rule=rule)
    expected = {(h.account, h.label): h.exact for h in pooled.holdings}
    found = {(h.account, h.label): h.exact for h in run.merged.holdings}
    for key in expected.keys() | found.keys():
        amount = expected.get(key, 0)
        assert abs(found.get(key, 0) - amount) <= 1e-9 * max(1, amount)


@settings(deadline=None)
@given(states)
def test_what_the_frontier_passed_never_changes(world: oracle.World) -> None:
    """Hand-overs marked final are never amended, and all are final at the end."""
    nodes = participants(world)
    coordinator = Coordinator(tuple(nodes))
    final: dict[tuple[str, str], HandOver] = {}
    while not coordinator.finished:
        number = coordinator.round
        results = {state: node.compute(number) for state, node in nodes.items()}
        for result in results.values():
            for each in result.changed:
                assert (each.sender, each.reference) not in final
                nodes[each.receiver or ""].receive(each)
            coordinator.receive(result.report)
        for node in nodes.values():
            for each in node.settle(coordinator.outcomes[-1]):
                final[each.sender, each.reference] = each
    assert all(each.final for node in nodes.values() for each in node.received.values())


@settings(deadline=None)
@given(st.integers(2, 4).flatmap(lambda n: worlds(delays=False, states=n)))
def test_nodes_agree_on_one_order_at_equal_moments(world: oracle.World) -> None:
    """Each node sorts what it holds by itself; the pooled ledger in the common order agrees."""
    rows = [{**row, "reference": f"R-{row['id']}"} for row in rows_of(world)]
    whole = Ledger.from_rows(rows, openings=world.openings, exits=sorted(world.exits))
    ledgers = {state: node.ledger for state, node in participants(world).items()}
    run = federate(ledgers, world.state, claims_of(world), rule="fifo")
    pooled = trace(pooled_order(whole, world.state.get), claims_of(world), rule="fifo")
    for found, expected in (
        (run.merged.holdings, pooled.holdings),
        (run.merged.carriers, pooled.carriers),
        (run.merged.claims, pooled.claims),
        (run.merged.unexplained, pooled.unexplained),
    ):
        assert set(found) == set(expected)


def participants(world: oracle.World) -> dict[str, Participant]:
    """Each State with the rows that touch its accounts, references in common."""
    rows = [{**row, "reference": f"R-{row['id']}"} for row in rows_of(world)]
    claims = claims_of(world)
    nodes = {}
    for state in sorted(set(world.state.values())):
        mine = [r for r in rows if state in (world.state[r["source"]], world.state[r["target"]])]
        if not mine:
            continue
        ids = {r["id"] for r in mine if world.state[r["target"]] == state}
        nodes[state] = Participant(
            Ledger.from_rows(mine, openings=world.openings, exits=sorted(world.exits)),
            state,
            world.state.get,
            [claim for claim in claims if claim.payment in ids],
        )
    return nodes


def test_money_that_comes_back_re_enters() -> None:
    rows = [
        ("P1", 0, "family", "A", 100, "XAD"),
        ("P2", 10, "A", "B", 80, "XAD", 79),
        ("P3", 20, "B", "A", 50, "XAD"),
        ("P4", 30, "A", "C", 60, "XAD"),
    ]
    world = {"family": "XA", "A": "XA", "B": "XB", "C": "XC"}
    ledger = Ledger.from_rows(rows)
    run = federate(ledger, world, [Claim("P1", label="ransom")], rule="fifo")
    held = {(h.account, h.amount) for h in run.merged.holdings}
    assert held == {("B", 29), ("A", 10), ("C", 60)}
    assert [len(round.changed) for round in run.rounds] == [3, 3, 3, 3]
    frontiers = [round.outcome.frontier for round in run.rounds]
    assert frontiers == [*sorted(frontiers[:-1]), None]
    line = next(each for each in run.traces["XA"].claims)
    assert (line.claimed, line.received, line.handed, line.held) == (100, 50, 140, 10)


SECOND = datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)
HAND_OVER = HandOver("R1", SECOND, 80, "XAD", (Stretch(0, 30, "ransom"),), "XA", "XB")
STATES = {"A": "XA", "B": "XB", "B2": "XB", "C": "XC"}


def node_b(*rows: tuple[Any, ...]) -> Participant:
    names = ("id", "time", "source", "target", "amount", "currency", "credited", "reference")
    mapped = [dict(zip(names, row, strict=False)) for row in rows]
    return Participant(Ledger.from_rows(mapped), "XB", STATES.get)


def test_the_receiver_scales_to_what_it_credited() -> None:
    node = node_b(("B-1", 1_000_000, "A", "B", 80, "XAD", 40, "R1"))
    node.receive(HAND_OVER)
    line = node.compute().trace.claims[0]
    assert (line.received, line.held, line.fees) == (30, 15, 15)


@pytest.mark.parametrize(
    "rows",
    [
        [("B-1", 1_000_000, "A", "B", 80, "XAD", 80, "R2")],
        [("B-1", 1_000_000, "A", "B", 80, "XAD")],
        [
            ("B-1", 1_000_000, "A", "B", 80, "XAD", 80, "R1"),
            ("B-2", 1_000_000, "A", "B", 80, "XAD", 80, "R1"),
        ],
        [("R1", 1_000_000, "A", "B", 80, "XAD", 80, None)],
        [("B-1", 1_000_000, "B2", "B", 80, "XAD", 80, "R1")],
    ],
)
def test_an_unmatched_hand_over_stays_in_transit_and_is_named(rows: list[Any]) -> None:
    """Never matched on amount and date, nor on an id that happens to be the same."""
    node = node_b(*rows)
    node.receive(HAND_OVER)
    result = node.compute()
    line = result.trace.claims[0]
    assert (line.received, line.in_transit, line.held) == (30, 30, 0)
    assert result.report.unmatched == ("R1",)
    assert "hand_over_unmatched" in [warning.code for warning in result.trace.warnings]


def test_no_state_hands_over_a_payment_of_another_state() -> None:
    """XC names the reference of a payment that XA made; XA's own hand-over still finds it."""
    node = node_b(("B-1", 1_000_000, "A", "B", 80, "XAD", 80, "R1"))
    node.receive(replace(HAND_OVER, sender="XC", time=HAND_OVER.time - timedelta(days=1)))
    node.receive(HAND_OVER)
    result = node.compute()
    line = result.trace.claims[0]
    assert (line.received, line.held, line.in_transit) == (60, 30, 30)
    assert result.report.unmatched == ("R1",)


@pytest.mark.parametrize(
    "stretches",
    [((5, 100),), ((-1, 5),), ((0, 0),), ((0, 10), (9, 5)), ((0, -3),)],
)
def test_a_hand_over_that_contradicts_itself_is_refused(stretches: tuple[Any, ...]) -> None:
    """Whatever would follow from it depends on who reads it."""
    node = node_b(("B-1", 1_000_000, "A", "B", 80, "XAD", 80, "R1"))
    parts = tuple(Stretch(*each, "L") for each in stretches)
    node.receive(replace(HAND_OVER, stretches=parts))
    with pytest.raises(HandOverContradicts, match="The hand-over R1 of XA"):
        node.compute()
    shares = replace(HAND_OVER, stretches=(), shares=(("L", float("nan")),))
    assert shares.contradiction() == "its shares are no amounts"


def test_another_currency_is_no_match() -> None:
    node = node_b(("B-1", 1_000_000, "A", "B", 80, "XBD", 80, "R1"))
    node.receive(HAND_OVER)
    assert node.compute().report.unmatched == ("R1",)


def test_differences_between_the_two_ledgers_are_noted() -> None:
    node = node_b(("B-1", 0, "A", "B", 81, "XAD", 80, "R1"), ("B-2", 500_000, "B", "B2", 9, "XAD"))
    node.receive(HAND_OVER)
    result = node.compute()
    codes = {warning.code for warning in result.trace.warnings}
    assert {"hand_over_amount_differs", "hand_over_credit_earlier"} <= codes
    # credited at the moment of the sender's debit, after the payment that was made before it
    assert {(h.account, h.amount) for h in result.trace.holdings} == {("B", 30)}


def test_amended_and_withdrawn_hand_overs_replace_the_last() -> None:
    node = node_b(
        ("B-1", 1_000_000, "A", "B", 80, "XAD", 80, "R1"),
        ("B-2", 2_000_000, "B", "C", 20, "XAD", 20, "R9"),
    )
    node.receive(HAND_OVER)
    first = node.compute(1)
    assert [(h.reference, h.revision, h.stretches[0].length) for h in first.changed] == [
        ("R9", 1, 20)
    ]
    assert node.compute(2).changed == ()
    assert not node.receive(HAND_OVER)
    amended = replace(HAND_OVER, stretches=(Stretch(0, 5, "ransom"),), revision=2)
    assert node.receive(amended)
    again = node.compute(3)
    assert [(h.revision, h.stretches) for h in again.changed] == [(2, (Stretch(0, 5, "ransom"),))]
    assert again.report.changed_from == datetime(1970, 1, 1, 0, 0, 2, tzinfo=UTC)
    node.receive(replace(HAND_OVER, stretches=(), revision=3))
    gone = node.compute(4)
    assert [(h.revision, h.is_withdrawn) for h in gone.changed] == [(3, True)]
    assert node.compute(5).changed == ()


def test_a_participant_made_anew_goes_on_where_it_was() -> None:
    rows = [
        ("B-1", 1_000_000, "A", "B", 80, "XAD", 80, "R1"),
        ("B-2", 2_000_000, "B", "C", 20, "XAD", 20, "R9"),
    ]
    node = node_b(*rows)
    node.receive(HAND_OVER)
    sent = node.compute().changed
    again = Participant(node.ledger, "XB", STATES.get, received=node.received.values(), sent=sent)
    assert again.compute().changed == ()


def test_outgoing_of_a_trace_is_what_a_participant_sends() -> None:
    rows = [("P1", 0, "X", "A", 9, "XAD"), ("P2", 1, "A", "B", 5, "XAD", 5, None, None, "R7")]
    states = {"X": "XA", **STATES}
    ledger = Ledger.from_rows(rows).with_states("XA", states.get)
    result = trace(ledger, [Claim("P1")], rule="fifo")
    (sent,) = outgoing(result, ledger, states.get, "XA")
    assert (sent.reference, sent.receiver, sent.stretches) == ("R7", "XB", (Stretch(0, 5, "P1"),))
    assert HandOver.from_message(sent.as_message()) == sent


def test_references_that_cannot_serve_are_not_used() -> None:
    rows = [
        ("P1", 0, "X", "A", 9, "XAD"),
        ("P2", 1, "A", "B", 5, "XAD", 5, None, None, "R7"),
        ("P3", 2, "A", "B", 2, "XAD", 2, None, None, "R7"),
        ("P4", 3, "A", "B", 2, "XAD", 2, None, None, None),
    ]
    states = {"X": "XA", **STATES}
    node = Participant(Ledger.from_rows(rows), "XA", states.get, [Claim("P1")])
    assert [h.reference for h in node.compute().changed] == ["XA:P2", "XA:P3", "XA:P4"]


def test_misdirected_hand_overs_and_foreign_claims_are_refused() -> None:
    node = node_b(("B-1", 1_000_000, "B", "A", 80, "XAD", 80, "R1"))
    with pytest.raises(HandOverMisdirected):
        node.receive(replace(HAND_OVER, receiver="XC"))
    claiming = Participant(node.ledger, "XB", STATES.get, [Claim("B-1")])
    with pytest.raises(errors.ClaimNotHeldHere):
        claiming.compute()
    with pytest.raises(errors.RuleNotAvailable):
        Participant(node.ledger, "XB", STATES.get, rule="none")


def test_payments_of_others_are_not_used() -> None:
    node = node_b(("B-1", 0, "A", "C", 80, "XAD"), ("B-2", 0, "A", "B", 80, "XAD"))
    assert len(node.ledger) == 1
    assert "payments_foreign" in [warning.code for warning in node.compute().trace.warnings]
