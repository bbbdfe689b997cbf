"""Which authority to ask, and by which channel now, with the reasons of both.

Nothing here decides for an officer: each choice says why, what speaks against it, and what was left
out under which rule.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from homeward.foundation.authorities.by_law import (
    ByLaw,
    Channel,
    channels_for,
    institutions_for,
)
from homeward.foundation.authorities.contact_data import is_stale, is_valid_on
from homeward.foundation.authorities.errors import NotCompetent, UnknownMatter, UnknownState
from homeward.foundation.authorities.models import Authority, ContactPoint, State
from homeward.foundation.authorities.ports import Matter, institutions, matter_of
from homeward.foundation.authorities.queries import connected_states
from homeward.foundation.authorities.reachability import Measured, measured, measured_of
from homeward.foundation.authorities.territories import territory
from homeward.foundation.authorities.vocabulary import (
    AuthorityFunction,
    ChannelKind,
    HowSoon,
    Treaty,
)

NODE, MAIL, PHONE, INTERPOL, DIPLOMATIC = (
    ChannelKind.NODE,
    ChannelKind.SECURE_MAIL,
    ChannelKind.PHONE,
    ChannelKind.INTERPOL,
    ChannelKind.DIPLOMATIC,
)
# In which order channels are tried: between central authorities, without a treaty, between police
# officers, and where a life is at risk.
_FORMAL = (NODE, MAIL, INTERPOL, DIPLOMATIC, PHONE)
_NO_TREATY = (NODE, DIPLOMATIC, MAIL, INTERPOL, PHONE)
_POLICE = (NODE, INTERPOL, MAIL, PHONE, DIPLOMATIC)
_LIFE = (NODE, PHONE, INTERPOL, MAIL, DIPLOMATIC)
# What speaks against a way, in places of that order: closed while it is urgent, silent, stale.
_CLOSED, _SILENT, _STALE = 10, 5, 3


@dataclass(frozen=True, slots=True)
class Way:
    """One way to an authority as it stands now: why it is taken, and what speaks against it."""

    point: ContactPoint
    channel: ChannelKind
    weight: int
    is_open: bool
    is_stale: bool
    verified_at: datetime | None
    measured: Measured
    reasons: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Option:
    """A competent authority with its ways, the best first; and why it is the one."""

    authority: Authority
    ways: list[Way]
    reasons: list[str]

    @property
    def way(self) -> Way | None:
        """The way to take now, if there is any."""
        return self.ways[0] if self.ways else None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An authority or a way that is not to be taken, and the rule that says so."""

    name: str
    rule: str


@dataclass(frozen=True, slots=True)
class Advice:
    """Whom to ask: the competent authorities, the best first, and what was left out.

    `alert` is who is called besides where a life is at risk: the State's contact point day and
    night, where another authority is addressed. Where no authority that is entered can be reached,
    `by_law` names institutions of the State's recorded law, and `channels` the ways that need no
    entry, the first to be taken first.
    """

    state: State
    matter: Matter
    options: list[Option]
    left_out: list[LeftOut]
    alert: Option | None = None
    by_law: list[ByLaw] = field(default_factory=list)
    channels: list[Channel] = field(default_factory=list)

    @property
    def best(self) -> Option | None:
        """The authority to ask, or nobody."""
        return self.options[0] if self.options else None


def who_to_ask(state: str, kind: str, urgency: str, treaty: str, now: datetime) -> Advice:
    """The authority of `state` to ask for `kind`, and the channel `now`, each with its reasons.

    `urgency` is a value of `HowSoon`, `treaty` one of `Treaty` or empty where it does not matter.
    Of a State without an entry, whose law alone is recorded, its institutions are named and the
    channels that every State has. Raises UnknownState, UnknownMatter.
    """
    found = State.objects.filter(pk=state).first()
    if found is None and state in institutions():
        found = State(code=state, name=territory(state))
    if found is None:
        raise UnknownState(state=state)
    matter = matter_of(kind)
    if matter is None:
        raise UnknownMatter(matter=kind)
    asking = _Asking(found, matter, urgency, treaty, now)
    rows = list(Authority.objects.filter(state=state).order_by("code").prefetch_related("points"))
    options, left_out = [], []
    for authority in rows:
        rule = why_not_competent(authority, matter, treaty)
        if rule:
            left_out.append(LeftOut(authority.name, rule))
            continue
        option, unusable = asking.option(authority)
        options.append(option)
        left_out += unusable
    options.sort(key=asking.place)
    alert = asking.alert(rows, options) if urgency == HowSoon.LIFE else None
    if any(option.ways for option in options):
        return Advice(found, matter, options, left_out, alert)
    by_law, channels = institutions_for(state, matter), channels_for(matter, urgency, treaty)
    return Advice(found, matter, options, left_out, alert, by_law, channels)


