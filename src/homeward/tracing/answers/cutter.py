"""An account's line read both ways: what took a stretch of it, and what brought it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from homeward.tracing.answers.stretches import Stretch, subtract
from homeward.tracing.ledger import Ints
from homeward.tracing.lines import Lines, Takings
from homeward.tracing.lots import cuts_of
from homeward.tracing.rules import Rule

OPENING = -1
"""Stands for the opening balance where a row would name the payment that brought money."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a payment and the stretch of an account's line that it is.

    `row` is the payment (or `OPENING`); under `mirrored` the end of the line's stretch comes first
    in the payment.
    """

    row: int
    start: int
    """In the payment."""
    line: int
    """On the line."""
    length: int
    is_mirrored: bool = False


class Cutter:
    """The lines of a lot rule, forwards and backwards. Costs one sort of the credits."""

    def __init__(self, lines: Lines, rule: Rule) -> None:
        self.lines, self.ledger = lines, lines.ledger
        self._cuts = cuts_of(lines, rule)
        self._by_payment: dict[int, tuple[Takings, Ints, Ints]] = {}
        ledger, size = lines.ledger, lines.size
        target, outside = ledger.target[:size], ledger.exits | ledger.foreign
        arrives = (lines.placed_at >= 0) & (ledger.source[:size] != target) & ~outside[target]
        rows = np.flatnonzero(arrives)
        ranked = rows[np.lexsort((lines.placed_at[rows], target[rows]))]
        self._credits = ranked
        bounds = np.arange(len(ledger.account_ids) + 1)
        self._first = np.searchsorted(target[ranked], bounds)

    def takers(self, account: int, start: int, length: int) -> Iterator[Part]:
        """The payments that took parts of a stretch of a line, along the line."""
        parts, end = self._cuts.of(account), start + length
        place = max(int(np.searchsorted(parts.start, start, side="right")) - 1, 0)
        for each in range(place, len(parts.start)):
            begin = int(parts.start[each])
            if begin >= end:
                return
            stop = begin + int(parts.length[each])
            low, high = max(begin, start), min(stop, end)
            if low < high:
                into = stop - high if parts.is_mirrored else low - begin
                offset = int(parts.offset[each]) + into
                yield Part(int(parts.payment[each]), offset, low, high - low, parts.is_mirrored)

    def taken(self, row: int, start: int, end: int) -> Iterator[Part]:
        """The parts of its account's line that a stretch of a payment took; births are none."""
        account = int(self.ledger.source[row])
        if account not in self._by_payment:
            parts = self._cuts.of(account)
            ranked = np.lexsort((parts.offset, parts.payment))
            self._by_payment[account] = (parts, ranked, parts.payment[ranked])
        parts, ranked, payments = self._by_payment[account]
        first, last = np.searchsorted(payments, [row, row + 1])
        for each in ranked[first:last].tolist():
            offset, line = int(parts.offset[each]), int(parts.start[each])
            stop = offset + int(parts.length[each])
            low, high = max(offset, start), min(stop, end)
            if low < high:
                into = stop - high if parts.is_mirrored else low - offset
                yield Part(row, low, line + into, high - low, parts.is_mirrored)

    def brought(self, account: int, start: int, end: int) -> Iterator[Part]:
        """What brought a stretch of a line: credits of payments, or the opening balance."""
        opening = int(self.ledger.openings[account])
        if start < opening:
            yield Part(OPENING, start, start, min(end, opening) - start)
        first, last = self._first[account], self._first[account + 1]
        rows = self._credits[first:last]
        place = int(np.searchsorted(self.lines.placed_at[rows], start, side="right")) - 1
        for row in rows[max(place, 0) :].tolist():
            begin = int(self.lines.placed_at[row])
            if begin >= end:
                return
            low, high = max(begin, start), min(begin + int(self.ledger.credited[row]), end)
            if low < high:
                yield Part(row, low - begin, low, high - low)

    def left(self, account: int) -> list[Stretch]:
        """The stretches of a line that no payment took: the balance at the end."""
        whole = self.brought(account, 0, int(self.lines.money_in[account]))
        parts = self._cuts.of(account)
        taken = zip(parts.start.tolist(), (parts.start + parts.length).tolist(), strict=True)
        return subtract([(each.line, each.line + each.length) for each in whole], taken)
