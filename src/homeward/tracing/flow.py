"""What an engine yields: the raw outcome of following the claims, before it is put in tables."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np

from homeward.tracing.lazy import LazyDict
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


class Carried(LazyDict[int, dict[str, list[Amount]]]):
    """By row and label: what left with the payment, and what it credited.

    Made from arrays it turns into dictionaries only when it is asked for a payment, so that
    millions of carriers need not; `make` makes the arrays only when they are asked for.
    """

    def __init__(self, make: Callable[[], CarriedColumns] | None = None) -> None:
        super().__init__()
        self._arrays, self._columns = make, cast(CarriedColumns | None, None)
        self.is_columnar = make is not None
        """Whether there are arrays, made already or not."""

    @property
    def columns(self) -> CarriedColumns | None:
        """The arrays it was made from, if any."""
        with self._lock:
            if self._arrays is not None:
                self._columns, self._arrays = self._arrays(), None
            return self._columns

    def add(self, row: int, label: str, left: Amount, credited: Amount) -> None:
        """Note that a payment carried proceeds."""
        rows, self._columns, self.is_columnar = self._known(), None, False
        entry = rows.setdefault(row, {}).setdefault(label, [0, 0])
        entry[0] += left
        entry[1] += credited

    def _fill(self) -> dict[int, dict[str, list[Amount]]]:
        rows, columns = dict[int, dict[str, list[Amount]]](), self.columns
        if columns is not None:
            parts = (columns.row, columns.label, columns.left, columns.credited)
            for row, label, left, credited in zip(*(p.tolist() for p in parts), strict=True):
                rows.setdefault(row, {})[columns.names[label]] = [left, credited]
        return rows

    def parts(self) -> tuple[Any, Any, Any]:
        """Row, label (a number) and what left, of every payment and label, by payment."""
        columns = self.columns
        if columns is not None:
            return columns.row, columns.label, columns.left
        number: dict[str, int] = {}
        found = [
            (row, number.setdefault(label, len(number)), left)
            for row, labels in sorted(self._known().items())
            for label, (left, _) in labels.items()
        ]
        rows, numbers, lefts = zip(*found, strict=True) if found else ((), (), ())
        return np.array(rows, dtype=np.int64), np.array(numbers, dtype=np.int64), np.array(lefts)


@dataclass(slots=True)
class Flow:
    """Where the labels went, by row and account number."""

    tally: Tally = field(default_factory=Tally)
    held: LazyDict[tuple[int, str], Amount] = field(default_factory=LazyDict)
    """By account and label."""
    carried: Carried = field(default_factory=Carried)
    """By row and label: what left with the payment, and what it credited."""
    handed: LazyDict[int, LotStretches] = field(default_factory=LazyDict)
    """By row: the stretches that left for another State's account."""
    handed_shares: dict[int, dict[str, float]] = field(default_factory=dict)
    """By row: label amounts that left for another State's account (share rules)."""
    transit: LazyDict[tuple[int, str], Amount] = field(default_factory=LazyDict)
    """By row and label: what is on its way at the end."""

    debited: dict[str, int] = field(default_factory=dict)
    """By currency: everything that left accounts, for the share that is unexplained."""

    def carry(self, row: int, label: str, left: Amount, credited: Amount) -> None:
        """Note that a payment carried proceeds."""
        self.carried.add(row, label, left, credited)

    def hold(self, account: int, label: str, amount: Amount) -> None:
        """Note that an account holds proceeds at the end."""
        self.held[account, label] = self.held.get((account, label), 0) + amount

    def delay(self, row: int, label: str, amount: Amount) -> None:
        """Note that a payment has proceeds on their way at the end."""
        self.transit[row, label] = self.transit.get((row, label), 0) + amount
