"""An index that grows with its ledger: what came before the first new payment is kept."""

from dataclasses import dataclass, replace

import numpy as np

from homeward.tracing.index.build import Index, outside_of
from homeward.tracing.index.groups import Grouped, grouped, row_type
from homeward.tracing.ledger import Flags, Ints, Ledger


@dataclass(frozen=True, slots=True)
class Change:
    """What an extension did: the first `kept` payments stand, from there all was placed anew.

    Payments later than all held leave everything standing. Where one is earlier, what follows it
    in the ledger is placed anew, on every account.
    """

    kept: int
    placed: int

    @property
    def is_rebuilt(self) -> bool:
        """True where nothing could be kept."""
        return self.kept == 0


def extend(index: Index, ledger: Ledger) -> Index:
    """The index of a ledger that holds all payments of the indexed one, and more.

    Accounts keep their numbers, new ones follow; `ledger` comes from `join`. Pinned openings stay
    as they are: what a later payment would need beyond them is a birth.
    """
    plain, pinned = replace(ledger, index=None), index.pinned
    if pinned is not None:
        more = len(plain.account_ids) - len(pinned)
        pinned = np.concatenate([pinned, np.zeros(more, dtype=np.int64)])
        plain = plain.with_shortfall_openings(pinned)
    kept = _common(index.ledger, plain)
    taken, placed, before = _places_from(index, plain, kept)
    going, coming = index.orders_made()
    if kept < len(index) or plain.has_delays:
        going = coming = None
    accounts, sides = len(plain.account_ids), (plain.source[kept:], plain.target[kept:])
    if going is not None:
        going = appended(going, kept, grouped(*sides, None, accounts))
    if coming is not None:
        coming = appended(coming, kept, grouped(*sides[::-1], None, accounts))
    change = Change(kept, len(plain) - kept)
    until = index.pinned_until
    lines = (plain, taken, placed, before, ledger.openings)
    return Index(*lines, pinned, until, change, going, coming)


def _common(old: Ledger, new: Ledger) -> int:
    """How many payments both ledgers begin with."""
    size = len(old)
    differs = np.zeros(size, dtype=np.bool_)
    for name in ("position", "time", "order", "source", "target", "amount", "credited"):
        differs |= getattr(old, name) != getattr(new, name)[:size]
    differs |= old.credit_time != new.credit_time[:size]
    return int(np.argmax(differs)) if differs.any() else size


def _places_from(index: Index, ledger: Ledger, kept: int) -> tuple[Ints, Ints, Ints]:
    from homeward.tracing.index import walk_loops

    taken_from, placed_at, before = (
        _begun(each, kept, len(ledger), empty)
        for each, empty in ((index.taken_from, 0), (index.placed_at, -1), (index.before, 0))
    )
    outside = outside_of(ledger)
    later = _late_credits(ledger, kept)
    money = np.zeros((len(ledger.account_ids), 2), dtype=np.int64)
    money[:, 0] = ledger.openings
    walk_loops.totals_before(
        kept,
        later,
        ledger.source,
        ledger.target,
        ledger.amount,
        ledger.credited,
        outside,
        taken_from,
        placed_at,
        before,
        money,
    )
    given = (ledger.source, ledger.target, ledger.amount, ledger.credited, outside, money)
    if not ledger.has_delays:
        walk_loops.place_rows(kept, *given, taken_from, placed_at, before)
        return taken_from, placed_at, before
    events = _events_from(ledger, kept, later)
    placed_at[events[events & 1 == 1] >> 1] = -1
    walk_loops.place_in_order(events, *given, taken_from, placed_at, before)
    return taken_from, placed_at, before


def _begun(column: Ints, kept: int, size: int, empty: int) -> Ints:
    grown = np.full(size, empty, dtype=np.int64)
    grown[:kept] = column[:kept]
    return grown


def _late_credits(ledger: Ledger, kept: int) -> Flags:
    """Among the payments kept, those credited after the first that is not; empty without any."""
    if not ledger.has_delays or kept == len(ledger):
        return np.zeros(0, dtype=np.bool_)
    moment, order = ledger.credit_time[:kept], ledger.order[:kept]
    first = ledger.time[kept], ledger.order[kept], ledger.position[kept]
    later = ledger.position[:kept] > first[2]
    later = (order > first[1]) | ((order == first[1]) & later)
    return np.asarray((moment > first[0]) | ((moment == first[0]) & later))


def _events_from(ledger: Ledger, kept: int, later: Flags) -> Ints:
    """Debits and credits still to be placed, in order."""
    new = np.arange(kept, len(ledger), dtype=np.int64)
    events = np.concatenate([2 * np.flatnonzero(later) + 1, 2 * new, 2 * new + 1])
    rows, is_credit = events >> 1, events & 1
    moments = np.where(is_credit, ledger.credit_time[rows], ledger.time[rows])
    ordered = np.lexsort((is_credit, ledger.position[rows], ledger.order[rows], moments))
    return events[ordered]


def appended(groups: Grouped, held: int, later: Grouped) -> Grouped:
    """Rows by account with those of later payments behind; `held` payments came before."""
    from homeward.tracing.index.walk_loops import join_groups

    first = np.zeros(len(later.first), dtype=np.int64)
    kind = row_type(held + len(later.rows) + 1)
    rows = np.empty(len(groups.rows) + len(later.rows), dtype=kind)
    join_groups(groups.first, groups.rows, later.first, later.rows, held, first, rows)
    return Grouped(first, rows)
