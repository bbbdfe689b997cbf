"""The share rules: labels are amounts in an account, not places in a queue.

Balances are exact integers (from `lines.py`); only label amounts are float64, and they are
rounded at output alone. A rule is what a debit takes of all labels together; each then gives in
proportion to what is left of it.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from homeward.tracing.claims import PlacedClaim
from homeward.tracing.flow import Entering, Flow
from homeward.tracing.lines import Lines
from homeward.tracing.rules import Rule

Labels = dict[str, float]
"""Amount of each label, in minor units."""


Wanted = Callable[[float, float, float], float]
"""What a debit takes of the labels' total, given total, balance and amount of the debit."""


def pro_rata(total: float, balance: float, amount: float) -> float:
    """Every label in proportion to the balance (rolling charge, "haircut")."""
    return total * amount / balance


def lowest_balance(total: float, balance: float, amount: float) -> float:
    """Clean money first (Re Hallett's Estate, 1880).

    What the balance has fallen to is all that can be left of the claims (James Roscoe (Bolton) Ltd
    v Winder, 1915).
    """
    return total - (balance - amount)


def claimant_first(total: float, balance: float, amount: float) -> float:
    """The labels first, at the claimant's election (Re Oatway, 1903)."""
    return amount


WANTED: dict[Rule, Wanted] = {
    Rule.PRO_RATA: pro_rata,
    Rule.LOWEST_BALANCE: lowest_balance,
    Rule.CLAIMANT_FIRST: claimant_first,
}


def trace_shares(
    lines: Lines, claims: Sequence[PlacedClaim], entering: Mapping[int, Entering], rule: Rule
) -> Flow:
    """Follow the claims, and what enters from other nodes, in one pass over the events."""
    if lines.index is not None:
        from homeward.tracing.index.shares import has_kernel, trace_indexed_shares

        if has_kernel(lines, claims, entering):
            return trace_indexed_shares(lines, lines.index, claims, entering, rule)
    return _ShareRun(lines, claims, entering, WANTED[rule]).run()


def take(labels: Labels, balance: float, amount: float, wanted: Wanted) -> Labels:
    """What a debit takes of each label; `labels` is changed.

    An account whose balance reaches 0 gives everything.
    """
    if amount >= balance:
        taken = dict(labels)
        labels.clear()
        return taken
    total = sum(labels.values())
    part = min(total, wanted(total, balance, amount))
    if part <= 0:
        return {}
    share = part / total
    taken = {label: left * share for label, left in labels.items()}
    for label, left in taken.items():
        labels[label] -= left
    return taken


