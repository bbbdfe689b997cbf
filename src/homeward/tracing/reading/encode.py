"""Identifiers to dense numbers, in order of appearance, exact whatever the values are."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from homeward.tracing.index.groups import row_type
from homeward.tracing.index.lookup import Lookup, places_for
from homeward.tracing.kernels import COMPILE_ABOVE
from homeward.tracing.ledger import Flags, Ints

Codes = np.ndarray[tuple[int], np.dtype[np.int32]]
"""Numbers of identifiers, -1 where there is none; int32, as the arrays of a ledger."""

_CHUNK = 1 << 16
"""Values numbered at a time, so that what is at work stays in the processor."""

_MOST_STEPS = 4096
"""Slots looked at for one value before a dictionary takes over: texts of one hash can be made."""

_SHORT, _LONG = 4, 8
"""Words of a slot: one, and 24 or 56 bytes of the value."""

_SMALL = COMPILE_ABOVE // 4
"""Values below which Arrow and a dictionary are done before the compiler has been imported."""


class Encoder:
    """Numbers texts from 0 in order of appearance; asked again, a text has its number again."""

    def __init__(self) -> None:
        self._number: dict[str, int] | None = {}
        self._table: _Table | None = None
        self._is_crowded = False

    def encode(self, texts: Any) -> Codes:
        """int32 numbers of an Arrow text array, -1 where a value is missing."""
        if self._is_crowded or (self._table is None and len(texts) <= _SMALL):
            return self._by_dictionary(texts)
        if self._table is None:
            self._table = _Table()
            known, self._number = pa.array(list(self._number or ()), pa.string()), None
            if self._table.number_all(known) is None:
                return self._crowded(known.to_pylist(), texts)
        codes = self._table.number_all(texts)
        return self._crowded(self.values().to_pylist(), texts) if codes is None else codes

    def _crowded(self, known: list[str], texts: Any) -> Codes:
        """Go on with a dictionary: too many values meet in one place of the table."""
        self._number = {name: place for place, name in enumerate(known)}
        self._table, self._is_crowded = None, True
        return self._by_dictionary(texts)

    def _by_dictionary(self, texts: Any) -> Codes:
        """Arrow numbers the values of this array, a dictionary those of all."""
        assert self._number is not None  # noqa: S101 - one of the two is there
        coded, number = texts.dictionary_encode(), self._number
        own = [number.setdefault(each, len(number)) for each in coded.dictionary.to_pylist()]
        codes = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
        numbers: Codes = np.array([*own, -1], dtype=np.int32)[codes]
        return numbers

    def values(self) -> Any:
        """The texts by number, as an Arrow array."""
        if self._table is not None:
            return self._table.values()
        assert self._number is not None  # noqa: S101 - one of the two is there
        return pa.array(list(self._number), pa.string())


class _Table:
    """Texts held one behind another, and slots from hash to number with the bytes beside."""

    def __init__(self) -> None:
        self.known = 0
        self.table = _slots(1 << 12, _SHORT)
        self.held = np.zeros(1 << 16, dtype=np.uint8)
        self.begins = np.zeros(1 << 12, dtype=np.int64)

    def number_all(self, texts: Any) -> Codes | None:
        """int32 numbers of a column; None, and nothing learnt, where too many meet in one place."""
        codes, start, known = np.empty(len(texts), dtype=np.int32), 0, self.known
        for data, begins, missing in _chunks(texts):
            end = start + len(begins) - 1
            if not self._number(data, begins, missing, codes[start:end]):
                self.known = known
                return None
            start = end
        return codes

    def _number(self, data: Any, begins: Any, missing: Flags, codes: Codes) -> bool:
        from homeward.tracing.reading import text_loops

        self._make_room(len(codes), int(begins[-1] - begins[0]))
        hashes = np.empty(len(codes), dtype=np.uint64)
        text_loops.hash_values(data, begins, hashes)
        held, places = self.held, self.begins
        known = text_loops.intern(
            *(data, begins, missing, hashes, self.table, self.known, held, places, codes),
            _MOST_STEPS,
        )
        self.known = max(int(known), self.known)
        return bool(known >= 0)

    def _make_room(self, values: int, size: int) -> None:
        most = self.known + values
        if 4 * most > 3 * len(self.table):
            self._move(1 << (2 * most - 1).bit_length())
        self.begins = _longer(self.begins, most + 1)
        self.held = _longer(self.held, int(self.begins[self.known]) + size + 8)

    def _move(self, size: int) -> None:
        """The same numbers in a table of more slots, wide enough for the values known."""
        from homeward.tracing.reading import text_loops

        begins, hashes = self.begins[: self.known + 1], np.empty(self.known, dtype=np.uint64)
        text_loops.hash_values(self.held, begins, hashes)
        is_short = bool((np.diff(begins) <= 8 * (_SHORT - 1)).all())
        self.table = _slots(size, _SHORT if is_short else _LONG)
        text_loops.fill_table(self.held, begins, hashes, self.table)

    def values(self) -> Any:
        """The texts by number."""
        begins = self.begins[: self.known + 1]
        parts = [
            None,
            pa.py_buffer(begins.copy()),
            pa.py_buffer(self.held[: int(begins[-1])].copy()),
        ]
        return pa.Array.from_buffers(pa.large_string(), self.known, parts)


def _slots(size: int, width: int) -> Any:
    """Empty slots, none of which lies across two lines of the processor's cache."""
    raw = np.zeros(size * width + 8, dtype=np.uint64)
    first = -raw.ctypes.data % 64 // 8
    return raw[first : first + size * width].reshape(size, width)


