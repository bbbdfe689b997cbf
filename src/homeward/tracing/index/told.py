"""What a lot rule's kernel found, told as a flow: sums at once, what is listed when it is read."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from homeward.tracing.flow import Carried, CarriedColumns, Flow, LotStretches
from homeward.tracing.index.begin import Begin
from homeward.tracing.index.sums import Sums, Units
from homeward.tracing.lazy import LazyDict
from homeward.tracing.ledger import Flags, Ints
from homeward.tracing.lines import Lines
from homeward.tracing.tally import Amount, Tally, Term

Log = Ints
"""int64 (kind, row or account, label, offset, length, arrived), in the order of the payments."""


def told(lines: Lines, begin: Begin, log: Log) -> Flow:
    """The flow of a log."""
    from homeward.tracing.index import lot_loops as kinds

    kind = np.ascontiguousarray(log[:, 0])
    parts = _Parts(lines, begin.names, log, kind)
    sums = parts.summed()
    held, transit, handed = (parts.of[each] for each in (kinds.HELD, kinds.TRANSIT, kinds.HANDED))
    carried = parts.of[kinds.CARRIED]
    if handed.size:
        carried = _columns(log, (kind == kinds.CARRIED) | (kind == kinds.HANDED))
    names = begin.names
    return Flow(
        tally=Tally(sums),
        held=LazyDict(lambda: _added(held, names)),
        carried=Carried(lambda: _carried(carried, names)) if carried.size else Carried(),
        handed=LazyDict(lambda: _stretches(handed, names)),
        transit=LazyDict(lambda: _added(transit, names)),
    )


class _Parts:
    """The records of each kind as columns, and their sums."""

    def __init__(self, lines: Lines, names: Sequence[str], log: Log, kind: Ints) -> None:
        self.ledger, self.units = lines.ledger, Units(lines.ledger)
        self.sums = Sums(names, self.units)
        nothing = np.zeros((5, 0), dtype=np.int64)
        self.of = defaultdict[int, Ints](lambda: nothing)
        for each in np.flatnonzero(np.bincount(kind)).tolist():
            self.of[each] = _columns(log, kind == each)

    def summed(self) -> Sums:
        """The terms of every label and currency."""
        from homeward.tracing.index import lot_loops as kinds

        self._terms({kinds.RECEIVED: "received", kinds.HANDED: "handed"}, self.ledger.source)
        self._arrived(self.of[kinds.CARRIED])
        after: dict[int, Term] = {
            kinds.CLAIMED: "claimed",
            kinds.DISPLACED: "displaced",
            kinds.TRANSIT: "in_transit",
            kinds.OUT: "out",
        }
        self._terms(after, self.ledger.target)
        self._terms({kinds.HELD: "held"}, None)
        return self.sums

    def _terms(self, terms: Mapping[int, Term], accounts: Any) -> None:
        """Add up lengths per term, label and currency of the row's account (None: the number's)."""
        for kind, term in terms.items():
            place, label, _, length, _ = self.of[kind]
            if len(place):
                self.sums.add(term, label, self.units.of(place, accounts), length)

    def _arrived(self, part: Ints) -> None:
        """Fees within a currency; what was exchanged between two."""
        rows, labels, _, left, arrived = part
        if self.units.is_one:
            fee = np.flatnonzero(left != arrived)
            self.sums.add("fees", labels[fee], np.zeros_like(fee), (left - arrived)[fee])
            return
        units = [self.units.of(rows, side) for side in (self.ledger.source, self.ledger.target)]
        same = units[0] == units[1]
        fee = same & (left != arrived)
        self.sums.add("fees", labels[fee], units[0][fee], (left - arrived)[fee])
        self.sums.add("converted_out", labels[~same], units[0][~same], left[~same])
        self.sums.add("converted_in", labels[~same], units[1][~same], arrived[~same])


def _columns(log: Log, chosen: Flags) -> Ints:
    """Row, label, offset, length and length arrived of the records chosen, as five columns."""
    return np.ascontiguousarray(log.take(np.flatnonzero(chosen), axis=0).T)[1:]


def _added(part: Ints, names: Sequence[str]) -> dict[tuple[int, str], Amount]:
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
