"""Some rows of one file as raw columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from homeward.tracing.ledger import Ints
from homeward.tracing.reading.rejections import Rejection
from homeward.tracing.warning import TraceWarning


@dataclass(frozen=True, slots=True)
class RawTable:
    """Rows of one source: Arrow columns by field name, and each row's number from 1.

    A large file comes as several tables of the same name; `expected` is how many rows it has from
    this table on, where the file says so (else 0). `notes` go with every result.
    """

    name: str
    columns: dict[str, Any]
    rows: Ints
    rejections: tuple[Rejection, ...] = ()
    expected: int = 0
    notes: tuple[TraceWarning, ...] = ()


def raw_table(
    name: str,
    columns: Mapping[str, Any],
    constants: Mapping[str, str],
    rows: Ints,
    rejections: tuple[Rejection, ...] = (),
    expected: int = 0,
) -> RawTable:
    """A table of columns in one piece, with those that hold one value for every row."""
    flat = {key: _flat(column) for key, column in columns.items()}
    for key, value in constants.items():
        flat[key] = pa.repeat(value, len(rows))
    return RawTable(name, flat, rows, rejections, expected)


def _flat(column: Any) -> Any:
    if not isinstance(column, pa.ChunkedArray):
        return column
    if column.num_chunks == 1:
        return column.chunk(0)
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
