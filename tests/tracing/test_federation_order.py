"""One order for payments that nodes share, and rounds kept apart."""

from datetime import UTC, datetime
from typing import Any

import pytest

from homeward.tracing import (
    Claim,
    Coordinator,
    Ledger,
    OrderContradiction,
    Participant,
    RoundReport,
    errors,
    federate,
    trace,
)
from homeward.tracing.federation.ordering import pooled_order
from tests.tracing.test_federation import HAND_OVER, node_b
from tests.tracing.worlds import moment


def tied(*references: str, orders: tuple[int | None, ...] | None = None) -> Ledger:
    """Payments of one moment from A to B, P1, P2, ..., after the claim's payment."""
    rows: list[dict[str, Any]] = [
        {"id": "P0", "time": 0, "source": "family", "target": "A", "amount": 10,
         "currency": "XAD", "reference": "R0"}
    ]  # fmt: skip
    for i, reference in enumerate(references):
        rows.append(
            {"id": f"P-{reference}", "time": 9, "source": "A", "target": "B", "amount": 6,
             "currency": "XAD", "reference": reference, "order": orders[i] if orders else None}
        )  # fmt: skip
    return Ledger.from_rows(rows)


TIED_STATES = {"family": "XA", "A": "XA", "B": "XB"}


def test_shared_payments_of_one_moment_come_in_the_order_of_their_references() -> None:
    ledgers = {"XA": tied("R2", "R1"), "XB": tied("R1", "R2")}
    run = federate(ledgers, TIED_STATES, [Claim("P0")], rule="fifo")
    carried = {c.payment: c.amount for c in run.merged.carriers}
    assert carried == {"P-R1": 6, "P-R2": 4}
    pooled = pooled_order(tied("R2", "R1"), TIED_STATES.get)
    expected = trace(pooled, [Claim("P0")], rule="fifo")
    assert {c.payment: c.amount for c in expected.carriers} == carried


def test_contradicting_declared_orders_stop_the_run() -> None:
    ledgers = {"XA": tied("R2", "R1", orders=(1, 2)), "XB": tied("R1", "R2", orders=(1, 2))}
    with pytest.raises(OrderContradiction) as caught:
        federate(ledgers, TIED_STATES, [Claim("P0")], rule="fifo")
    assert caught.value.params["payments"] == "R1, R2"
    assert caught.value.params["time"] == "1970-01-01T00:00:00.000009Z"


def test_contradictions_show_in_the_reports_alone() -> None:
    """Between real nodes the coordinator sees reports, not ledgers."""
    first = Participant(tied("R2", "R1", orders=(1, 2)), "XA", TIED_STATES.get, [Claim("P0")])
    second = Participant(tied("R1", "R2", orders=(1, 2)), "XB", TIED_STATES.get)
    coordinator = Coordinator(["XA", "XB"])
    result = first.compute(1)
    coordinator.receive(result.report)
    coordinator.receive(second.compute(1).report)
    for each in result.changed:
        second.receive(each)
    coordinator.receive(first.compute(2).report)
    with pytest.raises(OrderContradiction):
        coordinator.receive(second.compute(2).report)


def test_own_payments_keep_their_place() -> None:
    """A node's own payment between two shared ones stays between them."""
    rows = [
        {"id": name, "time": 0, "source": source, "target": target, "amount": 1,
         "currency": "XAD", "reference": name}
        for name, source, target in [("Z", "A", "B"), ("own", "A", "A2"), ("Y", "A", "C")]
    ]  # fmt: skip
    states = {"A": "XA", "A2": "XA", "B": "XB", "C": "XC"}
    pooled = pooled_order(Ledger.from_rows(rows), states.get)
    assert pooled.ids.to_pylist() == ["Y", "own", "Z"]
    assert Participant(Ledger.from_rows(rows), "XA", states.get).ledger.ids.to_pylist() == [
        "Y",
        "own",
        "Z",
    ]


def report(state: str, number: int, second: int | None = None) -> RoundReport:
    changed = None if second is None else moment(second)
    return RoundReport(state, number, changed)


def test_the_coordinator_keeps_rounds_apart() -> None:
    coordinator = Coordinator(["XA", "XB"])
    assert coordinator.receive(report("XA", 1, 5)) is None
    assert coordinator.missing == ("XB",)
    assert coordinator.receive(report("XA", 1, 5)) is None
    with pytest.raises(errors.ReportContradicts):
        coordinator.receive(report("XA", 1, 6))
    with pytest.raises(errors.ReportOutOfTurn):
        coordinator.receive(report("XB", 2))
    with pytest.raises(errors.StateNotInRun):
        coordinator.receive(report("XD", 1))
    outcome = coordinator.receive(report("XB", 1, 3))
    assert outcome is not None
    assert outcome.frontier == moment(3)
    assert outcome.is_final(datetime(1970, 1, 1, 0, 0, 2, tzinfo=UTC))
    assert not outcome.is_final(datetime(1970, 1, 1, 0, 0, 3, tzinfo=UTC))
    coordinator.receive(report("XA", 2))
    last = coordinator.receive(report("XB", 2))
    assert last is not None
    assert last.finished
    assert coordinator.finished
    with pytest.raises(errors.ReportOutOfTurn):
        coordinator.receive(report("XA", 3))
    again = Coordinator(["XA", "XB"], [report("XA", 1, 5), report("XB", 1, 3)])
    assert again.round == 2


def test_reports_travel_as_messages() -> None:
    node = node_b(("B-1", 1_000_000, "A", "B", 80, "XAD", 40, "R1"))
    node.receive(HAND_OVER)
    sent = node.compute().report
    message = sent.as_message()
    assert RoundReport.from_message(message) == sent
    assert message["totals"][0]["received"] == "30"


def test_an_account_without_a_state_is_named() -> None:
    with pytest.raises(errors.AccountStateUnknown, match="B"):
        federate(tied("R1"), {"family": "XA", "A": "XA"}, [Claim("P0")], rule="fifo")
    with pytest.raises(errors.ClaimPaymentUnknown):
        federate(tied("R1"), TIED_STATES, [Claim("P7")], rule="fifo")
    with pytest.raises(errors.ClaimLabelRepeated):
        federate(tied("R1"), TIED_STATES, [Claim("P0", 1, "x"), Claim("P0", 1, "x")])
