"""Each detector on small ledgers: what it finds, and what it leaves alone."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.tracing import Ledger
from homeward.tracing.detection import (
    CashOut,
    Chain,
    Cycle,
    Detection,
    Fan,
    Parameters,
    PassThrough,
    Pattern,
    PeelChain,
    Structuring,
    detect,
)
from homeward.tracing.detection import around as around_module
from homeward.tracing.detection.book import Book
from homeward.tracing.detection.patterns import DEFAULTS
from homeward.tracing.detection.scan import leads_of
from homeward.tracing.errors import ClaimPaymentUnknown, OptionUnusable
from homeward.tracing.generator import generate
from tests.examples import examples
from tests.tracing.oracle import World
from tests.tracing.worlds import ledger_of, worlds

HOUR = 3_600_000_000
Row = tuple[float, str, str, int]


def ledger(rows: list[Row], **options: Any) -> Ledger:
    """Payments P1, P2, ... of (hour, source, target, amount)."""
    return Ledger.from_rows(
        [
            (f"P{number}", int(hour * HOUR), source, target, amount, "XAD")
            for number, (hour, source, target, amount) in enumerate(rows, start=1)
        ],
        **options,
    )


def found(
    rows: list[Row], pattern: str, parameters: Parameters | None = None, **options: Any
) -> Any:
    """The payments of each finding of one pattern."""
    given_ = None if parameters is None else {Pattern(pattern): parameters}
    result = detect(ledger(rows, **options), [pattern], parameters=given_)
    return [finding.payments for finding in result.findings]


def below(number: int, amount: int = 990, hours: float = 1.0) -> list[Row]:
    return [(each * hours, "A", f"B{each}", amount) for each in range(number)]


BAND = Structuring(threshold=1000, margin=0.1, count=4, window=timedelta(hours=10))


def test_structuring_is_many_amounts_just_below_a_threshold() -> None:
    assert found(below(4), "structuring", BAND) == [("P1", "P2", "P3", "P4")]
    assert found(below(3), "structuring", BAND) == []
    assert found(below(4, amount=1000), "structuring", BAND) == []
    assert found(below(4, amount=899), "structuring", BAND) == []
    assert found(below(4, hours=4), "structuring", BAND) == []
    to_one = [(hour, target, "A", amount) for hour, _, target, amount in below(4)]
    assert found(to_one, "structuring", BAND) == [("P1", "P2", "P3", "P4")]


def test_structuring_leaves_alone_who_also_pays_more_or_much_else() -> None:
    more = [(0.5, "A", f"C{each}", 1500) for each in range(2)]
    assert found(below(4) + more, "structuring", BAND) == []
    busy = [(0.5 + each / 100, "A", f"C{each}", 5) for each in range(30)]
    assert found(below(4) + busy, "structuring", BAND) == []


WHEEL = Fan(count=4, window=timedelta(hours=10), least=100, around=timedelta(hours=40), share=0.5)


@pytest.mark.parametrize("pattern", ["fan-in", "fan-out"])
def test_a_fan_is_many_new_counterparties_in_a_window(pattern: str) -> None:
    def rows(plain: list[Row]) -> list[Row]:
        return plain if pattern == "fan-out" else [(h, b, a, units) for h, a, b, units in plain]

    spokes = below(4, amount=50)
    first = ("P1", "P2", "P3", "P4")
    assert found(rows(spokes), pattern, WHEEL) == [first]
    assert found(rows(spokes[:3]), pattern, WHEEL) == []
    assert found(rows(below(4, amount=20)), pattern, WHEEL) == []
    assert found(rows([(h, "A", "B", units) for h, _, _, units in spokes]), pattern, WHEEL) == []
    usual = [(hour + 20, *rest) for hour, *rest in spokes]
    assert found(rows(spokes + usual), pattern, WHEEL) == []  # the same ones again: not new
    much = [(20.0, "A", "Z", 5000)]
    assert found(rows(spokes + much), pattern, WHEEL) == []  # little of what is paid meanwhile
    assert found(rows([*spokes, (99.0, "A", "Z", 5000)]), pattern, WHEEL) == [first]


MULE = PassThrough(window=timedelta(hours=5), count=2, least=100, pause=timedelta(hours=50))


def test_pass_through_is_most_of_what_came_leaving_soon() -> None:
    rows: list[Row] = [
        (0, "S", "M", 100),
        (1, "M", "T", 60),
        (2, "M", "U", 35),
        (9, "S", "M", 80),
        (10, "M", "T", 80),
    ]
    assert found(rows, "pass-through", MULE) == [("P1", "P2", "P3", "P4", "P5")]
    assert found(rows[:3], "pass-through", MULE) == []  # once only
    late = [(h + (6 if source == "M" else 0), source, *rest) for h, source, *rest in rows]
    assert found(late, "pass-through", MULE) == []
    kept = [*rows, (5, "S", "M", 500)]
    assert found(kept, "pass-through", MULE) == []  # most of what came meanwhile stays


CASH = CashOut(count=3, window=timedelta(hours=10), least=100, share=0.7)


def test_cash_out_is_most_of_what_came_leaving_through_exits() -> None:
    rows: list[Row] = [(0, "S", "A", 200), *((1.0 + n, "A", "ATM", 60) for n in range(3))]
    assert found(rows, "cash-out", CASH, exits=["ATM"]) == [("P1", "P2", "P3", "P4")]
    assert found(rows, "cash-out", CASH) == []
    named = CashOut(count=3, window=timedelta(hours=10), least=100, share=0.7, cash=("ATM",))
    assert found(rows, "cash-out", named) == [("P1", "P2", "P3", "P4")]
    rows[0] = (0, "S", "A", 900)
    assert found(rows, "cash-out", CASH, exits=["ATM"]) == []


def hops(amounts: list[int], pause: float = 1.0) -> list[Row]:
    return [(n * pause, f"A{n}", f"A{n + 1}", units) for n, units in enumerate(amounts)]


LINKS = Chain(hops=4, window=timedelta(hours=5), kept=0.8, least=10)


def test_a_chain_goes_on_and_keeps_most() -> None:
    rows = hops([100, 95, 90, 80])
    assert found(rows, "chain", LINKS) == [("P1", "P2", "P3", "P4")]
    assert found(rows[:3], "chain", LINKS) == []
    assert found(hops([100, 95, 70, 65]), "chain", LINKS) == []
    assert found(hops([100, 95, 96, 90]), "chain", LINKS) == []  # grows on the way
    assert found(hops([100, 95, 90, 80], pause=6), "chain", LINKS) == []
    assert found(rows[::-1], "chain", LINKS) == [("P4", "P3", "P2", "P1")]  # time, not the file


def test_a_chain_is_not_followed_through_busy_accounts_and_says_so() -> None:
    busy = [(0.5 + each / 1000, "A1", f"Z{each}", 11) for each in range(30)]
    rows = [*hops([100, 95, 90, 80]), *busy]
    result = detect(ledger(rows), ["chain"], parameters={Pattern.CHAIN: LINKS})
    assert result.findings == ()
    assert result.busy == {Pattern.CHAIN: 1}


PEEL = PeelChain(hops=3, window=timedelta(hours=5), least=10)


def test_a_peel_chain_pays_a_smaller_part_away_at_every_hop() -> None:
    rows: list[Row] = [
        *hops([100, 80, 60]),
        (1.5, "A1", "X1", 19),
        (2.5, "A2", "X2", 18),
    ]
    assert found(rows, "peel-chain", PEEL) == [("P1", "P2", "P4", "P3", "P5")]
    assert found(rows[:3], "peel-chain", PEEL) == []  # nothing is peeled off


RING = Cycle(least=1, window=timedelta(hours=20))


def test_a_cycle_comes_back_in_the_order_of_time() -> None:
    ring: list[Row] = [(0, "A", "B", 100), (1, "B", "C", 95), (2, "C", "A", 90)]
    assert found(ring, "cycle", RING) == [("P1", "P2", "P3")]
    assert found(ring[:2], "cycle", RING) == []
    late = [ring[0], (3, "B", "C", 95), ring[2]]
    assert found(late, "cycle", RING) == []
    anyhow = Cycle(least=1, window=timedelta(hours=20), ordered=False)
    assert len(found(late, "cycle", anyhow)) == 1
    assert found([ring[0], ring[1], (2, "C", "A", 50)], "cycle", RING) == []
    assert found([ring[0], ring[1], (21, "C", "A", 90)], "cycle", RING) == []
    assert found([ring[0], (1, "B", "A", 95)], "cycle", RING) == []  # two are a loan paid back


def test_equal_moments_count_in_their_order() -> None:
    ring: list[Row] = [(0, "A", "B", 100), (0, "B", "C", 95), (0, "C", "A", 90)]
    assert len(found(ring, "cycle", RING)) == 1
    assert found([ring[0], ring[2], ring[1]], "cycle", RING) == []


@settings(deadline=None, max_examples=examples(200))
@given(st.integers(0, 2**32))
def test_a_cycle_is_found_where_one_is(seed: int) -> None:
    random = Random(seed)
    accounts = "ABCDE"[: random.randint(3, 5)]
    rows: list[Row] = []
    for _ in range(random.randint(3, 12)):
        source, target = random.sample(accounts, 2)
        rows.append((random.randint(0, 6), source, target, random.randint(80, 100)))
    made = ledger(rows)
    wanted = Cycle(least=1, window=timedelta(hours=4), kept=0.9, gain=0.05)
    leads, _ = leads_of(Book(made), Pattern.CYCLE, wanted)
    assert bool(leads) == any(True for _ in every_cycle(made, wanted))
    for lead in leads:
        assert any(set(rows_) == set(lead.rows) for rows_ in every_cycle(made, wanted))


def every_cycle(made: Ledger, wanted: Cycle) -> Iterator[tuple[int, ...]]:
    """Every ordered choice of payments that leads back, by trying them all."""
    paths = [(row,) for row in range(len(made))]
    while paths:
        path = paths.pop()
        first, last = path[0], path[-1]
        visited = {int(made.source[row]) for row in path}
        for row in range(last + 1, len(made)):
            share = made.amount[row] / made.credited[last]
            follows = made.source[row] == made.target[last] and wanted.kept <= share
            span = made.time[row] - made.time[first]
            if not follows or share > 1 + wanted.gain or span > 4 * HOUR:
                continue
            if made.target[row] == made.source[first] and len(path) >= 2:
                yield (*path, row)
            elif int(made.target[row]) not in visited:
                paths.append((*path, row))


@settings(deadline=None, max_examples=examples(30))
@given(worlds())
def test_detectors_bear_any_ledger_and_compiled_equals_plain(world: Any) -> None:
    made = ledger_of(world)
    small = {
        Pattern.STRUCTURING: Structuring(threshold=9, margin=0.5, count=2),
        Pattern.FAN_IN: Fan(count=2, least=0, share=0.0),
        Pattern.FAN_OUT: Fan(count=2, least=0, share=0.0),
        Pattern.PASS_THROUGH: PassThrough(share=0.5, count=1, least=0, most=0.0),
        Pattern.CYCLE: Cycle(shortest=2, kept=0.1, gain=1.0, least=0),
        Pattern.CHAIN: Chain(hops=2, kept=0.1, least=0),
        Pattern.CASH_OUT: CashOut(count=1, least=0, share=0.0),
        Pattern.PEEL_CHAIN: PeelChain(hops=2, main=0.1, passed=0.1, least=0),
    }
    for pattern, parameters in small.items():
        plain = leads_of(Book(made), pattern, parameters)
        assert leads_of(Book(made, is_large=True), pattern, parameters) == plain
        for lead in plain[0]:
            moved = made.source[list(lead.rows)] != made.target[list(lead.rows)]
            assert moved.all()


def test_findings_say_what_they_are() -> None:
    made = generate(seed=4, payments=8_000, plants=3)
    result = detect(made.ledger)
    assert {finding.pattern for finding in result.findings} <= set(Pattern)
    assert result.document()["notice"].startswith("Findings are leads")
    for finding in result.findings:
        document = finding.document()
        assert "lead and no proof" in document["caution"]
        assert document["payments"]
        assert document["account"] in document["accounts"]
        assert document["parameters"] == DEFAULTS[finding.pattern].document()
        assert document["measured"]["precision"] > 0
        assert made.ledger.find(finding.payments[0]) is not None
        assert "{" not in finding.sentence


def test_other_parameters_are_not_given_the_figures_of_the_defaults() -> None:
    result = detect(
        ledger([(0, "A", "B", 100), (1, "B", "C", 95), (2, "C", "A", 90)]),
        ["cycle"],
        parameters={Pattern.CYCLE: RING},
    )
    (finding,) = result.findings
    assert finding.figures is None
    assert "was not measured" in finding.caution


def around(rows: list[Row], *payments: str) -> Detection:
    wanted = {Pattern.CYCLE: RING}
    return detect(ledger(rows), ["cycle"], parameters=wanted, around=payments)


def test_around_a_payment_only_what_it_reached_is_looked_at() -> None:
    ring: list[Row] = [(1, "A", "B", 100), (2, "B", "C", 95), (3, "C", "A", 90)]
    apart: list[Row] = [(hour, f"X{a}", f"X{b}", units) for hour, a, b, units in ring]
    rows = [(0.0, "F", "A", 100), *ring, *apart]
    result = around(rows, "P1")
    assert [finding.payments for finding in result.findings] == [("P2", "P3", "P4")]
    assert result.payments == 4
    assert around([(4.0, "F", "A", 100), *ring], "P1").payments == 1
    with pytest.raises(ClaimPaymentUnknown):
        around(rows, "P99")


def test_rows_of_a_trace_can_be_looked_at() -> None:
    rows: list[Row] = [(1, "A", "B", 100), (2, "B", "C", 95), (3, "C", "A", 90)]
    result = detect(ledger(rows), rows=np.array([0, 2]))
    assert result.payments == 2


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Structuring, {"margin": 1.5}),
        (Fan, {"window": timedelta(0)}),
        (Chain, {"hops": -1}),
    ],
)
def test_parameters_out_of_range_are_refused(kind: Any, values: dict[str, Any]) -> None:
    with pytest.raises(OptionUnusable):
        kind(**values)


def test_unknown_patterns_and_parameters_of_another_are_refused() -> None:
    made = ledger([(0, "A", "B", 100)])
    with pytest.raises(OptionUnusable):
        detect(made, ["smurfing"])
    with pytest.raises(OptionUnusable):
        detect(made, ["cycle"], parameters={Pattern.CYCLE: Chain()})


def test_the_generator_repeats_itself_and_plants_what_it_says() -> None:
    one, two = (generate(seed=9, payments=5_000, plants={Pattern.CHAIN: 4}) for _ in range(2))
    for name, rows in product(("time", "source", "target", "amount"), [slice(None)]):
        assert (getattr(one.ledger, name)[rows] == getattr(two.ledger, name)[rows]).all()
    assert [each.pattern for each in one.planted] == [Pattern.CHAIN] * 4
    for planted in one.planted:
        assert len(planted.rows) >= 3
        source, target = (getattr(one.ledger, n)[planted.rows] for n in ("source", "target"))
        assert (source[1:] == target[:-1]).all()


@settings(deadline=None, max_examples=examples(150))
@given(worlds(delays=False), st.integers(0, 2**32))
def test_what_is_reached_at_once_is_what_is_reached_step_by_step(world: World, seed: int) -> None:
    ledger = ledger_of(world)
    picked = Random(seed).sample(range(len(ledger)), Random(seed).randint(1, len(ledger)))
    names = [ledger.payment_id(row) for row in picked]
    found = []
    for above in (30_000, 0):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(around_module, "COMPILE_ABOVE", above)
            found.append(around_module.reached_rows(ledger, [*names, names[0]]).tolist())
    assert found[0] == found[1]
    assert set(picked) <= set(found[0])
