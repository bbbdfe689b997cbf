"""First in, first out and last in, first out, payment by payment: exact integers.

An account is a row of lots in the order in which they came: (length, label, row that brought it).
Only accounts that hold proceeds have one; what was there before is one clean lot.
"""

from collections import defaultdict, deque
from collections.abc import Sequence
from typing import Any

from homeward.tracing.tally import Amount, Tally
from homeward.tracing.watch.engine import Debit, NeedsHistoryError, sums_of
from homeward.tracing.watch.intake import Batch, Intake
from homeward.tracing.watch.spread import Carriage, Move

Lot = tuple[int, str | None, int]
"""Length, label (None: clean) and the row that brought it (-1: not told apart)."""

Piece = tuple[int, str | None]
"""Length and label of a part of a payment, in order."""

BLOB = -1


class LotKeeper:
    """Lots of the accounts that hold proceeds, and of those in `tracked` from the beginning."""

    in_lots = True

    def __init__(self, intake: Intake, *, last_first: bool, tracked: frozenset[int]) -> None:
        self.intake, self.last_first, self.tracked = intake, last_first, tracked
        self.tally = Tally()
        self.moves: list[Move] = []
        self.fresh: list[Carriage] = []
        self.carried: dict[int, dict[str, list[Amount]]] = {}
        self.arriving: dict[int, tuple[int, list[Piece]]] = {}
        self.reached: dict[tuple[int, str], int] = {}
        self._lots: dict[int, deque[Lot]] = {}
        self._labelled: dict[int, int] = defaultdict(int)

    @property
    def holding(self) -> int:
        return len(self._lots)

    def marks(self, account: int) -> bool:
        return account in self._lots or account in self.tracked

    def debit(self, debit: Debit) -> bool:
        pieces = _merged(self._taken(debit))
        units = self.intake.currencies[debit.source], self.intake.currencies[debit.target]
        is_foreign = self.intake.foreign[debit.target]
        arrived: list[Piece] = []
        done = scaled = 0
        for length, label in pieces:
            done += length
            end = done * debit.credited // debit.amount
            arrived.append((end - scaled, label))
            if label is not None:
                self._moved(debit, label, length, end - scaled)
                if is_foreign:
                    self.tally.add("handed", label, units[0], length)
                else:
                    self.tally.arrive(label, units, length, end - scaled)
            scaled = end
        if is_foreign:
            return False
        laid = self._claimed(debit, units[1], arrived)
        labels = {label for length, label in laid if length and label is not None}
        if not labels:
            return False
        self.arriving[debit.row] = debit.target, laid
        for label in set() if self.intake.exits[debit.target] else labels:
            self.reached.setdefault((debit.target, label), debit.row)
        return True

    def _moved(self, debit: Debit, label: str, left: int, arrived: int) -> None:
        entry = self.carried.setdefault(debit.row, {}).setdefault(label, [0, 0])
        entry[0] += left
        entry[1] += arrived
        move = Move(debit.row, debit.source, debit.target, label, left, arrived)
        self.moves.append(move)

    def _claimed(self, debit: Debit, unit: str, arrived: list[Piece]) -> list[Piece]:
        """Lay the claims over the front of the credit; what they cover is displaced."""
        if not debit.claims:
            return arrived
        laid: list[Piece] = []
        for claim in debit.claims:
            laid.append((claim.amount, claim.label))
            self.tally.add("claimed", claim.label, unit, claim.amount)
        front = sum(length for length, _ in laid)
        for length, label in arrived:
            covered = min(front, length)
            front -= covered
            if covered and label is not None:
                self.tally.add("displaced", label, unit, covered)
            laid.append((length - covered, label))
        return laid

    def credit(self, row: int, account: int, credited: int, balance: int) -> None:
        _, pieces = self.arriving.pop(row, (account, [(credited, None)]))
        if self.intake.exits[account]:
            for length, label in pieces:
                if label is not None:
                    self.tally.add("out", label, self.intake.currencies[account], length)
            return
        lots = self._opened(account, balance)
        for length, label in pieces:
            if length:
                lots.append((length, label, row))
                self._labelled[account] += length if label is not None else 0
        self._forget_if_clean(account)

    def _opened(self, account: int, balance: int) -> deque[Lot]:
        """An account's lots; what it held so far, clean, is one of them."""
        if account not in self._lots:
            self._lots[account] = deque([(balance, None, BLOB)] if balance else [])
        return self._lots[account]

    def _forget_if_clean(self, account: int) -> None:
        if not self._labelled[account] and account not in self.tracked:
            self._lots.pop(account, None)

    def _taken(self, debit: Debit) -> list[Piece]:
        """The parts that leave, in order; what is born for the payment comes last."""
        source = debit.source
        if self.intake.exits[source] or self.intake.foreign[source] or not self.marks(source):
            return [(debit.amount, None)]
        lots = self._opened(source, debit.balance)
        born = max(debit.amount - debit.balance, 0)
        left, taken = debit.amount - born, []
        if debit.original >= 0:
            if self.last_first and source not in self.tracked:
                raise NeedsHistoryError(source)
            taken = self._same_money(lots, debit.original, left)
            left -= sum(length for length, _ in taken)
        taken += self._from_end(lots, left)
        if born:
            taken.append((born, None))
        self._labelled[source] -= sum(length for length, label in taken if label is not None)
        self._forget_if_clean(source)
        return taken

    def _from_end(self, lots: deque[Lot], amount: int) -> list[Piece]:
        """Remove `amount` from the end that the rule takes first."""
        pop, put = (lots.pop, lots.append) if self.last_first else (lots.popleft, lots.appendleft)
        taken: list[Piece] = []
        while amount > 0:
            length, label, origin = pop()
            part = min(length, amount)
            taken.append((part, label))
            amount -= part
            if part < length:
                put((length - part, label, origin))
        return taken

    def _same_money(self, lots: deque[Lot], original: int, amount: int) -> list[Piece]:
        """Remove up to `amount` of what one payment brought, from the same end."""
        kept: list[Lot] = []
        taken: list[Piece] = []
        for length, label, origin in reversed(lots) if self.last_first else lots:
            part = min(length, amount) if origin == original else 0
            if part:
                taken.append((part, label))
                amount -= part
            if part < length:
                kept.append((length - part, label, origin))
        lots.clear()
        lots.extend(reversed(kept) if self.last_first else kept)
        return taken

    def pass_all(
        self, batch: Batch, begin: int, names: Sequence[str], state: tuple[Any, ...]
    ) -> bool:
        return False  # lots are no numbers that an array could hold

    def held_sums(self) -> dict[tuple[str, str], Amount]:
        return sums_of(self.amounts(), self.intake.currencies)

    def amounts(self) -> dict[tuple[int, str], Amount]:
        found: dict[tuple[int, str], Amount] = defaultdict(int)
        for account, lots in self._lots.items():
            for length, label, _ in lots:
                if label is not None:
                    found[account, label] += length
        for account, pieces in self.arriving.values():
            for length, label in pieces:
                if label is not None and length and not self.intake.exits[account]:
                    found[account, label] += length
        return found

    def leaving(self) -> dict[tuple[int, str], Amount]:
        found: dict[tuple[int, str], Amount] = defaultdict(int)
        for account, pieces in self.arriving.values():
            for length, label in pieces:
                if label is not None and self.intake.exits[account]:
                    found[account, label] += length
        return found


def _merged(pieces: list[Piece]) -> list[Piece]:
    """Join neighbours that carry one label."""
    merged: list[Piece] = []
    for length, label in pieces:
        if merged and merged[-1][1] == label:
            merged[-1] = (merged[-1][0] + length, label)
        else:
            merged.append((length, label))
    return merged
