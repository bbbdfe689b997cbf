"""When nobody is on duty: what the shifts of a role leave open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Gap:
    """Nobody from one moment to another."""

    starts_at: datetime
    ends_at: datetime


def gaps(shifts: Iterable[tuple[datetime, datetime]], start: datetime, end: datetime) -> list[Gap]:
    """The gaps between `start` and `end` that `shifts` (start and end of each) leave open."""
    found, reached = [], start
    for begins, ends in sorted(shifts):
        if begins >= end:
            break
        if begins > reached:
            found.append(Gap(reached, begins))
        reached = max(reached, ends)
    if reached < end:
        found.append(Gap(reached, end))
    return found
