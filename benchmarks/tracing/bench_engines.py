"""The index and the rules, told as multiples of one sequential read of the same payments.

    .venv/bin/python benchmarks/tracing/bench_engines.py [--large] [--huge]

At 10^5 and 10^6 payments; `--large` adds 10^7, `--huge` 10^8 (needs 12 GB). The measure is a read
of 16 bytes a payment in the same process; nanoseconds a payment are for information. The index is
compared with DuckDB's window functions where DuckDB is installed: its positions with the same
positions, and the whole index, which has every account's payments in order beside them, with
positions in that order. Exits with 1 where results differ, or a goal at 10^7 is missed.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from made import best_of, forget_peak, make_claims, make_ledger, peak_megabytes

from homeward.tracing import Ledger, Rule, trace
from homeward.tracing.claims import place_claims
from homeward.tracing.detection.around import reached_rows
from homeward.tracing.index import lots, shares
from homeward.tracing.index.begin import begin_of
from homeward.tracing.index.build import Index
from homeward.tracing.index.reach import trace_indexed_poison
from homeward.tracing.index.walk_loops import read_through
from homeward.tracing.kernels import warm
from homeward.tracing.lines import draw_lines
from homeward.tracing.rules import Shortfall

GOALS = {
    "FIFO index": 50.0,
    "fifo, five claims": 40.0,
    "lifo, five claims": 30.0,
    "pro-rata, one claim": 30.0,
    "pro-rata, one claim, from ratios": 12.0,
    "lowest-balance, one claim": 30.0,
    "claimant-first, one claim": 30.0,
}
"""Multiples of the sequential read at 10^7 payments."""

CASE = 5.0
"""Milliseconds for one more case of up to 10,000 carriers at 10^7 payments; its rows are made when
they are read, which is shown and not counted."""

PEERS = {
    "FIFO positions": ("DuckDB, the same positions", 100),
    "FIFO index": ("DuckDB, positions in order", 100),
    "reachability": ("DuckDB, the same USING KEY", 50),
}
"""How many times faster than the peer at 10^7 payments."""

SHARES = (Rule.PRO_RATA, Rule.LOWEST_BALANCE, Rule.CLAIMANT_FIRST)
PEER_UP_TO = 1_000_000
"""DuckDB takes minutes and gigabytes beyond this; `--large` measures it at 10^7 all the same."""


class Table:
    """Rows measured at one size; the first is the measure of the others."""

    def __init__(self, payments: int) -> None:
        self.payments, self.rows = payments, []
        self.measure = 0.0

    def add(self, name: str, work: Callable[[], Any], times: int = 3, note: Any = None) -> Any:
        """Time some work; `note` makes a remark of its result."""
        forget_peak()
        seconds, result = best_of(work, times)
        self.measure = self.measure or seconds
        row = {"name": name, "seconds": seconds, "ratio": seconds / self.measure}
        self.rows.append(row | {"peak": peak_megabytes(), "note": note(result) if note else ""})
        return result


class WithoutRatios:
    """An index that is asked for the first time, every time."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def __getattr__(self, name: str) -> Any:
        return getattr(self._index, name)

    def ratios(self) -> None:
        """None have been made."""


def built(ledger: Ledger) -> Index:
    """The index with the order of payments out, as a FIFO trace needs it."""
    index = Index.build(ledger)
    _ = index.outgoing
    return index


def measure(payments: int, *, with_peer: bool) -> Table:
    """Everything at one size."""
    ledger, table = make_ledger(payments), Table(payments)
    columns = (ledger.source, ledger.target, ledger.amount)
    table.add("sequential read", lambda: read_through(*columns), 7)
    table.add("FIFO positions", lambda: Index.build(ledger), 6)
    index = table.add("FIFO index", lambda: built(ledger), 6)
    table.add("order of payments in", lambda: index.incoming, 1)
    _rules(table, ledger, index)
    _cases(table, ledger)
    if with_peer:
        _reach(table, ledger)
        _peer(table, ledger, index)
    return table


def _cases(table: Table, ledger: Ledger) -> None:
    """One more case on an indexed ledger: of five claims, and of many."""
    for rule in ("fifo", "lifo"):
        indexed = ledger.indexed()
        table.add(f"{rule} table of what took which credit", lambda: index_for(indexed, rule), 1)  # noqa: B023
        trace(indexed, make_claims(ledger, 1), rule=rule)
        for count, among in ((5, 1_000), (40, 20_000)):
            claims = make_claims(ledger, count, among)
            work = partial(trace, indexed, claims, rule=rule)
            note = lambda result: f"{len(result.carriers):,} carriers"  # noqa: E731
            table.add(f"one more {rule} case, {count} claims", work, 9, note)
            read = lambda work=work: [*(case := work()).carriers, *case.holdings]  # noqa: E731
            table.add(f"one more {rule} case, {count} claims, read", read, 9)


