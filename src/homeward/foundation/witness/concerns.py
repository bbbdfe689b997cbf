"""What concerns people without being a finding about one statement: checks, and silent peers.

Each ends by itself once what is missing has come, so nobody settles it and there is no row for it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from homeward.foundation.authorities.models import Node, State
from homeward.foundation.authorities.queries import connected_states
from homeward.foundation.journal.checked import Checked, last_check
from homeward.foundation.web.tones import Tone
from homeward.foundation.witness.models import SeenHead
from homeward.foundation.witness.queries import may_watch

#: A connected State whose journal was not countersigned for so long must be asked why.
UNSEEN = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Concern:
    """What is so, what to do, and the part of the page (`own`, `peers`) that shows it."""

    title: str
    to_do: str
    part: str
    tone: Tone


def concerns(viewer: Any) -> list[Concern]:
    """This node's own journal first, then the peers by their codes; nothing for others."""
    if not may_watch(viewer):
        return []
    now = datetime.now(UTC)
    return [*_of_the_own(now), *(_unseen(name) for name in _silent(now))]


def _of_the_own(now: datetime) -> list[Concern]:
    checked = last_check(now).checked
    if checked is Checked.TAMPERED:
        title = _("The last check found that this node's journal was tampered with")
        to_do = _(
            "Leave the database and the machine as they are, and restore nothing. Tell the security"
            " officer and your overseer: the administrators of the machine may be the ones who did"
            " it."
        )
        return [Concern(title, to_do, "own", Tone.DANGER)]
    if checked is Checked.OVERDUE:
        title = _("This node's journal was not checked for two days")
        to_do = _(
            "The worker checks it once a day. Run “homeward journal verify”, and see in the"
            " worker's log what hinders it."
        )
        return [Concern(title, to_do, "own", Tone.WARNING)]
    return []


def _silent(now: datetime) -> list[str]:
    """Names of the States connected for a day of which no head was countersigned meanwhile."""
    lately = SeenHead.objects.filter(seen_at__gt=now - UNSEEN).values_list("peer", flat=True)
    since = Node.objects.filter(pinned_at__lt=now - UNSEEN).values_list("state_id", flat=True)
    silent = (connected_states() & set(since)) - set(lately.distinct())
    return [_name(state) for state in sorted(silent)]


def _name(state: str) -> str:
    return State.objects.values_list("name", flat=True).filter(pk=state).first() or state


def _unseen(name: str) -> Concern:
    title = _("%(state)s: no head of its journal was countersigned for a day") % {"state": name}
    to_do = _(
        "Either its node or the line is down, or it gives no proof that its journal was only added"
        " to. Call its administrator."
    )
    return Concern(title, to_do, "peers", Tone.WARNING)
