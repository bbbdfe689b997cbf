"""Reads of contact points, for the pages: one State whole, and States that have no entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from babel import Locale
from django.conf import settings
from django.utils.translation import get_language

from homeward.foundation.access.models import User
from homeward.foundation.authorities.contact_data import is_stale, is_valid_on
from homeward.foundation.authorities.errors import UnknownState
from homeward.foundation.authorities.models import Authority, ContactPoint, State
from homeward.foundation.authorities.ports import Institution, institutions
from homeward.foundation.authorities.queries import (
    authorities_of,
    connected_states,
    may_administer,
)
from homeward.foundation.authorities.reachability import Measured, measured, measured_of
from homeward.foundation.authorities.routing import is_open, points_of, treaty_word
from homeward.foundation.authorities.vocabulary import ChannelKind, Origin


@dataclass(frozen=True, slots=True)
class PointLine:
    """A contact point as the page of its State shows it.

    `verified_at` is the later of what its State says and of the last answered ping.
    """

    point: ContactPoint
    is_valid: bool
    is_open: bool
    is_stale: bool
    verified_at: datetime | None
    measured: Measured
    may_ping: bool


@dataclass(frozen=True, slots=True)
class AuthorityLine:
    """An authority with its competence in words and its contact points."""

    authority: Authority
    competence: list[str]
    points: list[PointLine]


@dataclass(frozen=True, slots=True)
class StatePage:
    """Everything that the directory holds of one State."""

    code: str
    name: str
    state: State | None
    is_own: bool
    is_connected: bool
    authorities: list[AuthorityLine]
    institutions: Sequence[Institution]
    may_enter: bool

    @property
    def stale(self) -> int:
        """How many contact points nobody verified for too long."""
        return sum(one.is_stale for line in self.authorities for one in line.points)


def state_page(code: str, viewer: User, now: datetime) -> StatePage:
    """One State: from its entries, and from the institutions that its recorded law names.

    Raises UnknownState where nothing at all is known of it.
    """
    state = State.objects.filter(pk=code).first()
    known = institutions().get(code, [])
    if state is None and not known:
        raise UnknownState(state=code)
    connected = code in connected_states()
    found = measured([code], now)
    lines = [
        _line(one, found, now, connected) for one in authorities_of(code).prefetch_related("points")
    ]
    own = code == settings.HOMEWARD_STATE
    return StatePage(
        code=code,
        name=state.name if state else territory(code),
        state=state,
        is_own=own,
        is_connected=connected,
        authorities=lines,
        institutions=known,
        may_enter=may_administer(viewer) and not _is_signed(code, lines),
    )


def _is_signed(code: str, lines: list[AuthorityLine]) -> bool:
    if code == settings.HOMEWARD_STATE:
        return False
    return any(one.authority.origin == Origin.SIGNED for one in lines)


def _line(
    authority: Authority, found: dict[str, Measured], now: datetime, is_connected: bool
) -> AuthorityLine:
    points = points_of(authority, is_connected=is_connected)
    competence = [
        ": ".join(filter(None, [treaty_word(one["treaty"]), ", ".join(one["kinds"])]))
        for one in authority.competence
    ]
    lines = [_point(one, found, now, is_connected) for one in points]
    return AuthorityLine(authority, competence, lines)


def _point(
    point: ContactPoint, found: dict[str, Measured], now: datetime, is_connected: bool
) -> PointLine:
    of_it = measured_of(found, point)
    times = [one for one in (point.verified_at, of_it.answered_at) if one is not None]
    verified_at = max(times, default=None)
    return PointLine(
        point=point,
        is_valid=is_valid_on(point, now.date()),
        is_open=is_open(point, now),
        is_stale=is_stale(verified_at, now, settings.HOMEWARD_CONTACT_STALE_DAYS),
        verified_at=verified_at,
        measured=of_it,
        may_ping=is_connected and point.channel in (ChannelKind.NODE, ChannelKind.PHONE),
    )


@dataclass(frozen=True, slots=True)
class KnownByLaw:
    """A State that has no entry, and how many institutions its recorded law names."""

    code: str
    name: str
    count: int


def states_known_by_law() -> list[KnownByLaw]:
    """States without an entry in the directory whose institutions are known from recorded laws."""
    entered = set(State.objects.values_list("pk", flat=True))
    return [
        KnownByLaw(code, territory(code), len(found))
        for code, found in institutions().items()
        if code not in entered
    ]


def stale_points(now: datetime) -> dict[str, int]:
    """How many recorded contact points of each State nobody verified for too long."""
    points = ContactPoint.objects.select_related("authority")
    states = {one.authority.state_id for one in points}
    found, count = measured(states, now), dict.fromkeys(states, 0)
    for one in points:
        line = _point(one, found, now, is_connected=False)
        count[one.authority.state_id] += line.is_stale
    return {state: number for state, number in count.items() if number}


def territory(code: str) -> str:
    """The name of a State in the reader's language; its code where no list names it."""
    return str(Locale.parse(get_language() or "en", sep="-").territories.get(code, code))
