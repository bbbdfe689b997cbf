"""Claims on a ledger's payments, and traces of them as jobs."""

from datetime import UTC, datetime

from django.db import transaction

from homeward.casework.cases.actions import add_event
from homeward.casework.cases.models import Ransom
from homeward.casework.proceeds.errors import TracingRefused
from homeward.casework.proceeds.locks import lock_case
from homeward.casework.proceeds.models import Claim, Ledger, Trace, TraceStatus
from homeward.casework.proceeds.payments import payments_of
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.guard.actor import Actor
from homeward.foundation.guard.jobs import job
from homeward.foundation.journal.actions import record
from homeward.tracing import Claim as PaymentClaim
from homeward.tracing import TracingError, trace


@transaction.atomic
def make_claim(
    ledger: Ledger,
    payment: str,
    *,
    user: User,
    amount: int | None = None,
    ransom: Ransom | None = None,
) -> Claim:
    """Claim an amount (minor units; all when None) of what a payment credits.

    `ransom` is the case's recorded ransom where the officer says that the payment carried it.
    Raises TracingRefused when the payment is not in the ledger or credits less.
    """
    payments = payments_of(ledger)
    try:
        (line,) = trace(payments, [PaymentClaim(payment, amount, "claim")], rule="fifo").claims
    except TracingError as error:
        raise TracingRefused(error) from error
    lock_case(ledger.case_id)
    number = Claim.objects.filter(case=ledger.case).count() + 1
    claim = Claim.objects.create(
        case=ledger.case,
        ledger=ledger,
        payment=payment,
        label=f"{ledger.case.reference}-C{number}",
        amount=line.claimed,
        currency=line.currency,
        ransom=ransom,
        made_by=user.pk,
    )
    _note(claim, "proceeds.claim_made", user.actor)
    return claim


@transaction.atomic
def ask_trace(claim: Claim, *, user: User, rule: str = "fifo") -> Trace:
    """Queue a trace of the claim through its ledger; the result is stored when the job is done."""
    asked = Trace.objects.create(
        case=claim.case, ledger=claim.ledger, claim=claim, rule=rule, asked_by=user.pk
    )
    _note(claim, "proceeds.trace_asked", user.actor)
    run_trace.defer(actor=user.actor, trace=asked.pk)
    return asked


@job("proceeds.trace")
def run_trace(*, actor: Actor, trace: int) -> None:
    """Compute a queued trace; repeating it is harmless."""
    asked = Trace.objects.select_for_update().get(pk=trace)
    if asked.status == TraceStatus.QUEUED:
        _compute(asked, actor)


def _compute(asked: Trace, actor: Actor) -> None:
    claim = asked.claim
    assert claim is not None  # noqa: S101  traces without a claim belong to a run
    try:
        result = trace(
            payments_of(asked.ledger),
            [PaymentClaim(claim.payment, claim.amount, claim.label)],
            rule=asked.rule,
        )
    except TracingError as error:
        asked.status = TraceStatus.FAILED
        asked.error = _stored(error)
    else:
        asked.status, asked.document = TraceStatus.DONE, result.document()
    asked.finished_at = datetime.now(UTC)
    asked.save()
    verb = "proceeds.traced" if asked.status == TraceStatus.DONE else "proceeds.trace_failed"
    _note(claim, verb, actor)


def _stored(error: TracingError) -> dict[str, object]:
    """The error as code and facts, so that each reader gets it in his own language."""
    params = {name: str(value) for name, value in error.params.items()}
    return {"code": error.code, "params": params, "sentence": str(error)}


def _note(claim: Claim, verb: str, actor: Actor) -> None:
    record(
        verb,
        actor=actor,
        subject=("claim", claim.pk),
        case_id=claim.case_id,
        compartment=Compartment.FINANCE,
        label=claim.label,
        amount=str(claim.amount),
        currency=claim.currency,
    )
    add_event(
        claim.case,
        verb,
        actor=actor,
        compartment=Compartment.FINANCE,
        url=f"/cases/{claim.case.reference}/money/",
        label=claim.label,
    )
