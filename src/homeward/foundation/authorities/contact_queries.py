"""Reads of contact points, for the pages: one State whole, and States that have no entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.models import User
from homeward.foundation.authorities.contact_data import is_stale, is_valid_on, revision_of
from homeward.foundation.authorities.errors import UnknownState
from homeward.foundation.authorities.models import (
    Announced,
    Authority,
    ContactPoint,
    NotTold,
    State,
)
from homeward.foundation.authorities.ports import Institution, cited, institutions, matter_of
from homeward.foundation.authorities.queries import (
    authorities_of,
    connected_states,
    listed_states,
    may_administer,
    signer_of,
    signers,
)
from homeward.foundation.authorities.reachability import Measured, may_test, measured, measured_of
from homeward.foundation.authorities.routing import is_open, points_of, treaty_word
from homeward.foundation.authorities.territories import countries, is_country, territory
from homeward.foundation.authorities.vocabulary import NOT_TAKEN, ChannelKind, Origin


@dataclass(frozen=True, slots=True)
class PointLine:
    """A contact point as the page of its State shows it.

    `verified_at` is the later of what its State says and of the last answered ping, `unanswered`
    how many tests nobody answered, `notified` the articles with links to their pages.
    """

    point: ContactPoint
    is_valid: bool
    is_open: bool
    is_stale: bool
    verified_at: datetime | None
    measured: Measured
    unanswered: int
    notified: str
    may_ping: bool
    may_note_call: bool
    revision: str


@dataclass(frozen=True, slots=True)
class AuthorityLine:
    """An authority with its competence in words and its contact points.

    `is_unsigned` where its State signed it once, and nothing that is trusted says so any more.
    """

    authority: Authority
    competence: list[str]
    points: list[PointLine]
    is_unsigned: bool


@dataclass(frozen=True, slots=True)
class StatePage:
    """Everything that the directory holds of one State.

    `not_taken` says why what its node announced last is not what is shown, for administrators.
    """

    code: str
    name: str
    state: State | None
    is_own: bool
    is_connected: bool
    authorities: list[AuthorityLine]
    institutions: Sequence[Institution]
    may_enter: bool
    not_taken: str

    @property
    def stale(self) -> int:
        """How many contact points nobody verified for too long."""
        return sum(one.is_stale for line in self.authorities for one in line.points)


def state_page(code: str, viewer: User, now: datetime) -> StatePage:
    """One State: from its entries, and from the institutions that its recorded law names.

    Raises UnknownState where nothing at all is known of it.
    """
    state = State.objects.filter(pk=code).first()
    known = institutions().get(code)
    if state is None and known is None:
        raise UnknownState(state=code)
    connected, signer = code in connected_states(), signer_of(code)
    own = code == settings.HOMEWARD_STATE
    tests, calls = may_test(viewer), not connected and not own and may_test(viewer)
    seen = _Seen(measured([code], now), now, connected, connected and tests, calls)
    rows = authorities_of(code).prefetch_related("points")
    lines = [_line(one, seen, is_unsigned=not own and not signer) for one in rows]
    administers = may_administer(viewer)
    return StatePage(
        code=code,
        name=state.name if state else territory(code),
        state=state,
        is_own=own,
        is_connected=connected,
        authorities=lines,
        institutions=known or [],
        may_enter=administers and not signer,
        not_taken=_not_taken(code) if administers else "",
    )


def _not_taken(state: str) -> str:
    code = Announced.objects.filter(pk=state).values_list("problem", flat=True).first()
    return str(NOT_TAKEN.get(code or "", ""))


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is looked up once for all contact points of a page."""

    measured: dict[str, Measured]
    now: datetime
    is_connected: bool
    may_test: bool = False
    may_note_calls: bool = False


def _line(authority: Authority, seen: _Seen, *, is_unsigned: bool = False) -> AuthorityLine:
    points = points_of(authority, is_connected=seen.is_connected)
    competence = [
        ": ".join(filter(None, [treaty_word(one["treaty"]), kind_words(one["kinds"])]))
        for one in authority.competence
    ]
    lines = [_point(one, seen) for one in points]
    unsigned = is_unsigned and authority.origin == Origin.SIGNED
    return AuthorityLine(authority, competence, lines, unsigned)


