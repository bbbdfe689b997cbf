"""The share rules, payment by payment: labels are float64 amounts in an account.

The same arithmetic as `homeward.tracing.shares`, on a state that goes on.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from homeward.tracing.rules import Rule
from homeward.tracing.shares import WANTED, Labels, take
from homeward.tracing.tally import Amount, Tally
from homeward.tracing.watch.engine import Debit, sums_of
from homeward.tracing.watch.intake import Batch, Intake
from homeward.tracing.watch.spread import MOST, Carriage, Currencies, Move, Spread


@dataclass(slots=True)
class _Noted:
    """By row what was carried and what it brought to an account; by account and label, with which
    row the first came."""

    carried: dict[int, dict[str, list[Amount]]]
    brought: dict[int, Labels]
    reached: dict[tuple[int, str], int]

    def take(self, carriage: Carriage, exits: Sequence[bool]) -> None:
        """Add what came as arrays."""
        columns = (carriage.row, carriage.target, carriage.label, carriage.amounts, carriage.first)
        entries = zip(*(column.tolist() for column in columns), strict=True)
        for row, target, number, amounts, is_first in entries:
            label = carriage.names[number]
            self.carried.setdefault(row, {})[label] = amounts
            if is_first:
                self.reached.setdefault((target, label), row)
            if not exits[target]:
                self.brought.setdefault(row, {})[label] = amounts[1]


class ShareKeeper:
    """Label amounts of the accounts that hold proceeds."""

    in_lots = False

    def __init__(self, intake: Intake, rule: Rule) -> None:
        self.intake, self.rule, self._wanted = intake, rule, WANTED[rule]
        self.tally = Tally()
        self.moves: list[Move] = []
        self.fresh: list[Carriage] = []
        self.arriving: dict[int, tuple[int, Labels]] = {}
        self._held: dict[int, Labels] = {}
        self._spread: Spread | None = None
        self._currencies = Currencies(intake)
        self._noted = _Noted({}, {}, {})
        self._unread: list[Carriage] = []

    @property
    def carried(self) -> dict[int, dict[str, list[Amount]]]:
        return self._read().carried

    @property
    def reached(self) -> dict[tuple[int, str], int]:
        return self._read().reached

    @property
    def _brought(self) -> dict[int, Labels]:
        return self._read().brought

    @property
    def _labels(self) -> dict[int, Labels]:
        """Amounts by account; what the arrays hold goes back to dictionaries first."""
        if self._spread is not None:
            self._held, self._spread = self._spread.dictionaries(), None
        return self._held

    def _read(self) -> "_Noted":
        """What was noted, with what came as arrays meanwhile."""
        for carriage in self._unread:
            self._noted.take(carriage, self.intake.exits)
        self._unread.clear()
        return self._noted

    @property
    def holding(self) -> int:
        if self._spread is not None:
            return int(self._spread.labels.any(axis=1).sum())
        return len(self._held)

    def marks(self, account: int) -> bool:
        if self._spread is None:
            return account in self._held
        return account < len(self._spread.labels) and bool(self._spread.labels[account].any())

    def pass_all(
        self, batch: Batch, begin: int, names: Sequence[str], state: tuple[Any, ...]
    ) -> bool:
        """Book a batch from a payment on by a loop over arrays, where that can be."""
        accounts = len(self.intake.account_ids)
        if self.arriving or any(self.intake.foreign) or accounts * len(names) > MOST:
            return False
        if self._spread is None:
            self._spread = Spread(names, self._held, self.reached, accounts)
        self._spread.grow(accounts)
        exits = self.intake.exit_flags
        for carriage in self._spread.book(batch, begin, self.rule, exits, state):
            self._currencies.tally(self.tally, carriage, exits)
            self._unread.append(carriage)
            self.fresh.append(carriage)
        return True

    def held_sums(self) -> dict[tuple[str, str], Amount]:
        if self._spread is not None:
            return self._currencies.held(self._spread)
        return sums_of(self.amounts(), self.intake.currencies)

    def debit(self, debit: Debit) -> bool:
        leaving = self._leaving(debit)
        units = self.intake.currencies[debit.source], self.intake.currencies[debit.target]
        scale = debit.credited / debit.amount
        is_foreign = self.intake.foreign[debit.target]
        arrived: Labels = {}
        for label, left in leaving.items():
            arrived[label] = left * scale if debit.amount != debit.credited else left
            self.carried.setdefault(debit.row, {})[label] = [left, arrived[label]]
            move = (debit.row, debit.source, debit.target, label, left, arrived[label])
            self.moves.append(Move(*move))
            if is_foreign:
                self.tally.add("handed", label, units[0], left)
            else:
                self.tally.arrive(label, units, left, arrived[label])
        laid = {} if is_foreign else self._claimed(debit, units[1], arrived)
        if laid:
            self.arriving[debit.row] = debit.target, laid
            for label in {} if self.intake.exits[debit.target] else laid:
                self.reached.setdefault((debit.target, label), debit.row)
        return bool(laid)

    def _leaving(self, debit: Debit) -> Labels:
        labels = self._labels.get(debit.source)
        if labels is None:
            return {}
        leaving = self._take(debit, labels)
        if not labels:
            del self._labels[debit.source]
        return {label: left for label, left in leaving.items() if left}

    def _take(self, debit: Debit, labels: Labels) -> Labels:
        """First what a linked reversal returns of the same money, then what the rule takes."""
        brought = self._brought.get(debit.original)
        if debit.original < 0 or brought is None:
            return take(labels, debit.balance, debit.amount, self._wanted)
        part = debit.amount / self._credited(debit.original)
        returned = {
            label: min(labels[label], left * part)
            for label, left in brought.items()
            if label in labels
        }
        for label, left in returned.items():
            labels[label] -= left
        same = sum(returned.values())
        rest = take(labels, debit.balance - same, debit.amount - same, self._wanted)
        return {
            label: returned.get(label, 0.0) + rest.get(label, 0.0) for label in {**returned, **rest}
        }

    def _credited(self, row: int) -> int:
        batch, place = self.intake.locate(row)
        return int(batch.ledger.credited[place])

    def _claimed(self, debit: Debit, unit: str, arrived: Labels) -> Labels:
        """Lay the claims over the credit; they displace what arrives in proportion."""
        if not debit.claims:
            return arrived
        covered = sum(claim.amount for claim in debit.claims)
        laid: Labels = {}
        for label, amount in arrived.items():
            whole = covered == debit.credited
            gone = amount if whole else amount * covered / debit.credited
            self.tally.add("displaced", label, unit, gone)
            if amount > gone:
                laid[label] = amount - gone
        for claim in debit.claims:
            self.tally.add("claimed", claim.label, unit, claim.amount)
            laid[claim.label] = laid.get(claim.label, 0.0) + claim.amount
        return laid

    def credit(self, row: int, account: int, credited: int, balance: int) -> None:
        _, arrived = self.arriving.pop(row)
        if self.intake.exits[account]:
            for label, amount in arrived.items():
                self.tally.add("out", label, self.intake.currencies[account], amount)
            return
        self._brought[row] = dict(arrived)
        labels = self._labels.setdefault(account, {})
        for label, amount in arrived.items():
            labels[label] = labels.get(label, 0.0) + amount

    def amounts(self) -> dict[tuple[int, str], Amount]:
        found: dict[tuple[int, str], Amount] = defaultdict(int)
        for account, labels in self._labels.items():
            for label, amount in labels.items():
                found[account, label] += amount
        for account, labels in self.arriving.values():
            if not self.intake.exits[account]:
                for label, amount in labels.items():
                    found[account, label] += amount
        return found

    def leaving(self) -> dict[tuple[int, str], Amount]:
        found: dict[tuple[int, str], Amount] = defaultdict(int)
        for account, labels in self.arriving.values():
            if self.intake.exits[account]:
                for label, amount in labels.items():
                    found[account, label] += amount
        return found
