"""What a lot rule's kernel found, added up by term, label and currency: exact, and as arrays."""

from collections.abc import Sequence

import numpy as np

from homeward.tracing.ledger import Accounts, Flags, Ints, Ledger
from homeward.tracing.names import Names, only_of
from homeward.tracing.tally import LEFT, Amount, Key, Term

_LOWER = (1 << 31) - 1
"""The lower half of an amount: halves are added up apart, so that no sum leaves 64 bits."""

_SPARSE = 16
"""Numbers for each value up to which there is a sum for every number, and nothing is sorted."""

_ADDED = 1 << 22
"""Numbers of 31 bits that are added up in float64 without losing any."""


class Units:
    """The currencies of accounts as small numbers, for those that are asked for."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger, self._code = ledger, dict[str, int]()
        names = ledger.account_currencies
        self._only = only_of(names)
        self._coded = names if isinstance(names, Names) and names.codes is not None else None
        self._number = np.full(0 if self._coded is None else len(self._coded.values), -1)
        if self._only is not None:
            self._code[self._only] = 0

    @property
    def is_one(self) -> bool:
        """Whether there is plainly one currency only."""
        return self._only is not None

    def of(self, numbers: Ints, accounts: Accounts | None = None) -> Ints:
        """The numbers of the currencies of some accounts (given `accounts`, of those in rows)."""
        if self._only is not None:
            return np.zeros(len(numbers), dtype=np.int64)
        if accounts is not None:
            numbers = accounts[numbers].astype(np.int64)
        if self._coded is not None:
            return self._of_coded(numbers, self._coded)
        known, place = np.unique(numbers, return_inverse=True)
        found = self._ledger.currencies(known)
        codes = [self._code.setdefault(unit, len(self._code)) for unit in found]
        return np.array(codes, dtype=np.int64)[place.ravel()]

    def _of_coded(self, accounts: Ints, names: Names) -> Ints:
        """The same where the ledger has a number for each currency, which may be another."""
        own = names.codes[accounts]
        fresh = accounts[self._number[own] < 0]
        if len(fresh):
            codes, first = np.unique(names.codes[np.sort(fresh)], return_index=True)
            for code in codes[np.argsort(first)].tolist():
                unit = str(names.values[code].as_py())
                self._number[code] = self._code.setdefault(unit, len(self._code))
        numbers: Ints = self._number[own]
        return numbers

    @property
    def names(self) -> list[str]:
        """The currencies by number."""
        return list(self._code)


class Sums:
    """Sums of amounts below 2^62, by term, label (a place among `names`) and currency.

    Both sides of every conservation line are compared without reading them.
    """

    def __init__(self, names: Sequence[str], units: Units) -> None:
        self._names, self._units = names, units
        self._parts: list[tuple[Term, Ints, Ints, Ints]] = []

    def add(self, term: Term, labels: Ints, units: Ints, amounts: Ints) -> None:
        """Add up one term, which has not been added before."""
        if len(labels):
            keys = units * len(self._names) + labels
            self._parts.append((term, *added_up(keys, amounts)))

    def is_even(self) -> bool:
        """True where what came in and what is accounted for are equal, exactly, in every line."""
        if not self._parts:
            return True
        keys = np.concatenate([part for _, part, _, _ in self._parts])
        signs = [1 if term in LEFT else -1 for term, _, _, _ in self._parts]
        order = np.argsort(keys, kind="stable")
        begins = np.flatnonzero(np.diff(keys[order], prepend=-1))
        high, low = (
            np.add.reduceat(
                np.concatenate(
                    [sign * part[half] for sign, part in zip(signs, self._parts, strict=True)]
                )[order],
                begins,
            )
            for half in (2, 3)
        )
        even: Flags = (high + (low >> 31) == 0) & (low & _LOWER == 0)
        return bool(even.all())

    def read(self) -> dict[Key, dict[Term, Amount]]:
        """The amounts of each term, by label and currency in the order in which they appeared."""
        found: dict[Key, dict[Term, Amount]] = {}
        known = self._units.names
        for term, keys, high, low in self._parts:
            units, labels = np.divmod(keys, len(self._names))
            order = np.lexsort((units, labels))
            columns = (each[order].tolist() for each in (labels, units, high, low))
            for label, unit, upper, lower in zip(*columns, strict=True):
                terms = found.setdefault((self._names[label], known[unit]), {})
                terms[term] = (upper << 31) + lower
        return found


def added_up(keys: Ints, values: Ints) -> tuple[Ints, Ints, Ints]:
    """The different keys (from 0 on), ascending, and the sum of the values of each in two parts:
    the first counts 2^31 fold."""
    most, known = int(keys.max()), None
    if most > _SPARSE * len(keys):
        known, keys = np.unique(keys, return_inverse=True)
        most = len(known) - 1
    halves = np.zeros((2, most + 1), dtype=np.int64)
    for start in range(0, len(keys), _ADDED):
        places, part = keys[start : start + _ADDED], values[start : start + _ADDED]
        for half, bits in zip(halves, (part >> 31, part & _LOWER), strict=True):
            half += np.bincount(places, bits, most + 1).astype(np.int64)
    there: Ints = np.flatnonzero(np.bincount(keys))
    high, low = halves[:, there]
    return (there if known is None else known), high, low
