"""What a run's messages do on arrival. Each is refused, typed, where its sender may not send it."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy

from homeward.casework.proceeds.actions.common import (
    FINISHED,
    HANDOVER,
    REPORT,
    ROUND,
    STOPPED,
    TRACER,
    leads,
    record_in_run,
)
from homeward.casework.proceeds.actions.decisions import drop_replaced, hold
from homeward.casework.proceeds.actions.ending import OVER, finish, stop_everywhere, stop_run
from homeward.casework.proceeds.actions.rounds import compute_round, round_opened, take_report
from homeward.casework.proceeds.hand_overs import exceeds_ceiling, to_row, waiting
from homeward.casework.proceeds.incoming import (
    MOST_ROUNDS,
    read_hand_over,
    read_report,
    read_round,
    read_unmatched,
)
from homeward.casework.proceeds.models import Run
from homeward.casework.proceeds.scope import scope_of_run
from homeward.foundation.exchange import payloads
from homeward.foundation.exchange.errors import EffectRefused
from homeward.foundation.exchange.models import OutMessage
from homeward.foundation.exchange.ports import (
    Arrived,
    Effect,
    Filed,
    MessageType,
    keeps,
    register_message_type,
)
from homeward.foundation.exchange.schemas import schemas_in
from homeward.foundation.guard.actor import Actor

_SCHEMAS = Path(__file__).parent / "messages"
_RECALL = gettext_lazy(
    "What the States found in this tracing rests on it. Stop the tracing to end it."
)


def runs_registration() -> None:
    """Register the run's messages and the effects of requests about money."""
    from homeward.casework.cooperation.ports import register_effect
    from homeward.casework.proceeds.agreement import on_freezing_change, on_tracing_change

    effects: dict[str, Effect] = {
        ROUND: on_round,
        HANDOVER: on_hand_over,
        REPORT: on_report,
        FINISHED: on_finished,
        STOPPED: on_stopped,
    }
    for type_, effect in effects.items():
        register_message_type(
            MessageType(
                type_,
                1,
                effect,
                on_refused=on_refused,
                on_expired=on_expired,
                on_recall=keeps(_RECALL),
                schemas=schemas_in(_SCHEMAS, type_),
            )
        )
    register_effect("tracing", on_tracing_change)
    register_effect("freezing", on_freezing_change)


def on_round(arrived: Arrived) -> Filed:
    """The initiator opened the next round, of the very scope that was approved here."""
    run = _run(arrived)
    _from_initiator(run, arrived)
    opened = read_round(run, arrived.payload)
    if scope_of_run(run).differences(opened.scope):
        raise EffectRefused("beyond_the_request")
    if opened.number <= run.round:
        raise EffectRefused("round_is_past")
    if opened.number != run.round + 1 or run.done_round != run.round:
        raise EffectRefused("round_out_of_turn")
    round_opened(run, opened, arrived.actor)
    return Filed(case_id=run.case_id)


def on_hand_over(arrived: Arrived) -> Filed:
    """Proceeds were handed over: within the ceiling they flow, beyond it they wait."""
    run = _run(arrived)
    hand_over = read_hand_over(run, arrived.sender, arrived.payload)
    row = to_row(run, hand_over, arrived.payload["round"], is_outgoing=False)
    row.message_id, row.is_final = arrived.id, False
    beyond = exceeds_ceiling(run, row)
    row.save()
    record_in_run(
        run,
        "proceeds.hand_over_received",
        arrived.actor,
        sender=arrived.sender,
        revision=hand_over.revision,
    )
    drop_replaced(run, row, arrived.actor)
    if beyond:
        hold(run, row, arrived.actor)
    else:
        # The round may have been opened before; whichever comes last lets it be computed.
        compute_round.defer(actor=TRACER, run=str(run.pk), round=run.round)
    return Filed(case_id=run.case_id)


def on_report(arrived: Arrived) -> Filed:
    """A State reported the open round to the initiator, once."""
    run = _run(arrived)
    if not leads(run):
        raise EffectRefused("not_the_initiator")
    report = read_report(run, arrived.sender, arrived.payload)
    if run.parties.get(state=arrived.sender).reported_round >= run.round:
        raise EffectRefused("round_out_of_turn")
    take_report(run, arrived.sender, report, arrived.actor)
    return Filed(case_id=run.case_id)


def on_finished(arrived: Arrived) -> Filed:
    """The run is finished: what this State computed in the last round is final.

    It is not where a hand-over was changed in that round, here or on its way to us.
    """
    run = _run(arrived)
    _from_initiator(run, arrived)
    number = payloads.whole(arrived.payload, "round", min=1, max=MOST_ROUNDS)
    if number != run.round or run.done_round != number:
        raise EffectRefused("round_not_computed")
    if waiting(run) or run.hand_overs.filter(round__gte=number).exists():
        raise EffectRefused("round_not_settled")
    run.unmatched = read_unmatched(run, arrived.payload)
    finish(run, arrived.actor)
    return Filed(case_id=run.case_id)


def on_stopped(arrived: Arrived) -> Filed:
    """The initiator stopped the run, or a State told us, who lead it, that it cannot go on."""
    run = _run(arrived)
    reason = payloads.text(arrived.payload, "reason", max=60)
    by = payloads.choice(arrived.payload, "by", set(run.parties.values_list("state", flat=True)))
    if leads(run):
        stop_everywhere(run, reason, by, arrived.actor)
    else:
        _from_initiator(run, arrived)
        stop_run(run, reason, by, arrived.actor)
    return Filed(case_id=run.case_id)


def on_refused(message_id: UUID, at: datetime, reason: str, actor: Actor) -> None:
    """Another node took no effect of ours: without it the run would wait for ever."""
    _stop_for(message_id, "message_refused", actor)


def on_expired(message_id: UUID, at: datetime, actor: Actor) -> None:
    """Another node was not reached in time."""
    _stop_for(message_id, "message_expired", actor)


def _stop_for(message_id: UUID, reason: str, actor: Actor) -> None:
    message = OutMessage.objects.get(pk=message_id)
    run = Run.objects.select_for_update().filter(pk=message.thread).first()
    if run is not None and run.state not in OVER:
        stop_everywhere(run, reason, message.peer, actor)


def _run(arrived: Arrived) -> Run:
    """The run of a message, for a State that is in it; refused for anybody else."""
    named = payloads.uuid(arrived.payload, "run")
    run = Run.objects.select_for_update().filter(pk=arrived.thread).first()
    if run is None or named != arrived.thread:
        raise EffectRefused("unknown_run")
    if arrived.sender == settings.HOMEWARD_STATE or not (
        run.parties.filter(state=arrived.sender, joined_at__isnull=False).exists()
    ):
        raise EffectRefused("not_in_the_run")
    if run.state in OVER:
        raise EffectRefused("run_is_over")
    return run


def _from_initiator(run: Run, arrived: Arrived) -> None:
    if arrived.sender != run.initiator:
        raise EffectRefused("not_the_initiator")
