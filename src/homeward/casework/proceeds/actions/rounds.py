"""The rounds of a run: every State computes with all it was handed, hands over, and reports.

The initiator opens a round by telling every State how many hand-overs to expect from whom, so that
nobody computes before they are in. When a round changed nothing, the run is finished and every
hand-over is final. Messages: docs/reference/messages.md.
"""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.dateparse import parse_datetime

from homeward.casework.proceeds.accounts import state_of_accounts
from homeward.casework.proceeds.actions.runs import note_run, stop_run
from homeward.casework.proceeds.hand_overs import latest, settle, to_row
from homeward.casework.proceeds.models import HandOver, Party, Run, RunState, Trace, TraceStatus
from homeward.casework.proceeds.payments import payments_of
from homeward.foundation.access.roles import Compartment
from homeward.foundation.authorities.models import State
from homeward.foundation.exchange.sending import send
from homeward.foundation.guard.actor import Actor, service
from homeward.foundation.guard.jobs import job
from homeward.foundation.journal.actions import record
from homeward.tracing import Claim as PaymentClaim
from homeward.tracing import Coordinator, Participant, RoundReport, TracingError
from homeward.tracing.federation.participant import RoundResult

ROUND, HANDOVER, REPORT = "proceeds.round", "proceeds.handover", "proceeds.report"
FINISHED, STOPPED = "proceeds.finished", "proceeds.stopped"
TRACER = service("tracer")


def begin_round(run: Run, actor: Actor) -> None:
    """Open the next round, on the initiator's side, in the transaction of what led to it."""
    run.state, run.round = RunState.RUNNING, run.round + 1
    run.expected = _expected_by(run, settings.HOMEWARD_STATE)
    run.save()
    for party in others(run):
        payload = {
            "run": str(run.pk),
            "round": run.round,
            "states": sorted(run.parties.values_list("state", flat=True)),
            "frontier": run.frontier.isoformat() if run.frontier else None,
            "expected": {s: str(n) for s, n in _expected_by(run, party.state).items()},
        }
        send_in_run(run, ROUND, payload, to=party.state, actor=actor)
    settle(run, run.hand_overs.all())
    compute_round.defer(actor=TRACER, run=str(run.pk), round=run.round)


@job("proceeds.round")
def compute_round(*, actor: Actor, run: str, round: int) -> None:
    """Compute a round once everything expected is in; repeating it is harmless."""
    found = Run.objects.select_for_update().get(pk=run)
    if found.state != RunState.RUNNING or found.round != round or found.done_round >= round:
        return
    if not _everything_is_in(found):
        return
    try:
        result = participant(found).compute(round)
    except TracingError as error:
        _stop_everywhere(found, error.code, actor)
        return
    _hand_over(found, result, actor)
    found.done_round = round
    found.save()
    _store_trace(found, result)
    _report(found, result, actor)


def participant(run: Run) -> Participant:
    """This State's part in the run: its own ledger, claim and hand-overs, nobody else's."""
    states = run.parties.values_list("state", flat=True)
    known = set(State.objects.values_list("code", flat=True)) | set(states)
    own = settings.HOMEWARD_STATE
    claim = run.claim
    claims = [PaymentClaim(claim.payment, claim.amount, claim.label)] if claim else []
    return Participant(
        payments_of(run.ledger),
        own,
        state_of_accounts(own, known),
        claims,
        rule=run.rule,
        at=run.period_to,
        received=latest(run, is_outgoing=False),
        sent=latest(run, is_outgoing=True),
    )


def others(run: Run) -> list[Party]:
    """The other States of the run."""
    return list(run.parties.exclude(state=settings.HOMEWARD_STATE).order_by("state"))


def send_in_run(run: Run, type: str, payload: dict[str, Any], *, to: str, actor: Actor) -> UUID:
    """A message of the run, in the run's own thread with each State."""
    return send(type, payload, to=to, thread=run.pk, actor=actor, case_id=run.case_id)


def _everything_is_in(run: Run) -> bool:
    return all(
        run.hand_overs.filter(is_outgoing=False, peer=state).count() >= int(count)
        for state, count in run.expected.items()
    )


def _expected_by(run: Run, state: str) -> dict[str, int]:
    """How many hand-overs each State said it has sent to `state` so far."""
    counts = {}
    for party in run.parties.all():
        sent = int(party.report.get("sent", {}).get(state, 0))
        if sent:
            counts[party.state] = sent
    return counts


