"""Accounts that return the same money: their line is cut by a queue instead of by one knife.

A reversal linked to its original takes first what the original brought and is still there, then
what the rule takes. Only the accounts that make such reversals are replayed here.
"""

from collections import deque
from dataclasses import dataclass

import numpy as np

from homeward.tracing.ledger import Ints
from homeward.tracing.lines import Lines

Piece = tuple[int, int]
"""Start and end of a stretch of an account's line."""

Part = tuple[int, int, int, int]
"""Start and length on the line, payment, and offset in it."""


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """Parts taken from the lines of queued accounts, in the order of the events."""

    account: Ints
    start: Ints
    length: Ints
    payment: Ints
    offset: Ints


def queued_parts(lines: Lines, queued: Ints) -> Parts:
    """Replay the accounts `queued`; each payment out has one or more parts of the line."""
    ledger = lines.ledger
    replayed = {int(account): _Queue(int(ledger.openings[account])) for account in queued}
    rows = lines.events >> 1
    is_ours = np.where(
        lines.events & 1,
        np.isin(ledger.target[rows], queued),
        np.isin(ledger.source[rows], queued),
    ) & (ledger.source[rows] != ledger.target[rows])
    out: list[tuple[int, int, int, int, int]] = []
    for event in lines.events[is_ours].tolist():
        row = event >> 1
        if event & 1:
            start = int(lines.placed_at[row])
            replayed[int(ledger.target[row])].add(start, int(ledger.credited[row]))
        else:
            account = int(ledger.source[row])
            pieces = _take(lines, replayed[account], row)
            out.extend(_parts(account, row, pieces))
    columns = np.array(out, dtype=np.int64).reshape(-1, 5).T
    return Parts(*(np.ascontiguousarray(column) for column in columns))


def _parts(account: int, row: int, pieces: list[Piece]) -> list[tuple[int, int, int, int, int]]:
    out, offset = [], 0
    for start, end in pieces:
        out.append((account, start, end - start, row, offset))
        offset += end - start
    return out


def _take(lines: Lines, queue: "_Queue", row: int) -> list[Piece]:
    ledger = lines.ledger
    amount, missing = int(ledger.amount[row]), int(lines.missing[row])
    if missing:
        queue.add(queue.end, missing)
    original = -1 if ledger.reverses is None else int(ledger.reverses[row])
    pieces: list[Piece] = []
    if original >= 0 and lines.placed_at[original] >= 0:
        start = int(lines.placed_at[original])
        pieces = queue.take_within(start, start + int(ledger.credited[original]), amount)
    taken = sum(end - start for start, end in pieces)
    return pieces + queue.take_front(amount - taken)


class _Queue:
    """What is left of an account's line, as pieces in the order in which they came in."""

    def __init__(self, opening: int) -> None:
        self.pieces: deque[Piece] = deque([(0, opening)] if opening else [])
        self.end = opening

    def add(self, start: int, length: int) -> None:
        self.pieces.append((start, start + length))
        self.end = start + length

    def take_front(self, amount: int) -> list[Piece]:
        """Remove `amount` from the front."""
        taken: list[Piece] = []
        while amount > 0:
            start, end = self.pieces.popleft()
            stop = min(end, start + amount)
            taken.append((start, stop))
            amount -= stop - start
            if stop < end:
                self.pieces.appendleft((stop, end))
        return taken

    def take_within(self, low: int, high: int, amount: int) -> list[Piece]:
        """Remove up to `amount` of what lies in [low, high), from its front."""
        taken: list[Piece] = []
        left: deque[Piece] = deque()
        for start, end in self.pieces:
            begin = max(start, low)
            stop = min(end, high, begin + amount)
            if amount <= 0 or begin >= stop:
                left.append((start, end))
                continue
            taken.append((begin, stop))
            amount -= stop - begin
            left.extend(each for each in ((start, begin), (stop, end)) if each[0] < each[1])
        self.pieces = left
        return taken
