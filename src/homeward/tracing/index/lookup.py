"""Payments by their identifiers: a table from hash to row, so that a claim need not be searched."""

from bisect import bisect_left
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from homeward.tracing.index.groups import row_type
from homeward.tracing.kernels import COMPILE_ABOVE

SEARCHES = 64
"""Searches through a whole column that cost about as much as making the table."""

_SLICE = 1 << 20
"""Identifiers that are searched at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class Lookup:
    """Rows by identifier. The identifiers are all different, and each answer is compared."""

    ids: Any
    """Arrow text array."""
    table: Any
    """Rows + 1 where their hashes lead, 0 for none: open addressing, a power of two of places;
    int32, or int64 above 2^31 rows. None where the identifiers ascend (shorter ones first, then
    by their bytes): then halving finds them."""

    @classmethod
    def build(cls, ids: Any) -> "Lookup":
        """What finds the rows of a column; a table takes 6 to 12 bytes an identifier."""
        from homeward.tracing.reading import text_loops
        from homeward.tracing.reading.encode import raw_text

        raw, places, missing = raw_text(ids)
        if not len(missing) and text_loops.ascends(raw, places):
            return cls(ids, None)
        table = np.zeros(places_for(len(ids)), dtype=row_type(len(ids)))
        hashes = np.empty(len(ids), dtype=np.uint64)
        text_loops.hash_values(raw, places, hashes)
        text_loops.place_by_hash(hashes, table)
        return cls(ids, table)

    def find(self, value: str) -> int | None:
        """The row of an identifier, or None."""
        if self.table is None:
            row = bisect_left(range(len(self.ids)), _rank(value), key=self._rank_of)
            return row if row < len(self.ids) and self.ids[row].as_py() == value else None
        from homeward.tracing.reading import text_loops
        from homeward.tracing.reading.encode import raw_text

        raw, places, _ = raw_text(pa.array([value], self.ids.type))
        hashes = np.empty(1, dtype=np.uint64)
        text_loops.hash_values(raw, places, hashes)
        slot = int(hashes[0]) & (len(self.table) - 1)
        while (row := int(self.table[slot]) - 1) >= 0:
            if self.ids[row].as_py() == value:
                return row
            slot = (slot + 1) & (len(self.table) - 1)
        return None

    def _rank_of(self, row: int) -> tuple[int, bytes]:
        return _rank(self.ids[row].as_py())


def _rank(value: str) -> tuple[int, bytes]:
    """Shorter values come first, then those of lesser bytes."""
    raw = value.encode("utf-8", "surrogatepass")
    return len(raw), raw


def places_for(values: int) -> int:
    """How many places a table has: a power of two with a third of them empty, or more."""
    return 1 << (3 * values // 2).bit_length()


class Finder:
    """Searches a column until making a table is cheaper."""

    def __init__(self, ids: Any, lookup: Lookup | None = None) -> None:
        is_its_own = lookup is not None and lookup.ids is ids
        self.ids, self._lookup, self._searches = ids, lookup if is_its_own else None, 0

    @property
    def lookup(self) -> Lookup:
        """The table, made now if it was not."""
        if self._lookup is None:
            self._lookup = Lookup.build(self.ids)
        return self._lookup

    def find(self, value: str) -> int | None:
        """The row of an identifier, or None."""
        if self._lookup is None and (len(self.ids) <= COMPILE_ABOVE or self._searches < SEARCHES):
            self._searches += 1
            return self._searched(value)
        return self.lookup.find(value)

    def _searched(self, value: str) -> int | None:
        """Look through the column from its beginning, and no further than needed."""
        for start in range(0, len(self.ids), _SLICE):
            row = pc.index(self.ids.slice(start, _SLICE), value).as_py()
            if row >= 0:
                return start + int(row)
        return None
