"""camt.053: an entry is one payment, several, or one of which not all is told; charges in it."""

from decimal import Decimal
from pathlib import Path

import pytest

from homeward.tracing import LedgerRejected
from tests.tracing.statements.made import A, B, C, codes, payments, read
from tests.tracing.statements.raw import (
    BATCH_OF_3,
    amount,
    balance,
    charges,
    detail,
    entry,
    read_one,
    whole,
)

OPENING = balance("OPBD", "1000.00")


@pytest.mark.parametrize(
    "told",
    [
        entry("-300.00", BATCH_OF_3 + detail("100.00", B)),
        entry("-300.00", BATCH_OF_3 + detail("", B)),
        entry("-300.00", detail("100.00", B)),
        entry("-300.00", detail(more=f"<AmtDtls><TxAmt>{amount('100')}</TxAmt></AmtDtls>")),
        entry("-300.00", detail("100.00", B) + "<x/>", BATCH_OF_3),
        entry("-300.00", detail("295.00", B), more=charges("4.00")),
    ],
)
def test_one_payment_of_several_does_not_take_the_whole_entry(tmp_path: Path, told: str) -> None:
    found = read(tmp_path, whole(OPENING, balance("CLBD", "700.00"), told))
    assert payments(found) == [(A, f"[{A}/A-1/1]", 30000)]
    assert codes(found) == ["other_account_unnamed"]


def test_one_payment_that_is_the_whole_entry_names_the_other_end(tmp_path: Path) -> None:
    one = "<Btch><NbOfTxs>1</NbOfTxs></Btch>"
    told = [
        entry("-300.00", one + detail("300", B)),
        entry("-300.00", detail("", B)),
        entry("-300.00", detail("20.00", B, currency="XBD")),
    ]
    assert payments(read(tmp_path, whole(*told))) == [(A, B, 30000)] * 3


@pytest.mark.parametrize("records", [True, False])
@pytest.mark.parametrize("is_in_details", [True, False])
def test_charges_in_a_debit_do_not_arrive(
    tmp_path: Path, *, records: bool, is_in_details: bool
) -> None:
    held = charges("5.00", records=records)
    here = detail("100.00", B, more=held if is_in_details else "")
    told = entry("-105.00", here, more="" if is_in_details else held)
    (only,) = read_one(tmp_path, whole(told)).entries
    assert (only.other, only.amount, only.arrives) == (B, Decimal(105), Decimal(100))


def test_charges_may_be_stated_as_a_total(tmp_path: Path) -> None:
    total = '<Chrgs><TtlChrgsAndTaxAmt Ccy="XAD">5</TtlChrgsAndTaxAmt></Chrgs>'
    (only,) = read_one(tmp_path, whole(entry("-105", detail("100", B), more=total))).entries
    assert (only.other, only.arrives) == (B, Decimal(100))


def test_charges_taken_off_a_credit_never_reached_the_account(tmp_path: Path) -> None:
    told = entry("95.00", detail("100.00", B, side="Dbtr"), more=charges("5.00"))
    assert payments(read(tmp_path, whole(told))) == [(B, A, 9500)]
    assert read_one(tmp_path, whole(told)).entries[0].arrives is None


def test_charges_of_a_batch_are_a_payment_of_their_own(tmp_path: Path) -> None:
    parts = detail("60.00", B) + detail("40.00", C)
    told = entry("-105.00", parts, more=charges("5.00"))
    found = read(tmp_path, whole(OPENING, balance("CLBD", "895.00"), told))
    assert payments(found) == [(A, B, 6000), (A, C, 4000), (A, f"[{A}/A-1/3]", 500)]
    assert codes(found) == ["other_account_unnamed"]


def test_charges_of_each_payment_of_a_batch_are_added_up(tmp_path: Path) -> None:
    parts = detail("60", B, more=charges("2")) + detail("40", C, more=charges("3"))
    found = read(tmp_path, whole(entry("-105", parts)))
    assert [each for *_, each in payments(found)] == [6000, 4000, 500]


def test_charges_taken_off_a_batch_of_credits_are_paid(tmp_path: Path) -> None:
    parts = detail("60", B, side="Dbtr") + detail("40", C, side="Dbtr")
    found = read(tmp_path, whole(entry("95", parts, more=charges("5"))))
    assert payments(found) == [(B, A, 6000), (C, A, 4000), (A, f"[{A}/A-1/3]", 500)]


