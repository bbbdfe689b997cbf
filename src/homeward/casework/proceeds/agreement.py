"""What a request about money must agree with before it is approved and issued, and what it starts.

A tracing request says what its run says, to the letter: both sides hold each other to it. A
freezing request asks for no more than a finished run found in the other State.
"""

from typing import Any

from homeward.casework.cooperation.amounts import parse
from homeward.casework.cooperation.lifecycle import Side
from homeward.casework.cooperation.models import Request
from homeward.casework.proceeds.actions.common import TRACER
from homeward.casework.proceeds.actions.ending import stop_later
from homeward.casework.proceeds.actions.runs import join_run, party_joined
from homeward.casework.proceeds.errors import (
    MoreThanFound,
    RunNotFinished,
    RunOutOfSight,
    RunOver,
    ScopeDiffers,
)
from homeward.casework.proceeds.facts import held_in
from homeward.casework.proceeds.models import Run, RunState
from homeward.casework.proceeds.scope import read_content, scope_of_run, words_of
from homeward.foundation.guard.actor import Actor

LEAVING = ("approve", "issue")
REASONS = {"refuse": "request_refused", "withdraw": "request_withdrawn"}


def on_tracing_change(request: Request, change: str, data: dict[str, Any], actor: Actor) -> None:
    """Accepting a tracing request joins the run; refusing or withdrawing it stops the run."""
    if request.run_id is None:
        return
    if change in LEAVING and request.side == Side.REQUESTING:
        _refuse_other_scope(request)
    elif change == "begin" and request.side == Side.REQUESTED:
        join_run(request, actor)
    elif change == "begin":
        party_joined(request.run_id, request.other_state, actor)
    elif change in REASONS:
        stop_later.defer(
            actor=TRACER,
            run=str(request.run_id),
            reason=REASONS[change],
            by=_maker(request, change),
        )


def on_freezing_change(request: Request, change: str, data: dict[str, Any], actor: Actor) -> None:
    """Only final amounts leave in a request to freeze."""
    if change in LEAVING and request.side == Side.REQUESTING:
        _refuse_provisional(request)


def _maker(request: Request, change: str) -> str:
    """The State that refused or withdrew: the requested one refuses, the requesting withdraws."""
    from django.conf import settings

    is_ours = (change == "withdraw") == (request.side == Side.REQUESTING)
    return settings.HOMEWARD_STATE if is_ours else request.other_state


def _run_of(request: Request) -> Run:
    """The run whose figures a request carries; whoever lets it out must be able to see them."""
    if request.run_id is None or request.case_id is None:
        raise RunOutOfSight
    run = Run.objects.filter(pk=request.run_id, case_id=request.case_id).first()
    if run is None:
        raise RunOutOfSight
    return run


def _refuse_other_scope(request: Request) -> None:
    run = _run_of(request)
    if run.state != RunState.GATHERING:
        raise RunOver
    scope, unread = read_content(request.content)
    different = unread if scope is None else scope_of_run(run).differences(scope)
    if different:
        raise ScopeDiffers(fields=words_of(different))


def _refuse_provisional(request: Request) -> None:
    run = _run_of(request)
    if run.state != RunState.FINISHED or request.content.get("run") != str(run.pk):
        raise RunNotFinished
    asked = parse(request.content.get("amount", ""))
    found = held_in(run, request.other_state)
    if asked is None or asked.currency != run.currency or not 0 < asked.minor <= found:
        raise MoreThanFound
