"""The recorded ransom and the ledgers: which payment it probably was, and what it has become."""

from dataclasses import dataclass
from datetime import UTC

from django.urls import reverse
from django.utils.translation import gettext as _

from homeward.casework.cases.models import Case, Ransom
from homeward.casework.cases.ports import RansomSequel
from homeward.casework.proceeds.conservation import line_sentence, totals_of
from homeward.casework.proceeds.models import Claim, Order, OrderStatus, Run, RunState
from homeward.casework.proceeds.payment_search import PaymentRow, payment_row
from homeward.casework.proceeds.queries import latest_trace_of, state_names
from homeward.casework.proceeds.scope import first_moment
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import compartments_of
from homeward.foundation.access.roles import Compartment
from homeward.foundation.web.formats import money_text
from homeward.tracing import Ledger
from homeward.tracing.moments import to_microseconds

MOST = 5
DAY = 86_400_000_000  # microseconds


@dataclass(frozen=True, slots=True)
class Candidate:
    """A payment that may be the ransom: by its reference, or only by amount and day."""

    payment: PaymentRow
    by_reference: bool


def candidates(payments: Ledger, ransom: Ransom | None) -> list[Candidate]:
    """The payments that carry the ransom's reference; where none does, those of amount and day.

    Amount and day prove nothing: such a payment is a suggestion, which an officer compares.
    """
    if ransom is None:
        return []
    named = _by_reference(payments, ransom.payment_reference.strip())
    rows = named or _by_amount_and_day(payments, ransom)
    return [Candidate(payment_row(payments, row), bool(named)) for row in rows[:MOST]]


def _by_reference(payments: Ledger, reference: str) -> list[int]:
    import numpy as np
    import pyarrow.compute as pc

    if not reference or payments.references is None:
        return []
    wanted = pc.equal(pc.utf8_lower(payments.references), reference.lower())
    mask = pc.fill_null(wanted, False).to_numpy(zero_copy_only=False)
    return [int(row) for row in np.flatnonzero(mask)]


def _by_amount_and_day(payments: Ledger, ransom: Ransom) -> list[int]:
    import numpy as np

    if ransom.paid is None or ransom.paid_at is None:
        return []
    begin = to_microseconds(first_moment(ransom.paid_at.astimezone(UTC).date()))
    own = np.array(payments.account_currencies) == ransom.currency
    mask = own[payments.target] & (payments.credited == ransom.paid)
    mask &= (payments.time >= begin) & (payments.time < begin + DAY)
    return [int(row) for row in np.flatnonzero(mask)]


def ransom_sequel(viewer: User, case: Case) -> list[RansomSequel]:
    """What the claims on the recorded ransom have become, for the finance compartment only."""
    if Compartment.FINANCE not in compartments_of(viewer, case.pk):
        return []
    claims = Claim.objects.filter(
        case=case, ransom__isnull=False, withdrawn_at__isnull=True
    ).select_related("ledger")
    return [line for claim in claims.order_by("pk") for line in _of_claim(claim)]


def _of_claim(claim: Claim) -> list[RansomSequel]:
    runs = Run.objects.filter(claim=claim, state=RunState.FINISHED).order_by("-finished_at")
    run = runs.first()
    lines = _of_run(run) if run is not None else _of_trace(claim)
    return lines + _frozen(claim)


def _of_run(run: Run) -> list[RansomSequel]:
    """By State, as the finished run has it."""
    names = state_names()
    url = reverse("proceeds:run", args=[run.case.reference, run.pk])
    return [
        RansomSequel(
            _("%(state)s: %(line)s")
            % {
                "state": names.get(party.state, party.state),
                "line": line_sentence(line, run.ledger.exponent),
            },
            url,
        )
        for party in run.parties.order_by("state")
        for line in totals_of(party)
    ]


def _of_trace(claim: Claim) -> list[RansomSequel]:
    """In this State's ledger alone, or that the claim was not followed yet."""
    trace = latest_trace_of(claim)
    if trace is None:
        url = reverse("proceeds:money", args=[claim.case.reference])
        said = _("Claimed as %(label)s, %(amount)s; not traced yet.")
        amount = money_text(claim.amount, claim.currency, exponent=claim.ledger.exponent)
        return [RansomSequel(said % {"label": claim.label, "amount": amount}, url)]
    url = reverse("proceeds:trace", args=[claim.case.reference, trace.pk])
    lines = [line_sentence(line, trace.ledger.exponent) for line in trace.document["claims"]]
    return [RansomSequel(_("In this State's ledger: %(line)s") % {"line": s}, url) for s in lines]


def _frozen(claim: Claim) -> list[RansomSequel]:
    """What orders of this State hold of it."""
    orders = Order.objects.filter(
        case_id=claim.case_id,
        label=claim.label,
        currency=claim.currency,
        status=OrderStatus.IN_FORCE,
    )
    frozen = sum(orders.values_list("amount", flat=True))
    if not frozen:
        return []
    amount = money_text(frozen, claim.currency, exponent=claim.ledger.exponent)
    url = reverse("proceeds:money", args=[claim.case.reference])
    return [RansomSequel(_("Frozen in this State: %(amount)s.") % {"amount": amount}, url)]
