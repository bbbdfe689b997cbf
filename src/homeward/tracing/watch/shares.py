"""The share rules, payment by payment: labels are float64 amounts in an account.

The same arithmetic as `homeward.tracing.shares`, on a state that goes on.
"""

from collections import defaultdict

from homeward.tracing.rules import Rule
from homeward.tracing.shares import WANTED, Labels, take
from homeward.tracing.tally import Amount, Tally
from homeward.tracing.watch.engine import Debit, Move
from homeward.tracing.watch.intake import Intake


class ShareKeeper:
    """Label amounts of the accounts that hold proceeds."""

    in_lots = False

    def __init__(self, intake: Intake, rule: Rule) -> None:
        self.intake, self._wanted = intake, WANTED[rule]
        self.tally = Tally()
        self.moves: list[Move] = []
        self.carried: dict[int, dict[str, list[Amount]]] = {}
        self.arriving: dict[int, tuple[int, Labels]] = {}
        self.reached: dict[tuple[int, str], int] = {}
        self._labels: dict[int, Labels] = {}
        self._brought: dict[int, Labels] = {}

    @property
    def holding(self) -> int:
        return len(self._labels)

    def marks(self, account: int) -> bool:
        return account in self._labels

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
