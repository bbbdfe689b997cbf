"""Claims: what may be claimed, and every way in which it may not."""

from datetime import UTC, datetime
from typing import Any

import pytest

from homeward.tracing import Claim, Ledger, Rule, TracingError, errors, trace

ROWS = [
    ("P1", 0, "family", "A", 100, "XAD"),
    ("P2", 10_000_000, "A", "A", 5, "XAD"),
    ("P3", 20_000_000, "A", "B", 60, "XAD", 50),
]


@pytest.mark.parametrize(
    ("claims", "code", "params"),
    [
        ([Claim("P9")], "claim_payment_unknown", {"payment": "P9"}),
        ([Claim("P2")], "claim_on_self_payment", {"payment": "P2"}),
        ([Claim("P1", 101)], "claim_above_credit", {"claimed": 101, "credited": 100}),
        ([Claim("P3", 51)], "claim_above_credit", {"claimed": 51, "credited": 50}),
        (
            [Claim("P1", 70, "a"), Claim("P1", 31, "b")],
            "claim_above_credit",
            {"label": "b", "claimed": 101},
        ),
        ([Claim("P1", 0)], "claim_amount_unusable", {"amount": 0}),
        ([Claim("P1", -3)], "claim_amount_unusable", {"amount": -3}),
        ([Claim("P1", 10), Claim("P1", 10)], "claim_label_repeated", {"label": "P1"}),
        ([Claim("P1", 10, "x"), Claim("P3", 10, "x")], "claim_label_repeated", {"label": "x"}),
        ([Claim("P3")], "claim_after_moment", {"payment": "P3"}),
    ],
)
def test_a_claim_that_cannot_be_made_is_named(
    claims: list[Claim], code: str, params: dict[str, object]
) -> None:
    at = datetime(1970, 1, 1, 0, 0, 15, tzinfo=UTC) if code == "claim_after_moment" else None
    with pytest.raises(errors.ClaimError) as caught:
        trace(Ledger.from_rows(ROWS), claims, rule="fifo", at=at)
    assert caught.value.code == code
    assert params.items() <= caught.value.params.items()
    assert claims[-1].payment in caught.value.message or "label" in caught.value.message


def test_claims_on_one_payment_lie_in_its_credit_in_the_order_given() -> None:
    claims = [Claim("P1", 30, "second"), Claim("P1", 20, "first")]
    result = trace(Ledger.from_rows(ROWS), claims, rule="fifo")
    carried = {c.label: (c.amount, c.credited) for c in result.carriers}
    assert carried == {"second": (30, 25), "first": (20, 16)}
    assert [line.label for line in result.claims] == ["second", "first"]


def test_the_moment_is_inclusive() -> None:
    at = datetime(1970, 1, 1, 0, 0, 20, tzinfo=UTC)
    result = trace(Ledger.from_rows(ROWS), [Claim("P3")], rule="fifo", at=at)
    assert result.document()["at"] == "1970-01-01T00:00:20Z"
    assert result.claims[0].held == 50


@pytest.mark.parametrize("rule", list(Rule))
def test_every_rule_of_the_design_is_there(rule: Rule) -> None:
    assert trace(Ledger.from_rows(ROWS), [Claim("P1")], rule=rule.value).rule is rule


@pytest.mark.parametrize("option", [{"rule": "guess"}, {"rule": "fifo", "shortfall": "guess"}])
def test_unknown_options_are_named(option: dict[str, str]) -> None:
    with pytest.raises(errors.OptionUnusable, match="guess"):
        trace(Ledger.from_rows(ROWS), [Claim("P1")], **option)


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(errors.MomentUnusable):
        trace(
            Ledger.from_rows(ROWS),
            [Claim("P1")],
            rule="fifo",
            at=datetime(1970, 1, 1),  # noqa: DTZ001
        )


def test_shortfall_error_names_the_payment() -> None:
    rows = [*ROWS, ("P4", 30_000_000, "A", "B", 90, "XAD")]
    ledger = Ledger.from_rows(rows, openings={"family": 100})
    with pytest.raises(errors.ShortfallNotExplained) as caught:
        trace(ledger, [Claim("P1")], rule="fifo", shortfall="error")
    assert caught.value.params["payment"] == "P4"
    assert caught.value.params["missing"] == 50


def every_error() -> list[type[TracingError]]:
    found, waiting = [], [TracingError]
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        found.append(kind)
    return found


def test_error_codes_are_unique_and_their_sentences_complete() -> None:
    concrete = [kind for kind in every_error() if "code" in vars(kind)]
    assert len({kind.code for kind in concrete}) == len(concrete)
    assert all(kind.template.endswith((".", "}")) for kind in concrete)


@pytest.mark.parametrize("amount", [10.5, True, "10", float("nan")])
def test_an_amount_that_is_no_whole_number_is_refused_and_not_cut(amount: Any) -> None:
    ledger = Ledger.from_rows([("P1", 0, "A", "B", 100, "XAD")])
    with pytest.raises(errors.ClaimAmountUnusable):
        trace(ledger, [Claim("P1", amount)], rule="fifo")
