"""Ledgers in: identifiers to numbers, Parquet to a stored ledger, and opening it again.

    .venv/bin/python benchmarks/tracing/bench_ingest.py [--large]

At 10^5 and 10^6 payments; `--large` adds 10^7. Peers in the same process: Arrow's
dictionary_encode for the identifiers, Polars for merely reading the file, where it is installed.
Exits with 1 where numbers differ, or a goal at 10^7 is missed.
"""

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

# the peer runs on one core as the reading does
os.environ.setdefault("POLARS_MAX_THREADS", "1")

import numpy as np
import pyarrow as pa
import pyarrow.parquet
from made import best_of, forget_peak, make_claims, make_ledger, peak_megabytes

from homeward.tracing import Ledger, read_ledger, trace
from homeward.tracing.kernels import warm
from homeward.tracing.reading.encode import Encoder

IDS_GOAL, READING_GOAL = 4.0, 3.0
"""At 10^7: identifiers so many times faster than Arrow; store within so many times of Polars."""


def measure(payments: int) -> list[str]:
    """Print the table of one size; returns the goals missed."""
    ledger = make_ledger(payments)
    print(f"\n{payments:,} payments with text identifiers, {payments // 10:,} accounts")
    print(f"{'':44}{'ms':>10}{'ns/row':>9}{'peak MB':>9}")
    names = ledger.account_ids.values.cast(pa.string())
    texts = names.take(pa.array(ledger.source))
    arrow = row("Arrow dictionary_encode", payments, texts.dictionary_encode)
    ours = row("identifiers to numbers, compared", payments, lambda: Encoder().encode(texts))
    if not np.array_equal(arrow[1].indices.to_numpy(), ours[1]):
        raise SystemExit("Arrow numbers the identifiers otherwise")
    print(f"  {arrow[0] / ours[0]:.1f} times as fast")
    with tempfile.TemporaryDirectory() as folder:
        reading = _files(ledger, names, Path(folder))
    wrong = []
    if payments >= 10_000_000 and arrow[0] / ours[0] < IDS_GOAL:
        wrong.append(f"identifiers: {arrow[0] / ours[0]:.1f} times Arrow, goal {IDS_GOAL}")
    if payments >= 10_000_000 and reading is not None and reading > READING_GOAL:
        wrong.append(f"store: {reading:.1f} times Polars' reading, goal {READING_GOAL}")
    return wrong


def _files(ledger: Ledger, names: Any, folder: Path) -> float | None:
    table = pa.table(
        {
            "id": ledger.ids,
            "time": pa.array(ledger.time).cast(pa.timestamp("us", tz="UTC")),
            "source": names.take(pa.array(ledger.source)),
            "target": names.take(pa.array(ledger.target)),
            "amount": ledger.amount,
            "currency": pa.repeat("XAD", len(ledger)),
        }
    )
    path, stored = folder / "ledger.parquet", folder / "stored"
    pyarrow.parquet.write_table(table, path, compression="zstd")
    size, peer = len(ledger), None
    del table
    try:
        import polars

        peer = row("Polars reads the file", size, lambda: polars.read_parquet(path))[0]
    except ModuleNotFoundError:
        print("Polars is NOT installed: its row is missing (pip install polars)")
    read, reading = row("read and checked", size, lambda: read_ledger(path).ledger, 2)
    index, indexed = row("indexed", size, lambda: _indexed(reading), 2)
    saved, _ = row("saved", size, lambda: indexed.save(stored, replacing=True), 1)
    row("opened again", size, lambda: Ledger.open(stored, verify=False))
    again = Ledger.open(stored, verify=False)
    claims = make_claims(ledger)
    trace(again, claims[:1], rule="fifo")
    row("one more fifo trace of it", size, lambda: trace(again, claims, rule="fifo"))
    if peer is None:
        return None
    print(f"  file to stored index: {(read + index + saved) / peer:.1f} times Polars' reading")
    return (read + index + saved) / peer


def _indexed(ledger: Ledger) -> Ledger:
    indexed = ledger.indexed()
    assert indexed.index is not None
    _ = indexed.index.outgoing, indexed.index.incoming
    return indexed


def row(name: str, payments: int, work: Any, times: int = 3) -> tuple[float, Any]:
    """Time some work and print its line."""
    forget_peak()
    seconds, result = best_of(work, times)
    figures = f"{seconds * 1e3:10.2f}{seconds / payments * 1e9:9.1f}{peak_megabytes():9.0f}"
    print(f"{name:44}{figures}", flush=True)
    return seconds, result


def main(arguments: list[str]) -> int:
    """Every size, the smallest first."""
    warm()
    wrong: list[str] = []
    for size in (100_000, 1_000_000, *([10_000_000] if "--large" in arguments else [])):
        wrong += measure(size)
    for each in wrong:
        print(f"MISSED {each}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
