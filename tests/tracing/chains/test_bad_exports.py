"""Exports of an explorer that are damaged, cut or made up: every row is named, every file told."""

import csv
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import homeward.tracing as ht
from homeward.tracing import errors, read_ledger
from homeward.tracing.chains.errors import ChainFileUnreadable
from tests.tracing.chains.exports import (
    INTERNAL,
    TOKENS,
    TRANSACTIONS,
    A,
    B,
    called,
    hash_of,
    refused,
    row,
    rows_of,
    text_of,
    token,
    written,
)

WELL = row(1, A, B, went="5", fee="0.1")
FEE, WENT, CAME = "TxnFee(ETH)", "Value_OUT(ETH)", "Value_IN(ETH)"

BAD = [
    ({"Transaction Hash": "0x12"}, "id", "hash_unusable"),
    ({"Transaction Hash": ""}, "id", "hash_unusable"),
    ({"From": "0x" + "g" * 40}, "source", "address_unusable"),
    ({"From": ""}, "source", "value_missing"),
    ({"To": "ens.example"}, "target", "address_unusable"),
    ({"To": ""}, "target", "value_missing"),
    ({"Blockno": "1.5"}, "order", "number_unusable"),
    ({"Blockno": ""}, "order", "number_unusable"),
    ({"Blockno": "9" * 30}, "order", "number_unusable"),
    ({"UnixTimestamp": "1.58E+09"}, "time", "number_unusable"),
    ({"UnixTimestamp": "-5"}, "time", "number_unusable"),
    ({"UnixTimestamp": "999999999999"}, "time", "number_unusable"),
    ({"UnixTimestamp": "١٧٠٠٠٠٠٠٠٠"}, "time", "number_unusable"),
    ({WENT: "-5"}, "amount", "amount_not_number"),
    ({WENT: "1,00"}, "amount", "amount_not_number"),
    ({WENT: "1,500"}, "amount", "amount_not_number"),
    ({CAME: "5,000"}, "amount", "amount_not_number"),
    ({FEE: "0,002"}, "amount", "amount_not_number"),
    ({FEE: "1,002"}, "amount", "amount_not_number"),
    ({WENT: "NaN"}, "amount", "amount_not_number"),
    ({WENT: "1e999"}, "amount", "amount_not_number"),
    ({WENT: "9" * 200}, "amount", "amount_not_number"),
    ({FEE: ""}, "amount", "value_missing"),
    ({FEE: "$1"}, "amount", "amount_not_number"),
    ({CAME: "6"}, "amount", "values_differ"),
    ({"Status": "1"}, "amount", "status_unclear"),
    ({"Status": "pending"}, "amount", "status_unclear"),
    ({"ErrCode": "Reverted"}, "amount", "status_unclear"),
    ({"To": B + "\0"}, "target", "nul_character"),
    ({WENT: "1e12"}, "amount", "amount_too_large"),
]


@pytest.mark.parametrize(("said", "field", "code"), BAD)
def test_a_bad_row_is_named(tmp_path: Path, said: dict[str, str], field: str, code: str) -> None:
    path = written(tmp_path / "a.csv", TRANSACTIONS, row(9, A, B, went="1"), WELL | said)
    found = refused(path)
    assert (found[0].file, found[0].row, found[0].field, found[0].code) == (
        "a.csv",
        2,
        field,
        code,
    )
    assert found[0].sentence().startswith(f"Row 2 of a.csv is refused at {field}: ")
    kept = read_ledger(path, accept_rejected=True)
    assert [each[0] for each in rows_of(kept.ledger)] == [hash_of(9)]
    assert [each.code for each in kept.ledger.warnings] == ["rows_left_out"]


def test_status_is_asked_for_only_where_value_depends_on_it(tmp_path: Path) -> None:
    """A fee is paid whether a transaction fails or not."""
    said = {"Status": "pending", WENT: "0", "Value_IN(ETH)": ""}
    path = written(tmp_path / "a.csv", TRANSACTIONS, WELL | said)
    assert [each[2] for each in rows_of(read_ledger(path).ledger)] == ["network"]


@pytest.mark.parametrize(
    ("columns", "said", "code"),
    [
        (INTERNAL, called(1, A, B, went="1", Status=""), "status_unclear"),
        (INTERNAL, called(1, A, B, went="1", ErrCode="x"), "status_unclear"),
        (INTERNAL, called(1, A, "", went="1"), "value_missing"),
        (TOKENS, token(1, A, B, "1", ContractAddress=""), "value_missing"),
        (TOKENS, token(1, A, "", "1"), "value_missing"),
        (TOKENS, token(1, A, B, ""), "value_missing"),
        (TOKENS, token(1, A, B, "-1"), "amount_not_number"),
    ],
)
def test_a_bad_row_of_the_other_layouts_is_named(
    tmp_path: Path, columns: list[str], said: dict[str, str], code: str
) -> None:
    assert [
        (each.row, each.code) for each in refused(written(tmp_path / "a.csv", columns, said))
    ] == [(1, code)]


