"""A ledger in the making: parsed columns of all files, and which rows still stand."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from homeward.tracing import errors
from homeward.tracing.index.lookup import Lookup
from homeward.tracing.ledger import NO_ORDER, Flags, Ints
from homeward.tracing.progress import told
from homeward.tracing.reading.days import Packed, packed
from homeward.tracing.reading.encode import Codes, Encoder
from homeward.tracing.reading.fields import ACCOUNTS, REQUIRED, UNITS, Options
from homeward.tracing.reading.grouped import Grouped
from homeward.tracing.reading.grown import Grown, GrownText
from homeward.tracing.reading.rawtable import RawTable
from homeward.tracing.reading.rejections import Rejection, Rounded
from homeward.tracing.reading.times import find_zone, read_times
from homeward.tracing.reading.values import (
    Column,
    Problem,
    Rounding,
    flags,
    read_amounts,
    read_whole_numbers,
    refuse_type,
    rows_with_nul,
    text_column,
)
from homeward.tracing.warning import TraceWarning

TEXTS = ("id", "reference", "reverses")
"""Fields kept as text."""
TIMES = ("time", "credited_time")


@dataclass
class Draft:
    """Rows of all files one after another. `stands` marks rows not refused so far.

    Columns that no file has are one value seen many times: they are replaced, never written into.
    """

    names: list[str]
    parts: list[tuple[int, Ints]]
    """Of each part the number of its file, and its rows' numbers in it."""
    text: dict[str, Any]
    code: dict[str, Codes]
    """By field: numbers of account identifiers and of currencies, -1 where missing."""
    accounts: Encoder
    units: Encoder
    number: dict[str, Ints]
    given: dict[str, Flags]
    stands: Flags
    grouped: list[tuple[int, dict[str, Grouped]]]
    """Of each part its rows, and by field which amounts in it look grouped."""
    days: list[tuple[int, dict[str, Packed]]]
    """Of each part its rows, and by field which times in it are dates alone."""
    rejections: list[Rejection] = field(default_factory=list)
    rounded: list[Rounded] = field(default_factory=list)
    folded: list[int] = field(default_factory=list)
    notes: list[TraceWarning] = field(default_factory=list)
    lookup: Lookup | None = None
    """Rows by their identifiers, where the check for repeated ones made the table."""

    @cached_property
    def file(self) -> Ints:
        """The number of each row's file."""
        files, sizes = zip(*((file, len(rows)) for file, rows in self.parts), strict=True)
        return np.repeat(np.array(files, dtype=np.int64), sizes)

    @cached_property
    def row(self) -> Ints:
        """Each row's number in its file."""
        return np.concatenate([rows for _, rows in self.parts])

    def __len__(self) -> int:
        return len(self.stands)

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
    parsed: list[_Parsed] = []
    grown, done = _Columns(), 0
    accounts, units = Encoder(), Encoder()
    for table in _counted(tables, options):
        parsed.append(_Parsed(table, options, accounts, units))
        grown.take(parsed[-1], table.expected)
        done, size = done + len(table.rows), len(table.rows)
        left = max(table.expected - size, 0)
        told(f"Reading {table.name}", done, done + left if table.expected else None)
    names = list(dict.fromkeys(each.file for each in parsed))
    draft = Draft(
        names=names,
        parts=[(names.index(each.file), each.rows) for each in parsed],
        text={name: column.values() for name, column in grown.text.items()},
        code={name: column.values() for name, column in grown.code.items()},
        accounts=accounts,
        units=units,
        number={name: column.values() for name, column in grown.number.items()},
        given={name: column.values() for name, column in grown.given.items()},
        stands=np.ones(sum(len(each.rows) for each in parsed), dtype=np.bool_),
        grouped=[(len(each.rows), each.grouped) for each in parsed],
        days=[(len(each.rows), each.days) for each in parsed],
    )
    draft.rejections.extend(each for part in parsed for each in part.rejections)
    draft.notes.extend(each for part in parsed for each in part.notes)
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


NUMBERS = {
    "time": 0,
    "amount": 0,
    "credited": 0,
    "credited_time": 0,
    "order": NO_ORDER,
    "place": 0,
}
"""Fields read as numbers, and what stands where a row says nothing."""


