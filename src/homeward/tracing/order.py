"""May the result depend on the order of payments at one moment?"""

from collections.abc import Callable, Iterable, Sequence
from heapq import nsmallest
from typing import Any

import numpy as np

from homeward.tracing.flow import Flow
from homeward.tracing.ledger import Flags, Ints
from homeward.tracing.lines import NOT_CREDITED, Lines
from homeward.tracing.meetings import (
    GIVEN_BACK,
    MIXED,
    SHORT,
    TIGHT,
    Kinds,
    Meetings,
    kinds_of,
    left_over,
    meetings_at,
)
from homeward.tracing.rules import Rule, Shortfall
from homeward.tracing.warning import TraceWarning

_SHOWN = 10
_NO_LABEL = -1


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
    search = Search(lines, flow, claimed, rule, shortfall)
    met = meetings_at(lines, search.accounts)
    found = met.chosen(np.flatnonzero(search.matter(met)))
    return _warning(lines, found, lambda meeting: search.rows_that_matter(found, meeting))


def touched_warning(lines: Lines, accounts: Iterable[int]) -> TraceWarning | None:
    """The same warning for units followed backwards: any such meeting at an account they came by.

    Raised also where the order turns out not to matter.
    """
    met = meetings_at(lines, np.array(sorted(accounts), dtype=np.int64))
    return _warning(lines, met, lambda meeting: met.of(meeting)[0])


def _warning(
    lines: Lines, met: Meetings, rows_of: Callable[[int], list[int]]
) -> TraceWarning | None:
    """Counts the moments, and names the first rows of the meetings."""
    if not len(met):
        return None
    events = met.together()
    lowest = np.minimum.reduceat(events.rows, events.begins)
    shown: list[int] = []
    for meeting in np.argsort(lowest, kind="stable").tolist():
        if len(shown) == _SHOWN and shown[-1] <= lowest[meeting]:
            break  # no other has an earlier row
        shown = nsmallest(_SHOWN, {*shown, *rows_of(meeting)})
    payments = [lines.ledger.payment_id(row) for row in shown]
    moments = met.moments(lines.ledger)
    return TraceWarning("order_depends", {"moments": moments, "payments": payments})


