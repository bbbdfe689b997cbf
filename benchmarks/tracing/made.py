"""The seeded ledger that every benchmark of tracing is measured on, and how time is taken."""

import resource
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from homeward.tracing import Claim, Ledger
from homeward.tracing.names import Names


def make_ledger(payments: int, seed: int = 7) -> Ledger:
    """Activity falls with rank^-0.8, 70 % stays in communities of 1,000, amounts are lognormal."""
    random = np.random.default_rng(seed)
    accounts = max(payments // 10, 2)
    busy = np.cumsum(np.arange(1, accounts + 1) ** -0.8)
    source = np.searchsorted(busy, random.random(payments) * busy[-1]).astype(np.int32)
    target = np.searchsorted(busy, random.random(payments) * busy[-1]).astype(np.int32)
    near = random.random(payments) < 0.7
    within = source[near] // 1000 * 1000 + random.integers(0, 1000, int(near.sum()))
    target[near] = np.minimum(within, accounts - 1)
    amount = np.maximum(1, random.lognormal(9, 1.5, payments)).astype(np.int64)
    moment = np.arange(payments, dtype=np.int64) * 1_000_000
    flags = np.zeros(accounts, dtype=np.bool_)
    return Ledger(
        ids=_numbered("P", payments),
        time=moment,
        order=np.full(payments, np.iinfo(np.int64).max),
        position=np.arange(payments, dtype=np.int64),
        source=source,
        target=target,
        amount=amount,
        credited=amount,
        credit_time=moment,
        account_ids=Names(_numbered("XA00TEST", accounts)),
        account_currencies=Names(pa.array(["XAD"]), np.zeros(accounts, dtype=np.int32)),
        openings=np.zeros(accounts, dtype=np.int64),
        exits=flags,
        foreign=flags,
    )


def _numbered(prefix: str, size: int) -> Any:
    import pyarrow.compute as pc

    numbers = pc.utf8_lpad(pa.array(np.arange(size)).cast(pa.large_string()), 10, padding="0")
    texts = (pa.scalar(text, pa.large_string()) for text in (prefix, ""))
    return pc.binary_join_element_wise(next(texts), numbers, next(texts))


def make_claims(ledger: Ledger, count: int = 5, among: int = 1000) -> list[Claim]:
    """The largest payments of a thousand (`among`) from the first tenth on."""
    start = len(ledger) // 10
    rows = np.arange(start, min(start + among, len(ledger)))
    rows = rows[ledger.source[rows] != ledger.target[rows]]
    chosen = np.sort(rows[np.argsort(-ledger.amount[rows], kind="stable")[:count]])
    return [Claim(ledger.payment_id(row)) for row in chosen.tolist()]


def best_of(work: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    """The shortest of some runs in seconds, and the result of the last."""
    shortest, result = float("inf"), None
    for _ in range(times):
        begun = time.perf_counter()
        result = work()
        shortest = min(shortest, time.perf_counter() - begun)
    return shortest, result


def touch_memory(size: int) -> None:
    """Let pages for `size` bytes be there before they are written to.

    The first touch of memory that a virtual machine's host has not given it yet costs many times
    what the writing does, and would be counted for whoever writes next.
    """
    np.empty(size, dtype=np.uint8)[:: resource.getpagesize()] = 1


def forget_peak() -> None:
    """Let the peak of memory count from now on, where the kernel allows it."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def peak_megabytes() -> float:
    """The largest resident size since `forget_peak`, or of the whole process."""
    try:
        status = Path("/proc/self/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / 1024
    except (OSError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
