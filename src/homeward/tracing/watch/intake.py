"""What a watch has taken in: accounts numbered anew, ids known, and the whole as one ledger."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from homeward.tracing import errors
from homeward.tracing.ledger import LIMIT, Accounts, Flags, Ints, Ledger
from homeward.tracing.reading.rejections import Rejection
from homeward.tracing.watch.ids import KnownIds

Moment = tuple[int, int]
"""Time in microseconds and declared order: where a payment stands."""


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Payments in order, their accounts numbered as the watch numbers them."""

    first: int
    """Row of the first payment in the whole ledger."""
    ledger: Ledger
    source: Accounts
    target: Accounts
    position: Ints
    reverses: Ints | None
    """Rows of originals in the whole ledger, -1 where none."""

    @property
    def begins(self) -> Moment:
        """Where its first payment stands."""
        return int(self.ledger.time[0]), int(self.ledger.order[0])

    @property
    def ends(self) -> Moment:
        """Where its last payment stands."""
        return int(self.ledger.time[-1]), int(self.ledger.order[-1])


class Intake:
    """Everything a watch has seen, batch by batch."""

    def __init__(
        self, exits: Iterable[str], openings: Mapping[str, int], *, split_currencies: bool
    ) -> None:
        self._exits, self._openings = frozenset(exits), dict(openings)
        self._split = split_currencies
        self._number: dict[tuple[str, str], int] = {}
        self._unit: dict[str, str] = {}
        self.account_ids: list[str] = []
        self.currencies: list[str] = []
        self.openings: list[int] = []
        self.exits: list[bool] = []
        self.foreign: list[bool] = []
        self._exit_flags: Flags = np.zeros(0, dtype=np.bool_)
        self.batches: list[Batch] = []
        self.ids = KnownIds()
        self.positions = 0
        self._last: tuple[Any, Accounts] = (None, np.zeros(0, dtype=np.int32))
        self._totals: Ints = np.zeros(0, dtype=np.int64)
        self.exponent: int | None = None

    def take(self, ledger: Ledger, links: Mapping[str, str] | None = None) -> Batch:
        """Number a ledger's accounts and keep it as the next batch.

        `links` name the original of a reversal that came in an earlier batch. Raises
        `LedgerRejected` as the whole ledger would, and then nothing is taken.
        """
        if self.batches and ledger.exponent != self.exponent:
            raise errors.OptionUnusable(
                option="exponent", value=ledger.exponent, allowed=str(self.exponent)
            )
        if not self._is_known(ledger):
            self._check_currencies(ledger)
        self._check_totals(ledger)
        linked = self._linked(ledger, links or {})
        repeated = self.ids.add(ledger.ids)
        if repeated is not None:
            raise _rejected(
                ledger, repeated, "id", "id_repeated", {"value": ledger.payment_id(repeated)}
            )
        return self._keep(ledger, linked)

    def _keep(self, ledger: Ledger, linked: dict[int, int]) -> Batch:
        numbers = self._numbers(ledger)
        first = self.ids.size - len(ledger)
        batch = Batch(
            first=first,
            ledger=ledger,
            source=numbers[ledger.source],
            target=numbers[ledger.target],
            position=ledger.position + self.positions,
            reverses=_links(ledger, linked, first),
        )
        self.positions = int(batch.position.max()) + 1
        self.exponent = ledger.exponent
        self._totals = self._raised(batch.target, ledger.credited)
        self.batches.append(batch)
        return batch

    def _is_known(self, ledger: Ledger) -> bool:
        """Whether this is the table of accounts of the last batch, all of them numbered."""
        return ledger.account_ids is self._last[0]

    def _numbers(self, ledger: Ledger) -> Accounts:
        """By the ledger's number of an account, the watch's."""
        if not self._is_known(ledger):
            keys = zip(ledger.account_ids, ledger.account_currencies, strict=True)
            found = [self._number.get(key, -1) for key in keys]
            numbers = np.array(found, dtype=np.int32)
            for account in np.flatnonzero(numbers < 0).tolist():
                numbers[account] = self._numbered(ledger, account)
            self._last = (ledger.account_ids, numbers)
        return self._last[1]

    def _numbered(self, ledger: Ledger, account: int) -> int:
        """A number for an account seen for the first time."""
        name, unit = ledger.account_ids[account], ledger.account_currencies[account]
        self._number[name, unit] = number = len(self.account_ids)
        self._unit.setdefault(name, unit)
        self.account_ids.append(name)
        self.currencies.append(unit)
        self.openings.append(self._openings.get(name, int(ledger.openings[account])))
        self.exits.append(name in self._exits or bool(ledger.exits[account]))
        self.foreign.append(bool(ledger.foreign[account]))
        return number

    def _check_currencies(self, ledger: Ledger) -> None:
        if self._split:
            return
        pairs = zip(ledger.account_ids, ledger.account_currencies, strict=True)
        known = self._unit.get
        wrong = [number for number, (name, here) in enumerate(pairs) if known(name, here) != here]
        for account in wrong:
            touched = (ledger.source == account) | (ledger.target == account)
            name, here = ledger.account_ids[account], ledger.account_currencies[account]
            facts = {"account": name, "first": known(name), "here": here}
            row = int(np.argmax(touched))
            raise _rejected(ledger, row, "currency", "account_two_currencies", facts)

    def _check_totals(self, ledger: Ledger) -> None:
        """No account's credits may come to 2^62 (as floats, well within the margin)."""
        came = np.bincount(ledger.target, weights=ledger.credited.astype(np.float64), minlength=1)
        for account in np.flatnonzero(came > 0).tolist() if came.max() > LIMIT >> 20 else ():
            number = self._number.get((ledger.account_id(account), ledger.currency(account)))
            before = 0 if number is None else int(self._totals[number])
            if before + came[account] >= LIMIT:
                facts = {"account": ledger.account_id(account)}
                row = int(np.argmax(ledger.target == account))
                raise _rejected(ledger, row, "credited", "account_total_too_large", facts)

    def _raised(self, target: Accounts, credited: Ints) -> Ints:
        fresh = len(self.account_ids) - len(self._totals)
        totals = np.append(self._totals, np.zeros(fresh, dtype=np.int64)) if fresh else self._totals
        np.add.at(totals, target, credited)
        return totals

    def _linked(self, ledger: Ledger, links: Mapping[str, str]) -> dict[int, int]:
        """By row in the batch, the row in the whole of each original; checks that they fit."""
        found: dict[int, int] = {}
        for reversal, wanted in links.items():
            row, original = ledger.find(reversal), self.ids.find(wanted)
            assert row is not None  # noqa: S101 - the links were read from its rows
            facts: dict[str, Any] = {"value": wanted, "amount": int(ledger.amount[row])}
            if original is None:
                raise _rejected(ledger, row, "reverses", "reverses_unknown", facts)
            batch, place = self.locate(original)
            credited = int(batch.ledger.credited[place])
            code = self._misfit(ledger, row, batch, place)
            if code is not None:
                facts["credited"] = credited
                raise _rejected(ledger, row, "reverses", code, facts)
            found[row] = original
        return found

    def _misfit(self, ledger: Ledger, row: int, batch: Batch, place: int) -> str | None:
        ends = tuple(
            self._number.get((ledger.account_id(account), ledger.currency(account)))
            for account in (int(ledger.source[row]), int(ledger.target[row]))
        )
        if ends != (int(batch.target[place]), int(batch.source[place])):
            return "reverses_mismatch"
        stands = (int(batch.ledger.time[place]), int(batch.ledger.order[place]))
        if stands > (int(ledger.time[row]), int(ledger.order[row])):
            return "reverses_later"
        if int(ledger.amount[row]) > int(batch.ledger.credited[place]):
            return "reverses_above_original"
        return None

    @property
    def exit_flags(self) -> Flags:
        """`exits` as an array, made longer as accounts come."""
        known = len(self._exit_flags)
        if known < len(self.exits):
            fresh = np.array(self.exits[known:], dtype=np.bool_)
            self._exit_flags = np.concatenate([self._exit_flags, fresh])
        return self._exit_flags

    def number_of(self, name: str, currency: str) -> int | None:
        """The number of an account, or None where it was never seen."""
        return self._number.get((name, currency))

    def locate(self, row: int) -> tuple[Batch, int]:
        """The batch that holds a row of the whole, and the place in it."""
        number = bisect_right(self.batches, row, key=lambda batch: batch.first) - 1
        return self.batches[number], row - self.batches[number].first


def _links(ledger: Ledger, linked: Mapping[int, int], first: int) -> Ints | None:
    if ledger.reverses is None and not linked:
        return None
    links = np.full(len(ledger), -1, dtype=np.int64)
    if ledger.reverses is not None:
        links = np.where(ledger.reverses >= 0, ledger.reverses + first, -1)
    for row, original in linked.items():
        links[row] = original
    return links


def _rejected(
    ledger: Ledger, row: int, name: str, code: str, facts: dict[str, Any]
) -> errors.LedgerRejected:
    """The error that the whole ledger would raise; rows count from 1 in what was appended."""
    place = int(ledger.position[row]) + 1
    return errors.LedgerRejected([Rejection("appended", place, name, code, facts)])
