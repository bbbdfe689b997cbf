"""Payments by their identifiers: a table from hash to row, so that a claim need not be searched."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from homeward.tracing.index.groups import row_type
from homeward.tracing.kernels import is_worth_it

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

        raw, places, _ = raw_text(ids)
        if ids_ascend(ids):
            return cls(ids, None)
        table = np.zeros(places_for(len(ids)), dtype=row_type(len(ids)))
        hashes = np.empty(len(ids), dtype=np.uint64)
        text_loops.hash_values(raw, places, hashes)
        text_loops.place_by_hash(hashes, table)
        return cls(ids, table)

    def find(self, values: Sequence[str]) -> list[int | None]:
        """The rows of some identifiers, None for what is none."""
        from homeward.tracing.reading import text_loops
        from homeward.tracing.reading.encode import raw_text

        raw, places, _ = raw_text(pa.array(values, self.ids.type))
        if self.table is None:
            rows = np.empty(len(values), dtype=np.int64)
            text_loops.find_ascending(*raw_text(self.ids)[:2], raw, places, rows)
            return [None if row < 0 else row for row in rows.tolist()]
        hashes = np.empty(len(values), dtype=np.uint64)
        text_loops.hash_values(raw, places, hashes)
        return [self._probed(*each) for each in zip(values, hashes.tolist(), strict=True)]

    def _probed(self, value: str, hashed: int) -> int | None:
        slot = hashed & (len(self.table) - 1)
        while (row := int(self.table[slot]) - 1) >= 0:
            if self.ids[row].as_py() == value:
                return row
            slot = (slot + 1) & (len(self.table) - 1)
        return None


def ids_ascend(ids: Any) -> bool:
    """Whether halving finds the identifiers of a column."""
    from homeward.tracing.reading import text_loops
    from homeward.tracing.reading.encode import raw_text

    raw, places, missing = raw_text(ids)
    return not len(missing) and bool(text_loops.ascends(raw, places))


def places_for(values: int) -> int:
    """How many places a table has: a power of two with a third of them empty, or more."""
    return 1 << (3 * values // 2).bit_length()


class Finder:
    """Searches a column until making a table is cheaper."""

    def __init__(self, ids: Any, lookup: Lookup | None = None) -> None:
        is_its_own = lookup is not None and lookup.ids is ids
        self.ids, self._lookup, self._searches = ids, lookup if is_its_own else None, 0
        self._is_new = True

    @property
    def lookup(self) -> Lookup:
        """The table, made now if it was not."""
        if self._lookup is None:
            self._lookup = Lookup.build(self.ids)
        return self._lookup

    def find(self, values: Sequence[str]) -> list[int | None]:
        """The rows of some identifiers, None for what is none."""
        found: list[int | None] = []
        if self._lookup is None and self._is_new and is_worth_it(len(self.ids)):
            self._is_new = False  # to look whether they ascend takes no longer than a few searches
            if ids_ascend(self.ids):
                self._lookup = Lookup(self.ids, None)
        for value in values:
            if self._lookup is not None or self._is_worn():
                break
            self._searches += 1
            found.append(self._searched(value))
        rest = values[len(found) :]
        return found + self.lookup.find(rest) if rest else found

    def _is_worn(self) -> bool:
        """Whether it has searched so often that a table is cheaper."""
        return is_worth_it(len(self.ids)) and self._searches >= SEARCHES

    def _searched(self, value: str) -> int | None:
        """Look through the column from its beginning, and no further than needed."""
        for start in range(0, len(self.ids), _SLICE):
            row = pc.index(self.ids.slice(start, _SLICE), value).as_py()
            if row >= 0:
                return start + int(row)
        return None
