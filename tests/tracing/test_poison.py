"""The rule for leads: whom a claim's money can have reached."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.tracing import Claim, Ledger, Trace, federate, trace
from homeward.tracing.tally import TERMS
from tests.examples import examples
from tests.tracing import oracle
from tests.tracing.worlds import claims_of, cut, ledger_of, moment, worlds

OTHERS = [term for term in TERMS if term != "claimed"]


def bounds(result: Trace) -> dict[tuple[str, str], int]:
    return {(each.account, each.label): each.amount for each in result.holdings}


@settings(deadline=None, max_examples=examples(500))
@given(worlds(), st.sampled_from([None, 0, 2, 3]))
def test_accounts_reached_are_those_of_the_oracle(world: oracle.World, at: int | None) -> None:
    world = cut(world, at)
    result = trace(ledger_of(world), claims_of(world), rule="poison", at=moment(at))
    answer = oracle.poison(world)
    assert bounds(result) == dict(answer.held)
    assert all(each.amount == each.balance == each.exact for each in result.holdings)
    assert {(c.payment, c.label): [c.amount, c.credited] for c in result.carriers} == answer.carried
    transit = {(t.payment, t.label): t.amount for t in result.transit}
    assert transit.keys() == answer.transit.keys()
    assert all(0 < amount <= answer.transit[key] for key, amount in transit.items())


@settings(deadline=None, max_examples=examples(500))
@given(
    worlds(),
    st.sampled_from([None, 2, 3]),
    st.sampled_from(["fifo", "lifo", "pro-rata", "lowest-balance", "claimant-first"]),
)
def test_it_bounds_every_other_rule(world: oracle.World, at: int | None, rule: str) -> None:
    world = cut(world, at)
    ledger, claims = ledger_of(world), claims_of(world)
    bound = trace(ledger, claims, rule="poison", at=moment(at))
    other = trace(ledger, claims, rule=rule, at=moment(at))
    most = bounds(bound)
    for each in other.holdings:
        assert each.exact <= most[each.account, each.label] * (1 + 1e-9)
    carried = {(c.payment, c.label) for c in bound.carriers}
    assert {(c.payment, c.label) for c in other.carriers} <= carried


@settings(deadline=None, max_examples=examples(400))
@given(
    st.integers(2, 4).flatmap(lambda n: worlds(unique_times=True, states=n)),
    st.sampled_from([None, None, 11]),
)
def test_between_states_the_accounts_reached_are_those_of_the_pooled_trace(
    world: oracle.World, at: int | None
) -> None:
    world = cut(world, at)
    ledger, claims = ledger_of(world), claims_of(world)
    pooled = trace(ledger, claims, rule="poison", at=moment(at))
    run = federate(ledger, world.state, claims, rule="poison", at=moment(at))
    assert bounds(run.merged).keys() == bounds(pooled).keys()
    assert {(c.payment, c.label) for c in run.merged.carriers} == {
        (c.payment, c.label) for c in pooled.carriers
    }
    lines: Any = [
        {(x.label, x.currency, x.claimed) for x in r.claims} for r in (pooled, run.merged)
    ]
    assert lines[0] == lines[1]


LEDGER = [
    ("P1", 0, "family", "A", 100, "XAD"),
    ("P2", 1, "partner", "A", 900, "XAD"),
    ("P3", 2, "A", "B", 1000, "XAD"),
    ("P4", 3, "B", "C", 400, "XAD"),
]


def test_nothing_is_added_up_and_the_reader_is_told() -> None:
    result = trace(Ledger.from_rows(LEDGER), [Claim("P1", label="ransom")], rule="poison")
    (line,) = result.document()["claims"]
    assert (line["claimed"], line["payment"]) == (100, "P1")
    assert [line[term] for term in [*OTHERS, "difference"]] == [None] * 10
    assert bounds(result) == {("A", "ransom"): 0, ("B", "ransom"): 600, ("C", "ransom"): 400}
    (warning,) = [each for each in result.warnings if each.code == "bounds_only"]
    assert "for leads only" in warning.message


@pytest.mark.parametrize("exits", [[], ["B"]])
def test_an_exit_reaches_nobody(exits: list[str]) -> None:
    result = trace(Ledger.from_rows(LEDGER, exits=exits), [Claim("P1")], rule="poison")
    reached = {account for account, _ in bounds(result)}
    assert reached == ({"A"} if exits else {"A", "B", "C"})


@settings(deadline=None, max_examples=examples(500))
@given(worlds(states=2), st.booleans(), st.booleans(), st.sampled_from([None, 2, 3]))
def test_over_an_index_the_same_is_reached(
    world: oracle.World, has_delays: bool, has_states: bool, at: int | None
) -> None:
    ledger, claims = ledger_of(world), claims_of(world)
    if not has_delays:
        ledger = replace(ledger, credit_time=ledger.time)
    if has_states:
        ledger = ledger.with_states("XA", world.state.get)
        abroad = {n for n in range(len(ledger.account_ids)) if ledger.foreign[n]}
        rows = [ledger.find(claim.payment) for claim in claims]
        claims = [
            c for c, row in zip(claims, rows, strict=True) if ledger.target[row] not in abroad
        ]
    asked: dict[str, Any] = {"rule": "poison", "at": moment(at)}
    claims = [c for c in claims if at is None or ledger.time[ledger.find(c.payment)] <= at * 10**6]
    plain, indexed = (trace(each, claims, **asked) for each in (ledger, ledger.indexed()))
    assert plain.document() == indexed.document()
    assert plain.flow.handed_shares == indexed.flow.handed_shares
    assert dict(plain.flow.held) == dict(indexed.flow.held)
