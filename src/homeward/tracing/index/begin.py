"""Claims and hand-overs as the arrays that the compiled engines begin with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from homeward.tracing.claims import PlacedClaim
from homeward.tracing.flow import Entering
from homeward.tracing.ledger import Accounts, Ints, Ledger
from homeward.tracing.names import Names, only_of

_FEW = 64
"""Values that are added up one by one before arrays have been made."""

_SPARSE = 16
"""Numbers for each value up to which there is a sum for every number, and nothing is sorted."""

_ADDED = 1 << 22
"""Numbers of 31 bits that are added up in float64 without losing any."""


@dataclass(frozen=True, slots=True, eq=False)
class Begin:
    """Where labels enter. Labels are places among `names`."""

    names: tuple[str, ...]
    number: dict[str, int]
    claims: Ints
    """int64 (row, label, minor units), by row, in the order in which they are laid."""
    handed: Ints
    """int64 (row, whole payment in the sender's minor units), by row."""

    @property
    def rows(self) -> Ints:
        """The rows where anything begins, ascending."""
        return np.unique(np.concatenate([self.claims[:, 0], self.handed[:, 0]]))


def begin_of(claims: Sequence[PlacedClaim], entering: Mapping[int, Entering]) -> Begin:
    """The arrays of placed claims and of what other nodes handed over."""
    names = dict.fromkeys(claim.label for claim in claims)
    for row in sorted(entering):
        names.update(dict.fromkeys(label for _, _, label in entering[row].stretches))
        names.update(dict.fromkeys(label for label, _ in entering[row].shares))
    number = {name: place for place, name in enumerate(names)}
    laid = sorted(claims, key=lambda claim: claim.index)
    rows = [(claim.index, number[claim.label], claim.amount) for claim in laid]
    handed = [(row, entering[row].amount) for row in sorted(entering)]
    return Begin(tuple(names), number, table(rows, 3), table(handed, 2))


def table(rows: Sequence[tuple[int, ...]], width: int) -> Ints:
    """Rows of whole numbers as an int64 array, also where there is none."""
    return np.array(rows, dtype=np.int64).reshape(-1, width)


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


def exact_sums(keys: Ints, values: Ints) -> list[tuple[int, int]]:
    """The sum of the values of each key (from 0 on), exact however many there are below 2^62."""
    if len(keys) <= _FEW:
        sums: dict[int, int] = {}
        for key, value in zip(keys.tolist(), values.tolist(), strict=True):
            sums[key] = sums.get(key, 0) + value
        return sorted(sums.items())
    most, known = int(keys.max()), None
    if most > _SPARSE * len(keys):
        known, keys = np.unique(keys, return_inverse=True)
        most = len(known) - 1
    halves = np.zeros((2, most + 1), dtype=np.int64)
    for start in range(0, len(keys), _ADDED):
        places, part = keys[start : start + _ADDED], values[start : start + _ADDED]
        for half, bits in zip(halves, (part >> 31, part & ((1 << 31) - 1)), strict=True):
            half += np.bincount(places, bits, most + 1).astype(np.int64)
    there = np.flatnonzero(np.bincount(keys))
    high, low = halves[:, there].tolist()
    names = there.tolist() if known is None else known.tolist()
    return [(k, (a << 31) + b) for k, a, b in zip(names, high, low, strict=True)]
