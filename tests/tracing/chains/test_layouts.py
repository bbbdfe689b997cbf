"""The headers of exports, old and new, of Etherscan and its sisters; and what is no export."""

from pathlib import Path

import pytest

from homeward.tracing import errors, read_ledger
from homeward.tracing.chains.errors import ExportColumnMissing
from homeward.tracing.reading.errors import FilesMixed
from tests.tracing.chains.exports import (
    COIN,
    INTERNAL,
    TOKENS,
    TRANSACTIONS,
    A,
    B,
    called,
    hash_of,
    row,
    rows_of,
    token,
    written,
)


def renamed(columns: list[str], **names: str) -> tuple[list[str], dict[str, str]]:
    """The columns under other names, and which is which."""
    known = {"hash": "Transaction Hash", "time": "DateTime (UTC)"}
    other = {known[key]: value for key, value in names.items()}
    return [other.get(name, name) for name in columns], other


@pytest.mark.parametrize("columns", [TRANSACTIONS, INTERNAL, TOKENS])
def test_old_and_new_names_of_columns_are_known(tmp_path: Path, columns: list[str]) -> None:
    old, names = renamed(columns, hash="Txhash", time="DateTime")
    makers = {
        "Method": row(1, A, B, went="2"),
        "Type": called(1, A, B, went="2"),
        "TokenSymbol": token(1, A, B, "2"),
    }
    said = makers[columns[-1]]
    aged = {names.get(name, name): value for name, value in said.items()}
    one = read_ledger(written(tmp_path / "new.csv", columns, said)).ledger
    two = read_ledger(written(tmp_path / "old.csv", [*old, "PrivateNote"], aged)).ledger
    assert rows_of(one) == rows_of(two) != []


def test_the_chains_own_currency_is_told_by_the_header(tmp_path: Path) -> None:
    header = [name.replace("ETH", "XBC").replace("Eth", "XBC") for name in TRANSACTIONS]
    said = {name.replace("ETH", "XBC"): value for name, value in row(1, A, B, went="2").items()}
    ledger = read_ledger(written(tmp_path / "a.csv", header, said)).ledger
    assert rows_of(ledger)[0][5] == "XBC"


def test_transactions_without_method_and_with_columns_of_a_chain(tmp_path: Path) -> None:
    short = [name for name in TRANSACTIONS if name != "Method"]
    long = [*TRANSACTIONS, "ChainId", "Chain", "Value(ETH)"]
    paths = [
        written(tmp_path / "a.csv", short, row(1, A, B, went="2")),
        written(tmp_path / "b.csv", long, row(2, A, B, went="2", Status="true")),
    ]
    assert [each[3] for each in rows_of(read_ledger(paths).ledger)] == [2 * 10**9] * 2


def test_tokens_of_old_have_a_value_and_no_block(tmp_path: Path) -> None:
    old = "Txhash,UnixTimestamp,DateTime,From,To,Value,ContractAddress,TokenName,TokenSymbol"
    said = {
        "Txhash": hash_of(1),
        "UnixTimestamp": "1700000000",
        "From": A,
        "To": B,
        "Value": "2",
        "ContractAddress": COIN,
        "TokenSymbol": "XAC",
    }
    ledger = read_ledger(written(tmp_path / "t.csv", old.split(","), said)).ledger
    assert rows_of(ledger)[0][1:4] == (A, B, 2 * 10**9)


@pytest.mark.parametrize(
    ("columns", "missing"),
    [
        (TRANSACTIONS, "Status"),
        (TRANSACTIONS, "TxnFee(ETH)"),
        (INTERNAL, "Type"),
        (INTERNAL, "ContractAddress"),
        (TOKENS, "ContractAddress"),
        (TOKENS, "From"),
    ],
)
def test_a_column_that_is_missing_is_named(
    tmp_path: Path, columns: list[str], missing: str
) -> None:
    path = written(tmp_path / "a.csv", [name for name in columns if name != missing])
    with pytest.raises(ExportColumnMissing, match=missing.split("(")[0]):
        read_ledger(path)


OTHERS = [
    "Date,Txhash,From,To,Value,TokenSymbol",
    "Txhash,UnixTimestamp,From,To,TokenSymbol",
    "Transaction Hash,Date,From,To,Value_IN(ETH),Value_OUT(ETH)",
    ",".join(name for name in TRANSACTIONS if name != "UnixTimestamp"),
    ",".join(name for name in TRANSACTIONS if name not in ("Status", "Blockno")),
]


@pytest.mark.parametrize("header", OTHERS)
def test_what_a_provider_heads_its_own_way_is_a_table(header: str, tmp_path: Path) -> None:
    with pytest.raises(errors.ColumnMissing):
        read_ledger(written(tmp_path / "a.csv", header.split(",")))


def test_a_column_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(errors.ColumnRepeated):
        read_ledger(written(tmp_path / "a.csv", [*TRANSACTIONS, "From"]))


def test_one_export_is_of_one_currency(tmp_path: Path) -> None:
    header = [name.replace("Value_OUT(ETH)", "Value_OUT(XBC)") for name in TRANSACTIONS]
    with pytest.raises(ExportColumnMissing, match=r"Value_OUT\(\.\.\.\) in ETH"):
        read_ledger(written(tmp_path / "a.csv", header))


def test_tokens_that_are_single_pieces_are_no_such_export(tmp_path: Path) -> None:
    pieces = [*TOKENS[:6], "ContractAddress", "TokenId", "TokenName", "TokenSymbol"]
    with pytest.raises(errors.ColumnMissing):
        read_ledger(written(tmp_path / "n.csv", pieces))


def test_a_ledger_with_columns_of_an_export_beside_is_a_ledger(tmp_path: Path) -> None:
    names = ["time", "source", "target", "amount", "currency", "txhash", "value", "tokensymbol"]
    said = dict(zip(names, ("2026-03-01T10:00:00Z", "A", "B", "5", "XAD", "", "", ""), strict=True))
    ledger = read_ledger(written(tmp_path / "bank.csv", names, said)).ledger
    assert rows_of(ledger)[0][1:4] == ("A", "B", 5)


def test_exports_and_other_tables_are_not_read_together(tmp_path: Path) -> None:
    table = tmp_path / "bank.csv"
    table.write_text("id,time,source,target,amount,currency\n")
    export = written(tmp_path / "a.csv", TRANSACTIONS, row(1, A, B, went="2"))
    with pytest.raises(FilesMixed, match=r"bank\.csv is not of the kind of the others"):
        read_ledger([export, table])


def test_an_option_that_means_nothing_here_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", TRANSACTIONS, row(1, A, B, went="2"))
    with pytest.raises(errors.OptionUnusable, match="in_sequence"):
        read_ledger(path, in_sequence=True)


def test_whoever_says_what_the_columns_mean_reads_a_table(tmp_path: Path) -> None:
    said = row(1, A, B, went="2") | {"DateTime (UTC)": "2026-03-01 10:00:00"}
    path = written(tmp_path / "a.csv", TRANSACTIONS, said)
    mapping = {
        "id": "Transaction Hash",
        "time": "DateTime (UTC)",
        "source": "From",
        "target": "To",
        "amount": "Value_OUT(ETH)",
        "currency": "=XAD",
    }
    reading = read_ledger(path, mapping=mapping, zone="UTC", exponent=2)
    assert rows_of(reading.ledger) == [(hash_of(1), A, B, 200, 200, "XAD")]
    with pytest.raises(errors.ColumnMissing):
        read_ledger(path, mapping={"id": "Transaction Hash"})
