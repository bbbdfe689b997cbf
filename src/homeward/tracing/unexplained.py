"""What a ledger does not explain, account by account: rows that are made when they are read."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, overload

import numpy as np

from homeward.tracing.ledger import Ints, Ledger
from homeward.tracing.names import coded, taken
from homeward.tracing.result import Unexplained

_LOOKED_AT = 1 << 20
"""Accounts added up at a time."""


class UnexplainedRows(Sequence[Unexplained]):
    """Accounts by currency, the largest amount first; equal to the tuple of the same rows.

    A large extract leaves millions of accounts unexplained, and most answers need only their sum.
    """

    def __init__(self, ledger: Ledger, missing: Ints) -> None:
        self._ledger, self._missing = ledger, missing

    def totals(self) -> dict[str, int]:
        """The sum of each currency."""
        return sums_by_unit(self._ledger, self._missing)

    @cached_property
    def _ranked(self) -> tuple[list[str], list[str], list[int]]:
        import pyarrow as pa
        import pyarrow.compute as pc

        accounts = np.flatnonzero(self._missing)
        names = pa.array(taken(self._ledger.account_ids, accounts), pa.string())
        units = pa.array(taken(self._ledger.account_currencies, accounts), pa.string())
        columns = pa.table({"unit": units, "amount": self._missing[accounts], "name": names})
        keys: Any = [("unit", "ascending"), ("amount", "descending"), ("name", "ascending")]
        order = pc.sort_indices(columns, sort_keys=keys)
        name, unit, amount = (columns[each].take(order) for each in ("name", "unit", "amount"))
        return name.to_pylist(), unit.to_pylist(), amount.to_pylist()

    @cached_property
    def _size(self) -> int:
        return int(np.count_nonzero(self._missing))

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, place: int) -> Unexplained: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Unexplained, ...]: ...
    def __getitem__(self, place: int | slice) -> Unexplained | tuple[Unexplained, ...]:
        names, units, amounts = self._ranked
        if isinstance(place, slice):
            return tuple(self[each] for each in range(*place.indices(len(self))))
        return Unexplained(names[place], units[place], amounts[place])

    def __iter__(self) -> Iterator[Unexplained]:
        return (Unexplained(*row) for row in zip(*self._ranked, strict=True))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"UnexplainedRows({len(self)})"


def sums_by_unit(ledger: Ledger, amounts: Ints) -> dict[str, int]:
    """An amount of each account added up by their currencies, in order of name; no zeros."""
    codes, units = coded(ledger.account_currencies)
    sums = [0] * len(units)
    for start in range(0, len(amounts), _LOOKED_AT):
        part, own = amounts[start : start + _LOOKED_AT], codes[start : start + _LOOKED_AT]
        for number in range(len(units)):
            chosen = part if len(units) == 1 else part[own == number]
            # halves, so that no sum of many amounts below 2^62 leaves 64 bits
            high, low = int((chosen >> 31).sum()), int((chosen & (1 << 31) - 1).sum())
            sums[number] += (high << 31) + low
    return {unit: total for unit, total in sorted(zip(units, sums, strict=True)) if total}
