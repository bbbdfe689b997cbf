"""Payments that carried proceeds: rows that are made when they are read."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import overload

import numpy as np

from homeward.tracing.flow import CarriedColumns
from homeward.tracing.ledger import Ledger
from homeward.tracing.result import Carrier
from homeward.tracing.rounding import nearest


class CarrierRows(Sequence[Carrier]):
    """Carriers in the order of the ledger, by label; equal to the tuple of the same rows.

    A case may have millions, and many questions need none of them.
    """

    def __init__(self, ledger: Ledger, columns: CarriedColumns) -> None:
        self._ledger, self._columns = ledger, columns

    @cached_property
    def _rows(self) -> tuple[Carrier, ...]:
        columns = self._columns
        rank = np.empty(len(columns.names), dtype=np.int64)
        rank[sorted(range(len(rank)), key=columns.names.__getitem__)] = np.arange(len(rank))
        order = np.lexsort((rank[columns.label], columns.row))
        ids = self._ledger.payment_ids(columns.row[order])
        labels = [columns.names[label] for label in columns.label[order].tolist()]
        amounts = (each[order].tolist() for each in (columns.left, columns.credited))
        return tuple(
            Carrier(payment, label, nearest(left), nearest(credited), left, credited)
            for payment, label, left, credited in zip(ids, labels, *amounts, strict=True)
        )

    def __len__(self) -> int:
        return len(self._columns.row)

    @overload
    def __getitem__(self, place: int) -> Carrier: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Carrier, ...]: ...
    def __getitem__(self, place: int | slice) -> Carrier | tuple[Carrier, ...]:
        return self._rows[place]

    def __iter__(self) -> Iterator[Carrier]:
        return iter(self._rows)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._rows == tuple(other)

    def __hash__(self) -> int:
        return hash(self._rows)

    def __repr__(self) -> str:
        return f"CarrierRows({len(self)})"
