"""Paths, the largest first, against oracles that carry every path along."""

from collections import Counter
from math import isclose
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.tracing import Claim, HandOver, Ledger, Stretch, errors
from homeward.tracing.answers.paths import Paths, paths
from homeward.tracing.answers.search import Node, largest_paths
from homeward.tracing.tracer import Followed, follow
from tests.examples import examples
from tests.tracing import oracle, oracle_answers
from tests.tracing.worlds import claims_of, cut, ledger_of, moment, random_world, worlds

ALL = {"share": 1.0, "most": 10**6}


def ends(case: Followed) -> list[dict[str, str]]:
    """Every balance that holds proceeds and every payment that carried some."""
    found = [{"account": each.account} for each in case.trace.holdings]
    found += [{"payment": each.payment} for each in case.trace.carriers]
    return [dict(pair) for pair in sorted({tuple(each.items()) for each in found})]


def listed(found: tuple[Paths, ...]) -> dict[tuple[str, tuple[str, ...]], float]:
    return {(path.label, path.payments): path.exact for each in found for path in each.paths}


@settings(deadline=None, max_examples=examples(600))
@given(worlds(), st.sampled_from([None, 2, 3]), st.sampled_from(["fifo", "lifo"]))
def test_lot_paths_are_those_of_single_units(
    world: oracle.World, at: int | None, rule: str
) -> None:
    world = cut(world, at)
    case = follow(ledger_of(world), claims_of(world), rule=rule, at=moment(at))
    for end in ends(case):
        whole = {"account": None, "payment": None, **end}
        expected = oracle_answers.lot_paths(world, last_first=rule == "lifo", **whole)
        assert listed(paths(case, **end, **ALL)) == dict(expected)


@settings(deadline=None, max_examples=examples(600))
@given(
    worlds(),
    st.sampled_from([None, 2, 3]),
    st.sampled_from(["pro-rata", "lowest-balance", "claimant-first"]),
)
def test_share_paths_are_products_of_shares(world: oracle.World, at: int | None, rule: str) -> None:
    world = cut(world, at)
    for payment in world.payments:
        payment.reverses = None
    case = follow(ledger_of(world), claims_of(world), rule=rule, at=moment(at))
    held, took = oracle_answers.share_paths(world, rule)
    for end in ends(case):
        expected = held[end["account"]] if "account" in end else took[end["payment"]]
        found = listed(paths(case, **end, **ALL))
        for key in found.keys() | expected.keys():
            a, b = float(found.get(key, 0)), float(expected.get(key, 0))
            assert isclose(a, b, rel_tol=1e-7, abs_tol=1e-8), (key, a, b)


@settings(deadline=None, max_examples=examples(400))
@given(
    worlds(),
    st.sampled_from(["fifo", "lifo", "pro-rata", "lowest-balance", "claimant-first"]),
    st.integers(1, 4),
)
def test_the_largest_come_first_and_the_rest_is_an_amount(
    world: oracle.World, rule: str, most: int
) -> None:
    case = follow(ledger_of(world), claims_of(world), rule=rule)
    for end in ends(case):
        for whole, few in zip(
            paths(case, **end, **ALL), paths(case, **end, share=0.5, most=most), strict=True
        ):
            exact = [path.exact for path in few.paths]
            assert exact == sorted(exact, reverse=True)
            every = sorted((path.exact for path in whole.paths), reverse=True)
            assert all(isclose(a, b, rel_tol=1e-9) for a, b in zip(exact, every, strict=False))
            assert few.total == few.listed + few.rest == whole.total
            assert whole.rest == 0
            assert few.listed == sum(path.amount for path in few.paths)
            assert len(few.paths) <= most
            assert few.ended in ("all", "share", "count")


@settings(deadline=None, max_examples=examples(500))
@given(st.integers(0, 2**48), st.sampled_from(["fifo", "lifo"]))
def test_many_lots_of_one_label_through_many_fees(seed: int, rule: str) -> None:
    """One large claim early, little other money: lots of one label meet again and again."""
    random = Random(seed)
    world = random_world(random, 40, unique_times=True)
    first = min((p for p in world.payments if p.source != p.target), key=lambda p: p.time)
    first.amount, first.reverses = 60, None
    first.credited = 60
    world.claims = [(first.id, 60, "L")]
    world.openings, world.exits = {}, set()
    case = follow(ledger_of(world), claims_of(world), rule=rule)
    for end in ends(case):
        whole = {"account": None, "payment": None, **end}
        expected = oracle_answers.lot_paths(world, last_first=rule == "lifo", **whole)
        assert listed(paths(case, **end, **ALL)) == dict(expected)


