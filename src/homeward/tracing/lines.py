"""Every account as a line of money: where each payment enters and leaves it.

A deposit takes the next stretch of its account's line, a payment out takes the next stretch too,
and a birth lengthens the line first. So under first in, first out a tainted stretch is mapped to
the payments that overlap it without replaying anything (Kosyfaki and Mamoulis, ICDE 2022, solve
the same question with a queue per account).
"""

from dataclasses import dataclass

import numpy as np

from homeward.tracing import errors
from homeward.tracing.kernels import place_events_for
from homeward.tracing.ledger import Flags, Ints, Ledger
from homeward.tracing.rules import Shortfall

NOT_CREDITED = -1


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Places on the accounts' lines of the first `size` payments, up to a moment."""

    ledger: Ledger
    size: int
    events: Ints
    taken_from: Ints
    placed_at: Ints
    """Start of each credit on its target's line; `NOT_CREDITED` where it comes later."""
    missing: Ints
    """Births: what each debit took beyond the balance."""
    before: Ints
    """The source's balance before each debit, births of this debit left out."""
    money_in: Ints
    """Per account: opening, credits and births."""
    money_out: Ints

    def balance(self, account: int) -> int:
        """Minor units in an account at the end."""
        return int(self.money_in[account] - self.money_out[account])

    def missing_by_account(self) -> Ints:
        """Births added up per account."""
        return _per_account(self.ledger, self.size, self.missing)


def draw_lines(ledger: Ledger, at: int | None, shortfall: Shortfall) -> tuple[Lines, Ints]:
    """Lines up to a moment (microseconds, inclusive), and what is unexplained per account.

    Under `opening` the births of a first walk become opening balances of the second. Raises
    `ShortfallNotExplained` under `error`.
    """
    lines = _walk(ledger, at)
    unexplained = lines.missing_by_account()
    if shortfall is Shortfall.ERROR and unexplained.any():
        _refuse_shortfall(lines)
    if shortfall is Shortfall.OPENING and unexplained.any():
        lines = _walk(ledger.with_shortfall_openings(unexplained), at)
    return lines, unexplained


def _walk(ledger: Ledger, at: int | None) -> Lines:
    size = len(ledger) if at is None else int(np.searchsorted(ledger.time, at, side="right"))
    events = order_events(ledger, size, at)
    money_in, money_out = ledger.openings.copy(), np.zeros_like(ledger.openings)
    taken_from = np.zeros(size, dtype=np.int64)
    placed_at = np.full(size, NOT_CREDITED, dtype=np.int64)
    missing, before = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    place_events_for(len(events))(
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
    return Lines(ledger, size, events, taken_from, placed_at, missing, before, money_in, money_out)


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

    def __init__(self, lines: Lines) -> None:
        ledger, size = lines.ledger, lines.size
        source = ledger.source[:size]
        rows = np.flatnonzero((source != ledger.target[:size]) & ~_outside(ledger)[source])
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
        accounts = np.arange(len(ledger.account_ids) + 1)
        self._first = np.searchsorted(account[by_account], accounts)
        self._columns = [each[by_account] for each in (start, length, rows, offset)]

    def of(self, account: int) -> Takings:
        """One account's parts."""
        first, last = self._first[account], self._first[account + 1]
        return Takings(*(column[first:last] for column in self._columns))


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