class Search:
    """Judges meetings; a meeting matters by two of its rows, or by a shortfall."""

    def __init__(
        self, lines: Lines, flow: Flow, claimed: Sequence[int], rule: Rule, shortfall: Shortfall
    ) -> None:
        self.is_opening = shortfall is Shortfall.OPENING
        self.lines, self.ledger, self.rule, self.lots = lines, lines.ledger, rule, rule.is_exact
        carried = flow.carried.parts()
        self.rows: Ints = np.unique(np.concatenate([carried[0], claimed]).astype(np.int64))
        """Payments with proceeds, ascending."""
        self.whole = self._whole_labels(*carried, np.array(claimed, dtype=np.int64))
        """Of each of them: the label that it carries wholly, as a number; -1 where it does not."""
        came = self.rows[lines.placed_at[self.rows] != NOT_CREDITED]
        places = lines.event_places(2 * came + 1)
        order = np.argsort(places)
        found, where = np.unique(self.ledger.target[came[order]], return_inverse=True)
        self.accounts: Ints = found.astype(np.int64)
        """Where proceeds came, ascending."""
        self.last = np.zeros(len(found), dtype=np.int64)
        """Place of the last arrival at each of them among all events."""
        self.last[where] = places[order]
        self.arrived = np.zeros(len(found), dtype=np.int64)
        """Whole amounts of the credits with proceeds there (share rules)."""
        if not self.lots:
            np.add.at(self.arrived, where, self.ledger.credited[came[order]])

    def _whole_labels(self, rows: Ints, labels: Ints, left: Any, claimed: Ints) -> Ints:
        found = np.full(len(self.rows), _NO_LABEL, dtype=np.int64)
        begins = np.flatnonzero(np.diff(rows, prepend=-1))
        alone = begins[np.diff(begins, append=len(rows)) == 1]
        amount = self.ledger.amount[rows[alone]].astype(np.float64)
        taken = left[alone].astype(np.float64)
        # share rules leave dust of a billionth, which makes no payment less than whole
        is_whole = np.abs(taken - amount) <= 1e-9 * np.maximum(np.abs(taken), np.abs(amount))
        if self.lots:
            is_whole = left[alone] == self.ledger.amount[rows[alone]]
        alone = alone[is_whole]
        found[np.searchsorted(self.rows, rows[alone])] = labels[alone]
        found[np.searchsorted(self.rows, claimed)] = _NO_LABEL
        return found

    def matter(self, met: Meetings) -> Flags:
        """Which of the meetings, all at accounts where proceeds came, `rows_that_matter` has."""
        kinds = kinds_of(self.lines, met)  # the first trace over an index finds all that it has
        if not len(met):
            return np.zeros(0, dtype=np.bool_)
        found = self._short(met, kinds) | (kinds & GIVEN_BACK != 0)
        touched = self._touched(met)
        found[touched] |= self._compete(met.chosen(touched))
        return np.asarray(found, dtype=np.bool_)

    def _touched(self, met: Meetings) -> Ints:
        """Which of the meetings proceeds can have come to, or left at."""
        ledger, span = self.ledger, 2 * len(self.ledger)
        events = np.concatenate([2 * self.rows, 2 * self.rows + 1])
        owner = np.concatenate([ledger.source[self.rows], ledger.target[self.rows]])
        places = self.lines.event_places(events)
        keys = (owner.astype(np.int64) * span + places)[places >= 0]
        first, last = (
            met.account * span + self.lines.event_places(met.events[each])
            for each in (met.begin, met.end - 1)
        )
        found = np.searchsorted(first, keys, side="right") - 1
        return np.unique(found[(found >= 0) & (keys <= last[found])])

    def _compete(self, met: Meetings) -> Flags:
        """Which of the meetings have a payment with proceeds that does not commute with another."""
        events = met.together()
        tainted, whole = self._known(events.rows)
        coming = np.add.reduceat(events.is_credit.astype(np.int64), events.begins)
        is_mixed = (coming > 0) & (coming < met.end - met.begin)
        low, high = (each.reduceat(whole, events.begins) for each in (np.minimum, np.maximum))
        commute = (low == high) & (low != _NO_LABEL)
        if not self.lots:
            commute |= coming > 0
        found = np.logical_or.reduceat(tainted, events.begins) & (is_mixed | ~commute)
        return np.asarray(found, dtype=np.bool_)

    def _known(self, rows: Ints) -> tuple[Flags, Ints]:
        """Which rows carry proceeds, and the label that each carries wholly."""
        place = np.minimum(np.searchsorted(self.rows, rows), len(self.rows) - 1)
        tainted = self.rows[place] == rows
        return tainted, np.where(tainted, self.whole[place], _NO_LABEL)

    def _short(self, met: Meetings, kinds: Kinds) -> Flags:
        """Which of the meetings another order could leave short, as `_shortfall` tells them."""
        if self.rule is Rule.LIFO:
            return np.asarray(kinds & MIXED != 0)
        if self.lots and self.is_opening:
            return np.asarray(kinds & TIGHT != 0)
        found: Flags = kinds & (SHORT if self.lots else MIXED) != 0
        numbers = np.flatnonzero(found)
        place = self._place_of(met.account[numbers])
        if self.lots:
            last = self.lines.event_places(met.events[met.end[numbers] - 1])
            found[numbers] = last <= self.last[place]
        else:
            left = left_over(self.lines, met.chosen(numbers)) - self.arrived[place]
            found[numbers] = left < int(self.is_opening)
        return found

    def _place_of(self, accounts: Ints) -> Ints:
        places: Ints = np.searchsorted(self.accounts, accounts)
        return places

    def rows_that_matter(self, met: Meetings, meeting: int) -> list[int]:
        """Two rows of a meeting whose order may change the result, or nothing."""
        rows, is_credit = met.of(meeting)
        tainted, whole = (each.tolist() for each in self._known(np.array(rows, dtype=np.int64)))
        for place, row in enumerate(rows):
            if tainted[place]:
                for other, kind in enumerate(is_credit):
                    is_same = kind == is_credit[place]
                    is_alike = whole[place] == whole[other] != _NO_LABEL
                    commute = is_same and (is_alike or (kind and not self.lots))
                    if other != place and not commute:
                        return sorted((row, rows[other]))
        return self._given_back(rows, is_credit) or self._shortfall(met, meeting)

    def _given_back(self, rows: list[int], is_credit: list[bool]) -> list[int]:
        """A payment and the one that gives it back, where its credit may come after that debit:
        what it brought is returned if it is there already, and else what the rule takes."""
        links = self.ledger.reverses
        if links is None:
            return []
        credited = {row for row, kind in zip(rows, is_credit, strict=True) if kind}
        for row, kind in zip(rows, is_credit, strict=True):
            if not kind and int(links[row]) in credited:
                return sorted((row, int(links[row])))
        return []

    def _shortfall(self, met: Meetings, meeting: int) -> list[int]:
        """Rows of a meeting where debits taken first would find too little.

        Under first in, first out only what waits before proceeds arrive matters; under a share
        rule also whether the clean money suffices, so all that ever arrived is held back from it.
        Under last in, first out a debit takes what lies beneath when it comes first. Where opening
        balances are computed, a balance that just suffices may be what raised them, and what they
        are raised by lies in front of proceeds that came long before.
        """
        rows, is_credit = met.of(meeting)
        if self.rule is Rule.LIFO:
            return sorted(rows[:2]) if len(set(is_credit)) == 2 else []
        place = int(self._place_of(met.account[meeting : meeting + 1])[0])
        last = int(self.lines.event_places(met.events[met.end[meeting] - 1 :][:1])[0])
        late = self.lots and last > self.last[place] and not self.is_opening
        if late or len(set(is_credit)) < 2:
            return []
        ledger, came = self.ledger, 0
        debits = [row for row, kind in zip(rows, is_credit, strict=True) if not kind]
        for row, kind in zip(rows, is_credit, strict=True):
            if not kind:
                break
            came += int(ledger.credited[row])
        before = int(self.lines.before[debits[0]]) - came
        reserve = 0 if self.lots else int(self.arrived[place])
        if before - reserve - self.is_opening >= sum(int(ledger.amount[row]) for row in debits):
            return []
        return sorted({debits[0], rows[0], rows[-1]})
