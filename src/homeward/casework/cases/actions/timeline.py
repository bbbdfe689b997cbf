"""Adding to the timeline."""

from datetime import UTC, datetime
from typing import Any

from homeward.casework.cases.models import Case, Event
from homeward.casework.cases.ports import is_registered
from homeward.foundation.access.roles import Compartment
from homeward.foundation.guard.actor import Actor


def add_event(
    case: Case,
    kind: str,
    *,
    actor: Actor,
    compartment: str = Compartment.INVESTIGATION,
    url: str = "",
    **params: Any,
) -> None:
    """Add a line to the timeline in the present transaction; params hold no names of persons."""
    if not is_registered(kind):
        raise KeyError(kind)
    Event.objects.create(
        case=case,
        compartment=compartment,
        at=datetime.now(UTC),
        kind=kind,
        params=params,
        actor=actor.name,
        url=url,
    )
