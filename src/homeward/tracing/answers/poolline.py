"""The balance of accounts declared one pool, event by event."""

from collections.abc import Sequence

import numpy as np

from homeward.tracing.lines import Lines


class PoolLine:
    """Payments between accounts of the pool move nothing but their fee, at their debit."""

    def __init__(self, lines: Lines, accounts: Sequence[int]) -> None:
        ledger, events = lines.ledger, lines.events
        inside = np.zeros(len(ledger.account_ids), dtype=np.bool_)
        inside[list(accounts)] = True
        rows, is_credit = events >> 1, (events & 1).astype(np.bool_)
        moves = ledger.source[rows] != ledger.target[rows]
        leaves = inside[ledger.source[rows]] & moves
        arrives = inside[ledger.target[rows]] & moves
        change = np.where(~is_credit & leaves, lines.missing[rows] - ledger.amount[rows], 0)
        change += np.where(leaves & arrives & ~is_credit, ledger.credited[rows], 0)
        change += np.where(is_credit & arrives & ~leaves, ledger.credited[rows], 0)
        start = int(sum(int(ledger.openings[account]) for account in accounts))
        self.balances = start + np.cumsum(change)
        self.end = int(self.balances[-1]) if len(events) else start
        self._lowest = np.minimum.accumulate(self.balances[::-1])[::-1]
        entered = is_credit & arrives & ~leaves
        self._entry = dict(
            zip(rows[entered].tolist(), np.flatnonzero(entered).tolist(), strict=True)
        )
        within = leaves & arrives
        landed = set(rows[within & is_credit].tolist())
        self.on_the_way = [row for row in np.unique(rows[within]).tolist() if row not in landed]
        """Rows debited and not yet credited, from the pool to itself."""

    def lowest_since(self, row: int) -> int | None:
        """The lowest balance from a credit on; None where the row brings nothing from outside."""
        place = self._entry.get(row)
        return None if place is None else int(self._lowest[place])
