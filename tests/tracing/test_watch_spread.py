"""A watch that books whole batches by a loop tells what one tells payment by payment."""

from collections.abc import Iterator
from math import isclose
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.tracing import Claim, Ledger, Rule
from homeward.tracing.watch import Alert, Alerts, Watch, engine, shares, spread
from tests.examples import examples
from tests.tracing.oracle import World
from tests.tracing.test_watch import assert_traced, begin, first_rows, parts_of, rows_in_time
from tests.tracing.worlds import worlds

RULES = st.sampled_from(list(spread.RULES))


@pytest.fixture(autouse=True)
def from_the_first_payment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Short batches take the loop too, a few payments at a time."""
    monkeypatch.setattr(engine, "COMPILE_ABOVE", -1)
    monkeypatch.setattr(spread, "_LOGGED", 3)


def both(world: World, rule: Rule, seed: int) -> Iterator[tuple[Alerts, Alerts]]:
    """The alerts of every part, by arrays and payment by payment, both checked against a trace."""
    random, rows = Random(seed), rows_in_time(world)
    size = first_rows(world, rows, random)
    watch, plain = begin(world, rows[:size], rule), begin(world, rows[:size], rule)
    restrained = sorted({row["source"] for row in rows})[:2]
    watch.restrained, plain.restrained = set(restrained), set(restrained)
    plain._keeper.pass_all = lambda *_: False  # type: ignore[method-assign]
    for part in parts_of(rows, size, random):
        yield watch.append(part), plain.append(part)
        size += len(part)
        assert_traced(watch, world, rows[:size], rule)
        assert watch._keeper.reached == plain._keeper.reached


def facts(alert: Alert) -> tuple[str, ...]:
    return (alert.kind.value, alert.payment, alert.time, alert.label, alert.source, alert.target)


@settings(deadline=None, max_examples=examples(300))
@given(worlds(), RULES, st.integers(0, 2**32))
def test_arrays_tell_what_payments_tell_one_by_one(world: World, rule: Rule, seed: int) -> None:
    if not world.claims:
        return
    for found, expected in both(world, rule, seed):
        assert len(found) == len(tuple(found))
        assert sorted(map(facts, found)) == sorted(map(facts, expected))
        amounts = {facts(each): (each.amount, each.credited) for each in expected}
        for each in found:
            for one, other in zip((each.amount, each.credited), amounts[facts(each)], strict=True):
                assert isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


def test_a_batch_with_nothing_special_is_booked_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(f"P{n}", n, "AB"[n % 2], "BA"[n % 2], 5 + n % 7, "XAD") for n in range(40)]
    ledger = Ledger.from_rows(rows[:4])

    watch = Watch(ledger, [Claim("P1"), Claim("P2", label="other")], "pro-rata")
    keeper = watch._keeper
    assert isinstance(keeper, shares.ShareKeeper)
    assert len(watch.append(Ledger.from_rows(rows[4:20]))) >= 16
    assert keeper._spread is not None
    held = keeper.held_sums()
    delayed = [{"id": "late", "time": 20, "credited_time": 21, "source": "A", "target": "B"}]
    watch.append([{**delayed[0], "amount": 1, "currency": "XAD"}])
    assert keeper._spread is None, "a delayed credit is booked by itself"
    assert held == pytest.approx(keeper.held_sums())
    watch.append(Ledger.from_rows(rows[30:35]))
    assert keeper._spread is None, "so is what comes together with it"
    watch.append(Ledger.from_rows(rows[35:]))
    assert keeper._spread is not None, "and then arrays take over again"
    monkeypatch.setattr(shares, "MOST", 3)
    watch.append(Ledger.from_rows([("last", 50, "A", "C", 1, "XAD")]))
    assert keeper._spread is None, "more than an array should hold"


def test_alerts_read_after_a_late_payment_name_the_payments_that_they_told_of() -> None:
    """A late payment numbers everything anew; what was told before keeps its own numbers."""

    def appended(*, read_at_once: bool) -> list[str]:
        rows = [(f"P{n}", n, "AB"[n % 2], "BA"[n % 2], 5, "XAD") for n in range(13)]
        watch = Watch(Ledger.from_rows(rows[4:10]), [Claim("P5")], "pro-rata", restrained=["B"])
        alerts = watch.append(Ledger.from_rows(rows[10:]))
        told = list(map(repr, alerts)) if read_at_once else []
        late = Ledger.from_rows([(*row[:2], f"late {row[2]}", *row[3:]) for row in rows[:4]])
        assert watch.append(late).recomputed is not None
        return told or list(map(repr, alerts))

    expected = appended(read_at_once=True)
    assert len(expected) >= 3
    assert appended(read_at_once=False) == expected
