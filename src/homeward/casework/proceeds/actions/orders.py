"""Freezing orders over proceeds that a finished trace found in this State."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction

from homeward.casework.cases.actions import add_event
from homeward.casework.cases.models import Case
from homeward.casework.proceeds.accounts import state_of_accounts
from homeward.casework.proceeds.errors import (
    AlreadyFrozen,
    NotHeldHere,
    OrderDates,
    RunNotFinished,
)
from homeward.casework.proceeds.locks import lock_case
from homeward.casework.proceeds.models import Order, OrderStatus, RunState, Trace, TraceStatus
from homeward.casework.proceeds.queries import freezing_requests_here, label_of
from homeward.foundation.access.errors import Forbidden, NotFound
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.authorities.models import State
from homeward.foundation.journal.actions import record

MAY_ORDER = ("central", "supervisor")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrder:
    """What the order says; `amount` in minor units of `currency`, that of the holding."""

    authority: str
    legal_basis: str
    account: str
    amount: int
    currency: str
    valid_from: date
    valid_to: date
    request_id: UUID | None = None


@transaction.atomic
def order_freeze(case: Case, trace: Trace, new: NewOrder, *, user: User) -> Order:
    """Record the freezing order of this State's authority over one account.

    Raises Forbidden for other roles, RunNotFinished before amounts are final, NotHeldHere when
    the trace found less there, AlreadyFrozen, OrderDates.
    """
    if not user.has_role(*MAY_ORDER):
        raise Forbidden("case", case.pk)
    _refuse_provisional(trace)
    if new.valid_to <= new.valid_from:
        raise OrderDates
    _refuse_beyond(trace, new)
    _refuse_unknown_request(case, new, user)
    lock_case(case.pk)
    if _is_held_already(case, trace, new):
        raise AlreadyFrozen
    number = Order.objects.filter(case=case).count() + 1
    order = Order.objects.create(
        case=case,
        reference=f"{case.reference}/F{number:02d}",
        authority=new.authority,
        legal_basis=new.legal_basis,
        label=label_of(trace),
        account=new.account,
        amount=new.amount,
        currency=new.currency,
        trace=trace,
        request_id=new.request_id,
        valid_from=new.valid_from,
        valid_to=new.valid_to,
        made_by=user.pk,
    )
    _note(order, user)
    return order


def _refuse_provisional(trace: Trace) -> None:
    """A trace that is not done, or of a run that was not finished, has no final amounts."""
    of_open_run = trace.run is not None and trace.run.state != RunState.FINISHED
    if trace.status != TraceStatus.DONE or of_open_run:
        raise RunNotFinished


def _is_held_already(case: Case, trace: Trace, new: NewOrder) -> bool:
    """An order in force on the account for the same claim, by whichever of its traces."""
    return Order.objects.filter(
        case=case,
        account=new.account,
        currency=new.currency,
        label=label_of(trace),
        status=OrderStatus.IN_FORCE,
    ).exists()


def _refuse_beyond(trace: Trace, new: NewOrder) -> None:
    """No more than the trace found there of this claim in this currency, in an account of ours."""
    states = State.objects.values_list("code", flat=True)
    state_of = state_of_accounts(settings.HOMEWARD_STATE, states)
    if state_of(new.account) != settings.HOMEWARD_STATE or new.amount <= 0:
        raise NotHeldHere
    wanted = (new.account, new.currency, label_of(trace))
    held = sum(
        h["amount"]
        for h in trace.document["holdings"]
        if (h["account"], h["currency"], h["label"]) == wanted
    )
    if held < new.amount:
        raise NotHeldHere


def _refuse_unknown_request(case: Case, new: NewOrder, user: User) -> None:
    """An order is made for a request that is being executed in this very case, or for none."""
    if new.request_id is None:
        return
    if not freezing_requests_here(user, case).filter(pk=new.request_id).exists():
        raise NotFound("request", new.request_id)


def _note(order: Order, user: User) -> None:
    record(
        "proceeds.order_made",
        actor=user.actor,
        subject=("order", order.pk),
        case_id=order.case_id,
        compartment=Compartment.FINANCE,
        kind=order.kind,
        reference=order.reference,
        amount=str(order.amount),
        currency=order.currency,
    )
    add_event(
        order.case,
        "proceeds.order_made",
        actor=user.actor,
        compartment=Compartment.FINANCE,
        url=f"/cases/{order.case.reference}/money/",
        reference=order.reference,
        amount=order.amount,
        currency=order.currency,
    )
