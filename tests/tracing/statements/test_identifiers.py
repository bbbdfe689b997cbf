"""One account has one name, however banks write it; what is no reference joins nothing."""

from pathlib import Path

import pytest

from homeward.tracing.statements.entries import references
from homeward.tracing.statements.identifiers import is_iban, normal, without_currency
from homeward.tracing.statements.mt940_text import is_mt940
from tests.tracing.statements.made import B, mt940, payments, read


@pytest.mark.parametrize(
    ("written", "account"),
    [
        ("xa66 exam 0000 0000 01", "XA66EXAM0000000001"),
        ("/PL52999000060000000000000001", "PL52999000060000000000000001"),
        ("EXAMXAXX/XA66EXAM0000000001", "XA66EXAM0000000001"),
        ("EXAMXAXX123/XA66EXAM0000000001", "XA66EXAM0000000001"),
        ("EXAMXAXX/7777", "EXAMXAXX/7777"),
        ("99020030/666", "DE77990200300000000666"),
        ("99020030/0000000666", "DE77990200300000000666"),
        ("99020030/0", "99020030/0"),
        ("9902003/666", "9902003/666"),
        ("7777", "7777"),
    ],
)
def test_an_account_has_one_form(written: str, account: str) -> None:
    assert normal(written) == account
    assert normal(account) == account


@pytest.mark.parametrize(
    ("written", "account"),
    [
        ("XA66EXAM0000000001XAD", "XA66EXAM0000000001"),
        ("NL26EXAM0000000001 EUR", "NL26EXAM0000000001"),
        ("NL00EXAM0000000001EUR", "NL00EXAM0000000001"),
        ("99020030/0000000666EUR", "DE77990200300000000666"),
        ("SC44EXAM11010000000000001497USD", "SC44EXAM11010000000000001497USD"),
        ("SC44EXAM11010000000000001497USDUSD", "SC44EXAM11010000000000001497USD"),
        ("MU12EXAM0901101000300200000MUR", "MU12EXAM0901101000300200000MUR"),
        ("XA00EXAM0000000001XAD", "XA00EXAM0000000001XAD"),
        ("7777EUR", "7777EUR"),
        ("", ""),
    ],
)
def test_only_what_is_no_part_of_an_account_is_cut_as_its_currency(
    written: str, account: str
) -> None:
    """IBANs of Seychelles and Mauritius end in one."""
    assert without_currency(written) == account


def test_ibans_are_known_by_length_and_check_digits() -> None:
    assert is_iban("XA66EXAM0000000001")
    assert is_iban("NL26EXAM0000000001")
    assert not is_iban("XA67EXAM0000000001")
    assert not is_iban("NL26EXAM000000001"), "one short"
    assert not is_iban("XA66EXAM")


@pytest.mark.parametrize(
    "value",
    ["", "NOTPROVIDED", "not provided", "KREF+", "EREF", "EREF+", "PREF", "MARF", "NOREF", "NONREF",
     "0", "-", "N/A", "SEPA", "UEBERWEISUNG", "RF", "ABC", "1", "12345", "000000000"],
)  # fmt: skip
def test_what_is_no_reference_joins_nothing(value: str) -> None:
    assert references(("end to end", value)) == ()


@pytest.mark.parametrize("value", ["E-1", "123456", "RENT", "NOTPROVIDED-7", "2026 03"])
def test_what_is_one_is_kept(value: str) -> None:
    assert references(("end to end", value)) == (("end to end", value),)


@pytest.mark.parametrize(
    "head",
    [
        "0000 01EXAMXAXXXXX00001\n0000 01EXAMXAXXXXX00001\n940 00\n",
        "EXAMXAXX\n940\nEXAMXAXX\n",
        "EXAMXAXX\r\n\r\n940\r\n",
        ":940:\n",
        "\n",
        "",
    ],
)
def test_lines_that_banks_put_before_the_first_field(tmp_path: Path, head: str) -> None:
    one = mt940("XA66EXAM0000000001", 7, [("2603020302D40,50NTRFNONREF", f"/CNTP/{B}/X/Y/")],
                opening="C260228XAD1000,00", closing="C260302XAD959,50")  # fmt: skip
    two = mt940("XA66EXAM0000000001", 8, [("2603030303D1,00NTRFNONREF", f"/CNTP/{B}/X/Y/")],
                opening="C260302XAD959,50", closing="C260303XAD958,50")  # fmt: skip
    found = read(tmp_path, head + one + head + two)
    assert [amount for *_, amount in payments(found)] == [4050, 100]


@pytest.mark.parametrize(
    "text",
    [
        "id,time,source\n:20:\n:25:\n",
        "id;time\n:20:\n:25:\n",
        "id\ttime\n:20:\n:25:\n",
        "A\n" * 11 + ":20:\n:25:\n",
        ":20:\n",
        "A\n:25:\n",
        " \n" * 2000,
    ],
)
def test_what_is_no_mt940(text: str) -> None:
    assert not is_mt940(text.encode())
