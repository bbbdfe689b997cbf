"""The rule `poison`: which accounts a claim's money can have reached at all.

An account reached is reached wholly, and every later payment of it carries its whole amount
(Möser, Böhme and Breuker, FC 2014). Every amount is an upper bound: bounds are never added up, and
serve for leads only. Balances are the integers of `lines.py`; an account once reached stays so.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from homeward.tracing.claims import PlacedClaim
from homeward.tracing.flow import Entering, Flow
from homeward.tracing.lines import Lines


def trace_poison(
    lines: Lines, claims: Sequence[PlacedClaim], entering: Mapping[int, Entering]
) -> Flow:
    """Mark what the claims, and what enters from other nodes, reach, in one pass over the events.

    In the flow, `held` is the whole balance of each account reached, `carried` the whole payment;
    the tally holds nothing but the claims, and a key for each currency reached.
    """
    if lines.index is not None and not entering and not lines.ledger.has_delays:
        from homeward.tracing.index.reach import MOST_LABELS, trace_indexed_poison

        if len({claim.label for claim in claims}) <= MOST_LABELS:
            return trace_indexed_poison(lines, lines.index, claims)
    return _PoisonRun(lines, claims, entering).run()


class _PoisonRun:
    """One pass; labels are sets on accounts."""

    def __init__(
        self, lines: Lines, claims: Sequence[PlacedClaim], entering: Mapping[int, Entering]
    ) -> None:
        self.lines, self.ledger, self.entering = lines, lines.ledger, entering
        self.claims: dict[int, list[PlacedClaim]] = defaultdict(list)
        for claim in claims:
            self.claims[claim.index].append(claim)
        self.reached: dict[int, set[str]] = {}
        self.arriving: dict[int, dict[str, int]] = {}
        self.flow = Flow()

    def run(self) -> Flow:
        begins = {*self.claims, *self.entering}
        first = min(begins, default=self.lines.size)
        events, sources = self.lines.events, self.ledger.source.tolist()
        for event in events[int(np.argmax(events == 2 * first)) if len(events) else 0 :].tolist():
            row = event >> 1
            if event & 1:
                if row in self.arriving:
                    self._credit(row)
            elif sources[row] in self.reached or row in begins:
                self._debit(row)
        self._finish()
        return self.flow

    def _debit(self, row: int) -> None:
        source, target = int(self.ledger.source[row]), int(self.ledger.target[row])
        if source == target:
            return
        labels, amount = self._leaving(row, source)
        credited = int(self.ledger.credited[row])
        for label in labels:
            self.flow.carry(row, label, amount, credited)
        if self.ledger.foreign[target]:
            if labels:
                self.flow.handed_shares[row] = dict.fromkeys(labels, float(amount))
            return
        arriving = self._laid(row, labels, credited)
        if arriving:
            self.arriving[row] = arriving

    def _leaving(self, row: int, source: int) -> tuple[list[str], int]:
        """The labels that a payment carries, and its whole amount in the sender's units."""
        handed = self.entering.get(row)
        if handed is None:
            return sorted(self.reached.get(source, ())), int(self.ledger.amount[row])
        labels = [label for label, _ in handed.shares]
        self._mark(labels, self.ledger.currency(source))
        return labels, handed.amount

    def _laid(self, row: int, labels: Sequence[str], credited: int) -> dict[str, int]:
        """What arrives at most of each label; claims over the whole credit leave no room."""
        claims = self.claims.get(row, ())
        room = credited - sum(claim.amount for claim in claims)
        bounds = dict.fromkeys(labels, room) if room else {}
        unit = self.ledger.currency(int(self.ledger.target[row]))
        for claim in claims:
            self.flow.tally.add("claimed", claim.label, unit, claim.amount)
            bounds[claim.label] = bounds.get(claim.label, 0) + claim.amount
        return bounds

    def _credit(self, row: int) -> None:
        target, labels = int(self.ledger.target[row]), self.arriving.pop(row)
        self._mark(labels, self.ledger.currency(target))
        if not self.ledger.exits[target]:
            self.reached.setdefault(target, set()).update(labels)

    def _mark(self, labels: Iterable[str], unit: str) -> None:
        """Note that labels reached a currency, without an amount."""
        for label in labels:
            self.flow.tally.add("claimed", label, unit, 0)

    def _finish(self) -> None:
        for account, labels in self.reached.items():
            for label in sorted(labels):
                self.flow.held[account, label] = self.lines.balance(account)
        for row, bounds in self.arriving.items():
            self._mark(bounds, self.ledger.currency(int(self.ledger.target[row])))
            for label, amount in bounds.items():
                self.flow.delay(row, label, amount)
