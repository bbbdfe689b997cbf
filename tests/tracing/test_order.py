"""A result says when it depends on the order of payments at one moment."""

import random
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.tracing import Claim, Ledger, LedgerRejected, Rule, Shortfall, Trace, follow, trace
from homeward.tracing.meetings import meetings_at
from homeward.tracing.order import Search
from tests.examples import examples
from tests.tracing import oracle
from tests.tracing.worlds import (
    claims_of,
    cut,
    ledger_of,
    link_reversals,
    moment,
    rows_of,
    some_claims,
    worlds,
)

CLAIM = ("P0", 0, "family", "A", 10, "XAD")


def result(*rows: Any, rule: str = "fifo") -> Trace:
    return trace(Ledger.from_rows([CLAIM, *rows]), [Claim("P0")], rule=rule)


def warned(found: Trace) -> list[str]:
    """The payments named, empty without a warning."""
    return next((w.params["payments"] for w in found.warnings if w.code == "order_depends"), [])


def test_two_payments_that_compete_for_proceeds_are_named() -> None:
    found = result(("P1", 5, "A", "B", 8, "XAD"), ("P2", 5, "A", "C", 8, "XAD"))
    assert warned(found) == ["P1", "P2"]


def test_money_in_and_out_at_one_moment_is_named() -> None:
    found = result(("P1", 5, "A", "B", 8, "XAD"), ("P2", 5, "B", "C", 8, "XAD"))
    assert warned(found) == ["P1", "P2"]


@pytest.mark.parametrize(
    "rows",
    [
        # different moments
        [("P1", 5, "A", "B", 8, "XAD"), ("P2", 6, "A", "C", 8, "XAD")],
        # a declared order
        [("P1", 5, "A", "B", 8, "XAD", None, None, None, None, 1),
         ("P2", 5, "A", "C", 8, "XAD", None, None, None, None, 2)],
        # both wholly of one claim
        [("P1", 5, "A", "B", 4, "XAD"), ("P2", 5, "A", "C", 4, "XAD")],
        # no proceeds
        [("P1", 5, "X", "B", 4, "XAD"), ("P2", 5, "X", "C", 4, "XAD")],
        # no common account
        [("P1", 5, "A", "B", 4, "XAD"), ("P2", 5, "X", "C", 4, "XAD")],
    ],
)  # fmt: skip
def test_no_warning_where_order_cannot_matter_or_is_declared(rows: list[Any]) -> None:
    assert warned(result(*rows)) == []


def test_credits_commute_under_share_rules() -> None:
    rows = [("P1", 5, "A", "B", 10, "XAD"), ("P2", 5, "X", "B", 8, "XAD")]
    assert warned(result(*rows)) == ["P1", "P2"]
    assert warned(result(*rows, rule="lowest-balance")) == []


@settings(deadline=None, max_examples=examples(100))
@given(worlds(), st.sampled_from(["fifo", "lifo"]))
def test_without_a_warning_no_other_file_order_changes_the_result(
    world: oracle.World, rule: str
) -> None:
    for payment in world.payments:
        payment.reverses = None
    rows = rows_of(world)
    options: dict[str, Any] = {"openings": world.openings, "exits": sorted(world.exits)}
    first = trace(Ledger.from_rows(rows, **options), claims_of(world), rule=rule)
    if warned(first):
        return
    for seed in range(3):
        shuffled = random.Random(seed).sample(rows, len(rows))
        other = trace(Ledger.from_rows(shuffled, **options), claims_of(world), rule=rule)
        assert other.holdings == first.holdings or {
            (h.account, h.label, h.amount) for h in other.holdings
        } == {(h.account, h.label, h.amount) for h in first.holdings}


@pytest.mark.parametrize("shortfall", ["birth", "opening"])
@pytest.mark.parametrize("is_indexed", [False, True])
def test_a_payment_given_back_at_the_moment_of_its_credit_is_named(
    shortfall: str, is_indexed: bool
) -> None:
    rows: list[Any] = [
        ("C", 1, "X", "A", 22, "XAD"),
        {"id": "O", "time": 2, "source": "B", "target": "A", "amount": 25, "currency": "XAD",
         "credited_time": 3},
        {"id": "R", "time": 3, "source": "A", "target": "B", "amount": 4, "currency": "XAD",
         "reverses": "O"},
    ]  # fmt: skip
    for order in (rows, [rows[0], rows[2], rows[1]]):
        ledger = Ledger.from_rows(order)
        ledger = ledger.indexed() if is_indexed else ledger
        assert warned(trace(ledger, [Claim("C")], rule="fifo", shortfall=shortfall)) == ["O", "R"]


