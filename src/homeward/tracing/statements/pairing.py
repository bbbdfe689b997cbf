"""One payment, two statements: which credit of one account is which debit of another.

Two entries are one payment where both banks carry the same reference for it and each names the
other's account, or one of them names none, the amounts are the same and no other entry of these
accounts has both. Where neither names the other, only a UETR joins them, which is used once. A
common reference that was used several times between two accounts (a standing order) is told apart
by the amount and by the days on which it was booked. On amount and day alone nothing is joined:
that takes a person.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from homeward.tracing.statements.entries import Entry, Statement

LATEST, EARLIEST = timedelta(days=10), timedelta(days=-1)
"""How long after its debit a credit may be booked; banks in the east may be a day ahead. Only a
UETR joins two entries whatever their days, as it is never used again."""

LEAST = Decimal("0.9")
"""What part of a debit must arrive at least in the same currency: fees are taken on the way."""

BACK = timedelta(days=30)
"""How long a payment that cannot be made takes to come back."""

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
    side is not named. Where neither is, only a UETR tells: strangers use one word as well."""
    held = [
        (value, each)
        for each in entries
        for name, value in each.keys
        if name == kind and each not in found.debit
    ]
    is_unique = kind == "uetr"
    for tells in (*_NAMED, *([_none_named] if is_unique else [])):
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


_NAMED = (_both_named, _payee_named, _payer_named)


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
        own = held.get(entry.currency, [])
        is_covered = any(_covers(each, day, day) for each in held.values())
        if entry.sign < 0:
            if is_covered:
                found.one_sided.append(entry)
        elif entry in alike or _covers(own, day - COVERED, day):
            found.counted[entry] = entry.other
        elif is_covered:  # just begun, or of another currency that was exchanged
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
        elif entry.sign > 0 and went[key] and _is_return(entry, went[key][0]):
            back[entry] = went[key].popleft()
    return back


def _is_return(entry: Entry, went: Entry) -> bool:
    """Whether a payment of the same reference is the one before, come back: marked as such, or all
    of it soon after. A part of it later may be a repayment out of other money."""
    if entry.is_reversal:
        return entry.amount <= went.amount
    late = date.fromisoformat(entry.day) - date.fromisoformat(went.day)
    return entry.amount in (went.amount, went.brings) and late <= BACK


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


def _periods(statements: Iterable[Statement]) -> dict[str, dict[str, list[tuple[date, date]]]]:
    """The periods of each account's statements by currency, those that touch as one."""
    found: dict[str, dict[str, list[tuple[date, date]]]] = defaultdict(lambda: defaultdict(list))
    for each in statements:
        if each.first is not None and each.last is not None:
            found[each.account][each.currency].append((each.first, each.last))
    return {
        account: {currency: list(_merged(sorted(each))) for currency, each in held.items()}
        for account, held in found.items()
    }


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
