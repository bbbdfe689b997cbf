"""Every account as a line of money: where each payment enters and leaves it.

A deposit takes the next stretch of its account's line, a payment out takes the next stretch too,
and a birth lengthens the line first. So under first in, first out a tainted stretch is mapped to
the payments that overlap it without replaying anything (Kosyfaki and Mamoulis, ICDE 2022, solve
the same question with a queue per account).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from homeward.tracing import errors
from homeward.tracing.kernels import COMPILE_ABOVE, is_worth_it
from homeward.tracing.ledger import Flags, Ints, Ledger
from homeward.tracing.loops import place_events
from homeward.tracing.rules import Shortfall
from homeward.tracing.unexplained import sums_by_unit
from homeward.tracing.warning import TraceWarning

if TYPE_CHECKING:
    from homeward.tracing.index.build import Index

NOT_CREDITED = -1
Kept = TypeVar("Kept")


@dataclass(frozen=True, eq=False)
class Lines:
    """Places on the accounts' lines of the first `size` payments, up to a moment."""

    ledger: Ledger
    size: int
    at: int | None
    taken_from: Ints
    placed_at: Ints
    """Start of each credit on its target's line; `NOT_CREDITED` where it comes later."""
    before: Ints
    """The source's balance before each debit, births of this debit left out."""
    money_in: Ints
    """Per account: opening, credits and births."""
    money_out: Ints
    index: "Index | None" = None
    """Each account's payments in order, where the ledger is large or indexed: the compiled
    engines are used then."""

    @cached_property
    def events(self) -> Ints:
        """Debits (`2 * row`) and credits (`2 * row + 1`) in order."""
        return order_events(self.ledger, self.size, self.at)

    @cached_property
    def missing(self) -> Ints:
        """Births: what each debit took beyond the balance."""
        ledger, rows = self.ledger, slice(0, self.size)
        source = ledger.source[rows]
        keeps = (source != ledger.target[rows]) & ~_outside(ledger)[source]
        return np.where(keeps, np.maximum(ledger.amount[rows] - self.before, 0), 0)

    def balance(self, account: int) -> int:
        """Minor units in an account at the end."""
        return int(self.money_in[account] - self.money_out[account])

    def missing_by_account(self) -> Ints:
        """Births added up per account."""
        if self.index is not None:
            return self.index.births(self.at)
        return _per_account(self.ledger, self.size, self.missing)

    def keep(self, what: str, make: Callable[[], Kept]) -> Kept:
        """What is the same for all traces over these lines is made once where an index is."""
        return make() if self.index is None else self.index.keep_at(what, self.at, make)

    def event_places(self, events: Ints) -> Ints:
        """Numbers that put events (`2 * row` a debit, `2 * row + 1` a credit) in order."""
        if not self.ledger.has_delays:
            return events
        return self.keep("event_places", self._event_places)[events]

    def _event_places(self) -> Ints:
        places = np.full(2 * self.size, -1, dtype=np.int64)
        places[self.events] = np.arange(len(self.events))
        return places

    def debited(self) -> dict[str, int]:
        """What left the accounts, by currency."""
        return self.keep("debited", self._debited)

    def _debited(self) -> dict[str, int]:
        return sums_by_unit(self.ledger, self.money_out)


def draw_lines(ledger: Ledger, at: int | None, shortfall: Shortfall) -> tuple[Lines, Ints]:
    """Lines up to a moment (microseconds, inclusive), and what is unexplained per account.

    Under `opening` the births of a first walk become opening balances of the second; those pinned
    with the ledger's index are kept, and a debit beyond them is a birth that is warned of. Raises
    `ShortfallNotExplained` under `error`.
    """
    index = _index_of(ledger)
    if index is not None and index.pinned is not None:
        if shortfall is Shortfall.OPENING:
            return _pinned_lines(ledger, index, at)
        index = _large_index(ledger)
    lines = _walk(ledger, at, index)
    unexplained = lines.missing_by_account()
    if shortfall is Shortfall.ERROR and unexplained.any():
        _refuse_shortfall(lines)
    if shortfall is Shortfall.OPENING and unexplained.any():
        if index is None:
            return _walk(ledger.with_shortfall_openings(unexplained), at, None), unexplained
        raised = index.keep_at("raised", at, lambda: _raised(index, unexplained, at))
        return _walk(ledger, at, raised), unexplained
    return lines, unexplained


def _raised(index: "Index", missing: Ints, at: int | None) -> "Index":
    """The index with the opening balances of one moment; at another these are others."""
    raised = index.with_openings(missing, at)
    raised.is_passing = True
    return raised


def _index_of(ledger: Ledger) -> "Index | None":
    """The ledger's own index where it fits, or one made for this trace where that is quicker."""
    index = ledger.index
    if index is None or not index.fits(ledger):
        return _large_index(ledger)
    return index if is_worth_it(2 * len(ledger)) or index.pinned is not None else None


def _large_index(ledger: Ledger) -> "Index | None":
    if 2 * len(ledger) <= COMPILE_ABOVE:
        return None
    from homeward.tracing.index.build import Index

    return Index.build(ledger)


def _pinned_lines(ledger: Ledger, index: "Index", at: int | None) -> tuple[Lines, Ints]:
    lines, beyond = _walk(ledger, at, index), index.births(at)
    assert index.pinned is not None  # noqa: S101 - the caller has looked
    if beyond.any():
        accounts = np.flatnonzero(beyond)
        params = {
            "count": len(accounts),
            "accounts": [ledger.account_id(account) for account in accounts[:10].tolist()],
        }
        noted = (*ledger.warnings, TraceWarning("openings_exceeded", params))
        lines = replace(lines, ledger=replace(lines.ledger, warnings=noted))
    return lines, index.pinned + beyond


