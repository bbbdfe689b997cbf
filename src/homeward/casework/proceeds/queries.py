"""Reads of the money tab; the case was got through `access`, and the walls show no more."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from homeward.casework.cases.models import Case
from homeward.casework.cooperation.lifecycle import Side
from homeward.casework.cooperation.models import Request
from homeward.casework.cooperation.queries import requests_of
from homeward.casework.proceeds.accounts import UNKNOWN, known_states
from homeward.casework.proceeds.frozen import frozen_in, orders_in_force
from homeward.casework.proceeds.models import (
    Claim,
    Ledger,
    LedgerStatus,
    Order,
    Run,
    RunState,
    Trace,
    TraceStatus,
)
from homeward.foundation.access.models import User
from homeward.foundation.authorities.models import State

FREEZING = "freezing"


def ledgers_of(viewer: User, case: Case) -> QuerySet[Ledger]:
    """The ledgers of the case, the latest first."""
    return Ledger.objects.filter(case=case).order_by("-pk")


def other_ledgers(read: Ledger) -> list[Ledger]:
    """The case's ready ledgers beside one that was read: what they hold is in no figure of it."""
    ready = Ledger.objects.filter(case_id=read.case_id, status=LedgerStatus.READY)
    return list(ready.exclude(pk=read.pk).order_by("pk"))


def claims_of(viewer: User, case: Case) -> QuerySet[Claim]:
    """The claims of the case with their ledgers."""
    return Claim.objects.filter(case=case).select_related("ledger", "ransom").order_by("pk")


def traces_of(viewer: User, case: Case) -> QuerySet[Trace]:
    """Traces of the case, those of runs left out; the latest first."""
    own = Trace.objects.filter(case=case, run__isnull=True).select_related("claim", "ledger")
    return own.order_by("-pk")


def runs_of(viewer: User, case: Case) -> QuerySet[Run]:
    """The runs of the case, the latest first."""
    return Run.objects.filter(case=case).prefetch_related("parties").order_by("-created_at")


def orders_of(viewer: User, case: Case) -> QuerySet[Order]:
    """Orders made in this State in the case."""
    return Order.objects.filter(case=case).select_related("trace__claim", "trace__run")


def trace_of_run(run: Run) -> Trace | None:
    """This State's result of a run, provisional until the run is finished."""
    return run.traces.select_related("ledger", "claim", "run").first()


def result_to_show(viewer: User, case: Case) -> Trace | None:
    """What the tab shows first: the latest finished run's trace, else the latest trace."""
    done = Trace.objects.filter(case=case, status=TraceStatus.DONE)
    done = done.select_related("claim", "ledger", "run", "case")
    done = done.filter(claim__withdrawn_at__isnull=True)
    of_run = done.filter(run__state=RunState.FINISHED).order_by("-run__finished_at").first()
    return of_run or done.filter(run__isnull=True).order_by("-pk").first()


def latest_trace_of(claim: Claim) -> Trace | None:
    """The claim's latest finished trace through its own ledger."""
    done = Trace.objects.filter(claim=claim, status=TraceStatus.DONE, run__isnull=True)
    return done.select_related("ledger").order_by("-pk").first()


def label_of(trace: Trace) -> str:
    """The label under which the money is followed."""
    if trace.claim is not None:
        return trace.claim.label
    return trace.run.label if trace.run is not None else ""


def state_names() -> dict[str, str]:
    """Names of the States of the directory by code."""
    return dict(State.objects.values_list("code", "name"))


@dataclass(frozen=True, slots=True)
class HeldRow:
    """Proceeds in one account, minor units; `orders` in force hold of them all but `left`.

    `state` is UNKNOWN where the identifier does not tell it; such an account is never `is_own`.
    """

    state: str
    state_name: str
    account: str
    currency: str
    amount: int
    balance: int
    is_own: bool
    orders: list[Order]
    left: int

    @property
    def may_be_own(self) -> bool:
        """Whether it is this State's, or may be: then an officer has to confirm it."""
        return self.is_own or self.state == UNKNOWN


def holdings_of(viewer: User, trace: Trace) -> list[HeldRow]:
    """Where the proceeds are, by State and account, each ranked by amount."""
    names, orders = state_names(), orders_in_force(trace.case)
    state_of = known_states(names)
    rows = [
        _held_row(trace, state_of(account), names, (account, currency), held, orders)
        for (account, currency), held in _summed(trace.document).items()
    ]
    totals: dict[tuple[str, str], int] = {}
    for row in rows:
        totals[row.state, row.currency] = totals.get((row.state, row.currency), 0) + row.amount
    return sorted(
        rows,
        key=lambda r: (r.currency, -totals[r.state, r.currency], r.state, -r.amount, r.account),
    )


def _held_row(
    trace: Trace,
    state: str,
    names: dict[str, str],
    holding: tuple[str, str],
    held: dict[str, int],
    orders: list[Order],
) -> HeldRow:
    account, currency = holding
    label = label_of(trace)
    found = frozen_in(
        trace.document,
        orders,
        account=account,
        currency=currency,
        label=label,
        exponent=trace.ledger.exponent,
    )
    return HeldRow(
        state=state,
        state_name=names.get(state, state) or _("State not known"),
        account=account,
        currency=currency,
        amount=held["amount"],
        balance=held["balance"],
        is_own=state == settings.HOMEWARD_STATE,
        # Of the same label, whichever trace they rest on.
        orders=[o for o in orders if (o.account, o.currency, o.label) == (*holding, label)],
        left=found.left,
    )


def _summed(document: dict[str, Any]) -> dict[tuple[str, str], dict[str, int]]:
    """Holdings by account and currency, all labels together."""
    summed: dict[tuple[str, str], dict[str, int]] = {}
    for held in document.get("holdings", []):
        entry = summed.setdefault(
            (held["account"], held["currency"]), {"amount": 0, "balance": held["balance"]}
        )
        entry["amount"] += held["amount"]
    return {key: entry for key, entry in summed.items() if entry["amount"]}


def tracing_requests_of(viewer: User, run: Run) -> QuerySet[Request]:
    """The requests that fix the run's scope, one for each other State."""
    return requests_of(viewer).filter(run_id=run.pk, kind="tracing").order_by("other_state")


def freezing_requests_of(viewer: User, case: Case, run_id: UUID) -> QuerySet[Request]:
    """The freezing requests that this State made on a run."""
    sent = requests_of(viewer, case).filter(kind=FREEZING, side=Side.REQUESTING)
    return sent.filter(content__run=str(run_id)).order_by("created_at")


def freezing_requests_here(viewer: User, case: Case) -> QuerySet[Request]:
    """Freezing requests of other States that are being executed in this case."""
    came = requests_of(viewer, case).filter(kind=FREEZING, side=Side.REQUESTED)
    return came.filter(state__in=("acknowledged", "in_execution"))
