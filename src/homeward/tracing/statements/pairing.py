"""One payment, two statements: which credit of one account is which debit of another.

Two entries are one payment where both banks carry the same reference for it and each names the
other's account, or one of them names none and the amounts are the same. A common reference that
was used several times between two accounts (a standing order) is told apart by the amount and by
the days on which it was booked. On amount and day alone nothing is joined: that takes a person.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
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
    """Join by one kind of reference."""
    debits: dict[tuple[str, bool], list[Entry]] = defaultdict(list)
    credits: dict[tuple[str, bool], list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry in found.debit:
            continue
        for name, value in entry.keys:
            if name == kind:
                side = credits if entry.sign > 0 else debits
                side[value, entry.is_reversal].append(entry)
    for key, paid in debits.items():
        for debit in sorted(paid, key=lambda each: each.day):
            received = [each for each in credits.get(key, ()) if each not in found.debit]
            fitting = [each for each in received if _fit(debit, each)]
            others = [each for each in paid if each not in found.credit and each is not debit]
            chosen = _chosen(debit, fitting, [each for each in others if _rival(each, fitting)])
            if chosen is not None:
                found.credit[debit], found.debit[chosen] = chosen, debit


def _fit(debit: Entry, credit: Entry) -> bool:
    """Whether each may be the other end of the other."""
    if debit.account == credit.account:
        return False
    if debit.other not in (None, credit.account) or credit.other not in (None, debit.account):
        return False
    is_named = debit.other is not None and credit.other is not None
    return is_named or (debit.amount, debit.currency) == (credit.amount, credit.currency)


def _rival(debit: Entry, credits: Iterable[Entry]) -> bool:
    return any(_fit(debit, each) for each in credits)


def _chosen(debit: Entry, credits: list[Entry], others: list[Entry]) -> Entry | None:
    """The credit of a debit; of several the first of its amount that was booked soon enough."""
    if len(credits) == 1 and not others:
        return credits[0]
    day = date.fromisoformat(debit.day)
    same = [
        each
        for each in credits
        if (each.amount, each.currency) == (debit.amount, debit.currency)
        and timedelta(days=-1) <= date.fromisoformat(each.day) - day <= LATEST
    ]
    return min(same, key=lambda each: each.day, default=None)


def _set_apart(statements: list[Statement], entries: list[Entry], found: Pairs) -> None:
    """Credits that the payer's own statement counts, and debits that the payee's does not."""
    periods = _periods(statements)
    left: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.sign < 0 and entry not in found.credit and entry.other is not None:
            left[entry.account, entry.other].append(entry)
    for entry in entries:
        if entry.other is None or entry.other not in periods:
            continue
        day = date.fromisoformat(entry.day)
        if entry.sign < 0:
            if entry not in found.credit and _covers(periods[entry.other], day, day + COVERED):
                found.one_sided.append(entry)
        elif entry not in found.debit:
            alike = _alike(entry, left[entry.other, entry.account])
            if alike or _covers(periods[entry.other], day - COVERED, day):
                found.counted[entry] = entry.other


def _alike(credit: Entry, debits: Iterable[Entry]) -> bool:
    day = date.fromisoformat(credit.day)
    return any(
        (each.amount, each.currency) == (credit.amount, credit.currency)
        and abs(date.fromisoformat(each.day) - day) <= LATEST
        for each in debits
    )


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
