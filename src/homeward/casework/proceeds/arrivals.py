"""What a run's messages do on arrival, and what the changes of tracing requests mean for a run."""

from typing import Any
from uuid import UUID

from django.conf import settings

from homeward.casework.cases.models import Case
from homeward.casework.cooperation.lifecycle import Side
from homeward.casework.cooperation.models import Request
from homeward.casework.cooperation.ports import register_effect, register_facts
from homeward.casework.proceeds.actions.rounds import (
    FINISHED,
    HANDOVER,
    REPORT,
    ROUND,
    STOPPED,
    TRACER,
    compute_round,
    finish,
    round_opened,
    stop_later,
    take_report,
)
from homeward.casework.proceeds.actions.runs import join_run, party_joined, stop_run
from homeward.casework.proceeds.hand_overs import tainted, to_row
from homeward.casework.proceeds.models import Run, RunState
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.exchange.errors import EffectRefused
from homeward.foundation.exchange.ports import (
    Arrived,
    Effect,
    Filed,
    MessageType,
    register_message_type,
)
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.tracing import HandOver


def runs_registration() -> None:
    """Register the run's messages and the effect of tracing requests."""
    effects: dict[str, Effect] = {
        ROUND: on_round,
        HANDOVER: on_hand_over,
        REPORT: on_report,
        FINISHED: on_finished,
        STOPPED: on_stopped,
    }
    for type_, effect in effects.items():
        register_message_type(MessageType(type_, 1, effect))
    register_effect("tracing", on_tracing_change)
    register_facts("states", _states_of_run)


def _states_of_run(viewer: User, case: Case, context: dict[str, str]) -> str:
    run = Run.objects.filter(pk=context["run"], case=case).first() if "run" in context else None
    return ", ".join(run.parties.order_by("state").values_list("state", flat=True)) if run else ""


def on_tracing_change(request: Request, change: str, data: dict[str, Any], actor: Actor) -> None:
    """Accepting a tracing request joins the run; refusing or withdrawing it stops the run."""
    if request.run_id is None:
        return
    if change == "begin" and request.side == Side.REQUESTED:
        join_run(request, actor)
    elif change == "begin":
        party_joined(request.run_id, request.other_state, actor)
    elif change in ("refuse", "withdraw"):
        reason = f"{change} {request.other_state}"
        stop_later.defer(actor=TRACER, run=str(request.run_id), reason=reason)


def on_round(arrived: Arrived) -> Filed:
    """A round was opened by the run's initiator."""
    run = _run(arrived)
    _from_initiator(run, arrived)
    if int(arrived.payload["round"]) <= run.round:
        raise EffectRefused("round_is_past")
    round_opened(run, arrived.payload, arrived.actor)
    return Filed(case_id=run.case_id)


def on_hand_over(arrived: Arrived) -> Filed:
    """Proceeds were handed over; amounts above the request's ceiling are refused."""
    run = _run(arrived)
    hand_over = HandOver.from_message(arrived.payload["hand_over"])
    if (hand_over.sender, hand_over.receiver) != (arrived.sender, settings.HOMEWARD_STATE):
        raise EffectRefused("hand_over_misdirected")
    if tainted(hand_over) > run.ceiling or any(
        s.label != run.label or s.length <= 0 or s.offset < 0 for s in hand_over.stretches
    ):
        raise EffectRefused("beyond_the_request")
    row = to_row(run, hand_over, is_outgoing=False)
    row.message_id = arrived.id
    row.save()
    record(
        "proceeds.hand_over_received",
        actor=arrived.actor,
        subject=("run", run.pk),
        case_id=run.case_id,
        compartment=Compartment.FINANCE,
        sender=arrived.sender,
        revision=hand_over.revision,
    )
    # The round may have been opened before; whichever comes last lets it be computed.
    compute_round.defer(actor=TRACER, run=str(run.pk), round=run.round)
    return Filed(case_id=run.case_id)


def on_report(arrived: Arrived) -> Filed:
    """A State reported its round to the initiator."""
    run = _run(arrived)
    if run.initiator != settings.HOMEWARD_STATE:
        raise EffectRefused("not_the_initiator")
    report = dict(arrived.payload["report"])
    if report.get("state") != arrived.sender:
        raise EffectRefused("report_of_another_state")
    take_report(run, arrived.sender, report, arrived.actor)
    return Filed(case_id=run.case_id)


def on_finished(arrived: Arrived) -> Filed:
    """The run is finished: what this State computed in the last round is final."""
    run = _run(arrived)
    _from_initiator(run, arrived)
    if run.done_round != int(arrived.payload["round"]):
        raise EffectRefused("round_not_computed")
    finish(run, arrived.actor)
    return Filed(case_id=run.case_id)


def on_stopped(arrived: Arrived) -> Filed:
    """A State could not go on; the run ends without a result."""
    run = _run(arrived)
    stop_run(run.pk, f"{arrived.sender}: {arrived.payload['reason']}", arrived.actor)
    return Filed(case_id=run.case_id)


def _run(arrived: Arrived) -> Run:
    """The run of a message, for a State that is in it; refused for anybody else."""
    payload_run = UUID(str(arrived.payload["run"]))
    run = Run.objects.select_for_update().filter(pk=arrived.thread).first()
    if run is None or payload_run != arrived.thread:
        raise EffectRefused("unknown_run")
    is_party = run.parties.filter(state=arrived.sender, joined_at__isnull=False).exists()
    if not is_party and arrived.sender != run.initiator:
        raise EffectRefused("not_in_the_run")
    if run.state in (RunState.FINISHED, RunState.STOPPED):
        raise EffectRefused("run_is_over")
    return run


def _from_initiator(run: Run, arrived: Arrived) -> None:
    if arrived.sender != run.initiator:
        raise EffectRefused("not_the_initiator")