def why_not_competent(authority: Authority, matter: Matter, treaty: str = "") -> str:
    """The rule by which an authority may not be asked for this; empty where it may."""
    if not set(matter.functions) & set(authority.functions):
        needed = " / ".join(function_word(one) for one in matter.functions)
        return _("%(matter)s goes to an authority with the function: %(needed)s.") % {
            "matter": matter.label,
            "needed": needed,
        }
    if not authority.competence:
        return ""
    under = [one for one in authority.competence if not treaty or one["treaty"] == treaty]
    if not under:
        return _("Its State names it for other treaties than this one: %(treaty)s.") % {
            "treaty": treaty_word(treaty)
        }
    if any(not one["kinds"] or matter.code in one["kinds"] for one in under):
        return ""
    return _("Its State does not name it for this kind of request: %(matter)s.") % {
        "matter": matter.label
    }


def check_competent(authority: Authority, kind: str, treaty: str = "") -> None:
    """Raises NotCompetent, which names the rule, and UnknownMatter."""
    matter = matter_of(kind)
    if matter is None:
        raise UnknownMatter(matter=kind)
    rule = why_not_competent(authority, matter, treaty)
    if rule:
        raise NotCompetent(authority=authority.name, rule=rule)


def function_word(code: str) -> str:
    """A function in the reader's words; the code where this node does not know it."""
    return str(AuthorityFunction(code).label) if code in AuthorityFunction.values else code


def treaty_word(code: str) -> str:
    """A treaty in the reader's words; the code where this node does not know it."""
    return str(Treaty(code).label) if code in Treaty.values else code


def is_open(point: ContactPoint, now: datetime) -> bool:
    """Whether somebody answers there now, by its own hours; day and night where it has none.

    What stands only for an e-mail or a telephone has no hours: the authority's own word counts.
    """
    if point._state.adding and point.channel != NODE:
        return point.authority.always_reachable
    if point.opens is None or point.closes is None:
        return True
    try:
        there = now.astimezone(ZoneInfo(point.zone))
    except (ZoneInfoNotFoundError, ValueError):
        return False
    today, time = there.isoweekday() in point.days, there.time()
    if point.opens < point.closes:
        return today and point.opens <= time < point.closes
    # Over midnight: from the evening of a day, and until the morning after one.
    yesterday = (there.isoweekday() - 2) % 7 + 1 in point.days
    return (today and time >= point.opens) or (yesterday and time < point.closes)


def points_of(authority: Authority, *, is_connected: bool) -> list[ContactPoint]:
    """The contact points of an authority; without any, what its e-mail and telephone stand for."""
    named = list(authority.points.all())
    if named:
        return named
    told = {
        NODE: "-" if is_connected else "",
        MAIL: authority.email,
        PHONE: authority.phone,
    }
    return [
        ContactPoint(
            authority=authority,
            channel=channel,
            address="" if channel == NODE else address,
            languages=[],
        )
        for channel, address in told.items()
        if address
    ]


