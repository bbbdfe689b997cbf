"""The lot rules, by interval arithmetic: exact integers.

Each account is a line of money (`lines.py`). A tainted stretch of a line is cut at the payments
that take it: under first in, first out those that overlap it, under last in, first out those that
a stack says (`stacks.py`). Each piece arrives on the next account's line, moved by the fee. Pieces
never meet, except where a claim displaces the front of the credit it is made on. Payments are
taken in order, so that neighbours with one label grow together before they travel on.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from homeward.tracing.claims import PlacedClaim
from homeward.tracing.flow import Entering, Flow, LotStretches
from homeward.tracing.ledger import Ints
from homeward.tracing.lines import NOT_CREDITED, Lines, QueueCuts, Takings
from homeward.tracing.rules import Rule


class Cuts(Protocol):
    """What a lot rule is: the parts that payments take from an account's line."""

    def of(self, account: int) -> Takings:
        """One account's parts, sorted by their start."""


def trace_lots(
    lines: Lines, claims: Sequence[PlacedClaim], entering: Mapping[int, Entering], rule: Rule
) -> Flow:
    """Follow the claims, and what enters from other nodes, through the lines."""
    if lines.index is not None:
        from homeward.tracing.index.lots import trace_indexed_lots

        return trace_indexed_lots(lines, lines.index, claims, entering, rule)
    return _LotRun(lines, claims, entering, rule).run()


def cuts_of(lines: Lines, rule: Rule, accounts: Ints | None = None) -> Cuts:
    """How a lot rule cuts the lines (of some accounts only, where they are given)."""
    if rule is Rule.LIFO:
        from homeward.tracing.stacks import StackCuts

        return StackCuts(lines, accounts)
    return QueueCuts(lines, accounts)


def merge_stretches(stretches: Iterable[tuple[int, int, str]]) -> LotStretches:
    """Sort stretches and join neighbours that carry one label; empty ones go."""
    merged: LotStretches = []
    for offset, length, label in sorted(stretches):
        if length == 0:
            continue
        if merged:
            start, size, before = merged[-1]
            if before == label and start + size == offset:
                merged[-1] = (start, size + length, label)
                continue
        merged.append((offset, length, label))
    return merged


