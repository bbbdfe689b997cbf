"""May the result depend on the order of payments at one moment?"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from math import isclose

import numpy as np

from homeward.tracing.flow import Flow
from homeward.tracing.ledger import Flags, Ints, Ledger
from homeward.tracing.lines import NOT_CREDITED, Lines
from homeward.tracing.rules import Rule, Shortfall
from homeward.tracing.warning import TraceWarning

_SHOWN = 10


def order_warning(
    lines: Lines, flow: Flow, claimed: Sequence[int], *, rule: Rule, shortfall: Shortfall
) -> TraceWarning | None:
    """A warning where payments that nothing tells apart meet at an account, and it may matter.

    It may where one of them carries proceeds, unless they commute; where another order would
    leave a debit short before proceeds arrive, so that clean money of another amount waits there
    (at any time where opening balances are computed from the payments); and where a payment is
    given back at the moment at which it is credited, so that its money may not be there yet.
    """
    if lines.index is not None and not lines.index.ties(lines.at).several:
        return None
    rows = np.unique(np.concatenate([flow.carried.rows(), claimed]).astype(np.int64))
    search = _Search(lines, flow, frozenset(claimed), rule, rows, shortfall)
    meetings = _meetings(lines, search.last_arrival)
    judged = ((meeting, search.rows_that_matter(meeting)) for meeting in meetings)
    return _warning(lines.ledger, [(meeting, pair) for meeting, pair in judged if pair])


def _warning(ledger: Ledger, found: "Sequence[tuple[_Meeting, list[int]]]") -> TraceWarning | None:
    """Names the rows of each meeting, and counts the moments."""
    if not found:
        return None
    moments = {meeting.moment(ledger) for meeting, _ in found}
    shown = sorted({row for _, rows in found for row in rows})[:_SHOWN]
    payments = [ledger.payment_id(row) for row in shown]
    return TraceWarning("order_depends", {"moments": len(moments), "payments": payments})


@dataclass(frozen=True, slots=True)
class _Meeting:
    """Events of several payments at one account and one moment, in the order taken."""

    account: int
    last: int
    """Place of its last event among all events."""
    rows: list[int]
    is_credit: list[bool]

    def moment(self, ledger: Ledger) -> tuple[int, int]:
        """When its events take place, with the declared order that they share."""
        row = self.rows[0]
        times = ledger.credit_time if self.is_credit[0] else ledger.time
        return int(times[row]), int(ledger.order[row])


def _meetings(lines: Lines, accounts: Collection[int]) -> Iterator[_Meeting]:
    """Those of the accounts that several payments meet at one moment without a declared order."""
    if lines.index is None:
        yield from (each for each in _all_meetings(lines) if each.account in accounts)
        return
    ties = lines.index.ties(lines.at)
    for account in accounts:
        for events in ties.of(account):
            last = int(lines.event_places(events[-1:])[0])
            is_credit = (events & 1).astype(np.bool_).tolist()
            yield _Meeting(account, last, (events >> 1).tolist(), is_credit)


def _all_meetings(lines: Lines) -> Iterator[_Meeting]:
    ledger, events = lines.ledger, lines.events
    rows, is_credit = events >> 1, (events & 1).astype(np.bool_)
    moment = np.where(is_credit, ledger.credit_time[rows], ledger.time[rows])
    account = np.where(is_credit, ledger.target[rows], ledger.source[rows])
    group = _groups(moment, ledger.order[rows])
    places = np.flatnonzero(_shared(group, rows) & ~_idle(lines, rows, account))
    ranked = places[np.lexsort((places, account[places], group[places]))]
    if not len(ranked):
        return
    starts = np.flatnonzero(
        np.diff(group[ranked], prepend=-1) | np.diff(account[ranked], prepend=-1)
    )
    for first, end in zip(starts, [*starts[1:], len(ranked)], strict=True):
        if end - first > 1:
            chosen = ranked[first:end]
            yield _Meeting(
                int(account[chosen[0]]),
                int(chosen[-1]),
                rows[chosen].tolist(),
                is_credit[chosen].tolist(),
            )


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


class _Search:
    """Judges meetings; a meeting matters by two of its rows, or by a shortfall."""

    def __init__(
        self,
        lines: Lines,
        flow: Flow,
        claimed: frozenset[int],
        rule: Rule,
        rows: Ints,
        shortfall: Shortfall,
    ) -> None:
        self.is_opening = shortfall is Shortfall.OPENING
        self.lines, self.flow, self.rule, self.lots = lines, flow, rule, rule.is_exact
        self.rows, self.claimed = rows, claimed
        self.last_arrival: dict[int, int] = {}
        self.arrived: dict[int, int] = {}
        for account, place, amount in self._arrivals(rows):
            self.last_arrival[account] = place
            self.arrived[account] = self.arrived.get(account, 0) + amount

    def _arrivals(self, rows: Ints) -> Iterator[tuple[int, int, int]]:
        """Account, place among the events and whole amount of every credit with proceeds."""
        ledger = self.lines.ledger
        rows = rows[self.lines.placed_at[rows] != NOT_CREDITED]
        places = self.lines.event_places(2 * rows + 1)
        rows, places = rows[np.argsort(places)], np.sort(places)
        columns = (ledger.target[rows], places, ledger.credited[rows])
        return zip(*(column.tolist() for column in columns), strict=True)

    def rows_that_matter(self, meeting: _Meeting) -> list[int]:
        """Two rows whose order may change the result, or nothing."""
        if meeting.account not in self.last_arrival:
            return []  # proceeds never came here
        for place, row in enumerate(meeting.rows):
            if self._is_tainted(row):
                for other, kind in zip(meeting.rows, meeting.is_credit, strict=True):
                    is_same = kind == meeting.is_credit[place]
                    if other != row and not (is_same and self._commute(row, other, kind)):
                        return sorted((row, other))
        return self._given_back(meeting) or self._shortfall(meeting)

    def _is_tainted(self, row: int) -> bool:
        place = int(np.searchsorted(self.rows, row))
        return place < len(self.rows) and int(self.rows[place]) == row

    def _given_back(self, meeting: _Meeting) -> list[int]:
        """A payment and the one that gives it back, where its credit may come after that debit:
        what it brought is returned if it is there already, and else what the rule takes."""
        links = self.lines.ledger.reverses
        if links is None:
            return []
        credited = {r for r, kind in zip(meeting.rows, meeting.is_credit, strict=True) if kind}
        for row, kind in zip(meeting.rows, meeting.is_credit, strict=True):
            if not kind and int(links[row]) in credited:
                return sorted((row, int(links[row])))
        return []

    def _commute(self, row: int, other: int, are_credits: bool) -> bool:
        """Payments wholly of one label commute; under share rules so do all credits."""
        if are_credits and not self.lots:
            return True
        label = self._whole_label(row)
        return label is not None and label == self._whole_label(other)

    def _whole_label(self, row: int) -> str | None:
        amount, labels = int(self.lines.ledger.amount[row]), self.flow.carried.get(row, {})
        if row in self.claimed or len(labels) != 1:
            return None
        ((label, (left, _)),) = labels.items()
        # share rules leave dust of a billionth, which makes no payment less than whole
        return label if isclose(left, amount, rel_tol=1e-9) else None

    def _shortfall(self, meeting: _Meeting) -> list[int]:
        """Rows of a meeting where debits taken first would find too little.

        Under first in, first out only what waits before proceeds arrive matters; under a share
        rule also whether the clean money suffices, so all that ever arrived is held back from it.
        Under last in, first out a debit takes what lies beneath when it comes first. Where opening
        balances are computed, a balance that just suffices may be what raised them, and what they
        are raised by lies in front of proceeds that came long before.
        """
        if self.rule is Rule.LIFO:
            return sorted(set(meeting.rows[:2])) if len(set(meeting.is_credit)) == 2 else []
        is_last = meeting.last > self.last_arrival[meeting.account]
        late = self.lots and is_last and not self.is_opening
        if late or len(set(meeting.is_credit)) < 2:
            return []
        ledger, came = self.lines.ledger, 0
        debits = [r for r, kind in zip(meeting.rows, meeting.is_credit, strict=True) if not kind]
        for row, kind in zip(meeting.rows, meeting.is_credit, strict=True):
            if not kind:
                break
            came += int(ledger.credited[row])
        before = int(self.lines.before[debits[0]]) - came
        reserve = 0 if self.lots else self.arrived[meeting.account]
        if before - reserve - self.is_opening >= sum(int(ledger.amount[row]) for row in debits):
            return []
        return sorted({debits[0], meeting.rows[0], meeting.rows[-1]})


def touched_warning(lines: Lines, accounts: set[int]) -> TraceWarning | None:
    """The same warning for units followed backwards: any such meeting at an account they came by.

    Raised also where the order turns out not to matter.
    """
    return _warning(lines.ledger, [(each, each.rows) for each in _meetings(lines, accounts)])