class _Asking:
    """One question, with what is looked up once for all authorities of the State."""

    def __init__(
        self, state: State, matter: Matter, urgency: str, treaty: str, now: datetime
    ) -> None:
        self.state, self.matter, self.urgency, self.treaty = state, matter, urgency, treaty
        self.now = now
        self.is_connected = state.pk in connected_states()
        self.measured = measured([state.pk], now)
        self.days = settings.HOMEWARD_CONTACT_STALE_DAYS

    def option(self, authority: Authority) -> tuple[Option, list[LeftOut]]:
        """An authority that is competent, with the ways that are open to us."""
        ways, left_out = [], []
        for point in points_of(authority, is_connected=self.is_connected):
            rule = self._unusable(point)
            if rule:
                name = f"{authority.name}: {ChannelKind(point.channel).label}"
                left_out.append(LeftOut(name, rule))
            else:
                ways.append(self._way(point))
        ways.sort(key=lambda one: (one.weight, one.point.point))
        return Option(authority, ways, self._why(authority)), left_out

    def place(self, option: Option) -> tuple[int, int, int, str]:
        """The order of authorities: reachable ones, then by competence, then by function."""
        authority = option.authority
        is_urgent = self.urgency != HowSoon.ROUTINE
        hindered = (option.way is None) or (is_urgent and not option.way.is_open)
        place = min(n for n, one in enumerate(self.matter.functions) if one in authority.functions)
        return int(hindered), int(not self._is_named(authority)), place, authority.code

    def alert(self, rows: Iterable[Authority], options: Sequence[Option]) -> Option | None:
        """Who is called besides: the contact point day and night, unless it is asked anyway."""
        if options and AuthorityFunction.DUTY_POINT in options[0].authority.functions:
            return None
        for authority in rows:
            if AuthorityFunction.DUTY_POINT in authority.functions:
                option, _left_out = self.option(authority)
                why = _("A life is at risk: it answers day and night and hands on at once.")
                return Option(authority, option.ways, [why])
        return None

    def _is_named(self, authority: Authority) -> bool:
        return any(
            one["treaty"] == self.treaty and self.matter.code in one["kinds"]
            for one in authority.competence
        )

    def _why(self, authority: Authority) -> list[str]:
        words = [one for one in self.matter.functions if one in authority.functions]
        reasons = [
            _("It is in charge of this: %(functions)s.")
            % {"functions": ", ".join(function_word(one) for one in words)}
        ]
        if self._is_named(authority):
            reasons.append(
                _("Its State names it for this kind of request under: %(treaty)s.")
                % {"treaty": treaty_word(self.treaty)}
            )
        elif authority.competence and self.treaty:
            reasons.append(
                _("Its State names it for this treaty: %(treaty)s.")
                % {"treaty": treaty_word(self.treaty)}
            )
        elif not authority.competence:
            reasons.append(_("Its State names no treaty and no kind that it would be limited to."))
        return reasons

    def _unusable(self, point: ContactPoint) -> str:
        if point.channel == NODE and not self.is_connected:
            return _("No node of %(state)s is connected here.") % {"state": self.state.name}
        if not is_valid_on(point, self.now.date()):
            return _("Its State says that it is not valid today.")
        return ""

    def _order(self) -> tuple[ChannelKind, ...]:
        if self.urgency == HowSoon.LIFE:
            return _LIFE
        if self.matter.is_police:
            return _POLICE
        return _NO_TREATY if self.treaty in (Treaty.NONE, "") else _FORMAL

    def _way(self, point: ContactPoint) -> Way:
        channel = ChannelKind(point.channel)
        found = measured_of(self.measured, point)
        times = [one for one in (point.verified_at, found.answered_at) if one is not None]
        verified_at = max(times, default=None)
        stale, opened = is_stale(verified_at, self.now, self.days), is_open(point, self.now)
        silent = found.is_silent(self.now)
        weight = self._order().index(channel)
        if not opened and self.urgency != HowSoon.ROUTINE:
            weight += _CLOSED
        weight += _SILENT * silent + _STALE * stale
        way = Way(point, channel, weight, opened, stale, verified_at, found)
        way.reasons.append(str(_channel_word(channel, self.urgency)))
        if opened and self.urgency != HowSoon.ROUTINE:
            way.reasons.append(_("Somebody answers there now."))
        if point.notified:
            way.reasons.append(
                _("It was notified for: %(articles)s.") % {"articles": ", ".join(point.notified)}
            )
        self._warn(way, silent)
        return way

    def _warn(self, way: Way, silent: bool) -> None:
        if not way.is_open:
            way.warnings.append(_("Nobody answers there now; it is read when the office opens."))
        if way.is_stale:
            way.warnings.append(
                _("Nobody has verified it for %(days)s days.") % {"days": self.days}
            )
        if silent:
            way.warnings.append(_("The last test of reachability was not answered in its time."))
        if way.channel == INTERPOL:
            way.warnings.append(
                _(
                    "UNTOC 18(13) lets urgent requests go through INTERPOL where the States agree;"
                    " see whether they do."
                )
            )


def _channel_word(channel: ChannelKind, urgency: str) -> str | Promise:
    if channel == NODE:
        return _("Signed, sealed and receipted; it is there within seconds.")
    if channel == PHONE:
        if urgency == HowSoon.LIFE:
            return _("Call at once, and send the request in writing by another channel as well.")
        return _("To announce the request; the request itself goes in writing.")
    words = {
        MAIL: _("In writing, without a receipt that proves anything."),
        INTERPOL: _("In writing through the national central bureaus."),
        DIPLOMATIC: _("The slowest, and the usual one where no treaty names another."),
    }
    return words[channel]
