"""Files of ethereum-etl: transactions with their receipts, and token transfers with their tokens.

Transactions alone do not tell which failed and what was paid for them, nor do transfers tell when
they happened and how many decimals their token has. What is needed must be among the files.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias, TypeVar

from homeward.tracing.chains.errors import ChainFileUnreadable
from homeward.tracing.chains.layouts import LayoutName, names_in
from homeward.tracing.chains.merging import merged, refuse_other_chains
from homeward.tracing.chains.paying import EXPONENT, currencies_of, exits_among, payments_of
from homeward.tracing.chains.payments import (
    Counter,
    Place,
    Refusals,
    RowRefused,
    refuse_sequence,
    tables_of,
)
from homeward.tracing.chains.rows import Move, lines_of
from homeward.tracing.chains.turns import in_order, orders_in_full
from homeward.tracing.chains.written import (
    EXACT,
    address_in,
    hash_in,
    seconds_in,
    units_in,
    whole_in,
)
from homeward.tracing.progress import told
from homeward.tracing.reading.fields import REQUIRED, Options, delimiter_of, refuse_repeated
from homeward.tracing.reading.files import reason_of
from homeward.tracing.reading.gathered import Gathered, Kind

CURRENCY = "ETH"
"""What the chain's own currency is called: the files do not tell."""
_WEI = 18
_MOST_DECIMALS = 60


class Part(StrEnum):
    """What a file lists."""

    TRANSACTIONS = "transactions"
    RECEIPTS = "receipts"
    TRANSFERS = "token_transfers"
    TOKENS = "tokens"


_ENDS = ("from_address", "to_address", "value", "block_number")
_COLUMNS = {
    Part.TRANSACTIONS: ("hash", "transaction_index", "block_timestamp", "gas_price", *_ENDS),
    Part.TRANSFERS: ("token_address", "transaction_hash", "log_index", *_ENDS),
    Part.RECEIPTS: ("transaction_hash", "gas_used", "status", "contract_address"),
    Part.TOKENS: ("address", "symbol", "decimals"),
}
_PIECES = ("is_erc721", "is_erc1155", "token_type")
"""Columns of some versions that tell single pieces from amounts."""
_IF_THERE = {
    Part.RECEIPTS: ("effective_gas_price",),
    Part.TRANSFERS: _PIECES,
    Part.TOKENS: _PIECES,
}
_TRUE = frozenset({"true", "t", "1", "erc721", "erc-721", "erc1155", "erc-1155"})


@dataclass(frozen=True, slots=True)
class _Receipt:
    place: Place
    gas: int
    price: int | None
    status: str
    contract: str


@dataclass(frozen=True, slots=True)
class _Token:
    place: Place
    symbol: str
    decimals: int
    is_piece: bool


_Row: TypeAlias = tuple[Place, dict[str, str]]
_Found = TypeVar("_Found", _Receipt, _Token)


def part_of(path: Path) -> Part | None:
    """What a file lists, by its header; None where it is no file of ethereum-etl."""
    names = set(names_in(path))
    if set(REQUIRED) <= names:
        return None
    return next((part for part, needed in _COLUMNS.items() if set(needed) <= names), None)


def gather(paths: list[Path], names: list[str], options: Options) -> Gathered:
    """What the files say together; raises what reading one of them raises, `BlocksContradict`."""
    refuse_sequence(options)
    refusals, counter = Refusals(names), Counter(options.max_rows)
    rows: dict[Part, list[_Row]] = defaultdict(list)
    read = [0] * len(paths)
    for file, path in enumerate(paths):
        told(f"Reading {names[file]}")
        part = part_of(path) or Part.TRANSACTIONS
        for place, said in _rows(path, file, part, refusals):
            counter.count(names[file])
            read[file] = place.row
            if said is not None:
                rows[part].append((place, said))
    receipts = _known(rows[Part.RECEIPTS], _receipt, refusals)
    # single pieces have no decimals, where no other column tells them
    counted = [row for row in rows[Part.TOKENS] if row[1]["decimals"] or _is_piece(row[1])]
    tokens = _known(counted, _token, refusals)
    moves = _sorted_moves(rows, receipts, tokens, refusals)
    single, _ = merged(moves, refusals)
    refuse_other_chains(single, names)
    ordered = in_order(single)
    payments, idle = payments_of(ordered, orders_in_full(ordered), currencies_of(single))
    return Gathered(
        tables_of(payments, refusals),
        EXPONENT,
        notes=tuple(refusals.note("rows_moving_nothing", idle)),
        exits=exits_among(payments),
        split_currencies=True,
        read=tuple(read),
    )


KIND = Kind("files of ethereum-etl", lambda path: part_of(path) is not None, gather, is_table=True)


def _rows(
    path: Path, file: int, part: Part, refusals: Refusals
) -> Iterator[tuple[Place, dict[str, str] | None]]:
    """Every row as text by column; None for one of another length, which is refused."""
    name = refusals.names[file]
    try:
        with path.open(encoding="utf-8-sig", newline="") as opened:
            delimiter = delimiter_of(opened.readline())
        header = names_in(path)
        wanted = (*_COLUMNS[part], *_IF_THERE.get(part, ()))
        for column in wanted:
            refuse_repeated(name, header, column)
        columns = {column: header.index(column) for column in wanted if column in header}
        for number, values in enumerate(lines_of(path, name, delimiter), start=1):
            place = Place(file, number)
            if len(values) != len(header):
                facts = {"expected": len(header), "actual": len(values)}
                refusals.add(place, RowRefused("row", "row_malformed", **facts))
                yield place, None
                continue
            yield place, {column: values[at].strip() for column, at in columns.items()}
    except (UnicodeDecodeError, OSError, csv.Error) as problem:
        raise ChainFileUnreadable(file=name, reason=reason_of(path, problem)) from problem


