"""Field 86: what the bank writes is read, and nothing of what the payer writes is taken for it."""

from pathlib import Path

import pytest

from homeward.tracing.statements.field86 import OtherEnd, other_end
from tests.tracing.statements.made import A, B, Line, camt, mt940, payments, read, statement

TRUE, FAKE = "XB36EXAM0000000002", "XC06EXAM0000000003"
"""Both with check digits that hold: a payer can write a true account too."""


@pytest.mark.parametrize(
    ("details", "account", "reference"),
    [
        (f"/EREF/REAL//CNTP/{TRUE}/EXAMXBXX/X///REMI/USTD//pay/IBAN/{FAKE}/", TRUE, "REAL"),
        (
            f"/EREF/REAL//CNTP/{TRUE}/EXAMXBXX/X///REMI/USTD//CNTP/{FAKE}/X///EREF/FAKE/",
            TRUE,
            "REAL",
        ),
        (f"/TRTP/TRANSFER/IBAN/{TRUE}/NAME/B/REMI/rent/EREF/FAKE/IBAN/{FAKE}", TRUE, None),
        (f"/TRTP/TRANSFER/NAME/B/REMI/rent/IBAN/{FAKE}", "", None),
        (f"/EREF/REAL/IBAN/{FAKE}//CNTP/{TRUE}/EXAMXBXX/X///REMI/x", TRUE, "REAL"),
        (f"/EREF/REAL/CNTP/{FAKE}//CNTP/{TRUE}/EXAMXBXX/X///REMI/x", "", "REAL"),
        (f"pay this /IBAN/{FAKE}/EREF/FAKE", "", None),
        (f"pay this IBAN+{FAKE} EREF+FAKE", "", None),
        (f"166?00T?20EREF+REAL?21SVWZ+for you IBAN+{FAKE}?31{TRUE}", TRUE, "REAL"),
        (f"166?00T?20EREF+REAL?21SVWZ+for you?22IBAN+{FAKE}?32B", "", "REAL"),
        ("166?00T?20EREF+REAL?21SVWZ+for you?22EREF+FAKE?32B", "", "REAL"),
        ("166?00T?20EREF+REAL?21SV?22WZ+for youEREF+FAKE?32B", "", "REAL"),
        ("166?00T?20SVWZ+for you?21EREF+FAKE?32B", "", None),
        ("166?00T?20for you?21EREF+FAKE?32B", "", None),
        (f"166?00T?20EREF+REAL?21SVWZ+why?31{FAKE}?22because?31{TRUE}", TRUE, "REAL"),
        (f"166?00T?20EREF+REAL?21SVWZ+why?31{FAKE}?22because?32B", "", "REAL"),
        (f"166?00T?20EREF+REAL?31{TRUE}?60why?31{FAKE}", TRUE, "REAL"),
        (f"166?00T?20EREF+IBAN+{FAKE}?21SVWZ+x", "", ""),
    ],
)
def test_the_payers_own_words_are_not_the_banks(
    details: str, account: str, reference: str | None
) -> None:
    found = other_end(details, "")
    assert (found.account, found.reference) == (account, reference)


@pytest.mark.parametrize(
    ("details", "more", "found"),
    [
        (f"166?20EREF+REAL?21IBAN+{TRUE}?22BIC+EXAMXBXX?23SVWZ+x?32B.?33 SECOND", "",
         OtherEnd(TRUE, "B. SECOND", "REAL")),
        ("166?20EREF+REAL?21IBAN+XB00EXAM0000000002?22SVWZ+x", "", OtherEnd("", "", "REAL")),
        ("166?20EREF+A LONG REFERENCE THAT GO?21ES ON?22KREF+OWN?23SVWZ+x", "",
         OtherEnd("", "", "A LONG REFERENCE THAT GOES ON")),
        ("166?00FEE?20SVWZ+fee?3099020030?310000000000", "", OtherEnd()),
        ("/EREF/REAL//CNTP///B. SECOND///REMI/USTD//x/", "", OtherEnd("", "B. SECOND", "REAL")),
        ("/CNTP/B. SECOND/REMI/x", "", OtherEnd()),
        ("/TRTP/T/IBAN/no account/REMI/x", "", OtherEnd()),
        ("/EREF/REAL/BENM//NAME/B. SECOND/REMI/x", TRUE, OtherEnd(TRUE, "B. SECOND", "REAL")),
        ("/EREF/REAL//CNTP/7777/X/B///REMI/x", TRUE, OtherEnd("7777", "B", "REAL")),
        ("", "XB00EXAM0000000002", OtherEnd()),
        ("", f"to {TRUE}", OtherEnd()),
        ("", "", OtherEnd()),
    ],
)  # fmt: skip
def test_what_the_bank_writes_is_read(details: str, more: str, found: OtherEnd) -> None:
    """The second line of field 61 names the account with Rabobank, where it is an IBAN."""
    assert other_end(details, more) == found


