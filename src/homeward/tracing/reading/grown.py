"""Columns that grow part by part into one array, and cost nothing where they hold nothing."""

from typing import Any

import numpy as np
import pyarrow as pa

from homeward.tracing.reading.encode import raw_text

SHORT = 1 << 31
"""Bytes of text that 32 bits can point to."""


class Grown:
    """Values of all parts one after another.

    Parts without the column count as `filler`. Room for `expected` rows is made at once, so that a
    file whose size is known is never copied; a column no part has takes no memory.
    """

    def __init__(self, dtype: Any, filler: Any) -> None:
        self._dtype, self._filler, self._size = np.dtype(dtype), filler, 0
        self._room: Any = None

    def add(self, values: Any, rows: int, expected: int, more: int = 0) -> None:
        """The next part: an array, or None for so many rows of the filler; with `more` added."""
        end = self._size + rows
        if values is not None or self._room is not None:
            self._make_room(max(end, self._size + expected))
            part = self._room[self._size : end]
            if more and values is not None:
                # in 64 bits: values may lie far beyond what they become
                np.add(values, np.int64(more), out=part, casting="same_kind", dtype=np.int64)
            else:
                part[:] = self._filler if values is None else values
        self._size = end

    def _make_room(self, rows: int) -> None:
        known = 0 if self._room is None else len(self._room)
        if self._room is not None and rows <= known:
            return
        larger = np.empty(max(rows, known + known // 2), dtype=self._dtype)
        if self._room is None:
            larger[: self._size] = self._filler
        else:
            larger[: self._size] = self._room[: self._size]
        self._room = larger

    def wider(self, dtype: Any) -> "Grown":
        """The same in a wider type."""
        other = Grown(dtype, self._filler)
        other.add(self.values(), self._size, 0 if self._room is None else len(self._room))
        return other

    def values(self) -> Any:
        """All values; a column that no part had is its filler seen many times, never written."""
        if self._room is None:
            return np.broadcast_to(self._dtype.type(self._filler), (self._size,))
        return self._room[: self._size]


class GrownText:
    """The same for text: bytes, where each value begins, which are missing."""

    def __init__(self) -> None:
        self._size, self._bytes = 0, 0
        self._room = np.zeros(0, dtype=np.uint8)
        self._begins, self._is_short = Grown(np.int32, 0), True
        self._missing = Grown(np.bool_, False)
        self._is_there = False

    def add(self, texts: Any, rows: int, expected: int) -> None:
        """The next part: an Arrow text array, or None for so many rows without a value."""
        if texts is None:
            self._begins.add(np.full(rows, self._bytes), rows, expected + 1)
            self._missing.add(np.ones(rows, dtype=np.bool_), rows, expected)
            self._size += rows
            return
        raw, places, missing = raw_text(texts)
        begin, end = int(places[0]), int(places[-1])
        used = end - begin
        self._make_room(used, used * (expected // max(rows, 1) + 1))
        self._room[self._bytes : self._bytes + used] = raw[begin:end]
        if self._is_short and self._bytes + used >= SHORT:  # beyond what 32 bits can point to
            self._begins, self._is_short = self._begins.wider(np.int64), False
        shifted = places[:-1] if len(texts) else places[:0]
        self._begins.add(shifted, rows, expected + 1, self._bytes - begin)
        self._missing.add(missing if len(missing) else None, rows, expected)
        self._size, self._bytes, self._is_there = self._size + rows, self._bytes + used, True

    def _make_room(self, more: int, expected: int) -> None:
        needed = self._bytes + more
        if needed > len(self._room):
            # values grow longer along most files: a tenth more than the part before tells
            size = max(needed, self._bytes + expected + expected // 10, 3 * len(self._room) // 2)
            larger = np.empty(size, dtype=np.uint8)
            larger[: self._bytes] = self._room[: self._bytes]
            self._room = larger

    def values(self) -> Any:
        """All values as an Arrow array, or None where no part had any."""
        if not self._is_there:
            return None
        self._begins.add(np.array([self._bytes]), 1, 0)
        begins, missing = self._begins.values(), self._missing.values()
        valid = None
        if missing.any():
            valid = pa.py_buffer(np.packbits(~missing, bitorder="little").tobytes())
        parts = [valid, pa.py_buffer(begins), pa.py_buffer(self._room[: self._bytes])]
        kind = pa.string() if self._is_short else pa.large_string()
        return pa.Array.from_buffers(kind, self._size, parts)