def _known(
    rows: list[_Row], read: Callable[[_Row], tuple[str, _Found]], refusals: Refusals
) -> dict[str, _Found]:
    """What rows say of each hash or address; those that differ are refused."""
    found: dict[str, _Found] = {}
    for row in rows:
        try:
            key, value = read(row)
        except RowRefused as problem:
            refusals.add(row[0], problem)
            continue
        other = found.setdefault(key, value)
        if replace(other, place=value.place) != value:
            for one, two in ((other.place, value.place), (value.place, other.place)):
                refusals.add(one, RowRefused("row", "rows_contradict", other=refusals.word(two)))
    return {key: each for key, each in found.items() if each.place not in refusals.rows}


def _receipt(row: _Row) -> tuple[str, _Receipt]:
    place, said = row
    price = said.get("effective_gas_price", "")
    return hash_in(said["transaction_hash"]), _Receipt(
        place,
        units_in("amount", said["gas_used"]),
        units_in("amount", price) if price else None,
        said["status"],
        said["contract_address"],
    )


def _token(row: _Row) -> tuple[str, _Token]:
    place, said = row
    decimals = whole_in("amount", said["decimals"] or ("0" if _is_piece(said) else ""))
    if decimals > _MOST_DECIMALS:
        raise RowRefused("amount", "number_unusable", value=said["decimals"])
    return address_in("currency", said["address"]), _Token(
        place, said["symbol"], decimals, _is_piece(said)
    )


def _is_piece(said: dict[str, str]) -> bool:
    return any(said.get(column, "").lower() in _TRUE for column in _PIECES)


def _sorted_moves(
    rows: dict[Part, list[_Row]],
    receipts: dict[str, _Receipt],
    tokens: dict[str, _Token],
    refusals: Refusals,
) -> list[Move]:
    """All moves as they follow each other on the chain."""
    moves: list[tuple[tuple[int, ...], Move]] = []
    within: dict[str, tuple[int, Move]] = {}
    refused: dict[str, str] = {}
    for place, said in rows[Part.TRANSACTIONS]:
        try:
            move = _transaction(place, said, receipts)
            turn = whole_in("order", said["transaction_index"])
        except RowRefused as problem:
            refusals.add(place, problem)
            refused.setdefault(said["hash"].lower(), refusals.word(place))
            continue
        within[move.hash] = (turn, move)
        moves.append(((move.block or 0, turn, -1), move))
    for place, said in rows[Part.TRANSFERS]:
        try:
            turn, move = _transfer(place, said, within, refused, tokens)
        except RowRefused as problem:
            refusals.add(place, problem)
            continue
        moves.append(((move.block or 0, turn, move.number), move))
    return [each for _, each in sorted(moves, key=lambda pair: pair[0])]


def _transaction(place: Place, said: dict[str, str], receipts: dict[str, _Receipt]) -> Move:
    name = hash_in(said["hash"])
    receipt = receipts.get(name)
    if receipt is None:
        raise RowRefused("amount", "receipt_missing")
    amount = _decimal(units_in("amount", said["value"]), _WEI)
    if receipt.status not in ("0", "1") and amount:
        raise RowRefused("amount", "status_unclear", status=receipt.status, error="")
    price = units_in("amount", said["gas_price"]) if receipt.price is None else receipt.price
    return Move(
        kind=LayoutName.TRANSACTIONS,
        place=place,
        hash=name,
        block=whole_in("order", said["block_number"]),
        seconds=seconds_in(said["block_timestamp"]),
        source=address_in("source", said["from_address"]),
        target=address_in("target", said["to_address"] or receipt.contract),
        amount=amount,
        fee=_decimal(receipt.gas * price, _WEI),
        currency=CURRENCY,
        symbol="",
        failed=receipt.status == "0",
    )


def _transfer(
    place: Place,
    said: dict[str, str],
    within: dict[str, tuple[int, Move]],
    refused: dict[str, str],
    tokens: dict[str, _Token],
) -> tuple[int, Move]:
    name, contract = (
        hash_in(said["transaction_hash"]),
        address_in("currency", said["token_address"]),
    )
    if name not in within and name in refused:
        raise RowRefused("time", "transaction_refused", value=name, other=refused[name])
    if name not in within:
        raise RowRefused("time", "transaction_missing", value=name)
    if _is_piece(said) or (contract in tokens and tokens[contract].is_piece):
        raise RowRefused("amount", "pieces_single", value=contract)
    if contract not in tokens:
        raise RowRefused("amount", "decimals_missing", value=contract)
    turn, transaction = within[name]
    token = tokens[contract]
    return turn, Move(
        kind=LayoutName.TOKENS,
        place=place,
        hash=name,
        block=whole_in("order", said["block_number"]),
        seconds=transaction.seconds,
        source=address_in("source", said["from_address"]),
        target=address_in("target", said["to_address"]),
        amount=_decimal(units_in("amount", said["value"]), token.decimals),
        fee=Decimal(0),
        currency=contract,
        symbol=token.symbol,
        failed=False,
        number=whole_in("order", said["log_index"]),
    )


def _decimal(units: int, decimals: int) -> Decimal:
    return Decimal(units).scaleb(-decimals, EXACT)