def _longer(array: Any, size: int) -> Any:
    if size <= len(array):
        return array
    longer = np.zeros(max(size, 4 * len(array)), dtype=array.dtype)
    longer[: len(array)] = array
    return longer


def raw_text(texts: Any) -> tuple[Any, Ints, Flags]:
    """The bytes of an Arrow text array, where each value begins, which are missing (or none)."""
    size, offset = len(texts), texts.offset
    kind = np.int64 if pa.types.is_large_string(texts.type) else np.int32
    _, begins, data = texts.buffers()
    places: Any = np.frombuffer(bytes(8), dtype=kind)[:1]
    if size:
        places = np.frombuffer(begins, dtype=kind)[offset : offset + size + 1]
    raw = np.frombuffer(b"" if data is None else data, dtype=np.uint8)
    missing: Flags = np.zeros(0, dtype=np.bool_)
    if texts.null_count:
        missing = np.array(texts.is_null().to_numpy(zero_copy_only=False))
    return raw, places, missing


def _chunks(texts: Any) -> Iterable[tuple[Any, Any, Flags]]:
    raw, places, missing = raw_text(texts)
    for start in range(0, len(texts), _CHUNK):
        end = min(start + _CHUNK, len(texts))
        yield raw, places[start : end + 1], missing[start:end]


def repeated_rows(texts: Any) -> Ints:
    """Rows whose value an earlier row has; values that are missing repeat nothing."""
    return looked_up(texts)[0]


def looked_up(texts: Any) -> tuple[Ints, Lookup | None]:
    """The same, and where nothing repeats or is missing what finds a row, if any was made.

    Values that ascend are all different and need no table.
    """
    if len(texts) <= _SMALL or len(texts) >= 1 << 32:
        return _repeats_of(Encoder().encode(texts)), None
    from homeward.tracing.reading import text_loops

    raw, places, missing = raw_text(texts)
    few = np.zeros(1, dtype=np.int64)
    if not len(missing) and text_loops.ascends(raw, places):
        return few[:0], Lookup(texts, None)
    hashes = np.empty(len(texts), dtype=np.uint64)
    text_loops.hash_values(raw, places, hashes)
    table = np.zeros(places_for(len(texts)), dtype=np.int64)
    count = int(text_loops.find_repeats(raw, places, missing, hashes, table, few))
    if not count and not len(missing) and row_type(len(texts)) is np.int32:
        # the row is the lower half of a place; the upper half is of its hash
        halves = table.astype("<i8", copy=False).view("<i4")
        return few[:0], Lookup(texts, np.ascontiguousarray(halves[::2], dtype=np.int32))
    if count <= 1:
        return few[:count], None
    rows = np.zeros(count, dtype=np.int64)
    table[:] = 0
    text_loops.find_repeats(raw, places, missing, hashes, table, rows)
    return rows, None


def _repeats_of(codes: Codes) -> Ints:
    first = np.full(codes.max(initial=-1) + 1, -1, dtype=np.int64)
    known = np.flatnonzero(codes >= 0)
    first[codes[known[::-1]]] = known[::-1]
    repeats: Ints = known[first[codes[known]] != known]
    return repeats


def is_plain(texts: Any) -> bool:
    """True where a large column surely needs no trimming and has no empty value."""
    if len(texts) <= _SMALL:
        return False
    from homeward.tracing.reading.text_loops import is_plain as looked

    return bool(looked(*raw_text(texts)))


def is_ascii(column: Any) -> bool:
    """True for a large text column whose values surely lie in its bytes, all of them ASCII."""
    kind = column.type
    if len(column) <= _SMALL or not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        return False
    from homeward.tracing.reading import text_loops

    raw, places, _ = raw_text(column)
    begin, end = int(places[0]), int(places[-1])
    if not 0 <= begin <= end <= len(raw) or not text_loops.never_falls(places):
        return False
    return bool(text_loops.has_only_ascii(raw[begin:end]))
