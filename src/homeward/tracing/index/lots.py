"""The lot rules over an index: the kernel's arrays in, its log out, as a flow."""

from collections.abc import Mapping, Sequence

import numpy as np

from homeward.tracing import errors
from homeward.tracing.claims import PlacedClaim
from homeward.tracing.flow import Entering, Flow
from homeward.tracing.index.begin import Begin, begin_of, table
from homeward.tracing.index.build import Index
from homeward.tracing.index.groups import moments_of, orders_of
from homeward.tracing.index.matched import Matched
from homeward.tracing.index.told import Log, told
from homeward.tracing.ledger import Flags, Ints
from homeward.tracing.lines import Lines, accounts_with_links
from homeward.tracing.mapped import sparse_zeros
from homeward.tracing.rules import Rule


def trace_indexed_lots(
    lines: Lines,
    index: Index,
    claims: Sequence[PlacedClaim],
    entering: Mapping[int, Entering],
    rule: Rule,
) -> Flow:
    """Follow the claims, and what enters from other nodes, through the index."""
    begin = begin_of(claims, entering)
    return told(lines, begin, run(lines, index, begin, entering, rule))


def run(
    lines: Lines, index: Index, begin: Begin, entering: Mapping[int, Entering], rule: Rule
) -> Log:
    """The kernel's log of everything that happens to the stretches.

    Raises `StoreUnusable` where a table that was read from a folder cannot be right.
    """
    from homeward.tracing.index.lot_loops import follow_lots
    from homeward.tracing.index.taking_loops import DAMAGED

    ledger = lines.ledger
    begins = [(row, -1, 0, -1) for row in begin.claims[:, 0].tolist()]
    for row, handed in entering.items():
        begins += [(row, off, length, begin.number[name]) for off, length, name in handed.stretches]
    places = (index.taken_from, lines.placed_at, index.before)
    matched = index.matched(rule) or Matched.none(len(index))
    arrives = ledger.credited  # empty where all that leaves arrives: nothing is read then
    if arrives is ledger.amount:
        arrives = arrives[:0]
    log: Log = follow_lots(
        rule is Rule.LIFO,
        lines.size,
        (ledger.source, ledger.target),
        (ledger.amount, arrives, *places),
        moments_of(ledger),
        *_flags(lines, index),
        ledger.openings,
        orders_of(index, both=rule is Rule.LIFO),
        table(begins, 4),
        begin.claims,
        begin.handed,
        *_known_cuts(lines, rule, is_replayed=rule is Rule.LIFO and not len(matched.first)),
        matched.first,
        matched.parts,
    )
    if len(log) and log[0, 0] == DAMAGED:
        reason = f"its table for the rule {rule} leads nowhere"
        raise errors.StoreUnusable(folder=matched.folder, reason=reason)
    return log


def _flags(lines: Lines, index: Index) -> tuple[Flags, Flags]:
    """Exits and foreign accounts, empty where there are none: most ledgers need not be asked."""
    exits, foreign, none = lines.ledger.exits, lines.ledger.foreign, np.zeros(0, dtype=np.bool_)
    has = index.keep("flags", lambda: (bool(exits.any()), bool(foreign.any())))
    return exits if has[0] else none, foreign if has[1] else none


def _known_cuts(lines: Lines, rule: Rule, *, is_replayed: bool) -> tuple[Ints, Ints]:
    """Parts of the accounts that return the same money by linked reversals, replayed in Python.

    The first table has a place for every account where there are any, and where others are going
    to be replayed.
    """
    linked, spans, cuts = lines.keep(f"cuts {rule}", lambda: _linked_cuts(lines, rule))
    if not len(linked) and not is_replayed:
        return table([], 2), cuts
    cut = sparse_zeros(len(lines.ledger.account_ids), 2)
    cut[linked] = spans
    return cut, cuts


def _linked_cuts(lines: Lines, rule: Rule) -> tuple[Ints, Ints, Ints]:
    """Accounts with linked reversals, where the parts of each begin and end (+ 1), the parts."""
    linked = accounts_with_links(lines.ledger, lines.size)
    if not len(linked):
        return linked, table([], 2), table([], 4)
    from homeward.tracing.lots import cuts_of

    cuts, columns, spans, stored = cuts_of(lines, rule, linked), [], [], 0
    for account in linked.tolist():
        parts = cuts.of(account)
        columns.append(np.stack([parts.start, parts.length, parts.payment, parts.offset], axis=1))
        spans.append((stored + 1, stored + len(parts.start) + 1))
        stored += len(parts.start)
    return linked, table(spans, 2), np.concatenate(columns)
