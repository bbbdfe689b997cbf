"""A ledger with its index gives what the same ledger gives without, for every rule and moment."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from homeward.tracing import Claim, Ledger, Rule, Shortfall, Trace, follow, generate, trace
from homeward.tracing.claims import place_claims
from homeward.tracing.flow import Entering
from homeward.tracing.lines import draw_lines
from homeward.tracing.lots import trace_lots
from homeward.tracing.tally import TERMS
from tests.examples import examples
from tests.tracing import oracle
from tests.tracing.test_shares import assert_close
from tests.tracing.worlds import claims_of, cut, ledger_of, moment, worlds

LOTS = [Rule.FIFO, Rule.LIFO]
SHARES = [Rule.PRO_RATA, Rule.LOWEST_BALANCE, Rule.CLAIMANT_FIRST]


def exact(result: Trace) -> dict[str, Any]:
    """Everything that a lot rule's result says, the order within tables included."""
    return {**result.document(), "transit": result.transit, "unmatched": result.unmatched}


@settings(deadline=None, max_examples=examples(300))
@given(worlds(), st.sampled_from([None, 0, 2, 3]), st.sampled_from(LOTS))
def test_lots_over_an_index_are_those_without(
    world: oracle.World, at: int | None, rule: Rule
) -> None:
    world = cut(world, at)
    ledger, claims = ledger_of(world), claims_of(world)
    for shortfall in (Shortfall.BIRTH, Shortfall.OPENING):
        options: dict[str, Any] = {"rule": rule, "at": moment(at), "shortfall": shortfall}
        plain = trace(ledger, claims, **options)
        assert exact(trace(ledger.indexed(), claims, **options)) == exact(plain)


@settings(deadline=None, max_examples=examples(100))
@given(worlds(), st.sampled_from([None, 0, 2, 3]))
def test_the_places_are_those_of_a_plain_walk(world: oracle.World, at: int | None) -> None:
    ledger = ledger_of(world)
    end = None if at is None else at * 1_000_000
    plain, missing = draw_lines(ledger, end, Shortfall.BIRTH)
    lines, found = draw_lines(ledger.indexed(), end, Shortfall.BIRTH)
    assert missing.tolist() == found.tolist()
    assert plain.debited() == lines.debited()
    for name in ("events", "missing", "money_in", "money_out", "before", "taken_from", "placed_at"):
        assert getattr(plain, name).tolist() == getattr(lines, name).tolist(), name


@settings(deadline=None, max_examples=examples(300))
@given(worlds(), st.sampled_from([None, 0, 2, 3]), st.sampled_from(SHARES))
def test_shares_over_an_index_are_those_without(
    world: oracle.World, at: int | None, rule: Rule
) -> None:
    world = cut(world, at)
    ledger, claims = ledger_of(world), claims_of(world)
    for shortfall in (Shortfall.BIRTH, Shortfall.OPENING):
        options: dict[str, Any] = {"rule": rule, "at": moment(at), "shortfall": shortfall}
        assert_same_shares(
            trace(ledger.indexed(), claims, **options), trace(ledger, claims, **options)
        )


def assert_same_shares(one: Trace, other: Trace) -> None:
    """Equal to 1e-9 before rounding, in every table."""
    for name in ("holdings", "transit"):
        assert_close(
            {
                (getattr(h, "account", None) or h.payment, h.label): h.exact
                for h in getattr(one, name)
            },
            {
                (getattr(h, "account", None) or h.payment, h.label): h.exact
                for h in getattr(other, name)
            },
        )
    for field in ("exact_amount", "exact_credited"):
        assert_close(
            {(c.payment, c.label): getattr(c, field) for c in one.carriers},
            {(c.payment, c.label): getattr(c, field) for c in other.carriers},
        )
    terms = [
        {
            (*key, term): result.flow.tally.get(key, term)
            for key in result.flow.tally
            for term in TERMS
        }
        for result in (one, other)
    ]
    assert_close(*terms)
    assert one.unexplained == other.unexplained


@settings(deadline=None, max_examples=examples(150))
@given(worlds(delays=False), st.booleans(), st.sampled_from([None, 2, 3]))
def test_further_pro_rata_traces_from_ratios_are_the_same(
    world: oracle.World, has_exits: bool, at: int | None
) -> None:
    """From the second trace of one claim on, each debit's share of its balance is read."""
    ledger = ledger_of(world)
    ledger = replace(ledger, credited=ledger.amount, credit_time=ledger.time, reverses=None)
    units = ("XAD",) * len(ledger.account_ids)
    exits = ledger.exits if has_exits else np.zeros_like(ledger.exits)
    ledger = replace(ledger, account_currencies=units, exits=exits)
    row = next((r for r in range(len(ledger)) if ledger.source[r] != ledger.target[r]), None)
    assume(row is not None and (at is None or ledger.time[row] <= at * 10**6))
    asked: dict[str, Any] = {"rule": "pro-rata", "at": moment(at)}
    claims = [Claim(ledger.payment_id(row or 0))]
    plain, indexed = trace(ledger, claims, **asked), ledger.indexed()
    assert indexed.index is not None
    for is_made in (False, True, True):
        assert_same_shares(trace(indexed, claims, **asked), plain)
        assert (indexed.index.ratios_made() is not None) == is_made
    with TemporaryDirectory() as folder:
        indexed.save(Path(folder) / "stored")
        again = Ledger.open(Path(folder) / "stored")
        assert again.index is not None
        assert again.index.ratios_made().tolist() == indexed.index.ratios_made().tolist()
        assert_same_shares(trace(again, claims, **asked), plain)


