"""The lot rules against the unit-by-unit oracle."""

from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.tracing import Rule, Shortfall, Trace, trace
from homeward.tracing.tally import TERMS
from tests.examples import examples
from tests.tracing import oracle
from tests.tracing.worlds import claims_of, cut, ledger_of, moment, worlds


def assert_equal(result: Trace, answer: oracle.Answer) -> None:
    """Every figure of the result is the oracle's."""
    lines = {
        (line.label, line.currency, term): getattr(line, term)
        for line in result.claims
        for term in TERMS
        if getattr(line, term)
    }
    assert lines == {key: value for key, value in answer.terms.items() if value}
    held = {(h.account, h.label): h.amount for h in result.holdings}
    assert held == dict(answer.held)
    assert all(h.balance == answer.balances[h.account] for h in result.holdings)
    carried = {(c.payment, c.label): [c.amount, c.credited] for c in result.carriers}
    assert carried == dict(answer.carried)
    assert {(t.payment, t.label): t.amount for t in result.transit} == dict(answer.transit)


ORACLES = {Rule.FIFO: oracle.fifo, Rule.LIFO: oracle.lifo}


@settings(deadline=None, max_examples=examples(200))
@given(worlds(), st.sampled_from([None, 0, 2, 3]), st.sampled_from(list(ORACLES)))
def test_a_lot_rule_equals_moving_single_units(
    world: oracle.World, at: int | None, rule: Rule
) -> None:
    world = cut(world, at)
    result = trace(ledger_of(world), claims_of(world), rule=rule, at=moment(at))
    answer = ORACLES[rule](world)
    assert_equal(result, answer)
    unexplained = {each.account: each.amount for each in result.unexplained}
    assert unexplained == dict(answer.births)


@settings(deadline=None)
@given(worlds(), st.sampled_from(list(ORACLES)))
def test_a_lot_rule_with_the_smallest_openings(world: oracle.World, rule: Rule) -> None:
    births = oracle.fifo(world).births
    result = trace(ledger_of(world), claims_of(world), rule=rule, shortfall=Shortfall.OPENING)
    answer = ORACLES[rule](world, extra=dict(births))
    assert not answer.births
    assert_equal(result, answer)
    assert {each.account: each.amount for each in result.unexplained} == dict(births)
