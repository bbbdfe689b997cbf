"""Ways back under the lot rules: from a balance or a payment to each source of its money.

Every unit of the end came one way. As for the paths of claims, a set of stretches is split by the
payments that brought them, and how many units of the end they are is found by moving their
boundaries forwards along the known end of the way; so amounts add up to what was asked, fees and
exchange on the way included.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from homeward.tracing.answers.cutter import OPENING, Cutter, Part
from homeward.tracing.answers.lotpaths import Hop, OnLine, Piece, on_line
from homeward.tracing.answers.search import Node
from homeward.tracing.answers.stretches import Stretch, subtract, total, widen
from homeward.tracing.lines import Lines
from homeward.tracing.rules import Rule

Source = tuple[str, int, int, str | None]
"""Kind, account, row (-1: none) and label, as in `BackWalk`."""


@dataclass(frozen=True, slots=True)
class Sourced(Node):
    """A complete way, and the source it leads back to."""

    source: Source = ("", 0, OPENING, None)


@dataclass(slots=True)
class _Ways:
    """How the units of one node came: from sources, and from the debits before."""

    done: dict[Source, int] = field(default_factory=lambda: defaultdict(int))
    pieces: dict[int, list[Piece]] = field(default_factory=lambda: defaultdict(list))
    units: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def nodes(self, rows: tuple[int, ...]) -> list[Node]:
        """The largest first. A claim's payment is on the way; other sources are before it."""
        ways: list[Node] = []
        for source, amount in self.done.items():
            kind, _, row, _ = source
            way = (row, *rows) if kind == "claim" else rows
            ways.append(Sourced(amount, way, None, kind, source))
        ways.extend(
            Node(self.units[row], (row, *rows), ("row", row, pieces))
            for row, pieces in self.pieces.items()
        )
        return sorted((way for way in ways if way.amount), key=lambda way: -way.amount)


class SourceExpander:
    """Splits stretches by what brought them, whosever they are.

    A node's inner state is a row, or an account for a balance, and its pieces.
    """

    def __init__(
        self, lines: Lines, rule: Rule, claimed: Mapping[int, Sequence[tuple[Stretch, str]]]
    ) -> None:
        self.lines, self.ledger, self.claimed = lines, lines.ledger, claimed
        self.cutter = Cutter(lines, rule)

    def balance_start(self, account: int) -> Node:
        """The search from what an account holds at the end."""
        left = self.cutter.left(account)
        pieces = [Piece(start, end, None) for start, end in left]
        return Node(total(left), (), ("account", account, pieces))

    def payment_start(self, row: int) -> Node:
        """The search from all that a payment took."""
        amount = int(self.ledger.amount[row])
        return Node(amount, (row,), ("row", row, [Piece(0, amount, None)]))

    def children(self, node: Node) -> Iterator[Node]:
        """By what brought the stretches, the largest first."""
        kind, number, pieces = node.inner
        ways = _Ways()
        for piece in pieces:
            for each in self._lines_of(ways, kind, number, piece):
                for part in self.cutter.brought(each.account, each.start, each.start + each.length):
                    shift = each.sign * (part.line - part.start) + each.shift
                    self._split(ways, part, each, shift, piece)
        return iter(ways.nodes(node.rows))

    def _lines_of(self, ways: _Ways, kind: str, number: int, piece: Piece) -> Iterator[OnLine]:
        """The parts of lines that a piece is; what was born, or came from elsewhere, is done."""
        if kind == "row":
            account = int(self.ledger.source[number])
            elsewhere = self.ledger.exits[account], self.ledger.foreign[account]
            explained = int(self.ledger.amount[number]) - int(self.lines.missing[number])
            if any(elsewhere):
                name, explained = "exit" if elsewhere[0] else "entering", 0
            else:
                name = "birth"
            low, high = max(piece.start, explained), piece.end
            if low < high:
                units = abs(piece.onward(high) - piece.onward(low))
                ways.done[name, account, number, None] += units
            piece = Piece(piece.start, min(piece.end, explained), piece.hop)
        if piece.start < piece.end:
            yield from on_line(self.cutter, kind, number, piece)

    def _split(self, ways: _Ways, part: Part, line: OnLine, shift: int, piece: Piece) -> None:
        """Divide a stretch of a credit into what is claimed and what came from before."""

        def units(low: int, high: int) -> int:
            return abs(
                piece.onward(line.sign * high + shift) - piece.onward(line.sign * low + shift)
            )

        row, start, end = part.row, part.start, part.start + part.length
        if row == OPENING:
            ways.done["opening", line.account, OPENING, None] += units(start, end)
            return
        claimed = self.claimed.get(row, ())
        for (begin, stop), label in claimed:
            low, high = max(begin, start), min(stop, end)
            if low < high:
                ways.done["claim", int(self.ledger.target[row]), row, label] += units(low, high)
        amount, credited = int(self.ledger.amount[row]), int(self.ledger.credited[row])
        for low, high in subtract([(start, end)], [front for front, _ in claimed]):
            hop = Hop(amount, credited, low, high, line.sign, shift, piece.hop)
            ways.pieces[row].append(Piece(*widen(low, high, amount, credited), hop))
            ways.units[row] += units(low, high)
