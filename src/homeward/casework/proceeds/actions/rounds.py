"""The rounds of a run: every State computes with all it was handed, hands over, and reports.

The initiator opens a round by telling every State how many hand-overs to expect from whom, so that
nobody computes before they are in. When a round changed nothing, the run is finished and every
hand-over is final. Messages: docs/reference/messages.md.
"""

from typing import Any

from django.conf import settings
from django.db import transaction

from homeward.casework.proceeds.actions.common import (
    HANDOVER,
    REPORT,
    ROUND,
    TRACER,
    leads,
    others,
    record_in_run,
    send_in_run,
)
from homeward.casework.proceeds.actions.deadlines import watch_round
from homeward.casework.proceeds.actions.ending import finish_everywhere, stop_everywhere
from homeward.casework.proceeds.hand_overs import latest, settle, to_row, waiting
from homeward.casework.proceeds.incoming import LONGEST_REFERENCE, MOST_STRETCHES, Round
from homeward.casework.proceeds.matching import (
    matches_of,
    matches_told,
    state_of_run,
    take_matches,
)
from homeward.casework.proceeds.models import HandOver, Party, Run, RunState, Trace
from homeward.casework.proceeds.payments import payments_of
from homeward.casework.proceeds.reports import (
    expected_by,
    own_report,
    totals_contradict,
    unmatched_by_sender,
)
from homeward.casework.proceeds.scope import scope_of_run
from homeward.foundation.guard.actor import Actor
from homeward.foundation.guard.jobs import job
from homeward.tracing import Claim as PaymentClaim
from homeward.tracing import Coordinator, Participant, RoundReport, TracingError
from homeward.tracing import HandOver as HandedOver
from homeward.tracing.federation.participant import RoundResult


def begin_round(run: Run, actor: Actor) -> None:
    """Open the next round, on the initiator's side, in the transaction of what led to it."""
    own = settings.HOMEWARD_STATE
    unmatched = unmatched_by_sender(run)
    run.state, run.round = RunState.RUNNING, run.round + 1
    run.expected, run.unmatched = expected_by(run, own), unmatched.get(own, {})
    run.save()
    scope = scope_of_run(run).as_message()
    for party in others(run):
        payload = {
            "round": run.round,
            "scope": scope,
            "frontier": run.frontier.isoformat() if run.frontier else None,
            "expected": {s: str(n) for s, n in expected_by(run, party.state).items()},
            "unmatched": unmatched.get(party.state, {}),
        }
        send_in_run(run, ROUND, payload, to=party.state, actor=actor)
    settle(run, run.hand_overs.all())
    watch_round(run, actor)
    compute_round.defer(actor=TRACER, run=str(run.pk), round=run.round)


@transaction.atomic
def round_opened(run: Run, opened: Round, actor: Actor) -> None:
    """The initiator opened a round: take its frontier and counts, and compute."""
    run.state, run.round = RunState.RUNNING, opened.number
    run.expected, run.frontier = opened.expected, opened.frontier
    run.unmatched = opened.unmatched
    run.save()
    settle(run, HandOver.objects.filter(run=run))
    watch_round(run, actor)
    compute_round.defer(actor=TRACER, run=str(run.pk), round=run.round)


@job("proceeds.round")
def compute_round(*, actor: Actor, run: str, round: int) -> None:
    """Compute a round once everything expected is in; repeating it is harmless."""
    found = Run.objects.select_for_update().get(pk=run)
    if found.state != RunState.RUNNING or found.round != round or found.done_round >= round:
        return
    if not _everything_is_in(found):
        return
    take_matches(found)
    try:
        result = participant(found).compute(round)
    except TracingError as error:
        stop_everywhere(found, error.code, settings.HOMEWARD_STATE, actor)
        return
    if any(map(_is_too_large, result.changed)):
        stop_everywhere(found, "hand_over_too_large", settings.HOMEWARD_STATE, actor)
        return
    _hand_over(found, result, actor)
    found.done_round = round
    found.save()
    _store_trace(found, result)
    _report(found, result, actor)


