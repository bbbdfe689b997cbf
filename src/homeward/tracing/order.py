"""Does the result depend on the order of payments at one moment?"""

from collections.abc import Iterable, Sequence

import numpy as np

from homeward.tracing.flow import Flow
from homeward.tracing.ledger import Flags, Ints, Ledger
from homeward.tracing.lines import Lines
from homeward.tracing.warning import TraceWarning

_SHOWN = 10


def order_warning(
    lines: Lines, flow: Flow, claimed: Sequence[int], *, lots: bool
) -> TraceWarning | None:
    """A warning where a payment with proceeds shares an account with another of its moment.

    Only payments that no declared order tells apart count. Payments that one account makes, or
    receives, wholly in one label commute; so do credits of one account under the share rules.
    """
    tainted = np.array(sorted(set(flow.carried) | set(claimed)), dtype=np.int64)
    pairs = list(_pairs(_Moments(lines.ledger, lines.size), flow, tainted, lots=lots))
    if not pairs:
        return None
    shown = sorted({row for pair in pairs for row in pair})[:_SHOWN]
    payments = [lines.ledger.payment_id(row) for row in shown]
    return TraceWarning("order_depends", {"moments": len(pairs), "payments": payments})


class _Moments:
    """Groups of rows that neither time nor declared order tells apart."""

    def __init__(self, ledger: Ledger, size: int) -> None:
        self.ledger = ledger
        time, order = ledger.time[:size], ledger.order[:size]
        starts = np.ones(size + 1, dtype=np.bool_)
        starts[1:-1] = (time[1:] != time[:-1]) | (order[1:] != order[:-1])
        self.bounds = np.flatnonzero(starts)
        self.outside: Flags = ledger.exits | ledger.foreign

    def of(self, rows: Ints) -> list[tuple[Ints, Ints]]:
        """Every moment of two or more rows that holds some of `rows`: all its rows, and those."""
        places = np.searchsorted(self.bounds, rows, side="right") - 1
        found = []
        for place in np.unique(places):
            first, end = int(self.bounds[place]), int(self.bounds[place + 1])
            if end - first > 1:
                found.append((np.arange(first, end), rows[places == place]))
        return found

    def sharing(self, moment: Ints, row: int) -> Ints:
        """Other rows of the moment that touch an account of ours that the row touches."""
        source, target = self.ledger.source[moment], self.ledger.target[moment]
        shares = np.zeros(len(moment), dtype=np.bool_)
        for account in (self.ledger.source[row], self.ledger.target[row]):
            if not self.outside[account]:
                shares |= (source == account) | (target == account)
        others: Ints = moment[shares & (source != target) & (moment != row)]
        return others


def _pairs(
    moments: _Moments, flow: Flow, tainted: Ints, *, lots: bool
) -> Iterable[tuple[int, int]]:
    """One pair of rows per moment whose order could change the result."""
    for moment, rows in moments.of(tainted):
        found = next(
            (
                (int(row), int(other))
                for row in rows
                for other in moments.sharing(moment, int(row))
                if _matters(moments, flow, int(row), int(other), lots=lots)
            ),
            None,
        )
        if found is not None:
            yield found


def _matters(moments: _Moments, flow: Flow, row: int, other: int, *, lots: bool) -> bool:
    """Whether two payments that share an account could change the result by changing places."""
    ledger = moments.ledger
    paid, paid_to = ledger.source[row], ledger.target[row]
    if paid == ledger.target[other] and not moments.outside[paid]:
        return True
    if paid_to == ledger.source[other] and not moments.outside[paid_to]:
        return True
    if not lots and paid != ledger.source[other]:
        return False
    alike = _whole_label(ledger, flow, row)
    return alike is None or alike != _whole_label(ledger, flow, other)


def _whole_label(ledger: Ledger, flow: Flow, row: int) -> str | None:
    """The one label that a payment carries on its whole amount, if there is one."""
    amount = int(ledger.amount[row])
    labels = [(label, left) for label, (left, _) in flow.carried.get(row, {}).items()]
    return labels[0][0] if len(labels) == 1 and labels[0][1] == amount else None
