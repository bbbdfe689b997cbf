"""The lot rules over an index: the kernel's arrays in, its log out, as a flow."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from homeward.tracing.claims import PlacedClaim
from homeward.tracing.flow import Carried, CarriedColumns, Entering, Flow, LotStretches
from homeward.tracing.index.begin import Begin, Units, begin_of, exact_sums, table
from homeward.tracing.index.build import Index
from homeward.tracing.index.groups import moments_of, orders_of
from homeward.tracing.index.matched import Matched, part_type
from homeward.tracing.lazy import LazyDict
from homeward.tracing.ledger import Flags, Ints
from homeward.tracing.lines import Lines, accounts_with_links
from homeward.tracing.mapped import sparse_zeros
from homeward.tracing.rules import Rule
from homeward.tracing.tally import Amount, Term

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
        moments_of(ledger),
        *_flags(lines, index),
        ledger.openings,
        orders_of(index, both=rule is Rule.LIFO),
        table(begins, 4),
        begin.claims,
        begin.handed,
        *_known_cuts(lines, rule),
        *_tables(index, rule),
    )
    return log


def _flags(lines: Lines, index: Index) -> tuple[Flags, Flags]:
    """Exits and foreign accounts, empty where there are none: most ledgers need not be asked."""
    exits, foreign, none = lines.ledger.exits, lines.ledger.foreign, np.zeros(0, dtype=np.bool_)
    has = index.keep("flags", lambda: (bool(exits.any()), bool(foreign.any())))
    return exits if has[0] else none, foreign if has[1] else none


def _tables(index: Index, rule: Rule) -> tuple[Any, Any]:
    """What has been made for further cases: takers first in first out, stacks last in first out."""
    stacks = index.stacks() if rule is Rule.LIFO else None
    takers = index.takers() if rule is Rule.FIFO else None
    empty = np.zeros(0, dtype=part_type(len(index)))
    matched = Matched.none(len(index)) if stacks is None else stacks
    return empty if takers is None else takers, matched.columns


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
    """A flow made from the kernel's log: sums at once, what is listed when somebody asks."""

    def __init__(self, lines: Lines, begin: Begin, log: Log) -> None:
        from homeward.tracing.index import lot_loops as kinds

        self.ledger, self.names = lines.ledger, begin.names
        self.units, self.flow = Units(lines.ledger), Flow()
        kind = np.ascontiguousarray(log[:, 0])
        nothing = np.zeros((5, 0), dtype=np.int64)
        self.parts = defaultdict[int, Ints](lambda: nothing)
        for each in np.flatnonzero(np.bincount(kind)).tolist():
            self.parts[each] = _columns(log, kind == each)
        self._terms({kinds.RECEIVED: "received", kinds.HANDED: "handed"}, self.ledger.source)
        self._arrived(self.parts[kinds.CARRIED])
        after: dict[int, Term] = {
            kinds.CLAIMED: "claimed",
            kinds.DISPLACED: "displaced",
            kinds.TRANSIT: "in_transit",
            kinds.OUT: "out",
        }
        self._terms(after, self.ledger.target)
        self._terms({kinds.HELD: "held"}, None)
        held, transit = self.parts[kinds.HELD], self.parts[kinds.TRANSIT]
        handed, carried, names = self.parts[kinds.HANDED], self.parts[kinds.CARRIED], self.names
        if handed.size:
            carried = _columns(log, (kind == kinds.CARRIED) | (kind == kinds.HANDED))
        self.flow.held = LazyDict(lambda: _summed(held, names))
        self.flow.transit = LazyDict(lambda: _summed(transit, names))
        self.flow.handed = LazyDict(lambda: _stretches(handed, names))
        if carried.size:
            self.flow.carried = Carried(lambda: _carried(carried, names))

    def _terms(self, terms: Mapping[int, Term], accounts: Any) -> None:
        """Add up lengths per term, label and currency of the row's account (None: the number's)."""
        for kind, term in terms.items():
            place, label, _, length, _ = self.parts[kind]
            if len(place):
                self._add(term, label, self.units.of(place, accounts), length)

    def _add(self, term: Term, labels: Ints, units: Ints, amounts: Ints) -> None:
        if not len(labels):
            return
        known = self.units.names
        for key, amount in exact_sums(labels * len(known) + units, amounts):
            label, unit = divmod(key, len(known))
            self.flow.tally.add(term, self.names[label], known[unit], amount)

    def _arrived(self, part: Ints) -> None:
        """Fees within a currency; what was exchanged between two."""
        rows, labels, _, left, arrived = part
        if self.units.is_one:
            fee = np.flatnonzero(left != arrived)
            self._add("fees", labels[fee], np.zeros_like(fee), (left - arrived)[fee])
            return
        units = [self.units.of(rows, side) for side in (self.ledger.source, self.ledger.target)]
        same = units[0] == units[1]
        fee = same & (left != arrived)
        self._add("fees", labels[fee], units[0][fee], (left - arrived)[fee])
        self._add("converted_out", labels[~same], units[0][~same], left[~same])
        self._add("converted_in", labels[~same], units[1][~same], arrived[~same])


def _columns(log: Log, chosen: Flags) -> Ints:
    """Row, label, offset, length and length arrived of the records chosen, as five columns."""
    return np.ascontiguousarray(log.take(np.flatnonzero(chosen), axis=0).T)[1:]


def _summed(part: Ints, names: Sequence[str]) -> dict[tuple[int, str], Amount]:
    """Lengths added up by row or account, and label."""
    place, label, _, length, _ = part.tolist()
    found: dict[tuple[int, str], Amount] = {}
    for key, amount in zip(zip(place, label, strict=True), length, strict=True):
        known = (key[0], names[key[1]])
        found[known] = found.get(known, 0) + amount
    return found


def _stretches(part: Ints, names: Sequence[str]) -> dict[int, LotStretches]:
    found: dict[int, LotStretches] = {}
    for row, label, offset, length, _ in part.T.tolist():
        found.setdefault(row, []).append((offset, length, names[label]))
    return found


def _carried(part: Ints, names: tuple[str, ...]) -> CarriedColumns:
    """What each payment carried of each label, its stretches together."""
    row, label, _, left, arrived = part
    keys = row * len(names) + label
    order = np.argsort(keys, kind="stable")
    starts = np.flatnonzero(np.diff(keys[order], prepend=-1))
    left, arrived = (np.add.reduceat(each[order], starts) for each in (left, arrived))
    chosen = order[starts]
    return CarriedColumns(row[chosen], label[chosen], left, arrived, names)
