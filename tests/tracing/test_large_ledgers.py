"""On ledgers too large for the oracle, the compiled engines are compared with the plain ones."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from homeward.tracing import Claim, Ledger, trace
from homeward.tracing.index import sums
from homeward.tracing.index.lot_loops import scaled
from homeward.tracing.ledger import LIMIT, NO_ORDER
from tests.examples import examples
from tests.tracing.test_index import assert_same_shares, exact

RULES = ["fifo", "lifo", "pro-rata", "lowest-balance", "claimant-first"]


def random_ledger(payments: int, seed: int, *, large: bool = False, delays: bool = True) -> Ledger:
    """Busy and quiet accounts in two currencies; fees, exchange, delays, equal moments, exits."""
    random = np.random.default_rng(seed)
    accounts = max(payments // 10, 4)
    weight = np.arange(1, accounts + 1) ** -0.8
    ends = [random.choice(accounts, payments, p=weight / weight.sum()) for _ in range(2)]
    source, target = (each.astype(np.int32) for each in ends)
    units = np.where(np.arange(accounts) % 9 == 0, "XBD", "XAD")
    low, high = (LIMIT // (4 * payments), LIMIT // (2 * payments)) if large else (1, 5000)
    amount = random.integers(low, high, payments)
    credited = np.where(random.random(payments) < 0.1, amount - amount // 7, amount)
    crosses = units[source] != units[target]
    credited = np.where(crosses, np.maximum(amount // 3, 1), credited)
    credited = np.where(source == target, amount, np.maximum(credited, 1))
    time = np.sort(random.integers(0, payments // 2, payments)) * 1_000_000
    late = np.where(random.random(payments) < 0.1, random.integers(0, 90_000_000, payments), 0)
    exits = random.random(accounts) < 0.02
    return Ledger(
        ids=pa.array([f"P{each}" for each in range(payments)]),
        time=time,
        order=np.full(payments, NO_ORDER),
        position=np.arange(payments, dtype=np.int64),
        source=source,
        target=target,
        amount=amount,
        credited=credited,
        credit_time=time + late if delays else time,
        account_ids=tuple(f"A{each}" for each in range(accounts)),
        account_currencies=tuple(units.tolist()),
        openings=np.where(random.random(accounts) < 0.2, high, 0).astype(np.int64),
        exits=exits,
        foreign=np.zeros(accounts, dtype=np.bool_),
    )


def some_claims(ledger: Ledger, count: int) -> list[Claim]:
    rows = range(len(ledger) // 10, len(ledger))
    usable = (row for row in rows if ledger.source[row] != ledger.target[row])
    names = [ledger.payment_id(next(usable)) for _ in range(count)]
    return [Claim(name, label=f"L{n}") for n, name in enumerate(names)]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(
    ("payments", "large", "delays"),
    [(examples(12_000), True, True), (examples(40_000), False, False)],
)
def test_compiled_equals_plain(rule: str, payments: int, large: bool, delays: bool) -> None:
    ledger = random_ledger(payments, 5, large=large, delays=delays)
    claims = some_claims(ledger, 6)
    middle = datetime.fromtimestamp(int(ledger.time[-1]) / 2_000_000, UTC)
    for at in (None, middle):
        options: dict[str, Any] = {"rule": rule, "at": at}
        plain = trace(ledger, claims, **options)
        found = trace(ledger.indexed(), claims, **options)
        if rule in ("fifo", "lifo"):
            assert exact(found) == exact(plain)
            from_table = trace(ledger.indexed(rules=[rule]), claims, **options)
            assert exact(from_table) == exact(plain)
        else:
            assert_same_shares(found, plain)
            assert found.warnings == plain.warnings


@pytest.mark.deep
def test_hand_overs_leave_and_enter_alike() -> None:
    ledger = random_ledger(10_000, 8)
    random = np.random.default_rng(1)
    foreign = random.random(len(ledger.account_ids)) < 0.3
    ours = replace(ledger, foreign=foreign, references=ledger.ids)
    claims = [
        Claim(ours.payment_id(row), label=f"L{row}")
        for row in range(1000, 1400)
        if not foreign[ours.target[row]] and ours.source[row] != ours.target[row]
    ]
    for rule in RULES:
        plain, found = trace(ours, claims, rule=rule), trace(ours.indexed(), claims, rule=rule)
        if rule in ("fifo", "lifo"):
            assert exact(found) == exact(plain)
            assert found.flow.handed == plain.flow.handed
        else:
            assert_same_shares(found, plain)
            assert found.flow.handed_shares.keys() == plain.flow.handed_shares.keys()


@settings(deadline=None, max_examples=examples(500))
@given(st.integers(1, LIMIT - 1), st.integers(1, LIMIT - 1), st.integers(0, LIMIT - 1))
def test_boundaries_move_by_128_bit_products(amount: int, credited: int, offset: int) -> None:
    offset %= amount + 1
    assert int(scaled(offset, credited, amount)) == offset * credited // amount


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.integers(0, 3) | st.integers(0, 1 << 40), st.integers(-LIMIT + 1, LIMIT - 1)),
        min_size=1,
        max_size=30,
    ),
    st.integers(1, 8),
)
def test_sums_are_exact_beyond_64_bits(pairs: list[tuple[int, int]], added: int) -> None:
    keys = np.array([key for key, _ in pairs], dtype=np.int64)
    values = np.array([value for _, value in pairs], dtype=np.int64)
    expected: dict[int, int] = {}
    for key, value in pairs:
        expected[key] = expected.get(key, 0) + value
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sums, "_ADDED", added)
        assert whole(*sums.added_up(keys, values)) == sorted(expected.items())


def whole(keys: Any, high: Any, low: Any) -> list[tuple[int, int]]:
    columns = (each.tolist() for each in (keys, high, low))
    return [(key, (upper << 31) + lower) for key, upper, lower in zip(*columns, strict=True)]


def test_sums_of_the_largest_amounts_lose_nothing() -> None:
    """As many as are added up in float64 at a time, and then some."""
    size = sums._ADDED + 5
    keys, values = np.zeros(size, dtype=np.int64), np.full(size, LIMIT - 1)
    assert whole(*sums.added_up(keys, values)) == [(0, size * (LIMIT - 1))]
    assert whole(*sums.added_up(keys, -values)) == [(0, -size * (LIMIT - 1))]


def test_a_further_claim_costs_what_it_touches() -> None:
    """On an indexed ledger the second trace computes nothing over the whole ledger again."""
    ledger = random_ledger(20_000, 2, delays=False).indexed()
    claims = some_claims(ledger, 2)
    trace(ledger, claims[:1], rule="fifo")
    assert ledger.index is not None
    kept = set(ledger.index._kept)
    places = ledger.index.taken_from
    trace(ledger, claims[1:], rule="fifo")
    assert set(ledger.index._kept) == kept
    assert ledger.index.taken_from is places


@pytest.mark.parametrize("rule", ["pro-rata", "lowest-balance", "claimant-first"])
@pytest.mark.parametrize("has_exits", [True, False])
def test_one_claim_in_one_currency_equals_plain(rule: str, has_exits: bool) -> None:
    """The short ways of the share rules: where few payments carry anything, and where many do."""
    made = random_ledger(60_000, 11, delays=False)
    ledger = replace(
        made,
        credited=made.amount,
        account_currencies=("XAD",) * len(made.account_ids),
        exits=made.exits if has_exits else np.zeros_like(made.exits),
        foreign=np.roll(made.exits, 1) | made.exits if has_exits else np.zeros_like(made.exits),
    )
    for amount in (None, 1):
        claims = [replace(some_claims(ledger, 1)[0], amount=amount)]
        plain, found = trace(ledger, claims, rule=rule), trace(ledger.indexed(), claims, rule=rule)
        assert_same_shares(found, plain)
        assert found.claims == plain.claims
    if rule == "pro-rata":
        assert len(found.carriers) > 20_000, "so many that the second way was taken"


@pytest.mark.parametrize("rule", ["pro-rata", "lowest-balance", "claimant-first"])
def test_proceeds_come_to_many_then_to_few_then_to_many(rule: str) -> None:
    """Between the ways of the share rules: the second keeps no marks, which the first looks at."""
    made = random_ledger(120_000, 12, delays=False)
    random, third = np.random.default_rng(4), len(made) // 3
    ends = [random.integers(0, 2000, len(made)).astype(np.int32) for _ in range(2)]
    for each in ends:
        each[third : 2 * third] += 2000  # among accounts that nothing has come to
        each[2 * third :] = random.integers(0, 4000, len(made) - 2 * third)
    none = np.zeros_like(made.exits)
    names = ("XAD",) * len(made.account_ids)
    ledger = replace(made, source=ends[0], target=ends[1], exits=none, credited=made.amount)
    ledger = replace(ledger, account_currencies=names)
    claims = some_claims(ledger, 1)
    plain, found = trace(ledger, claims, rule=rule), trace(ledger.indexed(), claims, rule=rule)
    assert_same_shares(found, plain)
    assert found.claims == plain.claims


def test_a_late_credit_is_noticed_wherever_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("homeward.tracing.ledger._LOOKED_AT", 4)
    made = random_ledger(10, 3, delays=False)
    assert not made.has_delays
    assert not replace(made, credit_time=made.time.copy()).has_delays
    for row in range(10):
        late = made.time.copy()
        late[row] += 1
        assert replace(made, credit_time=late).has_delays
