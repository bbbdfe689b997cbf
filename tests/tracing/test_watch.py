"""A watch knows after every append what a trace of the whole finds."""

from dataclasses import replace
from math import isclose
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.tracing import Claim, Ledger, LedgerRejected, Rule, RuleNotAvailable, trace
from homeward.tracing.errors import OptionUnusable
from homeward.tracing.rules import AVAILABLE
from homeward.tracing.tally import TERMS
from homeward.tracing.watch import AlertKind, Watch
from tests.examples import examples
from tests.tracing.oracle import World
from tests.tracing.worlds import claims_of, rows_of, worlds

RULES = st.sampled_from(AVAILABLE)


def rows_in_time(world: World) -> list[dict[str, Any]]:
    """Rows in the order in which payments are made."""
    ranked = sorted(
        enumerate(world.payments),
        key=lambda each: (
            each[1].time,
            (1, 0) if each[1].order is None else (0, each[1].order),
            each[0],
        ),
    )
    rows = rows_of(world)
    return [rows[place] for place, _ in ranked]


def parts_of(rows: list[dict[str, Any]], first: int, random: Random) -> list[list[dict[str, Any]]]:
    """The rows after the first ones, cut anywhere."""
    parts, left = [], rows[first:]
    while left:
        size = random.randint(1, len(left))
        parts.append(left[:size])
        left = left[size:]
    return parts


def first_rows(world: World, rows: list[dict[str, Any]], random: Random) -> int:
    """How many rows to begin with: all claims stand on them."""
    claimed = {payment for payment, _, _ in world.claims}
    last = max(place for place, row in enumerate(rows) if row["id"] in claimed)
    return random.randint(last + 1, len(rows))


def begin(world: World, rows: list[dict[str, Any]], rule: Rule) -> Watch:
    openings, exits = world.openings, sorted(world.exits)
    ledger = Ledger.from_rows(rows, openings=openings, exits=exits)
    return Watch(ledger, claims_of(world), rule, exits=exits, openings=openings)


def assert_same(found: dict, expected: dict) -> None:
    for key in found.keys() | expected.keys():
        one, other = found.get(key, 0), expected.get(key, 0)
        assert isclose(one, other, rel_tol=1e-9, abs_tol=1e-9), (key, one, other)


def assert_traced(watch: Watch, world: World, rows: list[dict[str, Any]], rule: Rule) -> None:
    """Everything the watch says of the whole is what a trace of the whole says."""
    ledger = Ledger.from_rows(rows, openings=world.openings, exits=sorted(world.exits))
    result = trace(ledger, claims_of(world), rule=rule)
    held = {(h.account, h.currency, h.label): h.exact for h in result.holdings}
    carried = {(c.payment, c.label): c for c in result.carriers}
    assert_same(watch.held(), held)
    if rule.is_exact:
        assert watch.held() == held
    for place, name in enumerate(("exact_amount", "exact_credited")):
        expected = {key: getattr(carrier, name) for key, carrier in carried.items()}
        assert_same({key: pair[place] for key, pair in watch.carried().items()}, expected)
    births = {(u.account, u.currency): u.amount for u in result.unexplained}
    assert watch.unexplained() == births
    ours, theirs = watch.tally(), result.flow.tally
    terms = {(key, term) for tally in (ours, theirs) for key in tally for term in TERMS}
    assert_same(
        {each: ours.get(*each) for each in terms}, {each: theirs.get(*each) for each in terms}
    )


@settings(deadline=None, max_examples=examples(400))
@given(worlds(), RULES, st.integers(0, 2**32))
def test_a_watch_equals_a_trace_of_the_whole_after_every_append(
    world: World, rule: Rule, seed: int
) -> None:
    if not world.claims:
        return
    random, rows = Random(seed), rows_in_time(world)
    size = first_rows(world, rows, random)
    watch = begin(world, rows[:size], rule)
    assert_traced(watch, world, rows[:size], rule)
    for part in parts_of(rows, size, random):
        alerts = watch.append(part)
        size += len(part)
        assert alerts.recomputed is None or alerts.recomputed.reason == "returned_money"
        assert_traced(watch, world, rows[:size], rule)


