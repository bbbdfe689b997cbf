"""A payment between two accounts stands in both statements, and is one payment."""

from pathlib import Path

import pytest

from homeward.tracing import LedgerRejected
from homeward.tracing.errors import OptionUnusable
from homeward.tracing.reading.errors import FilesMixed
from tests.tracing.statements.made import A, B, C, Line, camt, codes, payments, read, statement

UETR = "11111111-2222-4333-8444-555555555555"


def both(paid: Line, received: Line, **options: str) -> tuple[str, str]:
    """The statements of the payer and of the payee."""
    return camt(statement(A, "A-1", [paid])), camt(statement(B, "B-1", [received], **options))


@pytest.mark.parametrize(
    "reference", [{"end_to_end": "E-1"}, {"uetr": UETR}, {"uetr": UETR, "end_to_end": "E-1"}]
)
def test_a_common_reference_makes_two_entries_one_payment(
    tmp_path: Path, reference: dict[str, str]
) -> None:
    texts = both(
        Line("-5.00", "2026-03-02", B, **reference), Line("5.00", "2026-03-03", A, **reference)
    )
    for order in (texts, texts[::-1]):
        found = read(tmp_path, *order)
        ledger = found.ledger
        assert payments(found) == [(A, B, 500)]
        assert ledger.ids.to_pylist() == [f"{A}/A-1/1"]
        assert (ledger.credit_time - ledger.time).tolist() == [86_400_000_000]
        assert codes(found) == []
        assert sorted(ledger.openings.tolist()) == [100000, 100000]


def test_exchange_and_fees_show_as_what_arrived(tmp_path: Path) -> None:
    paid = Line("-5.00", "2026-03-02", B, uetr=UETR)
    received = Line("4.20", "2026-03-03", A, uetr=UETR, currency="XBD")
    found = read(tmp_path, *both(paid, received, currency="XBD"))
    ledger = found.ledger
    assert (ledger.amount.tolist(), ledger.credited.tolist()) == ([500], [420])
    assert dict(zip(ledger.account_ids, ledger.account_currencies, strict=True)) == {
        A: "XAD",
        B: "XBD",
    }


def test_a_reference_joins_where_one_side_names_nobody(tmp_path: Path) -> None:
    paid = Line("-5.00", "2026-03-02", B, uetr=UETR)
    assert payments(read(tmp_path, *both(paid, Line("5.00", "2026-03-03", uetr=UETR)))) == [
        (A, B, 500)
    ]
    other = Line("4.99", "2026-03-03", uetr=UETR)
    found = read(tmp_path, *both(paid, other))
    assert len(payments(found)) == 2
    assert set(codes(found)) == {"other_account_unnamed", "payee_statement_differs"}


def test_a_standing_order_with_one_reference_is_paired_month_by_month(tmp_path: Path) -> None:
    months = ("2026-01-05", "2026-02-05", "2026-03-05")
    year = ("2026-01-01", "2026-12-31")
    paid = [Line("-5.00", day, B, end_to_end="RENT") for day in months]
    received = [Line("5.00", day.replace("05", "06"), A, end_to_end="RENT") for day in months]
    texts = [
        camt(statement(A, "A-1", paid, period=year)),
        camt(statement(B, "B-1", received, period=year)),
    ]
    found = read(tmp_path, *texts)
    assert payments(found) == [(A, B, 500)] * 3
    assert (found.ledger.credit_time - found.ledger.time).tolist() == [86_400_000_000] * 3


def test_one_reference_for_everything_is_told_apart_by_amounts(tmp_path: Path) -> None:
    """Thousands of payments under one reference: a search of each among all would never end."""
    count = 3_000
    paid = [Line(f"-{1 + each}.00", "2026-03-10", B, end_to_end="SALARY") for each in range(count)]
    received = [
        Line(f"{1 + each}.00", "2026-03-11", A, end_to_end="SALARY") for each in range(count)
    ]
    texts = (
        camt(statement(A, "A-1", paid, opening="9000000.00")),
        camt(statement(B, "B-1", received)),
    )
    assert len(payments(read(tmp_path, *texts))) == count
    nameless = [Line(each.amount, each.day, end_to_end="SALARY") for each in received]
    texts = (texts[0], camt(statement(B, "B-1", nameless)))
    assert len(payments(read(tmp_path, *texts))) == count, "the amount tells them apart"


def test_an_ambiguous_reference_joins_nothing(tmp_path: Path) -> None:
    """Two debits of one amount and reference, and one credit that names nobody."""
    paid = [
        Line("-5.00", "2026-03-10", B, end_to_end="REFER"),
        Line("-5.00", "2026-03-10", B, end_to_end="REFER"),
    ]
    received = [Line("5.00", "2026-03-11", end_to_end="REFER")]
    found = read(tmp_path, camt(statement(A, "A-1", paid)), camt(statement(B, "B-1", received)))
    assert len(payments(found)) == 3
    assert set(codes(found)) == {"other_account_unnamed", "payee_statement_differs"}


