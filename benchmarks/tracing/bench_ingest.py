"""Ledgers in: identifiers to numbers, Parquet to a stored ledger, and opening it again.

    .venv/bin/python benchmarks/tracing/bench_ingest.py [--large] [--cores N]

At 10^5 and 10^6 payments; `--large` adds 10^7. Peers: Arrow's dictionary_encode for the
identifiers, Polars for merely reading the file, where it is installed. All run on the same cores,
by default on one; then what counts is the processor's work, so that nothing else that the machine
does is counted, and on several the clock. A file is read once in a process of its own, as a ledger
is imported once, after the libraries are loaded and memory has been touched; the better of two
such processes is shown. Exits with 1 where numbers differ, or a goal at 10^7 is missed.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet
from made import forget_peak, make_claims, make_ledger, peak_megabytes, touch_memory

from homeward.tracing import Claim, Ledger, read_ledger, trace
from homeward.tracing.kernels import warm
from homeward.tracing.reading.encode import Encoder

IDS_GOAL, READING_GOAL = 4.0, 3.0
"""At 10^7: identifiers so many times faster than Arrow; store within so many times of Polars."""

OURS = ("read and checked", "indexed", "saved")


class Rows:
    """Rows measured on some cores."""

    def __init__(self, payments: int, cores: int) -> None:
        self.payments, self.cores = payments, cores
        self.made: dict[str, dict[str, float]] = {}

    def add(self, name: str, work: Callable[[], Any], times: int = 1) -> Any:
        """Time some work; the result of its last run comes back."""
        forget_peak()
        result, row = None, {"clock": float("inf"), "work": float("inf"), "peak": 0.0}
        for _ in range(times):
            begun, worked = time.perf_counter(), time.process_time()
            result = work()
            row["clock"] = min(row["clock"], time.perf_counter() - begun)
            row["work"] = min(row["work"], time.process_time() - worked)
        self.made[name] = row | {"peak": peak_megabytes()}
        return result

    def seconds(self, *names: str) -> float:
        """What counts of some rows together."""
        return sum(self.made[name]["work" if self.cores == 1 else "clock"] for name in names)

    def show(self) -> None:
        """Print what was measured."""
        for name, row in self.made.items():
            nanoseconds = self.seconds(name) / self.payments * 1e9
            figures = f"{row['clock'] * 1e3:10.2f}{row['work'] * 1e3:10.2f}{nanoseconds:9.1f}"
            print(f"{name:44}{figures}{row['peak']:9.0f}", flush=True)


def measure(payments: int, cores: int) -> list[str]:
    """Print the table of one size; returns the goals missed."""
    ledger = make_ledger(payments)
    print(f"\n{payments:,} payments with text identifiers, {payments // 10:,} accounts")
    print(f"{'':44}{'ms':>10}{'of work':>10}{'ns/row':>9}{'peak MB':>9}")
    names = ledger.account_ids.values.cast(pa.string())
    wrong = _identifiers(payments, cores, names.take(pa.array(ledger.source)))
    with tempfile.TemporaryDirectory() as folder:
        path, mixed = write_files(ledger, names, Path(folder))
        claims = [each.payment for each in make_claims(ledger)]
        del ledger, names
        reading = _reading(payments, cores, path, claims)
        other = _reading(payments, cores, mixed, [])
    if payments >= 10_000_000 and reading > READING_GOAL:
        wrong.append(f"store: {reading:.1f} times Polars' reading, goal {READING_GOAL}")
    if payments >= 10_000_000 and other > READING_GOAL:
        wrong.append(f"store, ids in no order: {other:.1f} times, goal {READING_GOAL}")
    return wrong


def _identifiers(payments: int, cores: int, texts: Any) -> list[str]:
    rows = Rows(payments, cores)
    arrow = rows.add("Arrow dictionary_encode", texts.dictionary_encode, 3)
    ours = rows.add("identifiers to numbers, compared", lambda: Encoder().encode(texts), 3)
    if not np.array_equal(arrow.indices.to_numpy(), ours):
        raise SystemExit("Arrow numbers the identifiers otherwise")
    rows.show()
    times = rows.seconds("Arrow dictionary_encode")
    times /= rows.seconds("identifiers to numbers, compared")
    print(f"  {times:.1f} times as fast")
    is_missed = payments >= 10_000_000 and times < IDS_GOAL
    return [f"identifiers: {times:.1f} times Arrow, goal {IDS_GOAL}"] if is_missed else []


def write_files(ledger: Ledger, names: Any, folder: Path) -> tuple[Path, Path]:
    """The ledger as Parquet, and once more with the identifiers of payments in no order."""
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
    path, mixed = folder / "ledger.parquet", folder / "identifiers-in-no-order.parquet"
    pyarrow.parquet.write_table(table, path, compression="zstd")
    order = pa.array(np.random.default_rng(1).permutation(len(ledger)))
    table = table.set_column(0, "id", ledger.ids.take(order))
    pyarrow.parquet.write_table(table, mixed, compression="zstd")
    return path, mixed


def _reading(payments: int, cores: int, path: Path, claims: list[str]) -> float:
    """Show one file read by the peer and by us; returns how many times the peer's time we take."""
    print(path.stem)
    rows = Rows(payments, cores)
    for part in ("peer", "ours"):
        command = [sys.executable, __file__, "--part", part, str(path), str(cores), *claims]
        for _ in range(2):
            run = subprocess.run(command, capture_output=True, text=True, check=False)
            if run.returncode:
                raise SystemExit(run.stdout + run.stderr)
            for name, row in json.loads(run.stdout).items():
                known = rows.made.setdefault(name, row)
                rows.made[name] = {key: min(known[key], value) for key, value in row.items()}
    rows.show()
    if "Polars reads the file" not in rows.made:
        print("Polars is NOT installed: its row is missing (pip install polars)")
        return 0.0
    times = rows.seconds(*OURS) / rows.seconds("Polars reads the file")
    print(f"  file to stored index: {times:.1f} times Polars' reading")
    return times


