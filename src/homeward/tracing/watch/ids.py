"""Payment ids that a watch has seen: none twice, and each found again, however many there are."""

from bisect import bisect_right
from typing import Any

import numpy as np

from homeward.tracing.detection.book import COMPILE_ABOVE, compiled
from homeward.tracing.ledger import Ints
from homeward.tracing.watch import loops


class KnownIds:
    """Ids by row: a dictionary while they are few, then a compiled table of hashes.

    Equal hashes are compared as texts, so every answer is exact. About 30 bytes for each id.
    """

    def __init__(self) -> None:
        self._parts: list[Any] = []
        self._firsts: list[int] = []
        self.size = 0
        self._few: dict[str, int] | None = {}
        self._hashes: Ints = np.empty(0, dtype=np.int64)
        self._table: Ints = np.empty(0, dtype=np.int64)

    def text(self, row: int) -> str:
        """The id in a row."""
        part = bisect_right(self._firsts, row) - 1
        return str(self._parts[part][row - self._firsts[part]].as_py())

    def add(self, ids: Any) -> int | None:
        """Add an Arrow text array; the place in it of an id seen before, and then adds nothing."""
        last = self.size + len(ids)
        if self._few is not None and last <= COMPILE_ABOVE:
            return self._add_few(self._few, ids)
        if self._few is not None:
            self._few = None
            self._fill()
        self._hash(ids)
        if last * 2 > len(self._table):
            self._table = self._entered(last)
        repeated = self._enter(last, ids)
        if repeated is None:
            self._keep(ids)
            return None
        self._table = self._entered(self.size)
        return repeated

    def find(self, payment: str) -> int | None:
        """The row of an id, or None."""
        if self._few is not None:
            return self._few.get(payment)
        import pyarrow as pa

        self._hash(pa.array([payment]))
        pairs = np.empty((16, 2), dtype=np.int64)
        first, last = self.size, self.size + 1
        found = compiled(loops.enter_hashes)(self._table, self._hashes, first, last, True, pairs)
        rows = pairs[: min(found, len(pairs)), 0].tolist()
        return next((row for row in rows if self.text(row) == payment), None)

    def _keep(self, ids: Any) -> None:
        self._parts.append(ids)
        self._firsts.append(self.size)
        self.size += len(ids)

    def _add_few(self, few: dict[str, int], ids: Any) -> int | None:
        fresh: dict[str, int] = {}
        for place, text in enumerate(ids.to_pylist()):
            if text in few or text in fresh:
                return place
            fresh[text] = self.size + place
        few.update(fresh)
        self._keep(ids)
        return None

    def _fill(self) -> None:
        """From the dictionary to the table."""
        parts, self._parts, self._firsts, self.size = self._parts, [], [], 0
        for part in parts:
            self._hash(part)
            self._keep(part)
        self._table = self._entered(self.size)

    def _hash(self, ids: Any) -> None:
        """Write the hashes of texts behind those that are kept."""
        import pyarrow as pa

        texts, last = ids.cast(pa.large_string()), self.size + len(ids)
        if last > len(self._hashes):
            room = np.empty(max(2 * len(self._hashes), last), dtype=np.int64)
            room[: self.size] = self._hashes[: self.size]
            self._hashes = room
        _, offsets, data = texts.buffers()
        bounds = np.frombuffer(offsets, dtype=np.int64)[texts.offset :][: len(texts) + 1]
        letters = np.frombuffer(b"" if data is None else data, dtype=np.uint8)
        compiled(loops.hash_texts)(bounds, letters, self._hashes[self.size : last])

    def _enter(self, last: int, ids: Any) -> int | None:
        """Enter the hashes behind those kept; the place of an id seen before, or None."""
        pairs = np.empty((1024, 2), dtype=np.int64)
        loop, size = compiled(loops.enter_hashes), self.size
        found = loop(self._table, self._hashes, size, last, False, pairs)
        for old, new in pairs[: min(found, len(pairs))].tolist():
            text = self.text(old) if old < size else str(ids[old - size].as_py())
            if text == str(ids[new - size].as_py()):
                return int(new - size)
        return None

    def _entered(self, size: int) -> Ints:
        """A table with room for twice `size` ids, holding those that are kept."""
        table = np.full(1 << (max(4 * size, 1024) - 1).bit_length(), -1, dtype=np.int64)
        none = np.empty((0, 2), dtype=np.int64)
        compiled(loops.enter_hashes)(table, self._hashes, 0, self.size, False, none)
        return table