def _hand_over(run: Run, result: RoundResult, actor: Actor) -> None:
    """Keep and send what changed. Beyond the run's States nothing is sent: an officer decides."""
    joined = {party.state for party in others(run)}
    # Ordered by receiver: two transactions never wait for each other's pairs of nodes.
    for hand_over in sorted(result.changed, key=lambda h: (h.receiver or "", h.time)):
        row = to_row(run, hand_over, is_outgoing=True)
        if hand_over.receiver in joined:
            payload = {"run": str(run.pk), "hand_over": hand_over.as_message()}
            row.message_id = send_in_run(
                run, HANDOVER, payload, to=str(hand_over.receiver), actor=actor
            )
        row.save()
        record(
            "proceeds.handed_over",
            actor=actor,
            subject=("run", run.pk),
            case_id=run.case_id,
            compartment=Compartment.FINANCE,
            to=row.peer,
            revision=row.revision,
        )


def _report(run: Run, result: RoundResult, actor: Actor) -> None:
    sent = {
        party.state: str(
            run.hand_overs.filter(
                is_outgoing=True, peer=party.state, message_id__isnull=False
            ).count()
        )
        for party in others(run)
    }
    report = {**result.report.as_message(), "sent": sent}
    if run.initiator == settings.HOMEWARD_STATE:
        take_report(run, settings.HOMEWARD_STATE, report, actor)
    else:
        payload = {"run": str(run.pk), "report": report}
        send_in_run(run, REPORT, payload, to=run.initiator, actor=actor)
        _keep_report(run.parties.get(state=settings.HOMEWARD_STATE), report)


def _keep_report(party: Party, report: dict[str, Any]) -> None:
    rounds = [*party.report.get("rounds", []), {k: v for k, v in report.items() if k != "rounds"}]
    party.reported_round = int(report["round"])
    party.report = {**report, "rounds": rounds}
    party.save()


def take_report(run: Run, state: str, report: dict[str, Any], actor: Actor) -> None:
    """Note a State's report; with the last one of a round, begin the next or finish.

    Raises what `Coordinator` raises for a report that does not fit.
    """
    party = run.parties.get(state=state)
    if party.reported_round >= int(report["round"]):
        return
    _keep_report(party, report)
    parties = list(run.parties.all())
    if any(p.reported_round < run.round for p in parties):
        return
    reports = [RoundReport.from_message(r) for p in parties for r in p.report["rounds"]]
    try:
        coordinator = Coordinator([p.state for p in parties], reports)
    except TracingError as error:
        _stop_everywhere(run, error.code, actor)
        return
    run.frontier = coordinator.outcomes[-1].frontier
    if not coordinator.finished:
        begin_round(run, actor)
        return
    for other in others(run):
        payload = {"run": str(run.pk), "round": run.round}
        send_in_run(run, FINISHED, payload, to=other.state, actor=actor)
    finish(run, actor)


def finish(run: Run, actor: Actor) -> None:
    """Every hand-over is final; the last round's result becomes the run's trace."""
    run.state, run.finished_at = RunState.FINISHED, datetime.now(UTC)
    run.save()
    run.hand_overs.filter(is_final=False).update(is_final=True)
    run.traces.filter(status=TraceStatus.QUEUED).update(
        status=TraceStatus.DONE, finished_at=run.finished_at
    )
    note_run(run, "proceeds.run_finished", actor, rounds=str(run.round))


def _store_trace(run: Run, result: RoundResult) -> None:
    """Keep the round's result; it stays provisional until the run is finished."""
    trace, _ = Trace.objects.get_or_create(
        run=run,
        defaults={"case": run.case, "ledger": run.ledger, "claim": run.claim, "rule": run.rule},
    )
    trace.document = result.trace.document()
    trace.save()


def _stop_everywhere(run: Run, reason: str, actor: Actor) -> None:
    for other in others(run):
        if other.joined_at is None:
            continue
        payload = {"run": str(run.pk), "reason": reason}
        send_in_run(run, STOPPED, payload, to=other.state, actor=actor)
    stop_run(run.pk, reason, actor)


@job("proceeds.stop")
def stop_later(*, actor: Actor, run: str, reason: str) -> None:
    """Stop a run for somebody who works at the request's desk but may not see the money."""
    found = Run.objects.select_for_update().filter(pk=run).first()
    if found is None or found.state in (RunState.FINISHED, RunState.STOPPED):
        return
    if found.initiator == settings.HOMEWARD_STATE:
        _stop_everywhere(found, reason, actor)
    else:
        stop_run(found.pk, reason, actor)


@transaction.atomic
def round_opened(run: Run, payload: dict[str, Any], actor: Actor) -> None:
    """The initiator opened a round: take its States, frontier and counts, and compute."""
    now = datetime.now(UTC)
    for state in payload["states"]:
        Party.objects.get_or_create(run=run, state=str(state), defaults={"joined_at": now})
    run.state, run.round = RunState.RUNNING, int(payload["round"])
    run.expected = {str(s): int(n) for s, n in payload["expected"].items()}
    run.frontier = parse_datetime(payload["frontier"]) if payload["frontier"] else None
    run.save()
    settle(run, HandOver.objects.filter(run=run))
    compute_round.defer(actor=TRACER, run=str(run.pk), round=run.round)
