"""Share rules over arrays: where proceeds spread over a whole ledger, a loop keeps up with it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from homeward.tracing.detection.book import compiled
from homeward.tracing.ledger import Ints
from homeward.tracing.rules import Rule
from homeward.tracing.tally import Amount, Tally
from homeward.tracing.watch import loops
from homeward.tracing.watch.intake import Batch, Intake

RULES = {Rule.PRO_RATA: 0, Rule.LOWEST_BALANCE: 1, Rule.CLAIMANT_FIRST: 2}
"""The numbers of the rules in the loop."""

MOST = 1 << 25
"""Labels times accounts that are kept as an array."""

_LOGGED = 1 << 20
"""Entries of a log."""


@dataclass(frozen=True, slots=True)
class Move:
    """Proceeds that moved with a payment."""

    row: int
    source: int
    target: int
    label: str
    amount: Amount
    credited: Amount


@dataclass(frozen=True, slots=True, eq=False)
class Carriage:
    """What payments of a batch carried, one entry for each payment and label, in their order."""

    names: tuple[str, ...]
    row: Ints
    """Rows in the whole ledger."""
    source: Any
    target: Any
    label: Any
    """Places among `names`."""
    amounts: Any
    """float64: what left and what was credited."""
    first: Any
    """Whether it was the first of the label on the target."""

    def __len__(self) -> int:
        return len(self.row)

    def moves(self) -> Iterator[tuple[Move, bool]]:
        """One by one, and whether each was the first of its label on the target."""
        columns = (self.row, self.source, self.target, self.label, self.amounts, self.first)
        entries = zip(*(column.tolist() for column in columns), strict=True)
        for row, source, target, number, (left, credited), is_first in entries:
            yield Move(row, source, target, self.names[number], left, credited), is_first


class Spread:
    """Label amounts of all accounts as an array, and where each label has been."""

    def __init__(
        self,
        names: Sequence[str],
        labels: Mapping[int, Mapping[str, float]],
        reached: Iterable[tuple[int, str]],
        accounts: int,
    ) -> None:
        self.names = tuple(names)
        number = {name: place for place, name in enumerate(names)}
        self.labels: Any = np.zeros((accounts, len(names)))
        self.seen: Any = np.zeros((accounts, len(names)), dtype=np.bool_)
        for account, held in labels.items():
            for name, amount in held.items():
                self.labels[account, number[name]] = amount
        for account, name in reached:
            self.seen[account, number[name]] = True

    def grow(self, accounts: int) -> None:
        """Room for accounts seen for the first time."""
        more = accounts - len(self.labels)
        if more > 0:
            width = len(self.names)
            self.labels = np.concatenate([self.labels, np.zeros((more, width))])
            self.seen = np.concatenate([self.seen, np.zeros((more, width), dtype=np.bool_)])

    def dictionaries(self) -> dict[int, dict[str, float]]:
        """Amounts by account and label, of accounts that hold any."""
        found: dict[int, dict[str, float]] = {}
        held, label = np.nonzero(self.labels)
        amounts = self.labels[held, label].tolist()
        for account, number, amount in zip(held.tolist(), label.tolist(), amounts, strict=True):
            found.setdefault(account, {})[self.names[number]] = amount
        return found

    def book(
        self, batch: Batch, begin: int, rule: Rule, exits: Any, state: tuple[Any, ...]
    ) -> list[Carriage]:
        """Book a batch from a payment on, whose credits come with their debits and on which no
        claim is made; what its payments carried.

        `state` is outside, marked, balance and missing, by account, and is kept up to date.
        """
        columns = (batch.source, batch.target, batch.ledger.amount, batch.ledger.credited)
        loop: Any = compiled(loops.pass_shares)
        found, place, size = list[Carriage](), begin, len(batch.ledger)
        while place < size:
            room = max(min(_LOGGED, len(self.names) * (size - place)), len(self.names))
            log: tuple[Any, ...] = (
                np.empty(room, dtype=np.int64),
                np.empty(room, dtype=np.int32),
                np.empty((room, 2)),
                np.empty(room, dtype=np.bool_),
            )
            numbers = (RULES[rule], columns, exits, *state, self.labels, self.seen)
            place, noted = loop(place, *numbers, *log)
            rows, label, amounts, first = (each[:noted].copy() for each in log)
            ends = batch.source[rows], batch.target[rows]
            found.append(Carriage(self.names, rows + batch.first, *ends, label, amounts, first))
        return [each for each in found if len(each)]


class Currencies:
    """The currencies of a watch's accounts as numbers."""

    def __init__(self, intake: Intake) -> None:
        self._intake, self._number = intake, dict[str, int]()
        self._codes: Ints = np.zeros(0, dtype=np.int64)

    @property
    def names(self) -> list[str]:
        """The currencies by number."""
        return list(self._number)

    @property
    def codes(self) -> Ints:
        """The number of each account's currency."""
        known, units = len(self._codes), self._intake.currencies
        if known < len(units):
            fresh = [self._number.setdefault(unit, len(self._number)) for unit in units[known:]]
            self._codes = np.concatenate([self._codes, np.array(fresh, dtype=np.int64)])
        return self._codes

    def tally(self, tally: Tally, carriage: Carriage, exits: Any) -> None:
        """Account for what payments carried: fees, exchange, and what left through exits."""
        codes, names = self.codes, self.names
        wide = len(names)
        unit, other = codes[carriage.source], codes[carriage.target]
        is_out = exits[carriage.target].astype(np.int64)
        keys = ((carriage.label * wide + unit) * wide + other) * 2 + is_out
        if len(carriage.names) * wide * wide <= len(keys):  # few combinations: no need to sort
            known = np.flatnonzero(np.bincount(keys))
            left, arrived = (np.bincount(keys, carriage.amounts[:, side])[known] for side in (0, 1))
        else:
            known, place = np.unique(keys, return_inverse=True)
            left, arrived = (
                np.bincount(place.ravel(), carriage.amounts[:, side]) for side in (0, 1)
            )
        for key, gone, came in zip(known.tolist(), left.tolist(), arrived.tolist(), strict=True):
            units = names[key // 2 // wide % wide], names[key // 2 % wide]
            label = carriage.names[key // 2 // wide // wide]
            tally.arrive(label, units, gone, came)
            if key % 2:
                tally.add("out", label, units[1], came)

    def held(self, spread: Spread) -> dict[tuple[str, str], Amount]:
        """What accounts hold together, by label and currency."""
        codes, names = self.codes[: len(spread.labels)], self.names
        found: dict[tuple[str, str], Amount] = {}
        for place, label in enumerate(spread.names):
            sums = np.bincount(codes, spread.labels[:, place], len(names)).tolist()
            found |= {
                (label, unit): total for unit, total in zip(names, sums, strict=True) if total
            }
        return found