def test_under_lifo_the_end_of_a_lot_leaves_first() -> None:
    """P7 of 8 credits 4: its first 3 units came by P4 and credit 1, the other 5 by P5 credit 3."""
    rows = [
        ("P1", 0, "family", "A", 10, "XAD"),
        ("P2", 1, "A", "B", 5, "XAD"),
        ("P3", 2, "A", "C", 5, "XAD"),
        ("P4", 3, "B", "D", 3, "XAD"),
        ("P5", 4, "C", "D", 5, "XAD"),
        ("P6", 5, "D", "E", 8, "XAD"),
        ("P7", 6, "E", "F", 8, "XAD", 4),
    ]
    case = follow(Ledger.from_rows(rows), [Claim("P1", label="L")], rule="lifo")
    assert listed(paths(case, account="F", share=1)) == {
        ("L", ("P1", "P3", "P5", "P6", "P7")): 3,
        ("L", ("P1", "P2", "P4", "P6", "P7")): 1,
    }


ROWS = [
    ("P1", 0, "family", "A", 100, "XAD"),
    ("P2", 1, "partner", "A", 100, "XAD"),
    ("P3", 2, "A", "B", 50, "XAD"),
    ("P4", 3, "A", "C", 100, "XAD", 90),
    ("P5", 4, "C", "B", 60, "XAD"),
]


def test_amounts_along_two_ways() -> None:
    case = follow(Ledger.from_rows(ROWS), [Claim("P1", label="ransom")], rule="pro-rata")
    (found,) = paths(case, account="B", share=1)
    assert [(path.payments, path.exact) for path in found.paths] == [
        (("P1", "P4", "P5"), pytest.approx(30)),
        (("P1", "P3"), pytest.approx(25)),
    ]
    assert (found.total, found.rest, found.ended) == (55, 0, "all")
    (first,) = paths(case, account="B", share=0.5)
    assert (first.listed, first.rest, first.ended) == (30, 25, "share")
    assert paths(case, payment="P2") == ()


def test_a_path_may_begin_with_a_hand_over() -> None:
    rows = [
        {"id": "B-1", "time": 1, "source": "A", "target": "B", "amount": 80, "currency": "XAD",
         "reference": "R1"},
        {"id": "B-2", "time": 2, "source": "B", "target": "C", "amount": 20, "currency": "XAD"},
    ]  # fmt: skip
    states = {"A": "XA", "B": "XB", "C": "XB"}
    ledger = Ledger.from_rows(rows).with_states("XB", states.get)
    time = moment(0)
    assert time is not None
    for rule, extra in [
        ("fifo", {"stretches": (Stretch(0, 30, "x"),)}),
        ("pro-rata", {"stretches": (), "shares": (("x", 30.0),)}),
    ]:
        hand_over = HandOver("R1", time, 80, "XAD", sender="XA", receiver="XB", **extra)
        case = follow(ledger, [], rule=rule, entering=[hand_over])
        for end in ({"account": "C"}, {"payment": "B-2"}):
            (found,) = paths(case, **end)
            assert [(p.begins, p.payments) for p in found.paths] == [("hand-over", ("B-1", "B-2"))]
        (entry,) = paths(case, payment="B-1")
        assert [(p.begins, p.payments) for p in entry.paths] == [("hand-over", ("B-1",))]


def test_a_search_that_would_not_end_gives_up_with_an_amount() -> None:
    class Halves:
        def children(self, node: Node) -> list[Node]:
            return iter([Node(node.amount / 2, node.rows, 1)] * 2)  # type: ignore[return-value]

    found = largest_paths(Node(1.0, (), 1), Halves(), most=9, share=0.9, steps=500)
    assert (found.ended, found.paths) == ("steps", ())


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ({}, errors.TargetUnclear),
        ({"account": "B", "payment": "P3"}, errors.TargetUnclear),
        ({"account": "Z"}, errors.AccountUnknown),
        ({"payment": "P9"}, errors.PaymentUnknown),
        ({"account": "B", "labels": ["other"]}, errors.LabelUnknown),
    ],
)
def test_questions_that_cannot_be_answered(question: dict, kind: type[Exception]) -> None:
    case = follow(Ledger.from_rows(ROWS), [Claim("P1", label="ransom")], rule="fifo")
    with pytest.raises(kind):
        paths(case, **question)


def test_poison_has_no_paths() -> None:
    case = follow(Ledger.from_rows(ROWS), [Claim("P1")], rule="poison")
    with pytest.raises(errors.NotDefinedUnderRule, match="pro-rata"):
        paths(case, account="B")


def test_the_paths_of_a_lot_rule_add_up_exactly() -> None:
    case = follow(Ledger.from_rows(ROWS), [Claim("P1"), Claim("P2")], rule="lifo")
    for each in case.trace.holdings:
        found = Counter()
        for one in paths(case, account=each.account, **ALL):
            found[one.label] += sum(path.amount for path in one.paths)
        assert found[each.label] == each.amount
