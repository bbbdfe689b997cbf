"""The rows of an explorer's exports, each as what it says happened."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from homeward.tracing.chains.errors import ChainFileUnreadable
from homeward.tracing.chains.layouts import Layout, LayoutName, layout_of
from homeward.tracing.chains.payments import Counter, Place, Refusals, RowRefused
from homeward.tracing.chains.written import (
    address_in,
    amount_in,
    hash_in,
    seconds_in,
    whole_in,
)
from homeward.tracing.errors import QuoteOpen
from homeward.tracing.reading.files import reason_of
from homeward.tracing.reading.quotes import refuse_hidden_rows

_WELL = frozenset({"", "true"})
"""Status of a transaction that succeeded: nothing, and on some explorers `true`."""
_WELL_INTERNAL = frozenset({"0", "true"})
_FAILED_INTERNAL = frozenset({"1", "false"})
_FIELDS = {
    "hash": "id",
    "block": "order",
    "seconds": "time",
    "source": "source",
    "target": "target",
    "contract": "target",
}
_MOVES_NOTHING = frozenset({"delegatecall", "staticcall", "callcode"})
"""Calls of which an explorer repeats a value that another call moves, or that move none away."""


@dataclass(frozen=True, slots=True)
class Move:
    """What a row says: value that goes from one address to another, and the fee for it.

    `currency` is the chain's symbol or the token's contract; `fee` is zero but in transactions;
    `failed` says that no value went. `number` is that of a token transfer, where one is told.
    """

    kind: LayoutName
    place: Place
    hash: str
    block: int | None
    seconds: int
    source: str
    target: str
    amount: Decimal
    fee: Decimal
    currency: str
    symbol: str
    failed: bool
    number: int = -1


def read_export(
    path: Path, file: int, refusals: Refusals, counter: Counter
) -> tuple[list[Move], Layout, int]:
    """The moves of one export from the oldest to the newest, its layout, and its rows.

    Rows that cannot be used are refused. Raises `ExportColumnMissing`, `FileUnreadable`.
    """
    name = refusals.names[file]
    moves: list[Move] = []
    number = 0
    try:
        layout = layout_of(path, name)
        refuse_hidden_rows(path, layout.delimiter, layout.header, layout.used)
        for number, values in enumerate(lines_of(path, name, layout.delimiter), start=1):
            counter.count(name)
            place = Place(file, number)
            try:
                moves.append(_move(values, layout, place))
            except RowRefused as problem:
                refusals.add(place, problem)
    except (UnicodeDecodeError, OSError, csv.Error) as problem:
        raise ChainFileUnreadable(file=name, reason=reason_of(path, problem)) from problem
    return _oldest_first(moves), layout, number


def lines_of(path: Path, name: str, delimiter: str) -> Iterator[list[str]]:
    """The rows of a CSV file without its header; raises `QuoteOpen`, `ChainFileUnreadable`."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        begins = 1
        try:
            next(reader, None)
            for values in reader:
                begins = reader.line_num + 1
                if values:
                    yield values
        except csv.Error as problem:
            if "end of data" in str(problem):
                raise QuoteOpen(file=name, line=begins) from problem
            reason = f"The quotation marks of the value that begins in line {begins} are wrong."
            raise ChainFileUnreadable(file=name, reason=reason) from problem


def _move(values: list[str], layout: Layout, place: Place) -> Move:
    if len(values) != len(layout.header):
        facts = {"expected": len(layout.header), "actual": len(values)}
        raise RowRefused("row", "row_malformed", **facts)
    said = {part: values[column].strip() for part, column in layout.columns.items()}
    for part, value in said.items():
        if "\0" in value and part != "symbol":
            raise RowRefused(_FIELDS.get(part, "amount"), "nul_character")
    zero = Decimal(0)
    if layout.name is LayoutName.TOKENS:
        # Explorers group the thousands of tokens alone; a file with other signs between its values
        # was saved anew, by a spreadsheet whose comma may stand before decimals.
        is_grouped = layout.delimiter == ","
        amount, fee, failed = amount_in(said["amount"], is_grouped=is_grouped), zero, False
        currency, symbol = address_in("currency", said["contract"]), said["symbol"]
    else:
        amount = _value(said)
        is_internal = layout.name is LayoutName.INTERNAL
        fee = zero if is_internal else amount_in(said["fee"])
        failed = _internal_failed(said) if is_internal else _failed(said, amount)
        currency, symbol = layout.native or "", ""
    block = said.get("block", "")
    return Move(
        kind=layout.name,
        place=place,
        hash=hash_in(said["hash"]),
        block=whole_in("order", block) if "block" in layout.columns else None,
        seconds=seconds_in(said["seconds"]),
        source=address_in("source", said["source"]),
        target=_target(said, layout.name),
        amount=amount,
        fee=fee,
        currency=currency,
        symbol=symbol,
        failed=failed,
    )


def _target(said: dict[str, str], kind: LayoutName) -> str:
    """Where value goes; a contract that is created stands in a column of its own."""
    if not said["target"] and kind is not LayoutName.TOKENS:
        return address_in("target", said["contract"])
    return address_in("target", said["target"])


def _value(said: dict[str, str]) -> Decimal:
    """What moved: it came in or went out as seen from the address that was exported."""
    came = amount_in(said["in"] or "0")
    went = amount_in(said["out"] or "0")
    if came and went and came != went:
        raise RowRefused("amount", "values_differ", came=said["in"], went=said["out"])
    return came or went


def _failed(said: dict[str, str], amount: Decimal) -> bool:
    """Whether a transaction failed; where its value matters, this must be told clearly."""
    status, error = said["status"].lower(), said.get("error", "")
    has_error = error not in ("", "0")
    if status in _WELL and not (has_error and amount):
        return has_error and not status
    if status.startswith("error") or status in ("fail", "failed", "false"):
        return True
    if not amount:
        return False
    raise RowRefused("amount", "status_unclear", status=said["status"], error=error)


def _internal_failed(said: dict[str, str]) -> bool:
    status, error = said["status"].lower(), said.get("error", "")
    if said["type"].lower() in _MOVES_NOTHING or status in _FAILED_INTERNAL:
        return True
    if status in _WELL_INTERNAL and error in ("", "0"):
        return False
    raise RowRefused("amount", "status_unclear", status=said["status"], error=error)


def _oldest_first(moves: list[Move]) -> list[Move]:
    """The moves as they follow each other in time; an export may run from the newest back."""
    keys = [(each.block or 0, each.seconds) for each in moves]
    pairs = list(pairwise(keys))
    if sum(two < one for one, two in pairs) > sum(two > one for one, two in pairs):
        return moves[::-1]
    return moves
