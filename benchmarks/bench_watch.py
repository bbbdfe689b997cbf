"""A watch over a stream of payments: how many a second it takes in, under each rule.

    .venv/bin/python benchmarks/bench_watch.py [PAYMENTS]

Half of a seeded ledger is known when the watch begins, the rest comes in batches of 100,000. Once
the proceeds rest on an account that pays nothing (clean traffic), once five claims of whole
payments spread as they will. Both must end with what a trace of the whole finds. Goal: a million
payments a second on one core, at 1e6 payments and more; alerts are counted, not read. Seconds are
those of one core's work, not of the clock. Exits with 1 where the results differ or the goal is
missed.
"""

import sys
import time
from dataclasses import replace
from math import isclose
from typing import Any

import numpy as np
from bench_tracing import make_ledger

from homeward.tracing import Claim, Ledger, trace
from homeward.tracing.watch import Watch

GOAL = 1_000_000
BATCH = 100_000
RULES = ("fifo", "lifo", "lowest-balance", "pro-rata", "claimant-first")


def resting(ledger: Ledger) -> tuple[Ledger, list[Claim]]:
    """The ledger with one payment to an account of its own, which the claim is made on."""
    target = ledger.target.copy()
    target[1000] = len(ledger.account_ids)
    flags = np.append(ledger.exits, False)
    made = replace(
        ledger,
        target=target,
        account_ids=(*ledger.account_ids, "XA00TESTRESTING001"),
        account_currencies=(*ledger.account_currencies, "XAD"),
        openings=np.append(ledger.openings, 0),
        exits=flags,
        foreign=flags,
    )
    return made, [Claim(ledger.payment_id(1000))]


def spreading(ledger: Ledger) -> tuple[Ledger, list[Claim]]:
    """Five claims of whole payments, spread over the first half."""
    rows = np.flatnonzero(ledger.source != ledger.target)
    chosen = rows[np.linspace(len(rows) // 4, len(rows) // 2 - 100, 5).astype(int)]
    return ledger, [Claim(ledger.payment_id(row)) for row in chosen]


def own_table(part: Ledger) -> Ledger:
    """A batch with a table of its own accounts, as each file or message would have."""
    ends, places = np.unique(np.concatenate([part.source, part.target]), return_inverse=True)
    source, target = np.split(places.astype(np.int32), 2)
    return replace(
        part,
        source=source,
        target=target,
        account_ids=tuple(part.account_ids[each] for each in ends.tolist()),
        account_currencies=tuple(part.account_currencies[each] for each in ends.tolist()),
        openings=part.openings[ends],
        exits=part.exits[ends],
        foreign=part.foreign[ends],
    )


def stream(ledger: Ledger, claims: list[Claim], rule: str) -> tuple[Watch, float, int]:
    """The watch after the whole stream, the seconds of its appends, and its alerts."""
    half = len(ledger) // 2
    watch = Watch(ledger.select(np.arange(half)), claims, rule)
    seconds, alerts = 0.0, 0
    for first in range(half, len(ledger), BATCH):
        rows = np.arange(first, min(first + BATCH, len(ledger)))
        part = own_table(ledger.select(rows))
        part = replace(part, position=part.position - first)
        begun = time.process_time()
        alerts += len(watch.append(part))
        seconds += time.process_time() - begun
    return watch, seconds, alerts


def is_equal(watch: Watch, ledger: Ledger, claims: list[Claim], rule: str) -> bool:
    """Whether the watch holds what a trace of the whole holds."""
    result = trace(ledger, claims, rule=rule)
    expected: dict[Any, Any] = {(h.account, h.currency, h.label): h.exact for h in result.holdings}
    found = watch.held()
    return all(
        isclose(found.get(key, 0), expected.get(key, 0), rel_tol=1e-9, abs_tol=1e-6)
        for key in found.keys() | expected.keys()
    )


def main() -> int:
    """Print the table; 1 where results differ or the goal is missed."""
    payments = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000_000
    whole, good = make_ledger(payments), True
    print(f"payments {payments:,}, accounts {len(whole.account_ids):,}, batches of {BATCH:,}")
    for name, make in (("clean", resting), ("spreading", spreading)):
        ledger, claims = make(whole)
        for rule in RULES:
            stream(ledger.select(np.arange(min(payments, 400_000))), claims[:0], rule)  # compiled
            watch, seconds, alerts = stream(ledger, claims, rule)
            speed = (payments - payments // 2) / seconds
            same = is_equal(watch, ledger, claims, rule)
            missed = payments >= 1_000_000 and speed < GOAL
            good = good and same and not missed
            line = f"{name:10} {rule:15} {speed / 1e6:7.2f} million a second"
            print(f"{line}, {alerts:,} alerts, equal: {same}", flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
