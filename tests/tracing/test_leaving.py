"""What left through exits and in fees, by account, against single units and exact fractions."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.tracing import Claim, Ledger, document, errors, exits_and_fees, follow, show
from homeward.tracing.rules import AVAILABLE
from tests.examples import examples
from tests.tracing import oracle
from tests.tracing.worlds import claims_of, cut, ledger_of, moment, worlds

ORACLES = {
    "fifo": oracle.fifo,
    "lifo": oracle.lifo,
    "pro-rata": oracle.pro_rata,
    "lowest-balance": oracle.lowest_balance,
    "claimant-first": oracle.claimant_first,
}


@settings(deadline=None, max_examples=examples(300))
@given(worlds(), st.sampled_from([None, 0, 2, 3]), st.sampled_from(AVAILABLE))
def test_exits_and_fees_are_those_of_the_oracle(
    world: oracle.World, at: int | None, rule: str
) -> None:
    world.exits |= {world.payments[0].target}
    world = cut(world, at)
    case = follow(ledger_of(world), claims_of(world), rule=rule, at=moment(at))
    found, expected = exits_and_fees(case), ORACLES[rule](world)
    for told, wanted in ((found.exits, expected.out), (found.fees, expected.fees)):
        exact = {(row.account, row.label): row.exact for row in told}
        assert exact == pytest.approx({k: float(n) for k, n in wanted.items() if n}, abs=1e-9)
    for line in case.trace.claims:
        for term, told in ((line.out, found.exits), (line.fees, found.fees)):
            mine = [row for row in told if (row.label, row.currency) == (line.label, line.currency)]
            assert sum(row.amount for row in mine) == term
    for row in found.exits:
        mine = [each for each in world.payments if each.target == row.account]
        times = [moment(max(each.time, each.credit_time)) for each in mine]
        assert {row.first, row.last} <= set(times)
        assert len(set(times[:1])) <= row.payments <= len(times)


def test_rows_say_when_and_by_how_many_payments() -> None:
    rows = [
        ("P1", 0, "family", "A", 1000, "XAD"),
        ("P2", 1_000_000, "A", "casino", 300, "XAD", 290),
        ("P3", 2_000_000, "A", "casino", 200, "XAD"),
    ]
    ledger = Ledger.from_rows(rows, exits=["casino"])
    case = follow(ledger, [Claim("P1", label="ransom")], rule="fifo")
    told = document(exits_and_fees(case))
    assert told["exit_accounts"] == [
        {
            "label": "ransom",
            "account": "casino",
            "currency": "XAD",
            "amount": 490,
            "exact": 490,
            "payments": 2,
            "first": "1970-01-01T00:00:01Z",
            "last": "1970-01-01T00:00:02Z",
        }
    ]
    assert [(row["account"], row["amount"]) for row in told["fees"]] == [("A", 10)]
    assert "exit accounts" in show(exits_and_fees(case)).body


def test_bounds_leave_nothing() -> None:
    ledger = Ledger.from_rows([("P1", 0, "family", "A", 5, "XAD")])
    with pytest.raises(errors.NotDefinedUnderRule):
        exits_and_fees(follow(ledger, [Claim("P1")], rule="poison"))