def index_for(ledger: Ledger, rule: str) -> None:
    """Make what further cases read."""
    assert ledger.index is not None
    ledger.index.prepare(Rule(rule))


def _rules(table: Table, ledger: Ledger, index: Index) -> None:
    lines, _ = draw_lines(ledger.indexed(), None, Shortfall.BIRTH)
    placed = place_claims(ledger, make_claims(ledger))
    begin, one = begin_of(placed, {}), begin_of(placed[:1], {})
    for rule in (Rule.FIFO, Rule.LIFO):
        work = partial(lots.run, lines, index, begin, {}, rule)
        table.add(f"{rule}, five claims", work, 3, lambda log: f"{len(log):,} hops")
    for rule in SHARES:
        for count, start in (("one claim", one), ("five claims", begin)):
            work = partial(shares.Pass, lines, WithoutRatios(index), start, {}, rule)
            note = lambda done: f"{len(done.carried()[0]):,} carried"  # noqa: E731
            table.add(f"{rule}, {count}", work, 3, note)
    work = partial(trace_indexed_poison, lines, index, placed)
    table.add("poison, five claims", work, 3, lambda flow: f"{len(flow.held):,} bounds")
    for _ in range(2):
        index.ratios()
    work = partial(shares.Pass, lines, index, one, {}, Rule.PRO_RATA)
    table.add("pro-rata, one claim, from ratios", work, 3)
    with_carriers = lambda: work().carried()  # noqa: E731
    table.add("pro-rata, one claim, its carriers too", with_carriers, 3)


WINDOWS = """
with e as (
  select source as a, 2 * row as k, amount as o, 0 as i from l where source <> target union all
  select target, 2 * row + 1, 0, amount from l where source <> target),
w as (select a, k, o, i, sum(o) over p as co, sum(i) over p as ci from e
  window p as (partition by a order by k rows unbounded preceding)),
b as (select *, greatest(0, max(co - ci) over (partition by a order by k
  rows unbounded preceding)) as born from w)
select k, cast(case when o > 0 then co - o else ci - i + born end as bigint) as place from b
"""
ORDERED = f"{WINDOWS} order by a, k"
"""The same in each account's order, which an index holds beside its positions."""


def _peer(table: Table, ledger: Ledger, index: Index) -> None:
    try:
        import duckdb
    except ModuleNotFoundError:
        print("DuckDB is NOT installed: its row is missing (pip install duckdb)", flush=True)
        return
    import pyarrow as pa

    base = duckdb.connect()
    base.execute("set threads to 1")
    names = ("source", "target", "amount")
    columns = {name: getattr(ledger, name) for name in names}
    base.register("arrow", pa.table({**columns, "row": np.arange(len(ledger))}))
    base.execute("create table l as select * from arrow")
    for name, query, same in (
        ("DuckDB, the same positions", WINDOWS, "FIFO positions"),
        ("DuckDB, positions in order", ORDERED, "FIFO index"),
    ):
        found = table.add(name, lambda: base.execute(query).fetchnumpy(), 1)  # noqa: B023
        events, places = found["k"], found["place"]
        ours = np.where(events & 1, index.placed_at[events >> 1], index.taken_from[events >> 1])
        if not np.array_equal(np.asarray(places), ours):
            raise SystemExit("DuckDB finds other positions")
        went = events[events & 1 == 0] >> 1
        if query is ORDERED and not np.array_equal(went, index.outgoing.rows[: len(went)]):
            raise SystemExit("DuckDB finds another order")
        table.rows[-1]["note"] = f"equal, {_times(table, same):.0f} times {same}"
        del found, events, places, ours


REACHED = """
with recursive r(account, since) using key (account) as (
  select account, since from seeds union
  select l.target, min(l.row) from r join l on l.source = r.account and l.row > r.since
  left join recurring.r as known on known.account = l.target
  where known.since is null or l.row < known.since group by l.target)
select account, since from r
"""