def participant(run: Run) -> Participant:
    """This State's part in the run: its own ledger, claim and hand-overs, nobody else's."""
    claim = run.claim
    claims = [PaymentClaim(claim.payment, claim.amount, claim.label)] if claim else []
    return Participant(
        payments_of(run.ledger),
        settings.HOMEWARD_STATE,
        state_of_run(run),
        claims,
        rule=run.rule,
        at=run.period_to,
        received=latest(run, is_outgoing=False),
        sent=latest(run, is_outgoing=True),
        matched=matches_of(run),
    )


def _everything_is_in(run: Run) -> bool:
    """Whether all hand-overs that were sent to us are here, and none waits for an officer."""
    return not waiting(run) and all(
        run.hand_overs.filter(is_outgoing=False, peer=state).count() >= int(count)
        for state, count in run.expected.items()
    )


def _is_too_large(hand_over: HandedOver) -> bool:
    return len(hand_over.reference) > LONGEST_REFERENCE or len(hand_over.stretches) > MOST_STRETCHES


def _hand_over(run: Run, result: RoundResult, actor: Actor) -> None:
    """Keep and send what changed.

    What goes beyond the run's States or its currency is kept and not sent: no request covers it.
    """
    joined = {party.state for party in others(run)}
    # Ordered by receiver: two transactions never wait for each other's pairs of nodes.
    for hand_over in sorted(result.changed, key=lambda h: (h.receiver or "", h.time)):
        row = to_row(run, hand_over, run.round, is_outgoing=True)
        if hand_over.receiver in joined and hand_over.currency == run.currency:
            payload = {"round": run.round, "hand_over": hand_over.as_message()}
            to = str(hand_over.receiver)
            row.message_id = send_in_run(run, HANDOVER, payload, to=to, actor=actor)
        row.save()
        facts = {"to": row.peer, "revision": row.revision}
        record_in_run(run, "proceeds.handed_over", actor, **facts)


def _report(run: Run, result: RoundResult, actor: Actor) -> None:
    report = own_report(run, result)
    if leads(run):
        take_report(run, settings.HOMEWARD_STATE, report, actor)
    else:
        send_in_run(run, REPORT, {"report": report}, to=run.initiator, actor=actor)
        _keep_report(run.parties.get(state=settings.HOMEWARD_STATE), report)


def _keep_report(party: Party, report: dict[str, Any]) -> None:
    rounds = [*party.report.get("rounds", []), {k: v for k, v in report.items() if k != "rounds"}]
    party.reported_round = int(report["round"])
    party.report = {**report, "rounds": rounds}
    party.save()


def take_report(run: Run, state: str, report: dict[str, Any], actor: Actor) -> None:
    """Note a State's report; with the last one of a round, begin the next or finish."""
    _keep_report(run.parties.get(state=state), report)
    parties = list(run.parties.all())
    if any(p.reported_round < run.round for p in parties):
        return
    reports = [RoundReport.from_message(r) for p in parties for r in p.report["rounds"]]
    try:
        coordinator = Coordinator([p.state for p in parties], reports)
    except TracingError as error:
        stop_everywhere(run, error.code, settings.HOMEWARD_STATE, actor)
        return
    run.frontier = coordinator.outcomes[-1].frontier
    if not coordinator.finished:
        begin_round(run, actor)
    elif totals_contradict(run):
        stop_everywhere(run, "totals_contradict", settings.HOMEWARD_STATE, actor)
    else:
        finish_everywhere(run, unmatched_by_sender(run), actor)


def _store_trace(run: Run, result: RoundResult) -> None:
    """Keep the round's result; it stays provisional until the run is finished."""
    trace, _ = Trace.objects.get_or_create(
        run=run,
        defaults={"case": run.case, "ledger": run.ledger, "claim": run.claim, "rule": run.rule},
    )
    document = result.trace.document()
    document["warnings"] += matches_told(run)
    trace.document = document
    trace.save()
