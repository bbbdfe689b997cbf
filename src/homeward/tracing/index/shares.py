"""The share rules over an index: the kernel's arrays in, its sums out, as a flow."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from homeward.tracing.claims import PlacedClaim
from homeward.tracing.flow import Carried, CarriedColumns, Entering, Flow
from homeward.tracing.index.begin import Begin, begin_of
from homeward.tracing.index.build import Index
from homeward.tracing.index.groups import row_type
from homeward.tracing.kernels import undisturbed
from homeward.tracing.lazy import LazyDict
from homeward.tracing.ledger import Ints
from homeward.tracing.lines import Lines
from homeward.tracing.rules import Rule
from homeward.tracing.tally import Amount, Term

_MOST = 1 << 25
"""Amounts (accounts times labels) that are kept in one table, 256 MB of them."""

_TERMS: tuple[Term, ...] = (
    *("received", "handed", "fees", "converted_out"),
    *("converted_in", "claimed", "displaced", "out"),
)
"""As the kernel numbers them."""


def has_kernel(
    lines: Lines, claims: Sequence[PlacedClaim], entering: Mapping[int, Entering]
) -> bool:
    """True where the compiled pass can be used: few labels, and no linked reversals."""
    ledger = lines.ledger
    if ledger.reverses is not None and bool((ledger.reverses[: lines.size] >= 0).any()):
        return False
    labels = len(claims) + sum(len(each.shares) for each in entering.values())
    return labels * len(ledger.account_ids) <= _MOST


def trace_indexed_shares(
    lines: Lines,
    index: Index,
    claims: Sequence[PlacedClaim],
    entering: Mapping[int, Entering],
    rule: Rule,
) -> Flow:
    """Follow the claims, and what enters from other nodes, in one compiled pass."""
    begin = begin_of(claims, entering)
    if not begin.names:
        return Flow()
    return Pass(lines, index, begin, entering, rule).flow()


class Pass:
    """The kernel's arrays, and the flow made of what it leaves."""

    def __init__(
        self,
        lines: Lines,
        index: Index,
        begin: Begin,
        entering: Mapping[int, Entering],
        rule: Rule,
    ) -> None:
        from homeward.tracing.index import share_loops

        self.carried: Callable[[], tuple[Any, ...]]
        self.lines, self.ledger, self.begin = lines, lines.ledger, begin
        self.units, self.names = index.units()
        self.number = {
            Rule.PRO_RATA: share_loops.PRO_RATA,
            Rule.LOWEST_BALANCE: share_loops.LOWEST_BALANCE,
            Rule.CLAIMANT_FIRST: share_loops.CLAIMANT_FIRST,
        }[rule]
        self.held = np.zeros((index.accounts, len(begin.names)), dtype=np.float64)
        self.pending, self.loads = np.zeros(0, dtype=np.int64), np.zeros((0, len(begin.names)))
        is_whole = self.ledger.credited is self.ledger.amount and not self.ledger.has_delays
        is_one = not entering and len(begin.claims) == len(self.names) == 1
        if is_one and is_whole:
            self._follow_one(index)
        else:
            self._follow_all(index, entering)

    def _follow_one(self, index: Index) -> None:
        """The short way, for one claim and payments that arrive whole and at once."""
        from homeward.tracing.index import share_loops

        ledger, claim = self.ledger, self.begin.claims[0]
        apart = ledger.exits | ledger.foreign
        number, amounts = self.number, (ledger.amount, index.before)
        ratios = index.ratios() if number == share_loops.PRO_RATA else None
        if ratios is not None:
            number, amounts = share_loops.RATIOS, (ratios, ratios)

        def followed(size: int) -> tuple[Any, ...]:
            """What is held, and with room for them the payments that carried something."""
            held, marks = np.zeros(index.accounts), apart.astype(np.uint8) * share_loops.APART
            if number == share_loops.RATIOS and not size and not apart.any():
                held[ledger.target[claim[0]]] = claim[2]
                places = (claim[0] + 1, self.lines.size)
                share_loops.follow_ratios(*places, ledger.source, ledger.target, amounts[0], held)
                return (held,)
            # memory is taken only as far as it is used
            rows, lefts = np.empty(size, dtype=row_type(len(ledger))), np.empty(size)
            payments = (ledger.source, ledger.target, *amounts)
            count = share_loops.follow_one(
                number,
                self.lines.size,
                claim,
                payments,
                held,
                marks,
                rows,
                lefts,
                size > 0,
                bool(apart.any()),
            )
            return held, rows[:count], np.broadcast_to(np.int32(0), count), lefts[:count]

        def carried() -> tuple[Any, ...]:
            _, rows, labels, lefts = followed(self.lines.size + 1)
            return rows, labels, lefts, lefts

        self.carried, held = carried, followed(0)[0]
        self.sums = np.zeros((len(_TERMS), 1, 1))
        self.sums[share_loops.CLAIMED] = claim[2]
        self.sums[share_loops.OUT] = held[ledger.exits & ~ledger.foreign].sum()
        self.sums[share_loops.HANDED] = held[ledger.foreign].sum()
        self.held[:, 0] = np.where(apart, 0.0, held)

    def _follow_all(self, index: Index, entering: Mapping[int, Entering]) -> None:
        """The way that knows everything."""
        from homeward.tracing.index import share_loops

        begin, delayed, starts = self.begin, self.ledger.has_delays, self.begin.rows
        self.pending = np.zeros(self.lines.size if delayed else 0, dtype=np.int64)
        events, first = np.zeros(0, dtype=np.int64), int(starts[0])
        if delayed:
            events = self.lines.events
            first = int(np.argmax(events == 2 * first))
        with undisturbed():
            *carried, self.sums, self.loads = share_loops.follow_shares(
                self.number,
                self.lines.size,
                first,
                events,
                (self.ledger.source, self.ledger.target),
                (self.ledger.amount, self.ledger.credited, index.before),
                self.units,
                len(self.names),
                (self.ledger.exits, self.ledger.foreign),
                starts,
                begin.claims,
                begin.handed,
                self._shares(entering),
                np.zeros(index.accounts, dtype=np.uint8),
                self.held,
                self.pending,
            )
        self.carried = lambda: tuple(carried)

    def _shares(self, entering: Mapping[int, Entering]) -> np.ndarray:
        table = np.zeros((len(entering), len(self.begin.names)), dtype=np.float64)
        for place, row in enumerate(sorted(entering)):
            for name, amount in entering[row].shares:
                table[place, self.begin.number[name]] = amount
        return table

    def flow(self) -> Flow:
        """The result as every engine gives it."""
        flow, names = Flow(), self.begin.names
        for term, unit, label in np.argwhere(self.sums).tolist():
            amount = float(self.sums[term, unit, label])
            flow.tally.add(_TERMS[term], names[label], self.names[unit], amount)
        flow.carried = Carried(self._columns)
        self._note_held(flow)
        self._note_transit(flow)
        self._note_handed(flow)
        self.held = np.zeros((0, self.held.shape[1]))  # the carriers may be asked for long after
        return flow

    def _columns(self) -> CarriedColumns:
        rows, labels, lefts, arrived = self.carried()
        return CarriedColumns(rows, labels, lefts, arrived, self.begin.names)

    def _note_held(self, flow: Flow) -> None:
        accounts, labels = np.nonzero(self.held)
        amounts, own = self.held[accounts, labels], self.begin.names
        flow.held = LazyDict(lambda: _by_account(accounts, labels, amounts, own))
        totals = np.zeros((len(self.names), len(self.begin.names)))
        np.add.at(totals, (self.units[accounts], labels), self.held[accounts, labels])
        for unit, label in np.argwhere(totals).tolist():
            name, amount = self.begin.names[label], float(totals[unit, label])
            flow.tally.add("held", name, self.names[unit], amount)

    def _note_transit(self, flow: Flow) -> None:
        for row in np.flatnonzero(self.pending).tolist():
            unit = self.ledger.currency(int(self.ledger.target[row]))
            for label, amount in enumerate(self.loads[self.pending[row] - 1].tolist()):
                if amount:
                    flow.delay(row, self.begin.names[label], amount)
                    flow.tally.add("in_transit", self.begin.names[label], unit, amount)

    def _note_handed(self, flow: Flow) -> None:
        if not self.ledger.foreign.any():
            return
        columns = flow.carried.columns
        assert columns is not None  # noqa: S101 - nothing was added to them
        rows, labels, lefts = columns.row, columns.label, columns.left
        for place in np.flatnonzero(self.ledger.foreign[self.ledger.target[rows]]).tolist():
            row, name = int(rows[place]), self.begin.names[int(labels[place])]
            flow.handed_shares.setdefault(row, {})[name] = float(lefts[place])


def _by_account(
    accounts: Ints, labels: Ints, amounts: Any, names: Sequence[str]
) -> dict[tuple[int, str], Amount]:
    keys = zip(accounts.tolist(), (names[label] for label in labels.tolist()), strict=True)
    return dict(zip(keys, amounts.tolist(), strict=True))
