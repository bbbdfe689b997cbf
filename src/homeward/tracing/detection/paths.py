"""Detectors that follow money from account to account: cycles, chains, peel chains.

Each takes a `Book` and its parameters and returns leads, and the number of accounts that were too
busy to be followed through.
"""

from typing import Any

import numpy as np

from homeward.tracing.detection import circles, follow
from homeward.tracing.detection.book import Book, microseconds
from homeward.tracing.detection.finding import Lead
from homeward.tracing.detection.patterns import Chain, Cycle, PeelChain
from homeward.tracing.ledger import Flags, Ints

STEPS = 20_000
"""Steps after which the search for a cycle from one payment is given up."""


def cycles(book: Book, wanted: Cycle) -> tuple[list[Lead], int]:
    """Money that comes back to the account it left; no payment is in two cycles."""
    ledger, received, paid = book.ledger, book.received, book.paid
    size, length = len(ledger), len(book.moving)
    skipped = np.zeros(book.accounts, dtype=np.bool_)
    circle, ends = np.empty(length, dtype=np.int64), np.empty(length + 1, dtype=np.int64)
    found = book.run(
        circles.find_circles,
        *(book.moving, received.first, received.rows, paid.first, paid.rows),
        *(ledger.source, ledger.target, ledger.time, ledger.credit_time),
        *(ledger.amount, ledger.credited, ledger.exits, wanted.shortest, wanted.longest),
        *(microseconds(wanted.window), wanted.kept, wanted.gain, wanted.least, wanted.busy),
        *(wanted.ordered, STEPS),
        *(np.zeros(size, dtype=np.bool_), np.zeros(book.accounts, dtype=np.bool_)),
        *(skipped, np.zeros(size, dtype=np.bool_)),
        *(np.empty(wanted.longest + 2, dtype=np.int64) for _ in range(3)),
        *(circle, ends),
    )
    leads, begin = [], 0
    for end in ends[: int(found)].tolist():
        rows = circle[begin:end]
        leads.append(_lead(book, rows[0], rows))
        begin = end
    return leads, int(skipped.sum())


def chains(book: Book, wanted: Chain) -> tuple[list[Lead], int]:
    """Money that goes on from account to account and of which little stays (layering)."""
    usable = ~book.ledger.exits[book.ledger.target]
    length, previous, skipped = _linked(book, usable, (wanted.kept, 1.0), wanted)
    rows = _ends(book, length, previous, wanted.hops)
    runs = _runs(book, rows, previous, wanted.hops)
    return [_lead(book, run[0], run) for run in runs], skipped


def peel_chains(book: Book, wanted: PeelChain) -> tuple[list[Lead], int]:
    """Money that goes on from account to account with a smaller part paid away at every hop."""
    ledger, received, paid = book.ledger, book.received, book.paid
    usable = np.zeros(len(ledger), dtype=np.bool_)
    window = microseconds(wanted.window)
    book.run(
        follow.mark_peels,
        *(received.first, received.rows, paid.first, paid.rows, ledger.time, ledger.credit_time),
        *(ledger.amount, ledger.credited, ledger.exits, window, wanted.passed, wanted.busy, usable),
    )
    length, previous, skipped = _linked(book, usable, (wanted.main, wanted.highest), wanted)
    rows = _ends(book, length, previous, wanted.hops)
    leads = []
    for run in _runs(book, rows, previous, wanted.hops):
        peels = [_peels(book, int(row), window) for row in run[:-1]]
        leads.append(_lead(book, run[0], np.concatenate([run, *peels])))
    return leads, skipped


def _linked(
    book: Book, usable: Flags, shares: tuple[float, float], wanted: Chain | PeelChain
) -> tuple[Any, Ints, int]:
    """Each payment's longest run, the payment before it, and how many accounts were too busy."""
    ledger, received, paid = book.ledger, book.received, book.paid
    skipped = np.zeros(book.accounts, dtype=np.bool_)
    length = np.zeros(len(ledger), dtype=np.int32)
    previous = np.full(len(ledger), -1, dtype=np.int64)
    book.run(
        follow.find_links,
        *(book.moving, received.first, received.rows, paid.first, paid.rows, ledger.source),
        *(ledger.time, ledger.credit_time, ledger.amount, ledger.credited, usable, *shares),
        *(microseconds(wanted.window), wanted.least, wanted.busy),
        *(received.first[:-1].copy(), paid.first[:-1].copy(), skipped, length, previous),
    )
    return length, previous, int(skipped.sum())


def _ends(book: Book, length: Any, previous: Ints, hops: int) -> Ints:
    """Rows at which a long enough run ends, the longest first."""
    goes_on = np.zeros(len(book), dtype=np.bool_)
    goes_on[previous[previous >= 0]] = True
    rows = np.flatnonzero((length >= max(hops, 1)) & ~goes_on)
    ordered: Ints = rows[np.lexsort((rows, -length[rows]))]
    return ordered


def _runs(book: Book, ends: Ints, previous: Ints, hops: int) -> list[Ints]:
    """Runs walked back from their ends: no account twice, no payment in two runs."""
    used: set[int] = set()
    runs = []
    for end in ends.tolist():
        run, row = [end], int(previous[end])
        seen = {int(book.ledger.target[end]), int(book.ledger.source[end])}
        while row >= 0 and int(book.ledger.source[row]) not in seen:
            run.append(row)
            seen.add(int(book.ledger.source[row]))
            row = int(previous[row])
        if len(run) >= hops and used.isdisjoint(run):
            used.update(run)
            runs.append(np.array(run[::-1], dtype=np.int64))
    return runs


def _peels(book: Book, row: int, window: int) -> Ints:
    """What the account that a payment reached paid within the window after it."""
    ledger, paid = book.ledger, book.paid
    account, came = int(ledger.target[row]), int(ledger.credit_time[row])
    mine = paid.rows[paid.first[account] : paid.first[account + 1]]
    moments = ledger.time[mine]
    first, last = np.searchsorted(moments, came), np.searchsorted(moments, came + window, "right")
    chosen: Ints = mine[first:last]
    return chosen


def _lead(book: Book, first: int, rows: Ints) -> Lead:
    account = int(book.ledger.source[first])
    return Lead(account, tuple(np.unique(rows).tolist()), int(book.ledger.amount[first]))
