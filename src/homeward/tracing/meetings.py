"""Meetings: several payments at one account and one moment, which no declared order tells apart."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from homeward.tracing.ledger import Flags, Ints, Ledger
from homeward.tracing.lines import Lines


@dataclass(frozen=True, eq=False)
class Meetings:
    """Any number of meetings, as arrays: the events of meeting `m`, in the order taken, are
    `events[first[m]:first[m + 1]]` (`2 * row` a debit, `2 * row + 1` a credit), two or more."""

    account: Ints
    """Of each meeting."""
    first: Ints
    """Where its events begin, and at the end how many events there are."""
    events: Ints

    def __len__(self) -> int:
        return len(self.account)

    @cached_property
    def rows(self) -> Ints:
        """The payment of each event."""
        return self.events >> 1

    @cached_property
    def is_credit(self) -> Flags:
        """Of each event."""
        return (self.events & 1).astype(np.bool_)

    @cached_property
    def number(self) -> Ints:
        """The meeting of each event."""
        return np.repeat(np.arange(len(self)), np.diff(self.first))

    @cached_property
    def has_both(self) -> Flags:
        """Of each meeting: whether money both comes and leaves."""
        coming = np.add.reduceat(self.events & 1, self.first[:-1]) if len(self) else self.account
        return (coming > 0) & (coming < np.diff(self.first))

    def chosen(self, numbers: Ints) -> "Meetings":
        """Some of the meetings."""
        begins, places = _ranges(self.first[numbers], self.first[numbers + 1])
        return Meetings(self.account[numbers], begins, self.events[places])

    def of(self, meeting: int) -> tuple[list[int], list[bool]]:
        """The rows of one meeting, and which of them are credits here."""
        part = slice(int(self.first[meeting]), int(self.first[meeting + 1]))
        return self.rows[part].tolist(), self.is_credit[part].tolist()

    def moments(self, ledger: Ledger) -> int:
        """How many different moments (with their declared orders) they take place at."""
        if not len(self):
            return 0
        rows, is_credit = self.rows[self.first[:-1]], self.is_credit[self.first[:-1]]
        times = np.where(is_credit, ledger.credit_time[rows], ledger.time[rows])
        orders = ledger.order[rows]
        ranked = np.lexsort((orders, times))
        changes = np.diff(times[ranked]) | np.diff(orders[ranked])
        return 1 + int(np.count_nonzero(changes))


def meetings_at(lines: Lines, accounts: Ints) -> Meetings:
    """Those of some accounts (ascending)."""
    if lines.index is None:
        found = _all_meetings(lines)
        return found.chosen(np.flatnonzero(np.isin(found.account, accounts)))
    ties = lines.index.ties(lines.at)
    first, last = ties.account_first[accounts], ties.account_first[accounts + 1]
    _, numbers = _ranges(first, last)
    begins, places = _ranges(ties.starts[numbers], ties.starts[numbers + 1])
    return Meetings(np.repeat(accounts, last - first), begins, ties.events[places])


def _ranges(first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """All places of several ranges, one range after another, and where each begins among them."""
    sizes = last - first
    begins = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    return begins, np.repeat(first - begins[:-1], sizes) + np.arange(begins[-1])


def _all_meetings(lines: Lines) -> Meetings:
    ledger, events = lines.ledger, lines.events
    rows, is_credit = events >> 1, (events & 1).astype(np.bool_)
    moment = np.where(is_credit, ledger.credit_time[rows], ledger.time[rows])
    account = np.where(is_credit, ledger.target[rows], ledger.source[rows]).astype(np.int64)
    group = _groups(moment, ledger.order[rows])
    places = np.flatnonzero(_shared(group, rows) & ~_idle(lines, rows, account))
    ranked = places[np.lexsort((places, account[places], group[places]))]
    starts = np.flatnonzero(
        np.diff(group[ranked], prepend=-1) | np.diff(account[ranked], prepend=-1)
    )
    found = Meetings(account[ranked[starts]], np.append(starts, len(ranked)), events[ranked])
    return found.chosen(np.flatnonzero(np.diff(found.first) > 1))


def _groups(moment: Ints, order: Ints) -> Ints:
    """A number for each moment and declared order."""
    changes = np.ones(len(moment), dtype=np.int64)
    changes[1:] = (moment[1:] != moment[:-1]) | (order[1:] != order[:-1])
    return np.cumsum(changes)


def _shared(group: Ints, rows: Ints) -> Flags:
    """Events of groups that hold several payments."""
    if not len(group):
        return np.zeros(0, dtype=np.bool_)
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    several = np.minimum.reduceat(rows, starts) != np.maximum.reduceat(rows, starts)
    return np.asarray(several[group - 1], dtype=np.bool_)


def _idle(lines: Lines, rows: Ints, account: Ints) -> Flags:
    """Events that move nothing on a line of ours."""
    ledger = lines.ledger
    outside = ledger.exits | ledger.foreign
    return np.asarray(outside[account] | (ledger.source[rows] == ledger.target[rows]))
