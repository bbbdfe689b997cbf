"""Freezing orders over proceeds that a finished trace found in this State."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from homeward.casework.cases.actions import add_event
from homeward.casework.cases.models import Case
from homeward.casework.proceeds.accounts import UNKNOWN, known_states
from homeward.casework.proceeds.actions.claims import refuse_withdrawn
from homeward.casework.proceeds.actions.common import numbered_once
from homeward.casework.proceeds.errors import (
    AboveBalance,
    AlreadyFrozen,
    NotHeldHere,
    OrderDates,
    OrderLifted,
    PlaceNotConfirmed,
    ReasonMissing,
    RunNotFinished,
)
from homeward.casework.proceeds.frozen import frozen_in, orders_in_force
from homeward.casework.proceeds.locks import lock_case
from homeward.casework.proceeds.models import Order, OrderStatus, RunState, Trace, TraceStatus
from homeward.casework.proceeds.queries import freezing_requests_here, label_of
from homeward.foundation.access.errors import Forbidden, NotFound
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.authorities.models import State
from homeward.foundation.journal.actions import record
from homeward.foundation.web.formats import money_text

MAY_ORDER = ("central", "supervisor")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrder:
    """What the order says; `amount` in minor units of `currency`, that of the holding.

    `held_here` is the officer's word that the account is held in this State, where its identifier
    does not say so. `sending` is the form's own number: sent twice, it makes one order.
    """

    authority: str
    legal_basis: str
    account: str
    amount: int
    currency: str
    valid_from: date
    valid_to: date
    request_id: UUID | None = None
    held_here: bool = False
    sending: UUID | None = None


@transaction.atomic
def order_freeze(case: Case, trace: Trace, new: NewOrder, *, user: User) -> Order:
    """Record the freezing order of this State's authority over one account.

    A further order may take the rest of what an earlier one left. Raises Forbidden for other roles,
    RunNotFinished before amounts are final, NotHeldHere when the trace found less there,
    PlaceNotConfirmed, AlreadyFrozen and AboveBalance when orders in force leave less, OrderDates.
    """
    if not user.has_role(*MAY_ORDER):
        raise Forbidden("case", case.pk)
    _refuse_provisional(trace)
    if new.valid_to <= new.valid_from:
        raise OrderDates
    place_confirmed = _refuse_elsewhere(new)
    _refuse_unknown_request(case, new, user)
    lock_case(case.pk)
    made = Order.objects.filter(case=case, sending=new.sending).first() if new.sending else None
    if made is not None:
        return made
    _refuse_more(case, trace, new)
    number = Order.objects.filter(case=case).count() + 1
    with numbered_once():
        order = Order.objects.create(
            case=case,
            reference=f"{case.reference}/F{number:02d}",
            authority=new.authority,
            legal_basis=new.legal_basis,
            label=label_of(trace),
            account=new.account,
            is_place_confirmed=place_confirmed,
            amount=new.amount,
            currency=new.currency,
            trace=trace,
            request_id=new.request_id,
            valid_from=new.valid_from,
            valid_to=new.valid_to,
            made_by=user.pk,
            sending=new.sending,
        )
    _note(order, "proceeds.order_made", user)
    return order


@transaction.atomic
def lift_order(order: Order, *, reason: str, user: User) -> None:
    """End an order before its last day, with the reason.

    Raises Forbidden for other roles, ReasonMissing, OrderLifted.
    """
    if not user.has_role(*MAY_ORDER):
        raise Forbidden("order", order.pk)
    if not reason.strip():
        raise ReasonMissing
    lock_case(order.case_id)
    order.refresh_from_db(fields=["status"])
    if order.status != OrderStatus.IN_FORCE:
        raise OrderLifted
    order.status, order.lifted_at, order.lifted_by = OrderStatus.LIFTED, datetime.now(UTC), user.pk
    order.lifted_because = reason.strip()[:500]
    order.save()
    _note(order, "proceeds.order_lifted", user, reason=order.lifted_because)


def _refuse_provisional(trace: Trace) -> None:
    """A trace that is not done, or of a run that was not finished, has no final amounts."""
    of_open_run = trace.run is not None and trace.run.state != RunState.FINISHED
    if trace.status != TraceStatus.DONE or of_open_run:
        raise RunNotFinished


def _refuse_elsewhere(new: NewOrder) -> bool:
    """Only accounts of this State; returns whether an officer's word was needed for that."""
    state = known_states(State.objects.values_list("code", flat=True))(new.account)
    if state == UNKNOWN and not new.held_here:
        raise PlaceNotConfirmed
    if state not in (UNKNOWN, settings.HOMEWARD_STATE) or new.amount <= 0:
        raise NotHeldHere
    return state == UNKNOWN


def _refuse_more(case: Case, trace: Trace, new: NewOrder) -> None:
    """No more than the trace found of this claim in this currency, with all orders in force."""
    if trace.claim is not None:
        trace.claim.refresh_from_db(fields=["withdrawn_at"])
        refuse_withdrawn(trace.claim)
    exponent = trace.ledger.exponent
    found = frozen_in(
        trace.document,
        orders_in_force(case),
        account=new.account,
        currency=new.currency,
        label=label_of(trace),
        exponent=exponent,
    )

    def money(minor: int) -> str:
        return money_text(minor, new.currency, exponent=exponent)

    if new.amount > found.held:
        raise NotHeldHere
    if new.amount > found.held - found.of_label:
        raise AlreadyFrozen(held=money(found.of_label), left=money(found.left))
    if new.amount > found.left:
        raise AboveBalance(
            balance=money(found.balance), held=money(found.of_all), left=money(found.left)
        )


def _refuse_unknown_request(case: Case, new: NewOrder, user: User) -> None:
    """An order is made for a request that is being executed in this very case, or for none."""
    if new.request_id is None:
        return
    if not freezing_requests_here(user, case).filter(pk=new.request_id).exists():
        raise NotFound("request", new.request_id)


def _note(order: Order, verb: str, user: User, **said: str) -> None:
    record(
        verb,
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
        verb,
        actor=user.actor,
        compartment=Compartment.FINANCE,
        url=f"/cases/{order.case.reference}/money/",
        reference=order.reference,
        amount=order.amount,
        currency=order.currency,
        **said,
    )
