"""The share rules against an oracle of exact fractions."""

from math import isclose

from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.tracing import Claim, Ledger, Rule, Trace, trace
from homeward.tracing.tally import RIGHT
from tests.examples import examples
from tests.tracing import oracle
from tests.tracing.worlds import claims_of, cut, ledger_of, moment, worlds


def assert_close(found: dict, expected: dict) -> None:
    """Equal up to the float error; what the float error leaves of nothing may stand."""
    for key in found.keys() | expected.keys():
        a, b = float(found.get(key, 0)), float(expected.get(key, 0))
        assert isclose(a, b, rel_tol=1e-9, abs_tol=1e-9), (key, a, b)


def assert_rounded(result: Trace) -> None:
    """Whole units add up, and each is within one unit of the exact amount."""
    for line in result.claims:
        assert line.difference == 0
        held = [h for h in result.holdings if (h.label, h.currency) == (line.label, line.currency)]
        assert sum(h.amount for h in held) == line.held
        assert all(abs(h.amount - h.exact) < 1 for h in held)
        left = line.claimed + line.received + line.converted_in
        assert left == sum(getattr(line, term) for term in RIGHT)


ORACLES = {
    Rule.PRO_RATA: oracle.pro_rata,
    Rule.LOWEST_BALANCE: oracle.lowest_balance,
    Rule.CLAIMANT_FIRST: oracle.claimant_first,
}


@settings(deadline=None, max_examples=examples(300))
@given(worlds(), st.sampled_from([None, 0, 2, 3]), st.sampled_from(list(ORACLES)))
def test_a_share_rule_equals_exact_fractions(
    world: oracle.World, at: int | None, rule: Rule
) -> None:
    world = cut(world, at)
    result = trace(ledger_of(world), claims_of(world), rule=rule, at=moment(at))
    answer = ORACLES[rule](world)
    assert_close({(h.account, h.label): h.exact for h in result.holdings}, answer.held)
    assert_close({(t.payment, t.label): t.exact for t in result.transit}, answer.transit)
    assert_close(
        {(c.payment, c.label): c.exact_amount for c in result.carriers},
        {key: amount for key, (amount, _) in answer.carried.items()},
    )
    assert_close(
        {(c.payment, c.label): c.exact_credited for c in result.carriers},
        {key: credited for key, (_, credited) in answer.carried.items()},
    )
    assert_close(
        {
            (*key, term): result.flow.tally.get(key, term)
            for key in result.flow.tally
            for term in RIGHT
        },
        {key: value for key, value in answer.terms.items() if key[2] in RIGHT},
    )
    assert {u.account: u.amount for u in result.unexplained} == dict(answer.births)
    assert_rounded(result)


@settings(deadline=None)
@given(worlds(), st.sampled_from(list(ORACLES)))
def test_an_emptied_account_holds_exactly_nothing(world: oracle.World, rule: Rule) -> None:
    result = trace(ledger_of(world), claims_of(world), rule=rule)
    assert all(h.balance > 0 for h in result.holdings)
    assert all(h.exact <= h.balance * (1 + 1e-12) for h in result.holdings)


def test_no_term_is_invented_where_amounts_exceed_the_floats() -> None:
    """Above 2^53 minor units, ordinary for wei, the float error stays with what there is."""
    claimed = 38_573_222_013_465_004
    ledger = Ledger.from_rows(
        [
            ("P1", 1, "A", "B", 90_000_000_000_000_001, "XAD"),
            ("P2", 2, "B", "C", 30_000_000_000_000_000, "XAD"),
        ]
    )
    for rule in ORACLES:
        (line,) = trace(ledger, [Claim("P1", claimed)], rule=rule).claims
        assert line.held == line.claimed == claimed
        assert all(getattr(line, term) == 0 for term in RIGHT if term != "held")