class _ShareRun:
    """One pass; only payments of accounts that hold labels are more than a glance."""

    def __init__(
        self,
        lines: Lines,
        claims: Sequence[PlacedClaim],
        entering: Mapping[int, Entering],
        wanted: Wanted,
    ) -> None:
        self.lines, self.ledger, self.wanted = lines, lines.ledger, wanted
        self.entering = entering
        self.claims: dict[int, list[PlacedClaim]] = defaultdict(list)
        for claim in claims:
            self.claims[claim.index].append(claim)
        self.originals = _originals(lines)
        self.brought: dict[int, Labels] = {}
        self.labels: dict[int, Labels] = {}
        self.arriving: dict[int, Labels] = {}
        self.flow = Flow()

    def run(self) -> Flow:
        sources = self.ledger.source.tolist()
        begins = {*self.claims, *self.entering}
        first = min(begins, default=self.lines.size)
        events = self.lines.events
        for event in events[int(np.argmax(events == 2 * first)) if len(events) else 0 :].tolist():
            row = event >> 1
            if event & 1:
                if row in self.arriving:
                    self._credit(row)
            elif sources[row] in self.labels or row in begins:
                self._debit(row)
        self._finish()
        return self.flow

    def _debit(self, row: int) -> None:
        source, target = int(self.ledger.source[row]), int(self.ledger.target[row])
        if source == target:
            return
        unit = self.ledger.currency(source)
        leaving, amount = self._leaving(row, source, unit)
        if self.ledger.foreign[target]:
            self._hand_over(row, unit, leaving)
            return
        scale = int(self.ledger.credited[row]) / amount
        arrived: Labels = {}
        units = (unit, self.ledger.currency(target))
        for label, left in leaving.items():
            arrived[label] = left * scale if amount != self.ledger.credited[row] else left
            self.flow.tally.arrive(label, units, left, arrived[label])
            self.flow.carry(row, label, left, arrived[label])
        laid = self._claimed(row, units[1], arrived)
        if laid:
            self.arriving[row] = laid

    def _leaving(self, row: int, source: int, unit: str) -> tuple[Labels, int]:
        """The labels that leave with a payment, and the amount that they are part of."""
        handed = self.entering.get(row)
        if handed is not None:
            for label, amount in handed.shares:
                self.flow.tally.add("received", label, unit, amount)
            return dict(handed.shares), handed.amount
        amount = int(self.ledger.amount[row])
        if source not in self.labels:
            return {}, amount
        labels = self.labels[source]
        leaving = self._take(row, labels, amount)
        if not labels:
            del self.labels[source]
        return {label: left for label, left in leaving.items() if left}, amount

    def _take(self, row: int, labels: Labels, amount: int) -> Labels:
        """First what a linked reversal returns of the same money, then what the rule takes."""
        balance = int(self.lines.before[row])
        returned = self._returned(row, labels, amount)
        if returned is None:
            return take(labels, balance, amount, self.wanted)
        for label, left in returned.items():
            labels[label] -= left
        same = sum(returned.values())
        rest = take(labels, balance - same, amount - same, self.wanted)
        return {
            label: returned.get(label, 0.0) + rest.get(label, 0.0) for label in {**returned, **rest}
        }

    def _returned(self, row: int, labels: Labels, amount: int) -> Labels | None:
        """The labels that the original brought, in proportion, as far as they are still there."""
        original = -1 if self.ledger.reverses is None else int(self.ledger.reverses[row])
        if original < 0 or original not in self.brought:
            return None
        part = amount / int(self.ledger.credited[original])
        brought = self.brought[original]
        return {
            label: min(labels[label], left * part)
            for label, left in brought.items()
            if label in labels
        }

    def _hand_over(self, row: int, unit: str, leaving: Labels) -> None:
        if not leaving:
            return
        scale = int(self.ledger.credited[row]) / int(self.ledger.amount[row])
        self.flow.handed_shares[row] = leaving
        for label, left in leaving.items():
            self.flow.tally.add("handed", label, unit, left)
            self.flow.carry(row, label, left, left * scale)

    def _claimed(self, row: int, unit: str, arrived: Labels) -> Labels:
        """Lay the claims over the credit; they displace what arrives in proportion."""
        claims = self.claims.get(row, ())
        if not claims:
            return arrived
        credited = int(self.ledger.credited[row])
        covered = sum(claim.amount for claim in claims)
        laid: Labels = {}
        for label, amount in arrived.items():
            gone = amount if covered == credited else amount * covered / credited
            self.flow.tally.add("displaced", label, unit, gone)
            if amount > gone:
                laid[label] = amount - gone
        for claim in claims:
            self.flow.tally.add("claimed", claim.label, unit, claim.amount)
            laid[claim.label] = laid.get(claim.label, 0.0) + claim.amount
        return laid

    def _credit(self, row: int) -> None:
        """Put labels on the target account, or count them as out."""
        target = int(self.ledger.target[row])
        arrived = self.arriving.pop(row)
        if self.ledger.exits[target]:
            for label, amount in arrived.items():
                self.flow.tally.add("out", label, self.ledger.currency(target), amount)
            return
        if row in self.originals:
            self.brought[row] = dict(arrived)
        labels = self.labels.setdefault(target, {})
        for label, amount in arrived.items():
            labels[label] = labels.get(label, 0.0) + amount

    def _finish(self) -> None:
        """Count what is held, and what is still on its way."""
        for account, labels in self.labels.items():
            for label, amount in labels.items():
                self.flow.held[account, label] = amount
                self.flow.tally.add("held", label, self.ledger.currency(account), amount)
        for row, labels in self.arriving.items():
            unit = self.ledger.currency(int(self.ledger.target[row]))
            for label, amount in labels.items():
                self.flow.delay(row, label, amount)
                self.flow.tally.add("in_transit", label, unit, amount)


def _originals(lines: Lines) -> set[int]:
    """Rows whose money a later reversal may return."""
    if lines.ledger.reverses is None:
        return set()
    linked = lines.ledger.reverses[: lines.size]
    return set(linked[linked >= 0].tolist())
