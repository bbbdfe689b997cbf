"""What a ledger does not explain, account by account: rows that are made when they are read."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, overload

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from homeward.tracing.ledger import Ints, Ledger
from homeward.tracing.names import coded, taken
from homeward.tracing.result import Unexplained


class UnexplainedRows(Sequence[Unexplained]):
    """Accounts by currency, the largest amount first; equal to the tuple of the same rows.

    A large extract leaves millions of accounts unexplained, and most answers need only their sum.
    """

    def __init__(self, ledger: Ledger, missing: Ints) -> None:
        self._ledger = ledger
        self._accounts = np.flatnonzero(missing)
        self._amounts = missing[self._accounts]

    def totals(self) -> dict[str, int]:
        """The sum of each currency."""
        return sums_by_unit(self._ledger, self._accounts, self._amounts)

    @cached_property
    def _ranked(self) -> tuple[list[str], list[str], list[int]]:
        names = pa.array(taken(self._ledger.account_ids, self._accounts), pa.string())
        units = pa.array(taken(self._ledger.account_currencies, self._accounts), pa.string())
        columns = pa.table({"unit": units, "amount": self._amounts, "name": names})
        keys: Any = [("unit", "ascending"), ("amount", "descending"), ("name", "ascending")]
        order = pc.sort_indices(columns, sort_keys=keys)
        name, unit, amount = (columns[each].take(order) for each in ("name", "unit", "amount"))
        return name.to_pylist(), unit.to_pylist(), amount.to_pylist()

    def __len__(self) -> int:
        return len(self._accounts)

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


def sums_by_unit(ledger: Ledger, accounts: Ints, amounts: Ints) -> dict[str, int]:
    """Amounts of some accounts added up by their currencies, in order of name."""
    codes, units = coded(ledger.account_currencies)
    own = codes[accounts]
    totals: dict[str, int] = {}
    for number in sorted(np.unique(own).tolist(), key=lambda each: units[each]):
        part = amounts[own == number]
        # halves, so that no sum of many amounts below 2^62 leaves 64 bits
        totals[units[number]] = (int((part >> 31).sum()) << 31) + int((part & (1 << 31) - 1).sum())
    return totals