def test_without_a_common_reference_the_payers_statement_counts(tmp_path: Path) -> None:
    """Amount and day alone join nothing: the credit is refused by name, and counted once."""
    texts = both(
        Line("-5.00", "2026-03-10", B, end_to_end="E-1"),
        Line("5.00", "2026-03-11", A, end_to_end="BANK-77"),
    )
    with pytest.raises(LedgerRejected) as refused:
        read(tmp_path, *texts)
    only = refused.value.rejections
    assert [(each.file, each.row, each.code) for each in only] == [("1.txt", 1, "counted_by_payer")]
    assert "BANK-77" in only[0].sentence()
    found = read(tmp_path, *texts, accept_rejected=True)
    assert payments(found) == [(A, B, 500)]
    assert set(codes(found)) == {"payee_statement_differs", "rows_left_out"}


def test_a_credit_from_before_the_payers_statements_is_kept(tmp_path: Path) -> None:
    march = camt(statement(A, "A-1", [Line("-1.00", "2026-03-05", C)]))
    received = [Line("5.00", "2026-02-05", A, end_to_end="E-1")]
    february = camt(statement(B, "B-1", received, period=("2026-02-01", "2026-02-28")))
    found = read(tmp_path, march, february)
    assert payments(found) == [(A, B, 500), (A, C, 100)]
    ledger = found.ledger
    held = dict(zip(ledger.account_ids, ledger.openings.tolist(), strict=True))
    assert held[A] == 100500, "what B's statement saw leave A before A's own begins is put back"


def test_a_balance_stated_later_is_not_counted_twice(tmp_path: Path) -> None:
    """B's statement begins in March, with what A's statement paid it in February."""
    paid = camt(
        statement(
            A,
            "A-1",
            [Line("-5.00", "2026-02-05", B, end_to_end="E-1")],
            period=("2026-02-01", "2026-03-31"),
        )
    )
    march = camt(statement(B, "B-1", [Line("-1.00", "2026-03-05", C)], opening="20.00"))
    ledger = read(tmp_path, paid, march).ledger
    held = dict(zip(ledger.account_ids, ledger.openings.tolist(), strict=True))
    assert held[B] == 1500


def test_an_entry_of_two_statements_counts_once(tmp_path: Path) -> None:
    line = Line("-5.00", "2026-03-31", B, servicer="S-1")
    month = camt(statement(A, "A-1", [line]))
    day = camt(statement(A, "A-2", [line], period=("2026-03-31", "2026-03-31")))
    with pytest.raises(LedgerRejected) as refused:
        read(tmp_path, month, day)
    assert [(each.file, each.row, each.code) for each in refused.value.rejections] == [
        ("1.txt", 1, "entry_repeated")
    ]
    twice = camt(statement(A, "A-1", [Line("-5.00", "2026-03-30", B)] * 2))
    assert len(payments(read(tmp_path, twice))) == 2, "the same twice in one statement is two"


def test_a_reversal_that_both_statements_hold_is_one(tmp_path: Path) -> None:
    paid = [
        Line("-5.00", "2026-03-02", B, end_to_end="E-1"),
        Line("5.00", "2026-03-05", B, end_to_end="E-1", reversal=True),
    ]
    received = [
        Line("5.00", "2026-03-02", A, end_to_end="E-1"),
        Line("-5.00", "2026-03-05", A, end_to_end="E-1", reversal=True),
    ]
    found = read(tmp_path, camt(statement(A, "A-1", paid)), camt(statement(B, "B-1", received)))
    assert payments(found) == [(A, B, 500), (B, A, 500)]
    assert found.ledger.reverses is not None
    assert found.ledger.reverses.tolist() == [-1, 0]


def test_the_order_of_a_day_follows_every_statement(tmp_path: Path) -> None:
    """A's statement: C pays A, then A pays B. B's: A pays B, then B pays C."""
    day = "2026-03-02"
    first = [Line("9.00", day, C), Line("-5.00", day, B, end_to_end="E-1")]
    second = [Line("5.00", day, A, end_to_end="E-1"), Line("-2.00", day, C)]
    texts = camt(statement(A, "A-1", first)), camt(statement(B, "B-1", second))
    for order in (texts, texts[::-1]):
        found = read(tmp_path, *order)
        assert payments(found) == [(C, A, 900), (A, B, 500), (B, C, 200)]
        assert codes(found) == ["sequence_between_statements"], "C's own order is not known"


def test_sequences_that_contradict_are_told(tmp_path: Path) -> None:
    day = "2026-03-02"
    one, two = {"end_to_end": "E-1"}, {"end_to_end": "E-2"}
    first = [Line("-5.00", day, B, **one), Line("-6.00", day, B, **two)]
    second = [Line("6.00", day, A, **two), Line("5.00", day, A, **one)]
    found = read(tmp_path, camt(statement(A, "A-1", first)), camt(statement(B, "B-1", second)))
    assert payments(found) == [(A, B, 500), (A, B, 600)]
    assert codes(found) == ["sequences_contradict"]


def test_tables_and_statements_are_not_mixed_and_columns_are_not_mapped(tmp_path: Path) -> None:
    text = camt(statement(A, "A-1", [Line("-5.00", "2026-03-02", B)]))
    with pytest.raises(FilesMixed, match=r"1\.txt is not of the kind"):
        read(tmp_path, text, "id,time,source,target,amount,currency\n")
    with pytest.raises(OptionUnusable, match="bank statements"):
        read(tmp_path, text, mapping={"id": "x"})
