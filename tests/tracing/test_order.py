"""A result says when it depends on the order of payments at one moment."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.tracing import Claim, Ledger, Trace, trace
from tests.tracing import oracle
from tests.tracing.worlds import claims_of, rows_of, worlds

CLAIM = ("P0", 0, "family", "A", 10, "XAD")


def result(*rows: Any, rule: str = "fifo") -> Trace:
    return trace(Ledger.from_rows([CLAIM, *rows]), [Claim("P0")], rule=rule)


def warned(found: Trace) -> list[str]:
    """The payments named, empty without a warning."""
    return next((w.params["payments"] for w in found.warnings if w.code == "order_depends"), [])


def test_two_payments_that_compete_for_proceeds_are_named() -> None:
    found = result(("P1", 5, "A", "B", 8, "XAD"), ("P2", 5, "A", "C", 8, "XAD"))
    assert warned(found) == ["P1", "P2"]


def test_money_in_and_out_at_one_moment_is_named() -> None:
    found = result(("P1", 5, "A", "B", 8, "XAD"), ("P2", 5, "B", "C", 8, "XAD"))
    assert warned(found) == ["P1", "P2"]


@pytest.mark.parametrize(
    "rows",
    [
        # different moments
        [("P1", 5, "A", "B", 8, "XAD"), ("P2", 6, "A", "C", 8, "XAD")],
        # a declared order
        [("P1", 5, "A", "B", 8, "XAD", None, None, None, None, 1),
         ("P2", 5, "A", "C", 8, "XAD", None, None, None, None, 2)],
        # both wholly of one claim
        [("P1", 5, "A", "B", 4, "XAD"), ("P2", 5, "A", "C", 4, "XAD")],
        # no proceeds
        [("P1", 5, "X", "B", 4, "XAD"), ("P2", 5, "X", "C", 4, "XAD")],
        # no common account
        [("P1", 5, "A", "B", 4, "XAD"), ("P2", 5, "X", "C", 4, "XAD")],
    ],
)  # fmt: skip
def test_no_warning_where_order_cannot_matter_or_is_declared(rows: list[Any]) -> None:
    assert warned(result(*rows)) == []


def test_credits_commute_under_share_rules() -> None:
    rows = [("P1", 5, "A", "B", 10, "XAD"), ("P2", 5, "X", "B", 8, "XAD")]
    assert warned(result(*rows)) == ["P1", "P2"]
    assert warned(result(*rows, rule="lowest-balance")) == []


@settings(deadline=None, max_examples=100)
@given(worlds(), st.sampled_from(["fifo", "lifo"]))
def test_without_a_warning_no_other_file_order_changes_the_result(
    world: oracle.World, rule: str
) -> None:
    for payment in world.payments:
        payment.reverses = None
    rows = rows_of(world)
    options: dict[str, Any] = {"openings": world.openings, "exits": sorted(world.exits)}
    first = trace(Ledger.from_rows(rows, **options), claims_of(world), rule=rule)
    if warned(first):
        return
    for seed in range(3):
        shuffled = random.Random(seed).sample(rows, len(rows))
        other = trace(Ledger.from_rows(shuffled, **options), claims_of(world), rule=rule)
        assert other.holdings == first.holdings or {
            (h.account, h.label, h.amount) for h in other.holdings
        } == {(h.account, h.label, h.amount) for h in first.holdings}
