"""Files of ethereum-etl: transactions with receipts, token transfers with their tokens."""

import csv
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import homeward.tracing as ht
from homeward.tracing import errors, read_ledger
from homeward.tracing.chains.errors import BlocksContradict, ChainFileUnreadable
from homeward.tracing.reading.errors import FilesMixed
from tests.tracing.chains.exports import (
    COIN,
    NETWORK,
    TRANSACTIONS,
    A,
    B,
    C,
    address,
    hash_of,
    refused,
    row,
    rows_of,
)
from tests.tracing.chains.exports import written as exported

ONE = 10**9
HEADERS = {
    "transactions": "hash,nonce,block_hash,block_number,transaction_index,from_address,to_address,"
    "value,gas,gas_price,input,block_timestamp,max_fee_per_gas,max_priority_fee_per_gas,"
    "transaction_type",
    "receipts": "transaction_hash,transaction_index,block_hash,block_number,cumulative_gas_used,"
    "gas_used,contract_address,root,status,effective_gas_price",
    "token_transfers": "token_address,from_address,to_address,value,transaction_hash,log_index,"
    "block_number",
    "tokens": "address,symbol,name,decimals,total_supply,block_number",
}


def sent(number: int, source: str, target: str, **said: Any) -> dict[str, Any]:
    """A transaction of a whole coin unless `value` says other, in wei."""
    given = {
        "hash": hash_of(number),
        "block_number": 100,
        "transaction_index": number,
        "from_address": source,
        "to_address": target,
        "value": 10**18,
        "gas_price": 10**9,
        "block_timestamp": 1_700_000_000,
    }
    return given | said


def receipt(number: int, **said: Any) -> dict[str, Any]:
    """What was paid: 21,000 of gas at two for a thousand million."""
    given = {"transaction_hash": hash_of(number), "gas_used": 21000, "status": 1}
    return given | {"effective_gas_price": 2 * 10**9} | said


def moved(number: int, source: str, target: str, **said: Any) -> dict[str, Any]:
    """A transfer of two and a half of a token of six decimals."""
    given = {"token_address": COIN, "from_address": source, "to_address": target}
    more = {"value": 2_500_000, "transaction_hash": hash_of(number), "log_index": 7}
    return given | more | {"block_number": 100} | said


TOKEN = {"address": COIN, "symbol": "XAC", "decimals": 6}


def files(folder: Path, **rows: list[Mapping[str, Any]]) -> list[Path]:
    """One file for each part, with the columns of its schema and those that its rows add."""
    paths = []
    for part, each in rows.items():
        paths.append(folder / f"{part}.csv")
        with paths[-1].open("w", newline="") as file:
            more = {name: "" for said in each for name in said}
            names = dict.fromkeys(HEADERS[part].split(",")) | more
            writer = csv.DictWriter(file, list(names), restval="")
            writer.writeheader()
            writer.writerows(each)
    return paths


