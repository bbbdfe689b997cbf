"""What two banks tell differently: late credits, returns, repeated statements, days and times."""

from pathlib import Path

import pytest

from homeward.tracing import Claim, LedgerRejected, trace
from homeward.tracing.errors import InputError
from tests.tracing.statements.made import A, B, C, Line, camt, codes, payments, read, statement

UETR = "11111111-2222-4333-8444-555555555555"
MARCH, APRIL = ("2026-03-01", "2026-03-31"), ("2026-04-01", "2026-04-30")


def opening(reading: object, account: str) -> int:
    """The account's opening balance in minor units."""
    ledger = reading.ledger  # type: ignore[attr-defined]
    found = dict(zip(ledger.account_ids, ledger.openings.tolist(), strict=True))
    return int(found[account])


def test_a_credit_after_the_statement_begins_is_no_part_of_its_opening(tmp_path: Path) -> None:
    """The debit is of February, the credit of March, and B's statement of March holds it."""
    paid = [Line("-100.00", "2026-02-27", B, end_to_end="E2E-1")]
    received = [Line("100.00", "2026-03-02", A, end_to_end="E2E-1")]
    found = read(
        tmp_path,
        camt(statement(A, "A-2", paid, period=("2026-02-01", "2026-02-28"))),
        camt(statement(B, "B-3", received, opening="500.00", period=MARCH)),
    )
    assert payments(found) == [(A, B, 10000)]
    assert opening(found, B) == 50000
    assert codes(found) == []


def test_payments_before_that_exceed_an_opening_are_told(tmp_path: Path) -> None:
    paid = [Line("-100.00", "2026-02-05", B, end_to_end="E2E-1")]
    found = read(
        tmp_path,
        camt(statement(A, "A-2", paid, period=("2026-02-01", "2026-03-31"))),
        camt(statement(B, "B-3", [Line("-1.00", "2026-03-09", C)], opening="20.00")),
    )
    assert opening(found, B) == 0
    assert codes(found) == ["opening_below_payments"]


@pytest.mark.parametrize(
    ("received", "is_one"),
    [
        (Line("100.00", "2026-03-12", A, end_to_end="RENT"), True),
        (Line("99.00", "2026-03-12", A, end_to_end="RENT"), True),
        (Line("89.00", "2026-03-12", A, end_to_end="RENT"), False),
        (Line("101.00", "2026-03-12", A, end_to_end="RENT"), False),
        (Line("100.00", "2026-03-21", A, end_to_end="RENT"), False),
        (Line("100.00", "2026-03-08", A, end_to_end="RENT"), False),
        (Line("100.00", "2026-03-09", A, end_to_end="RENT"), True),
        (Line("100.00", "2026-03-25", A, uetr=UETR), True),
    ],
)
def test_a_reference_joins_within_days_and_fees_only(
    tmp_path: Path, received: Line, is_one: bool
) -> None:
    reference = {"uetr": UETR} if received.uetr else {"end_to_end": "RENT"}
    paid = Line("-100.00", "2026-03-10", B, **reference)
    texts = camt(statement(A, "A-1", [paid])), camt(statement(B, "B-1", [received]))
    found = read(tmp_path, *texts, accept_rejected=True)
    assert len(payments(found)) == 1
    assert ("rows_left_out" not in codes(found)) == is_one


def test_strangers_who_use_one_word_are_not_joined(tmp_path: Path) -> None:
    paid = camt(
        statement(A, "A-1", [Line("-500.00", "2026-01-10", end_to_end="RENT")], period=None)
    )
    got = camt(statement(B, "B-1", [Line("500.00", "2026-11-10", end_to_end="RENT")], period=None))
    assert len(payments(read(tmp_path, paid, got))) == 2


