"""Pages of answers: what was found as tables, nothing hidden without a word."""

import re
from typing import Any

import pytest

from homeward.tracing import (
    Claim,
    Ledger,
    backward,
    detect,
    distribute,
    exits_and_fees,
    federate,
    follow,
    freezing_list,
    money_flow,
    paths,
    range_over_rules,
    schedule,
    show,
)
from homeward.tracing.detection.finding import NOTICE


def words(body: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def ring(*names: str, exponent: int | None = None) -> Ledger:
    ends = [("F", names[0]), *zip(names, (*names[1:], names[0]), strict=True)]
    return Ledger.from_rows(
        [
            (f"P{day}", f"2026-01-{day:02d}T00:00:00Z", source, target, 90_000 - 1_000 * day, "XAD")
            for day, (source, target) in enumerate(ends, start=1)
        ],
        exponent=exponent,
    )


def test_what_was_detected_has_a_page() -> None:
    found = detect(ring("A", "<b>", "C"), ["cycle", "fan-in"])
    page = show(found)
    assert page.title == "Leads to patterns of laundering"
    said = words(page.body)
    assert NOTICE in said
    assert "4 payments looked at." in said
    assert "cycle 1 0 fan-in 0 0" in said
    (finding,) = found.findings
    assert finding.sentence in said
    assert "A, &lt;b&gt;, C P2, P3, P4" in said
    assert said.count(finding.caution) == 1
    assert "<b>" not in page.body


def test_a_page_says_which_leads_and_payments_it_leaves_out() -> None:
    ends = [(f"{ring}{n}", f"{ring}{(n + 1) % 3}") for ring in "ABCD" for n in range(3)]
    rows = [
        (f"P{n}", f"2026-01-{n + 1:02d}T00:00:00Z", *pair, 500_000, "XAD")
        for n, pair in enumerate(ends)
    ]
    found = detect(Ledger.from_rows(rows), ["cycle"])
    assert len(found.findings) == 4
    assert "cycle (first 3 of 4)" in show(found, most=3).body
    payers = [
        (f"P{n}", f"2026-01-01T00:00:{n:02d}Z", f"S{n}", "HUB", 500_000, "XAD") for n in range(30)
    ]
    (lead,) = (found := detect(Ledger.from_rows(payers), ["fan-in"])).findings
    assert len(lead.payments) == 30
    assert "P19, and 10 more" in show(found).body
    assert words(show(found).body).count("HUB, S0") == 1


ROWS = [
    ("P1", "2026-01-01T00:00:00Z", "family", "A", "1200.50", "XAD"),
    ("P2", "2026-01-02T00:00:00Z", "A", "B", "700", "XAD"),
    ("P3", "2026-01-03T00:00:00Z", "B", "C", "100.25", "XAD"),
]
WHOLE = [(*row[:4], int(float(row[4]) * 100), row[5]) for row in ROWS]


def every_page(rows: list[tuple[Any, ...]], rule: str, exponent: int | None) -> dict[str, str]:
    ledger, claims = Ledger.from_rows(rows, exponent=exponent, exits=["C"]), [Claim("P1")]
    case = follow(ledger, claims, rule=rule)
    answers: dict[str, Any] = {
        "case": case,
        "trace": case.trace,
        "paths": paths(case, account="B"),
        "schedule": schedule(case, "A"),
        "freezing": freezing_list(case),
        "leaving": exits_and_fees(case),
        "distribution": distribute(case, ["A"], "rolling"),
        "flow": money_flow(case),
        "range": range_over_rules(ledger, claims),
        "backward": backward(ledger, account="B", most=3),
        "leads": detect(ledger, ["cycle"]),
    }
    return {name: words(show(answer).body) for name, answer in answers.items()}


@pytest.mark.parametrize("rule", ["fifo", "pro-rata"])
def test_amounts_are_in_units_of_the_currency_where_decimals_are_declared(rule: str) -> None:
    for name, said in every_page(ROWS, rule, 2).items():
        assert said.count("Amounts are in units of their currency, with 2 decimals.") == 1, name
        assert "minor" not in said, name
        for amount in (120_050, 70_000, 10_025, 59_975, 50_050):
            assert f"{amount:,}" not in said, name
            assert str(amount) not in said, name
    page = every_page(ROWS, rule, 2)
    assert "P1 P1 XAD 1,200.50 0.00" in page["trace"]
    assert "come to 1,200.50 XAD" in page["trace"]
    assert "come to 1,200.50 XAD" in page["range"]
    assert "B XAD 599.75" in page["freezing"]
    assert "XAD 100.25 100.2500 1 2026" in page["leaving"]
    assert "rolling" in page["distribution"]
    assert "XAD 500.50 0.00" in page["distribution"]


@pytest.mark.parametrize("rule", ["fifo", "pro-rata"])
@pytest.mark.parametrize(
    ("exponent", "unit"), [(None, "Amounts are in minor units; how many"), (0, "in whole units")]
)
def test_amounts_without_decimals_stay_as_they_are(
    rule: str, exponent: int | None, unit: str
) -> None:
    for name, said in every_page(WHOLE, rule, exponent).items():
        assert said.count(unit) == 1, name
    assert "P1 P1 XAD 120,050 0" in every_page(WHOLE, rule, exponent)["trace"]
    assert "XAD 10,025 10,025.00 1 2026" in every_page(WHOLE, rule, exponent)["leaving"]


def test_a_run_between_states_keeps_the_decimals() -> None:
    ledger = Ledger.from_rows(ROWS, exponent=2)
    states = {"family": "XA", "A": "XA", "B": "XB", "C": "XB"}
    merged = federate(ledger, states, [Claim("P1")], rule="fifo").merged
    assert merged.exponent == 2
    assert "B XAD 599.75" in words(show(merged).body)
