"""May the result depend on the order of payments at one moment?"""

from collections.abc import Callable, Iterable, Sequence
from heapq import nsmallest
from typing import Any

import numpy as np

from homeward.tracing.flow import Flow
from homeward.tracing.ledger import Flags, Ints
from homeward.tracing.lines import NOT_CREDITED, Lines
from homeward.tracing.meetings import Meetings, meetings_at
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
    lowest = np.minimum.reduceat(met.rows, met.first[:-1])
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
        alone = alone[is_whole]
        found[np.searchsorted(self.rows, rows[alone])] = labels[alone]
        found[np.searchsorted(self.rows, claimed)] = _NO_LABEL
        return found

    def matter(self, met: Meetings) -> Flags:
        """Which of the meetings, all at accounts where proceeds came, `rows_that_matter` has."""
        if not len(met):
            return np.zeros(0, dtype=np.bool_)
        begins, (tainted, whole) = met.first[:-1], self._known(met.rows)
        low, high = np.minimum.reduceat(whole, begins), np.maximum.reduceat(whole, begins)
        commute = (low == high) & (low != _NO_LABEL)
        if not self.lots:
            commute |= np.logical_and.reduceat(met.is_credit, begins)
        found = np.logical_or.reduceat(tainted, begins) & (met.has_both | ~commute)
        self._add_given_back(met, found)
        self._add_shortfalls(met, found)
        return np.asarray(found, dtype=np.bool_)

    def _known(self, rows: Ints) -> tuple[Flags, Ints]:
        """Which rows carry proceeds, and the label that each carries wholly."""
        place = np.minimum(np.searchsorted(self.rows, rows), len(self.rows) - 1)
        tainted = self.rows[place] == rows
        return tainted, np.where(tainted, self.whole[place], _NO_LABEL)

    def _add_given_back(self, met: Meetings, found: Flags) -> None:
        """Meetings of a payment and the one that gives it back."""
        links = self.ledger.reverses
        if links is None:
            return
        debits = np.flatnonzero(~met.is_credit)
        debits = debits[links[met.rows[debits]] >= 0]
        keys = met.number * len(self.ledger)
        back = keys[debits] + links[met.rows[debits]]
        is_there = np.isin(back, (keys + met.rows)[met.is_credit])
        found[met.number[debits[is_there]]] = True

    def _add_shortfalls(self, met: Meetings, found: Flags) -> None:
        """Meetings where another order could leave debits short, as `_shortfall` tells them."""
        if self.rule is Rule.LIFO:
            found |= met.has_both
            return
        numbers = np.flatnonzero(met.has_both & ~found)
        if self.lots and not self.is_opening:
            last = self.lines.event_places(met.events[met.first[numbers + 1] - 1])
            numbers = numbers[last <= self.last[self._place_of(met.account[numbers])]]
        if not len(numbers):
            return
        part, ledger = met.chosen(numbers), self.ledger
        begins, is_debit = part.first[:-1], ~part.is_credit
        debits: Ints = np.cumsum(is_debit)
        front: Flags = debits == (debits - is_debit)[begins][part.number]
        came = np.add.reduceat(np.where(front, ledger.credited[part.rows], 0), begins)
        going = np.add.reduceat(np.where(is_debit, ledger.amount[part.rows], 0), begins)
        first_debit = begins + np.add.reduceat(front.astype(np.int64), begins)
        before = self.lines.before[part.rows[first_debit]] - came
        kept = 0 if self.lots else self.arrived[self._place_of(part.account)]
        found[numbers] = before - kept - int(self.is_opening) < going

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
        last = int(self.lines.event_places(met.events[met.first[meeting + 1] - 1 :][:1])[0])
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