def test_a_batch_that_charges_do_not_explain_is_refused_and_they_are_named(tmp_path: Path) -> None:
    told = entry("-105", detail("60", B) + detail("40", C), more=charges("4"))
    with pytest.raises(LedgerRejected) as refused:
        read(tmp_path, whole(told))
    (only,) = refused.value.rejections
    assert only.code == "details_differ"
    assert "come to -100, the charges stated to 4 and the entry to -105" in only.sentence()


def test_a_batch_in_another_currency_is_taken_by_its_counter_values(tmp_path: Path) -> None:
    def of(value: str, other: str) -> str:
        worth = f"<AmtDtls><CntrValAmt>{amount(value)}</CntrValAmt></AmtDtls>"
        return detail("7.00", other, currency="XBD", more=worth)

    found = read(tmp_path, whole(entry("-100", of("60", B) + of("40", C))))
    assert payments(found) == [(A, B, 6000), (A, C, 4000)]


def instructed(value: str, other: str, side: str = "Cdtr") -> str:
    """A payment of which only the instructed amount is told."""
    held = f"<AmtDtls><InstdAmt>{amount(value)}</InstdAmt></AmtDtls>"
    return detail("", other, side=side, more=held)


def test_the_instructed_amount_tells_where_no_other_does(tmp_path: Path) -> None:
    lines = [
        entry("-100", instructed("60", B) + instructed("40", C)),
        entry("-300", instructed("100", B)),
        entry("95", instructed("100", B, "Dbtr")),
    ]
    found = read(tmp_path, whole(*lines))
    assert payments(found) == [
        (A, B, 6000),
        (A, C, 4000),
        (A, f"[{A}/A-1/3]", 30000),
        (B, A, 9500),
    ]


def test_a_credit_of_less_than_its_payment_names_nobody(tmp_path: Path) -> None:
    found = read(tmp_path, whole(entry("95", detail("100", B, side="Dbtr"))))
    assert payments(found) == [(f"[{A}/A-1/1]", A, 9500)]


def test_a_batch_without_amounts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LedgerRejected):
        read(tmp_path, whole(entry("-100", detail("", B) + detail("100", C))))


def test_a_batch_may_stand_in_several_parts_of_an_entry(tmp_path: Path) -> None:
    told = entry("-100", detail("60", B), detail("40", C))
    assert payments(read(tmp_path, whole(told))) == [(A, B, 6000), (A, C, 4000)]


def test_payments_of_a_batch_have_their_own_direction_or_that_of_the_entry(tmp_path: Path) -> None:
    back = detail("20", C, side="Dbtr", more="<CdtDbtInd>CRDT</CdtDbtInd>")
    found = read(tmp_path, whole(entry("-40", detail("60", B) + back)))
    assert payments(found) == [(A, B, 6000), (C, A, 2000)]


def test_what_moves_nothing_is_passed_over(tmp_path: Path) -> None:
    lines = [
        entry("0.00", day=""),
        entry("-0", detail("0", B)),
        entry("-60", detail("60", B) + detail("0.00", C)),
    ]
    found = read(tmp_path, whole(*lines))
    assert payments(found) == [(A, B, 6000)]
    assert found.ledger.ids.to_pylist() == [f"{A}/A-1/1"]
    assert codes(found) == []


def test_an_entry_of_nothing_whose_payments_move_money_is_taken_apart(tmp_path: Path) -> None:
    back = detail("60", C, side="Dbtr", more="<CdtDbtInd>CRDT</CdtDbtInd>")
    found = read(tmp_path, whole(entry("-0", detail("60", B) + back)))
    assert payments(found) == [(A, B, 6000), (C, A, 6000)]
    with pytest.raises(LedgerRejected):
        read(tmp_path, whole(entry("-0", detail("60", B))))


@pytest.mark.parametrize("wrong", ["NaN", "sNaN", "1E+999999999", "six"])
def test_a_payment_of_an_entry_whose_amount_is_none_is_named(tmp_path: Path, wrong: str) -> None:
    for told in (detail(wrong, B), detail("40", C) + detail(wrong, B)):
        with pytest.raises(LedgerRejected) as refused:
            read(tmp_path, whole(entry("-100", told), entry("-1")))
        (only,) = refused.value.rejections
        assert (only.row, only.code, only.params["value"]) == (1, "amount_not_number", wrong)
