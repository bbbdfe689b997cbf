"""The conservation line is checked by the software itself, and rounding keeps it."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.tracing import Claim, ConservationBroken, Ledger, generate, lots, trace
from homeward.tracing.index import lot_loops
from homeward.tracing.index import lots as indexed
from homeward.tracing.index.sums import Sums
from homeward.tracing.rounding import largest_remainder
from homeward.tracing.tally import LEFT, TERMS, Tally, Term


def test_a_result_that_does_not_add_up_is_withheld(monkeypatch: pytest.MonkeyPatch) -> None:
    """A unit lost on the way (as a defect would) raises instead of giving a result."""
    ledger = Ledger.from_rows(
        [("P1", 0, "family", "A", 100, "XAD"), ("P2", 1, "A", "B", 60, "XAD")]
    )
    real = lots.merge_stretches
    monkeypatch.setattr(
        lots, "merge_stretches", lambda each: [(a, n - 1, label) for a, n, label in real(each)]
    )
    with pytest.raises(ConservationBroken) as caught:
        trace(ledger, [Claim("P1")], rule="fifo")
    assert caught.value.params == {"label": "P1", "currency": "XAD", "left": 100, "right": 97}


@pytest.mark.parametrize("changed", [5, -5])
def test_what_a_compiled_engine_does_not_add_up_is_withheld(
    monkeypatch: pytest.MonkeyPatch, changed: int
) -> None:
    ledger = generate(seed=3, payments=300).ledger.indexed()
    row = next(n for n in range(len(ledger)) if ledger.source[n] != ledger.target[n])
    claims, real = [Claim(ledger.payment_id(row), label="one")], indexed.run

    def spoilt(*given: Any) -> Any:
        log = real(*given)
        log[log[:, 0] == lot_loops.HELD, 4] += changed
        return log

    assert trace(ledger, claims, rule="fifo").holdings
    monkeypatch.setattr(indexed, "run", spoilt)
    with pytest.raises(ConservationBroken) as caught:
        trace(ledger, claims, rule="fifo")
    assert caught.value.params["label"] == "one"
    assert caught.value.params["left"] == ledger.credited[row]


AMOUNTS = st.lists(
    st.tuples(st.sampled_from(TERMS), st.integers(0, 2), st.integers(0, 1), st.integers(1, 2**61)),
    max_size=30,
)


@given(AMOUNTS, st.booleans(), st.integers(0, 1))
def test_sums_in_arrays_are_even_where_every_line_adds_up(
    amounts: list[tuple[Term, int, int, int]], is_balanced: bool, beside: int
) -> None:
    """The two ways to check agree, and where they do not add up they name the same."""
    names, units = ("a", "b", "c"), ["XAD", "XBD"]
    if is_balanced:
        for term, label, unit, amount in list(amounts):
            other: Term = "held" if term in LEFT else "claimed"
            amounts.append((other, label, unit, amount))
        amounts += [("held", 0, 0, 1)] * beside
    sums, plain = Sums(names, SimpleNamespace(names=units)), Tally()
    for term in TERMS:
        part = [each[1:] for each in amounts if each[0] == term]
        columns = [np.array(each, dtype=np.int64) for each in zip(*part, strict=True)]
        sums.add(term, *(columns or [np.zeros(0, dtype=np.int64)] * 3))
        for label, unit, amount in sorted(part):
            plain.add(term, names[label], units[unit], amount)
    told = Tally(sums)
    assert sums.is_even() == all(plain.left(key) == plain.right(key) for key in plain)
    found = []
    for tally in (plain, told):
        try:
            tally.verify(exact=True)
            found.append(None)
        except ConservationBroken as broken:
            found.append(broken.params)
    assert found[0] == found[1]
    assert {key: told.line(key) for key in told} == {key: plain.line(key) for key in plain}
    assert list(told) == list(plain), "in the same order"


def test_share_rules_may_differ_by_float_error_only() -> None:
    tally = Tally()
    tally.add("claimed", "a", "XAD", 10**12)
    tally.add("held", "a", "XAD", 10**12 + 1e-4)
    tally.verify(exact=False)
    with pytest.raises(ConservationBroken):
        tally.verify(exact=True)
    tally.add("held", "a", "XAD", 2000)
    with pytest.raises(ConservationBroken):
        tally.verify(exact=False)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30))
def test_largest_remainder_keeps_the_total_and_moves_less_than_one(amounts: list[float]) -> None:
    total = round(sum(amounts))
    rounded = largest_remainder(amounts, total)
    assert sum(rounded) == total
    assert all(abs(a - b) <= 1 + 1e-6 for a, b in zip(amounts, rounded, strict=True))


def test_largest_remainder_gives_what_is_missing_to_the_largest() -> None:
    assert largest_remainder([1.2, 1.7, 1.1], 4) == [1, 2, 1]
    assert largest_remainder([0.5, 0.5], 1) == [1, 0]
    assert largest_remainder([5, 0, 7], 12) == [5, 0, 7]
    assert largest_remainder([0.5, 0.5 + 1e-12], 1) == [1, 0]
