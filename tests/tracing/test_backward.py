"""Backwards under the lot rules, against units that know where they came from."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.tracing import Claim, Ledger, Rule, errors, trace
from homeward.tracing.answers.backward import Backward, backward
from homeward.tracing.answers.proved import Proved
from tests.examples import examples
from tests.tracing import oracle, oracle_answers
from tests.tracing.worlds import claims_of, cut, ledger_of, moment, worlds


def assert_equal(found: Backward, expected: oracle_answers.Sources) -> None:
    origins = {(o.kind, o.account, o.payment, o.label): o.amount for o in found.origins}
    assert origins == dict(expected.origins)
    assert {p.payment: (p.amount, p.credited) for p in found.passages} == expected.passed
    assert sum(line.asked for line in found.lines) == expected.asked
    assert all(line.difference == 0 for line in found.lines)


@settings(deadline=None, max_examples=examples(700))
@given(
    worlds(),
    st.sampled_from([None, 0, 2, 3]),
    st.sampled_from(["fifo", "lifo"]),
    st.booleans(),
    st.integers(0, 2**32),
)
def test_origins_are_those_of_single_units(
    world: oracle.World, at: int | None, rule: str, with_claims: bool, seed: int
) -> None:
    world = cut(world, at)
    if not with_claims:
        world.claims = []
    ledger, random = ledger_of(world), Random(seed)
    options = {"rule": rule, "at": moment(at), "claims": claims_of(world)}
    made = [p for p in world.payments if at is None or p.time <= at]
    kept = sorted({a for p in world.payments for a in (p.source, p.target)} - world.exits)
    if kept:
        account = random.choice(kept)
        expected = oracle_answers.backward(
            world, account=account, payment=None, last_first=rule == "lifo"
        )
        assert_equal(backward(ledger, account=account, **options), expected)
    usable = [p.id for p in made if p.source != p.target and p.source not in world.exits]
    if usable:
        name = random.choice(usable)
        expected = oracle_answers.backward(
            world, account=None, payment=name, last_first=rule == "lifo"
        )
        assert_equal(backward(ledger, payment=name, **options), expected)


@settings(deadline=None, max_examples=examples(300))
@given(worlds(), st.sampled_from(["fifo", "lifo"]))
def test_forwards_and_backwards_agree_where_no_unit_is_lost(world: oracle.World, rule: str) -> None:
    """Without fees or exchange the claim's units in a balance are the same both ways."""
    for p in world.payments:
        p.credited, p.reverses = p.amount, None
    world.claims = [(name, 1, label) for name, _, label in world.claims]
    world.currency = dict.fromkeys(world.currency, "XAD")
    world.claims = list({name: (name, n, label) for name, n, label in world.claims}.values())
    ledger, claims = ledger_of(world), claims_of(world)
    forwards = {(h.account, h.label): h.amount for h in trace(ledger, claims, rule=rule).holdings}
    backwards: Counter = Counter()
    for account in {a for a, _ in forwards}:
        for origin in backward(ledger, account=account, rule=rule, claims=claims).origins:
            if origin.kind == "claim":
                backwards[account, origin.label] += origin.amount
    assert backwards == forwards


@settings(deadline=None, max_examples=examples(300))
@given(worlds(), st.integers(0, 2**32), st.sampled_from(["fifo", "lifo"]))
def test_declared_links_keep_the_line_whole(world: oracle.World, seed: int, rule: str) -> None:
    """Whatever is declared proved, the origins add up, and only births give way."""
    world.exits = set()
    ledger, random, account = ledger_of(world), Random(seed), world.payments[0].target
    pairs = [
        Proved(d.id, c.id)
        for d in world.payments
        for c in world.payments
        if d.source == c.target and random.random() < 0.5
    ]
    usable: list[Proved] = []
    for pair in pairs:
        try:
            backward(ledger, account=account, rule=rule, proved=[*usable, pair])
        except errors.LinkUnusable:
            continue
        usable.append(pair)
    plain = backward(ledger, account=account, rule=rule)
    linked = backward(ledger, account=account, rule=rule, proved=usable)
    assert all(line.difference == 0 for line in linked.lines)
    births = Counter({o.payment: o.amount for o in plain.origins if o.kind == "birth"})
    if not births:
        assert linked.origins == plain.origins


ROWS = [
    ("P1", 0, "family", "A", 10, "XAD"),
    ("P2", 1, "A", "B", 10, "XAD", 5),
    ("P3", 2, "B", "C", 2, "XAD"),
]


def test_a_stretch_widens_to_the_smallest_debit_stretch_that_covers_it() -> None:
    """Units 0 and 1 of a credit of 5 for a debit of 10 are its units 1 and 3: 1 to 3 cover them."""
    found = backward(Ledger.from_rows(ROWS), payment="P3")
    assert [(p.payment, p.amount, p.credited, p.surplus) for p in found.passages] == [
        ("P2", 3, 2, 0),
        ("P1", 3, 3, 0),
    ]
    (line,) = found.lines
    assert (line.asked, line.fees, line.origins) == (2, 1, 3)


DURANT = [
    ("bribe", 5_000_000, "payer", "official", 100, "XAD"),
    ("loan", 1_000_000, "official", "asset", 80, "XAD"),
    ("other", 2_000_000, "official", "shop", 30, "XAD"),
]


