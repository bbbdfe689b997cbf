"""Reads about cases; the viewer comes first, and the database shows no more than he may see."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from homeward.casework.cases.models import Case, Event, Item, Person, Ransom
from homeward.casework.cases.ports import sentence_of
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import compartments_of


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


def people_of(viewer: User, case: Case) -> QuerySet[Person]:
    """The people of the case in the viewer's compartments."""
    return _visible(Person.objects.all(), viewer, case).order_by("pk")


def items_of(viewer: User, case: Case) -> QuerySet[Item]:
    """The items of the case in the viewer's compartments."""
    return _visible(Item.objects.all(), viewer, case).order_by("-pk")


def ransom_of(viewer: User, case: Case) -> Ransom | None:
    """The ransom, for members of the investigation, crisis or finance compartments."""
    if not compartments_of(viewer, case.pk) & {"investigation", "crisis", "finance"}:
        return None
    return Ransom.objects.filter(case=case).first()


def timeline_of(viewer: User, case: Case, limit: int = 200) -> list[TimelineLine]:
    """The latest events of every room that the viewer may see, newest first."""
    events = _visible(Event.objects.all(), viewer, case).order_by("-at", "-pk")[:limit]
    return [
        TimelineLine(e.at, sentence_of(e.kind, e.params), e.actor, e.compartment, e.url)
        for e in events
    ]


def _visible(rows: QuerySet, viewer: User, case: Case) -> QuerySet:  # type: ignore[type-arg]
    return rows.filter(case=case, compartment__in=compartments_of(viewer, case.pk))
