"""Meetings: several payments at one account and one moment, which no declared order tells apart."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from homeward.tracing.ledger import Flags, Ints, Ledger
from homeward.tracing.lines import Lines

Kinds: TypeAlias = NDArray[np.uint8]

MIXED, SHORT, TIGHT, GIVEN_BACK = 1, 2, 4, 8
"""What a meeting is, whatever the case: money both comes and leaves; debits taken first would find
too little; or no more than just enough; a payment meets the one that gives it back."""

_LOOKED_AT = 1 << 21
"""Events of meetings whose kinds are found at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class Meetings:
    """Any number of meetings, by account and in order: the events of meeting `m` are
    `events[begin[m]:end[m]]` (`2 * row` a debit, `2 * row + 1` a credit), two or more."""

    account: Ints
    begin: Ints
    end: Ints
    events: Ints
    number: Ints
    """Of each meeting among all that there are."""

    def __len__(self) -> int:
        return len(self.account)

    def chosen(self, places: Ints) -> "Meetings":
        """Some of the meetings."""
        account, begin, end = (each[places] for each in (self.account, self.begin, self.end))
        return Meetings(account, begin, end, self.events, self.number[places])

    def of(self, meeting: int) -> tuple[list[int], list[bool]]:
        """The rows of one meeting, and which of them are credits here."""
        events = self.events[int(self.begin[meeting]) : int(self.end[meeting])]
        return (events >> 1).tolist(), (events & 1).astype(np.bool_).tolist()

    def together(self) -> "Together":
        """The events of all of them, one meeting after another."""
        first, places = _ranges(self.begin, self.end)
        events = self.events[places]
        return Together(first, events >> 1, (events & 1).astype(np.bool_))

    def moments(self, ledger: Ledger) -> int:
        """How many different moments (with their declared orders) they take place at."""
        events = self.events[self.begin]
        rows = events >> 1
        times = np.where(events & 1, ledger.credit_time[rows], ledger.time[rows])
        orders = ledger.order[rows]
        ranked = np.lexsort((orders, times))
        changes = np.diff(times[ranked]) | np.diff(orders[ranked])
        return min(len(self), 1 + int(np.count_nonzero(changes)))


@dataclass(frozen=True, slots=True, eq=False)
class Together:
    """The events of one or more meetings, one meeting after another."""

    first: Ints
    """Where each meeting begins, and at the end how many events there are."""
    rows: Ints
    is_credit: Flags

    @property
    def begins(self) -> Ints:
        """Where each meeting begins."""
        return self.first[:-1]

    @property
    def meeting(self) -> Ints:
        """Of each event."""
        return np.repeat(np.arange(len(self.first) - 1), np.diff(self.first))


def _ranges(first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """All places of several ranges, one range after another, and where each begins among them."""
    sizes = last - first
    begins = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    return begins, np.repeat(first - begins[:-1], sizes) + np.arange(begins[-1])


def meetings_at(lines: Lines, accounts: Ints) -> Meetings:
    """Those of some accounts (ascending)."""
    if lines.index is None:
        found = _all_meetings(lines)
        return found.chosen(np.flatnonzero(np.isin(found.account, accounts)))
    ties = lines.index.ties(lines.at)
    first, last = ties.account_first[accounts], ties.account_first[accounts + 1]
    _, number = _ranges(first, last)
    ends = (ties.starts[number], ties.starts[number + 1])
    return Meetings(np.repeat(accounts, last - first), *ends, ties.events, number)


def _all_meetings(lines: Lines) -> Meetings:
    ledger, events = lines.ledger, lines.events
    rows, is_credit = events >> 1, (events & 1).astype(np.bool_)
    moment = np.where(is_credit, ledger.credit_time[rows], ledger.time[rows])
    account = np.where(is_credit, ledger.target[rows], ledger.source[rows]).astype(np.int64)
    group = _groups(moment, ledger.order[rows])
    places = np.flatnonzero(_shared(group, rows) & ~_idle(lines, rows, account))
    ranked = places[np.lexsort((places, group[places], account[places]))]
    begin = np.flatnonzero(
        np.diff(group[ranked], prepend=-1) | np.diff(account[ranked], prepend=-1)
    )
    end = np.append(begin[1:], len(ranked))[: len(begin)]
    number = np.arange(len(begin))
    found = Meetings(account[ranked[begin]], begin, end, events[ranked], number)
    return found.chosen(np.flatnonzero(end - begin > 1))


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


def kinds_of(lines: Lines, met: Meetings) -> Kinds:
    """What each of the meetings is; of an index this is found once, for all that it has."""
    if lines.index is None:
        return _kinds(lines, met)
    return lines.keep("meetings", lambda: _kinds(lines, _every(lines)))[met.number]


def _every(lines: Lines) -> Meetings:
    assert lines.index is not None  # noqa: S101 - the caller has looked
    ties = lines.index.ties(lines.at)
    number = np.arange(len(ties.starts) - 1)
    return Meetings(number, ties.starts[:-1], ties.starts[1:], ties.events, number)


def _kinds(lines: Lines, met: Meetings) -> Kinds:
    found = np.zeros(len(met), dtype=np.uint8)
    sizes = np.cumsum(met.end - met.begin)
    bounds = [0, *np.searchsorted(sizes, np.arange(_LOOKED_AT, sizes[-1:].sum(), _LOOKED_AT))]
    for start, stop in zip(bounds, [*bounds[1:], len(met)], strict=True):
        found[start:stop] = _kinds_together(lines, met.chosen(np.arange(start, stop)))
    return found


def _kinds_together(lines: Lines, met: Meetings) -> Kinds:
    events, found = met.together(), np.zeros(len(met), dtype=np.uint8)
    coming = np.add.reduceat(events.is_credit.astype(np.int64), events.begins)
    mixed = np.flatnonzero((coming > 0) & (coming < met.end - met.begin))
    left = left_over(lines, met.chosen(mixed))
    found[mixed] = MIXED + SHORT * (left < 0) + TIGHT * (left < 1)
    links = lines.ledger.reverses
    if links is not None:
        meeting, debits = events.meeting, np.flatnonzero(~events.is_credit)
        debits = debits[links[events.rows[debits]] >= 0]
        keys = meeting * len(lines.ledger)
        originals = keys[debits] + links[events.rows[debits]]
        is_there = np.isin(originals, (keys + events.rows)[events.is_credit])
        found[meeting[debits[is_there]]] |= GIVEN_BACK
    return found


def left_over(lines: Lines, met: Meetings) -> Ints:
    """What would be left of the balance, were the debits of meetings taken before the credits.

    Minor units, of meetings of both. Below zero: short.
    """
    ledger, events = lines.ledger, met.together()
    is_debit, begins = ~events.is_credit, events.begins
    debits: Ints = np.cumsum(is_debit)
    front: Flags = debits == (debits - is_debit)[begins][events.meeting]
    came = np.add.reduceat(np.where(front, ledger.credited[events.rows], 0), begins)
    going = np.add.reduceat(np.where(is_debit, ledger.amount[events.rows], 0), begins)
    first_debit = begins + np.add.reduceat(front.astype(np.int64), begins)
    left: Ints = lines.before[events.rows[first_debit]] - came - going
    return left
