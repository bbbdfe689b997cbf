"""MT940: fields, the customs of field 86, pages, envelopes, reversals; what is no MT940."""

from pathlib import Path

import pytest

from homeward.tracing.errors import FileUnreadable
from tests.tracing.statements.made import (
    A,
    B,
    C,
    Line,
    camt,
    codes,
    mt940,
    payments,
    read,
    statement,
)

GERMAN = f"166?00TRANSFER?20EREF+E-1?21SVWZ+rent?30EXAMXBXX?31{B}?32B. SECOND"
SLASHED = f"/TRTP/TRANSFER/IBAN/{B}/BIC/EXAMXBXX/NAME/B. SECOND/EREF/E-1/REMI/rent"
CNTP = f"/EREF/E-1//CNTP/{B}/EXAMXBXX/B. SECOND///REMI/USTD//rent/"


@pytest.mark.parametrize("details", [GERMAN, SLASHED, CNTP])
def test_a_statement_is_read_with_the_other_account_of_field_86(
    tmp_path: Path, details: str
) -> None:
    lines = [("2603020302D40,50NTRFNONREF//B-1", details), ("260303C5,NTRFNONREF", "")]
    text = mt940(A, 7, lines, opening="C260228XAD1000,00", closing="C260331XAD964,50")
    found = read(tmp_path, text)
    ledger = found.ledger
    assert payments(found) == [(A, B, 4050), (f"[{A}/EXAMPLE-00007-001/2]", A, 500)]
    assert dict(zip(ledger.account_ids, ledger.openings.tolist(), strict=True))[A] == 100000
    assert ledger.references is not None
    assert ledger.references.to_pylist() == ["E-1", None]
    assert codes(found) == ["other_account_unnamed"]


def test_long_field_86_over_several_lines(tmp_path: Path) -> None:
    broken = f"{GERMAN[:40]}\r\n{GERMAN[40:70]}\r\n{GERMAN[70:]}"
    lines = [("2603020302D40,50NTRFNONREF//B-1", broken)]
    text = mt940(A, 7, lines, opening="C260228XAD1000,00", closing="C260331XAD959,50")
    assert payments(read(tmp_path, text)) == [(A, B, 4050)]


def test_the_account_may_carry_its_currency_and_an_envelope_stand_around(tmp_path: Path) -> None:
    lines = [("2603020302D40,50NTRFNONREF//B-1", GERMAN)]
    own = "XA66EXAM0000000001"
    text = mt940(own + "XAD", 7, lines, opening="C260228XAD1000,00", closing="C260331XAD959,50")
    text = f"{{1:F01EXAMXAXXAXXX0000000000}}{{2:O9400000}}{{4:\r\n{text}}}"
    assert payments(read(tmp_path, text)) == [(own, B, 4050)]


def test_bank_and_number_become_the_iban_that_is_made_of_them(tmp_path: Path) -> None:
    """Field 25 has them so, and field 86 in two subfields; other statements have the IBAN."""
    paid = [("2603020302D40,50NTRFNONREF", "166?00T?20EREF+E-1?3099020030?31777?32B. SECOND")]
    received = [("2603020302C40,50NTRFNONREF", "166?00T?20EREF+E-1?3099020030?31666?32A. FIRST")]
    one = mt940("99020030/666", 1, paid, opening="C260228XAD1000,", closing="C260331XAD959,5")
    two = mt940("99020030/777", 1, received, opening="C260228XAD1000,", closing="C260331XAD1040,5")
    paid = "DE77990200300000000666", "DE87990200300000000777", 4050
    assert payments(read(tmp_path, one, two)) == [paid]
    line = Line("40.50", "2026-03-02", paid[0], end_to_end="E-1")
    assert payments(read(tmp_path, one, camt(statement(paid[1], "B-1", [line])))) == [paid]


def test_days_around_new_year(tmp_path: Path) -> None:
    """Field 61 has the year of the value date only: the entry may be of the year after."""
    lines = [("2512310102D40,50NTRFNONREF", GERMAN)]
    text = mt940(A, 1, lines, opening="C251231XAD1000,00", closing="C260131XAD959,50")
    ledger = read(tmp_path, text).ledger
    assert ledger.time.tolist() == [1767312000000000]


def test_reversals_and_pages(tmp_path: Path) -> None:
    one = mt940(
        A,
        7,
        [("2603020302D40,50NTRFNONREF", GERMAN)],
        opening="C260228XAD1000,00",
        closing="C260302XAD959,50",
    ).replace(":62F:", ":62M:")
    two = (
        mt940(
            A,
            7,
            [("2603050305RD40,50NTRFNONREF", GERMAN)],
            opening="C260302XAD959,50",
            closing="C260331XAD1000,00",
        )
        .replace(":60F:", ":60M:")
        .replace("/001", "/002")
    )
    found = read(tmp_path, one + two)
    assert payments(found) == [(A, B, 4050), (B, A, 4050)]
    assert found.ledger.reverses is not None
    assert found.ledger.reverses.tolist() == [-1, 0]
    assert codes(found) == []


def test_both_formats_are_read_together(tmp_path: Path) -> None:
    paid = mt940(
        A,
        7,
        [("2603020302D40,50NTRFNONREF", GERMAN)],
        opening="C260228XAD1000,00",
        closing="C260331XAD959,50",
    )
    received = camt(statement(B, "B-1", [Line("40.50", "2026-03-03", A, end_to_end="E-1")]))
    assert payments(read(tmp_path, paid, received)) == [(A, B, 4050)]


def test_names_in_another_encoding_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "latin.sta"
    text = mt940(
        A,
        7,
        [("260303C5,NTRFNONREF", "166?00T?31" + C + "?32J\u00e9r\u00f4me")],
        opening="C260228XAD1000,00",
        closing="C260331XAD1005,00",
    )
    path.write_bytes(text.encode("latin-1"))
    from homeward.tracing import read_ledger

    assert payments(read_ledger(path, zone="UTC")) == [(C, A, 500)]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (":61:2603020302D40,50", ":61:26030X", "as MT940 has it"),
        (":61:2603020302D40,50", ":61:2613020302D40,50", "as MT940 has it"),
        (":60F:C260228XAD1000,00", ":60F:nonsense", "as MT940 has it"),
        (f":25:{A}", ":25:", "account"),
    ],
)
def test_a_damaged_file_is_refused_with_its_statement(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    lines = [("2603020302D40,50NTRFNONREF//B-1", GERMAN)]
    text = mt940(A, 7, lines, opening="C260228XAD1000,00", closing="C260331XAD959,50")
    with pytest.raises(FileUnreadable, match=says) as refused:
        read(tmp_path, text.replace(old, new))
    assert "0.txt" in str(refused.value)


def test_a_line_without_its_type_is_not_lost(tmp_path: Path) -> None:
    """The package takes the next line for the same one where field 61 lacks its type."""
    lines = [("2603020302D40,50", GERMAN), ("2603030303D1,00", GERMAN)]
    text = mt940(A, 7, lines, opening="C260228XAD1000,00", closing="C260331XAD958,50")
    with pytest.raises(FileUnreadable, match="field 61"):
        read(tmp_path, text)
