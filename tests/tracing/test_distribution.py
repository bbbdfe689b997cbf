"""Sharing out a short pool."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.tracing import Claim, Ledger, errors
from homeward.tracing.answers.distribution import Method, distribute
from homeward.tracing.rules import AVAILABLE
from homeward.tracing.tracer import follow
from tests.examples import examples
from tests.tracing import oracle, oracle_answers
from tests.tracing.worlds import claims_of, cut, ledger_of, moment, worlds


def a_pool(world: oracle.World, random: Random) -> set[str]:
    """Some accounts of one currency that are no exits."""
    named = {a for p in world.payments for a in (p.source, p.target)} - world.exits
    usable = sorted(a for a in named if world.currency[a] == "XAD")
    return set(random.sample(usable, random.randint(1, len(usable)))) if usable else set()


@settings(deadline=None, max_examples=examples(600))
@given(
    worlds(),
    st.sampled_from([None, 2, 3]),
    st.sampled_from(["capped", "pari-passu"]),
    st.integers(0, 2**32),
)
def test_awards_are_those_of_the_oracle(
    world: oracle.World, at: int | None, method: str, seed: int
) -> None:
    world = cut(world, at)
    accounts = a_pool(world, Random(seed))
    end, lowest = oracle_answers.pool(world, accounts)
    world.claims = [each for each in world.claims if each[0] in lowest]
    if not accounts:
        return
    case = follow(ledger_of(world), claims_of(world), rule="poison", at=moment(at))
    found = distribute(case, sorted(accounts), method)
    counts = {
        label: min(amount, lowest[payment]) if method == "capped" else amount
        for payment, amount, label in world.claims
    }
    total = sum(counts.values())
    assert found.pool == end
    assert {each.label: each.counts for each in found.awards} == counts
    for each in found.awards:
        assert abs(each.award - Fraction(counts[each.label] * min(total, end), total or 1)) < 1
        assert each.award <= counts[each.label] <= each.claimed
    assert sum(each.award for each in found.awards) == min(total, end) == found.pool - found.left


@settings(deadline=None, max_examples=examples(400))
@given(worlds(), st.sampled_from(AVAILABLE), st.integers(0, 2**32))
def test_rolling_is_what_is_traced_into_the_pool(world: oracle.World, rule: str, seed: int) -> None:
    accounts = a_pool(world, Random(seed))
    if not accounts:
        return
    case = follow(ledger_of(world), claims_of(world), rule=rule)
    found = distribute(case, sorted(accounts), Method.ROLLING)
    answer = getattr(oracle, rule.replace("-", "_"))(world)
    for each in found.awards:
        exact = sum(answer.held[account, each.label] for account in accounts)
        assert abs(each.award - exact) < 1 + 1e-9
    assert 0 <= found.left <= found.pool


POOL = [
    ("P1", 0, "a", "first", 1000, "XAD"),
    ("P2", 1, "first", "lost", 900, "XAD"),
    ("P3", 2, "b", "second", 1000, "XAD"),
    ("P4", 3, "first", "second", 100, "XAD"),
    ("P5", 4, "c", "first", 500, "XAD"),
    ("P6", 5, "second", "lost", 550, "XAD"),
]


def test_accounts_declared_one_pool() -> None:
    """A's money fell to 100; moving it inside the pool costs nobody anything."""
    claims = [Claim("P1", label="A"), Claim("P3", label="B"), Claim("P5", label="C")]
    case = follow(Ledger.from_rows(POOL), claims, rule="fifo")
    capped = distribute(case, ["first", "second"], "capped")
    assert capped.pool == 1050
    assert [(a.label, a.lowest, a.counts) for a in capped.awards] == [
        ("A", 100, 100),
        ("B", 1050, 1000),
        ("C", 1050, 500),
    ]
    assert [a.award for a in capped.awards] == [66, 656, 328]
    pari = distribute(case, ["first", "second"], "pari-passu")
    assert [a.award for a in pari.awards] == [420, 420, 210]
    rolling = distribute(case, ["first", "second"], "rolling")
    assert {a.label: a.award for a in rolling.awards} == {"A": 100, "B": 450, "C": 500}


def test_a_pool_that_suffices_keeps_what_is_over() -> None:
    rows = [("P1", 0, "a", "pool", 70, "XAD"), ("P2", 1, "own", "pool", 50, "XAD")]
    case = follow(Ledger.from_rows(rows), [Claim("P1", label="A")], rule="fifo")
    found = distribute(case, ["pool"], "pari-passu")
    assert ([a.award for a in found.awards], found.left) == ([70], 50)


def test_what_cannot_be_shared_out() -> None:
    rows = [*POOL, ("P7", 6, "d", "other", 5, "XBD")]
    case = follow(Ledger.from_rows(rows), [Claim("P1", label="A")], rule="poison")
    for accounts, method, kind in [
        ([], "capped", errors.PoolUnusable),
        (["first", "other"], "capped", errors.PoolUnusable),
        (["second"], "capped", errors.ClaimOutsidePool),
        (["first"], "fair", errors.OptionUnusable),
        (["nowhere"], "capped", errors.AccountUnknown),
        (["first"], "rolling", errors.NotDefinedUnderRule),
    ]:
        with pytest.raises(kind):
            distribute(case, accounts, method)
