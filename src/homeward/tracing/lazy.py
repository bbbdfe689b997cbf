"""Rows and dictionaries that are made when they are read."""

import threading
from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar, overload

Row = TypeVar("Row")
Key = TypeVar("Key")
Value = TypeVar("Value")


class LazyRows(Sequence[Row], Generic[Row]):
    """`size` rows that `make` gives, all at once and only once; equal to the tuple of them.

    There may be millions, and many questions need none of them. A `size` that takes counting may be
    given as what counts; None: they are made to be counted. They are added to tuples and pickled as
    the tuple that they equal.
    """

    def __init__(
        self, size: int | Callable[[], int] | None, make: Callable[[], Iterable[Row]]
    ) -> None:
        self._size, self._make = size, make

    @cached_property
    def _rows(self) -> tuple[Row, ...]:
        return tuple(self._make())

    def __len__(self) -> int:
        size = self._size  # once: another thread may count as well
        if not isinstance(size, int):
            size = self._size = len(self._rows) if size is None else size()
        return size

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, place: int | slice) -> Row | tuple[Row, ...]:
        return self._rows[place]

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    def __add__(self, other: object) -> tuple[Any, ...]:
        return (*self, *other) if isinstance(other, tuple | LazyRows) else NotImplemented

    def __radd__(self, other: object) -> tuple[Any, ...]:
        return (*other, *self) if isinstance(other, tuple) else NotImplemented

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._rows == tuple(other)

    def __hash__(self) -> int:
        return hash(self._rows)

    def __reduce__(self) -> tuple[Any, ...]:
        return tuple, (self._rows,)

    def __repr__(self) -> str:
        return f"LazyRows({len(self)})"


class LazyDict(MutableMapping[Key, Value], Generic[Key, Value]):
    """A dictionary that `make` gives when it is first asked for anything; an empty one without."""

    def __init__(self, make: Callable[[], dict[Key, Value]] | None = None) -> None:
        self._lock = threading.RLock()
        self._make = make
        self._made: dict[Key, Value] | None = None

    def _fill(self) -> dict[Key, Value]:
        made = {} if self._make is None else self._make()
        self._make = None  # what it was made from need not be kept
        return made

    def _known(self) -> dict[Key, Value]:
        if self._made is None:
            with self._lock:
                if self._made is None:
                    self._made = self._fill()
        return self._made

    def __getitem__(self, key: Key) -> Value:
        return self._known()[key]

    def __setitem__(self, key: Key, value: Value) -> None:
        self._known()[key] = value

    def __delitem__(self, key: Key) -> None:
        del self._known()[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._known())

    def __len__(self) -> int:
        return len(self._known())

    def __repr__(self) -> str:
        return f"LazyDict({self._known()!r})"
