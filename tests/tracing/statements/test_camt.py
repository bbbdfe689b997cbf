"""camt.053: every version's places, batches, pending entries, parties, reversals; hostile files."""

from pathlib import Path

import pytest

from homeward.tracing import LedgerRejected
from homeward.tracing.errors import FileUnreadable
from tests.tracing.statements.made import (
    V02,
    V08,
    A,
    B,
    C,
    Line,
    camt,
    codes,
    payments,
    read,
    statement,
)


@pytest.mark.parametrize("version", [V02, V08])
def test_a_statement_is_read_with_its_opening_balance(tmp_path: Path, version: str) -> None:
    lines = [
        Line("250.00", "2026-03-02", B, "B. Second", end_to_end="E-1"),
        Line("-40.5", "2026-03-03", C, "C. Third", end_to_end="NOTPROVIDED"),
    ]
    found = read(tmp_path, camt(statement(A, "A-1", lines, version=version), version=version))
    assert payments(found) == [(B, A, 25000), (A, C, 4050)]
    ledger = found.ledger
    assert dict(zip(ledger.account_ids, ledger.openings.tolist(), strict=True))[A] == 100000
    assert ledger.exponent == 2
    assert ledger.ids.to_pylist() == [f"{A}/A-1/1", f"{A}/A-1/2"]
    assert ledger.references is not None
    assert ledger.references.to_pylist() == ["E-1", None]
    assert codes(found) == []


def test_openings_that_are_given_take_the_place_of_stated_ones(tmp_path: Path) -> None:
    text = camt(statement(A, "A-1", [Line("-40.00", "2026-03-03", C)]))
    assert read(tmp_path, text, openings={A: 7}).ledger.openings.tolist() == [7, 0]


def test_a_batch_is_taken_apart_where_its_payments_come_to_the_entry(tmp_path: Path) -> None:
    for version in (V02, V08):
        parts = (Line("-10.00", "", B, end_to_end="E-1"), Line("-20.00", "", C, end_to_end="E-2"))
        batch = Line("-30.00", "2026-03-02", parts=parts)
        last = Line("-1.00", "2026-03-03", B)
        text = camt(statement(A, "A-1", [batch, last], version=version), version=version)
        found = read(tmp_path, text)
        assert payments(found) == [(A, B, 1000), (A, C, 2000), (A, B, 100)]
        assert found.ledger.ids.to_pylist() == [f"{A}/A-1/{number}" for number in (1, 2, 3)]
        assert found.ledger.origin["sources"][0]["rows"] == 3


def test_a_batch_whose_payments_come_to_something_else_is_refused(tmp_path: Path) -> None:
    parts = (Line("-10.00", "", B), Line("-19.99", "", C))
    lines = [Line("-30.00", "2026-03-02", parts=parts), Line("-1.00", "2026-03-03", B)]
    text = camt(statement(A, "A-1", lines))
    with pytest.raises(LedgerRejected) as refused:
        read(tmp_path, text)
    only = refused.value.rejections
    assert [(each.row, each.field, each.code) for each in only] == [(1, "amount", "details_differ")]
    says = "2 payments come to -29.99, the charges stated to 0 and the entry to -30.00"
    assert says in only[0].sentence()
    assert payments(read(tmp_path, text, accept_rejected=True)) == [(A, B, 100)]


def test_what_is_not_booked_is_left_out_and_told(tmp_path: Path) -> None:
    lines = [Line("-5.00", "2026-03-02", B), Line("-6.00", "2026-03-03", B, status="PDNG")]
    found = read(tmp_path, camt(statement(A, "A-1", lines, closing="995.00")))
    assert payments(found) == [(A, B, 500)]
    assert [each.message for each in found.ledger.warnings] == [
        "1 entry of the statements is announced or pending and not booked; it was left out."
    ]


def test_accounts_without_a_name_stay_apart_from_each_other(tmp_path: Path) -> None:
    """Two payments to nobody named are not payments to one account."""
    lines = [
        Line("-5.00", "2026-03-02"),
        Line("-6.00", "2026-03-03", name="Cash machine"),
        Line("-7.00", "2026-03-04", name="Cash machine"),
    ]
    found = read(tmp_path, camt(statement(A, "A-1", lines)))
    assert [target for _, target, _ in payments(found)] == [
        f"[{A}/A-1/1]",
        f"Cash machine [{A}/A-1/2]",
        f"Cash machine [{A}/A-1/3]",
    ]
    assert codes(found) == ["other_account_unnamed"]


def test_identifiers_are_normalised_and_other_than_ibans_taken(tmp_path: Path) -> None:
    lines = [
        Line("-5.00", "2026-03-02", "xb12 exam 0000 0000 02"),
        Line("1.00", "2026-03-02", "77"),
    ]
    assert payments(read(tmp_path, camt(statement(A, "A-1", lines)))) == [
        (A, B, 500),
        ("77", A, 100),
    ]


def test_a_reversal_returns_the_money_of_its_original(tmp_path: Path) -> None:
    """Its parties are those of the original payment, so the debtor is the account itself."""
    parties = (
        f"<RltdPties><DbtrAcct><Id><IBAN>{A}</IBAN></Id></DbtrAcct>"
        f"<CdtrAcct><Id><IBAN>{B}</IBAN></Id></CdtrAcct></RltdPties>"
    )
    lines = [
        Line("-30.00", "2026-03-02", B, end_to_end="E-1"),
        Line("30.00", "2026-03-05", end_to_end="E-1", reversal=True, more=parties),
    ]
    found = read(tmp_path, camt(statement(A, "A-1", lines)))
    assert payments(found) == [(A, B, 3000), (B, A, 3000)]
    assert found.ledger.reverses is not None
    assert found.ledger.reverses.tolist() == [-1, 0]


