"""Claims and hand-overs as the arrays that the compiled engines begin with."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from homeward.tracing.claims import PlacedClaim
from homeward.tracing.flow import Entering
from homeward.tracing.ledger import Accounts, Ints, Ledger
from homeward.tracing.names import only_of

_FEW = 64
"""Values that are added up one by one before arrays have been sorted."""


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
        self._only = only_of(ledger.account_currencies)
        if self._only is not None:
            self._code[self._only] = 0

    def of(self, accounts: Ints | Accounts) -> Ints:
        """The numbers of the accounts' currencies."""
        if self._only is not None:
            return np.zeros(len(accounts), dtype=np.int64)
        known, place = np.unique(accounts, return_inverse=True)
        found = self._ledger.currencies(known)
        codes = [self._code.setdefault(unit, len(self._code)) for unit in found]
        return np.array(codes, dtype=np.int64)[place.ravel()]

    @property
    def names(self) -> list[str]:
        """The currencies by number."""
        return list(self._code)


def exact_sums(keys: Ints, values: Ints) -> Iterable[tuple[int, int]]:
    """The sum of the values of each key, exact however many there are below 2^62."""
    if len(keys) <= _FEW:
        sums: dict[int, int] = {}
        for key, value in zip(keys.tolist(), values.tolist(), strict=True):
            sums[key] = sums.get(key, 0) + value
        yield from sorted(sums.items())
        return
    known, place = np.unique(keys, return_inverse=True)
    high, low = np.zeros(len(known), dtype=np.int64), np.zeros(len(known), dtype=np.int64)
    np.add.at(high, place.ravel(), values >> 31)
    np.add.at(low, place.ravel(), values & ((1 << 31) - 1))
    for key, above, below in zip(known.tolist(), high.tolist(), low.tolist(), strict=True):
        yield key, (above << 31) + below
