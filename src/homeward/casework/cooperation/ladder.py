"""The states of a request as a ladder: what was reached and when, what is due, what is to come."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from homeward.casework.cooperation.addressing import READDRESSED
from homeward.casework.cooperation.desk.turns import is_answered
from homeward.casework.cooperation.entered import entered_states
from homeward.casework.cooperation.lifecycle import DONE, FINAL, TRANSITIONS, RequestState, Side
from homeward.casework.cooperation.models import Change, Request, Undelivered
from homeward.casework.cooperation.words import crossed_word
from homeward.foundation.web.components import Step, StepState
from homeward.foundation.web.tones import Tone

S = RequestState
TONES: dict[str, Tone] = {
    S.DRAFT: Tone.NEUTRAL,
    S.DRAFT_SHOWN: Tone.NEUTRAL,
    S.INFORMATION_ASKED: Tone.WARNING,
    S.CONDITIONS_PROPOSED: Tone.WARNING,
    S.CONSULTATION: Tone.WARNING,
    S.POSTPONED: Tone.WARNING,
    S.RELEASED: Tone.WARNING,
    S.EXECUTED: Tone.SUCCESS,
    S.SURRENDERED: Tone.SUCCESS,
    S.OWN_ENDED: Tone.SUCCESS,
    S.REFUSED: Tone.DANGER,
    S.WITHDRAWN: Tone.NEUTRAL,
    S.ENDED: Tone.NEUTRAL,
    S.CLOSED: Tone.NEUTRAL,
}


def tone_of(state: str) -> Tone:
    """How a state of a request reads at a glance."""
    return TONES.get(state, Tone.INFORMATION)


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
        # What leads back comes to an earlier state; another addressee changes none.
        if change.led_to and change.name != READDRESSED and _moves_on(request, change):
            reached[change.led_to] = change.at
    return reached


def _moves_on(request: Request, change: Change) -> bool:
    transition = request.lifecycle.get(change.name, change.side)
    return transition is None or not (transition.beside or transition.leads_back)


def _way(request: Request, reached: dict[str, datetime]) -> list[RequestState]:
    """The states in their order; one beside the way stands where it was reached."""
    usual = request.lifecycle.way
    way = [s for s in usual if request.side == Side.REQUESTING or s not in (S.DRAFT, S.APPROVED)]
    besides = [S(s) for s in reached if s not in usual]
    if request.state not in (*way, *besides):
        besides.append(S(request.state))
    for beside in sorted(besides, key=lambda s: reached.get(s, request.created_at)):
        came = reached.get(beside, request.created_at)
        before = [s for s in way if s in reached and reached[s] <= came]
        way.insert(len(before) and way.index(before[-1]) + 1, beside)
    return way


def _step(
    request: Request, state: RequestState, distance: int, reached: dict[str, datetime]
) -> Step:
    position = _position(request, state, distance, reached)
    is_shown = position in (StepState.DONE, StepState.CURRENT)
    is_end = state in DONE and state in request.lifecycle.way
    return Step(
        state.label,
        position,
        at=reached.get(state) if is_shown else None,
        due=request.due_at if is_end and _waits(request) else None,
    )


def _waits(request: Request) -> bool:
    """Whether the answer that has a time is still to come: what is in force has it."""
    return request.state not in FINAL and not is_answered(request.kind, request.state)


def _position(
    request: Request, state: RequestState, distance: int, reached: dict[str, datetime]
) -> StepState:
    """Where a state stands; `distance` is negative for those before the present one."""
    is_over = request.state in (S.REFUSED, S.WITHDRAWN, S.CLOSED)
    if distance == 0:
        return StepState.DONE if state in DONE or state == S.CLOSED else StepState.CURRENT
    if state not in request.lifecycle.way or (distance < 0 and (state in reached or not is_over)):
        return StepState.DONE
    return StepState.SKIPPED if is_over and state != S.CLOSED else StepState.WAITING
