"""What the tests of reachability measured, and who may answer one."""

import statistics
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import desk_of_authority, team_ids_of
from homeward.foundation.access.roles import Role
from homeward.foundation.authorities.models import ContactPoint, Ping
from homeward.foundation.authorities.vocabulary import ChannelKind, PingState
from homeward.foundation.duty.actions.tasks import find_duty_role
from homeward.foundation.duty.queries.roster import duties_of
from homeward.foundation.duty.vocabulary import UsualRole

#: Whose work it is to reach other States: who drafts requests, approves them, or keeps this list.
TESTERS = (
    Role.OFFICER,
    Role.FINANCE,
    Role.SUPPORT,
    Role.CENTRAL,
    Role.SUPERVISOR,
    Role.ADMINISTRATOR,
)


@dataclass(slots=True)
class Measured:
    """What came of the pings to one authority or one contact point, the latest first.

    Of a telephone only a code that was read aloud or a call proves anything (`by_code_only`):
    whoever pressed a button on the node was not called.
    """

    pings: list[Ping] = field(default_factory=list)
    by_code_only: bool = False

    @property
    def last(self) -> Ping | None:
        """The latest."""
        return self.pings[0] if self.pings else None

    @property
    def answered(self) -> list[Ping]:
        """Those that an officer answered on the way that was tested."""
        return [one for one in self.pings if self._counts(one)]

    def _counts(self, ping: Ping) -> bool:
        on_this_way = ping.by_code or ping.by_call or not self.by_code_only
        return ping.status == PingState.ANSWERED and on_this_way

    def unanswered(self, now: datetime) -> int:
        """How many nobody answered in their time."""
        return sum(one.is_unanswered(now) for one in self.pings)

    @property
    def last_elsewhere(self) -> bool:
        """Whether the latest was answered on the node only: the way itself was not tried."""
        last = self.last
        return last is not None and last.status == PingState.ANSWERED and not self._counts(last)

    @property
    def answered_at(self) -> datetime | None:
        """When somebody answered last."""
        return max((one.answered_at for one in self.answered if one.answered_at), default=None)

    @property
    def median(self) -> int | None:
        """Half of the answers came within so many seconds; None where nothing was answered."""
        seconds = [one.seconds for one in self.answered if one.seconds is not None]
        return round(statistics.median(seconds)) if seconds else None

    def is_silent(self, now: datetime) -> bool:
        """Whether the latest that can be judged was not answered in its time."""
        return self.last is not None and self.last.is_unanswered(now)


def pings_of(state: str = "") -> QuerySet[Ping]:
    """Every test of reachability, sent and received, the latest first."""
    found = Ping.objects.all()
    return found.filter(state=state) if state else found


def get_ping(ping_id: UUID, viewer: User) -> Ping:
    """A ping; whoever signs in may read it, for it says nothing of a case. Raises NotFound."""
    found = Ping.objects.filter(pk=ping_id).first()
    if found is None:
        raise NotFound("ping", ping_id)
    return found


def measured(states: Iterable[str], now: datetime) -> dict[str, Measured]:
    """By authority and by contact point (`XB-CENTRAL`, `XB-CENTRAL/duty`), what was measured.

    Only pings that this node sent count, and not those older than a verification may be.
    """
    since = now - timedelta(days=settings.HOMEWARD_CONTACT_STALE_DAYS)
    sent = Ping.objects.filter(is_ours=True, state__in=list(states), sent_at__gte=since)
    found: dict[str, Measured] = {}
    for ping in sent:
        found.setdefault(ping.authority, Measured()).pings.append(ping)
        found.setdefault(f"{ping.authority}/{ping.point}", Measured()).pings.append(ping)
    return found


def measured_of(found: dict[str, Measured], point: ContactPoint) -> Measured:
    """What was measured of a contact point.

    A ping without one tests the authority's node, a call without one its telephone.
    """
    named = found.get(f"{point.authority_id}/{point.point}", Measured())
    unnamed = found.get(f"{point.authority_id}/", Measured())
    if point.channel != ChannelKind.NODE:
        calls = [one for one in unnamed.pings if one.by_call and point.channel == ChannelKind.PHONE]
        return Measured(named.pings if point.point else calls, by_code_only=True)
    asked = {one.pk: one for one in (*named.pings, *unnamed.pings) if not one.by_call}
    return Measured(sorted(asked.values(), key=lambda one: one.sent_at)[::-1])


def may_test(viewer: User) -> bool:
    """Whether the viewer may ask an authority of another State whether it is reached."""
    return viewer.has_role(*TESTERS)


def is_by_telephone(ping: Ping) -> bool:
    """Whether a ping that arrived tests one of this State's ways besides the node."""
    point = ContactPoint.objects.filter(authority=ping.authority, point=ping.point).first()
    return point is not None and point.channel != ChannelKind.NODE


def answers_as(viewer: User, ping: Ping) -> str:
    """In which role the viewer may answer a ping that arrived: on duty, or at the desk it is for.

    On duty is who keeps the duty role that its task stands before, not any other shift.

    Empty for everybody else: an answer of somebody who happens to look proves nothing.
    """
    if ping.is_ours:
        return ""
    desk = desk_of_authority(ping.authority)
    duty = find_duty_role(UsualRole.DUTY_OFFICER, desk)
    if duty is not None and duty.pk in duties_of(viewer):
        return "duty"
    return "desk" if desk is not None and desk.pk in team_ids_of(viewer) else ""
