"""Cycles in a published sample of AMLSim: what the detector finds of the labelled ones.

    .venv/bin/python benchmarks/cycles_amlsim.py FOLDER/20K_cycle200.tgz

The file is IBM's (github.com/IBM/AMLSim, sample, Apache-2.0) and no part of this project. An alert
here is one set of accounts joined by payments of one amount below 100, the range in which the
simulator pays its planted patterns; ordinary amounts begin at 100. The detector is not told any of
this. The figures go into `docs/explanation/real-ledgers.md`.
"""

import csv
import sys
import tarfile
import tempfile
from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np

from homeward.tracing import Ledger
from homeward.tracing.detection.book import Book
from homeward.tracing.detection.paths import cycles
from homeward.tracing.detection.patterns import Cycle

PLANTED_BELOW = 10_000
DAY = 86_400_000_000
MODES = {
    "in order, the defaults": Cycle(least=1),
    "in order, equal amounts, the whole 150 days": Cycle(
        least=1, kept=0.999, gain=0.001, window=timedelta(days=150), longest=12, busy=100_000
    ),
    "in any order, equal amounts, the whole 150 days": Cycle(
        least=1,
        kept=0.999,
        gain=0.001,
        window=timedelta(days=150),
        longest=12,
        busy=100_000,
        ordered=False,
    ),
}
Alert = list[int]


def read(path: Path) -> Ledger:
    """The sample's payments; one step of the simulator is one day, amounts in cents."""
    with tempfile.TemporaryDirectory() as folder, tarfile.open(path) as archive:
        archive.extractall(folder, filter="data")
        (found,) = Path(folder).rglob("transactions.csv")
        with found.open(encoding="utf-8", newline="") as file:
            rows = [
                (
                    number,
                    int(row["time"]) * DAY,
                    row["sourceNodeId"],
                    row["targetNodeId"],
                    int(Decimal(row["value"]) * 100),
                    "USD",
                )
                for number, row in enumerate(csv.DictReader(file), start=1)
            ]
    names = ("id", "time", "source", "target", "amount", "currency")
    return Ledger.from_rows([dict(zip(names, row, strict=True)) for row in rows], exponent=None)


def alerts(ledger: Ledger) -> list[Alert]:
    """Rows of each set of accounts joined by planted payments of one amount."""
    by_amount: dict[int, list[int]] = defaultdict(list)
    for row in np.flatnonzero(ledger.amount < PLANTED_BELOW).tolist():
        by_amount[int(ledger.amount[row])].append(row)
    return [part for rows in by_amount.values() for part in _parts(ledger, rows)]


def _parts(ledger: Ledger, rows: list[int]) -> list[Alert]:
    parent: dict[int, int] = {}

    def top(account: int) -> int:
        parent.setdefault(account, account)
        while parent[account] != account:
            account = parent[account]
        return account

    for row in rows:
        parent[top(int(ledger.source[row]))] = top(int(ledger.target[row]))
    parts: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        parts[top(int(ledger.source[row]))].append(row)
    return list(parts.values())


def closes(ledger: Ledger, alert: Alert, *, in_order: bool) -> bool:
    """Whether three or more of an alert's payments lead back to where the first one left."""
    return any(_back(ledger, alert, row, in_order=in_order) for row in alert)


def _back(ledger: Ledger, alert: Alert, first: int, *, in_order: bool) -> bool:
    home = int(ledger.source[first])
    paths = [(int(ledger.target[first]), int(ledger.time[first]), frozenset({home}))]
    while paths:
        here, moment, seen = paths.pop()
        for row in alert:
            if int(ledger.source[row]) != here or (in_order and ledger.time[row] < moment):
                continue
            goes = int(ledger.target[row])
            if goes == home and len(seen) >= 2:
                return True
            if goes not in seen and goes != home:
                paths.append((goes, int(ledger.time[row]), seen | {here}))
    return False


def main(arguments: list[str]) -> int:
    """Print the table."""
    ledger = read(Path(arguments[0]))
    found = alerts(ledger)
    planted = np.zeros(len(ledger), dtype=np.bool_)
    planted[[row for alert in found for row in alert]] = True
    print(f"{len(ledger):,} payments, {len(ledger.account_ids):,} accounts")
    print(f"{len(found)} alerts, {int(planted.sum()):,} payments")
    shape = [alert for alert in found if closes(ledger, alert, in_order=False)]
    timed = [alert for alert in found if closes(ledger, alert, in_order=True)]
    print(f"{len(shape)} lead back to their beginning, {len(timed)} of them in the order of time")
    book = Book(ledger)
    for name, wanted in MODES.items():
        leads, _ = cycles(book, wanted)
        right = sum(bool(planted[list(lead.rows)].mean() >= 0.5) for lead in leads)
        named = {row for lead in leads for row in lead.rows}
        hit = [sum(not named.isdisjoint(alert) for alert in each) for each in (shape, timed)]
        print(f"{name}: {right} of {len(leads)} findings are made of planted payments;")
        print(
            f"    {hit[0]} of {len(shape)} that lead back found, {hit[1]} of {len(timed)} in order"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