def test_a_reversal_that_a_bank_signs_like_its_original_is_found_by_the_balances(
    tmp_path: Path,
) -> None:
    """Some banks leave the reversal of a debit a debit; the statement adds up the other way."""
    lines = [
        Line("-30.00", "2026-03-02", B, end_to_end="E-1"),
        Line("-30.00", "2026-03-05", end_to_end="E-1", reversal=True),
    ]
    found = read(tmp_path, camt(statement(A, "A-1", lines, closing="1000.00")))
    assert payments(found) == [(A, B, 3000), (B, A, 3000)]
    assert codes(found) == ["reversals_turned"]


def test_a_statement_newest_first_is_read_from_its_end(tmp_path: Path) -> None:
    lines = [
        Line("-3.00", "2026-03-04", B),
        Line("-2.00", "2026-03-02", B),
        Line("-1.00", "2026-03-02", B),
    ]
    found = read(tmp_path, camt(statement(A, "A-1", lines)))
    assert [amount for *_, amount in payments(found)] == [100, 200, 300]


def test_a_statement_that_does_not_add_up_is_told(tmp_path: Path) -> None:
    lines = [Line("-5.00", "2026-03-02", B)]
    found = read(tmp_path, camt(statement(A, "A-1", lines, closing="990.00")))
    only = found.ledger.warnings
    assert [each.code for each in only] == ["statement_incomplete"]
    assert "the difference is -5.00 XAD" in only[0].message


def test_a_missing_statement_between_two_is_told(tmp_path: Path) -> None:
    one = statement(A, "A-1", [Line("-5.00", "2026-03-02", B)], period=("2026-03-01", "2026-03-31"))
    two = statement(
        A,
        "A-3",
        [Line("-5.00", "2026-05-02", B)],
        opening="900",
        period=("2026-05-01", "2026-05-31"),
    )
    found = read(tmp_path, camt(two, one))
    assert codes(found) == ["statement_gap"]
    assert found.ledger.openings.tolist() == [100000, 0]


def test_an_overdrawn_account_begins_with_nothing_and_that_is_told(tmp_path: Path) -> None:
    found = read(
        tmp_path, camt(statement(A, "A-1", [Line("5.00", "2026-03-02", B)], opening="-20"))
    )
    assert codes(found) == ["opening_overdrawn"]
    assert found.ledger.openings.tolist() == [0, 0]


def test_an_envelope_may_stand_around_the_message(tmp_path: Path) -> None:
    text = camt(statement(A, "A-1", [Line("-5.00", "2026-03-02", B)])).split("\n", 1)[1]
    text = f"<Envelope><AppHdr><BizMsgIdr>B-1</BizMsgIdr></AppHdr>{text}</Envelope>"
    assert payments(read(tmp_path, text)) == [(A, B, 500)]


def test_days_with_a_zone_are_days(tmp_path: Path) -> None:
    found = read(tmp_path, camt(statement(A, "A-1", [Line("-5.00", "2026-03-02+01:00", B)])))
    assert found.ledger.time.tolist() == [1772409600000000]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (camt()[:-20], "no whole XML"),
        ("<Document><BkToCstmrDbtCdtNtfctn/></Document>", "it holds BkToCstmrDbtCdtNtfctn"),
        ("<html><body/></html>", "no camt.053 statement"),
        ("<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "no bank statement does"),
        (camt("<Stmt><Id>A-1</Id></Stmt>"), "names no account"),
        ("<a>" * 200 + "</a>" * 200, "nested more deeply"),
    ],
)
def test_what_is_no_statement_is_refused_with_its_reason(
    tmp_path: Path, text: str, says: str
) -> None:
    with pytest.raises(FileUnreadable, match=says):
        read(tmp_path, text)


@pytest.mark.parametrize(
    ("damage", "code", "field"),
    [
        (("<CdtDbtInd>DBIT", "<CdtDbtInd>MAYBE"), "direction_missing", "amount"),
        ((">5.00<", ">five<"), "amount_not_number", "amount"),
        ((">5.00<", ">NaN<"), "amount_not_number", "amount"),
        ((">5.00<", ">-5.00<"), "amount_negative", "amount"),
        ((">5.00<", ">sNaN<"), "amount_not_number", "amount"),
        ((">5.00<", ">Infinity<"), "amount_not_number", "amount"),
        ((">5.00<", ">1E+999999999<"), "amount_not_number", "amount"),
        ((">5.00<", ">1_0<"), "amount_not_number", "amount"),
        ((">5.00<", ">٥<"), "amount_not_number", "amount"),
        ((">5.00<", ">1,00<"), "amount_not_number", "amount"),
        ((">5.00<", ">5.001<"), "amount_does_not_divide", "amount"),
        ((">5.00<", ">1e400<"), "amount_not_number", "amount"),
        ((">2026-03-02<", ">2nd of March<"), "time_not_read", "time"),
        ((">2026-03-02<", "><"), "value_missing", "time"),
    ],
)
def test_a_damaged_entry_is_named(
    tmp_path: Path, damage: tuple[str, str], code: str, field: str
) -> None:
    lines = [Line("-5.00", "2026-03-02", B), Line("-6.00", "2026-03-03", B)]
    text = camt(statement(A, "A-1", lines, opening=None)).replace(*damage, 1)
    with pytest.raises(LedgerRejected) as refused:
        read(tmp_path, text)
    assert [(each.row, each.field, each.code) for each in refused.value.rejections] == [
        (1, field, code)
    ]
    assert payments(read(tmp_path, text, accept_rejected=True)) == [(A, B, 600)]