@settings(deadline=None, max_examples=examples(200))
@given(worlds(), st.sampled_from(LOTS), st.sampled_from([None, 0, 2, 3]))
def test_further_traces_of_lots_from_their_table_are_the_same(
    world: oracle.World, rule: Rule, at: int | None
) -> None:
    """From the second trace on, what takes a credit is read: nothing is searched or replayed."""
    world = cut(world, at)
    ledger, claims = ledger_of(world), claims_of(world)
    asked: dict[str, Any] = {"rule": rule, "at": moment(at)}
    plain, indexed = exact(trace(ledger, claims, **asked)), ledger.indexed()
    for _ in range(2):
        assert exact(trace(indexed, claims, **asked)) == plain
    assert indexed.index is not None
    assert indexed.index.matched_made(rule) is not None


@settings(deadline=None, max_examples=examples(30))
@given(worlds(), st.sampled_from(LOTS))
def test_tables_of_lots_are_stored(world: oracle.World, rule: Rule) -> None:
    ledger, claims = ledger_of(world), claims_of(world)
    with TemporaryDirectory() as folder:
        ledger.indexed(rules=[rule]).save(Path(folder) / "stored")
        again = Ledger.open(Path(folder) / "stored")
        assert again.index is not None
        assert again.index.matched_made(rule) is not None
        found = trace(again, claims, rule=rule)
        assert exact(found) == exact(trace(ledger, claims, rule=rule))


@settings(deadline=None, max_examples=examples(100))
@given(worlds(), st.sampled_from(LOTS), st.randoms(use_true_random=False))
def test_hand_overs_enter_the_tables_of_lots_as_they_enter_without(
    world: oracle.World, rule: Rule, chance: Random
) -> None:
    """Also on a payment with a claim, and in amounts that differ from ours."""
    ledger = ledger_of(world)
    foreign = np.array([chance.random() < 0.3 for _ in ledger.account_ids], dtype=np.bool_)
    ledger = replace(ledger, foreign=foreign)
    entering = {}
    for row in np.flatnonzero(foreign[ledger.source] & ~foreign[ledger.target]).tolist():
        amount = chance.choice([int(ledger.amount[row]), chance.randint(2, 12)])
        cut_at = chance.randint(1, amount)
        entering[row] = Entering(amount, ((0, cut_at, "H1"), (cut_at, amount - cut_at, "H2")))
    own = [
        each for each in claims_of(world) if not foreign[ledger.target[ledger.find(each.payment)]]
    ]
    placed = place_claims(ledger, own)
    found = []
    for each in (ledger, ledger.indexed(rules=[rule])):
        flow = trace_lots(draw_lines(each, None, Shortfall.BIRTH)[0], placed, entering, rule)
        flow.tally.verify(exact=True)
        carried = {row: dict(labels) for row, labels in flow.carried.items()}
        lines = {key: [flow.tally.get(key, term) for term in TERMS] for key in flow.tally}
        found.append((dict(flow.held), carried, dict(flow.handed), dict(flow.transit), lines))
    assert found[0] == found[1]


def test_threads_that_share_an_index_see_only_whole_answers() -> None:
    ledger = generate(seed=3, payments=20_000).ledger
    indexed = replace(ledger, exits=np.zeros_like(ledger.exits)).indexed()
    claims = [Claim(ledger.payment_id(100))]
    asked = [None, *(moment(1_770_000_000 + 86_400 * day) for day in range(12))]

    def told(question: tuple[str, Any]) -> dict[str, Any]:
        rule, at = question
        return trace(indexed, claims, rule=rule, at=at).document()

    questions = [(rule, at) for at in asked for rule in ("pro-rata", "fifo", "lifo")]
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(told, questions * 2))
    assert together == [told(each) for each in questions] * 2
    plain = replace(indexed, index=None)
    for rule, at in questions[-3:]:
        assert_same_shares(
            trace(indexed, claims, rule=rule, at=at), trace(plain, claims, rule=rule, at=at)
        )
    case = follow(indexed, claims, rule="pro-rata")
    with ThreadPoolExecutor(6) as pool:
        sizes = list(pool.map(lambda _: len(case.flow.carried), range(6)))
    assert set(sizes) == {len(case.trace.carriers)}
