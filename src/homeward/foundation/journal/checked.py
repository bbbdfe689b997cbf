"""Whether the whole journal was checked lately, and what the last check found.

The worker checks it once a day. A check that found tampering, and checks that stopped, must alarm
people: this is what My work, the menu and the doctor ask.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from homeward.foundation.journal.models import Head, Verification

#: Without a check for so long somebody or something hinders it.
LONGEST = timedelta(days=2)


class Checked(StrEnum):
    """How the journal stands by its last check. `YOUNG` is one that no check was due for yet."""

    SOUND = "sound"
    YOUNG = "young"
    OVERDUE = "overdue"
    TAMPERED = "tampered"


@dataclass(frozen=True, slots=True)
class LastCheck:
    """How the journal stands; when it was checked last (aware), and the place that was wrong."""

    checked: Checked
    at: datetime | None = None
    position: int | None = None


def last_check(now: datetime) -> LastCheck:
    """What the last check says at the aware time `now`; in a context that is shown the checks."""
    last = Verification.objects.order_by("-at").first()
    if last is None:
        first = Head.objects.order_by("size").first()
        waits = first is not None and now - first.at > LONGEST
        return LastCheck(Checked.OVERDUE if waits else Checked.YOUNG)
    if not last.sound:
        return LastCheck(Checked.TAMPERED, last.at, last.position)
    is_old = now - last.at > LONGEST
    return LastCheck(Checked.OVERDUE if is_old else Checked.SOUND, last.at)