def test_money_passed_on_under_one_reference_is_joined_in_no_order_of_files(tmp_path: Path) -> None:
    """Nobody is named, so which of two credits belongs to which of two debits is open."""
    day = {"day": "2026-03-10", "end_to_end": "E2E-1"}
    one = camt(statement(A, "A-1", [Line("-100.00", **day)]))
    two = camt(statement(B, "B-1", [Line("100.00", **day), Line("-100.00", **day)]))
    three = camt(statement(C, "C-1", [Line("100.00", **day)]))
    for texts in ((one, two, three), (one, three, two), (three, two, one)):
        found = read(tmp_path, *texts)
        assert len(payments(found)) == 4
        assert codes(found) == ["other_account_unnamed"]


def test_what_came_back_never_was_at_the_other_end(tmp_path: Path) -> None:
    """B's statement covers the days and has neither the payment nor its return."""
    paid = [
        Line("-100.00", "2026-03-10", B, end_to_end="E2E-1"),
        Line("100.00", "2026-03-12", B, end_to_end="E2E-1"),
    ]
    texts = (
        camt(statement(A, "A-1", paid)),
        camt(statement(B, "B-1", [Line("-1.00", "2026-03-20", C)])),
    )
    found = read(tmp_path, *texts)
    assert payments(found) == [(A, B, 10000), (B, A, 10000), (B, C, 100)]
    assert found.ledger.reverses is not None
    assert found.ledger.reverses.tolist() == [-1, 0, -1]
    assert codes(found) == []


def test_a_mark_of_reversal_by_one_bank_alone_does_not_part_the_two(tmp_path: Path) -> None:
    paid = [
        Line("-5.00", "2026-03-02", B, end_to_end="E2E-1"),
        Line("5.00", "2026-03-05", B, end_to_end="E2E-1", reversal=True),
    ]
    received = [
        Line("5.00", "2026-03-02", A, end_to_end="E2E-1"),
        Line("-5.00", "2026-03-05", A, end_to_end="E2E-1"),
    ]
    found = read(tmp_path, camt(statement(A, "A-1", paid)), camt(statement(B, "B-1", received)))
    assert payments(found) == [(A, B, 500), (B, A, 500)]


def test_one_debit_stands_for_one_credit(tmp_path: Path) -> None:
    """A's statement ends on the 15th: the second credit cannot be in it."""
    paid = [Line("-100.00", "2026-03-12", B, end_to_end="BANK-A")]
    received = [
        Line("100.00", "2026-03-12", A, end_to_end="BANK-1"),
        Line("100.00", "2026-03-20", A, end_to_end="BANK-2"),
    ]
    texts = (
        camt(statement(A, "A-1", paid, period=("2026-03-01", "2026-03-15"))),
        camt(statement(B, "B-1", received)),
    )
    with pytest.raises(LedgerRejected) as refused:
        read(tmp_path, *texts)
    assert [(each.file, each.row) for each in refused.value.rejections] == [("1.txt", 1)]


def test_a_credit_right_after_the_payers_statement_begins_is_kept_and_told(tmp_path: Path) -> None:
    texts = (
        camt(statement(A, "A-1", [Line("-7.00", "2026-03-12", C)])),
        camt(statement(B, "B-1", [Line("98.00", "2026-03-03", A, end_to_end="BANK-1")])),
    )
    found = read(tmp_path, *texts)
    assert len(payments(found)) == 2
    assert codes(found) == ["payer_statement_differs"]


def test_a_debit_on_the_last_days_of_the_payees_statement_is_told(tmp_path: Path) -> None:
    texts = (
        camt(statement(A, "A-1", [Line("-100.00", "2026-03-30", B)])),
        camt(statement(B, "B-1", [Line("100.00", "2026-03-30")])),
    )
    assert set(codes(read(tmp_path, *texts))) == {
        "other_account_unnamed",
        "payee_statement_differs",
    }


