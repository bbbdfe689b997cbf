"""Rows in memory become a ledger by the same rules as files."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from homeward.tracing import errors
from homeward.tracing.ledger import Ledger
from homeward.tracing.moments import moment_text
from homeward.tracing.reading.build import build_reading
from homeward.tracing.reading.fields import FIELDS, REQUIRED, Options
from homeward.tracing.reading.rawtable import RawTable

_TIMES = ("time", "credited_time")
_EXACT = 2**53
"""From here on float64 does not hold every whole number: digits would be made up."""

_MANY = 60
"""Digits that no amount has."""


def ledger_from_rows(
    rows: Iterable[Mapping[str, Any] | Sequence[Any]],
    *,
    openings: Any,
    exits: Any,
    **options: Any,
) -> Ledger:
    """See `Ledger.from_rows`."""
    table = _table([as_mapping(row) for row in rows])
    reading = build_reading([table], Options(**options), openings, exits, accept_rejected=False)
    return reading.ledger


def as_mapping(row: Mapping[str, Any] | Sequence[Any]) -> Mapping[str, Any]:
    """A row by field name; raises `FieldUnknown`."""
    if isinstance(row, Mapping):
        for name in row:
            if name not in FIELDS:
                raise errors.FieldUnknown(field=name, fields=", ".join(FIELDS))
        return row
    return dict(zip(FIELDS, row, strict=False))


def _table(rows: list[Mapping[str, Any]]) -> RawTable:
    if not rows:
        raise errors.LedgerEmpty()
    used = {name for row in rows for name in row}
    names = [name for name in FIELDS if name in used or name in REQUIRED]
    columns = {
        name: pa.array([_text(name, row.get(name)) for row in rows], pa.string()) for name in names
    }
    return RawTable("rows", columns, np.arange(1, len(rows) + 1))


def _text(name: str, value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.isoformat()
    if name in _TIMES and isinstance(value, int):
        return moment_text(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return f"{value:.0f}"  # 2.0 is how a column of whole numbers with gaps holds a 2
    if isinstance(value, Decimal) and value.is_finite() and value.adjusted() < _MANY:
        whole = value.to_integral_value()
        text = format(whole if whole == value else value, "f")
        return text.rstrip("0") if "." in text else text  # a number has no places, as text has
    return str(value)
