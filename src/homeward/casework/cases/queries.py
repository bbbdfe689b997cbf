"""Reads about cases; the viewer comes first, and the database shows no more than he may see."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from homeward.casework.cases.models import Case, Event, Item, Person, Ransom
from homeward.casework.cases.ports import sentence_of
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import compartments_of, members_of, names_by_sign_in
from homeward.foundation.access.roles import Compartment

SORTS = ("reference", "title", "status", "taken_at", "opened_at")
RANSOM_SEEN_BY = (Compartment.INVESTIGATION, Compartment.CRISIS, Compartment.FINANCE)


@dataclass(frozen=True, slots=True)
class Member:
    """A person with a place in the case, and the compartments of it."""

    name: str
    authority: str
    lead: bool
    compartments: list[str]


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One line of the timeline in the reader's language."""

    at: datetime
    sentence: str
    actor: str
    compartment: str
    url: str


def cases_of(viewer: User) -> QuerySet[Case]:
    """The viewer's cases, the latest first."""
    mine = viewer.memberships.values("case_id")
    return Case.objects.filter(pk__in=mine).order_by("-opened_at")


def opened_by_form(viewer: User, token: UUID) -> Case | None:
    """The case that a form made when it was first sent, if the viewer may see it."""
    return cases_of(viewer).filter(form_token=token).first()


def find_cases(
    viewer: User, *, words: str = "", status: str = "", sort: str = ""
) -> QuerySet[Case]:
    """The viewer's cases whose reference, title or place holds `words`, in a known order.

    `sort` is one of SORTS, turned round by a leading “-”; anything else means the latest first.
    """
    found = cases_of(viewer)
    text = words.replace("\x00", "").strip()
    if text:
        found = found.filter(
            Q(reference__icontains=text) | Q(title__icontains=text) | Q(place__icontains=text)
        )
    if status:
        found = found.filter(status=status)
    return found.order_by(sort, "-pk") if sort.removeprefix("-") in SORTS else found


def led_by(viewer: User, cases: list[Case]) -> set[int]:
    """Those of the cases that the viewer leads."""
    led = viewer.memberships.filter(is_lead=True, case_id__in=[case.pk for case in cases])
    return set(led.values_list("case_id", flat=True))


def roll_of(viewer: User, case: Case) -> list[Member]:
    """Everyone in the case, the lead first, each with his compartments."""
    roll: dict[int, Member] = {}
    for row in members_of(viewer, case.pk):
        new = Member(str(row.user), row.user.authority, row.is_lead, [])
        held = roll.setdefault(row.user_id, new)
        held.compartments.append(row.compartment)
    for member in roll.values():
        labels = [str(label) for wall, label in Compartment.choices if wall in member.compartments]
        member.compartments[:] = labels
    return sorted(roll.values(), key=lambda member: (not member.lead, member.name.casefold()))


def people_of(viewer: User, case: Case) -> QuerySet[Person]:
    """The people of the case in the viewer's compartments."""
    return _visible(Person.objects.all(), viewer, case).order_by("pk")


def items_of(viewer: User, case: Case) -> QuerySet[Item]:
    """The items of the case in the viewer's compartments."""
    return _visible(Item.objects.all(), viewer, case).order_by("-pk")


def ransom_of(viewer: User, case: Case) -> Ransom | None:
    """The ransom, for members of the investigation, crisis or finance compartments."""
    if not compartments_of(viewer, case.pk) & set(RANSOM_SEEN_BY):
        return None
    return Ransom.objects.filter(case=case).first()


def timeline_of(viewer: User, case: Case, limit: int = 200) -> list[TimelineLine]:
    """The latest events of every room that the viewer may see, newest first."""
    events = list(_visible(Event.objects.all(), viewer, case).order_by("-at", "-pk")[:limit])
    names = names_by_sign_in(event.actor for event in events)
    return [
        TimelineLine(
            at=event.at,
            sentence=sentence_of(event.kind, event.params),
            actor=names.get(event.actor, event.actor),
            compartment=event.compartment,
            url=event.url,
        )
        for event in events
    ]


def _visible(rows: QuerySet, viewer: User, case: Case) -> QuerySet:  # type: ignore[type-arg]
    return rows.filter(case=case, compartment__in=compartments_of(viewer, case.pk))
