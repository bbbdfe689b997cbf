"""The state of a watch: balances of all accounts, and what a rule keeps of those with proceeds."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from homeward.tracing.claims import PlacedClaim
from homeward.tracing.detection.book import compiled
from homeward.tracing.kernels import COMPILE_ABOVE
from homeward.tracing.ledger import Accounts, Flags, Ints
from homeward.tracing.tally import Amount, Tally
from homeward.tracing.watch import loops
from homeward.tracing.watch.intake import Batch, Intake
from homeward.tracing.watch.spread import Carriage, Move


@dataclass(frozen=True, slots=True)
class Debit:
    """One payment out that may touch proceeds."""

    row: int
    source: int
    target: int
    amount: int
    credited: int
    balance: int
    """The source's balance before it."""
    original: int
    """Row of the payment whose money it returns, -1 for none."""
    claims: tuple[PlacedClaim, ...]


class NeedsHistoryError(Exception):
    """An account returns money that lies where its parts were not told apart: begin anew."""

    def __init__(self, account: int) -> None:
        super().__init__(account)
        self.account = account


class Keeper(Protocol):
    """What a rule keeps of accounts that hold proceeds, and how it changes it."""

    in_lots: bool
    tally: Tally
    moves: list[Move]
    fresh: list[Carriage]
    """What moved with the payments of batches that were booked whole."""
    arriving: Any
    """By row: what is on its way with it."""

    @property
    def carried(self) -> dict[int, dict[str, list[Amount]]]:
        """By row and label: what left with the payment, and what it credited."""

    @property
    def reached(self) -> dict[tuple[int, str], int]:
        """By account and label: the row with which the first of it came."""

    @property
    def holding(self) -> int:
        """How many accounts it keeps something of."""

    def marks(self, account: int) -> bool:
        """Whether an account's payments are more than a glance."""

    def debit(self, debit: Debit) -> bool:
        """Take what the rule takes; whether the payment brings proceeds along."""

    def credit(self, row: int, account: int, credited: int, balance: int) -> None:
        """Put what a payment brings on an account whose balance was `balance` before."""

    def pass_all(
        self, batch: Batch, begin: int, names: Sequence[str], state: tuple[Any, ...]
    ) -> bool:
        """Book a batch from a payment on at once, where the rule allows it; whether it was.

        `names` are those of all labels; `state` is outside, marked, balance and missing.
        """

    def held_sums(self) -> "dict[tuple[str, str], Amount]":
        """What accounts hold together, by label and currency, credits on their way included."""

    def amounts(self) -> "dict[tuple[int, str], Amount]":
        """What every account holds of every label, credits on their way included."""

    def leaving(self) -> "dict[tuple[int, str], Amount]":
        """What is on its way to exits, by account and label."""


@dataclass(slots=True, eq=False)
class _Rows:
    """Pending credits and a batch's payments as one table."""

    row: Ints
    source: Accounts
    target: Accounts
    amount: Ints
    credited: Ints
    moment: Ints
    order: Ints
    position: Ints


