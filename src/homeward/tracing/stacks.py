"""Last in, first out: an account's line is cut from its end, as a stack.

Each account is replayed alone, when proceeds first reach it: which part of its line a payment out
takes follows from the payments, not from the claims. The unit that came in last leaves first, so
a part arrives with its end in front.
"""

from collections.abc import Iterator

import numpy as np

from homeward.tracing.ledger import Ints
from homeward.tracing.lines import Lines, Takings
from homeward.tracing.links import Part, Piece


class StackCuts:
    """The parts that payments took from each account's line, made when asked for."""

    def __init__(self, lines: Lines, accounts: Ints | None = None) -> None:
        self.lines = lines
        ledger, rows = lines.ledger, lines.events >> 1
        account = np.where(lines.events & 1, ledger.target[rows], ledger.source[rows])
        moves = ledger.source[rows] != ledger.target[rows]
        places = np.flatnonzero(moves if accounts is None else moves & np.isin(account, accounts))
        ranked = places[np.argsort(account[places], kind="stable")]
        self._events = lines.events[ranked]
        bounds = np.arange(len(ledger.account_ids) + 1)
        self._first = np.searchsorted(account[ranked], bounds)
        self._cuts: dict[int, Takings] = {}

    def of(self, account: int) -> Takings:
        """One account's parts, sorted by their place on its line."""
        if account not in self._cuts:
            first, last = self._first[account], self._first[account + 1]
            parts = list(_replay(self.lines, account, self._events[first:last].tolist()))
            columns = np.array(parts, dtype=np.int64).reshape(-1, 4)
            start, length, payment, offset = columns[np.argsort(columns[:, 0], kind="stable")].T
            self._cuts[account] = Takings(start, length, payment, offset, is_mirrored=True)
        return self._cuts[account]


def _replay(lines: Lines, account: int, events: list[int]) -> Iterator[Part]:
    """Start, length, payment and offset of every part, in the order of the events."""
    ledger = lines.ledger
    stack = _Stack(int(ledger.openings[account]))
    for event in events:
        row = event >> 1
        if event & 1:
            stack.push(int(lines.placed_at[row]), int(ledger.credited[row]))
            continue
        # What is born for this payment is taken by it, last, and lies on no part of the line.
        left = int(ledger.amount[row]) - int(lines.missing[row])
        offset = 0
        for start, end in _taken(lines, stack, row, left):
            yield start, end - start, row, offset
            offset += end - start


def _taken(lines: Lines, stack: "_Stack", row: int, amount: int) -> Iterator[Piece]:
    """First what a linked reversal returns of the same money, then the top of the stack."""
    reverses: Ints | None = lines.ledger.reverses
    original = -1 if reverses is None else int(reverses[row])
    if original >= 0 and lines.placed_at[original] >= 0:
        start = int(lines.placed_at[original])
        same = stack.take_within(start, start + int(lines.ledger.credited[original]), amount)
        amount -= sum(end - begin for begin, end in same)
        yield from same
    yield from stack.take_top(amount)


class _Stack:
    """What is left of an account's line: pieces in ascending order, the last on top."""

    def __init__(self, opening: int) -> None:
        self.pieces: list[Piece] = [(0, opening)] if opening else []

    def push(self, start: int, length: int) -> None:
        self.pieces.append((start, start + length))

    def take_top(self, amount: int) -> list[Piece]:
        """Remove `amount` from the top, the last piece first."""
        taken: list[Piece] = []
        while amount > 0:
            start, end = self.pieces.pop()
            begin = max(start, end - amount)
            taken.append((begin, end))
            amount -= end - begin
            if start < begin:
                self.pieces.append((start, begin))
        return taken

    def take_within(self, low: int, high: int, amount: int) -> list[Piece]:
        """Remove up to `amount` of what lies in [low, high), from its end."""
        taken: list[Piece] = []
        left: list[Piece] = []
        for start, end in reversed(self.pieces):
            stop = min(end, high)
            begin = max(start, low, stop - amount)
            if amount <= 0 or begin >= stop:
                left.append((start, end))
                continue
            taken.append((begin, stop))
            amount -= stop - begin
            left.extend(each for each in ((stop, end), (start, begin)) if each[0] < each[1])
        self.pieces = left[::-1]
        return taken