def _walk(ledger: Ledger, at: int | None, index: "Index | None") -> Lines:
    if index is not None:
        kept = index.keep_at("lines", at, lambda: _indexed_lines(index, at))
        own = replace(index.ledger, warnings=ledger.warnings, index=index)
        return replace(kept, ledger=own)
    size = len(ledger) if at is None else int(np.searchsorted(ledger.time, at, side="right"))
    events = order_events(ledger, size, at)
    money_in, money_out = ledger.openings.copy(), np.zeros_like(ledger.openings)
    taken_from = np.zeros(size, dtype=np.int64)
    placed_at = np.full(size, NOT_CREDITED, dtype=np.int64)
    missing, before = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    place_events(
        events,
        ledger.source,
        ledger.target,
        ledger.amount,
        ledger.credited,
        ledger.exits | ledger.foreign,
        money_in,
        money_out,
        taken_from,
        placed_at,
        missing,
        before,
    )
    return Lines(ledger, size, at, taken_from, placed_at, before, money_in, money_out)


def _indexed_lines(index: "Index", at: int | None) -> Lines:
    """The lines up to a moment are the beginning of the whole: no payment moves an earlier one."""
    size, ledger = index.size_at(at), index.ledger
    placed_at = index.placed_at[:size]
    if at is not None and ledger.has_delays:
        placed_at = np.where(ledger.credit_time[:size] <= at, placed_at, NOT_CREDITED)
    money = index.totals(at)
    places = (index.taken_from[:size], placed_at, index.before[:size])
    return Lines(ledger, size, at, *places, money[:, 0], money[:, 1], index)


def order_events(ledger: Ledger, size: int, at: int | None) -> Ints:
    """Debits and credits of the first `size` payments in order: time, declared order, position.

    A debit is `2 * row`, a credit `2 * row + 1`. Credits after the moment `at` are left out.
    """
    if not ledger.has_delays:
        return np.arange(2 * size, dtype=np.int64)
    events = np.arange(2 * size, dtype=np.int64)
    rows, is_credit = events >> 1, events & 1
    moments = np.where(is_credit, ledger.credit_time[rows], ledger.time[rows])
    ordered = np.lexsort((is_credit, ledger.position[rows], ledger.order[rows], moments))
    kept = ordered if at is None else ordered[moments[ordered] <= at]
    return events[kept]


def _refuse_shortfall(lines: Lines) -> None:
    ledger, row = lines.ledger, int(np.flatnonzero(lines.missing)[0])
    account = int(ledger.source[row])
    raise errors.ShortfallNotExplained(
        payment=ledger.payment_id(row),
        account=ledger.account_id(account),
        currency=ledger.currency(account),
        amount=int(ledger.amount[row]),
        missing=int(lines.missing[row]),
    )


def _per_account(ledger: Ledger, size: int, values: Ints) -> Ints:
    out = np.zeros(len(ledger.account_ids), dtype=np.int64)
    rows = np.flatnonzero(values)
    np.add.at(out, ledger.source[:size][rows], values[rows])
    return out


@dataclass(frozen=True, slots=True, eq=False)
class Takings:
    """Parts of one account's line that payments took, sorted by their start and apart."""

    start: Ints
    length: Ints
    payment: Ints
    offset: Ints
    """Where the part lies in its payment."""
    is_mirrored: bool = False
    """True where the end of a part comes first in its payment."""


class QueueCuts:
    """The parts of all lines under first in, first out, made at once.

    Where reversals return the same money, a payment has several.
    """

    def __init__(self, lines: Lines, accounts: Ints | None = None) -> None:
        ledger, size = lines.ledger, lines.size
        source = ledger.source[:size]
        chosen = (source != ledger.target[:size]) & ~_outside(ledger)[source]
        rows = np.flatnonzero(chosen if accounts is None else chosen & np.isin(source, accounts))
        account = source[rows]
        start, length, offset = lines.taken_from[rows], ledger.amount[rows], np.zeros_like(rows)
        queued = accounts_with_links(ledger, size)
        if len(queued):
            from homeward.tracing.links import queued_parts

            plain = ~np.isin(account, queued)
            parts = queued_parts(lines, queued)
            account = np.concatenate([account[plain], parts.account])
            start = np.concatenate([start[plain], parts.start])
            length = np.concatenate([length[plain], parts.length])
            rows = np.concatenate([rows[plain], parts.payment])
            offset = np.concatenate([offset[plain], parts.offset])
            by_account = np.lexsort((start, account))
        else:
            by_account = np.argsort(account, kind="stable")
        bounds = np.arange(len(ledger.account_ids) + 1)
        self._first = np.searchsorted(account[by_account], bounds)
        self._columns = [each[by_account] for each in (start, length, rows, offset)]

    def of(self, account: int) -> Takings:
        """One account's parts."""
        first, last = self._first[account], self._first[account + 1]
        start, length, payment, offset = (column[first:last] for column in self._columns)
        return Takings(start, length, payment, offset)


def _outside(ledger: Ledger) -> Flags:
    return ledger.exits | ledger.foreign


def accounts_with_links(ledger: Ledger, size: int) -> Ints:
    """Accounts that return money by a linked reversal: they need a queue, not one cut."""
    if ledger.reverses is None:
        return np.zeros(0, dtype=np.int64)
    rows = np.flatnonzero(ledger.reverses[:size] >= 0)
    sources = np.unique(ledger.source[rows]).astype(np.int64)
    queued: Ints = sources[~_outside(ledger)[sources]]
    return queued
