"""Nameless facts of assistance and training, for the statistics.

They say what kind of help, about what, and what happened: no State, no person, no word that
somebody wrote, and no sensitive request apart from others.
"""

from datetime import UTC, datetime
from typing import Any

from homeward.foundation.guard.actor import Actor, ActorKind, service
from homeward.foundation.guard.jobs import job
from homeward.foundation.journal.facts import note_fact, register_facts_of
from homeward.foundation.journal.verbs import Field, Kind
from homeward.oversight.assistance.models import (
    AssistanceRequest,
    AssistanceStep,
    CourseSession,
)
from homeward.oversight.assistance.queries.training import course_of

STEP = "assistance.step"
_OF_SESSION = (Field("course", "code of the course"), Field("audience", "for whom it is made"))
CLERK = service("exchange")  # a person may add facts of his cases only


def register() -> None:
    """Declare the facts."""
    register_facts_of(
        {
            STEP: (
                Field("side", "whether this node is the State's or the Secretariat's"),
                Field("step", "code of the step"),
                Field("led_to", "code of the stage after it"),
                Field("paragraph", "code of the paragraph that the request is about"),
                Field("kinds", "codes of the help that is asked for", Kind.TEXTS),
                Field("urgency", "code of the urgency"),
                Field(
                    "people",
                    "people reached by a part of the delivery; fewer than none where that many"
                    " were told of it before and were not",
                    Kind.WHOLE,
                ),
            ),
            "training.enrolled": _OF_SESSION,
            "training.tested": (*_OF_SESSION, Field("passed", "the test is passed", Kind.YES_NO)),
            "training.revoked": (
                *_OF_SESSION,
                Field(
                    "passed_in",
                    "the year in which the test was passed that counts no more",
                    Kind.WHOLE,
                ),
            ),
        }
    )


def note_step(request: AssistanceRequest, step: AssistanceStep, actor: Actor) -> None:
    """Tell the statistics of a step, in the present transaction or by a job of the node."""
    if actor.kind == ActorKind.USER:
        note_later.defer(actor=CLERK, step=step.pk)
    else:
        _note(request, step)


@job("assistance.note_step")
def note_later(*, actor: Actor, step: int) -> None:
    """Tell it in the name of the node."""
    found = AssistanceStep.objects.select_related("request").get(pk=step)
    _note(found.request, found)


def _note(request: AssistanceRequest, step: AssistanceStep) -> None:
    at: datetime = step.at
    note_fact(
        STEP,
        case_id=None,
        at=at,
        side=request.side,
        step=step.name,
        led_to=request.stage,
        paragraph=request.paragraph,
        kinds=request.kinds,
        urgency=request.urgency,
        people=_people(request, step),
    )


def _people(request: AssistanceRequest, step: AssistanceStep) -> int:
    """Whom a part reached beyond what was told of that part before: it may be recorded again, with
    more people, with fewer, or as one that fell away. The sum is what was recorded last."""
    if step.name != "deliver":
        return 0
    before = request.steps.filter(
        name="deliver",
        number__lt=step.number,
        data__part=step.data["part"],
        lost=False,
        refused="",
    )
    return _reached(step) - _reached(before.order_by("number").last())


def _reached(step: AssistanceStep | None) -> int:
    return 0 if step is None or step.data["left_out"] else int(step.data["people"])


def note_training(kind: str, session: CourseSession, actor: Actor, **data: int) -> None:
    """Tell the statistics of somebody in a course, never of whom; by a job of the node."""
    audience = str(course_of(session).audience)
    facts = {"course": session.course, "audience": audience, **data}
    at = datetime.now(UTC).isoformat()
    note_training_later.defer(actor=CLERK, kind=kind, since=at, facts=facts)


@job("assistance.note_training")
def note_training_later(*, actor: Actor, kind: str, since: str, facts: dict[str, Any]) -> None:
    """Tell it in the name of the node."""
    note_fact(kind, case_id=None, at=datetime.fromisoformat(since), **facts)
