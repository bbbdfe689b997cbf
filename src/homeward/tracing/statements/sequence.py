"""The order of payments of one moment, from the sequence of every statement that holds them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from homeward.tracing.statements.entries import Entry, Statement
from homeward.tracing.statements.reader import by_account
from homeward.tracing.warning import TraceWarning


@dataclass(frozen=True, slots=True)
class Row:
    """A payment: the entry that it is kept as, the other bank's entry, and its two accounts."""

    entry: Entry
    other: Entry | None
    source: str
    target: str


def use_days(statements: Iterable[Statement]) -> list[TraceWarning]:
    """Where some statements give days alone and others moments of the same day, the day counts for
    all: its midnight would put the payments of the one before those of the other."""
    entries = [entry for statement in statements for entry in statement.entries]
    alone = {entry.day for entry in entries if entry.booked == entry.day}
    mixed = [entry for entry in entries if entry.booked != entry.day and entry.day in alone]
    for entry in mixed:
        entry.clock, entry.booked = entry.booked, entry.day
    if not mixed:
        return []
    return [TraceWarning("times_taken_as_days", {"count": len(mixed)})]


def ordered(
    statements: list[Statement], rows: Sequence[Row]
) -> tuple[list[int | None], list[TraceWarning]]:
    """The declared order of each row that shares a moment with others, None elsewhere.

    A payment that two statements hold stands in the sequence of both: at the moment of its debit in
    the payer's, at that of its credit in the payee's. Where these contradict, each payment keeps
    its place in the statement that it is read from, with a warning; and there is one where accounts
    without a statement were paid and paid out at one moment by several, whose sequence no statement
    tells.
    """
    place = {each: number for number, row in enumerate(rows) for each in (row.entry, row.other)}
    moments = _moments(rows)
    own = {each.account for each in statements}
    order: list[int | None] = [None] * len(rows)
    notes: list[TraceWarning] = []
    ranks, contradiction = _ranks(statements, rows, place)
    if contradiction is not None:
        notes.append(TraceWarning("sequences_contradict", {"time": contradiction}))
    unknown = 0
    for members in moments.values():
        for row in members:
            order[row] = ranks[row]
        unknown += _is_unknown([rows[row] for row in members], own)
    if unknown:
        notes.append(TraceWarning("sequence_between_statements", {"count": unknown}))
    return order, notes


def _moments(rows: Sequence[Row]) -> dict[str, list[int]]:
    """Rows by the moments of their debits and credits, where several share one."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        for moment in {each.booked for each in (row.entry, row.other) if each}:
            found[moment].append(number)
    return {moment: members for moment, members in found.items() if len(members) > 1}


def _ranks(
    statements: list[Statement], rows: Sequence[Row], place: Mapping[Entry | None, int]
) -> tuple[list[int], str | None]:
    """A place for every row, after those that some statement has before it at one moment; and a
    moment at which the statements contradict each other."""
    for are_both in (True, False):
        before: dict[int, set[int]] = {number: set() for number in range(len(rows))}
        for held in by_account(statements).values():
            last: dict[str, int] = {}
            for entry in (entry for statement in held for entry in statement.entries):
                row = place.get(entry)
                if row is None or not (are_both or rows[row].entry is entry):
                    continue  # refused; or the payee's sequence, where it contradicts
                if last.get(entry.booked, row) != row:
                    before[row].add(last[entry.booked])
                last[entry.booked] = row
        if are_both:
            _add_clocks(before, rows)
        sorter = TopologicalSorter(before)
        try:
            sorter.prepare()
        except CycleError as error:
            if are_both:
                contradiction = rows[error.args[1][0]].entry.booked
                continue
            return list(range(len(rows))), contradiction
        ranks = [0] * len(rows)
        count = 0
        while sorter.is_active():
            ready = sorted(sorter.get_ready())
            for row in ready:
                ranks[row] = count
                count += 1
            sorter.done(*ready)
        return ranks, None if are_both else contradiction
    return list(range(len(rows))), None


def _add_clocks(before: dict[int, set[int]], rows: Sequence[Row]) -> None:
    """Debits of which only the day is used stay in the order of their clocks."""
    last: dict[str, tuple[str, int]] = {}
    timed = [(row.entry.clock, number) for number, row in enumerate(rows) if row.entry.clock]
    for clock, number in sorted(timed):
        day = rows[number].entry.day
        if day in last and last[day][0] < clock:
            before[number].add(last[day][1])
        last[day] = (clock, number)


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