def test_all_parts_together_are_a_ledger(tmp_path: Path) -> None:
    paths = files(
        tmp_path,
        token_transfers=[moved(2, B, C), moved(2, B, C, log_index=3), moved(2, B, C)],
        transactions=[
            sent(2, B, C, value=10**17),
            sent(1, A, B),
            sent(3, C, "", value=0),
            sent(4, C, A),
        ],
        receipts=[
            receipt(1),
            receipt(2, effective_gas_price=""),
            receipt(3, contract_address=address(9)),
            receipt(4, status=0),
        ],
        tokens=[TOKEN, {"address": address(5), "symbol": "PIECE"}],
    )
    reading = read_ledger(paths)
    assert rows_of(reading.ledger) == [
        (hash_of(1), A, B, ONE + 42_000, ONE, "ETH"),
        (hash_of(2), B, C, ONE // 10 + 21_000, ONE // 10, "ETH"),
        (f"{hash_of(2)}/log-3", B, C, 2_500_000_000, 2_500_000_000, f"XAC@{COIN}"),
        (f"{hash_of(2)}/log-7", B, C, 2_500_000_000, 2_500_000_000, f"XAC@{COIN}"),
        (hash_of(3), C, NETWORK, 42_000, 42_000, "ETH"),
        (hash_of(4), C, NETWORK, 42_000, 42_000, "ETH"),
    ]
    assert [each["rows"] for each in reading.ledger.origin["sources"]] == [3, 4, 4, 2]
    assert reading.ledger.warnings == ()
    result = ht.trace(reading.ledger, [ht.Claim(hash_of(1))], rule="fifo")
    assert "order_depends" not in {each.code for each in result.warnings}


BAD = [
    ("transactions", sent(2, A, "x"), "address_unusable"),
    ("transactions", sent(2, A, ""), "value_missing"),
    ("transactions", sent(2, A, B, value="1.5"), "number_unusable"),
    ("transactions", sent(2, A, B, value=-1), "number_unusable"),
    ("transactions", sent(2, A, B, value="9" * 79), "number_unusable"),
    ("transactions", sent(2, A, B, block_timestamp="2017-03-06 04:38:27 UTC"), "number_unusable"),
    ("transactions", sent(2, A, B, transaction_index=""), "number_unusable"),
    ("transactions", sent(9, A, B), "receipt_missing"),
    ("token_transfers", moved(9, A, B), "transaction_missing"),
    ("token_transfers", moved(1, A, B, token_address=address(5)), "decimals_missing"),
    ("token_transfers", moved(1, A, B, value="\0"), "number_unusable"),
    ("token_transfers", moved(1, A, B, is_erc721="True"), "pieces_single"),
    ("token_transfers", moved(1, A, B, token_type="ERC1155"), "pieces_single"),
    ("receipts", receipt(7, gas_used="many"), "number_unusable"),
    ("receipts", receipt(7, transaction_hash="0x"), "hash_unusable"),
    ("tokens", TOKEN | {"decimals": 61, "address": address(6)}, "number_unusable"),
]


@pytest.mark.parametrize(("part", "said", "code"), BAD)
def test_a_bad_row_is_named(tmp_path: Path, part: str, said: Mapping[str, Any], code: str) -> None:
    rows: dict[str, list[Mapping[str, Any]]] = {
        "transactions": [sent(1, A, B)],
        "receipts": [receipt(1), receipt(2)],
        "token_transfers": [moved(1, A, B)],
        "tokens": [TOKEN],
    }
    rows[part].append(said)
    (found,) = refused(*files(tmp_path, **rows))
    assert (found.file, found.row, found.code) == (f"{part}.csv", len(rows[part]), code)
    assert found.sentence()


def test_single_pieces_are_refused_where_a_column_tells_them(tmp_path: Path) -> None:
    pieces = {"address": address(5), "symbol": "XPC", "is_erc721": "true"}
    for decimals in ("", "0"):
        rows = [moved(1, A, B), moved(1, A, B, log_index=8, value=4711, token_address=address(5))]
        paths = files(
            tmp_path,
            transactions=[sent(1, A, B)],
            receipts=[receipt(1)],
            token_transfers=rows,
            tokens=[TOKEN, pieces | {"decimals": decimals}],
        )
        assert [(each.row, each.code) for each in refused(*paths)] == [(2, "pieces_single")]


def test_transfers_of_a_refused_transaction_say_which_row_refused_it(tmp_path: Path) -> None:
    paths = files(
        tmp_path, transactions=[sent(1, A, B)], token_transfers=[moved(1, A, B)], tokens=[TOKEN]
    )
    found = refused(*paths)
    assert [each.code for each in found] == ["receipt_missing", "transaction_refused"]
    assert found[1].params == {"value": hash_of(1), "other": "transactions.csv:1"}
    assert "is refused in row transactions.csv:1" in found[1].sentence()


def test_one_log_cannot_be_two_transfers(tmp_path: Path) -> None:
    for said, field in (({"value": 7}, "amount"), ({"to_address": C}, "target")):
        paths = files(
            tmp_path,
            transactions=[sent(1, A, B)],
            receipts=[receipt(1)],
            token_transfers=[moved(1, A, B), moved(1, A, B) | said, moved(1, A, B, log_index=9)],
            tokens=[TOKEN],
        )
        assert [(each.row, each.field, each.code) for each in refused(*paths)] == [
            (1, field, "rows_contradict"),
            (2, field, "rows_contradict"),
        ]


def test_a_receipt_that_does_not_tell_whether_it_failed_is_not_guessed_at(tmp_path: Path) -> None:
    """Receipts of the years before 2017's end tell nothing of it."""
    rows = [sent(1, A, B), sent(2, A, B, value=0)]
    paths = files(
        tmp_path, transactions=rows, receipts=[receipt(1, status=""), receipt(2, status="")]
    )
    assert [(each.row, each.code) for each in refused(*paths)] == [(1, "status_unclear")]


def test_parts_that_contradict_are_refused(tmp_path: Path) -> None:
    paths = files(
        tmp_path,
        transactions=[sent(1, A, B)],
        receipts=[receipt(1), receipt(1), receipt(1, gas_used=5)],
    )
    found = [(each.file, each.row, each.code) for each in refused(*paths)]
    assert found == [
        ("transactions.csv", 1, "receipt_missing"),
        ("receipts.csv", 1, "rows_contradict"),
        ("receipts.csv", 3, "rows_contradict"),
    ]
    other = files(
        tmp_path,
        transactions=[sent(1, A, B), sent(2, A, B, block_number=101, block_timestamp=5)],
        receipts=[receipt(1), receipt(2)],
    )
    with pytest.raises(BlocksContradict):
        read_ledger(other)


def test_files_that_cannot_be_used_say_why(tmp_path: Path) -> None:
    rows = {"transactions": [sent(1, A, B)], "receipts": [receipt(1)]}
    paths = files(tmp_path, **rows)
    with pytest.raises(FilesMixed):
        read_ledger([*paths, exported(tmp_path / "a.csv", TRANSACTIONS, row(1, A, B))])
    with pytest.raises(errors.TooManyRows):
        read_ledger(paths, max_rows=1)
    with pytest.raises(errors.OptionUnusable):
        read_ledger(paths, in_sequence=True)
    text = paths[0].read_text()
    paths[0].write_text(text + "1,2\n")
    assert [(each.row, each.code) for each in refused(*paths)] == [(2, "row_malformed")]
    paths[0].write_bytes(text.encode() + b"\xe9\n")
    with pytest.raises(ChainFileUnreadable, match="line 3"):
        read_ledger(paths)
    paths[0].write_text(text.replace("nonce", "value"))
    with pytest.raises(errors.ColumnRepeated):
        read_ledger(paths)
    with pytest.raises(errors.LedgerEmpty):
        read_ledger(files(tmp_path, transactions=[], receipts=[]))


VALUES = st.one_of(
    st.sampled_from(["", "0", "1", "61", "-1", "1e5", "0x", A, B, COIN, hash_of(1), "9" * 90]),
    st.text(max_size=8),
)
CHANGES = st.lists(
    st.tuples(st.sampled_from(list(HEADERS)), st.integers(0, 14), VALUES), max_size=5
)


@settings(max_examples=120, deadline=None)
@given(CHANGES)
def test_whatever_stands_in_a_row_is_read_or_refused(changes: list[tuple[str, int, str]]) -> None:
    rows: dict[str, list[dict[str, Any]]] = {
        "transactions": [sent(1, A, B), sent(2, B, C)],
        "receipts": [receipt(1), receipt(2)],
        "token_transfers": [moved(1, A, B)],
        "tokens": [dict(TOKEN)],
    }
    for part, place, value in changes:
        columns = HEADERS[part].split(",")
        rows[part][0][columns[place % len(columns)]] = value
    with tempfile.TemporaryDirectory() as folder:
        try:
            paths = files(Path(folder), **rows)
        except (UnicodeEncodeError, csv.Error):  # no text at all
            return
        for accepting in (False, True):
            try:
                reading = read_ledger(paths, accept_rejected=accepting)
            except errors.TracingError:
                continue
            assert reading.ledger.amount.min() > 0