def test_a_row_of_another_length_is_named(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", TRANSACTIONS, WELL)
    path.write_text(path.read_text() + "\n" + "0x1,2\n")
    found = refused(path)
    assert [(each.row, each.code) for each in found] == [(2, "row_malformed")]


@pytest.mark.parametrize("sign", [";", "\t"])
def test_where_a_comma_may_stand_before_decimals_it_is_refused(tmp_path: Path, sign: str) -> None:
    path = tmp_path / "t.csv"
    for columns, said in (
        (TOKENS, token(1, A, B, "1,234")),
        (TRANSACTIONS, row(1, A, B, went="1,500", fee="0.002")),
        (TRANSACTIONS, row(1, A, B, went="1.5", fee="0,002")),
        (INTERNAL, called(1, A, B, went="1,500")),
    ):
        path.write_text(text_of(columns, [said]).replace('","', f'"{sign}"'))
        assert [each.code for each in refused(path)] == ["amount_not_number"]


@pytest.mark.parametrize("value", ["0,002", "1,50", "01,500", "1,500,00", "1,5000", "1.500,000"])
def test_commas_that_group_no_thousands_are_refused(tmp_path: Path, value: str) -> None:
    path = written(tmp_path / "t.csv", TOKENS, token(1, A, B, value))
    assert [each.code for each in refused(path)] == ["amount_not_number"]


def test_commas_between_the_thousands_of_tokens_are_read(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", TOKENS, token(1, A, B, "1,234,567.8"))
    assert rows_of(read_ledger(path).ledger)[0][3] == 12_345_678 * 10**8


def cut(path: Path) -> None:
    """The file ends within a value."""
    path.write_bytes(path.read_bytes()[:-12])


def torn(path: Path) -> None:
    """A value goes on after its quotation mark."""
    path.write_bytes(path.read_bytes().replace(b'"Error(0)"', b'"Error"(0)'))


def latin(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"Error", b"\xe9"))


def wide(path: Path) -> None:
    path.write_bytes(path.read_text().encode("utf-16"))


@pytest.mark.parametrize(
    ("damage", "error", "said"),
    [
        (cut, errors.QuoteOpen, "in line 3"),
        (torn, ChainFileUnreadable, "that begins in line 3 are wrong"),
        (latin, ChainFileUnreadable, "the first line that is not is line 3"),
        (wide, errors.FileUnreadable, "not text in UTF-8"),
    ],
)
def test_a_damaged_file_says_what_is_wrong(
    tmp_path: Path, damage: Callable[[Path], None], error: type[Exception], said: str
) -> None:
    failed = row(2, A, B, Status="Error(0)")
    path = written(tmp_path / "a.csv", TRANSACTIONS, WELL, failed)
    damage(path)
    with pytest.raises(error, match=said):
        read_ledger(path)


def test_an_export_without_rows_is_an_empty_ledger(tmp_path: Path) -> None:
    with pytest.raises(errors.LedgerEmpty):
        read_ledger(written(tmp_path / "a.csv", TRANSACTIONS))
    with pytest.raises(errors.LedgerEmpty):
        read_ledger(written(tmp_path / "b.csv", TRANSACTIONS, row(1, A, B)))


def test_more_rows_than_are_allowed_are_refused(tmp_path: Path) -> None:
    paths = [
        written(tmp_path / "a.csv", TRANSACTIONS, row(1, A, B, went="1")),
        written(tmp_path / "b.csv", TRANSACTIONS, row(2, A, B, went="1")),
    ]
    assert len(read_ledger(paths, max_rows=2).ledger) == 2
    with pytest.raises(errors.TooManyRows, match=r"b\.csv"):
        read_ledger(paths, max_rows=1)


VALUES = st.one_of(
    st.sampled_from(
        ["", "0", "1", "5", "1,000", "-1", "1e5", "0x", A, B, hash_of(1), "true", "\0"]
    ),
    st.text(max_size=12),
)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([TRANSACTIONS, INTERNAL, TOKENS]),
    st.lists(st.dictionaries(st.integers(0, 17), VALUES, max_size=4), max_size=4),
)
def test_whatever_stands_in_a_row_is_read_or_refused(
    columns: list[str], changes: list[dict[int, str]]
) -> None:
    base = {**called(1, A, B, went="5"), **token(1, A, B, "5"), "TxnFee(ETH)": "0.1", "Status": "0"}
    rows = []
    for number, change in enumerate(changes):
        said = base | {"Transaction Hash": hash_of(number)}
        for place, value in change.items():
            said[columns[place % len(columns)]] = value
        rows.append(said)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        try:
            path.write_text(text_of(columns, rows), newline="")
        except (UnicodeEncodeError, csv.Error):  # no text at all
            return
        for accepting in (False, True):
            try:
                reading = read_ledger(path, accept_rejected=accepting)
            except ht.errors.TracingError:
                continue
            assert reading.ledger.amount.min() > 0
