"""Payments by account, in order: the two halves of an index that are not places."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from homeward.tracing.ledger import Ints, Ledger

if TYPE_CHECKING:
    from homeward.tracing.index.build import Index


@dataclass(frozen=True, slots=True, eq=False)
class Grouped:
    """Rows by account: those of account `a` are `rows[first[a]:first[a + 1]]`, in order."""

    first: Ints
    """int64, one place more than there are accounts."""
    rows: Any
    """int32, or int64 above 2^31 payments; payments of an account to itself are left out."""

    def of(self, account: int) -> Any:
        """The rows of one account."""
        return self.rows[int(self.first[account]) : int(self.first[account + 1])]


@dataclass(frozen=True, slots=True, eq=False)
class Ties:
    """Meetings at one account and one moment: those of account `a` are numbers
    `account_first[a]` to `account_first[a + 1]`, and the events of meeting `m` are
    `events[starts[m]:starts[m + 1]]` (`2 * row` a debit, `2 * row + 1` a credit)."""

    account_first: Ints
    starts: Ints
    events: Ints

    @property
    def several(self) -> bool:
        """True where there are any."""
        return len(self.events) > 0


def grouped(account: Any, other: Any, order: Ints | None, accounts: int) -> Grouped:
    """Rows by `account`, without those where it is the `other` as well."""
    from homeward.tracing.index.walk_loops import group_rows

    size = len(account)
    first = np.zeros(accounts + 2, dtype=np.int64)
    rows = np.empty(size, dtype=row_type(size))
    group_rows(account, other, np.zeros(0, np.int64) if order is None else order, first, rows)
    return Grouped(first[:-1], rows[: int(first[-2])])


def row_type(size: int) -> type[np.int32] | type[np.int64]:
    """The smallest type that holds the rows of so many payments."""
    return np.int32 if size < 1 << 31 else np.int64


def moments_of(ledger: Ledger) -> tuple[Ints, Ints, Ints, Ints]:
    """What orders debits and credits of one account; empty where rows do."""
    if not ledger.has_delays:
        none = np.zeros(0, dtype=np.int64)
        return none, none, none, none
    return ledger.time, ledger.credit_time, ledger.order, ledger.position


def orders_of(index: "Index", *, both: bool = True) -> tuple[Any, Any, Any, Any]:
    """Outgoing and, if wanted, incoming rows with their firsts."""
    going = index.outgoing
    coming = index.incoming if both else going
    return going.first, going.rows, coming.first, coming.rows
