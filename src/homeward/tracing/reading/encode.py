"""Identifiers to dense numbers, in order of appearance, exact whatever the values are."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, Future
from functools import partial
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
"""Values numbered and compared at a time, so that what is at work stays in the processor."""

_SMALL = COMPILE_ABOVE // 4
"""Values below which Arrow and a dictionary are done before the compiler has been imported."""


class Encoder:
    """Numbers texts from 0 in order of appearance; asked again, a text has its number again.

    With a `pool`, what is taken for equal is compared there meanwhile.
    """

    def __init__(self, pool: Executor | None = None) -> None:
        self._pool = pool
        self._number: dict[str, int] | None = {}
        self._table: _Table | None = None
        self._has_collided = False

    def encode(self, texts: Any) -> Codes:
        """int32 numbers of an Arrow text array, -1 where a value is missing."""
        (codes,) = self.encode_later([texts])()
        return codes

    def encode_later(self, columns: Sequence[Any]) -> Callable[[], list[Codes]]:
        """The same for several arrays; what is returned waits for the comparison. One at a time."""
        if self._has_collided or (
            self._table is None and sum(len(texts) for texts in columns) <= _SMALL
        ):
            return lambda: [self._by_dictionary(texts) for texts in columns]
        table = self._as_table()
        if table is None:
            return lambda: [self._by_dictionary(texts) for texts in columns]
        known, codes, looks = table.known, list[Codes](), list[Future[bool]]()
        for texts in columns:
            numbers, compare = table.number_all(texts)
            codes.append(numbers)
            looks.append(_done(compare) if self._pool is None else self._pool.submit(compare))

        def settled() -> list[Codes]:
            if all(look.result() for look in looks):
                return codes
            table.known = known
            names = table.values().to_pylist()
            self._number = {name: place for place, name in enumerate(names)}
            self._table, self._has_collided = None, True
            return [self._by_dictionary(texts) for texts in columns]

        return settled

    def _as_table(self) -> "_Table | None":
        """The table, made of what is known; None where two of that share a hash."""
        if self._table is None:
            table = _Table()
            _, compare = table.number_all(pa.array(list(self._number or ()), pa.string()))
            if not compare():
                self._has_collided = True
                return None
            self._table, self._number = table, None
        return self._table

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


def _done(compare: Callable[[], bool]) -> "Future[bool]":
    """A future whose result is there at once."""
    done = Future[bool]()
    done.set_result(compare())
    return done


class _Table:
    """Texts held one behind another, and a table from hash to number."""

    def __init__(self) -> None:
        self.known = 0
        self.table = np.zeros((1 << 12, 2), dtype=np.uint64)
        self.held = np.zeros(1 << 16, dtype=np.uint8)
        self.begins = np.zeros(1 << 12, dtype=np.int64)

    def number_all(self, texts: Any) -> tuple[Codes, Callable[[], bool]]:
        """int32 numbers of a column by hash, and what tells that all of them are right.

        The comparison may run in another thread while more is numbered: what is held is only added
        to, and an array that grows is replaced by a longer one.
        """
        codes, start = np.empty(len(texts), dtype=np.int32), 0
        for data, begins, missing in _chunks(texts):
            end = start + len(begins) - 1
            self._number(data, begins, missing, codes[start:end])
            start = end
        return codes, partial(_same, texts, codes, self.held, self.begins)

    def _number(self, data: Any, begins: Any, missing: Flags, codes: Codes) -> None:
        from homeward.tracing.reading import text_loops

        self._make_room(len(codes), int(begins[-1] - begins[0]))
        hashes = np.empty(len(codes), dtype=np.uint64)
        text_loops.hash_values(data, begins, hashes)
        held, places = self.held, self.begins
        self.known = int(
            text_loops.intern(
                data, begins, missing, hashes, self.table, self.known, held, places, codes
            )
        )

    def _make_room(self, values: int, size: int) -> None:
        from homeward.tracing.reading import text_loops

        most = self.known + values
        if 2 * most > len(self.table):
            larger = np.zeros((1 << (8 * most - 1).bit_length(), 2), dtype=np.uint64)
            text_loops.move_table(self.table, larger)
            self.table = larger
        self.begins = _longer(self.begins, most + 1)
        self.held = _longer(self.held, int(self.begins[self.known]) + size + 8)

    def values(self) -> Any:
        """The texts by number."""
        begins = self.begins[: self.known + 1]
        parts = [
            None,
            pa.py_buffer(begins.copy()),
            pa.py_buffer(self.held[: int(begins[-1])].copy()),
        ]
        return pa.Array.from_buffers(pa.large_string(), self.known, parts)


def _same(texts: Any, codes: Codes, held: Any, places: Any) -> bool:
    """True where every value has the bytes of its number: nothing is left to chance."""
    from homeward.tracing.reading import text_loops

    start = 0
    for data, begins, _ in _chunks(texts):
        end = start + len(begins) - 1
        if text_loops.differs(data, begins, held, places, codes[start:end]) >= 0:
            return False
        start = end
    return True


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
    """The same, and where nothing repeats or is missing the table that was made for it, if any."""
    if len(texts) <= _SMALL or len(texts) >= 1 << 32:
        return _repeats_of(Encoder().encode(texts)), None
    from homeward.tracing.reading import text_loops

    raw, places, missing = raw_text(texts)
    hashes = np.empty(len(texts), dtype=np.uint64)
    text_loops.hash_values(raw, places, hashes)
    table = np.zeros(places_for(len(texts)), dtype=np.int64)
    few = np.zeros(1, dtype=np.int64)
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
