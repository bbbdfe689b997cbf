"""A ledger in the making: parsed columns of all files, and which rows still stand."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from homeward.tracing import errors
from homeward.tracing.ledger import NO_ORDER, Flags, Ints
from homeward.tracing.reading.encode import Encoder
from homeward.tracing.reading.fields import REQUIRED, Options
from homeward.tracing.reading.rawtable import RawTable
from homeward.tracing.reading.rejections import Rejection, Rounded
from homeward.tracing.reading.times import find_zone, read_times
from homeward.tracing.reading.values import (
    Column,
    flags,
    read_amounts,
    read_whole_numbers,
    refuse_type,
    rows_with_nul,
    text_column,
)

TEXTS = ("id", "reference", "reverses")
"""Fields kept as text."""

ACCOUNTS, UNITS = ("source", "target"), ("currency", "credited_currency")
"""Fields kept as numbers of what they name, so that a large file is never held as text."""


@dataclass(slots=True)
class Draft:
    """Rows of all files one after another. `stands` marks rows not refused so far."""

    names: list[str]
    file: Ints
    row: Ints
    text: dict[str, Any]
    code: dict[str, Ints]
    """By field: numbers of account identifiers and of currencies, -1 where missing."""
    accounts: Encoder
    units: Encoder
    number: dict[str, Ints]
    given: dict[str, Flags]
    stands: Flags
    rejections: list[Rejection] = field(default_factory=list)
    rounded: list[Rounded] = field(default_factory=list)
    folded: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.row)

    def reject(
        self,
        rows: Iterable[int],
        name: str,
        code: str,
        params: dict[str, Any] | Callable[[int], dict[str, Any]],
    ) -> None:
        """Refuse rows (positions in the draft), with facts in common or each with its own."""
        for row in rows:
            facts = params(int(row)) if callable(params) else params
            name_of, number = self.file_name(row), int(self.row[row])
            self.rejections.append(Rejection(name_of, number, name, code, facts))
            self.stands[row] = False

    def file_name(self, row: int) -> str:
        """The file that a row came from."""
        return self.names[int(self.file[row])]

    def named_rows(self, rows: Iterable[int], limit: int = 10) -> list[str]:
        """The first few rows as `file:row`."""
        chosen = list(rows)[:limit]
        return [f"{self.file_name(row)}:{int(self.row[row])}" for row in chosen]


def draft_of(tables: Iterable[RawTable], options: Options) -> Draft:
    """Parse every table as it comes and put the rows one after another.

    Raises `TooManyRows` as soon as there are more than the options allow.
    """
    accounts, units = Encoder(), Encoder()
    parsed = [_Parsed(table, options, accounts, units) for table in _counted(tables, options)]
    names = list(dict.fromkeys(each.file for each in parsed))
    draft = Draft(
        names=names,
        file=np.repeat([names.index(each.file) for each in parsed], [len(p.rows) for p in parsed]),
        row=np.concatenate([each.rows for each in parsed]),
        text={name: _joined_text(parsed, name) for name in TEXTS},
        code={name: _joined_codes(parsed, name) for name in (*ACCOUNTS, *UNITS)},
        accounts=accounts,
        units=units,
        number={name: _joined(parsed, name, "values") for name in parsed[0].columns},
        given={name: ~_joined(parsed, name, "missing") for name in parsed[0].columns},
        stands=np.ones(sum(len(each.rows) for each in parsed), dtype=np.bool_),
    )
    draft.rejections.extend(each for part in parsed for each in part.rejections)
    _name_rows(draft, parsed)
    _refuse_problems(draft, parsed)
    _refuse_empty(draft)
    return draft


def _counted(tables: Iterable[RawTable], options: Options) -> Iterator[RawTable]:
    """The tables, as long as they hold no more rows together than are allowed."""
    rows = 0
    for table in tables:
        rows += len(table.rows)
        if options.max_rows is not None and rows > options.max_rows:
            raise errors.TooManyRows(file=table.name, limit=options.max_rows)
        yield table


class _Parsed:
    """The parsed columns of one table, which is not kept."""

    def __init__(
        self, table: RawTable, options: Options, accounts: Encoder, units: Encoder
    ) -> None:
        self.file, self.rows, self.rejections = table.name, table.rows, table.rejections
        raw, zone = table.columns, find_zone(options.zone)
        self.nuls: list[tuple[int, str]] = []
        self.text = {n: self._text(n, raw[n]) for n in TEXTS if n in raw}
        self.code = {
            name: encoder.encode(self._text(name, raw[name]))
            for names, encoder in ((ACCOUNTS, accounts), (UNITS, units))
            for name in names
            if name in raw
        }
        for name in ("amount", "credited", "order"):
            if name in raw:
                refuse_type(table.name, name, raw[name])
        self.columns = {"time": read_times(table.name, "time", raw["time"], zone)}
        self.columns["amount"] = read_amounts(
            raw["amount"], options.exponent, options.round_amounts
        )
        self.columns["credited"] = (
            read_amounts(raw["credited"], options.exponent, options.round_amounts)
            if "credited" in raw
            else self._empty()
        )
        self.columns["credited_time"] = (
            read_times(table.name, "credited_time", raw["credited_time"], zone)
            if "credited_time" in raw
            else self._empty()
        )
        self.columns["order"] = (
            read_whole_numbers(raw["order"], NO_ORDER) if "order" in raw else self._empty(NO_ORDER)
        )

    def _text(self, name: str, column: Any) -> Any:
        text = text_column(self.file, name, column)
        self.nuls.extend((row, name) for row in rows_with_nul(text))
        return text

    def _empty(self, value: int = 0) -> Column:
        size = len(self.rows)
        return Column(np.full(size, value, dtype=np.int64), np.ones(size, dtype=np.bool_))


def _joined(parsed: list[_Parsed], name: str, part: str) -> Any:
    return np.concatenate([getattr(each.columns[name], part) for each in parsed])


def _joined_text(parsed: list[_Parsed], name: str) -> Any:
    if not any(name in each.text for each in parsed):
        return None
    parts = [
        each.text[name] if name in each.text else pa.nulls(len(each.rows), pa.string())
        for each in parsed
    ]
    if sum(part.nbytes for part in parts) >= 1 << 30:  # beyond what 32 bits can point to, soon
        parts = [part.cast(pa.large_string()) for part in parts]
    kinds = {part.type for part in parts}
    kind = pa.large_string() if pa.large_string() in kinds else pa.string()
    return pa.concat_arrays([part.cast(kind) for part in parts])


def _joined_codes(parsed: list[_Parsed], name: str) -> Ints:
    parts = [each.code.get(name, np.full(len(each.rows), -1, dtype=np.int64)) for each in parsed]
    return np.concatenate(parts)


def _name_rows(draft: Draft, parsed: list[_Parsed]) -> None:
    """Files without an id column take row numbers, with the file's name where there are several."""
    if all("id" in each.text for each in parsed):
        return
    parts = []
    for each in parsed:
        numbers = pa.array(each.rows).cast(pa.string())
        if "id" in each.text:
            numbers = pa.nulls(len(each.rows), pa.string())
        elif len(draft.names) > 1:
            numbers = pc.binary_join_element_wise(f"{each.file}:", numbers, "")
        parts.append(numbers)
    names, given = pa.concat_arrays(parts), draft.text["id"]
    draft.text["id"] = names if given is None else pc.coalesce(given, names.cast(given.type))


def _refuse_problems(draft: Draft, parsed: list[_Parsed]) -> None:
    start = 0
    for each in parsed:
        for name, column in each.columns.items():
            for row, code, params in column.problems:
                if code == "time_ambiguous":
                    draft.folded.append(start + row)
                else:
                    draft.reject([start + row], name, code, params)
            draft.rounded.extend(
                Rounded(
                    draft.file_name(start + row),
                    int(draft.row[start + row]),
                    name,
                    given,
                    taken,
                    moved,
                )
                for row, given, taken, moved in column.rounded
            )
        for row, name in each.nuls:
            draft.reject([start + row], name, "nul_character", {})
        start += len(each.rows)


def _refuse_empty(draft: Draft) -> None:
    for name in ("id", *REQUIRED):
        if name in draft.code:
            empty = draft.code[name] < 0
        else:
            empty = (
                ~draft.given[name] if name in draft.given else flags(pc.is_null(draft.text[name]))
            )
        draft.reject(np.flatnonzero(empty), name, "value_missing", {})
