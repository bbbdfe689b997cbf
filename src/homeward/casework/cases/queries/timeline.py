"""The timeline of a case."""

from dataclasses import dataclass
from datetime import datetime

from homeward.casework.cases.models import Case, Event
from homeward.casework.cases.ports import sentence_of
from homeward.casework.cases.queries.inside import seen_in
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import names_by_sign_in


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One line of the timeline in the reader's language."""

    at: datetime
    sentence: str
    actor: str
    compartment: str
    url: str


def timeline_of(viewer: User, case: Case, limit: int = 200) -> list[TimelineLine]:
    """The latest events of every room that the viewer may see, newest first."""
    events = list(seen_in(Event.objects.all(), viewer, case).order_by("-at", "-pk")[:limit])
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
