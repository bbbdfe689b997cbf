"""An index that grows is the index that would be built anew."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.tracing import Claim, Ledger, LedgerRejected, errors, trace
from homeward.tracing.index.build import Index
from tests.examples import examples
from tests.tracing import oracle
from tests.tracing.worlds import moment, rows_of, worlds


def ledger_from(rows: list[dict[str, Any]], world: oracle.World) -> Ledger:
    named = {row[side] for row in rows for side in ("source", "target")}
    return Ledger.from_rows(
        [{**row, "reverses": None} for row in rows],
        openings={a: v for a, v in world.openings.items() if a in named},
        exits=sorted(world.exits & named),
    )


def assert_same_index(grown: Index, whole: Index) -> None:
    for name in ("taken_from", "placed_at", "before", "openings"):
        assert getattr(grown, name).tolist() == getattr(whole, name).tolist(), name
    for one, other in zip(
        (grown.outgoing, grown.incoming), (whole.outgoing, whole.incoming), strict=True
    ):
        assert one.first.tolist() == other.first.tolist()
        assert one.rows.tolist() == other.rows.tolist()


def parts_of(world: oracle.World, share: float, sort: bool) -> tuple[Ledger, Ledger] | None:
    rows = rows_of(world)
    if sort:
        rows.sort(key=lambda row: row["time"])
    half = max(1, int(len(rows) * share))
    if half == len(rows):
        return None
    first = {row[side] for row in rows[:half] for side in ("source", "target")}
    world.openings = {a: v for a, v in world.openings.items() if a in first}
    return ledger_from(rows[:half], world), ledger_from(rows[half:], replace_openings(world, first))


def replace_openings(world: oracle.World, known: set[str]) -> oracle.World:
    return replace(world, openings={}, exits=world.exits)


@settings(deadline=None, max_examples=examples(300))
@given(worlds(), st.floats(0.1, 0.9), st.booleans(), st.booleans())
def test_a_grown_index_equals_a_rebuilt_one(
    world: oracle.World, share: float, sort: bool, asked: bool
) -> None:
    world.exits = set()
    parts = parts_of(world, share, sort)
    if parts is None:
        return
    one, more = parts
    held = one.indexed()
    if asked:
        assert held.index is not None
        assert len(held.index.outgoing.rows) == len(held.index.incoming.rows)
    joined = held.joined(more)
    whole = replace(joined, index=None).indexed()
    assert joined.index is not None
    assert whole.index is not None
    assert joined.index.fits(joined)
    assert_same_index(joined.index, whole.index)
    change = joined.index.change
    assert change is not None
    assert change.kept + change.placed == len(joined)
    if sort and not joined.has_delays and more.time[0] > one.time[-1]:
        assert change.kept == len(one)


@settings(deadline=None, max_examples=examples(100))
@given(worlds(), st.floats(0.1, 0.9))
def test_joined_rows_are_those_of_one_reading(world: oracle.World, share: float) -> None:
    world.openings, world.exits = {}, set()
    parts = parts_of(world, share, sort=False)
    if parts is None:
        return
    joined = parts[0].joined(parts[1])
    whole = ledger_from(rows_of(world), world)
    for name in ("time", "order", "amount", "credited", "credit_time"):
        assert getattr(joined, name).tolist() == getattr(whole, name).tolist(), name
    assert joined.ids.to_pylist() == whole.ids.to_pylist()
    for side in ("source", "target"):
        assert [joined.account_id(a) for a in getattr(joined, side)] == [
            whole.account_id(a) for a in getattr(whole, side)
        ]


def row(name: str, time: int, source: str, target: str, amount: int) -> tuple[Any, ...]:
    return (name, time, source, target, amount, "XAD")


def test_pinned_openings_may_be_more_than_was_debited_by_then() -> None:
    """They were computed for later payments too, perhaps in a currency that nothing left in."""
    rows = [("P1", 1_000_000, "V", "M", 10, "XAD"), ("P2", 9_000_000, "W", "N", 50, "XBD")]
    pinned = Ledger.from_rows(rows).indexed(opening=True)
    found = trace(pinned, [Claim("P1")], rule="fifo", shortfall="opening", at=moment(2))
    told = {
        each.params["currency"]: each.message
        for each in found.warnings
        if each.code != "openings_computed"
    }
    assert "come to 10 minor units of XAD, 100.0 per cent" in told["XAD"]
    assert "Opening balances of 50 minor units of XBD were computed" in told["XBD"]


def test_pinned_openings_stay_and_what_exceeds_them_is_warned_of() -> None:
    first = Ledger.from_rows([row("P1", 0, "A", "B", 10), row("P2", 1, "B", "C", 12)])
    held = first.indexed(opening=True)
    one = trace(held, [Claim("P1")], rule="fifo", shortfall="opening")
    assert (
        one.document() == trace(first, [Claim("P1")], rule="fifo", shortfall="opening").document()
    )
    grown = held.joined(Ledger.from_rows([row("P3", 2, "B", "C", 5)]))
    assert grown.index is not None
    assert grown.index.pinned is not None
    assert grown.index.pinned.tolist() == [10, 2, 0]
    result = trace(grown, [Claim("P1")], rule="fifo", shortfall="opening")
    (warning,) = [w for w in result.warnings if w.code == "openings_exceeded"]
    assert warning.params == {"count": 1, "accounts": ["B"]}
    assert {u.account: u.amount for u in result.unexplained} == {"A": 10, "B": 7}
    birth = trace(grown, [Claim("P1")], rule="fifo")
    assert {u.account: u.amount for u in birth.unexplained} == {"A": 10, "B": 7}


def test_what_cannot_join_is_refused() -> None:
    held = Ledger.from_rows([row("P1", 0, "A", "B", 10)])
    with pytest.raises(LedgerRejected) as caught:
        held.joined(Ledger.from_rows([row("P1", 1, "B", "C", 1), ("P2", 1, "A", "D", 1, "XBD")]))
    codes = {(each.row, each.field, each.code) for each in caught.value.rejections}
    assert (1, "id", "id_repeated") in codes
    assert (2, "source", "account_two_currencies") in codes
    assert all(each.sentence().endswith(".") for each in caught.value.rejections)
    large = Ledger.from_rows([row("P2", 1, "A", "B", 2**62 - 5)])
    with pytest.raises(LedgerRejected) as caught:
        held.joined(large)
    assert {each.code for each in caught.value.rejections} == {"account_total_too_large"}
    with pytest.raises(errors.OptionUnusable):
        held.joined(Ledger.from_rows([row("P2", 1, "A", "B", 1)], openings={"A": 4}))
    with pytest.raises(errors.OptionUnusable):
        held.joined(Ledger.from_rows([row("P2", 1, "A", "B", 1)], exits=["A"]))


def test_an_index_serves_no_other_ledger() -> None:
    ledger = Ledger.from_rows([row("P1", 0, "A", "B", 10), row("P2", 1, "B", "C", 4)]).indexed()
    assert ledger.index is not None
    assert ledger.index.fits(ledger)
    other = replace(ledger, amount=ledger.amount.copy())
    assert not ledger.index.fits(other)
    raised = ledger.with_shortfall_openings(np.array([0, 7, 0]))
    assert not ledger.index.fits(raised)
    assert ledger.select(np.array([0])).index is None


def test_an_exit_named_before_its_first_payment_is_one() -> None:
    first, later = [("P1", 0, "V", "A", 100, "XAD")], [("P2", 1, "A", "X", 50, "XAD")]
    whole = Ledger.from_rows([*first, *later], exits=["X"])
    wanted = trace(whole, [Claim("P1")], rule="fifo").document()
    for named in (["X"], None):
        start = Ledger.from_rows(first, exits=["X"]).indexed()
        joined = start.joined(Ledger.from_rows(later, exits=named))
        assert trace(joined, [Claim("P1")], rule="fifo").document() == wanted
    other = Ledger.from_rows(first, exits=["X", "Y"]).joined(Ledger.from_rows(later))
    (warning,) = [each for each in other.warnings if each.code == "exit_account_unknown"]
    assert warning.params == {"count": 1, "accounts": ["Y"]}
