"""Text kept as bytes: names that a stored ledger reads only when they are asked for."""

from collections.abc import Iterator, Sequence
from typing import Any, overload

import numpy as np


class Names(Sequence[str]):
    """A sequence of names over an Arrow text array, or over a few names and a number for each.

    Equal to the tuple of the same names.
    """

    def __init__(self, values: Any, codes: Any = None) -> None:
        self.values = values
        """Arrow text array: the names, or with `codes` the different ones."""
        self.codes = codes
        """Which of the values each name is (int array), or None."""
        self._few: list[str] | None = None if codes is None else values.to_pylist()

    def __len__(self) -> int:
        return len(self.values) if self.codes is None else len(self.codes)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[str, ...]: ...
    def __getitem__(self, place: int | slice) -> str | tuple[str, ...]:
        if isinstance(place, slice):
            return tuple(self[each] for each in range(*place.indices(len(self))))
        if self._few is not None:
            return self._few[int(self.codes[place])]
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        return str(self.values[place].as_py())

    def several(self, places: Any) -> list[str]:
        """The names at these places (int array)."""
        if self._few is not None:
            return [self._few[code] for code in self.codes[places].tolist()]
        return [self[place] for place in places.tolist()]

    def __iter__(self) -> Iterator[str]:
        values = self.values.to_pylist()
        if self.codes is None:
            return iter(values)
        return (values[code] for code in self.codes.tolist())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"Names({len(self)})"


def taken(names: Sequence[str], places: Any) -> list[str]:
    """Some of the names, by their places (int array)."""
    if not isinstance(names, Names):
        return [names[place] for place in places.tolist()]
    import pyarrow as pa

    chosen = places if names.codes is None else names.codes[places]
    found: list[str] = names.values.take(pa.array(chosen)).to_pylist()
    return found


def only_of(names: Sequence[str]) -> str | None:
    """The one name that all have, where that is plain to see."""
    is_one = isinstance(names, Names) and names.codes is not None and len(names.values) == 1
    return names[0] if is_one and len(names) else None


def coded(names: Sequence[str]) -> tuple[Any, list[str]]:
    """Names as int32 numbers, and the different ones by number, in order of appearance."""
    if isinstance(names, Names) and names.codes is not None:
        return _recoded(names.codes, names.values.to_pylist())
    known: dict[str, int] = {}
    codes = np.fromiter((known.setdefault(each, len(known)) for each in names), dtype=np.int32)
    return codes, list(known)


def _recoded(codes: Any, values: list[str]) -> tuple[Any, list[str]]:
    """The same numbers without those that nothing has and those whose names are equal."""
    used = np.flatnonzero(np.bincount(codes, minlength=len(values)))
    first = {int(code): int(np.argmax(codes == code)) for code in used}
    known: dict[str, int] = {}
    number = np.zeros(len(values), dtype=np.int32)
    for code in sorted(first, key=lambda each: first[each]):
        number[code] = known.setdefault(values[code], len(known))
    return number[codes], list(known)
