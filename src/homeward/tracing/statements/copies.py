"""What several statements of one account hold alike: one delivered twice, a day and its month."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from homeward.tracing.statements.entries import Entry, Statement
from homeward.tracing.statements.reader import by_account

Places = dict[tuple[object, ...], list[Entry]]


def repeated(statements: list[Statement]) -> list[Entry]:
    """Entries that stand in another statement of their account too: those of the later one.

    Statements of which each begins with the balance that the one before ended with hold different
    entries, and are one run. What two runs have of one day, amount and direction is in both as
    often as both have it; without balances two entries must agree in all that is told of them.
    """
    found: list[Entry] = []
    for held in by_account(statements).values():
        known = _Known()
        for run in _runs([each for each in held if each.entries]):
            is_sure = run[0].opening is not None and run[-1].closing is not None
            entries = [entry for statement in run for entry in statement.entries]
            found.extend(known.take(entries, is_sure=is_sure))
    return found


def _runs(statements: list[Statement]) -> list[list[Statement]]:
    """The statements in runs; each joins the first run that ends where it begins."""
    runs: list[list[Statement]] = []
    ending: dict[object, list[list[Statement]]] = defaultdict(list)
    for each in statements:
        waiting = ending[each.opening] if each.opening is not None else []
        run = next((run for run in waiting if _follows(run[-1], each)), None)
        if run is None:
            runs.append(run := [])
        else:
            waiting.remove(run)
        run.append(each)
        if each.closing is not None:
            ending[each.closing].append(run)
    return runs


def _follows(before: Statement, later: Statement) -> bool:
    """Whether a statement that begins with a balance goes on where the one with it ended: later, or
    as another page of the same period, and not as the same once more."""
    periods = (before.first, before.last), (later.first, later.last)
    is_later = before.last is None or later.first is None or before.last <= later.first
    if not is_later and periods[0] != periods[1]:
        return False
    if (before.opening, before.closing) != (later.opening, later.closing):
        return True
    return Counter(map(_strictly, before.entries)) != Counter(map(_strictly, later.entries))


def _loosely(entry: Entry) -> tuple[object, ...]:
    return (entry.sign, entry.amount, entry.currency, entry.day)


def _strictly(entry: Entry) -> tuple[object, ...]:
    return (*_loosely(entry), entry.valued, entry.other, entry.keys, entry.servicer)


@dataclass(slots=True)
class _Known:
    """Entries of the runs so far, of which each stands for one of every later run.

    Two deliveries of a statement need not tell the same of an entry: what one leaves out does not
    count, but references or accounts that differ make two entries of it.
    """

    loose: Places = field(default_factory=lambda: defaultdict(list))
    strict: Places = field(default_factory=lambda: defaultdict(list))

    def take(self, entries: list[Entry], *, is_sure: bool) -> list[Entry]:
        """Those of a run that are known; the others are from now on."""
        used: set[Entry] = set()
        begun: Counter[tuple[object, ...]] = Counter()
        found, fresh = [], []
        for entry in entries:
            held = self._held(entry, used, begun, is_sure=is_sure)
            if held is None:
                fresh.append(entry)
            else:
                used.add(held)
                found.append(entry)
        for entry in fresh:
            self.strict[_strictly(entry)].append(entry)
            if is_sure:
                for key in (*entry.keys, not entry.keys):
                    self.loose[*_loosely(entry), key].append(entry)
        return found

    def _held(
        self, entry: Entry, used: set[Entry], begun: Counter[tuple[object, ...]], *, is_sure: bool
    ) -> Entry | None:
        """A known entry that may be this one and stands for no other of its run."""
        places = [(self.strict, _strictly(entry))]
        if is_sure:
            keys = (*entry.keys, True) if entry.keys else (True, False)
            places += [(self.loose, (*_loosely(entry), key)) for key in keys]
        for index, place in places:
            held = index.get(place, [])
            while begun[place] < len(held) and held[begun[place]] in used:
                begun[place] += 1
            if begun[place] < len(held) and _may_be_one(entry, held[begun[place]]):
                return held[begun[place]]
        return None


def _may_be_one(entry: Entry, held: Entry) -> bool:
    return None in (entry.other, held.other) or entry.other == held.other
