"""Nameless facts of requests, for the statistics and reports: each step as it is made or arrives.

They say which kind of request, with which State, how urgent, what happened and how many hours after
the issue; no reference, no person, no word that somebody wrote. A step that loses its effect when
another crosses it is told again as lost. Requests without a case have facts without one.
"""

from homeward.casework.cooperation.actions.record import CLERK, writes_in_case
from homeward.casework.cooperation.models import Change, Request
from homeward.foundation.guard.actor import Actor, ActorKind
from homeward.foundation.guard.jobs import job
from homeward.foundation.journal.facts import note_fact, register_facts_of
from homeward.foundation.journal.verbs import Field, Kind

STEP = "cooperation.step"
_FIELDS = (
    Field("side", "requesting or requested"),
    Field("request_kind", "code of the kind of request"),
    Field("partner", "code of the other State"),
    Field("urgency", "routine, urgent or life_at_risk"),
    Field("way", "node, hand or handed_over"),
    Field("step", "code of the change"),
    Field("by", "which side made it"),
    Field("led_to", "state of the request after it"),
    Field("hours", "whole hours since the issue", Kind.WHOLE),
    Field("late", "whether it came after the time that the request gave", Kind.YES_NO),
    Field("grounds", "codes of the grounds of a refusal", Kind.TEXTS),
    Field(
        "complete",
        "whether it went with every part, and no more information was asked for by then",
        Kind.YES_NO,
    ),
    Field("lost", "whether it lost its effect when another crossed it", Kind.YES_NO),
)


def register() -> None:
    """Declare the facts."""
    register_facts_of({STEP: _FIELDS})


def note_step(request: Request, change: Change, actor: Actor, *, lost: bool = False) -> None:
    """Tell the statistics of a step of an issued request, in the present transaction.

    Whoever has no place in the case may not write its facts: a job of the node does it then.
    """
    if request.issued_at is None:
        return
    is_theirs = actor.kind == ActorKind.USER
    if is_theirs and (request.case_id is None or not writes_in_case(request, actor)):
        note_later.defer(actor=CLERK, change=change.pk, lost=lost)
    else:
        _note(request, change, lost=lost)


@job("cooperation.note_step")
def note_later(*, actor: Actor, change: int, lost: bool) -> None:
    """Tell it in the name of the node."""
    found = Change.objects.select_related("request").get(pk=change)
    _note(found.request, found, lost=lost)


def _note(request: Request, change: Change, *, lost: bool) -> None:
    if request.issued_at is None:
        return
    given = dict(change.data or {})
    grounds = given.get("grounds") or [given.get("ground", "")]
    seconds = (change.at - request.issued_at).total_seconds()
    note_fact(
        STEP,
        case_id=request.case_id,
        at=change.at,
        side=str(request.side),
        request_kind=request.kind,
        partner=request.other_state,
        urgency=str(request.urgency),
        way=str(request.way),
        step=change.name,
        by=str(change.side),
        led_to=str(change.led_to),
        hours=max(0, int(seconds // 3600)),
        late=request.due_at is not None and change.at > request.due_at,
        grounds=[str(one) for one in grounds if one],
        complete=_is_complete(request, change),
        lost=lost,
    )


def _is_complete(request: Request, change: Change) -> bool:
    """Whether a request needed nothing more up to this change: it was issued without a part that a
    supervisor let go missing, and the other State did not ask for more information."""
    if request.waiver:
        return False
    asked = request.changes.filter(name="ask_information", at__lte=change.at)
    return not asked.exists()
