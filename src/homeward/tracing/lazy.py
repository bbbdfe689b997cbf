"""Rows that are counted at once and made when they are read."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Generic, TypeVar, overload

Row = TypeVar("Row")


class LazyRows(Sequence[Row], Generic[Row]):
    """`size` rows that `make` gives, all at once and only once; equal to the tuple of them.

    There may be millions, and many questions need none of them.
    """

    def __init__(self, size: int, make: Callable[[], Iterable[Row]]) -> None:
        self._size, self._make = size, make

    @cached_property
    def _rows(self) -> tuple[Row, ...]:
        return tuple(self._make())

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, place: int | slice) -> Row | tuple[Row, ...]:
        return self._rows[place]

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._rows == tuple(other)

    def __hash__(self) -> int:
        return hash(self._rows)

    def __repr__(self) -> str:
        return f"LazyRows({len(self)})"
