"""The conservation line is checked by the software itself, and rounding keeps it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.tracing import Claim, ConservationBroken, Ledger, lots, trace
from homeward.tracing.rounding import largest_remainder
from homeward.tracing.tally import Tally


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
