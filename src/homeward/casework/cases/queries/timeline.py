"""The timeline of a case, page by page.

A page begins after a place in the order (when it happened, number), never after a count, so that
the last page of a hundred thousand entries costs what the first does. Each compartment is asked by
itself, because the index holds the order only within one; the walls allow it to be used.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from homeward.casework.cases.models import Case, Event
from homeward.casework.cases.models.timeline import Standing
from homeward.casework.cases.ports import kinds_saying, known_rooms, sentence_of
from homeward.casework.cases.queries.inside import places_of
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import case_ids_of, name_of_person, names_by_sign_in

PAGE = 50
VERIFIED = "verified"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One line of the timeline in the reader's language."""

    at: datetime
    sentence: str
    actor: str
    compartment: str
    url: str
    id: int = 0
    until: datetime | None = None
    entered_at: datetime | None = None
    standing: str = Standing.RECORDED
    kind: str = ""
    place: str = ""
    source: str = ""
    verified_by: str = ""
    verified_how: str = ""
    verified_at: datetime | None = None
    corrected_by: int | None = None
    corrects: int | None = None
    case_id: int = 0
    correction_from: str = ""
    corrected_from: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What of a timeline is asked for; empty means everything."""

    room: str = ""
    compartment: str = ""
    standing: str = ""
    since: datetime | None = None
    up_to: datetime | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the order; what is asked for lies before it in time, or after it."""

    at: datetime
    id: int
    later: bool = False

    def __str__(self) -> str:
        return f"{(self.at - _EPOCH) // timedelta(microseconds=1)}.{self.id}"


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """Lines, the latest first, and the places from which there is more on either side."""

    lines: list[TimelineLine] = field(default_factory=list)
    earlier: Place | None = None
    later: Place | None = None


def place_in(text: str, *, later: bool = False) -> Place | None:
    """The place that an address names; None where it names none."""
    moment, _, number = text.partition(".")
    # isdecimal holds for the digits of any script, and so does int(); the sizes keep both in range.
    if not (moment.removeprefix("-").isdecimal() and number.isdecimal()):
        return None
    if len(moment) > 17 or len(number) > 18:
        return None
    try:
        return Place(_EPOCH + timedelta(microseconds=int(moment)), int(number), later)
    except OverflowError:
        return None


def timeline_page(
    viewer: User,
    case: Case,
    wanted: Wanted | None = None,
    place: Place | None = None,
    size: int = PAGE,
) -> TimelinePage:
    """A page of what the viewer may see of the case and of the files merged into it."""
    wanted = wanted or Wanted()
    later = bool(place and place.later)
    found = _places(viewer, case, wanted, place, size + 1)
    more, kept = len(found) > size, found[:size]
    if later:
        kept.reverse()
    if not kept:
        return TimelinePage()
    lines = _lines([pk for _, pk in kept])
    first, last = Place(*kept[0], True), Place(*kept[-1])
    has_earlier = more if not later else True
    has_later = more if later else place is not None
    return TimelinePage(lines, last if has_earlier else None, first if has_later else None)


def timeline_of(viewer: User, case: Case, limit: int = 200) -> list[TimelineLine]:
    """The latest events of every room that the viewer may see, newest first."""
    return timeline_page(viewer, case, size=limit).lines


def entered_by_form(viewer: User, token: UUID) -> Event | None:
    """The entry that a form made when it was first sent, if the viewer may see it."""
    mine = case_ids_of(viewer)
    return Event.objects.filter(form_token=token, case_id__in=mine).first()


def _places(
    viewer: User, case: Case, wanted: Wanted, place: Place | None, limit: int
) -> list[tuple[datetime, int]]:
    """Time and number of the entries of a page, in the direction that the place asks for."""
    order = ("at", "pk") if place and place.later else ("-at", "-pk")
    asked = _wanted(wanted) & _beyond(place)
    arms: list[QuerySet[Event, tuple[datetime, int]]] = [
        Event.objects.filter(asked, case_id=case_id, compartment=wall)
        .order_by(*order)
        .values_list("at", "pk")[:limit]
        for case_id, walls in places_of(viewer, case).items()
        for wall in sorted(walls)
        if wanted.compartment in ("", wall)
    ]
    if not arms:
        return []
    rows = [row for arm in arms for row in arm] if len(arms) == 1 else _united(arms)
    return sorted(rows, reverse=order[0] == "-at")[:limit]


def _united(arms: list[QuerySet[Event, tuple[datetime, int]]]) -> list[tuple[datetime, int]]:
    return list(arms[0].union(*arms[1:], all=True))


def _beyond(place: Place | None) -> Q:
    if place is None:
        return Q()
    if place.later:
        return Q(at__gte=place.at) & (Q(at__gt=place.at) | Q(pk__gt=place.id))
    return Q(at__lte=place.at) & (Q(at__lt=place.at) | Q(pk__lt=place.id))


def _wanted(wanted: Wanted) -> Q:
    return _in_room(wanted.room) & _standing(wanted.standing) & _during(wanted) & _words(wanted)


def _in_room(room: str) -> Q:
    if room == "other":
        others = Q()
        for known in known_rooms():
            others &= ~Q(kind__startswith=f"{known}.")
        return others
    return Q(kind__startswith=f"{room}.") if room else Q()


def _standing(standing: str) -> Q:
    if standing == VERIFIED:
        return Q(verification__isnull=False)
    if standing == Standing.REPORTED:
        return Q(standing=Standing.REPORTED, verification__isnull=True)
    return Q(standing=standing) if standing else Q()


def _during(wanted: Wanted) -> Q:
    """What touches the span that was asked for."""
    during = Q()
    if wanted.up_to:
        during &= Q(at__lte=wanted.up_to)
    if wanted.since:
        during &= Q(at__gte=wanted.since) | Q(until__gte=wanted.since)
    return during


def _words(wanted: Wanted) -> Q:
    words = wanted.words.replace("\x00", "").strip()
    if not words:
        return Q()
    said = Q(text__icontains=words) | Q(place__icontains=words) | Q(source__icontains=words)
    return said | Q(params__icontains=words) | Q(kind__in=kinds_saying(words))


def _lines(numbers: list[int]) -> list[TimelineLine]:
    rows = (
        Event.objects.filter(pk__in=numbers)
        .select_related("verification", "correction", "corrects")
        .in_bulk()
    )
    events = [rows[number] for number in numbers if number in rows]
    names = names_by_sign_in(event.actor for event in events)
    return [_line(event, names) for event in events]


def _line(event: Event, names: dict[str, str]) -> TimelineLine:
    verification = getattr(event, "verification", None)
    correction = getattr(event, "correction", None)
    return TimelineLine(
        at=event.at,
        sentence=event.text or sentence_of(event.kind, event.params),
        actor=names.get(event.actor, event.actor),
        compartment=event.compartment,
        url=event.url,
        id=event.pk,
        until=event.until,
        entered_at=event.entered_at,
        standing=VERIFIED if verification else event.standing,
        kind=event.kind,
        place=event.place,
        source=event.source,
        verified_by=name_of_person(str(verification.verified_by)) if verification else "",
        verified_how=verification.how if verification else "",
        verified_at=verification.verified_at if verification else None,
        corrected_by=correction.pk if correction else None,
        corrects=event.corrects_id,
        case_id=event.case_id,
        correction_from=_page_from(correction),
        corrected_from=_page_from(event.corrects),
    )


def _page_from(event: Event | None) -> str:
    """The place in the address of a page that begins with this entry."""
    return str(Place(event.at, event.pk + 1)) if event else ""
