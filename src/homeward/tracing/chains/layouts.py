"""The layouts of an explorer's CSV exports, told by their header alone."""

import csv
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from homeward.tracing.chains.errors import ExportColumnMissing
from homeward.tracing.reading.fields import REQUIRED, delimiter_of, refuse_repeated
from homeward.tracing.reading.files import header_of


class LayoutName(StrEnum):
    """What an export lists, in the order in which it happens within one transaction."""

    TRANSACTIONS = "transaction"
    INTERNAL = "internal"
    TOKENS = "token"


_NAMES = {
    "hash": ("txhash", "transaction hash"),
    "block": ("blockno",),
    "seconds": ("unixtimestamp",),
    "source": ("from",),
    "target": ("txto", "to"),
    "contract": ("contractaddress",),
    "status": ("status",),
    "error": ("errcode",),
    "type": ("type",),
    "symbol": ("tokensymbol",),
    "amount": ("tokenvalue", "value"),
}
"""Columns by what they say, in small letters. Other columns are not read."""

_VALUED = {
    "in": re.compile(r"value_in\((.+)\)"),
    "out": re.compile(r"value_out\((.+)\)"),
    "fee": re.compile(r"txnfee\((?!usd\))(.+)\)"),
}
"""Columns whose name holds the symbol of the chain's own currency."""

_NEEDED = {
    LayoutName.TRANSACTIONS: (
        *("hash", "block", "seconds", "source", "target", "contract"),
        *("in", "out", "fee", "status"),
    ),
    LayoutName.INTERNAL: (
        *("hash", "block", "seconds", "source", "target", "contract"),
        *("in", "out", "status", "type"),
    ),
    LayoutName.TOKENS: ("hash", "seconds", "source", "target", "amount", "contract", "symbol"),
}
_USED = {
    LayoutName.TRANSACTIONS: (*_NEEDED[LayoutName.TRANSACTIONS], "error"),
    LayoutName.INTERNAL: (*_NEEDED[LayoutName.INTERNAL], "error"),
    LayoutName.TOKENS: (*_NEEDED[LayoutName.TOKENS], "block"),
}
_CALLED = {
    "hash": "Transaction Hash",
    "block": "Blockno",
    "seconds": "UnixTimestamp",
    "source": "From",
    "target": "To",
    "contract": "ContractAddress",
    "status": "Status",
    "type": "Type",
    "symbol": "TokenSymbol",
    "amount": "TokenValue",
    "in": "Value_IN(...)",
    "out": "Value_OUT(...)",
    "fee": "TxnFee(...)",
}
"""How a column that is missing is called today."""

_LONGEST_HEADER = 1 << 16


@dataclass(frozen=True, slots=True)
class Layout:
    """One export: what it lists, where its columns are, and the chain's currency if it is told."""

    name: LayoutName
    header: list[str]
    delimiter: str
    columns: dict[str, int]
    native: str | None

    @property
    def used(self) -> list[str]:
        """The names of the columns of which a value holds no line break; of the symbols that
        people give their tokens only what can be read is taken."""
        places = {place for part, place in self.columns.items() if part != "symbol"}
        return sorted({self.header[place] for place in places})


def is_export(path: Path) -> bool:
    """Whether a file is such an export, by its header."""
    return _name_of(names_in(path)) is not None


def names_in(path: Path) -> list[str]:
    """The names of a file's columns in small letters; none where it is no CSV."""
    try:
        with path.open("rb") as file:
            line = file.readline(_LONGEST_HEADER).decode("utf-8-sig")
        header = next(csv.reader([line], delimiter=delimiter_of(line)), [])
    except (UnicodeDecodeError, OSError, csv.Error):
        return []
    return [name.strip().lower() for name in header]


def layout_of(path: Path, name: str) -> Layout:
    """The layout of an export; raises `ExportColumnMissing`, `ColumnRepeated`."""
    header, delimiter = header_of(path)
    plain = [column.strip().lower() for column in header]
    found = _name_of(plain)
    if found is None:  # it was one when it was recognised
        raise ExportColumnMissing(file=name, column=_CALLED["hash"], columns=", ".join(header))
    columns: dict[str, int] = {}
    for part in _USED[found]:
        place = _place_of(plain, part)
        if place is not None:
            refuse_repeated(name, plain, plain[place])
            columns[part] = place
        elif part in _NEEDED[found]:
            raise ExportColumnMissing(file=name, column=_CALLED[part], columns=", ".join(header))
    native = None
    if "in" in columns:
        told = {
            _symbol_in(header[columns[part]]) for part in ("in", "out", "fee") if part in columns
        }
        native = min(told)
        if len(told) > 1:
            column = f"{_CALLED['out']} in {native}"
            raise ExportColumnMissing(file=name, column=column, columns=", ".join(header))
    return Layout(found, header, delimiter, columns, native)


def _symbol_in(column: str) -> str:
    return column[column.index("(") + 1 : column.rindex(")")].strip().upper()


def _place_of(plain: list[str], part: str) -> int | None:
    if part in _VALUED:
        return next((i for i, each in enumerate(plain) if _VALUED[part].fullmatch(each)), None)
    return next((plain.index(name) for name in _NAMES[part] if name in plain), None)


def _name_of(plain: list[str]) -> LayoutName | None:
    """What a header is of: all columns that are needed are there, or all but one beside that of
    moments, which explorers alone have, so that the one can be named.

    Any other table is one that its reader maps, whatever its columns are called. So is one that
    has the columns of a ledger.
    """
    found = None if set(REQUIRED) <= set(plain) else _likely(plain)
    if found is None:
        return None
    missing = [part for part in _NEEDED[found] if _place_of(plain, part) is None]
    is_one = not missing or (len(missing) == 1 and _place_of(plain, "seconds") is not None)
    return found if is_one else None


def _likely(plain: list[str]) -> LayoutName | None:
    """The export of which a header has the columns that no other has."""
    if _place_of(plain, "hash") is None:
        return None
    if "tokensymbol" in plain and "tokenid" not in plain and "token id" not in plain:
        return LayoutName.TOKENS
    if _place_of(plain, "in") is None and _place_of(plain, "out") is None:
        return None
    if "parenttxfrom" in plain or "txto" in plain:
        return LayoutName.INTERNAL
    return LayoutName.TRANSACTIONS
