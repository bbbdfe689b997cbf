"""The ledger as detectors read it: payments grouped by the account they leave and they reach."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

import numpy as np

from homeward.tracing.detection import loops
from homeward.tracing.kernels import kernel
from homeward.tracing.ledger import Ints, Ledger

COMPILE_ABOVE = 30_000
"""Payments below which plain Python is done before the compiler has been imported."""


@cache
def compiled(loop: Callable[..., Any]) -> Callable[..., Any]:
    """A loop as machine code, kept on disk between runs."""
    return kernel(loop)


def microseconds(span: timedelta) -> int:
    """A time span in the ledger's unit."""
    return span // timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Rows by account: those of account `a` are `rows[first[a]:first[a + 1]]`, in time order."""

    first: Ints
    """Shape (accounts + 1,)."""
    rows: Ints


class Book:
    """A ledger's moving payments (none to oneself), grouped when first asked for."""

    def __init__(self, ledger: Ledger, *, is_large: bool | None = None) -> None:
        self.ledger = ledger
        self.is_large = len(ledger) > COMPILE_ABOVE if is_large is None else is_large
        """True where loops run compiled."""
        self.accounts = len(ledger.account_ids)
        self.moving: Ints = np.flatnonzero(ledger.source != ledger.target)
        self._paid: Groups | None = None
        self._received: Groups | None = None

    def __len__(self) -> int:
        return len(self.ledger)

    @property
    def paid(self) -> Groups:
        """Rows by source, in the order of the debits."""
        if self._paid is None:
            self._paid = self.group(self.ledger.source, self.moving)
        return self._paid

    @property
    def received(self) -> Groups:
        """Rows by target, in the order of the credits."""
        if self._received is None:
            rows, ledger = self.moving, self.ledger
            if ledger.has_delays:
                rows = rows[np.argsort(ledger.credit_time[rows], kind="stable")]
            self._received = self.group(ledger.target, rows)
        return self._received

    def group(self, keys: Any, rows: Ints) -> Groups:
        """Some rows by account, their order kept."""
        first = np.zeros(self.accounts + 1, dtype=np.int64)
        grouped = np.empty(len(rows), dtype=np.int64)
        self.run(loops.group_rows, keys, rows, first, grouped)
        return Groups(first, grouped)

    def run(self, loop: Callable[..., Any], *arrays: Any) -> Any:
        """Run a loop, compiled where the ledger is large."""
        return (compiled(loop) if self.is_large else loop)(*arrays)
