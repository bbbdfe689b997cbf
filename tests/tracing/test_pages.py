"""Pages of answers: what was found as tables, nothing hidden without a word."""

import re

from homeward.tracing import Ledger, detect, show
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