class Engine:
    """Books payments in order; what cannot touch proceeds is booked by a loop without looking."""

    def __init__(self, intake: Intake, keeper: Keeper, claims: "tuple[PlacedClaim, ...]") -> None:
        self.intake, self.keeper = intake, keeper
        self.claims: dict[int, list[PlacedClaim]] = defaultdict(list)
        for claim in claims:
            self.claims[claim.index].append(claim)
        self.balance: Ints = np.zeros(0, dtype=np.int64)
        self.missing: Ints = np.zeros(0, dtype=np.int64)
        self.outside: Flags = np.zeros(0, dtype=np.bool_)
        self.marked: Flags = np.zeros(0, dtype=np.bool_)
        self.pending = _no_rows()
        self._booked = 0

    def book(self, batch: Batch) -> None:
        """Book a batch that comes after everything booked before."""
        self._grow()
        rows = _joined(self.pending, batch)
        events, cut = _in_order(rows, len(self.pending.row), batch)
        begin = self._plain_from(batch)
        if begin is not None:
            self._run(rows, events[: 2 * begin], batch)
            if not self._passes(batch, begin):
                self._run(rows, events[2 * begin :], batch)
            return
        self._run(rows, events[:cut], batch)
        self.pending = _chosen(rows, events[cut:] >> 1)

    def _plain_from(self, batch: Batch) -> int | None:
        """From which payment on a long batch holds nothing out of the ordinary; None: nowhere."""
        size = len(batch.ledger)
        if self._booked + 2 * size <= COMPILE_ABOVE or len(self.pending.row):
            return None
        if batch.ledger.has_delays or batch.reverses is not None:
            return None
        last = max((row for row in self.claims if row < batch.first + size), default=-1)
        return max(last + 1 - batch.first, 0)

    def _passes(self, batch: Batch, begin: int) -> bool:
        """Whether the keeper booked the payments from `begin` on all at once."""
        names = dict.fromkeys(each.label for laid in self.claims.values() for each in laid)
        state = (self.outside, self.marked, self.balance, self.missing)
        if not self.marked.any() or not self.keeper.pass_all(batch, begin, tuple(names), state):
            return False
        self._booked += 2 * (len(batch.ledger) - begin)
        return True

    def _grow(self) -> None:
        """Room for accounts seen for the first time."""
        intake, known = self.intake, len(self.balance)
        if len(intake.account_ids) == known:
            return
        fresh = np.array(intake.openings[known:], dtype=np.int64)
        outside = np.array(intake.exits[known:]) | np.array(intake.foreign[known:])
        self.balance = np.concatenate([self.balance, fresh])
        self.missing = np.concatenate([self.missing, np.zeros_like(fresh)])
        self.outside = np.concatenate([self.outside, outside])
        marked = [self.keeper.marks(number) for number in range(known, len(self.balance))]
        self.marked = np.concatenate([self.marked, np.array(marked, dtype=np.bool_)])

    def _run(self, rows: _Rows, events: Ints, batch: Batch) -> None:
        claimed, carrying = _among(rows.row, self.claims), _among(rows.row, self.keeper.arriving)
        self._booked += len(events)
        loop: Any = compiled(loops.pass_clean) if self._booked > COMPILE_ABOVE else loops.pass_clean
        place = 0
        while True:
            place = loop(
                *(events, place, rows.source, rows.target, rows.amount, rows.credited),
                *(claimed, carrying, self.keeper.in_lots),
                *(self.outside, self.marked, self.balance, self.missing),
            )
            if place >= len(events):
                return
            self._look(rows, int(events[place]), carrying, batch)
            place += 1

    def _look(self, rows: _Rows, event: int, carrying: Flags, batch: Batch) -> None:
        """Book one event that may touch proceeds."""
        place = event >> 1
        row, target = int(rows.row[place]), int(rows.target[place])
        if event & 1:
            credited, balance = int(rows.credited[place]), int(self.balance[target])
            self.keeper.credit(row, target, credited, balance)
            if not self.outside[target]:
                self.balance[target] = balance + credited
            self.marked[target] = self.keeper.marks(target)
            return
        debit = self._debit(rows, place, batch)
        carrying[place] = self.keeper.debit(debit)
        if not self.outside[debit.source]:
            left = debit.balance - debit.amount
            self.balance[debit.source] = max(left, 0)
            self.missing[debit.source] += max(-left, 0)
        self.marked[debit.source] = self.keeper.marks(debit.source)

    def _debit(self, rows: _Rows, place: int, batch: Batch) -> Debit:
        row, source = int(rows.row[place]), int(rows.source[place])
        links = batch.reverses
        return Debit(
            row=row,
            source=source,
            target=int(rows.target[place]),
            amount=int(rows.amount[place]),
            credited=int(rows.credited[place]),
            balance=int(self.balance[source]),
            original=-1 if links is None else int(links[row - batch.first]),
            claims=tuple(self.claims.get(row, ())),
        )


def sums_of(
    amounts: Mapping[tuple[int, str], Amount], currencies: Sequence[str]
) -> dict[tuple[str, str], Amount]:
    """Amounts by account and label, added up by label and currency."""
    found: dict[tuple[str, str], Amount] = defaultdict(int)
    for (account, label), amount in amounts.items():
        found[label, currencies[account]] += amount
    return found


def _among(rows: Ints, wanted: Iterable[int]) -> Flags:
    """Which rows are wanted."""
    return np.isin(rows, np.fromiter(wanted, dtype=np.int64))


def _no_rows() -> _Rows:
    none, nobody = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int32)
    return _Rows(none, nobody, nobody, none, none, none, none, none)


def _chosen(rows: _Rows, places: Ints) -> _Rows:
    return _Rows(*(getattr(rows, name)[places] for name in _Rows.__slots__))


def _joined(pending: _Rows, batch: Batch) -> _Rows:
    """Pending credits first; their `moment` is that of the credit."""
    ledger, size = batch.ledger, len(batch.ledger)
    fresh: tuple[Any, ...] = (
        np.arange(batch.first, batch.first + size),
        *(batch.source, batch.target, ledger.amount, ledger.credited),
        *(ledger.credit_time, ledger.order, batch.position),
    )
    if not len(pending.row):
        return _Rows(*fresh)
    old: list[Any] = [getattr(pending, name) for name in _Rows.__slots__]
    return _Rows(*(np.concatenate(pair) for pair in zip(old, fresh, strict=True)))


def _in_order(rows: _Rows, pending: int, batch: Batch) -> tuple[Ints, int]:
    """All events in order, and how many stand no later than the last debit of the batch."""
    size = len(rows.row)
    if not pending and not batch.ledger.has_delays:
        return np.arange(2 * size, dtype=np.int64), 2 * size
    credit = 2 * np.arange(size, dtype=np.int64) + 1
    debit = credit[pending:] - 1
    events = np.concatenate([credit, debit])
    place, is_credit = events >> 1, events & 1
    moment = np.concatenate([rows.moment, batch.ledger.time])
    ranked = np.lexsort((is_credit, rows.position[place], rows.order[place], moment))
    ordered = events[ranked]
    cut = int(np.flatnonzero(ordered == 2 * (size - 1))[0]) + 1
    follows = cut < len(ordered) and ordered[cut] == 2 * (size - 1) + 1
    at_once = bool(batch.ledger.credit_time[-1] == batch.ledger.time[-1])
    return ordered, cut + 1 if follows and at_once else cut
