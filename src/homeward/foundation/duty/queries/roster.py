"""Reads of the roster, the ways to reach people, and hand-overs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q, QuerySet

from homeward.foundation.access.models import Team, User
from homeward.foundation.access.roles import Role
from homeward.foundation.duty.gaps import Gap, gaps
from homeward.foundation.duty.models import Channel, DutyRole, HandOver, QuietHours, Shift
from homeward.foundation.duty.quiet import quiet_until
from homeward.foundation.duty.vocabulary import ChannelKind
from homeward.foundation.guard.context import asked_once

AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class RoleNow:
    """A duty role, who keeps it now in their order, what comes, and when nobody does."""

    role: DutyRole
    now: list[Shift]
    coming: list[Shift]
    gaps: list[Gap]

    @property
    def is_open_now(self) -> bool:
        """Somebody should be on duty now and nobody is."""
        return self.role.always and not self.now


def live_shifts() -> QuerySet[Shift]:
    """Shifts that count: not cancelled, of people who can sign in."""
    return Shift.objects.filter(cancelled_at__isnull=True, user__is_active=True).select_related(
        "user", "role__team"
    )


def on_duty(now: datetime) -> QuerySet[Shift]:
    """Every shift that runs at `now`, in the order in which people are called."""
    running = live_shifts().filter(starts_at__lte=now, ends_at__gt=now, role__closed_at=None)
    return running.order_by("order", "starts_at", "pk")


def roster(now: datetime, *, until: timedelta = AHEAD) -> list[RoleNow]:
    """Every open duty role with its shifts and gaps from `now` on."""
    roles = DutyRole.objects.filter(closed_at__isnull=True).select_related("team")
    end, found = now + until, []
    shifts: dict[int, list[Shift]] = {}
    for shift in (
        live_shifts().filter(ends_at__gt=now, starts_at__lt=end).order_by("starts_at", "order")
    ):
        shifts.setdefault(shift.role_id, []).append(shift)
    for role in roles.order_by("team__name", "pk"):
        of_role = shifts.get(role.pk, [])
        running = sorted((s for s in of_role if s.starts_at <= now), key=lambda s: s.order)
        holes = gaps([(s.starts_at, s.ends_at) for s in of_role], now, end) if role.always else []
        coming = [s for s in of_role if s.starts_at > now]
        found.append(RoleNow(role, running, coming, holes))
    return found


def is_on_duty(viewer: User, now: datetime) -> bool:
    """Whether the viewer has a shift now, whatever the role."""
    return on_duty(now).filter(user=viewer).exists()


def duties_of(viewer: User) -> list[int]:
    """The duty roles that the viewer keeps now; asked once a page."""
    kept = on_duty(datetime.now(UTC)).filter(user=viewer).values_list("role_id", flat=True)
    return list(asked_once(("duties of", viewer.pk), lambda: list(kept)))


def may_plan(viewer: User, team: Team) -> bool:
    """Administrators plan every roster; supervisors those of the teams they work in."""
    if viewer.has_role(Role.ADMINISTRATOR):
        return True
    return viewer.has_role(Role.SUPERVISOR) and viewer.teams.filter(pk=team.pk).exists()


def teams_planned_by(viewer: User) -> QuerySet[Team]:
    """The teams whose roster the viewer may change."""
    if viewer.has_role(Role.ADMINISTRATOR):
        return Team.objects.order_by("name")
    if viewer.has_role(Role.SUPERVISOR):
        return viewer.teams.order_by("name")
    return Team.objects.none()


def roles_planned_by(viewer: User) -> QuerySet[DutyRole]:
    """The open duty roles whose shifts the viewer may change."""
    mine = DutyRole.objects.filter(closed_at__isnull=True, team__in=teams_planned_by(viewer))
    return mine.select_related("team").order_by("team__name", "pk")


def active_people() -> QuerySet[User]:
    """Everybody who can sign in."""
    return User.objects.filter(is_active=True).order_by("full_name", "username")


def channels_of(persons: Iterable[User]) -> dict[int, list[Channel]]:
    """The ways to reach each person, in the order in which they are to be tried."""
    found: dict[int, list[Channel]] = {}
    for channel in Channel.objects.filter(user__in=list(persons)).order_by("order", "pk"):
        found.setdefault(channel.user_id, []).append(channel)
    return found


def mail_addresses(person: User) -> list[str]:
    """Where the node may write to a person; the address of the account if nothing else is given."""
    own = channels_of([person]).get(person.pk, [])
    found = [c.address for c in own if c.kind == ChannelKind.EMAIL]
    return found or ([person.email] if person.email else [])


def quiet_hours_of(person: User) -> QuietHours | None:
    """A person's quiet hours, if there are any."""
    return QuietHours.objects.filter(user=person).first()


def asleep_until(person: User, now: datetime) -> datetime | None:
    """The end of the quiet hours in which the person is now, or None."""
    hours = quiet_hours_of(person)
    return quiet_until(now, hours.starts, hours.ends, hours.zone) if hours else None


def hand_overs_for(viewer: User) -> QuerySet[HandOver]:
    """Notes that wait for the viewer to read them."""
    mine = HandOver.objects.filter(receiver=viewer, acknowledged_at__isnull=True)
    return mine.select_related("role__team", "giver").order_by("-given_at")


def hand_overs_lately(viewer: User, since: datetime) -> QuerySet[HandOver]:
    """Notes that the viewer gave or got since a time, the latest first."""
    mine = HandOver.objects.filter(Q(giver=viewer) | Q(receiver=viewer), given_at__gte=since)
    return mine.select_related("role__team", "giver", "receiver").order_by("-given_at")
