"""Trace real and simulated ledgers that researchers have published, and print what is found.

    .venv/bin/python benchmarks/real_ledgers.py FOLDER

FOLDER holds the files as their sources name them; none is part of this project. What is missing is
skipped. The table goes into `docs/explanation/real-ledgers.md`.
"""

import csv
import gzip
import resource
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from homeward.tracing import Claim, Ledger, Rule, Trace, read_ledger, trace

COLUMNS = ("id", "time", "source", "target", "amount", "currency", "order")
Row = tuple[Any, ...]


@dataclass
class Case:
    """A ledger, how it is read, what is claimed, and where the proceeds are expected."""

    name: str
    rows: Iterator[Row]
    exponent: int
    claim_on: Callable[[Ledger], list[int]]
    terminal: set[str] = field(default_factory=set)
    openings: dict[str, int] = field(default_factory=dict)
    outside: Callable[[str], bool] = lambda account: False


def theft(folder: Path, name: str) -> Case:
    """A traced theft on Ethereum: payments valued in USD, source and terminal addresses."""
    sources = set((folder / f"{name}_source.csv").read_text().split())
    terminal = set((folder / f"{name}_terminal.csv").read_text().split())
    return Case(
        name=f"{name} theft (Ethereum, USD)",
        rows=_theft_rows(folder / f"{name}.csv"),
        exponent=6,
        claim_on=lambda ledger: [
            row
            for row in range(len(ledger))
            if ledger.account_id(ledger.source[row]) in sources
            and ledger.source[row] != ledger.target[row]
        ],
        terminal=terminal,
    )


def _theft_rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=1):
            moment = row["Timestamp"].replace(" ", "T") + "Z"
            ends = (row["From"], row["To"])
            yield (number, moment, *ends, row["Value_in_USD"], "USD", row["Block"])


def amlsim(folder: Path) -> Case:
    """A simulated bank with opening balances; claims on what five fraud accounts first receive."""
    with tarfile.open(folder / "amlsim" / "20K_cycle200.tgz") as archive:
        nodes = _member(archive, "nodes.csv")
        payments = _member(archive, "transactions.csv")
    openings, fraud = {}, []
    for node in nodes:
        values = {name.strip().lower(): value for name, value in node.items()}
        identifier = next(iter(values.values()))
        opening = values.get("init_balance", values.get("initbalance", "0"))
        openings[identifier] = int(Decimal(opening) * 100)
        if values.get("isfraud", "").strip().lower() in ("true", "1"):
            fraud.append(identifier)
    return Case(
        name="AMLSim 20K_cycle200 (simulated)",
        rows=_amlsim_rows(payments),
        exponent=2,
        claim_on=lambda ledger: _first_received(ledger, fraud[:5]),
        openings=openings,
    )


def _member(archive: tarfile.TarFile, name: str) -> list[dict[str, str]]:
    member = next(each for each in archive.getmembers() if each.name.endswith("/" + name))
    file = archive.extractfile(member)
    assert file is not None
    return list(csv.DictReader(file.read().decode().splitlines()))


def _amlsim_rows(payments: list[dict[str, str]]) -> Iterator[Row]:
    for number, row in enumerate(payments, start=1):
        moment = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=int(row["time"]))
        ends = (row["sourceNodeId"], row["targetNodeId"])
        yield (number, moment.isoformat(), *ends, row["value"], "XAD", None)


def _first_received(ledger: Ledger, accounts: list[str]) -> list[int]:
    wanted, found = set(accounts), []
    for row in range(len(ledger)):
        target = ledger.account_id(ledger.target[row])
        if target in wanted and ledger.source[row] != ledger.target[row]:
            wanted.discard(target)
            found.append(row)
    return found


def ethereum(folder: Path) -> Case:
    """Consecutive Ethereum blocks; claims on the five largest payments of the first tenth."""
    return Case(
        name="Ethereum blocks from 3,300,400",
        rows=_ethereum_rows(folder / "transactions_03300000_03399999_small.csv.gz"),
        exponent=9,
        claim_on=_largest_early,
    )


