"""How long a debriefing session lasts at most, and how long a break between two is at least.

Rules that were read say that interviews are few and that breaks are taken; none of them sets a
figure. So the figures are working limits from memory, which a reason overrides, and the pages say
so (`victims/release_limits.html` names what was read, and how much of it).
"""

from datetime import datetime, timedelta

LONGEST = {False: 60, True: 30}  # minutes; True for a child
BREAK = {False: timedelta(hours=4), True: timedelta(hours=24)}


def break_hours(child: bool) -> int:
    """The least whole hours between two sessions."""
    return int(BREAK[child].total_seconds()) // 3600


def is_too_soon(
    at: datetime, minutes: int, others: list[tuple[datetime, int]], *, child: bool
) -> bool:
    """Whether a session leaves too short a break to one of the others (start and minutes each)."""
    end = at + timedelta(minutes=minutes)
    return any(
        start - end < BREAK[child] and at - (start + timedelta(minutes=length)) < BREAK[child]
        for start, length in others
    )