class _Columns:
    """The columns of the draft as they grow."""

    def __init__(self) -> None:
        self.text = {name: GrownText() for name in TEXTS}
        self.code = {name: Grown(np.int32, -1) for name in (*ACCOUNTS, *UNITS)}
        self.number = {name: Grown(np.int64, value) for name, value in NUMBERS.items()}
        self.given = {name: Grown(np.bool_, False) for name in NUMBERS}

    def take(self, part: "_Parsed", expected: int) -> None:
        """Add the next part, and let go of its own copies."""
        size = len(part.rows)
        for name, texts in self.text.items():
            texts.add(part.text.pop(name, None), size, expected)
        for name, codes in self.code.items():
            codes.add(part.code.pop(name, None), size, expected)
        for name, numbers in self.number.items():
            column = part.columns.get(name)
            numbers.add(None if column is None else column.values, size, expected)
            self.given[name].add(None if column is None else ~column.missing, size, expected)
            if column is not None:
                part.problems[name], part.rounded[name] = column.problems, column.rounded
                if column.grouped is not None:
                    part.grouped[name] = column.grouped
                if name in TIMES:
                    part.days[name] = packed(column)
        part.columns.clear()


class _Parsed:
    """The parsed columns of one table, which is not kept."""

    def __init__(
        self, table: RawTable, options: Options, accounts: Encoder, units: Encoder
    ) -> None:
        self.file, self.rows, self.rejections = table.name, table.rows, table.rejections
        self.notes = table.notes
        raw, zone = table.columns, find_zone(options.zone)
        self.nuls: list[tuple[int, str]] = []
        self.text = {n: self._text(n, raw[n]) for n in TEXTS if n in raw}
        self.has_ids = "id" in self.text
        self.code = {
            name: accounts.encode(self._text(name, raw[name])) for name in ACCOUNTS if name in raw
        }
        self.code |= {name: self._units(name, raw[name], units) for name in UNITS if name in raw}
        for name in ("amount", "credited", "order"):
            if name in raw:
                refuse_type(table.name, name, raw[name])
        self.columns: dict[str, Column] = {}
        for name in TIMES:
            if name in raw:
                self.columns[name] = read_times(table.name, name, raw[name], zone)
        for name in ("amount", "credited"):
            if name in raw:
                self.columns[name] = read_amounts(
                    raw[name], options.exponent, options.round_amounts
                )
        if "order" in raw:
            self.columns["order"] = read_whole_numbers(raw["order"], NO_ORDER)
        if "place" in raw:  # of files that are read together; no file has a column of it
            self.columns["place"] = read_whole_numbers(raw["place"], 0)
        self.problems: dict[str, list[Problem]] = {}
        self.rounded: dict[str, list[Rounding]] = {}
        self.grouped: dict[str, Grouped] = {}
        self.days: dict[str, Packed] = {}

    def _units(self, name: str, column: Any, encoder: Encoder) -> Codes:
        """Numbers of currencies; a column that comes as numbers of its values stays so."""
        if not pa.types.is_dictionary(column.type):
            return encoder.encode(self._text(name, column))
        values = text_column(self.file, name, column.dictionary)
        if rows_with_nul(values):
            return encoder.encode(self._text(name, column))
        own = np.append(encoder.encode(values), np.int32(-1))
        if len(values) == 1 and not column.null_count:
            return np.broadcast_to(own[:1], len(column))
        places = pc.fill_null(column.indices.cast(pa.int64()), len(values))
        return np.asarray(own[places.to_numpy(zero_copy_only=False)], dtype=np.int32)

    def _text(self, name: str, column: Any) -> Any:
        text = text_column(self.file, name, column)
        self.nuls.extend((row, name) for row in rows_with_nul(text))
        return text


def _name_rows(draft: Draft, parsed: list[_Parsed]) -> None:
    """Files without an id column take row numbers, with the file's name where there are several."""
    if all(each.has_ids for each in parsed):
        return
    parts = []
    for each in parsed:
        numbers = pa.array(each.rows).cast(pa.string())
        if each.has_ids:
            numbers = pa.nulls(len(each.rows), pa.string())
        elif len(draft.names) > 1:
            numbers = pc.binary_join_element_wise(f"{each.file}:", numbers, "")
        parts.append(numbers)
    names, given = pa.concat_arrays(parts), draft.text["id"]
    draft.text["id"] = names if given is None else pc.coalesce(given, names.cast(given.type))


def _refuse_problems(draft: Draft, parsed: list[_Parsed]) -> None:
    start = 0
    for each in parsed:
        for name, problems in each.problems.items():
            for row, code, params in problems:
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
                for row, given, taken, moved in each.rounded[name]
            )
        for row, name in each.nuls:
            draft.reject([start + row], name, "nul_character", {})
        start += len(each.rows)


def _refuse_empty(draft: Draft) -> None:
    for name in ("id", *REQUIRED):
        if name in draft.code:
            codes = draft.code[name]
            empty = codes < 0 if codes.min(initial=0) < 0 else None
        elif name in draft.given:
            empty = None if draft.given[name].all() else ~draft.given[name]
        else:
            texts = draft.text[name]
            empty = flags(pc.is_null(texts)) if texts.null_count else None
        if empty is not None:
            draft.reject(np.flatnonzero(empty), name, "value_missing", {})
