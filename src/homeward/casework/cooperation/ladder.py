"""The states of a request as a ladder: what was reached and when, what is due, what is to come."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from homeward.casework.cooperation.addressing import READDRESSED
from homeward.casework.cooperation.entered import entered_states
from homeward.casework.cooperation.lifecycle import FINAL, TRANSITIONS, RequestState, Side
from homeward.casework.cooperation.models import Change, Request, Undelivered
from homeward.casework.cooperation.words import crossed_word
from homeward.foundation.web.components import Step, StepState
from homeward.foundation.web.tones import Tone

S = RequestState
WAY = (
    S.DRAFT,
    S.APPROVED,
    S.ISSUED,
    S.DELIVERED,
    S.ACKNOWLEDGED,
    S.IN_EXECUTION,
    S.EXECUTED,
    S.CLOSED,
)
BESIDE = (S.INFORMATION_ASKED, S.REFUSED, S.WITHDRAWN)
TONES: dict[str, Tone] = {
    S.DRAFT: Tone.NEUTRAL,
    S.APPROVED: Tone.INFORMATION,
    S.ISSUED: Tone.INFORMATION,
    S.DELIVERED: Tone.INFORMATION,
    S.ACKNOWLEDGED: Tone.INFORMATION,
    S.INFORMATION_ASKED: Tone.WARNING,
    S.IN_EXECUTION: Tone.INFORMATION,
    S.EXECUTED: Tone.SUCCESS,
    S.REFUSED: Tone.DANGER,
    S.WITHDRAWN: Tone.NEUTRAL,
    S.CLOSED: Tone.NEUTRAL,
}


def tone_of(state: str) -> Tone:
    """How a state of a request reads at a glance."""
    return TONES[state]


def ladder_of(request: Request, changes: Iterable[Change]) -> list[Step]:
    """Every state of the usual way, those beside it that this request came to, and last the
    changes that have no effect: they crossed one that stands, or were not taken in."""
    made = list(changes)
    reached = _reached(request, made)
    way = _way(request, reached)
    current = way.index(S(request.state))
    entered = entered_states(made)
    steps = [
        replace(step, detail=step.detail or entered.get(state, "")) if step.at else step
        for place, state in enumerate(way)
        for step in (_step(request, state, place - current, reached),)
    ]
    return steps + [_without_effect(change) for change in made if not change.led_to]


def _without_effect(change: Change) -> Step:
    is_refused = change.undelivered == Undelivered.REFUSED
    return Step(
        TRANSITIONS[change.name].done,
        StepState.SKIPPED,
        at=change.at,
        detail=_("The other node refused it") if is_refused else crossed_word(change.name),
    )


def _reached(request: Request, changes: Iterable[Change]) -> dict[str, datetime]:
    """When each state was reached, the last time where it was reached twice."""
    first = S.DRAFT if request.side == Side.REQUESTING else S.DELIVERED
    reached: dict[str, datetime] = {first: request.created_at}
    for change in changes:
        # Information that was given goes back to an earlier state, another addressee changes none.
        if change.led_to and change.name not in ("give_information", READDRESSED):
            reached[change.led_to] = change.at
    return reached


def _way(request: Request, reached: dict[str, datetime]) -> list[RequestState]:
    """The states in their order; one beside the way stands where it was reached."""
    way = [s for s in WAY if request.side == Side.REQUESTING or s not in (S.DRAFT, S.APPROVED)]
    for beside in BESIDE:
        if beside in reached:
            before = [s for s in way if s in reached and reached[s] <= reached[beside]]
            way.insert(len(before) and way.index(before[-1]) + 1, beside)
    return way


def _step(
    request: Request, state: RequestState, distance: int, reached: dict[str, datetime]
) -> Step:
    position = _position(request, state, distance, reached)
    is_shown = position in (StepState.DONE, StepState.CURRENT)
    return Step(
        state.label,
        position,
        at=reached.get(state) if is_shown else None,
        due=request.due_at if state == S.EXECUTED and request.state not in FINAL else None,
    )


def _position(
    request: Request, state: RequestState, distance: int, reached: dict[str, datetime]
) -> StepState:
    """Where a state stands; `distance` is negative for those before the present one."""
    is_over = request.state in (S.REFUSED, S.WITHDRAWN, S.CLOSED)
    if distance == 0:
        return StepState.DONE if state in (S.EXECUTED, S.CLOSED) else StepState.CURRENT
    if state in BESIDE or (distance < 0 and (state in reached or not is_over)):
        return StepState.DONE
    return StepState.SKIPPED if is_over and state != S.CLOSED else StepState.WAITING
