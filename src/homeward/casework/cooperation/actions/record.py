"""The journal entry and the timeline's line of a change, on either side."""

from uuid import UUID

from homeward.casework.cases.actions import add_event
from homeward.casework.cooperation.lifecycle import Transition
from homeward.casework.cooperation.models import Change, Request
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import compartments_of
from homeward.foundation.guard.actor import Actor, ActorKind, service
from homeward.foundation.guard.jobs import job
from homeward.foundation.journal.actions import record

# Sees a request and the case it belongs to; writes the line that a desk officer cannot write.
CLERK = service("exchange")


def note_change(request: Request, transition: Transition, actor: Actor) -> None:
    """Write both in the present transaction.

    An officer of the desk who has no place in the case may move the request on, and cannot write
    into the case: then a job of the node adds the line, deferred in the same transaction.
    """
    record(
        f"cooperation.{transition.name}",
        actor=actor,
        subject=("request", request.pk),
        case_id=request.case_id,
        compartment=request.compartment,
        side=request.side,
    )
    if request.case_id is None:
        return
    if writes_in_case(request, actor):
        _add_line(request, transition.name, actor)
    else:
        add_line.defer(actor=CLERK, request=str(request.pk), change=transition.name, by=actor.id)


def note_crossed(request: Request, change: Change, actor: Actor) -> None:
    """Journal and timeline of a change that crossed another and does not stand."""
    record(
        "cooperation.crossed",
        actor=actor,
        subject=("request", request.pk),
        case_id=request.case_id,
        compartment=request.compartment,
        side=change.side,
        change=change.name,
    )
    note_in_case(request, "cooperation.crossed", actor, change=change.name)


@job("cooperation.add_line")
def add_line(*, actor: Actor, request: str, change: str, by: int) -> None:
    """Add the line of a change in the name of the officer who made it."""
    _add_line(Request.objects.get(pk=UUID(request)), change, User.objects.get(pk=by).actor)


def note_in_case(request: Request, kind: str, actor: Actor, **params: str) -> None:
    """Add a line to the timeline of the request's case, also for an officer of the desk who has
    no place in the case: a job of the node does it then."""
    if request.case_id is None:
        return
    if writes_in_case(request, actor):
        note_line(request, kind, actor, **params)
    else:
        add_line_of.defer(
            actor=CLERK, request=str(request.pk), kind=kind, by=actor.id, params=params
        )


@job("cooperation.add_line_of")
def add_line_of(*, actor: Actor, request: str, kind: str, by: int, params: dict[str, str]) -> None:
    """Add a line of another kind in the name of the officer who caused it."""
    found = Request.objects.get(pk=UUID(request))
    note_line(found, kind, User.objects.get(pk=by).actor, **params)


def writes_in_case(request: Request, actor: Actor) -> bool:
    """Whether whoever acts has a place in the request's part of its case, where it has a case."""
    if actor.kind != ActorKind.USER or actor.id is None or request.case_id is None:
        return True
    held = compartments_of(User.objects.get(pk=actor.id), request.case_id)
    return request.compartment in held


def _add_line(request: Request, change: str, actor: Actor) -> None:
    note_line(request, "cooperation.changed", actor, change=change)


def note_line(request: Request, kind: str, actor: Actor, **params: str) -> None:
    """Add a line to the timeline of the request's case, where it has one."""
    if request.case is not None:
        add_event(
            request.case,
            kind,
            actor=actor,
            compartment=request.compartment,
            url=f"/requests/{request.pk}/",
            reference=request.reference,
            **params,
        )
