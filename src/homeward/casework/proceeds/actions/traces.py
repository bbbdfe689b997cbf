"""Traces of claims as jobs."""

from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, transaction

from homeward.casework.cases.actions.refused import ACCESS_ENDED, tell_refused
from homeward.casework.proceeds.actions.claims import note_claim, refuse_withdrawn
from homeward.casework.proceeds.actions.common import TRACER
from homeward.casework.proceeds.models import Claim, Trace, TraceStatus
from homeward.casework.proceeds.payments import payments_of
from homeward.foundation.access.models import User
from homeward.foundation.guard.actor import Actor
from homeward.foundation.guard.context import opened
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


@job("proceeds.trace", in_transaction=False)
def run_trace(*, actor: Actor, trace: int) -> None:
    """Compute a queued trace; repeating it is harmless.

    For a person whose access ended meanwhile nothing is computed, and the trace says so.
    """
    try:
        with opened(actor):
            asked = Trace.objects.select_for_update().get(pk=trace)
            if asked.status == TraceStatus.QUEUED:
                _compute(asked, actor)
    except (ObjectDoesNotExist, DatabaseError):
        # What his walls do not show him any more looks like a fault here.
        if not _refuse(trace, asked_by=actor):
            raise


def _refuse(trace: int, *, asked_by: Actor) -> bool:
    """End a queued trace that whoever asked for it sees no more; false where there is none."""
    with opened(asked_by):
        if Trace.objects.filter(pk=trace).exists():
            return False
    with opened(TRACER):
        queued = Trace.objects.select_for_update().filter(status=TraceStatus.QUEUED)
        asked = queued.filter(pk=trace).first()
        if asked is None or asked.claim is None:
            return False
        asked.status, asked.error = TraceStatus.FAILED, {"code": ACCESS_ENDED}
        asked.finished_at = datetime.now(UTC)
        asked.save()
        note_claim(asked.claim, "proceeds.trace_failed", TRACER)
    tell_refused("proceeds.trace_refused", ("trace", trace), asked_by)
    return True


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