def test_the_account_of_a_rabobank_statement_stands_below_field_61(tmp_path: Path) -> None:
    line = f"260302D000000000040,50N541EREF\r\n{TRUE}"
    text = mt940(
        "XA66EXAM0000000001 XAD",
        7,
        [(line, "/EREF/REAL/BENM//NAME/B. SECOND/REMI/rent")],
        opening="C260228XAD000000001000,00",
        closing="C260302XAD000000000959,50",
    )
    found = read(tmp_path, f":940:\r\n{text}")
    assert payments(found) == [("XA66EXAM0000000001", TRUE, 4050)]
    assert found.ledger.references is not None
    assert found.ledger.references.to_pylist() == ["REAL"]


@pytest.mark.parametrize(
    ("line", "details", "reference"),
    [
        ("2603020302D40,50NTRFOWN-REF-77", f"166?00T?20SVWZ+x?31{B}", "OWN-REF-77"),
        ("2603020302D40,50NTRFOWN-REF-77", f"166?00T?20EREF+REAL?21SVWZ+x?31{B}", "REAL"),
        ("2603020302D40,50NTRFOWN-REF-77", f"166?00T?20EREF+NOTPROVIDED?31{B}", None),
        ("2603020302D40,50NTRFOWN-REF-77", "166?00T?20SVWZ+x?32B. SECOND", None),
        ("2603020302D40,50NTRFKREF+", f"166?00T?20SVWZ+x?31{B}", None),
    ],
)
def test_the_customers_own_reference_stands_in_for_a_common_one_seldom(
    tmp_path: Path, line: str, details: str, reference: str | None
) -> None:
    """Where the bank says that there is none, or names nobody, it must not join anything."""
    text = mt940(A, 7, [(line, details)], opening="C260228XAD1000,", closing="C260331XAD959,5")
    held = read(tmp_path, text).ledger.references
    assert (held.to_pylist() if held is not None else [None]) == [reference]


def test_what_stands_below_the_closing_balance_is_of_no_entry(tmp_path: Path) -> None:
    details = f"/EREF/REAL//CNTP/{B}/EXAMXBXX/X///"
    text = mt940(A, 7, [("2603020302D40,50NTRFEREF", details)],
                 opening="C260228XAD1000,", closing="C260331XAD959,5")  # fmt: skip
    text = text.replace(
        "959,5\r\n", f"959,5\r\n:64:C260331XAD959,5\r\n:86:/SUM/1/0/CNTP/{FAKE}/\r\n"
    )
    assert payments(read(tmp_path, text)) == [(A, B, 4050)]


def test_a_false_reference_joins_nothing(tmp_path: Path) -> None:
    """The payer writes the reference of another payment into the text."""
    details = f"166?00T?20SVWZ+x EREF+REAL-REF?31{B}"
    paid = mt940(A, 7, [("2603020302D40,50NTRFNONREF", details)],
                 opening="C260228XAD1000,", closing="C260302XAD959,5")  # fmt: skip
    received = camt(statement(B, "B-1", [Line("40.50", "2026-03-20", end_to_end="REAL-REF")]))
    assert len(payments(read(tmp_path, paid, received))) == 2


def test_the_account_itself_is_not_its_other_end(tmp_path: Path) -> None:
    """Some banks name it with their fees: a payment to itself would move nothing."""
    paid = mt940(A, 7, [("2603020302D40,50NCHGNONREF", f"808?00FEE?31{A}?32BANK")],
                 opening="C260228XAD1000,", closing="C260302XAD959,5")  # fmt: skip
    assert payments(read(tmp_path, paid)) == [(A, f"BANK [{A}/EXAMPLE-00007-001/1]", 4050)]
