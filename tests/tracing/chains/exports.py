"""Exports of an explorer as the tests write them: invented addresses, transactions and tokens."""

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from homeward.tracing import Ledger, LedgerRejected, read_ledger
from homeward.tracing.reading.rejections import Rejection

_TRANSACTIONS = (
    "Transaction Hash,Blockno,UnixTimestamp,DateTime (UTC),From,To,ContractAddress,Value_IN(ETH),"
    "Value_OUT(ETH),CurrentValue @ $1/Eth,TxnFee(ETH),TxnFee(USD),Historical $Price/Eth,Status,"
    "ErrCode,Method"
)
_INTERNAL = (
    "Transaction Hash,Blockno,UnixTimestamp,DateTime (UTC),ParentTxFrom,ParentTxTo,"
    "ParentTxETH_Value,From,TxTo,ContractAddress,Value_IN(ETH),Value_OUT(ETH),"
    "CurrentValue @ $1/Eth,Historical $Price/Eth,Status,ErrCode,Type"
)
_TOKENS = (
    "Transaction Hash,Blockno,UnixTimestamp,DateTime (UTC),From,To,TokenValue,USDValueDayOfTx,"
    "ContractAddress,TokenName,TokenSymbol"
)
TRANSACTIONS, INTERNAL, TOKENS = (each.split(",") for each in (_TRANSACTIONS, _INTERNAL, _TOKENS))

NETWORK = "network"


def address(number: int) -> str:
    """An address that nobody has: almost all zeros."""
    return f"0x{number:040x}"


A, B, C, D = (address(0xA0 + number) for number in (1, 2, 3, 4))
COIN = address(0xC0)
"""The contract of an invented token."""


def hash_of(number: int) -> str:
    """The hash of an invented transaction."""
    return f"0x{number:064x}"


def row(number: int, source: str, target: str, **said: str) -> dict[str, str]:
    """A row of transactions or internal ones; `went` and `came` are its values, `fee` its fee."""
    block = said.pop("block", str(100 + number))
    given = {
        "Transaction Hash": hash_of(number),
        "Blockno": block,
        "UnixTimestamp": said.pop("time", str(1_700_000_000 + 12 * int(block))),
        "From": source,
        "To": target,
        "TxTo": target,
        "Value_IN(ETH)": said.pop("came", "0"),
        "Value_OUT(ETH)": said.pop("went", "0"),
        "TxnFee(ETH)": said.pop("fee", "0"),
    }
    return given | said


def called(number: int, source: str, target: str, **said: str) -> dict[str, str]:
    """A row of internal transactions that went well."""
    return row(number, source, target, **{"Status": "0", "Type": "call"} | said)


def token(number: int, source: str, target: str, value: str, **said: str) -> dict[str, str]:
    """A row of token transfers."""
    given = {"TokenValue": value, "ContractAddress": COIN, "TokenSymbol": "XAC"}
    return row(number, source, target, **given | said)


def text_of(columns: Iterable[str], rows: Iterable[Mapping[str, str]]) -> str:
    """The export as an explorer writes it, every value in quotation marks."""
    out = io.StringIO()
    names = list(columns)
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(names)
    for each in rows:
        writer.writerow([each.get(name, "") for name in names])
    return out.getvalue()


def written(path: Path, columns: Iterable[str], *rows: Mapping[str, str]) -> Path:
    """The path, with the export in it."""
    path.write_text(text_of(columns, rows), newline="")
    return path


def rows_of(ledger: Ledger) -> list[tuple[str, str, str, int, int, str]]:
    """Id, source, target, amount, credited and the currency of what was paid."""
    found = []
    for place in range(len(ledger)):
        source, target = int(ledger.source[place]), int(ledger.target[place])
        found.append(
            (
                ledger.payment_id(place),
                ledger.account_ids[source],
                ledger.account_ids[target],
                int(ledger.amount[place]),
                int(ledger.credited[place]),
                ledger.account_currencies[source],
            )
        )
    return found


def refused(*paths: Path) -> list[Rejection]:
    """The rows of files that are refused; all of them, and none is read."""
    try:
        read_ledger(paths)
    except LedgerRejected as problem:
        return list(problem.rejections)
    return []
