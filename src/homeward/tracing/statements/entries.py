"""What a statement holds: one account's entries and balances."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import accumulate, pairwise

from homeward.tracing.reading.rejections import Rejection
from homeward.tracing.statements.identifiers import normal

__all__ = ["ABSENT", "Entry", "Statement", "normal", "references"]

_NOTHING = """
NOTPROVIDED NOTAVAILABLE NOTSPECIFIED NOREF NONREF NONE NULL NA UNKNOWN SEPA UEBERWEISUNG
ÜBERWEISUNG EREF KREF MREF PREF MARF CREF
"""
ABSENT = frozenset(_NOTHING.split())
"""What banks write where there is no reference, without spaces and signs: the word that would
stand before one, or what kind of payment it is."""

_TOO_SHORT = re.compile(r"[0-9]{0,5}|0+|[^0-9]{1,3}|.{1,2}")
"""Figures that count something, zeros, a few letters: many payments have them in common."""


@dataclass(slots=True, eq=False)
class Entry:
    """One payment of a statement. `number` counts the payments of its file from 1.

    `amount` is in major units and never negative; `sign` is 1 for a credit and -1 for a debit.
    `booked` and `valued` are a day or a moment as they stand, ISO 8601. `other` is the account at
    the other end, None where the statement names none. `keys` are references that both banks hold,
    the surest first, with their kind. `arrives` is what of a debit reaches the other end, where
    charges are taken off; `clock` the moment of an entry of which only the day is used.
    """

    number: int
    sign: int
    amount: Decimal
    currency: str
    booked: str
    valued: str = ""
    other: str | None = None
    name: str = ""
    keys: tuple[tuple[str, str], ...] = ()
    servicer: str = ""
    is_reversal: bool = False
    arrives: Decimal | None = None
    clock: str = ""
    statement: "Statement | None" = None

    @property
    def day(self) -> str:
        """The day on which it was booked, as its own clock has it."""
        return self.booked[:10]

    @property
    def brings(self) -> Decimal:
        """What the account at the other end shows of it: less than `amount` by stated charges."""
        return self.amount if self.arrives is None else self.arrives

    @property
    def account(self) -> str:
        """The account whose statement it stands in."""
        return self.holder.account

    @property
    def holder(self) -> "Statement":
        """Its statement; raises `LookupError` before it is in one."""
        if self.statement is None:
            raise LookupError("the entry is in no statement")
        return self.statement

    @property
    def id(self) -> str:
        """Account, statement and number in it.

        It is the same whatever is read with it, but for statements that their bank gave one number
        (`reader.told_apart`).
        """
        return f"{self.account}/{self.holder.ident}/{self.number - self.holder.before}"

    @property
    def reference(self) -> str | None:
        """What both banks call the payment."""
        return self.keys[0][1] if self.keys else None


@dataclass(slots=True, eq=False)
class Statement:
    """A statement of one account for a period, or one page of it.

    `file` is the number of its file, `before` how many payments of the file come before its first.
    Balances are in major units, negative where the account is overdrawn, None where not stated.
    """

    file: int
    name: str
    account: str = ""
    currency: str = ""
    ident: str = ""
    sequence: int = 0
    first: date | None = None
    last: date | None = None
    opening: Decimal | None = None
    closing: Decimal | None = None
    before: int = 0
    size: int = 0
    unbooked: int = 0
    entries: list[Entry] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)

    def add(self, entry: Entry) -> None:
        """Take an entry."""
        entry.statement = self
        self.entries.append(entry)

    def refuse(self, number: int, column: str, code: str, **params: object) -> None:
        """Refuse a payment of the file by its number."""
        self.rejections.append(Rejection(self.name, number, column, code, dict(params)))

    def settle(self) -> None:
        """Put the oldest entry first, and fill the period from the entries where none is stated."""
        days = [each.day for each in self.entries]
        moments = self._moments() or days
        later = sum(after > before for before, after in pairwise(moments))
        earlier = sum(after < before for before, after in pairwise(moments))
        if earlier > later or (not later and self._is_backwards()):
            self.entries.reverse()
        if days:
            least, most = date.fromisoformat(min(days)), date.fromisoformat(max(days))
            self.first = min(self.first or least, least)
            self.last = max(self.last or most, most)

    def _moments(self) -> list[str]:
        """When each entry was booked, in one zone; nothing where some have days alone."""
        try:
            found = [datetime.fromisoformat(each.booked) for each in self.entries]
        except ValueError:
            return []
        if any(each.booked == each.day for each in self.entries):
            return []
        return [(each.astimezone(UTC) if each.tzinfo else each).isoformat()[:26] for each in found]

    def _is_backwards(self) -> bool:
        """Whether entries of one moment overdraw the account as they stand, and do not from behind.

        Nothing else tells which end of a single day is its morning.
        """
        if self.opening is None or self.opening < 0:
            return False
        if len({each.booked for each in self.entries}) != 1:
            return False
        moves = [each.sign * each.amount for each in self.entries]
        return _lowest(self.opening, moves) < 0 <= _lowest(self.opening, moves[::-1])


def _lowest(opening: Decimal, moves: list[Decimal]) -> Decimal:
    return min(accumulate(moves, initial=opening))


def references(*found: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """References by kind, without those that say that there is none."""
    kept = ((kind, " ".join(value.split())) for kind, value in found)
    return tuple((kind, value) for kind, value in kept if not _is_absent(value))


def _is_absent(value: str) -> bool:
    bare = re.sub(r"[\W_]", "", value).upper()
    return not bare or bare in ABSENT or _TOO_SHORT.fullmatch(value) is not None