def kind_words(kinds: Sequence[str]) -> str:
    """Kinds of request in the reader's words; a code where this node does not know it."""
    return ", ".join(str(known.label) if (known := matter_of(one)) else one for one in kinds)


def _point(point: ContactPoint, seen: _Seen) -> PointLine:
    of_it, now = measured_of(seen.measured, point), seen.now
    times = [one for one in (point.verified_at, of_it.answered_at) if one is not None]
    verified_at = max(times, default=None)
    return PointLine(
        point=point,
        is_valid=is_valid_on(point, now.date()),
        is_open=is_open(point, now),
        is_stale=is_stale(verified_at, now, settings.HOMEWARD_CONTACT_STALE_DAYS),
        verified_at=verified_at,
        measured=of_it,
        unanswered=of_it.unanswered(now),
        notified=cited(", ".join(point.notified)),
        # What stands only for a telephone has no name that a test could carry.
        may_ping=seen.may_test
        and (
            point.channel == ChannelKind.NODE
            or (point.channel == ChannelKind.PHONE and bool(point.point))
        ),
        may_note_call=seen.may_note_calls and point.channel == ChannelKind.PHONE,
        revision=revision_of(point),
    )


@dataclass(frozen=True, slots=True)
class KnownByLaw:
    """A State that has no entry, whose law is recorded, and how many institutions that names."""

    code: str
    name: str
    count: int


def states_known_by_law() -> list[KnownByLaw]:
    """States without an entry in the directory whose laws are recorded."""
    entered = set(listed_states().values_list("pk", flat=True))
    return [
        KnownByLaw(code, territory(code), len(found))
        for code, found in institutions().items()
        if code not in entered
    ]


def stale_points(now: datetime) -> dict[str, int]:
    """How many contact points of each State nobody verified for too long, as its page counts."""
    rows = list(Authority.objects.prefetch_related("points"))
    found, connected = measured({one.state_id for one in rows}, now), connected_states()
    count: dict[str, int] = {}
    for one in rows:
        line = _line(one, _Seen(found, now, one.state_id in connected))
        stale = sum(point.is_stale for point in line.points)
        if stale:
            count[one.state_id] = count.get(one.state_id, 0) + stale
    return count


def who_choices() -> list[tuple[str, str]]:
    """The States that one may ask: those entered, and those whose law is recorded; by name."""
    named = dict(listed_states().values_list("pk", "name"))
    known = {code: territory(code) for code in institutions()} | named
    known.pop(settings.HOMEWARD_STATE, None)
    return sorted(
        ((code, f"{code} {name}") for code, name in known.items()), key=lambda one: one[0]
    )


def enterable_choices() -> list[tuple[str, str]]:
    """Every State of which something can be entered: none that signs its own entry; by name."""
    named = countries() | {code: territory(code) for code in institutions()}
    named |= dict(State.objects.values_list("pk", "name"))
    signed = signers()
    found = [(code, f"{name} ({code})") for code, name in named.items() if code not in signed]
    return [("", ""), *sorted(found, key=lambda one: one[1].casefold())]


def may_be_entered(code: str) -> bool:
    """Whether there is such a State: it is entered, its law is recorded, or ISO 3166-1 has it."""
    known = State.objects.filter(pk=code).exists() or code in institutions()
    return known or is_country(code)


def get_authority(code: str) -> Authority:
    """An authority that is entered, by its code. Raises NotFound."""
    found = Authority.objects.select_related("state").filter(pk=code).first()
    if found is None:
        raise NotFound("authority", code)
    return found


def get_point(number: int) -> ContactPoint:
    """A contact point by its number, with its authority. Raises NotFound."""
    found = ContactPoint.objects.select_related("authority__state").filter(pk=number).first()
    if found is None:
        raise NotFound("contact_point", number)
    return found


def not_told() -> list[str]:
    """The States that could not be told how the own authorities are reached, by code."""
    return list(NotTold.objects.order_by("state_id").values_list("state_id", flat=True))


def not_taken() -> list[tuple[str, str]]:
    """States whose node announced what this node failed to take over, with the reason in words."""
    rows = Announced.objects.filter(problem="entry_not_taken").order_by("state_id")
    return [(one.state_id, str(NOT_TAKEN[one.problem])) for one in rows]