def test_one_statement_delivered_twice_in_other_forms_counts_once(tmp_path: Path) -> None:
    """The second delivery has other idents and leaves out the bank's own references."""
    lines = [
        Line("-5.00", "2026-03-10", B, end_to_end="E2E-1", servicer="S-1"),
        Line("-1.00", "2026-03-11", servicer="S-2"),
        Line("-1.00", "2026-03-11", servicer="S-3"),
    ]
    again = [Line(each.amount, each.day) for each in lines]
    texts = camt(statement(A, "A-1", lines)), camt(statement(A, "M-77", again))
    found = read(tmp_path, *texts, accept_rejected=True)
    assert len(payments(found)) == 3
    assert [(each.file, each.code) for each in found.rejections] == [
        ("1.txt", "entry_repeated")
    ] * 3
    assert "statement_gap" not in codes(found)


def test_a_day_beside_its_month_refuses_what_both_have_and_no_more(tmp_path: Path) -> None:
    fees = [Line("-5.00", "2026-03-10"), Line("-5.00", "2026-03-10")]
    month = camt(statement(A, "A-1", fees))
    day = camt(
        statement(A, "D-10", fees[:1], opening="1000.00", period=("2026-03-10", "2026-03-10"))
    )
    found = read(tmp_path, month, day, accept_rejected=True)
    assert len(payments(found)) == 2
    assert "statement_gap" not in codes(found)


def test_equal_fees_on_two_pages_are_two(tmp_path: Path) -> None:
    """The balances of the pages prove it."""
    fee, period = [Line("-1.00", "2026-03-10")], ("2026-03-10", "2026-03-10")
    texts = (
        camt(statement(A, "A-7", fee, opening="1000.00", period=period)),
        camt(statement(A, "A-7/2", fee, opening="999.00", period=period)),
    )
    found = read(tmp_path, *texts)
    assert len(payments(found)) == 2
    assert codes(found) == ["other_account_unnamed"]


def test_the_payees_sequence_holds_for_credits_booked_a_day_later(tmp_path: Path) -> None:
    """B paid C before A's money came in, on the same day; the last in is not what went out."""
    paid = [Line("-100.00", "2026-03-09", B, end_to_end="E2E-1")]
    received = [
        Line("-100.00", "2026-03-10", C, end_to_end="E2E-2"),
        Line("100.00", "2026-03-10", A, end_to_end="E2E-1"),
    ]
    found = read(
        tmp_path,
        camt(statement(A, "A-1", paid)),
        camt(statement(B, "B-1", received, opening="100.00")),
    )
    for rule in ("fifo", "lifo"):
        result = trace(found.ledger, [Claim(f"{A}/A-1/1", label="R")], rule=rule)
        assert {each.account for each in result.holdings} == {B}, rule
        assert not result.warnings


def test_times_beside_days_are_days_in_the_order_of_the_statements(tmp_path: Path) -> None:
    """A's bank gives times and B's days: the payout follows the credit, as B's statement has it."""
    paid = [Line("-100.00", "2026-03-10T15:00:00", B, end_to_end="E2E-1")]
    received = [
        Line("100.00", "2026-03-10", A, end_to_end="E2E-1"),
        Line("-100.00", "2026-03-10", C, end_to_end="E2E-2"),
    ]
    found = read(
        tmp_path,
        camt(statement(A, "A-1", paid)),
        camt(statement(B, "B-1", received, opening="0.00")),
    )
    assert payments(found) == [(A, B, 10000), (B, C, 10000)]
    assert codes(found) == ["times_taken_as_days"]


def test_an_account_with_two_currencies_is_one_account_for_each(tmp_path: Path) -> None:
    other = Line("-5.00", "2026-03-10", B, currency="XBD")
    texts = (
        camt(statement(A, "A-1", [Line("-5.00", "2026-03-10", B)])),
        camt(statement(A, "A-2", [other], currency="XBD", opening="70.00")),
    )
    ledger = read(tmp_path, *texts).ledger
    held = zip(ledger.account_ids, ledger.account_currencies, ledger.openings.tolist(), strict=True)
    assert {each for each in held if each[0] == A} == {(A, "XAD", 100000), (A, "XBD", 7000)}


CHARGED = (
    "<Chrgs><Rcrd><Amt Ccy='XAD'>5.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>"
    "<ChrgInclInd>true</ChrgInclInd></Rcrd></Chrgs>"
)


