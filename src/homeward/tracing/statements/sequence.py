"""The order of payments of one moment, from the sequence of every statement that holds them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from homeward.tracing.statements.entries import Entry, Statement
from homeward.tracing.statements.reader import by_account
from homeward.tracing.warning import TraceWarning

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Row:
    """A payment: the entry that it is kept as, the other bank's entry, and its two accounts."""

    entry: Entry
    other: Entry | None
    source: str
    target: str


def ordered(
    statements: list[Statement], rows: Sequence[Row]
) -> tuple[list[int | None], list[TraceWarning]]:
    """The declared order of each row that shares its moment with others, None elsewhere.

    A payment that two statements hold stands in the sequence of both. Where these contradict, rows
    are taken as they were read, with a warning; and there is one where accounts without a statement
    were paid and paid out at one moment by several, whose sequence no statement tells.
    """
    place = {each: number for number, row in enumerate(rows) for each in (row.entry, row.other)}
    before: dict[int, set[int]] = defaultdict(set)
    for held in by_account(statements).values():
        last: dict[str, int] = {}
        for entry in (entry for statement in held for entry in statement.entries):
            row = place.get(entry)
            if row is None or entry.booked != rows[row].entry.booked:
                continue  # refused, or its credit is booked at another moment than its debit
            if entry.booked in last:
                before[row].add(last[entry.booked])
            last[entry.booked] = row
    order: list[int | None] = [None] * len(rows)
    notes: list[TraceWarning] = []
    own = {each.account for each in statements}
    unknown = 0
    for moment, members in _moments(rows).items():
        found, is_sure = _sorted(members, before)
        if not is_sure:
            notes.append(TraceWarning("sequences_contradict", {"time": moment}))
        for number, row in enumerate(found):
            order[row] = number
        unknown += _is_unknown([rows[row] for row in members], own)
    if unknown:
        notes.append(TraceWarning("sequence_between_statements", {"count": unknown}))
    return order, notes


def _moments(rows: Sequence[Row]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        found[row.entry.booked].append(number)
    return {moment: members for moment, members in found.items() if len(members) > 1}


def _sorted(members: list[int], before: dict[int, set[int]]) -> tuple[list[int], bool]:
    """The rows of a moment, each after those that some statement has before it."""
    sorter = TopologicalSorter({row: sorted(before.get(row, ())) for row in members})
    try:
        sorter.prepare()
    except CycleError:
        return members, False
    found: list[int] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        found.extend(ready)
        sorter.done(*ready)
    return found, True


def _is_unknown(rows: Iterable[Row], held: set[str]) -> bool:
    """Whether an account without a statement here pays and is paid, by several statements."""
    paid: dict[str, set[Statement]] = defaultdict(set)
    paying: set[str] = set()
    for row in rows:
        for account in (row.source, row.target):
            if account not in held:
                paid[account].add(row.entry.holder)
        paying.add(row.source)
    return any(account in paying and len(found) > 1 for account, found in paid.items())
