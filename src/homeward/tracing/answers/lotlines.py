"""The lots of each payment of one account, clean ones too, under the lot rules."""

from bisect import bisect_right

from homeward.tracing.answers.cutter import Cutter
from homeward.tracing.answers.lotmoves import lot_moves
from homeward.tracing.answers.schedule import Lot
from homeward.tracing.lines import NOT_CREDITED
from homeward.tracing.tracer import Followed


class LotLines:
    """What lies where on the account's line."""

    def __init__(self, case: Followed, account: int) -> None:
        self.case, self.lines, self.ledger = case, case.lines, case.lines.ledger
        self.cutter = Cutter(case.lines, case.rule)
        self.moves = lot_moves(case, self.cutter)
        placed = [
            (int(self.lines.placed_at[row]) + offset, length, label)
            for row, stretches in self.moves.landed.items()
            if int(self.ledger.target[row]) == account and self.lines.placed_at[row] != NOT_CREDITED
            for offset, length, label in stretches
        ]
        self.placed = sorted(placed)
        self.starts = [start for start, _, _ in self.placed]

    def of(self, row: int, *, is_credit: bool) -> tuple[Lot, ...]:
        """The lots of a credit along the line, or of a debit in the order in which they left."""
        if is_credit:
            start = int(self.lines.placed_at[row])
            return tuple(self._labelled(start, int(self.ledger.credited[row])))
        explained = int(self.ledger.amount[row]) - int(self.lines.missing[row])
        found: list[Lot] = []
        for part in self.cutter.taken(row, 0, explained):
            lots = self._labelled(part.line, part.length)
            found.extend(lots[::-1] if part.is_mirrored else lots)
        if self.lines.missing[row]:
            found.append(Lot(None, int(self.lines.missing[row]), None))
        return tuple(found)

    def _labelled(self, start: int, length: int) -> list[Lot]:
        """A stretch of the line, cut where its label changes."""
        found: list[Lot] = []
        end, place = start + length, max(bisect_right(self.starts, start) - 1, 0)
        for begin, size, label in self.placed[place:]:
            if begin >= end:
                break
            low, high = max(begin, start), min(begin + size, end)
            if low >= high:
                continue
            if start < low:
                found.append(Lot(start, low - start, None))
            found.append(Lot(low, high - low, label))
            start = high
        if start < end:
            found.append(Lot(start, end - start, None))
        return found
