"""Payments that carried proceeds."""

from collections.abc import Iterator

import numpy as np

from homeward.tracing.flow import Carried, CarriedColumns
from homeward.tracing.lazy import LazyRows
from homeward.tracing.ledger import Ledger
from homeward.tracing.result import Carrier
from homeward.tracing.rounding import nearest


def carrier_rows(ledger: Ledger, carried: Carried) -> LazyRows[Carrier]:
    """Carriers in the order of the ledger, by label; amounts in minor units."""

    def columns() -> CarriedColumns:
        found = carried.columns
        assert found is not None  # noqa: S101 - nothing is added to a flow that is told
        return found

    return LazyRows(lambda: len(columns().row), lambda: _carriers(ledger, columns()))


def _carriers(ledger: Ledger, columns: CarriedColumns) -> Iterator[Carrier]:
    rank = np.empty(len(columns.names), dtype=np.int64)
    rank[sorted(range(len(rank)), key=columns.names.__getitem__)] = np.arange(len(rank))
    order = np.lexsort((rank[columns.label], columns.row))
    ids = ledger.payment_ids(columns.row[order])
    labels = [columns.names[label] for label in columns.label[order].tolist()]
    amounts = (each[order].tolist() for each in (columns.left, columns.credited))
    if columns.left.dtype.kind == "i":  # whole amounts need no rounding
        left, credited = amounts
        return map(Carrier._make, zip(ids, labels, left, credited, left, credited, strict=True))
    return (
        Carrier(payment, label, nearest(left), nearest(credited), left, credited)
        for payment, label, left, credited in zip(ids, labels, *amounts, strict=True)
    )
