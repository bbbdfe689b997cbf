"""The range over all rules, against every rule's own oracle."""

from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.tracing import Claim, Ledger, Rule, trace
from homeward.tracing.answers.spread import range_over_rules
from homeward.tracing.rules import AVAILABLE
from tests.examples import examples
from tests.tracing import oracle
from tests.tracing.worlds import claims_of, cut, ledger_of, moment, worlds

ORACLES = {
    Rule.FIFO: oracle.fifo,
    Rule.LIFO: oracle.lifo,
    Rule.PRO_RATA: oracle.pro_rata,
    Rule.LOWEST_BALANCE: oracle.lowest_balance,
    Rule.CLAIMANT_FIRST: oracle.claimant_first,
}


@settings(deadline=None, max_examples=examples(300))
@given(worlds(), st.sampled_from([None, 2, 3]))
def test_least_and_most_are_those_of_the_oracles(world: oracle.World, at: int | None) -> None:
    world = cut(world, at)
    found = range_over_rules(ledger_of(world), claims_of(world), at=moment(at))
    answers = {rule: compute(world) for rule, compute in ORACLES.items()}
    reached = oracle.poison(world)
    for row in found.accounts:
        exact = {rule: answers[rule].held[row.account, row.label] for rule in AVAILABLE}
        assert all(abs(row.spread.amounts[rule] - exact[rule]) < 1 + 1e-9 for rule in AVAILABLE)
        assert row.spread.low == min(row.spread.amounts.values())
        assert row.spread.high == max(row.spread.amounts.values())
        for rule, amount in row.spread.amounts.items():
            assert (rule in row.spread.low_rules) == (amount == row.spread.low)
            assert (rule in row.spread.high_rules) == (amount == row.spread.high)
        assert row.bound == reached.held[row.account, row.label]
        assert row.spread.high <= row.bound
    listed = {(row.account, row.label) for row in found.accounts}
    for answer in answers.values():
        assert {key for key, amount in answer.held.items() if amount >= 1} <= listed
    for each in found.claims:
        exact = [answers[rule].terms[each.label, each.currency, each.term] for rule in AVAILABLE]
        assert abs(each.spread.low - min(exact)) < 1 + 1e-9
        assert abs(each.spread.high - max(exact)) < 1 + 1e-9


def test_which_rules_give_the_least_and_the_most() -> None:
    """Barlow Clowes' illustration: of the pool A has 400 by fifo and 1,000 by lifo."""
    rows = [
        ("P1", 0, "a", "pool", 1000, "XAD"),
        ("P2", 1, "b", "pool", 2000, "XAD"),
        ("P3", 2, "pool", "lost", 600, "XAD"),
    ]
    ledger, claims = Ledger.from_rows(rows), [Claim("P1", label="A"), Claim("P2", label="B")]
    found = range_over_rules(ledger, claims)
    spread = next(row.spread for row in found.accounts if (row.account, row.label) == ("pool", "A"))
    assert (spread.low, spread.high) == (400, 1000)
    assert (spread.low_rules, spread.high_rules) == ((Rule.FIFO,), (Rule.LIFO,))
    assert spread.amounts[Rule.PRO_RATA] == 800
    assert trace(ledger, claims, rule="pro-rata").warnings == found.warnings
