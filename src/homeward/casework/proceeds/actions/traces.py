"""Traces of claims as jobs."""

from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from homeward.casework.proceeds.actions.claims import note_claim, refuse_withdrawn
from homeward.casework.proceeds.models import Claim, Trace, TraceStatus
from homeward.casework.proceeds.payments import payments_of
from homeward.foundation.access.models import User
from homeward.foundation.guard.actor import Actor
from homeward.foundation.guard.jobs import job
from homeward.tracing import Claim as PaymentClaim
from homeward.tracing import TracingError, trace


@transaction.atomic
def ask_trace(claim: Claim, *, user: User, rule: str = "fifo") -> Trace:
    """Queue a trace of the claim through its ledger; the result is stored when the job is done.

    Raises ClaimWithdrawn.
    """
    refuse_withdrawn(claim)
    asked = Trace.objects.create(
        case=claim.case, ledger=claim.ledger, claim=claim, rule=rule, asked_by=user.pk
    )
    note_claim(claim, "proceeds.trace_asked", user.actor)
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
            _claims_with(claim),
            rule=asked.rule,
        )
    except TracingError as error:
        asked.status = TraceStatus.FAILED
        asked.error = _stored(error)
    else:
        asked.status = TraceStatus.DONE
        asked.document = _only(claim.label, result.document())
    asked.finished_at = datetime.now(UTC)
    asked.save()
    verb = "proceeds.traced" if asked.status == TraceStatus.DONE else "proceeds.trace_failed"
    note_claim(claim, verb, actor)


def _claims_with(claim: Claim) -> list[PaymentClaim]:
    """The claim after those made on its payment before it: in its credit they lie in this order."""
    earlier = Claim.objects.filter(
        ledger_id=claim.ledger_id,
        payment=claim.payment,
        withdrawn_at__isnull=True,
        pk__lt=claim.pk,
    )
    whole = [*earlier.order_by("pk"), claim]
    return [PaymentClaim(one.payment, one.amount, one.label) for one in whole]


def _only(label: str, document: dict[str, Any]) -> dict[str, Any]:
    """The document without the lines of other claims."""
    return {
        name: [row for row in rows if not isinstance(row, dict) or row.get("label", label) == label]
        if isinstance(rows, list)
        else rows
        for name, rows in document.items()
    }


def _stored(error: TracingError) -> dict[str, object]:
    """The error as code and facts, so that each reader gets it in his own language."""
    params = {name: str(value) for name, value in error.params.items()}
    return {"code": error.code, "params": params, "sentence": str(error)}
