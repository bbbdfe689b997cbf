"""The only doors to the records of the money tab: members of the case's finance compartment."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from homeward.casework.cases.access import get_case_in
from homeward.casework.cases.models import Case
from homeward.casework.proceeds.models import Claim, Ledger, Order, Run, Trace
from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment

M = TypeVar("M", bound=Model)


def get_money_case(reference: str, viewer: User) -> Case:
    """The case, for a member of its finance compartment; raises NotFound otherwise."""
    return get_case_in(reference, viewer, Compartment.FINANCE)


def get_ledger(reference: str, ledger_id: int, viewer: User, *, for_change: bool = False) -> Ledger:
    """A ledger of the case; locked to the end of the transaction with `for_change`."""
    case = get_money_case(reference, viewer)
    rows = Ledger.objects.select_for_update() if for_change else Ledger.objects.all()
    ledger: Ledger = _one(rows, case, ledger_id, "ledger")
    ledger.case = case
    return ledger


def get_claim(reference: str, claim_id: int, viewer: User) -> Claim:
    """A claim of the case."""
    case = get_money_case(reference, viewer)
    return _one(Claim.objects.select_related("ledger", "case"), case, claim_id, "claim")


def get_trace(reference: str, trace_id: int, viewer: User) -> Trace:
    """A trace of the case."""
    case = get_money_case(reference, viewer)
    rows = Trace.objects.select_related("ledger", "claim", "run", "case")
    return _one(rows, case, trace_id, "trace")


def get_order(reference: str, order_id: int, viewer: User) -> Order:
    """An order of the case."""
    case = get_money_case(reference, viewer)
    return _one(Order.objects.select_related("trace__ledger", "case"), case, order_id, "order")


def get_run(reference: str, run_id: UUID, viewer: User) -> Run:
    """A run of the case."""
    case = get_money_case(reference, viewer)
    return _one(Run.objects.select_related("ledger", "claim", "case"), case, run_id, "run")


def _one(rows: QuerySet[M], case: Case, key: object, kind: str) -> M:
    found = rows.filter(case=case, pk=key).first()
    if found is None:
        raise NotFound(kind, key)
    return found
