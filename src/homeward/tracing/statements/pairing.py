"""One payment, two statements: which credit of one account is which debit of another.

Two entries are one payment where both banks carry the same reference for it and each names the
other's account, or one of them names none, the amounts are the same and no other entry has it. A
common reference that was used several times between two accounts (a standing order) is told apart
by the amount and by the days on which it was booked. On amount and day alone nothing is joined:
that takes a person.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from homeward.tracing.statements.entries import Entry, Statement
from homeward.tracing.statements.reader import by_account

LATEST, EARLIEST = timedelta(days=10), timedelta(days=-1)
"""How long after its debit a credit may be booked; banks in the east may be a day ahead. Only a
UETR joins two entries whatever their days, as it is never used again."""

LEAST = Decimal("0.9")
"""What part of a debit must arrive at least in the same currency: fees are taken on the way."""

COVERED = timedelta(days=5)
"""Days before a credit in which its debit was booked, as a rule."""


@dataclass(slots=True)
class Pairs:
    """What was found: `credit` by debit and `debit` by credit, and which credits are not taken,
    each with the account whose statement has it. `one_sided` are debits that the other account's
    own statement should hold and does not, `unsure` credits that are kept although the payer's
    own statement begins only days before them, `returned` what came back, with what had gone."""

    credit: dict[Entry, Entry] = field(default_factory=dict)
    debit: dict[Entry, Entry] = field(default_factory=dict)
    counted: dict[Entry, str] = field(default_factory=dict)
    one_sided: list[Entry] = field(default_factory=list)
    unsure: list[Entry] = field(default_factory=list)
    returned: dict[Entry, Entry] = field(default_factory=dict)


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
    is_unique = kind == "uetr"
    for tells in (_both_named, _payee_named, _payer_named, _none_named):
        debits: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
        credits: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
        for value, each in held:
            if each not in found.credit and each not in found.debit and (told := tells(each)):
                side = credits if each.sign > 0 else debits
                side[(value, *told)].append(each)
        for key, paid in debits.items():
            is_named = tells is _both_named
            for debit, credit in _matched(paid, credits.get(key, []), is_named=is_named):
                if is_unique or _is_likely(debit, credit):
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
    return (payee, entry.brings, entry.currency)


def _payer_named(entry: Entry) -> tuple[object, ...]:
    """The payer by the credit; the debit names nobody."""
    if (entry.sign > 0) == (entry.other is None):
        return ()
    payer = entry.other if entry.sign > 0 else entry.account
    return (payer, entry.brings, entry.currency)


def _none_named(entry: Entry) -> tuple[object, ...]:
    return () if entry.other is not None else (entry.is_reversal, entry.brings, entry.currency)


def _is_likely(debit: Entry, credit: Entry) -> bool:
    """Whether days and amounts allow that the two are one payment."""
    late = date.fromisoformat(credit.day) - date.fromisoformat(debit.day)
    if not EARLIEST <= late <= LATEST:
        return False
    return debit.currency != credit.currency or (
        LEAST * debit.amount <= credit.amount <= debit.amount
    )


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
        waiting = same[debit.brings, debit.currency]
        day = date.fromisoformat(debit.day)
        while waiting and date.fromisoformat(waiting[-1].day) < day + EARLIEST:
            waiting.pop()
        if waiting and date.fromisoformat(waiting[-1].day) <= day + LATEST:
            yield debit, waiting.pop()


def _set_apart(statements: list[Statement], entries: list[Entry], found: Pairs) -> None:
    """Credits that the payer's own statement counts, and debits that the payee's does not."""
    periods = _periods(statements)
    found.returned.update(_returned(entries, found))
    returned = {*found.returned, *found.returned.values()}
    alone = [each for each in entries if each not in found.credit and each not in found.debit]
    alike = _alike(alone)
    for entry in alone:
        if entry.other not in periods or entry in returned:
            continue
        day, held = date.fromisoformat(entry.day), periods[entry.other]
        if entry.sign < 0:
            if _covers(held, day, day):
                found.one_sided.append(entry)
        elif entry in alike or _covers(held, day - COVERED, day):
            found.counted[entry] = entry.other
        elif _covers(held, day, day):
            found.unsure.append(entry)


def _returned(entries: list[Entry], found: Pairs) -> dict[Entry, Entry]:
    """What came back, with what had gone: the account at the other end never had it, so its
    statement holds neither."""
    went: dict[tuple[object, ...], deque[Entry]] = defaultdict(deque)
    back: dict[Entry, Entry] = {}
    for entry in sorted(entries, key=lambda each: each.day):
        if entry in found.credit or entry in found.debit or not entry.keys:
            continue
        key = (entry.account, entry.other, entry.keys[0])
        if entry.sign < 0 and not entry.is_reversal:
            went[key].append(entry)
        elif entry.sign > 0 and went[key] and entry.amount <= went[key][0].amount:
            back[entry] = went[key].popleft()
    return back


def _alike(entries: list[Entry]) -> set[Entry]:
    """Credits of which a debit between the two accounts has the amount, within days; each debit
    stands for one of them."""
    debits: dict[tuple[object, ...], list[date]] = defaultdict(list)
    ordered = sorted(entries, key=lambda each: each.day)
    for entry in ordered:
        if entry.sign < 0:
            ends = (entry.account, entry.other, entry.brings, entry.currency)
            debits[ends].append(date.fromisoformat(entry.day))
    used: dict[tuple[object, ...], int] = defaultdict(int)
    alike: set[Entry] = set()
    for entry in ordered:
        if entry.sign > 0:
            key, day = _reverse_key(entry), date.fromisoformat(entry.day)
            held = debits.get(key, [])
            while used[key] < len(held) and held[used[key]] < day - LATEST:
                used[key] += 1
            if used[key] < len(held) and held[used[key]] <= day + LATEST:
                used[key] += 1
                alike.add(entry)
    return alike


def _reverse_key(credit: Entry) -> tuple[object, ...]:
    return (credit.other, credit.account, credit.amount, credit.currency)


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
    """Entries that stand in another statement of their account too: those of the later one.

    Statements of which one begins with the balance that the other ended with, on the same day or
    later, hold different entries. Where two overlap otherwise, each entry of one day, amount and
    direction is in both as often as both have it.
    """
    found: list[Entry] = []
    for held in by_account(statements).values():
        filled = [each for each in held if each.entries]
        for number, later in enumerate(filled):
            left = list(later.entries)
            for before in filled[max(0, number - _COMPARED) : number]:
                if left and _overlap(before, later) and not _follows(before, later):
                    taken = _shared(before.entries, left, strictly=None in _ends(before, later))
                    found.extend(each for each in left if each in taken)
                    left = [each for each in left if each not in taken]
    return found


_COMPARED = 400
"""Statements of an account that each is compared with: a year of days."""


def _print(entry: Entry) -> tuple[object, ...]:
    return (entry.sign, entry.amount, entry.currency, entry.day)


def _strictly(entry: Entry) -> tuple[object, ...]:
    return (*_print(entry), entry.valued, entry.other, entry.keys, entry.servicer)


def _ends(before: Statement, later: Statement) -> tuple[object, object]:
    return before.closing, later.opening


def _shared(held: list[Entry], entries: list[Entry], *, strictly: bool) -> set[Entry]:
    """Which of the entries stand among those held, each of which stands for one.

    Two deliveries of a statement need not tell the same of an entry: what one leaves out does not
    count, but references or accounts that differ make two entries of it.
    """
    told = _strictly if strictly else _print
    by_key: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
    by_print: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
    for each in reversed(held):
        by_print[told(each), not each.keys].append(each)
        for key in each.keys:
            by_key[told(each), key].append(each)
    used: set[Entry] = set()
    found: set[Entry] = set()
    for entry in entries:
        places = [by_key[told(entry), key] for key in entry.keys]
        places.append(by_print[told(entry), True])
        if not entry.keys:
            places.append(by_print[told(entry), False])
        for place in places:
            while place and place[-1] in used:
                place.pop()
            if place and _may_be_one(entry, place[-1]):
                used.add(place.pop())
                found.add(entry)
                break
    return found


def _may_be_one(entry: Entry, held: Entry) -> bool:
    return None in (entry.other, held.other) or entry.other == held.other


def _overlap(one: Statement, other: Statement) -> bool:
    if one.first is None or other.first is None or one.last is None or other.last is None:
        return False
    return one.first <= other.last and other.first <= one.last


def _follows(before: Statement, later: Statement) -> bool:
    """Whether the later one goes on where the one before ended, and is not the same once more."""
    if before.closing is None or before.closing != later.opening:
        return False
    is_same = (before.opening, before.closing) == (later.opening, later.closing)
    if is_same and Counter(map(_strictly, before.entries)) == Counter(
        map(_strictly, later.entries)
    ):
        return False
    return bool(before.last and later.first and before.last <= later.first)
