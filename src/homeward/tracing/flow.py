"""What an engine yields: the raw outcome of following the claims, before it is put in tables."""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from homeward.tracing.tally import Amount, Tally

LotStretches = list[tuple[int, int, str]]
"""Tainted stretches (offset, length, label) in minor units, sorted, apart."""


@dataclass(frozen=True, slots=True)
class Entering:
    """Proceeds that another node handed over, on one payment of this ledger.

    `amount` is the whole payment in the sender's units; the stretches lie in it. For share rules
    `shares` holds the label amounts instead.
    """

    amount: int
    stretches: tuple[tuple[int, int, str], ...] = ()
    shares: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class CarriedColumns:
    """Payments that carried proceeds, as arrays: one entry per payment and label, by payment."""

    row: Any
    """int32 or int64."""
    label: Any
    """int32 or int64, a place among `names`; not to be written."""
    left: Any
    """int64 minor units under a lot rule, float64 under a share rule; so is `credited`."""
    credited: Any
    names: tuple[str, ...]


class Carried(Mapping[int, dict[str, list[Amount]]]):
    """By row and label: what left with the payment, and what it credited.

    Made from arrays it turns into dictionaries only when it is asked for a payment, so that
    millions of carriers need not; `make` makes the arrays only when they are asked for.
    """

    def __init__(self, make: Callable[[], CarriedColumns] | None = None) -> None:
        self._lock = threading.RLock()
        self._make, self._columns = make, cast(CarriedColumns | None, None)
        self._rows: dict[int, dict[str, list[Amount]]] | None = {} if make is None else None

    @property
    def columns(self) -> CarriedColumns | None:
        """The arrays it was made from, if any."""
        with self._lock:
            if self._make is not None:
                self._columns, self._make = self._make(), None
            return self._columns

    def add(self, row: int, label: str, left: Amount, credited: Amount) -> None:
        """Note that a payment carried proceeds."""
        rows, self._columns = self._known(), None
        entry = rows.setdefault(row, {}).setdefault(label, [0, 0])
        entry[0] += left
        entry[1] += credited

    def _known(self) -> dict[int, dict[str, list[Amount]]]:
        with self._lock:
            if self._rows is None:
                rows, columns = dict[int, dict[str, list[Amount]]](), self.columns
                assert columns is not None  # noqa: S101 - one of the two is there
                parts = (columns.row, columns.label, columns.left, columns.credited)
                for row, label, left, credited in zip(*(p.tolist() for p in parts), strict=True):
                    rows.setdefault(row, {})[columns.names[label]] = [left, credited]
                self._rows = rows
            return self._rows

    def rows(self) -> Any:
        """The rows as something to index an array with."""
        return sorted(self._known()) if self.columns is None else self.columns.row

    def __getitem__(self, row: int) -> dict[str, list[Amount]]:
        return self._known()[row]

    def __iter__(self) -> Iterator[int]:
        return iter(self._known())

    def __len__(self) -> int:
        return len(self._known())


@dataclass(slots=True)
class Flow:
    """Where the labels went, by row and account number."""

    tally: Tally = field(default_factory=Tally)
    held: dict[tuple[int, str], Amount] = field(default_factory=lambda: defaultdict(int))
    """By account and label."""
    carried: Carried = field(default_factory=Carried)
    """By row and label: what left with the payment, and what it credited."""
    handed: dict[int, LotStretches] = field(default_factory=dict)
    """By row: the stretches that left for another State's account."""
    handed_shares: dict[int, dict[str, float]] = field(default_factory=dict)
    """By row: label amounts that left for another State's account (share rules)."""
    transit: dict[tuple[int, str], Amount] = field(default_factory=lambda: defaultdict(int))
    """By row and label: what is on its way at the end."""

    debited: dict[str, int] = field(default_factory=dict)
    """By currency: everything that left accounts, for the share that is unexplained."""

    def carry(self, row: int, label: str, left: Amount, credited: Amount) -> None:
        """Note that a payment carried proceeds."""
        self.carried.add(row, label, left, credited)
