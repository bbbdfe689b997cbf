"""Compile the loops of detectors and watch once, for `homeward warm`."""

import numpy as np

from homeward.tracing.detection.around import mark_at_once, mark_reached
from homeward.tracing.detection.book import Book, compiled
from homeward.tracing.detection.patterns import DEFAULTS
from homeward.tracing.detection.scan import leads_of
from homeward.tracing.generator import generate
from homeward.tracing.watch import loops


def warm_detection() -> None:
    """Call every loop with the types it is used with."""
    ledger = generate(seed=1, payments=300).ledger
    book = Book(ledger, is_large=True)
    for pattern, parameters in DEFAULTS.items():
        leads_of(book, pattern, parameters)
    rows, accounts = len(ledger), len(ledger.account_ids)
    flags, since = np.zeros(rows, dtype=np.bool_), np.zeros(accounts, dtype=np.int64)
    compiled(mark_reached)(
        *(ledger.source, ledger.target, ledger.time, ledger.credit_time),
        *(ledger.exits, flags, since, flags.copy()),
    )
    begins, marks = np.array([0, rows]), np.zeros(accounts, dtype=np.uint8)
    compiled(mark_at_once)(ledger.source, ledger.target, begins, marks, flags.copy())
    _warm_watch()


def _warm_watch() -> None:
    number, account = np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int32)
    flag, letters = np.zeros(1, dtype=np.bool_), np.frombuffer(b"P", dtype=np.uint8)
    compiled(loops.pass_clean)(
        *(number, 0, account, account, number, number, flag, flag, True),
        *(flag, flag, number.copy(), number.copy()),
    )
    bounds = np.frombuffer(np.array([0, 1], dtype=np.int64).tobytes(), dtype=np.int64)
    compiled(loops.hash_texts)(bounds, letters, number.copy())
    table, pairs = np.full(4, -1, dtype=np.int64), np.empty((1, 2), dtype=np.int64)
    compiled(loops.enter_hashes)(table, number, 0, 1, False, pairs)
    several, log = np.zeros((1, 1)), (number.copy(), account.copy(), np.zeros((1, 2)), flag.copy())
    compiled(loops.pass_shares)(
        *(0, 0, (account, account, number, number), flag, flag, flag.copy()),
        *(number.copy(), number.copy(), several, np.zeros((1, 1), dtype=np.bool_), *log),
    )
