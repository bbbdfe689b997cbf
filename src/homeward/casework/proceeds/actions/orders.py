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
from homeward.casework.proceeds.models import Order, OrderStatus, Trace, TraceStatus
from homeward.casework.proceeds.queries import label_of
from homeward.foundation.access.errors import Forbidden
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.authorities.models import State
from homeward.foundation.journal.actions import record

MAY_ORDER = ("central", "supervisor")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrder:
    """What the order says; `amount` in minor units of the holding's currency."""

    authority: str
    legal_basis: str
    account: str
    amount: int
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
    if trace.status != TraceStatus.DONE:
        raise RunNotFinished
    if new.valid_to <= new.valid_from:
        raise OrderDates
    currency = _currency_held(trace, new)
    if _is_held_already(case, trace, new.account):
        raise AlreadyFrozen
    number = Order.objects.filter(case=case).count() + 1
    order = Order.objects.create(
        case=case,
        reference=f"{case.reference}/F{number:02d}",
        authority=new.authority,
        legal_basis=new.legal_basis,
        account=new.account,
        amount=new.amount,
        currency=currency,
        trace=trace,
        request_id=new.request_id,
        valid_from=new.valid_from,
        valid_to=new.valid_to,
        made_by=user.pk,
    )
    _note(order, user)
    return order


def _is_held_already(case: Case, trace: Trace, account: str) -> bool:
    """An order in force on the account for the same claim, by whichever of its traces."""
    in_force = Order.objects.filter(case=case, account=account, status=OrderStatus.IN_FORCE)
    return any(
        label_of(order.trace) == label_of(trace) for order in in_force.select_related("trace")
    )


def _currency_held(trace: Trace, new: NewOrder) -> str:
    states = State.objects.values_list("code", flat=True)
    state_of = state_of_accounts(settings.HOMEWARD_STATE, states)
    if state_of(new.account) != settings.HOMEWARD_STATE or new.amount <= 0:
        raise NotHeldHere
    held = [h for h in trace.document["holdings"] if h["account"] == new.account]
    if not held or sum(h["amount"] for h in held) < new.amount:
        raise NotHeldHere
    return str(held[0]["currency"])


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
