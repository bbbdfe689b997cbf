"""The freezing list: ranked by amount and by speed."""

from math import isclose
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from homeward.tracing import Claim, Ledger, errors
from homeward.tracing.answers import dissipation
from homeward.tracing.answers.dissipation import HOUR, speed
from homeward.tracing.answers.freezing import freezing_list
from homeward.tracing.rules import AVAILABLE
from homeward.tracing.tracer import follow
from tests.examples import examples
from tests.tracing import oracle, oracle_answers
from tests.tracing.worlds import claims_of, cut, ledger_of, moment, random_world, worlds

SECONDS = [0, 1, 2]
REUSED = settings(
    deadline=None,
    max_examples=examples(400),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows of 0, 1 and 2 seconds, as the worlds live fast."""
    monkeypatch.setattr(dissipation, "WINDOWS", tuple(s * 1_000_000 for s in SECONDS))


def assert_speeds(case: Any, expected: dict[str, list[Any]]) -> None:
    found, names = speed(case), case.lines.ledger.account_ids
    measured = {names[n]: [found.received[n], *found.gone[n]] for n in list(found.received)}
    for account in measured.keys() | expected.keys():
        one, other = measured.get(account, [0] * 4), expected.get(account, [0] * 4)
        assert all(
            isclose(a, b, rel_tol=1e-9, abs_tol=1e-9) for a, b in zip(one, other, strict=True)
        )


@REUSED
@given(worlds(), st.sampled_from([None, 2, 3]), st.sampled_from(["fifo", "lifo"]))
def test_speed_by_lots_is_that_of_single_units(
    short: None, world: oracle.World, at: int | None, rule: str
) -> None:
    world = cut(world, at)
    case = follow(ledger_of(world), claims_of(world), rule=rule, at=moment(at))
    assert_speeds(case, oracle_answers.lot_speed(world, SECONDS, last_first=rule == "lifo"))


@REUSED
@given(
    worlds(),
    st.sampled_from([None, 2, 3]),
    st.sampled_from(["pro-rata", "lowest-balance", "claimant-first"]),
)
def test_speed_by_shares_is_that_of_separate_masses(
    short: None, world: oracle.World, at: int | None, rule: str
) -> None:
    world = cut(world, at)
    for payment in world.payments:
        payment.reverses = None
    case = follow(ledger_of(world), claims_of(world), rule=rule, at=moment(at))
    assert_speeds(case, oracle_answers.share_speed(world, SECONDS, rule))


@settings(deadline=None, max_examples=examples(300))
@example(random_world(Random(9535191641), 21), "claimant-first", None)
@given(worlds(), st.sampled_from(AVAILABLE), st.sampled_from([None, 0.3, 0.7, 1.0]))
def test_rows_and_rest_make_up_what_is_held(
    world: oracle.World, rule: str, share: float | None
) -> None:
    case = follow(ledger_of(world), claims_of(world), rule=rule)
    found = freezing_list(case, share=share)
    # what is held of all claims together: each account's claims are added up, then rounded
    held: dict[str, Any] = {}
    for each in case.trace.holdings:
        held[each.currency] = held.get(each.currency, 0) + each.exact
    for currency, exact in held.items():
        total = round(round(exact, 6))  # 6.5 in one order of its parts may be 6.500000000000001
        rows = [row for row in found.rows if row.currency == currency]
        rest = [each.amount for each in found.rest if each.currency == currency]
        assert sum(row.amount for row in rows) + sum(rest) == total
        assert [row.rank for row in rows] == list(range(1, len(rows) + 1))
        assert [row.amount for row in rows] == sorted((r.amount for r in rows), reverse=True)
        wanted = share if share is not None else (0.9 if rule == "pro-rata" else 1.0)
        assert sum(row.amount for row in rows) >= wanted * total
        if len(rows) > 1:
            assert wanted == 1.0 or sum(row.amount for row in rows[:-1]) < wanted * total
    by_speed = sorted(found.rows, key=lambda row: row.speed_rank)
    speeds = [(row.left_24h, row.left_72h, row.left_7d) for row in by_speed]
    assert speeds == sorted(speeds, reverse=True)


def test_a_fast_account_comes_first_by_speed() -> None:
    rows = [
        ("P1", 0, "family", "slow", 1000, "XAD"),
        ("P2", 0, "family", "fast", 500, "XAD"),
        ("P3", 10 * HOUR, "fast", "x", 400, "XAD"),
        ("P4", 48 * HOUR, "slow", "x", 100, "XAD"),
        ("P5", 8 * 24 * HOUR, "slow", "x", 100, "XAD"),
    ]
    claims = [Claim("P1", label="a"), Claim("P2", label="b")]
    found = freezing_list(follow(Ledger.from_rows(rows), claims, rule="fifo"))
    shown = {
        row.account: (row.rank, row.speed_rank, row.left_24h, row.left_72h, row.left_7d)
        for row in found.rows
    }
    assert shown == {
        "slow": (1, 2, 0.0, 0.1, 0.1),
        "x": (2, 3, 0.0, 0.0, 0.0),
        "fast": (3, 1, 0.8, 0.8, 0.8),
    }
    assert [row.received for row in found.rows] == [1000, 600, 500]


def test_bounds_rank_nothing() -> None:
    ledger = Ledger.from_rows([("P1", 0, "family", "A", 1, "XAD")])
    with pytest.raises(errors.NotDefinedUnderRule):
        freezing_list(follow(ledger, [Claim("P1")], rule="poison"))


def test_no_account_is_listed_with_more_than_it_holds() -> None:
    """Two halves of a minor unit are one, not two; what rounds to nothing is not listed."""
    ledger = Ledger.from_rows(
        [
            ("P0", 0, "A1", "A0", 10, "XAD"),
            ("P3", 1, "A0", "A3", 2, "XAD"),
            {"id": "P13", "time": 2, "source": "A3", "target": "A4", "amount": 2,
             "currency": "XAD", "credited": 1},
        ]
    )  # fmt: skip
    for rule in ("claimant-first", "pro-rata"):
        case = follow(ledger, [Claim("P3", 1, "a"), Claim("P0", label="b")], rule=rule)
        rows = {row.account: row for row in freezing_list(case, share=1.0).rows}
        assert (rows["A4"].amount, rows["A4"].balance) == (1, 1)
    thin = Ledger.from_rows(
        [
            ("P0", 0, "V", "A", 3, "XAD"),
            ("P1", 1, "C", "A", 100_000, "XAD"),
            ("P2", 2, "A", "B", 10, "XAD"),
        ]
    )
    found = freezing_list(follow(thin, [Claim("P0")], rule="pro-rata"), share=1.0)
    assert [(row.account, row.amount) for row in found.rows] == [("A", 3)]
    assert [(rest.accounts, rest.amount) for rest in found.rest] == [(1, 0)]
    for share in (0, -1, 2, float("nan")):
        with pytest.raises(errors.OptionUnusable):
            freezing_list(follow(thin, [Claim("P0")], rule="pro-rata"), share=share)


@settings(deadline=None, max_examples=examples(200))
@given(worlds(), st.sampled_from(AVAILABLE))
def test_listed_amounts_are_within_balances(world: oracle.World, rule: str) -> None:
    case = follow(ledger_of(world), claims_of(world), rule=rule)
    for row in freezing_list(case, share=1.0).rows:
        assert 0 < row.amount <= row.balance
