"""A hundred million payments between ten million accounts: index and trace, and their memory.

    .venv/bin/python benchmarks/tracing/bench_huge.py --huge [PAYMENTS]

Without `--huge` it does nothing: it takes minutes, 15 GB of memory to make the ledger and 8 GB in
the temporary folder. The ledger is stored by one process; another opens it, builds the index and
traces, which must take no more than 6 GiB at its peak, mapped files included. Times are told as
multiples of a sequential read. Exits with 1 where the goal is missed.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from made import best_of, forget_peak, make_claims, make_ledger, peak_megabytes

from homeward.tracing import Ledger, trace
from homeward.tracing.index.walk_loops import read_through
from homeward.tracing.kernels import warm

GOAL = 6 * 1024.0
"""Megabytes (of 2^20 bytes) at 10^8 payments."""


def store(payments: int, folder: Path) -> None:
    """Make the ledger and keep it, with the claims, for another process."""
    ledger = make_ledger(payments)
    ledger.save(folder / "ledger")
    claims = [each.payment for each in make_claims(ledger)]
    (folder / "claims.json").write_text(json.dumps(claims))


def measure(folder: Path) -> list[dict[str, Any]]:
    """Open, index and trace; seconds and peak after each step."""
    from homeward.tracing import Claim

    warm()
    forget_peak()
    rows: list[dict[str, Any]] = []

    def add(name: str, seconds: float, note: str = "") -> None:
        rows.append({"name": name, "seconds": seconds, "peak": peak_megabytes(), "note": note})

    seconds, ledger = best_of(lambda: Ledger.open(folder / "ledger", verify=False), 1)
    add("opened", seconds)
    claims = [Claim(each) for each in json.loads((folder / "claims.json").read_text())]
    seconds, _ = best_of(lambda: read_through(ledger.source, ledger.target, ledger.amount), 3)
    add("sequential read", seconds)
    seconds, indexed = best_of(ledger.indexed, 1)
    add("FIFO index", seconds)
    for name, times in (("first fifo trace, with the order of payments", 1), ("one more", 3)):
        seconds, result = best_of(lambda: trace(indexed, claims, rule="fifo"), times)
        add(name, seconds, f"{len(result.carriers):,} carriers")
    return rows


def main(arguments: list[str]) -> int:
    """Store in one process, measure in another."""
    if arguments[:1] == ["--store"]:
        store(int(arguments[1]), Path(arguments[2]))
        return 0
    if arguments[:1] == ["--measure"]:
        print(json.dumps(measure(Path(arguments[1]))))
        return 0
    if "--huge" not in arguments:
        print("bench_huge.py is NOT run: it takes minutes and 15 GB (ARGS=--huge)")
        return 0
    payments = next((int(each) for each in arguments if each.isdigit()), 100_000_000)
    with tempfile.TemporaryDirectory() as folder:
        steps = (["--store", str(payments), folder], ["--measure", folder])
        for step in steps:
            run = subprocess.run(
                [sys.executable, __file__, *step], capture_output=True, text=True, check=False
            )
            if run.returncode:
                print(run.stderr, file=sys.stderr)
                return 1
    return show(payments, json.loads(run.stdout.strip().splitlines()[-1]))


def show(payments: int, rows: list[dict[str, Any]]) -> int:
    """The table, and 1 where the goal is missed."""
    read = next(row["seconds"] for row in rows if row["name"] == "sequential read")
    print(f"\n{payments:,} payments, {payments // 10:,} accounts")
    print(f"{'':46}{'s':>9}{'reads':>9}{'peak MB':>9}")
    for row in rows:
        figures = f"{row['seconds']:9.3f}{row['seconds'] / read:9.1f}{row['peak']:9.0f}"
        print(f"{row['name']:46}{figures}  {row['note']}")
    peak = max(row["peak"] for row in rows)
    if payments >= 100_000_000 and peak > GOAL:
        print(f"MISSED memory: {peak:,.0f} MB, goal {GOAL:,.0f} MB")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