@settings(deadline=None, max_examples=examples(200))
@given(worlds(), RULES, st.integers(0, 2**32))
def test_payments_that_come_late_are_followed_anew(world: World, rule: Rule, seed: int) -> None:
    if not world.claims:
        return
    random, rows = Random(seed), rows_of(world)
    for row in rows:
        row["reverses"] = None  # an original that comes after its reversal is refused
    size = first_rows(world, rows, random)
    watch = begin(world, rows[:size], rule)
    latest = max((row["time"], _order(row)) for row in rows[:size])
    for part in parts_of(rows, size, random):
        alerts = watch.append(part)
        size += len(part)
        earliest = min((row["time"], _order(row)) for row in part)
        assert (alerts.recomputed is not None) == (earliest < latest)
        latest = max(latest, *((row["time"], _order(row)) for row in part))
        assert_traced(watch, world, rows[:size], rule)


def _order(row: dict[str, Any]) -> tuple[int, int]:
    return (1, 0) if row["order"] is None else (0, row["order"])


@settings(deadline=None, max_examples=examples(150))
@given(worlds(), RULES, st.integers(0, 2**32))
def test_alerts_tell_every_move_once(world: World, rule: Rule, seed: int) -> None:
    if not world.claims:
        return
    random, rows = Random(seed), rows_in_time(world)
    size = first_rows(world, rows, random)
    watch = begin(world, rows[:size], rule)
    before = set(watch.carried())
    for part in parts_of(rows, size, random):
        alerts, after = watch.append(part), set(watch.carried())
        moved = [(each.payment, each.label) for each in alerts.of(AlertKind.MOVED)]
        assert len(moved) == len(set(moved))
        if alerts.recomputed is None:
            assert set(moved) == after - before
            assert not alerts.of(AlertKind.WITHDRAWN)
        before = after


@settings(deadline=None, max_examples=examples(150))
@given(worlds(states=3), RULES, st.integers(0, 2**32))
def test_what_leaves_for_another_state_is_handed_over_as_in_a_trace(
    world: World, rule: Rule, seed: int
) -> None:
    openings, exits = world.openings, sorted(world.exits)

    def seen(rows: list[dict[str, Any]]) -> Ledger:
        ledger = Ledger.from_rows(rows, openings=openings, exits=exits)
        return ledger.with_states("XA", world.state.get)

    foreign = {p.id for p in world.payments if world.state[p.target] != "XA"}
    world = replace(world, claims=[each for each in world.claims if each[0] not in foreign])
    if not world.claims:
        return
    random, rows = Random(seed), rows_in_time(world)
    for row in rows:
        row["reverses"] = None
    size = first_rows(world, rows, random)
    watch = Watch(seen(rows[:size]), claims_of(world), rule, exits=exits, openings=openings)
    for part in parts_of(rows, size, random):
        watch.append(seen(part))
    result = trace(seen(rows), claims_of(world), rule=rule)
    assert_same(watch.held(), {(h.account, h.currency, h.label): h.exact for h in result.holdings})
    ours, theirs = watch.tally(), result.flow.tally
    handed = {key: tally.get(key, "handed") for tally in (ours, theirs) for key in tally}
    assert_same({key: ours.get(key, "handed") for key in handed}, handed)


MINUTE = 60_000_000


def row(number: int, source: str, target: str, amount: int, time: int = -1) -> dict[str, Any]:
    return {
        "id": f"P{number}",
        "time": (number if time < 0 else time) * MINUTE,
        "source": source,
        "target": target,
        "amount": amount,
        "currency": "XAD",
    }


def small_watch(rule: str = "fifo") -> Watch:
    ledger = Ledger.from_rows([row(1, "F", "A", 100)])
    return Watch(ledger, [Claim("P1", label="ransom")], rule, restrained=["B"], exits=["X"])


def kinds(alerts: Any) -> list[tuple[str, str]]:
    return [(each.kind.value, each.payment) for each in alerts]


@pytest.mark.parametrize("rule", AVAILABLE)
def test_what_is_reached_what_moves_and_what_leaves(rule: Rule) -> None:
    watch = small_watch(rule)
    assert kinds(watch.append([row(2, "C", "D", 7)])) == []
    assert kinds(watch.append([row(3, "A", "B", 60)])) == [("reached", "P3"), ("moved", "P3")]
    assert kinds(watch.append([row(4, "A", "B", 20)])) == [("moved", "P4")]
    left = watch.append([row(5, "B", "E", 80)])
    assert kinds(left) == [("reached", "P5"), ("moved", "P5"), ("left_restrained", "P5")]
    (alert,) = left.of(AlertKind.LEFT_RESTRAINED)
    assert alert.message.startswith("Proceeds of ransom left the restrained account B: 80")
    assert kinds(watch.append([row(6, "E", "X", 80)])) == [
        ("moved", "P6"),
        ("left_through_exit", "P6"),
    ]
    assert watch.held() == {("A", "XAD", "ransom"): 20}
    assert watch.trace().holdings[0].amount == 20