def test_money_in_and_out_that_may_raise_a_computed_opening_is_named() -> None:
    rows: list[Any] = [
        CLAIM,
        ("P1", 2, "A", "D", 10, "XAD"),
        ("P2", 5, "X", "A", 5, "XAD"),
        ("P3", 5, "A", "B", 5, "XAD"),
    ]
    for order in (rows, [*rows[:2], rows[3], rows[2]]):
        found = trace(Ledger.from_rows(order), [Claim("P0")], rule="fifo", shortfall="opening")
        assert {"P2", "P3"} <= set(warned(found))


def outcome(found: Trace) -> Any:
    """What a reader would see differ: holdings, carriers and conservation lines."""
    return (
        {(h.account, h.label, h.amount) for h in found.holdings},
        {(c.payment, c.label, c.amount, c.credited) for c in found.carriers},
        {(c.label, c.currency, c.held, c.in_transit, c.out, c.fees) for c in found.claims},
    )


def tied_world(chance: random.Random) -> oracle.World:
    """Four payments between three accounts at three moments: delays and reversals meet."""
    currency, payments = dict.fromkeys("ABC", "XAD"), []
    for number in range(4):
        source, target = chance.sample("ABC", 2)
        amount, time = chance.randint(1, 9), chance.randint(0, 2)
        booked = time + chance.choice([0, 0, 1, 2])
        payments.append(
            oracle.Payment(f"P{number}", time, source, target, amount, amount, booked, None)
        )
    link_reversals(chance, payments)
    openings = {account: chance.randint(1, 6) for account in "ABC" if chance.random() < 0.2}
    claims = some_claims(chance, payments)[:2]
    return oracle.World(
        payments=payments,
        currency=currency,
        claims=claims,
        openings=openings,
        exits=set(),
        state={},
    )


@settings(deadline=None, max_examples=examples(60))
@given(
    st.integers(0, 2**48),
    st.sampled_from(["fifo", "lifo", "pro-rata", "lowest-balance", "claimant-first"]),
    st.sampled_from(["birth", "opening"]),
)
def test_where_any_order_that_is_permitted_gives_another_result_all_of_them_warn(
    seed: int, rule: str, shortfall: str
) -> None:
    world = tied_world(random.Random(seed))
    options: dict[str, Any] = {"openings": world.openings, "exits": sorted(world.exits)}
    found = []
    for rows in permutations(rows_of(world)):
        try:
            ledger = Ledger.from_rows(rows, **options)
        except LedgerRejected:
            continue  # a payment would be given back before it is made
        found.append(trace(ledger, claims_of(world), rule=rule, shortfall=shortfall))
    if not all(warned(each) for each in found):
        assert all(outcome(each) == outcome(found[0]) for each in found)


@settings(deadline=None, max_examples=examples(150))
@given(
    st.integers(0, 2**48),
    worlds(),
    st.booleans(),
    st.sampled_from([None, 2]),
    st.sampled_from(list(Rule)),
    st.sampled_from(list(Shortfall)[:2]),
)
def test_all_meetings_are_judged_at_once_as_one_by_one(
    seed: int, wide: oracle.World, is_tied: bool, at: int | None, rule: Rule, shortfall: Shortfall
) -> None:
    world = cut(tied_world(random.Random(seed)) if is_tied else wide, at)
    for ledger in (ledger_of(world), ledger_of(world).indexed()):
        case = follow(ledger, claims_of(world), rule=rule, at=moment(at), shortfall=shortfall)
        claimed = [each.index for each in case.claims]
        search = Search(case.lines, case.flow, claimed, rule, shortfall)
        met = meetings_at(case.lines, search.accounts)
        pairs = [search.rows_that_matter(met, meeting) for meeting in range(len(met))]
        assert search.matter(met).tolist() == [bool(pair) for pair in pairs]
        expected = sorted({row for pair in pairs for row in pair})[:10]
        assert warned(case.trace) == case.lines.ledger.payment_ids(expected)
        moments = set()
        for rows, is_credit in (met.of(meeting) for meeting, pair in enumerate(pairs) if pair):
            times = case.lines.ledger.credit_time if is_credit[0] else case.lines.ledger.time
            moments.add((int(times[rows[0]]), int(case.lines.ledger.order[rows[0]])))
        told = [w.params["moments"] for w in case.trace.warnings if w.code == "order_depends"]
        assert sum(told) == len(moments)


def test_dust_of_a_share_rule_makes_no_payment_less_than_whole() -> None:
    rows = [
        ("P1", 0, "V", "A", 10**15 + 94, "XAD"),
        ("P2", 1, "A", "B", 100, "XAD"),
        ("P3", 1, "A", "C", 1, "XAD"),
    ]
    ledger = Ledger.from_rows(rows)
    for each in (ledger, ledger.indexed()):
        found = trace(each, [Claim("P1")], rule="pro-rata").warnings
        assert "order_depends" not in [warning.code for warning in found]