def _reach(table: Table, ledger: Ledger) -> None:
    """Every account that money of the claims can have reached, and since when."""
    claims = [each.payment for each in make_claims(ledger)]
    rows = table.add("reachability", lambda: reached_rows(ledger, claims), 5)
    table.rows[-1]["note"] = f"{len(rows):,} payments"
    try:
        import duckdb
    except ModuleNotFoundError:
        return
    import pyarrow as pa

    base = duckdb.connect()
    base.execute("set threads to 1")
    columns = {name: getattr(ledger, name) for name in ("source", "target")}
    base.register("arrow", pa.table({**columns, "row": np.arange(len(ledger))}))
    base.execute("create table l as select * from arrow where source <> target")
    first = [ledger.find(each) for each in claims]
    seeds = {"account": ledger.target[first], "since": np.array(first)}
    base.register("seeds_given", pa.table(seeds))
    base.execute(
        "create table seeds as select account, min(since) as since from seeds_given group by 1"
    )
    found = table.add("DuckDB, the same USING KEY", lambda: base.execute(REACHED).fetchnumpy(), 1)
    since = np.full(len(ledger.account_ids), len(ledger), dtype=np.int64)
    since[found["account"]] = found["since"]
    is_reached = np.arange(len(ledger)) > since[ledger.source]
    is_reached[first] = True
    if not np.array_equal(np.flatnonzero(is_reached), rows):
        raise SystemExit("DuckDB reaches other payments")
    table.rows[-1]["note"] = f"equal, {_times(table, 'reachability'):.0f} times ours"


def _times(table: Table, name: str) -> float:
    ours = next(row for row in table.rows if row["name"] == name)
    return float(table.rows[-1]["seconds"] / ours["seconds"])


def show(table: dict[str, Any]) -> None:
    """One table: milliseconds, nanoseconds a payment, ratio and peak memory."""
    payments = table["payments"]
    print(f"\n{payments:,} payments, {payments // 10:,} accounts")
    print(f"{'':36}{'ms':>10}{'ns/payment':>12}{'ratio':>10}{'peak MB':>9}")
    for row in table["rows"]:
        nanoseconds = row["seconds"] / payments * 1e9
        figures = f"{row['seconds'] * 1e3:10.2f}{nanoseconds:12.2f}{row['ratio']:10.1f}"
        print(f"{row['name']:36}{figures}{row['peak']:9.0f}  {row['note']}")


def missed(table: dict[str, Any]) -> list[str]:
    """Goals that the table at 10^7 misses."""
    if table["payments"] != 10_000_000:
        return []
    ratios = {row["name"]: row["ratio"] for row in table["rows"]}
    wrong = [
        f"{name}: {ratios[name]:.1f}, goal {goal}"
        for name, goal in GOALS.items()
        if ratios[name] > goal
    ]
    for row in table["rows"]:
        is_case = row["name"].startswith("one more") and not row["name"].endswith("read")
        if is_case and row["seconds"] * 1e3 > CASE:
            wrong.append(f"{row['name']}: {row['seconds'] * 1e3:.1f} ms, goal {CASE}")
    for ours, (peer, goal) in PEERS.items():
        if peer in ratios and ratios[peer] < goal * ratios[ours]:
            wrong.append(f"{ours}: {ratios[peer] / ratios[ours]:.0f} times {peer}, goal {goal}")
    return wrong


def main(arguments: list[str]) -> int:
    """Each size in a process of its own, so that the peaks of memory are its own."""
    if arguments[:1] == ["--one"]:
        warm()
        table = measure(int(arguments[1]), with_peer="--peer" in arguments)
        print(json.dumps({"payments": table.payments, "rows": table.rows}))
        return 0
    sizes = [100_000, 1_000_000]
    sizes += [10_000_000] if {"--large", "--huge"} & set(arguments) else []
    sizes += [100_000_000] if "--huge" in arguments else []
    wrong: list[str] = []
    for size in sizes:
        peer = size <= PEER_UP_TO or ("--large" in arguments and size == 10_000_000)
        command = [sys.executable, __file__, "--one", str(size), *(["--peer"] if peer else [])]
        begun = time.monotonic()
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        if run.returncode:
            print(run.stdout, run.stderr, file=sys.stderr)
            return 1
        *notes, line = run.stdout.strip().splitlines()
        print(*notes, sep="\n", end="")
        show(json.loads(line))
        print(f"(measured in {time.monotonic() - begun:.0f} s)")
        wrong += missed(json.loads(line))
    for each in wrong:
        print(f"MISSED {each}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
