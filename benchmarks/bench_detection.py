"""Detection: how long all detectors take over a generated ledger, and their memory.

    .venv/bin/python benchmarks/bench_detection.py [--large]

At 10^5 and 10^6 payments with planted patterns; `--large` adds 10^7, where all patterns together
must take less than a minute on two cores. The peer of each row is one sequential read of the same
payments. Each size runs in a process of its own. Exits with 1 where the goal is missed.
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent / "tracing"))

from made import best_of, peak_megabytes

from homeward.tracing.detection.patterns import Pattern
from homeward.tracing.detection.scan import detect
from homeward.tracing.generator import generate
from homeward.tracing.index.walk_loops import read_through
from homeward.tracing.kernels import warm

GOAL = 60.0
"""Seconds for all patterns at 10^7 payments."""


def measure(payments: int) -> dict[str, Any]:
    """Seconds of every pattern alone, and of all together."""
    ledger = generate(seed=11, payments=payments).ledger
    read, _ = best_of(lambda: read_through(ledger.source, ledger.target, ledger.amount), 5)
    rows = []
    for wanted in (*([each] for each in Pattern), list(Pattern)):
        begun = time.perf_counter()
        found = detect(ledger, wanted)
        seconds = time.perf_counter() - begun
        name = wanted[0].value if len(wanted) == 1 else "all together"
        rows.append((name, seconds, seconds / read, len(found.findings)))
    return {"payments": len(ledger), "rows": rows, "peak": peak_megabytes()}


def main(arguments: list[str]) -> int:
    """Every size in a process of its own."""
    if arguments[:1] == ["--one"]:
        warm()
        print(json.dumps(measure(int(arguments[1]))))
        return 0
    wrong = 0
    for size in (100_000, 1_000_000, *([10_000_000] if "--large" in arguments else [])):
        command = [sys.executable, __file__, "--one", str(size)]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        if run.returncode:
            print(run.stderr, file=sys.stderr)
            return 1
        table = json.loads(run.stdout.strip().splitlines()[-1])
        print(f"\n{table['payments']:,} payments, peak {table['peak']:,.0f} MB")
        print(f"{'':16}{'s':>9}{'reads':>10}{'findings':>10}")
        for name, seconds, ratio, findings in table["rows"]:
            print(f"{name:16}{seconds:9.2f}{ratio:10,.0f}{findings:10,}")
        if size >= 10_000_000 and table["rows"][-1][1] > GOAL:
            print(f"MISSED all together: {table['rows'][-1][1]:.0f} s, goal {GOAL:.0f} s")
            wrong = 1
    return wrong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
