"""The lot rules over an index: the kernel's arrays in, its log out, as a flow."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from homeward.tracing.claims import PlacedClaim
from homeward.tracing.flow import Carried, CarriedColumns, Entering, Flow
from homeward.tracing.index.begin import Begin, Units, begin_of, exact_sums, table
from homeward.tracing.index.build import Index
from homeward.tracing.index.groups import row_type
from homeward.tracing.index.matched import Matched
from homeward.tracing.ledger import Ints
from homeward.tracing.lines import Lines, accounts_with_links
from homeward.tracing.mapped import sparse_zeros
from homeward.tracing.rules import Rule
from homeward.tracing.tally import Term

Log = Ints
"""int64 (kind, row or account, label, offset, length, arrived), in the order of the payments."""


def trace_indexed_lots(
    lines: Lines,
    index: Index,
    claims: Sequence[PlacedClaim],
    entering: Mapping[int, Entering],
    rule: Rule,
) -> Flow:
    """Follow the claims, and what enters from other nodes, through the index."""
    begin = begin_of(claims, entering)
    return _Told(lines, begin, run(lines, index, begin, entering, rule)).flow


def run(
    lines: Lines, index: Index, begin: Begin, entering: Mapping[int, Entering], rule: Rule
) -> Log:
    """The kernel's log of everything that happens to the stretches."""
    from homeward.tracing.index.lot_loops import follow_lots

    ledger = lines.ledger
    begins = [(row, -1, 0, -1) for row in begin.claims[:, 0].tolist()]
    for row, handed in entering.items():
        begins += [(row, off, length, begin.number[name]) for off, length, name in handed.stretches]
    places = (index.taken_from, lines.placed_at, index.before)
    log: Log = follow_lots(
        rule is Rule.LIFO,
        lines.size,
        (ledger.source, ledger.target),
        (ledger.amount, ledger.credited, *places),
        moments_of(lines),
        ledger.exits,
        ledger.foreign,
        ledger.openings,
        orders_of(index, both=rule is Rule.LIFO),
        table(begins, 4),
        begin.claims,
        begin.handed,
        *_known_cuts(lines, rule),
        *_tables(index, rule),
    )
    return log


def _tables(index: Index, rule: Rule) -> tuple[Any, Any]:
    """What has been made for further cases: takers first in first out, stacks last in first out."""
    stacks = index.stacks() if rule is Rule.LIFO else None
    takers = index.takers() if rule is Rule.FIFO else None
    empty = np.zeros(0, dtype=row_type(len(index)))
    matched = Matched.none(len(index)) if stacks is None else stacks
    return empty if takers is None else takers, matched.columns


def moments_of(lines: Lines) -> tuple[Ints, Ints, Ints, Ints]:
    """What orders debits and credits of one account; empty where rows do."""
    ledger = lines.ledger
    if not ledger.has_delays:
        none = np.zeros(0, dtype=np.int64)
        return none, none, none, none
    return ledger.time, ledger.credit_time, ledger.order, ledger.position


def orders_of(index: Index, *, both: bool) -> tuple[Any, Any, Any, Any]:
    """Outgoing and, if wanted, incoming rows with their firsts."""
    going = index.outgoing
    coming = index.incoming if both else going
    return going.first, going.rows, coming.first, coming.rows


def _known_cuts(lines: Lines, rule: Rule) -> tuple[Ints, Ints]:
    """Parts of the accounts that return the same money by linked reversals, replayed in Python."""
    ledger = lines.ledger
    linked = accounts_with_links(ledger, lines.size)
    if not len(linked) and rule is Rule.FIFO:
        return table([], 2), table([], 4)
    cut = sparse_zeros(len(ledger.account_ids), 2)
    if not len(linked):
        return cut, table([], 4)
    from homeward.tracing.lots import cuts_of

    cuts, columns, stored = cuts_of(lines, rule, linked), [], 0
    for account in linked.tolist():
        parts = cuts.of(account)
        columns.append(np.stack([parts.start, parts.length, parts.payment, parts.offset], axis=1))
        cut[account] = stored + 1, stored + len(parts.start) + 1
        stored += len(parts.start)
    return cut, np.concatenate(columns)


class _Told:
    """A flow made from the kernel's log."""

    def __init__(self, lines: Lines, begin: Begin, log: Log) -> None:
        from homeward.tracing.index import lot_loops as kinds

        self.ledger, self.names, self.log = lines.ledger, begin.names, log
        self.units, self.flow = Units(lines.ledger), Flow()
        self._terms({kinds.RECEIVED: "received", kinds.HANDED: "handed"}, self.ledger.source)
        self._carried(log[np.isin(log[:, 0], (kinds.CARRIED, kinds.HANDED))])
        self._arrived(log[log[:, 0] == kinds.CARRIED])
        after: dict[int, Term] = {
            kinds.CLAIMED: "claimed",
            kinds.DISPLACED: "displaced",
            kinds.TRANSIT: "in_transit",
            kinds.OUT: "out",
        }
        self._terms(after, self.ledger.target)
        self._terms({kinds.HELD: "held"}, None)
        for _, row, label, offset, length, _ in log[log[:, 0] == kinds.HANDED].tolist():
            stretches = self.flow.handed.setdefault(row, [])
            stretches.append((offset, length, self.names[label]))
        for _, row, label, _, length, _ in log[log[:, 0] == kinds.TRANSIT].tolist():
            self.flow.transit[row, self.names[label]] += length
        for _, account, label, _, length, _ in log[log[:, 0] == kinds.HELD].tolist():
            self.flow.held[account, self.names[label]] += length

    def _terms(self, terms: Mapping[int, Term], side: Any) -> None:
        """Add up lengths per term, label and currency of the account on one side of the row."""
        for kind, term in terms.items():
            part = self.log[self.log[:, 0] == kind]
            accounts: Any = part[:, 1] if side is None else side[part[:, 1]]
            self._add(term, part[:, 2], self.units.of(accounts), part[:, 4])

    def _add(self, term: Term, labels: Ints, units: Ints, amounts: Ints) -> None:
        wide = 1 << 20
        for key, amount in exact_sums(labels * wide + units, amounts):
            unit = self.units.names[key % wide]
            self.flow.tally.add(term, self.names[key // wide], unit, amount)

    def _arrived(self, part: Log) -> None:
        """Fees within a currency; what was exchanged between two."""
        rows, labels, left, arrived = part[:, 1], part[:, 2], part[:, 4], part[:, 5]
        source, target = self.ledger.source, self.ledger.target
        units = self.units.of(source[rows]), self.units.of(target[rows])
        same = units[0] == units[1]
        fee = same & (left != arrived)
        self._add("fees", labels[fee], units[0][fee], (left - arrived)[fee])
        self._add("converted_out", labels[~same], units[0][~same], left[~same])
        self._add("converted_in", labels[~same], units[1][~same], arrived[~same])

    def _carried(self, part: Log) -> None:
        """What each payment carried of each label, its stretches together."""
        if not len(part):
            return
        ranked = part[np.lexsort((part[:, 2], part[:, 1]))]
        starts = np.flatnonzero(
            np.diff(ranked[:, 1], prepend=-1) | np.diff(ranked[:, 2], prepend=-1)
        )
        left, arrived = (np.add.reduceat(ranked[:, each], starts) for each in (4, 5))
        columns = CarriedColumns(ranked[starts, 1], ranked[starts, 2], left, arrived, self.names)
        self.flow.carried = Carried(lambda: columns)
