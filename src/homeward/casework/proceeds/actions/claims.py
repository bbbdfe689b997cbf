"""Claims on a ledger's payments: made, and withdrawn while nothing rests on them."""

from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from homeward.casework.cases.actions import add_event
from homeward.casework.cases.models import Ransom
from homeward.casework.proceeds.actions.common import numbered_once
from homeward.casework.proceeds.errors import (
    ClaimInUse,
    ClaimsAboveCredit,
    ClaimWithdrawn,
    ReasonMissing,
    TracingRefused,
)
from homeward.casework.proceeds.locks import lock_case
from homeward.casework.proceeds.models import Claim, Ledger, Order, OrderStatus, Run
from homeward.casework.proceeds.payment_search import find_payment
from homeward.casework.proceeds.payments import payments_of
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.foundation.web.formats import money_text
from homeward.tracing import Claim as PaymentClaim
from homeward.tracing import Ledger as Payments
from homeward.tracing import TracingError, trace


@transaction.atomic
def make_claim(
    ledger: Ledger,
    payment: str,
    *,
    user: User,
    amount: int | None = None,
    ransom: Ransom | None = None,
    sending: UUID | None = None,
) -> Claim:
    """Claim an amount (minor units; all when None) of what a payment credits.

    `ransom` is the case's recorded ransom where the officer says that the payment carried it.
    `sending` is the form's own number: sent twice, it makes one claim.
    Raises TracingRefused when the payment is not in the ledger or credits less, ClaimsAboveCredit
    when claims in force leave less of it.
    """
    payments = payments_of(ledger)
    try:
        (line,) = trace(payments, [PaymentClaim(payment, amount, "claim")], rule="fifo").claims
    except TracingError as error:
        raise TracingRefused(error) from error
    lock_case(ledger.case_id)
    Ledger.objects.select_for_update().get(pk=ledger.pk)
    made = Claim.objects.filter(ledger=ledger, sending=sending).first() if sending else None
    if made is not None:
        return made
    _refuse_above_credit(ledger, payments, payment, line.claimed)
    number = Claim.objects.filter(case=ledger.case).count() + 1
    with numbered_once():
        claim = Claim.objects.create(
            case=ledger.case,
            ledger=ledger,
            payment=payment,
            label=f"{ledger.case.reference}-C{number}",
            amount=line.claimed,
            currency=line.currency,
            ransom=ransom,
            made_by=user.pk,
            sending=sending,
        )
    note_claim(claim, "proceeds.claim_made", user.actor)
    return claim


def claimed_on(ledger: Ledger, payment: str) -> int:
    """Minor units that claims in force hold of a payment's credit."""
    in_force = Claim.objects.filter(ledger=ledger, payment=payment, withdrawn_at__isnull=True)
    return int(in_force.aggregate(sum=Sum("amount"))["sum"] or 0)


def _refuse_above_credit(ledger: Ledger, payments: Payments, payment: str, wanted: int) -> None:
    found = find_payment(payments, payment)
    assert found is not None  # noqa: S101  it was traced
    claimed = claimed_on(ledger, payment)
    if claimed + wanted <= found.credited:
        return

    def money(minor: int) -> str:
        return money_text(minor, found.credited_currency, exponent=ledger.exponent)

    raise ClaimsAboveCredit(
        payment=payment,
        credited=money(found.credited),
        claimed=money(claimed),
        left=money(found.credited - claimed),
    )


@transaction.atomic
def withdraw_claim(claim: Claim, *, reason: str, user: User) -> None:
    """Take a claim back, with the reason; its number is not given again.

    Raises ReasonMissing, ClaimWithdrawn, and ClaimInUse where a run (and so a request) or an order
    in force rests on it.
    """
    if not reason.strip():
        raise ReasonMissing
    lock_case(claim.case_id)
    claim.refresh_from_db(fields=["withdrawn_at"])
    refuse_withdrawn(claim)
    orders = Order.objects.filter(label=claim.label, status=OrderStatus.IN_FORCE)
    if Run.objects.filter(claim=claim).exists() or orders.exists():
        raise ClaimInUse(label=claim.label)
    claim.withdrawn_at, claim.withdrawn_by = datetime.now(UTC), user.pk
    claim.withdrawn_because = reason.strip()[:500]
    claim.save()
    note_claim(claim, "proceeds.claim_withdrawn", user.actor, reason=claim.withdrawn_because)


def refuse_withdrawn(claim: Claim) -> None:
    """Raises ClaimWithdrawn: nothing new rests on such a claim."""
    if claim.withdrawn_at is not None:
        raise ClaimWithdrawn(label=claim.label)


def note_claim(claim: Claim, verb: str, actor: Actor, **said: str) -> None:
    """Journal and timeline of a claim in the present transaction; `said` is the timeline's only."""
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
        **said,
    )