def test_nothing_is_traced_through_a_debt_without_a_declared_link() -> None:
    """Brazil v Durant: the overdraft bought the asset, the bribe came later."""
    ledger, claims = Ledger.from_rows(DURANT), [Claim("bribe", label="bribe")]
    found = backward(ledger, account="asset", claims=claims)
    assert [(o.kind, o.account, o.amount) for o in found.origins] == [("birth", "official", 80)]
    linked = backward(ledger, account="asset", claims=claims, proved=[Proved("loan", "bribe")])
    assert [(o.kind, o.label, o.amount) for o in linked.origins] == [("claim", "bribe", 80)]
    both = [Proved("loan", "bribe"), Proved("other", "bribe")]
    shop = backward(ledger, account="shop", claims=claims, proved=both)
    assert {(o.kind, o.amount) for o in shop.origins} == {("claim", 20), ("birth", 10)}


def test_a_debt_paid_out_of_the_asset_itself_is_not_a_source_twice() -> None:
    rows = [
        ("loan", 1, "A", "B", 80, "XAD"),
        ("sale", 2, "B", "A", 50, "XAD"),
        ("more", 3, "x", "B", 5, "XAD"),
    ]
    found = backward(Ledger.from_rows(rows), payment="loan", proved=[Proved("loan", "sale")])
    assert found.lines[0].difference == 0
    assert sum(o.amount for o in found.origins) == found.lines[0].origins


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        (Proved("none", "bribe"), "no payment none"),
        (Proved("loan", "other"), "different accounts"),
        (Proved("bribe", "loan"), "different accounts"),
    ],
)
def test_a_link_that_cannot_be_is_named(pair: Proved, words: str) -> None:
    with pytest.raises(errors.LinkUnusable, match=words):
        backward(Ledger.from_rows(DURANT), account="asset", proved=[pair])


def test_links_need_a_debt_and_a_later_credit() -> None:
    ledger = Ledger.from_rows(DURANT, openings={"official": 200})
    with pytest.raises(errors.LinkUnusable, match="no debt"):
        backward(ledger, account="asset", proved=[Proved("loan", "bribe")])
    twice = [Proved("loan", "bribe"), Proved("loan", "bribe")]
    with pytest.raises(errors.LinkUnusable, match="wholly used"):
        backward(Ledger.from_rows(DURANT), account="asset", proved=twice)
    early = [("c", 0, "x", "A", 1, "XAD"), ("d", 1, "A", "B", 5, "XAD")]
    with pytest.raises(errors.LinkUnusable, match="not later"):
        backward(Ledger.from_rows(early), account="B", proved=[Proved("d", "c")])


@pytest.mark.parametrize("rule", [r for r in Rule if not r.is_exact])
def test_other_rules_say_why_not(rule: Rule) -> None:
    with pytest.raises(errors.NotDefinedUnderRule, match="fifo, lifo"):
        backward(Ledger.from_rows(ROWS), account="C", rule=rule)


def test_questions_that_cannot_be_answered() -> None:
    ledger = Ledger.from_rows(ROWS, exits=["C"])
    for question, kind in [
        ({}, errors.TargetUnclear),
        ({"account": "A", "payment": "P1"}, errors.TargetUnclear),
        ({"account": "Z"}, errors.AccountUnknown),
        ({"account": "C"}, errors.AccountNotKept),
        ({"payment": "P9"}, errors.PaymentUnknown),
        ({"payment": "P3", "at": moment(0)}, errors.PaymentUnusable),
    ]:
        with pytest.raises(kind):
            backward(ledger, **question)


def test_equal_moments_on_the_way_are_named() -> None:
    rows = [
        ("P1", 0, "x", "A", 5, "XAD"),
        ("P2", 0, "y", "A", 5, "XAD"),
        ("P3", 9, "A", "B", 5, "XAD"),
    ]
    found = backward(Ledger.from_rows(rows), account="B")
    assert [each.code for each in found.warnings] == ["order_depends"]


@settings(deadline=None, max_examples=examples(500))
@given(worlds(), st.sampled_from([None, 0, 2, 3]), st.sampled_from(["fifo", "lifo"]), st.booleans())
def test_ways_back_are_those_of_single_units(
    world: oracle.World, at: int | None, rule: str, with_claims: bool
) -> None:
    """Of everything that can be asked about: every balance, and every payment."""
    world = cut(world, at)
    if not with_claims:
        world.claims = []
    ledger = ledger_of(world)
    options = {"rule": rule, "at": moment(at), "claims": claims_of(world)}
    options |= {"most": 10**6, "share": 1.0}
    expected = oracle_answers.ways_back(world, last_first=rule == "lifo")
    for (kind, name), ways in expected.items():
        found = backward(ledger, **{kind: name}, **options).ways
        assert found is not None
        told = Counter()
        for way in found.ways:
            source = (way.kind, way.account, way.payment, way.label)
            told[source, way.payments] += way.amount
        assert told == ways
        assert (found.total, found.listed, found.rest) == (ways.total(), ways.total(), 0)
        assert [w.amount for w in found.ways] == sorted(w.amount for w in found.ways)[::-1]
        few = backward(ledger, **{kind: name}, **options | {"most": 1}).ways
        assert few is not None
        assert few.ways == found.ways[:1] or few.ways[0].amount == found.ways[0].amount
        assert few.total == few.listed + few.rest
