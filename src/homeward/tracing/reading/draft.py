"""A ledger in the making: parsed columns of all files, and which rows still stand."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from homeward.tracing.ledger import NO_ORDER, Flags, Ints
from homeward.tracing.reading.fields import REQUIRED, Options
from homeward.tracing.reading.files import RawTable
from homeward.tracing.reading.rejections import Rejection, Rounded
from homeward.tracing.reading.times import find_zone, read_times
from homeward.tracing.reading.values import (
    Column,
    flags,
    read_amounts,
    read_whole_numbers,
    text_column,
)

TEXTS = ("id", "source", "target", "currency", "credited_currency", "reference", "reverses")


@dataclass(slots=True)
class Draft:
    """Rows of all files one after another. `stands` marks rows not refused so far."""

    names: list[str]
    file: Ints
    row: Ints
    text: dict[str, Any]
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


def draft_of(tables: list[RawTable], options: Options) -> Draft:
    """Parse every table and put the rows one after another."""
    parsed = [_Parsed(table, options) for table in tables]
    lengths = [len(table.rows) for table in tables]
    draft = Draft(
        names=[table.name for table in tables],
        file=np.repeat(np.arange(len(tables)), lengths),
        row=np.concatenate([table.rows for table in tables]),
        text={name: _joined_text(parsed, name) for name in TEXTS},
        number={name: _joined(parsed, name, "values") for name in parsed[0].columns},
        given={name: ~_joined(parsed, name, "missing") for name in parsed[0].columns},
        stands=np.ones(sum(lengths), dtype=np.bool_),
    )
    draft.rejections.extend(each for table in tables for each in table.rejections)
    _name_rows(draft, tables)
    _refuse_problems(draft, parsed)
    _refuse_empty(draft)
    return draft


class _Parsed:
    """The parsed columns of one table."""

    def __init__(self, table: RawTable, options: Options) -> None:
        self.size = len(table.rows)
        raw, zone = table.columns, find_zone(options.zone)
        self.text = {n: text_column(table.name, n, raw[n]) for n in TEXTS if n in raw}
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

    def _empty(self, value: int = 0) -> Column:
        return Column(np.full(self.size, value, dtype=np.int64), np.ones(self.size, dtype=np.bool_))


def _joined(parsed: list[_Parsed], name: str, part: str) -> Any:
    return np.concatenate([getattr(each.columns[name], part) for each in parsed])


def _joined_text(parsed: list[_Parsed], name: str) -> Any:
    if not any(name in each.text for each in parsed):
        return None
    parts = [
        each.text[name] if name in each.text else pa.nulls(each.size, pa.string())
        for each in parsed
    ]
    return pa.concat_arrays(parts)


def _name_rows(draft: Draft, tables: list[RawTable]) -> None:
    """Files without an id column take row numbers, with the file's name where there are several."""
    without = [table for table in tables if "id" not in table.columns]
    if not without:
        return
    own = [
        [f"{table.name}:{row}" if len(tables) > 1 else str(row) for row in table.rows]
        if "id" not in table.columns
        else [None] * len(table.rows)
        for table in tables
    ]
    names = pa.array([name for part in own for name in part], pa.string())
    given = draft.text["id"]
    draft.text["id"] = names if given is None else pc.coalesce(given, names)


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
        start += each.size


def _refuse_empty(draft: Draft) -> None:
    for name in ("id", *REQUIRED):
        empty = ~draft.given[name] if name in draft.given else flags(pc.is_null(draft.text[name]))
        draft.reject(np.flatnonzero(empty), name, "value_missing", {})
