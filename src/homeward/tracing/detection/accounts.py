"""Detectors that look at one account at a time: structuring, fans, pass-through, cash-out.

Each takes a `Book` and its parameters and returns leads. None of them moves money or changes a
balance; what they find depends on the order of payments only where moments are equal.
"""

from typing import Any

import numpy as np

from homeward.tracing.detection import follow, loops
from homeward.tracing.detection.book import Book, Groups, microseconds
from homeward.tracing.detection.finding import Lead
from homeward.tracing.detection.patterns import CashOut, Fan, PassThrough, Structuring
from homeward.tracing.ledger import Flags, Ints


def structuring(book: Book, wanted: Structuring) -> list[Lead]:
    """Many amounts just below one threshold, paid by one account or to one account.

    Both sides are looked at; where one set of payments shows on both, it is told once.
    """
    ledger = book.ledger
    leads = _bands(book, wanted, book.paid, ledger.source, ledger.time, ledger.amount)
    seen = {lead.rows for lead in leads}
    received = _bands(
        book, wanted, book.received, ledger.target, ledger.credit_time, ledger.credited
    )
    return leads + [lead for lead in received if lead.rows not in seen]


def _bands(
    book: Book, wanted: Structuring, groups: Groups, keys: Any, moment: Ints, units: Ints
) -> list[Lead]:
    lowest = int(wanted.threshold * (1 - wanted.margin))
    inside = (units[groups.rows] >= lowest) & (units[groups.rows] < wanted.threshold)
    band = book.group(keys, groups.rows[inside])
    size = len(band.rows) // max(wanted.count, 1) + 1
    account, start, end = (np.empty(size, dtype=np.int64) for _ in range(3))
    found = book.run(
        loops.find_bands,
        *(band.first, band.rows, groups.first, groups.rows, moment, units),
        *(wanted.threshold, microseconds(wanted.window), max(wanted.count, 1)),
        *(wanted.above, wanted.busy, account, start, end),
    )
    return [_lead(int(account[k]), band.rows[start[k] : end[k]], units) for k in range(int(found))]


def fan_in(book: Book, wanted: Fan) -> list[Lead]:
    """Many accounts, most of them new to it, pay one within a window."""
    ledger = book.ledger
    ends = (ledger.source, ledger.credit_time, ledger.credited)
    return _fans(book, wanted, book.received, *ends)


def fan_out(book: Book, wanted: Fan) -> list[Lead]:
    """One account pays many, most of them new to it, within a window."""
    ledger = book.ledger
    return _fans(book, wanted, book.paid, ledger.target, ledger.time, ledger.amount)


def _fans(
    book: Book, wanted: Fan, groups: Groups, other: Any, moment: Ints, units: Ints
) -> list[Lead]:
    length, count = len(groups.rows), max(wanted.count, 1)
    account, start, end = (np.empty(length // count + 1, dtype=np.int64) for _ in range(3))
    found = book.run(
        loops.find_fans,
        *(groups.first, groups.rows, moment, other, units),
        *(microseconds(wanted.window), count, wanted.least, wanted.share),
        *(microseconds(wanted.around), wanted.known),
        np.full(book.accounts, -1, dtype=np.int64),
        *(np.empty(length, dtype=np.int64) for _ in range(2)),
        np.empty(length + 1, dtype=np.float64),
        *(account, start, end),
    )
    return [
        _lead(int(account[k]), groups.rows[start[k] : end[k]], units) for k in range(int(found))
    ]


def pass_through(book: Book, wanted: PassThrough) -> list[Lead]:
    """Most of what came in leaves within a window, several times in a row, the latest first."""
    ledger, received, paid = book.ledger, book.received, book.paid
    length, count, window = len(book.moving), max(wanted.count, 1), microseconds(wanted.window)
    spans = [np.empty(length // count + 1, dtype=np.int64) for _ in range(3)]
    found = book.run(
        follow.find_passing,
        *(received.first, received.rows, paid.first, paid.rows, ledger.time, ledger.credit_time),
        *(ledger.amount, ledger.credited, ledger.exits, wanted.share, window, count),
        *(wanted.least, microseconds(wanted.pause), wanted.most),
        *(np.empty(length, dtype=np.int64) for _ in range(2)),
        *spans,
    )
    leads = []
    for account, start, end in _spans(spans, found):
        came = received.rows[start:end]
        left = paid.rows[paid.first[account] : paid.first[account + 1]]
        moment = ledger.time[left]
        begun, ended = ledger.credit_time[came[0]], ledger.credit_time[came[-1]] + window
        inside = left[(moment >= begun) & (moment <= ended)]
        leads.append(_lead(account, came, ledger.credited, inside))
    return leads


def cash_out(book: Book, wanted: CashOut) -> list[Lead]:
    """Most of what an account received leaves through exits, or the cash accounts named."""
    ledger, received = book.ledger, book.received
    doors = _doors(book, wanted)
    rows = book.paid.rows
    leaving = doors[ledger.target[rows]] & ~doors[ledger.source[rows]]
    groups = book.group(ledger.source, rows[leaving])
    count = max(wanted.count, 1)
    spans = [np.empty(len(groups.rows) // count + 1, dtype=np.int64) for _ in range(5)]
    found = book.run(
        loops.find_cash_outs,
        *(groups.first, groups.rows, received.first, received.rows),
        *(ledger.time, ledger.credit_time, ledger.amount, ledger.credited),
        *(microseconds(wanted.window), count, wanted.least, wanted.share),
        *spans,
    )
    leads = []
    for account, start, end, in_start, in_end in _spans(spans, found):
        left = groups.rows[start:end]
        leads.append(_lead(account, left, ledger.amount, received.rows[in_start:in_end]))
    return leads


def _doors(book: Book, wanted: CashOut) -> Flags:
    doors = book.ledger.exits.copy()
    if wanted.cash:
        named = set(wanted.cash)
        listed = enumerate(book.ledger.account_ids)
        doors[[number for number, account in listed if account in named]] = True
    return doors


def _spans(columns: list[Ints], found: int) -> list[tuple[int, ...]]:
    return [tuple(int(each[k]) for each in columns) for k in range(int(found))]


def _lead(account: int, rows: Ints, units: Ints, more: Ints | None = None) -> Lead:
    """A lead over some rows, whose units add up to its total, and more that belong to it."""
    every = rows if more is None else np.concatenate([rows, more])
    return Lead(account, tuple(np.unique(every).tolist()), int(units[rows].sum()))
