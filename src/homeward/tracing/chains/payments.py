"""What every reader of chains hands on: payments in their order, and the rows that are refused."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from homeward.tracing import errors
from homeward.tracing.reading.fields import Options
from homeward.tracing.reading.rawtable import RawTable
from homeward.tracing.reading.rejections import Rejection
from homeward.tracing.warning import TraceWarning

NETWORK = "network"
"""The chain itself as an account: it takes fees and issues coins. It is an exit, so that no money
is followed through it and what it issues is never a shortfall."""

SHOWN = 10

LAST_SECOND = 253_000_000_000
"""Moments in seconds since 1970 end here, in the year 9987."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: the number of its file, and of its row there (from 1)."""

    file: int
    row: int


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment of a chain; amounts are decimals of major units, `seconds` count from 1970."""

    place: Place
    id: str
    seconds: int
    source: str
    target: str
    amount: str
    credited: str
    currency: str
    order: int | None


class RowRefused(Exception):
    """A row that cannot be used: the field, the code of the reason and its facts."""

    def __init__(self, field: str, code: str, **params: Any) -> None:
        super().__init__(code)
        self.field, self.code, self.params = field, code, params


class Refusals:
    """The refused rows of several files."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self.rows: dict[Place, Rejection] = {}

    def add(self, place: Place, problem: RowRefused) -> None:
        """Refuse a row; the first reason stays."""
        name = self.names[place.file]
        found = Rejection(name, place.row, problem.field, problem.code, problem.params)
        self.rows.setdefault(place, found)

    def word(self, place: Place) -> str:
        """A row as it is named in sentences, `file:row`."""
        return f"{self.names[place.file]}:{place.row}"

    def of(self, file: int) -> tuple[Rejection, ...]:
        """The refused rows of one file."""
        return tuple(each for place, each in self.rows.items() if place.file == file)

    def note(self, code: str, places: Sequence[Place]) -> list[TraceWarning]:
        """A warning that counts rows and names the first, if there are any."""
        if not places:
            return []
        shown = [self.word(place) for place in places[:SHOWN]]
        return [TraceWarning(code, {"count": len(places), "rows": shown})]


def tables_of(payments: Sequence[Payment], refusals: Refusals) -> list[RawTable]:
    """One table per file; the order in which the payments are given is the order at one moment."""
    own: Mapping[int, list[tuple[int, Payment]]] = defaultdict(list)
    for number, each in enumerate(payments, start=1):
        own[each.place.file].append((number, each))
    return [_table(name, own[file], refusals.of(file)) for file, name in enumerate(refusals.names)]


def _table(
    name: str, numbered: list[tuple[int, Payment]], refused: tuple[Rejection, ...]
) -> RawTable:
    payments = [each for _, each in numbered]
    seconds = np.array([each.seconds for each in payments], dtype=np.int64)
    columns: dict[str, Any] = {
        field: pa.array([getattr(each, field) for each in payments], pa.string())
        for field in ("id", "source", "target", "amount", "credited", "currency")
    }
    columns["time"] = pa.array(seconds * 1_000_000, pa.timestamp("us", tz="UTC"))
    columns["reference"] = columns["id"]
    columns["order"] = pa.array([each.order for each in payments], pa.int64())
    columns["place"] = pa.array([number for number, _ in numbered], pa.int64())
    rows = np.array([each.place.row for each in payments], dtype=np.int64)
    return RawTable(name, columns, rows, refused)


def refuse_sequence(options: Options) -> None:
    """Raise `OptionUnusable` where files were said to be statements in their own sequence."""
    if options.in_sequence:
        allowed = "left out, as the order of payments on a chain is that of its blocks"
        raise errors.OptionUnusable(option="in_sequence", value=True, allowed=allowed)


class Counter:
    """Counts the rows of all files; raises `TooManyRows`."""

    def __init__(self, limit: int | None) -> None:
        self._limit, self._rows = limit, 0

    def count(self, file: str) -> None:
        """One row more."""
        self._rows += 1
        if self._limit is not None and self._rows > self._limit:
            raise errors.TooManyRows(file=file, limit=self._limit)