def test_stated_charges_do_not_arrive_whether_the_payee_has_a_statement_or_not(
    tmp_path: Path,
) -> None:
    """A debit of 105 of which the statement says that 5 are charges."""
    parts = Line(
        "-105.00",
        "2026-03-10",
        B,
        end_to_end="E2E-1",
        more=f"<AmtDtls><TxAmt><Amt Ccy='XAD'>100.00</Amt></TxAmt></AmtDtls>{CHARGED}",
    )
    paid = camt(statement(A, "A-1", [parts]))
    alone = read(tmp_path, paid).ledger
    assert (alone.amount.tolist(), alone.credited.tolist()) == ([10500], [10000])
    received = camt(statement(B, "B-1", [Line("100.00", "2026-03-11", end_to_end="E2E-1")]))
    both = read(tmp_path, paid, received).ledger
    assert (both.amount.tolist(), both.credited.tolist()) == ([10500], [10000])
    later = camt(
        statement(B, "B-4", [Line("-1.00", "2026-04-10", C)], opening="300.00", period=APRIL)
    )
    assert opening(read(tmp_path, paid, later), B) == 20000


def test_one_word_and_one_amount_do_not_join_strangers(tmp_path: Path) -> None:
    """Neither bank names an account; only a reference that is used once may tell."""
    for reference, count in (({"end_to_end": "RENT MARCH 2026"}, 2), ({"uetr": UETR}, 1)):
        paid = Line("-500.00", "2026-03-02", name="Landlord", **reference)
        got = Line("500.00", "2026-03-04", name="Tenant", **reference)
        found = read(tmp_path, camt(statement(A, "A-1", [paid])), camt(statement(B, "B-1", [got])))
        assert len(payments(found)) == count


@pytest.mark.parametrize(
    ("amount", "day", "is_return"),
    [
        ("500.00", "2026-02-05", True),
        ("500.00", "2026-02-25", False),
        ("300.00", "2026-02-05", False),
    ],
)
def test_a_repayment_is_no_return(tmp_path: Path, amount: str, day: str, is_return: bool) -> None:
    """What comes back whole and soon is the same money; a part later may be other money."""
    lines = [
        Line("-500.00", "2026-01-20", B, end_to_end="LOAN 7"),
        Line(amount, day, B, end_to_end="LOAN 7"),
    ]
    ledger = read(tmp_path, camt(statement(A, "A-1", lines, period=("2026-01-01", day)))).ledger
    assert (ledger.reverses is not None) == is_return


def test_a_statement_in_another_currency_counts_nothing_of_this_one(tmp_path: Path) -> None:
    pocket = statement(
        A, "A-1", [Line("-7.00", "2026-03-12", C, currency="XBD")], currency="XBD", opening="50.00"
    )
    received = statement(B, "B-1", [Line("100.00", "2026-03-20", A, end_to_end="E2E-1")])
    found = read(tmp_path, camt(pocket), camt(received), split_currencies=True)
    assert (A, B, 10000) in payments(found)
    assert codes(found) == ["payer_statement_differs"]


def test_one_day_newest_first_is_turned_by_its_times(tmp_path: Path) -> None:
    lines = [Line("-100.00", "2026-03-10T15:00:00", C), Line("100.00", "2026-03-10T09:00:00", B)]
    other = statement("XB88EXAM0000000009", "D-1", [Line("-1.00", "2026-03-10", C)])
    found = read(tmp_path, camt(statement(A, "A-1", lines, opening="0.00"), other))
    own = [each for each in payments(found) if A in each]
    assert own == [(B, A, 10000), (A, C, 10000)]
    assert "sequences_contradict" not in codes(found)


def test_a_table_with_headings_in_angles_is_a_table(tmp_path: Path) -> None:
    text = "<TIME>;<AMOUNT>\n2026-03-01;5\n"
    with pytest.raises(InputError, match="no column"):
        read(tmp_path, text)