def scale_stretches(stretches: LotStretches, amount: int, credited: int) -> LotStretches:
    """Move lot boundaries to floor(boundary * credited / amount), so that totals stay exact."""
    if amount == credited:
        return stretches
    moved = (
        (offset * credited // amount, (offset + length) * credited // amount, label)
        for offset, length, label in stretches
    )
    return [(start, end - start, label) for start, end, label in moved]


@dataclass(frozen=True, slots=True)
class _Credit:
    """Where the stretches of one payment arrive."""

    row: int
    account: int
    currency: str


class _LotRun:
    """One run over the payments that carry proceeds, in the order of their debits."""

    def __init__(
        self,
        lines: Lines,
        claims: Sequence[PlacedClaim],
        entering: Mapping[int, Entering],
        rule: Rule,
    ) -> None:
        self.lines, self.ledger, self.rule = lines, lines.ledger, rule
        self.entering = entering
        self.claims: dict[int, list[PlacedClaim]] = defaultdict(list)
        for claim in claims:
            self.claims[claim.index].append(claim)
        self.leaving: dict[int, list[tuple[int, int, str]]] = {}
        self.queue = sorted({*self.claims, *entering})
        self.waiting = set(self.queue)
        self.flow = Flow()
        self._cuts: Cuts | None = None

    def run(self) -> Flow:
        while self.queue:
            row = heapq.heappop(self.queue)
            self.waiting.discard(row)
            self._pay(row)
        return self.flow

    def _pay(self, row: int) -> None:
        """Move the stretches of one payment from its source to its target."""
        stretches, amount = self._leaving(row)
        source, target = int(self.ledger.source[row]), int(self.ledger.target[row])
        unit = self.ledger.currency(source)
        if self.ledger.foreign[target]:
            self._hand_over(row, unit, stretches)
            return
        arriving = scale_stretches(stretches, amount, int(self.ledger.credited[row]))
        credit = _Credit(row, target, self.ledger.currency(target))
        tally = self.flow.tally
        for (_, left, label), (_, arrived, _) in zip(stretches, arriving, strict=True):
            tally.arrive(label, (unit, credit.currency), left, arrived)
            self.flow.carry(row, label, left, arrived)
        self._credit(credit, self._claimed(credit, arriving))

    def _leaving(self, row: int) -> tuple[LotStretches, int]:
        """The stretches in a payment and the amount they lie in, both in the sender's units."""
        handed = self.entering.get(row)
        if handed is None:
            found = merge_stretches(self.leaving.pop(row, ()))
            return found, int(self.ledger.amount[row])
        stretches = merge_stretches(handed.stretches)
        unit = self.ledger.currency(int(self.ledger.source[row]))
        for _, length, label in stretches:
            self.flow.tally.add("received", label, unit, length)
        return stretches, handed.amount

    def _hand_over(self, row: int, unit: str, stretches: LotStretches) -> None:
        """Money that leaves for another State's account is that State's to follow."""
        if not stretches:
            return
        self.flow.handed[row] = stretches
        scaled = scale_stretches(
            stretches, int(self.ledger.amount[row]), int(self.ledger.credited[row])
        )
        for (_, length, label), (_, arrived, _) in zip(stretches, scaled, strict=True):
            self.flow.tally.add("handed", label, unit, length)
            self.flow.carry(row, label, length, arrived)

    def _claimed(self, credit: _Credit, arriving: LotStretches) -> LotStretches:
        """Lay the claims over the front of the credit; what they cover is displaced."""
        front, laid = 0, []
        for claim in self.claims.get(credit.row, ()):
            laid.append((front, claim.amount, claim.label))
            self.flow.tally.add("claimed", claim.label, credit.currency, claim.amount)
            front += claim.amount
        if not laid:
            return arriving
        for offset, length, label in arriving:
            covered = max(0, min(offset + length, front) - offset)
            if covered:
                self.flow.tally.add("displaced", label, credit.currency, covered)
            laid.append((offset + covered, length - covered, label))
        return laid

    def _credit(self, credit: _Credit, stretches: LotStretches) -> None:
        """Put stretches where they arrive: in transit, out, or on the target's line."""
        start = int(self.lines.placed_at[credit.row])
        for offset, length, label in merge_stretches(stretches):
            if start == NOT_CREDITED:
                self.flow.tally.add("in_transit", label, credit.currency, length)
                self.flow.delay(credit.row, label, length)
            elif self.ledger.exits[credit.account]:
                self.flow.tally.add("out", label, credit.currency, length)
            else:
                self._place(credit, start + offset, length, label)

    def _place(self, credit: _Credit, start: int, length: int, label: str) -> None:
        """Cut a stretch of a line at the payments that take it; the rest is held."""
        taken = 0
        for payment, offset, size in self._overlaps(credit.account, start, length):
            self.leaving.setdefault(payment, []).append((offset, size, label))
            taken += size
            if payment not in self.waiting:
                self.waiting.add(payment)
                heapq.heappush(self.queue, payment)
        if taken < length:
            self.flow.hold(credit.account, label, length - taken)
            self.flow.tally.add("held", label, credit.currency, length - taken)

    def _overlaps(self, account: int, start: int, length: int) -> list[tuple[int, int, int]]:
        """Payment, offset in it, and length of every part that overlaps a stretch."""
        if self._cuts is None:
            self._cuts = cuts_of(self.lines, self.rule)
        parts, end = self._cuts.of(account), start + length
        found = []
        place = max(int(np.searchsorted(parts.start, start, side="right")) - 1, 0)
        for part in range(place, len(parts.start)):
            begin = int(parts.start[part])
            if begin >= end:
                break
            stop = begin + int(parts.length[part])
            low, high = max(begin, start), min(stop, end)
            if low < high:
                into = stop - high if parts.is_mirrored else low - begin
                found.append((int(parts.payment[part]), int(parts.offset[part]) + into, high - low))
        return found
