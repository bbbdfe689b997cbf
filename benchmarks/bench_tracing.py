"""First in, first out: the library against a plain queue per account, in one run.

    .venv/bin/python benchmarks/bench_tracing.py [PAYMENTS]

A seeded ledger is made (accounts a tenth of the payments, busy ones far busier, most payments
inside communities), two hundred claims are followed, and both must find the same holdings. Ratios
count; seconds depend on the machine. Exits with 1 where the results differ or a goal is missed.
"""

import resource
import sys
import time
from collections import defaultdict, deque
from typing import Any

import numpy as np
import pyarrow as pa

from homeward.tracing import Claim, Ledger, Trace, trace

GOAL_RATIO = 5.0
"""At 1e6 payments the whole trace is to be at least this much faster than the plain queue."""


def make_ledger(payments: int, seed: int = 7) -> Ledger:
    """A seeded synthetic ledger: activity falls with rank, 70 % inside communities of 1,000."""
    random = np.random.default_rng(seed)
    accounts = max(payments // 10, 2)
    weight = np.arange(1, accounts + 1) ** -0.8
    source = random.choice(accounts, payments, p=weight / weight.sum())
    target = random.choice(accounts, payments, p=weight / weight.sum())
    near = random.random(payments) < 0.7
    target[near] = (source[near] // 1000) * 1000 + random.integers(0, 1000, near.sum())
    target = np.minimum(target, accounts - 1)
    amount = np.maximum(1, random.lognormal(9, 1.5, payments)).astype(np.int64)
    time_of = np.arange(payments, dtype=np.int64) * 1_000_000
    flags = np.zeros(accounts, dtype=np.bool_)
    return Ledger(
        ids=pa.array([f"P{i}" for i in range(payments)]),
        time=time_of,
        order=np.full(payments, np.iinfo(np.int64).max),
        position=np.arange(payments, dtype=np.int64),
        source=source.astype(np.int32),
        target=target.astype(np.int32),
        amount=amount,
        credited=amount,
        credit_time=time_of,
        account_ids=tuple(f"XA00TEST{i:010d}" for i in range(accounts)),
        account_currencies=("XAD",) * accounts,
        openings=np.zeros(accounts, dtype=np.int64),
        exits=flags,
        foreign=flags,
    )


def make_claims(ledger: Ledger, count: int = 200) -> list[Claim]:
    """Whole payments from the first tenth of the ledger on."""
    rows = range(len(ledger) // 10, len(ledger))
    usable = (row for row in rows if ledger.source[row] != ledger.target[row])
    return [Claim(ledger.payment_id(next(usable))) for _ in range(count)]


def plain_queue(ledger: Ledger, claims: list[Claim]) -> dict[tuple[str, str], int]:
    """One queue of [amount, label] per account, replayed payment by payment."""
    claimed = {ledger.find(claim.payment): claim.name for claim in claims}
    queues: dict[int, deque[list[Any]]] = defaultdict(deque)
    columns = zip(
        ledger.source.tolist(), ledger.target.tolist(), ledger.amount.tolist(), strict=True
    )
    for row, (source, target, amount) in enumerate(columns):
        if source == target:
            continue
        queue, receiver, left = queues[source], queues[target], amount
        label = claimed.get(row)
        while left and queue:
            lot = queue[0]
            taken = min(left, lot[0])
            if label is None:
                receiver.append([taken, lot[1]])
            lot[0] -= taken
            left -= taken
            if not lot[0]:
                queue.popleft()
        if label is not None:
            receiver.append([amount, label])
        elif left:
            receiver.append([left, None])
    return _held(ledger, queues)


def _held(ledger: Ledger, queues: dict[int, Any]) -> dict[tuple[str, str], int]:
    held: dict[tuple[str, str], int] = {}
    for account, queue in queues.items():
        for amount, label in queue:
            if label is not None:
                key = (ledger.account_id(account), label)
                held[key] = held.get(key, 0) + amount
    return held


def peak_megabytes() -> float:
    """The largest resident size of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(work: Any) -> tuple[Any, float]:
    """A result and the seconds it took."""
    begun = time.perf_counter()
    result = work()
    return result, time.perf_counter() - begun


def main() -> int:
    """Print the ratio; 1 where results differ or the goal is missed."""
    payments = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    ledger = make_ledger(payments)
    claims = make_claims(ledger)
    base = peak_megabytes()
    trace(ledger, claims, rule="fifo")  # loads or compiles the kernel
    result: Trace
    result, ours = timed(lambda: trace(ledger, claims, rule="fifo"))
    added = peak_megabytes() - base
    shares, share_seconds = timed(lambda: trace(ledger, claims, rule="lowest-balance"))
    expected, theirs = timed(lambda: plain_queue(ledger, claims))
    found = {(h.account, h.label): h.amount for h in result.holdings}
    is_equal = found == expected
    ratio = theirs / ours
    print(f"payments {payments:,}, accounts {len(ledger.account_ids):,}, claims {len(claims)}")
    print(f"fifo            {ours:8.2f} s, {len(result.carriers):,} carriers, +{added:.0f} MB peak")
    print(f"plain queue     {theirs:8.2f} s, same holdings: {is_equal}")
    print(f"ratio           {ratio:8.1f} (goal {GOAL_RATIO} at 1e6)")
    print(f"lowest-balance  {share_seconds:8.2f} s, {len(shares.carriers):,} carriers")
    return 0 if is_equal and (ratio >= GOAL_RATIO or payments < 1_000_000) else 1


if __name__ == "__main__":
    sys.exit(main())
