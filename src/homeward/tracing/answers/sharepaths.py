"""Paths under the share rules: a path's amount is the claim times the product of its shares.

In an account a label's money is one mass: of what each credit brought, every debit takes the same
share. So what a debit took is made of the credits before it in known parts, and the search goes
backwards along the largest.
"""

from collections.abc import Iterator
from functools import cached_property

from homeward.tracing.answers.moves import Move, moves_by_account, places
from homeward.tracing.answers.search import Node
from homeward.tracing.ledger import Ints
from homeward.tracing.tally import Amount
from homeward.tracing.tracer import Followed

END = 1 << 62
"""A place after every event."""


class ShareExpander:
    """Splits what an account held before an event by the payments that brought it.

    A node's inner state is an account and a place: what it held of the label just before.
    """

    def __init__(self, case: Followed, label: str) -> None:
        self.case, self.ledger = case, case.lines.ledger
        self.of_label(label)

    def of_label(self, label: str) -> "ShareExpander":
        """The same for another label, without replaying anything."""
        self.label = label
        self.claims = {c.index: c.amount for c in self.case.claims if c.label == label}
        self._parts: dict[tuple[int, int], list[tuple[int, Amount, Amount]]] = {}
        return self

    @cached_property
    def moves(self) -> dict[tuple[int, str], list[Move]]:
        return moves_by_account(self.case)

    @cached_property
    def places(self) -> Ints:
        return places(self.case.lines)

    def balance_start(self, account: int, total: Amount) -> Node:
        """The search from a balance at the end."""
        return Node(total, (), (account, END))

    def payment_start(self, row: int, total: Amount) -> Node:
        """The search from what a payment took."""
        if row in self.case.arrivals.by_row:
            return Node(total, (row,), None, "hand-over")
        return Node(total, (row,), (int(self.ledger.source[row]), int(self.places[2 * row])))

    def children(self, node: Node) -> Iterator[Node]:
        """By the payments that brought it, the largest first."""
        account, place = node.inner
        parts = self.parts(account, place)
        whole = sum(part for _, part, _ in parts)
        ways: list[Node] = []
        for row, part, landed in parts:
            amount = node.amount * part / whole
            claimed = min(self.claims.get(row, 0) / landed, 1.0)
            rows = (row, *node.rows)
            ways.append(Node(amount * claimed, rows, None))
            if claimed < 1:
                rest = amount * (1 - claimed)
                if row in self.case.arrivals.by_row:
                    ways.append(Node(rest, rows, None, "hand-over"))
                else:
                    inner = (int(self.ledger.source[row]), int(self.places[2 * row]))
                    ways.append(Node(rest, rows, inner))
        yield from sorted(
            (way for way in ways if way.amount > 0), key=lambda way: way.amount, reverse=True
        )

    def parts(self, account: int, place: int) -> list[tuple[int, Amount, Amount]]:
        """Row, what is left of what it brought, and what it brought, just before a place."""
        if (account, place) not in self._parts:
            self._parts[account, place] = self._made_up(account, place)
        return self._parts[account, place]

    def _made_up(self, account: int, place: int) -> list[tuple[int, Amount, Amount]]:
        found: list[tuple[int, Amount, Amount]] = []
        held, kept = 0.0, 1.0
        for move in self.moves.get((account, self.label), ()):
            if move.place >= place:
                break
            if move.is_credit:
                found.append((move.row, move.amount / kept, move.amount))
                held += move.amount
                continue
            share = move.amount / held if held else 1.0
            held -= move.amount
            kept *= 1 - share
            if share >= 1 - 1e-15 or held <= 0:
                found, held, kept = [], 0.0, 1.0
            elif kept < 1e-100:
                found, kept = [(row, part * kept, all_) for row, part, all_ in found], 1.0
        return [(row, part * kept, whole) for row, part, whole in found]
