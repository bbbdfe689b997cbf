"""Where the labels lie in every payment and on every line, under the lot rules."""

import heapq
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from homeward.tracing.answers.cutter import Cutter
from homeward.tracing.answers.stretches import Stretch, subtract
from homeward.tracing.flow import LotStretches
from homeward.tracing.lines import NOT_CREDITED
from homeward.tracing.lots import merge_stretches, scale_stretches
from homeward.tracing.tracer import Followed


@dataclass(slots=True)
class LotMoves:
    """Stretches (offset, length, label) in minor units, sorted and apart."""

    leaving: dict[int, LotStretches] = field(default_factory=dict)
    """By row, in the debit."""
    landed: dict[int, LotStretches] = field(default_factory=dict)
    """By row, in the credit: claims laid, what they displace left out."""
    held: dict[int, LotStretches] = field(default_factory=lambda: defaultdict(list))
    """By account, on its line at the end."""


def lot_moves(case: Followed, cutter: Cutter) -> LotMoves:
    """Replay the payments that carried proceeds, in order."""
    return _Replay(case, cutter).run()


def claim_fronts(case: Followed) -> Mapping[int, list[tuple[Stretch, str]]]:
    """By row: the stretches of its credit that are claimed, in the order given."""
    found: dict[int, list[tuple[Stretch, str]]] = {}
    for claim in case.claims:
        laid = found.setdefault(claim.index, [])
        front = laid[-1][0][1] if laid else 0
        laid.append(((front, front + claim.amount), claim.label))
    return found


class _Replay:
    def __init__(self, case: Followed, cutter: Cutter) -> None:
        self.ledger, self.lines, self.cutter = case.lines.ledger, case.lines, cutter
        self.entering, self.fronts = case.arrivals.by_row, claim_fronts(case)
        self.moves = LotMoves()
        self.queue = sorted({*self.fronts, *self.entering})
        self.waiting = set(self.queue)
        self.taken: dict[int, list[tuple[int, int, str]]] = defaultdict(list)

    def run(self) -> LotMoves:
        while self.queue:
            row = heapq.heappop(self.queue)
            self.waiting.discard(row)
            self._pay(row)
        for account, stretches in self.moves.held.items():
            self.moves.held[account] = merge_stretches(stretches)
        return self.moves

    def _pay(self, row: int) -> None:
        handed = self.entering.get(row)
        amount = int(self.ledger.amount[row]) if handed is None else handed.amount
        leaving = merge_stretches(self.taken.pop(row, ()) if handed is None else handed.stretches)
        if leaving:
            self.moves.leaving[row] = leaving
        target = int(self.ledger.target[row])
        if self.ledger.foreign[target]:
            return
        arriving = scale_stretches(leaving, amount, int(self.ledger.credited[row]))
        landed = self._laid(row, arriving)
        if landed:
            self.moves.landed[row] = landed
        start = int(self.lines.placed_at[row])
        if start != NOT_CREDITED and not self.ledger.exits[target]:
            for offset, length, label in landed:
                self._place(target, start + offset, length, label)

    def _laid(self, row: int, arriving: LotStretches) -> LotStretches:
        fronts = self.fronts.get(row, [])
        laid = [(start, end - start, label) for (start, end), label in fronts]
        covered = [stretch for stretch, _ in fronts]
        for offset, length, label in arriving:
            left = subtract([(offset, offset + length)], covered)
            laid.extend((start, end - start, label) for start, end in left)
        return merge_stretches(laid)

    def _place(self, account: int, start: int, length: int, label: str) -> None:
        gone: list[Stretch] = []
        for part in self.cutter.takers(account, start, length):
            self.taken[part.row].append((part.start, part.length, label))
            gone.append((part.line, part.line + part.length))
            if part.row not in self.waiting:
                self.waiting.add(part.row)
                heapq.heappush(self.queue, part.row)
        left = subtract([(start, start + length)], gone)
        self.moves.held[account].extend((a, b - a, label) for a, b in left)