def part(name: str, path: Path, cores: int, claims: list[str]) -> None:
    """One part in a process of its own; prints its rows as JSON."""
    os.environ["POLARS_MAX_THREADS"] = str(cores)
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
    payments = pyarrow.parquet.read_metadata(path).num_rows
    rows = Rows(payments, cores)
    if name == "peer":
        try:
            import polars
        except ModuleNotFoundError:
            print("{}")
            return
        polars.read_parquet(path, n_rows=1)
        touch_memory(300 * payments)
        rows.add("Polars reads the file", lambda: polars.read_parquet(path))
    else:
        warm()
        touch_memory(300 * payments)
        _ours(rows, path, claims)
    print(json.dumps(rows.made))


def _ours(rows: Rows, path: Path, named: list[str]) -> None:
    stored = path.parent / "stored"
    reading = rows.add(OURS[0], lambda: read_ledger(path).ledger)
    indexed = rows.add(OURS[1], lambda: _indexed(reading))
    rows.add(OURS[2], lambda: indexed.save(stored, replacing=True))
    if claims := [Claim(each) for each in named]:
        del reading, indexed
        again = rows.add("opened again", lambda: Ledger.open(stored, verify=False), 3)
        trace(again, claims[:1], rule="fifo")
        rows.add("one more fifo trace of it", lambda: trace(again, claims, rule="fifo"), 5)


def _indexed(ledger: Ledger) -> Ledger:
    indexed = ledger.indexed()
    assert indexed.index is not None
    _ = indexed.index.outgoing, indexed.index.incoming
    return indexed


def main(arguments: list[str]) -> int:
    """Every size, the smallest first."""
    if arguments[:1] == ["--part"]:
        name, path, cores, *claims = arguments[1:]
        part(name, Path(path), int(cores), claims)
        return 0
    cores = int(arguments[arguments.index("--cores") + 1]) if "--cores" in arguments else 1
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
    warm()
    wrong: list[str] = []
    for size in (100_000, 1_000_000, *([10_000_000] if "--large" in arguments else [])):
        wrong += measure(size, cores)
    for each in wrong:
        print(f"MISSED {each}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