def test_one_restrained_account_may_be_given_by_itself() -> None:
    ledger = Ledger.from_rows([row(1, "V", "SHOP", 100)])
    watch = Watch(ledger, [Claim("P1")], "fifo", restrained="SHOP", exits="OUT")
    left = watch.append([row(2, "SHOP", "E", 80), row(3, "E", "OUT", 80)])
    assert {AlertKind.LEFT_RESTRAINED, AlertKind.LEFT_THROUGH_EXIT} <= {each.kind for each in left}


def test_a_late_payment_withdraws_what_was_told() -> None:
    watch = small_watch()
    watch.append([row(5, "A", "B", 100)])
    alerts = watch.append([row(6, "A", "C", 100, time=3)])
    assert alerts.recomputed is not None
    assert "P6" in alerts.recomputed.message
    assert ("withdrawn", "P5") in kinds(alerts)
    assert ("reached", "P6") in kinds(alerts)
    assert watch.held() == {("C", "XAD", "ransom"): 100}


def test_a_reversal_may_name_a_payment_of_an_earlier_append() -> None:
    watch = small_watch("lifo")
    watch.append([row(2, "C", "A", 50)])
    alerts = watch.append([{**row(3, "A", "F", 30), "reverses": "P1"}])
    assert watch.held() == {("A", "XAD", "ransom"): 70, ("F", "XAD", "ransom"): 30}
    assert alerts.recomputed is not None
    assert alerts.recomputed.reason == "returned_money"


@pytest.mark.parametrize(
    ("appended", "code"),
    [
        ([row(1, "A", "B", 5, time=9)], "id_repeated"),
        ([{**row(9, "A", "B", 5), "currency": "XBD"}], "account_two_currencies"),
        ([{**row(9, "B", "A", 5), "reverses": "P7"}], "reverses_unknown"),
        ([{**row(9, "B", "A", 5), "reverses": "P1"}], "reverses_mismatch"),
        ([{**row(9, "A", "F", 101), "reverses": "P1"}], "reverses_above_original"),
        ([{**row(9, "A", "F", 1, time=0), "reverses": "P1"}], "reverses_later"),
        ([row(9, "B", "A", (1 << 62) - 50)], "account_total_too_large"),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(
    appended: list[dict[str, Any]], code: str
) -> None:
    watch = small_watch()
    with pytest.raises(LedgerRejected) as refused:
        watch.append(appended)
    assert [each.code for each in refused.value.rejections] == [code]
    assert kinds(watch.append([row(9, "A", "B", 100)])) == [("reached", "P9"), ("moved", "P9")]


def test_poison_is_not_watched_and_exponents_must_agree() -> None:
    with pytest.raises(RuleNotAvailable):
        small_watch("poison")
    with pytest.raises(OptionUnusable):
        small_watch().append([row(2, "A", "B", 1)], exponent=2)


def test_a_long_stream_uses_compiled_loops_and_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    from homeward.tracing.generator import generate
    from homeward.tracing.watch import engine, ids

    monkeypatch.setattr(engine, "COMPILE_ABOVE", 1000)
    monkeypatch.setattr(ids, "COMPILE_ABOVE", 2000)
    ledger = generate(seed=3, payments=6_000).ledger
    claims = [Claim(f"P{number}") for number in (40, 50, 60)]
    for rule in (Rule.FIFO, Rule.PRO_RATA):
        watch = Watch(ledger.select(np.arange(1_500)), claims, rule)
        for first in range(1_500, len(ledger), 1_000):
            rows = np.arange(first, min(first + 1_000, len(ledger)))
            part = ledger.select(rows)
            watch.append(replace(part, position=part.position - first))
        result = trace(ledger, claims, rule=rule)
        held = {(h.account, h.currency, h.label): h.exact for h in result.holdings}
        assert_same(watch.held(), held)
        with pytest.raises(LedgerRejected):
            watch.append(ledger.select(np.array([3_000])))
        assert watch._intake.ids.find("P3001") == 3000
        assert watch._intake.ids.find("P0") is None
