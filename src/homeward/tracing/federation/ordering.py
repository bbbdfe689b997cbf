"""One order for payments that several nodes hold.

At one moment, payments that two States share come in the order of their common reference where no
order is declared; a node's own payments keep their place among them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

import numpy as np

from homeward.tracing import errors
from homeward.tracing.federation.handover import StateOf
from homeward.tracing.ledger import Flags, Ints, Ledger
from homeward.tracing.moments import from_microseconds, moment_text, to_microseconds

OrderStatement = tuple[datetime, tuple[str, ...]]
"""A moment and the references of its shared payments in the order in which a node takes them."""


def ordered_by_reference(ledger: Ledger) -> Ledger:
    """A node's ledger with the payments it shares in the order of their references."""
    shared = ledger.foreign[ledger.source] != ledger.foreign[ledger.target]
    position = ledger.position.copy()
    for rows in _tied_groups(ledger, shared):
        chosen = rows[shared[rows]]
        position[_by_reference(ledger, chosen)] = np.sort(position[chosen])
    return replace(ledger, position=position).in_order()


def pooled_order(ledger: Ledger, state_of: StateOf) -> Ledger:
    """The pooled ledger in the order that all nodes share.

    Each State's own payments follow the shared payment that they follow in their node's order.
    """
    states = [state_of(account) for account in ledger.account_ids]
    codes = {state: code for code, state in enumerate(dict.fromkeys(states))}
    number = np.array([codes[state] for state in states], dtype=np.int64)
    source, target = number[ledger.source], number[ledger.target]
    shared = source != target
    position = ledger.position.copy()
    for rows in _tied_groups(ledger, shared):
        position[_pooled_group(ledger, rows, source, target)] = np.sort(position[rows])
    return replace(ledger, position=position).in_order()


def _pooled_group(ledger: Ledger, rows: Ints, source: Ints, target: Ints) -> Ints:
    """The rows of one moment in the common order."""
    shared = rows[source[rows] != target[rows]]
    rank = {int(row): place for place, row in enumerate(_by_reference(ledger, shared))}
    keys = {row: (place, 0, 0) for row, place in rank.items()}
    for state in np.unique(np.concatenate([source[rows], target[rows]])):
        mine = [int(r) for r in rows if state in (source[r], target[r])]
        # this node's shared payments, in reference order, fill the places they had
        ranked = iter(sorted(rank[row] for row in mine if row in rank))
        before = -1
        for row in mine:
            if row in rank:
                before = next(ranked)
            else:
                keys[row] = (before, 1, row)
    return np.array(sorted(keys, key=lambda row: keys[row]), dtype=np.int64)


def _by_reference(ledger: Ledger, rows: Ints) -> Ints:
    names = {int(row): ledger.reference(row) or ledger.payment_id(row) for row in rows}
    return np.array(sorted(names, key=lambda row: (names[row], row)), dtype=np.int64)


def _tied_groups(ledger: Ledger, shared: Flags) -> Iterator[Ints]:
    """Rows that neither time nor declared order tells apart, where two or more are shared."""
    starts = np.ones(len(ledger) + 1, dtype=np.bool_)
    starts[1:-1] = (np.diff(ledger.time) != 0) | (ledger.order[1:] != ledger.order[:-1])
    bounds = np.flatnonzero(starts)
    counts = np.add.reduceat(shared.astype(np.int64), bounds[:-1])
    for group in np.flatnonzero(counts > 1):
        yield np.arange(bounds[group], bounds[group + 1])


def order_statements(ledger: Ledger, rows: Iterable[int]) -> tuple[OrderStatement, ...]:
    """How a node orders some of its shared payments, where several share a moment.

    Payments credited later than they are debited are left out: there the times decide.
    """
    moments: dict[int, list[int]] = {}
    for row in sorted(rows):
        if ledger.credit_time[row] == ledger.time[row] and ledger.reference(row) is not None:
            moments.setdefault(int(ledger.time[row]), []).append(row)
    return tuple(
        (from_microseconds(moment), tuple(ledger.reference(row) or "" for row in together))
        for moment, together in moments.items()
        if len(together) > 1
    )


def refuse_contradictions(statements: Iterable[OrderStatement]) -> None:
    """Raise `OrderContradiction` at the first moment that has no order which suits every node."""
    moments: dict[datetime, list[tuple[str, ...]]] = {}
    for moment, references in statements:
        moments.setdefault(moment, []).append(references)
    for moment in sorted(moments):
        graph: TopologicalSorter[str] = TopologicalSorter()
        for references in moments[moment]:
            for earlier, later in pairwise(references):
                graph.add(later, earlier)
        try:
            graph.prepare()
        except CycleError as problem:
            payments = ", ".join(sorted(set(problem.args[1])))
            raise errors.OrderContradiction(
                time=moment_text(to_microseconds(moment)), payments=payments
            ) from problem