def _ethereum_rows(path: Path) -> Iterator[Row]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["to_address"] and int(row["value"]) > 0:
                moment = datetime.fromtimestamp(int(row["block_timestamp"]), UTC).isoformat()
                amount = format(Decimal(row["value"]).scaleb(-18), "f")
                ends = (row["from_address"], row["to_address"])
                yield (row["hash"], moment, *ends, amount, "ETH", row["transaction_index"])


def _largest_early(ledger: Ledger) -> list[int]:
    rows = [r for r in range(len(ledger) // 10) if ledger.source[r] != ledger.target[r]]
    return sorted(sorted(rows, key=lambda row: -int(ledger.amount[row]))[:5])


def berka(folder: Path) -> Case:
    """A Czech bank, 1993 and on, the first part of its file; other banks and cash are exits."""
    return Case(
        name="Berka bank, first part (1993-94)",
        rows=_berka_rows(folder / "berka_partial" / "trans.asc"),
        exponent=2,
        claim_on=_largest_early,
        outside=lambda account: account.startswith("outside"),
    )


def _berka_rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            if not row["amount"] or Decimal(row["amount"]) == 0:
                continue
            moment = datetime.strptime("19" + row["date"] + "Z", "%Y%m%d%z").isoformat()
            other = f"outside {row['bank'] or 'cash'} {row['account'] or ''}".strip()
            ends = (other, row["account_id"])
            if row["type"] != "PRIJEM":
                ends = (row["account_id"], other)
            yield (row["trans_id"], moment, *ends, row["amount"], "CZK", None)


def run(case: Case, scratch: Path) -> None:
    """Read one case and trace it under every rule that adds up; print a line for each."""
    path = scratch / "ledger.csv"
    outside = set()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for row in case.rows:
            writer.writerow(["" if value is None else value for value in row])
            outside.update(end for end in row[2:4] if case.outside(end))
    begun = time.perf_counter()
    reading = read_ledger(
        path,
        exponent=case.exponent,
        round_amounts=True,
        openings=case.openings,
        exits=sorted(outside),
        accept_rejected=True,
    )
    read_seconds = time.perf_counter() - begun
    ledger = reading.ledger
    claims = [Claim(ledger.payment_id(row)) for row in case.claim_on(ledger)]
    print(
        f"\n{case.name}: {len(ledger):,} payments, {len(ledger.account_ids):,} accounts, "
        f"{len(reading.rejections)} rows refused, {len(claims)} claims, read {read_seconds:.2f} s"
    )
    for rule in (rule for rule in Rule if rule.adds_up):
        begun = time.perf_counter()
        result = trace(ledger, claims, rule=rule)
        tell(case, result, time.perf_counter() - begun)


def tell(case: Case, result: Trace, seconds: float) -> None:
    """What the trace found."""
    claimed = sum(line.claimed - line.displaced for line in result.claims)
    held = sum(line.held for line in result.claims)
    out = sum(line.out for line in result.claims)
    terminal = sum(h.amount for h in result.holdings if h.account in case.terminal)
    share = f"{100 * terminal / held:.1f} %" if case.terminal and held else "-"
    births = sum(each.amount for each in result.unexplained)
    turnover = sum(result.flow.debited.values())
    accounts = len({h.account for h in result.holdings if h.amount > 0})
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    unit = 10**case.exponent
    print(
        f"  {result.rule:15} followed {claimed / unit:,.2f}; held {held / unit:,.2f} in {accounts} "
        f"accounts, out {out / unit:,.2f}; in the terminal list {share}; unexplained "
        f"{100 * births / turnover:.1f} % of debits; {seconds:.2f} s, peak {peak} MB"
    )
    for warning in result.warnings:
        if warning.code == "order_depends":
            print(
                f"  {'':15} order at one moment may matter at {warning.params['moments']} moments"
            )


def main() -> int:
    """Run every case whose files are there."""
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    folder = Path(sys.argv[1])
    makers: list[Callable[[], Case]] = [
        lambda: theft(folder, "54m"),
        lambda: theft(folder, "XScam"),
        lambda: amlsim(folder),
        lambda: ethereum(folder),
        lambda: berka(folder),
    ]
    with tempfile.TemporaryDirectory() as scratch:
        for make in makers:
            try:
                case = make()
                run(case, Path(scratch))
            except FileNotFoundError as missing:
                print(f"\nskipped: {missing.filename} is not there")
    return 0


if __name__ == "__main__":
    sys.exit(main())
