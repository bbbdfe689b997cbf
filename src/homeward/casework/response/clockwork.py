"""Which clocks run after a row of contacts. Pure: entries in, the time that counts out.

Contacts are often written down late and out of order. So a clock is not moved by each entry: what
should run follows from all entries in the order in which they happened, and is put right after
every entry.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

Key = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a contact says of the clocks; `number` orders those of one moment."""

    number: int
    at: datetime
    reached: bool
    expected: datetime | None
    deadline: datetime | None
    lifts_deadline: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """A clock that should run: the contact that set it, and its time."""

    number: int
    due_at: datetime


def silence_of(entries: Iterable[Entry]) -> Wanted | None:
    """The latest moment of the next contact, as the last entry that says something of it has it.

    A contact that took place ends the silence; a try that nobody answered does not, but may set
    another time.
    """
    wanted = None
    for entry in sorted(entries, key=_order):
        if entry.expected:
            wanted = Wanted(entry.number, entry.expected)
        elif entry.reached:
            wanted = None
    return wanted


def deadline_of(entries: Iterable[Entry]) -> Wanted | None:
    """The deadline that stands: a later contact moves it or lifts it; it does not end by itself."""
    wanted = None
    for entry in sorted(entries, key=_order):
        if entry.deadline:
            wanted = Wanted(entry.number, entry.deadline)
        elif entry.lifts_deadline:
            wanted = None
    return wanted


def earlier(stated: datetime | None, real: datetime | None) -> datetime | None:
    """The time that counts where two are known: the earlier, for a life may hang on it."""
    known = [one for one in (stated, real) if one]
    return min(known) if known else None


def _order(entry: Entry) -> Key:
    return entry.at, entry.number
