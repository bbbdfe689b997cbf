"""The rule `poison` over an index: the kernel's bits in, and what they say out, as a flow."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from homeward.tracing.claims import PlacedClaim
from homeward.tracing.flow import Carried, CarriedColumns, Flow
from homeward.tracing.index.begin import begin_of
from homeward.tracing.index.build import Index
from homeward.tracing.index.groups import row_type
from homeward.tracing.lazy import LazyDict
from homeward.tracing.lines import Lines
from homeward.tracing.tally import Amount

MOST_LABELS = 64
"""One bit for each."""


def trace_indexed_poison(lines: Lines, index: Index, claims: Sequence[PlacedClaim]) -> Flow:
    """Mark what the claims reach, where no credit comes later and nothing enters from abroad."""
    from homeward.tracing.index.reach_loops import reach

    ledger, begin, flow = lines.ledger, begin_of(claims, {}), Flow()
    if not begin.names:
        return flow
    begins = begin.rows
    of_row = [begin.claims[begin.claims[:, 0] == row] for row in begins.tolist()]
    laid = np.array([_bits(part[:, 1]) for part in of_row], dtype=np.uint64)
    sums = np.array([part[:, 2].sum() for part in of_row])
    reached = np.zeros(index.accounts, dtype=np.uint64)
    rows = np.empty(lines.size + 1, dtype=row_type(len(ledger)))
    bits = np.empty(lines.size + 1, dtype=np.uint64)
    count = reach(
        int(begins[0]),
        lines.size,
        ledger.source,
        ledger.target,
        index.outside,
        np.append(begins, -1),
        np.append(laid, np.uint64(0)),
        np.append(sums == ledger.credited[begins], False),
        reached,
        rows,
        bits,
    )
    rows, bits = rows[:count], bits[:count]
    flow.carried = Carried(lambda: _columns(lines, rows, bits, begin.names))
    _mark(flow, index, lines, (rows, bits), begins[sums == ledger.credited[begins]], begin.names)
    for claim in claims:
        unit = ledger.currency(int(ledger.target[claim.index]))
        flow.tally.add("claimed", claim.label, unit, claim.amount)
    flow.held = LazyDict(lambda: _bounds(lines, reached, begin.names))
    for row in rows[ledger.foreign[ledger.target[rows]]].tolist():
        amount = float(ledger.amount[row])
        flow.handed_shares[row] = dict.fromkeys(sorted(flow.carried[row]), amount)
    return flow


def _bounds(lines: Lines, reached: Any, names: Sequence[str]) -> dict[tuple[int, str], Amount]:
    """The balance of every account that a label reached."""
    found: dict[tuple[int, str], Amount] = {}
    for number, name in enumerate(names):
        accounts = np.flatnonzero(_has(reached, number))
        balances = (lines.money_in[accounts] - lines.money_out[accounts]).tolist()
        for account, balance in zip(accounts.tolist(), balances, strict=True):
            found[account, name] = balance
    return found


def _bits(labels: Any) -> int:
    found = 0
    for label in labels.tolist():
        found |= 1 << label
    return found


def _has(bits: Any, number: int) -> Any:
    return (bits >> np.uint64(number)) & np.uint64(1) != 0


def _mark(
    flow: Flow,
    index: Index,
    lines: Lines,
    carried: tuple[Any, Any],
    covered: Any,
    names: Sequence[str],
) -> None:
    """Note which currencies each label arrived in, without an amount."""
    rows, bits = carried
    codes, units = index.units()
    ledger = lines.ledger
    arrives = ~ledger.foreign[ledger.target[rows]] & ~np.isin(rows, covered)
    targets, bits = codes[ledger.target[rows[arrives]]], bits[arrives]
    for number, unit in enumerate(units):
        found = np.bitwise_or.reduce(bits[targets == number], initial=np.uint64(0))
        for label, name in enumerate(names):
            if _has(found, label):
                flow.tally.add("claimed", name, unit, 0)


def _columns(lines: Lines, rows: Any, bits: Any, names: Sequence[str]) -> CarriedColumns:
    """One entry for each payment and label, by payment."""
    parts = [np.flatnonzero(_has(bits, number)) for number in range(len(names))]
    labels = np.repeat(np.arange(len(names)), [len(part) for part in parts])
    places = np.concatenate(parts)
    order = np.argsort(places, kind="stable")
    row = rows[places[order]].astype(np.int64)
    amounts = (lines.ledger.amount[row], lines.ledger.credited[row])
    return CarriedColumns(row, labels[order], *amounts, tuple(names))
