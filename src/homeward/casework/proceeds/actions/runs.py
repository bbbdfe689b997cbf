"""Federated runs: agreed by requests, computed in rounds, each State on its own ledger."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F

from homeward.casework.cases.models import Case
from homeward.casework.cooperation.actions import NewRequest, draft_request
from homeward.casework.cooperation.amounts import parse
from homeward.casework.cooperation.models import Request
from homeward.casework.proceeds.actions.claims import refuse_withdrawn
from homeward.casework.proceeds.actions.common import note_run, numbered_once
from homeward.casework.proceeds.errors import (
    DecimalsDiffer,
    LedgerNotChosen,
    NoLedger,
    NoOtherState,
    RunNotTheirs,
    ScopeUnusable,
)
from homeward.casework.proceeds.locks import lock_case
from homeward.casework.proceeds.models import (
    Claim,
    Ledger,
    LedgerStatus,
    Party,
    Run,
    RunState,
)
from homeward.casework.proceeds.payment_search import find_payment
from homeward.casework.proceeds.payments import payments_of
from homeward.casework.proceeds.scope import (
    Scope,
    first_moment,
    last_moment,
    read_content,
    scope_of_run,
    words_of,
)
from homeward.foundation.access.models import User
from homeward.foundation.authorities.queries import connected_states
from homeward.foundation.guard.actor import Actor
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
    sending: UUID | None = None,
) -> Run:
    """Prepare a run over the claim's ledger with other States: one drafted request to each.

    The run begins when every one of them has accepted. Its period begins on the day of the claimed
    payment: no proceeds move before. `sending` is the form's own number: sent twice, it makes one
    run. Raises NoOtherState, ClaimWithdrawn, StaleForm, or what drafting raises; nothing is made
    then.
    """
    others = sorted(set(states) & connected_states() - {settings.HOMEWARD_STATE})
    if not others:
        raise NoOtherState
    # Nobody withdraws the claim meanwhile.
    lock_case(case.pk)
    made = Run.objects.filter(claim=claim, sending=sending).first() if sending else None
    if made is not None:
        return made
    claim.refresh_from_db(fields=["withdrawn_at"])
    refuse_withdrawn(claim)
    ledger = claim.ledger
    _refuse_other_decimals(ledger, claim.currency)
    with numbered_once():
        run = Run.objects.create(
            case=case,
            initiator=settings.HOMEWARD_STATE,
            rule="fifo",
            label=claim.label,
            currency=claim.currency,
            ceiling=claim.amount,
            period_from=first_moment(_day_of_claim(claim)),
            period_to=last_moment(datetime.now(UTC).date()),
            ledger=ledger,
            claim=claim,
            sending=sending,
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


def _day_of_claim(claim: Claim) -> date:
    payment = find_payment(payments_of(claim.ledger), claim.payment)
    return (payment.at if payment else claim.made_at).astimezone(UTC).date()


def join_run(request: Request, actor: Actor) -> Run:
    """Take part in the run that a request fixes, with the ledger that the officer chose.

    The scope is the request's: States, rule, label, ceiling and period. Raises ScopeUnusable,
    NoLedger, LedgerNotChosen, DecimalsDiffer, and RunNotTheirs for a run of somebody else.
    """
    scope = _scope_of(request)
    if request.case is None or request.run_id is None:
        raise NoLedger
    known = Run.objects.filter(pk=request.run_id).first()
    if known is not None:
        _refuse_another(known, request, scope)
        return known
    ceiling = parse(scope.ceiling)
    assert ceiling is not None  # noqa: S101  a scope that was read has one
    ledger = _ledger_for_runs(request.case)
    _refuse_other_decimals(ledger, ceiling.currency)
    run = Run.objects.create(
        id=request.run_id,
        case=request.case,
        initiator=request.other_state,
        rule=scope.rule,
        label=scope.label,
        currency=ceiling.currency,
        ceiling=ceiling.minor,
        period_from=first_moment(scope.period_from),
        period_to=last_moment(scope.period_to),
        ledger=ledger,
    )
    now = datetime.now(UTC)
    Party.objects.bulk_create([Party(run=run, state=s, joined_at=now) for s in scope.states])
    note_run(run, "proceeds.run_joined", actor, state=request.other_state)
    return run


def _scope_of(request: Request) -> Scope:
    scope, unread = read_content(request.content)
    if scope is None:
        raise ScopeUnusable(fields=words_of(unread))
    if not {request.other_state, settings.HOMEWARD_STATE} <= set(scope.states):
        raise ScopeUnusable(fields=words_of(["states"]))
    return scope


def _refuse_another(run: Run, request: Request, scope: Scope) -> None:
    """A request may begin twice (information was asked between); its run stays the same."""
    is_theirs = (run.initiator, run.case_id) == (request.other_state, request.case_id)
    if not is_theirs or scope_of_run(run).differences(scope):
        raise RunNotTheirs


def ready_ledgers(case: Case) -> list[Ledger]:
    """The ledgers of a case that can be traced, the one chosen for runs first."""
    ready = Ledger.objects.filter(case=case, status=LedgerStatus.READY)
    return list(ready.order_by(F("chosen_at").desc(nulls_last=True), "-pk"))


def _ledger_for_runs(case: Case) -> Ledger:
    """The only ledger, or the one that an officer chose; never a guess among several.

    Ledgers are not put together here: a payment that stands in two of them would count twice.
    """
    ready = ready_ledgers(case)
    if not ready:
        raise NoLedger
    if len(ready) > 1 and ready[0].chosen_at is None:
        raise LedgerNotChosen(count=len(ready))
    return ready[0]


def party_joined(run_id: UUID, state: str, actor: Actor) -> None:
    """A State accepted; the first round begins with the last of them."""
    from homeward.casework.proceeds.actions.rounds import begin_round

    run = Run.objects.select_for_update().get(pk=run_id)
    run.parties.filter(state=state, joined_at__isnull=True).update(joined_at=datetime.now(UTC))
    if run.state == RunState.GATHERING and not run.parties.filter(joined_at__isnull=True).exists():
        begin_round(run, actor)
