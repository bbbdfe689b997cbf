"""Paths under the lot rules: exact stretches, followed backwards.

Every unit of proceeds came one way. A set of stretches of a payment is split by the payments that
brought them; how many units of the end they are is found by moving their boundaries forwards along
the known end of the path, as the trace itself moves them.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from homeward.tracing.answers.cutter import Cutter, Part
from homeward.tracing.answers.lotmoves import LotMoves, claim_fronts, lot_moves
from homeward.tracing.answers.search import Node
from homeward.tracing.answers.stretches import subtract, widen
from homeward.tracing.flow import LotStretches
from homeward.tracing.tally import Amount
from homeward.tracing.tracer import Followed


@dataclass(frozen=True, slots=True)
class Hop:
    """How a place in a payment's debit moves on: into the credit, cut to the stretch that is
    followed, then along the line into the next payment's debit, or onto the line at the end."""

    amount: int
    credited: int
    low: int
    high: int
    sign: int
    shift: int
    following: "Hop | None"

    def onward(self, place: int) -> int:
        """The place at the end of the path."""
        hop: Hop | None = self
        while hop is not None:
            cut = min(max(place * hop.credited // hop.amount, hop.low), hop.high)
            place = hop.sign * cut + hop.shift
            hop = hop.following
        return place


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a debit (of a line, for a balance) and the way onward from it."""

    start: int
    end: int
    hop: Hop | None

    def onward(self, place: int) -> int:
        """The place at the end of the path."""
        return place if self.hop is None else self.hop.onward(place)


@dataclass(slots=True)
class _Ways:
    """How the units of one node came: complete paths, and pieces of the debits before."""

    done: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))
    """Units by row and how the path begins."""
    pieces: dict[int, list[Piece]] = field(default_factory=lambda: defaultdict(list))
    units: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def nodes(self, rows: tuple[int, ...]) -> list[Node]:
        """The largest first."""
        ways = [Node(n, (row, *rows), None, begins) for (row, begins), n in self.done.items()]
        ways.extend(
            Node(self.units[row], (row, *rows), ("row", row, pieces))
            for row, pieces in self.pieces.items()
        )
        return sorted((w for w in ways if w.amount), key=lambda way: way.amount, reverse=True)


@dataclass(frozen=True, slots=True)
class OnLine:
    """Part of a piece on an account's line; a place there is sign * place + shift in the piece."""

    account: int
    start: int
    length: int
    sign: int
    shift: int


def on_line(cutter: Cutter, kind: str, number: int, piece: Piece) -> Iterator[OnLine]:
    """The parts of an account's line that a piece is, of a balance or of what a payment took."""
    if kind == "account":
        yield OnLine(number, piece.start, piece.end - piece.start, 1, 0)
        return
    account = int(cutter.ledger.source[number])
    for part in cutter.taken(number, piece.start, piece.end):
        if part.is_mirrored:
            shift = part.start + part.length + part.line
            yield OnLine(account, part.line, part.length, -1, shift)
        else:
            yield OnLine(account, part.line, part.length, 1, part.start - part.line)


class LotExpander:
    """Splits stretches by the payments that brought them.

    A node's inner state is a row, or an account for a balance, and its pieces.
    """

    def __init__(self, case: Followed, label: str) -> None:
        self.case, self.label, self.ledger = case, label, case.lines.ledger
        self.cutter = Cutter(case.lines, case.rule)
        self.moves: LotMoves = lot_moves(case, self.cutter)
        self.fronts = claim_fronts(case)

    def of_label(self, label: str) -> "LotExpander":
        """The same for another label, without replaying anything."""
        self.label = label
        return self

    def balance_start(self, account: int, total: Amount) -> Node:
        """The search from a balance at the end."""
        pieces = self._own(self.moves.held.get(account, []))
        return Node(total, (), ("account", account, pieces))

    def payment_start(self, row: int, total: Amount) -> Node:
        """The search from what a payment took."""
        if row in self.case.arrivals.by_row:
            return Node(total, (row,), None, "hand-over")
        return Node(total, (row,), ("row", row, self._own(self.moves.leaving.get(row, []))))

    def _own(self, stretches: LotStretches) -> list[Piece]:
        return [Piece(a, a + size, None) for a, size, label in stretches if label == self.label]

    def children(self, node: Node) -> Iterator[Node]:
        """By the payments that brought the stretches, the largest first."""
        kind, number, pieces = node.inner
        ways = _Ways()
        for piece in pieces:
            for each in on_line(self.cutter, kind, number, piece):
                end = each.start + each.length
                for part in self.cutter.brought(each.account, each.start, end):
                    shift = each.sign * (part.line - part.start) + each.shift
                    self._split(ways, part, each.sign, shift, piece)
        return iter(ways.nodes(node.rows))

    def _split(self, ways: _Ways, part: Part, sign: int, shift: int, piece: Piece) -> None:
        """Divide a stretch of a credit into what the claim covers and what came from before."""

        def units(low: int, high: int) -> int:
            return abs(piece.onward(sign * high + shift) - piece.onward(sign * low + shift))

        row, start, end = part.row, part.start, part.start + part.length
        fronts = self.fronts.get(row, [])
        for (begin, stop), label in fronts:
            low, high = max(begin, start), min(stop, end)
            if label == self.label and low < high:
                ways.done[row, "claim"] += units(low, high)
        for low, high in subtract([(start, end)], [front for front, _ in fronts]):
            if row in self.case.arrivals.by_row:
                ways.done[row, "hand-over"] += units(low, high)
                continue
            amount, credited = int(self.ledger.amount[row]), int(self.ledger.credited[row])
            hop = Hop(amount, credited, low, high, sign, shift, piece.hop)
            ways.pieces[row].append(Piece(*widen(low, high, amount, credited), hop))
            ways.units[row] += units(low, high)
