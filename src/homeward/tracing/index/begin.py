"""Claims and hand-overs as the arrays that the compiled engines begin with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from homeward.tracing.claims import PlacedClaim
from homeward.tracing.flow import Entering
from homeward.tracing.ledger import Ints


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
