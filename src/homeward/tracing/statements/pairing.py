"""One payment, two statements: which credit of one account is which debit of another.

Two entries are one payment where both banks carry the same reference for it and each names the
other's account, or one of them names none, the amounts are the same and no other entry has it. A
common reference that was used several times between two accounts (a standing order) is told apart
by the amount and by the days on which it was booked. On amount and day alone nothing is joined:
that takes a person.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from homeward.tracing.statements.entries import Entry, Statement

LATEST = timedelta(days=10)
"""How long after its debit a credit may be booked, where only a repeated reference joins them."""

COVERED = timedelta(days=5)
"""Days before a credit in which its debit was booked, as a rule."""


@dataclass(slots=True)
class Pairs:
    """What was found: `credit` by debit and `debit` by credit, and which credits are not taken,
    each with the account whose statement has it. `one_sided` are debits that the other account's
    own statement should hold and does not."""

    credit: dict[Entry, Entry] = field(default_factory=dict)
    debit: dict[Entry, Entry] = field(default_factory=dict)
    counted: dict[Entry, str] = field(default_factory=dict)
    one_sided: list[Entry] = field(default_factory=list)


def pair(statements: list[Statement]) -> Pairs:
    """Join the entries that are one payment, and find those that are counted elsewhere."""
    entries = [entry for statement in statements for entry in statement.entries]
    found = Pairs()
    for kind in ("uetr", "end to end", "transaction"):
        _join(kind, [each for each in entries if each not in found.credit], found)
    _set_apart(statements, entries, found)
    return found


def _join(kind: str, entries: list[Entry], found: Pairs) -> None:
    """Join by one kind of reference: first those that name each other, then those of which one
    side is not named, then those of which neither is."""
    held = [
        (value, each)
        for each in entries
        for name, value in each.keys
        if name == kind and each not in found.debit
    ]
    for tells in (_both_named, _payee_named, _payer_named, _none_named):
        debits: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
        credits: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
        for value, each in held:
            if each not in found.credit and each not in found.debit and (told := tells(each)):
                side = credits if each.sign > 0 else debits
                side[(value, each.is_reversal, *told)].append(each)
        for key, paid in debits.items():
            for debit, credit in _matched(paid, credits.get(key, []), is_named=len(key) == 4):
                found.credit[debit], found.debit[credit] = credit, debit


def _both_named(entry: Entry) -> tuple[object, ...]:
    """Payer and payee, as each has the other."""
    if entry.other is None:
        return ()
    ends = (entry.account, entry.other)
    return ends if entry.sign < 0 else ends[::-1]


def _payee_named(entry: Entry) -> tuple[object, ...]:
    """The payee by the debit; the credit names nobody."""
    if (entry.sign < 0) == (entry.other is None):
        return ()
    payee = entry.other if entry.sign < 0 else entry.account
    return (payee, entry.amount, entry.currency)


def _payer_named(entry: Entry) -> tuple[object, ...]:
    """The payer by the credit; the debit names nobody."""
    if (entry.sign > 0) == (entry.other is None):
        return ()
    payer = entry.other if entry.sign > 0 else entry.account
    return (payer, entry.amount, entry.currency)


def _none_named(entry: Entry) -> tuple[object, ...]:
    return () if entry.other is not None else ("", entry.amount, entry.currency)


def _matched(
    debits: list[Entry], credits: list[Entry], *, is_named: bool
) -> Iterator[tuple[Entry, Entry]]:
    """The pairs of a reference. Where it occurs once on each side, those two are one payment; where
    it was used again between two accounts, amount and day tell which."""
    if len(debits) == 1 and len(credits) == 1:
        if debits[0].account != credits[0].account:
            yield debits[0], credits[0]
        return
    if not is_named:
        return
    same: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
    for each in sorted(credits, key=lambda each: each.day, reverse=True):
        same[each.amount, each.currency].append(each)
    for debit in sorted(debits, key=lambda each: each.day):
        waiting = same[debit.amount, debit.currency]
        day = date.fromisoformat(debit.day)
        while waiting and date.fromisoformat(waiting[-1].day) < day - timedelta(days=1):
            waiting.pop()
        if waiting and date.fromisoformat(waiting[-1].day) <= day + LATEST:
            yield debit, waiting.pop()


def _set_apart(statements: list[Statement], entries: list[Entry], found: Pairs) -> None:
    """Credits that the payer's own statement counts, and debits that the payee's does not."""
    periods = _periods(statements)
    left: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for entry in sorted(entries, key=lambda each: each.day):
        if entry.sign < 0 and entry not in found.credit:
            left[entry.account, entry.other, entry.amount, entry.currency].append(entry.day)
    for entry in entries:
        if entry.other is None or entry.other not in periods:
            continue
        day = date.fromisoformat(entry.day)
        if entry.sign < 0:
            if entry not in found.credit and _covers(periods[entry.other], day, day + COVERED):
                found.one_sided.append(entry)
        elif entry not in found.debit and (
            _alike(entry, left) or _covers(periods[entry.other], day - COVERED, day)
        ):
            found.counted[entry] = entry.other


def _alike(credit: Entry, days: Mapping[tuple[object, ...], list[str]]) -> bool:
    """Whether a debit of the same amount was booked between the two within days of the credit."""
    held = days.get((credit.other, credit.account, credit.amount, credit.currency), [])
    day = date.fromisoformat(credit.day)
    first = bisect_left(held, (day - LATEST).isoformat())
    return first < len(held) and held[first] <= (day + LATEST).isoformat()


def _periods(statements: Iterable[Statement]) -> dict[str, list[tuple[date, date]]]:
    """The periods of each account's statements, those that touch as one."""
    found: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for each in statements:
        if each.first is not None and each.last is not None:
            found[each.account].append((each.first, each.last))
    return {account: list(_merged(sorted(each))) for account, each in found.items()}


def _merged(periods: Iterable[tuple[date, date]]) -> Iterator[tuple[date, date]]:
    first: date | None = None
    last = date.min
    for begins, ends in periods:
        if first is not None and begins <= last + timedelta(days=4):  # no booking on days off
            last = max(last, ends)
            continue
        if first is not None:
            yield first, last
        first, last = begins, ends
    if first is not None:
        yield first, last


def _covers(periods: Iterable[tuple[date, date]], first: date, last: date) -> bool:
    return any(begins <= first and last <= ends for begins, ends in periods)


def repeated(statements: list[Statement]) -> list[Entry]:
    """Entries that stand in another statement of their account too: the later ones."""
    seen: dict[tuple[object, ...], Statement] = {}
    found = []
    for statement in statements:
        own: dict[tuple[object, ...], Statement] = {}
        for entry in statement.entries:
            key = (
                entry.account,
                entry.sign,
                entry.amount,
                entry.currency,
                entry.day,
                entry.valued,
                entry.other,
                entry.keys,
                entry.servicer,
            )
            if key in seen:
                found.append(entry)
            own[key] = statement
        seen.update(own)
    return found
