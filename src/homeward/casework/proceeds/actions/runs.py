"""Federated runs: agreed by requests, computed in rounds, each State on its own ledger."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from uuid import UUID

from django.conf import settings
from django.db import transaction

from homeward.casework.cases.actions import add_event
from homeward.casework.cases.models import Case
from homeward.casework.cooperation.actions import NewRequest, draft_request
from homeward.casework.cooperation.amounts import parse
from homeward.casework.cooperation.errors import AmountUnreadable
from homeward.casework.cooperation.models import Request
from homeward.casework.proceeds.errors import DecimalsDiffer, NoLedger, NoOtherState
from homeward.casework.proceeds.models import (
    Claim,
    Ledger,
    LedgerStatus,
    Party,
    Run,
    RunState,
)
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.authorities.queries import connected_states
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.foundation.web.formats import exponent_of


@transaction.atomic
def start_run(
    case: Case,
    claim: Claim,
    states: Iterable[str],
    *,
    user: User,
    legal_basis: str,
    urgency: str,
) -> Run:
    """Prepare a run over the claim's ledger with other States: one drafted request to each.

    The run begins when every one of them has accepted. Raises NoOtherState, or what drafting
    raises; nothing is made then.
    """
    others = sorted(set(states) & connected_states() - {settings.HOMEWARD_STATE})
    if not others:
        raise NoOtherState
    ledger = claim.ledger
    _refuse_other_decimals(ledger, claim.currency)
    run = Run.objects.create(
        case=case,
        initiator=settings.HOMEWARD_STATE,
        rule="fifo",
        label=claim.label,
        currency=claim.currency,
        ceiling=claim.amount,
        period_from=first_moment((ledger.first_at or datetime.now(UTC)).date()),
        period_to=last_moment(datetime.now(UTC).date()),
        ledger=ledger,
        claim=claim,
    )
    Party.objects.create(run=run, state=settings.HOMEWARD_STATE, joined_at=datetime.now(UTC))
    Party.objects.bulk_create([Party(run=run, state=state) for state in others])
    for state in others:
        new = NewRequest(
            kind="tracing",
            other_state=state,
            legal_basis=legal_basis,
            urgency=urgency,
            run_id=run.pk,
            context={"run": str(run.pk), "state": state},
        )
        draft_request(case, new, user=user)
    note_run(run, "proceeds.run_started", user.actor, states=", ".join(others))
    return run


def _refuse_other_decimals(ledger: Ledger, currency: str) -> None:
    """Amounts of requests have the currency's own decimals, so the ledger's must be the same."""
    decimals = exponent_of(currency)
    if ledger.exponent is not None and ledger.exponent != decimals:
        raise DecimalsDiffer(ledger=ledger.exponent, currency=currency, currency_decimals=decimals)


def join_run(request: Request, actor: Actor) -> Run:
    """Take part, with this State's latest ledger of the case, in the run that a request fixes.

    Raises NoLedger. The scope is the request's: rule, label, ceiling and period.
    """
    ledger = (
        Ledger.objects.filter(case=request.case, status=LedgerStatus.READY).order_by("-pk").first()
    )
    if ledger is None or request.case is None or request.run_id is None:
        raise NoLedger
    content = request.content
    ceiling = parse(content["ceiling"])
    if ceiling is None:
        raise AmountUnreadable(text=content["ceiling"])
    run, made = Run.objects.get_or_create(
        id=request.run_id,
        defaults={
            "case": request.case,
            "initiator": request.other_state,
            "rule": content["rule"],
            "label": content["label"],
            "currency": ceiling.currency,
            "ceiling": ceiling.minor,
            "period_from": first_moment(date.fromisoformat(content["period_from"])),
            "period_to": last_moment(date.fromisoformat(content["period_to"])),
            "ledger": ledger,
        },
    )
    if made:
        now = datetime.now(UTC)
        for state in sorted(_states(request)):
            Party.objects.create(run=run, state=state, joined_at=now)
        note_run(run, "proceeds.run_joined", actor, state=request.other_state)
    return run


def first_moment(day: date) -> datetime:
    """The first moment of a day in UTC: requests name days, and every node means the same."""
    return datetime.combine(day, time.min, UTC)


def last_moment(day: date) -> datetime:
    """The last moment of a day in UTC."""
    return datetime.combine(day, time.max, UTC)


def _states(request: Request) -> set[str]:
    """The States that the request names, this one and the initiator in any case."""
    named = {state.strip() for state in request.content["states"].split(",") if state.strip()}
    return named | {request.other_state, settings.HOMEWARD_STATE}


def party_joined(run_id: UUID, state: str, actor: Actor) -> None:
    """A State accepted; the first round begins with the last of them."""
    from homeward.casework.proceeds.actions.rounds import begin_round

    run = Run.objects.select_for_update().get(pk=run_id)
    run.parties.filter(state=state, joined_at__isnull=True).update(joined_at=datetime.now(UTC))
    if run.state == RunState.GATHERING and not run.parties.filter(joined_at__isnull=True).exists():
        begin_round(run, actor)


def stop_run(run_id: UUID, reason: str, actor: Actor) -> None:
    """End a run without a result; its amounts stay provisional and enter no order or request."""
    run = Run.objects.select_for_update().get(pk=run_id)
    if run.state in (RunState.GATHERING, RunState.RUNNING):
        run.state, run.stopped_because = RunState.STOPPED, reason[:60]
        run.save()
        note_run(run, "proceeds.run_stopped", actor, reason=reason)


def note_run(run: Run, verb: str, actor: Actor, **facts: str) -> None:
    """Journal and timeline of a run in the present transaction."""
    record(
        verb,
        actor=actor,
        subject=("run", run.pk),
        case_id=run.case_id,
        compartment=Compartment.FINANCE,
        **facts,
    )
    add_event(
        run.case,
        verb,
        actor=actor,
        compartment=Compartment.FINANCE,
        url=f"/cases/{run.case.reference}/money/",
        label=run.label,
        **facts,
    )
