"""Orders over proceeds: made on a finished trace, and lifted."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from homeward.casework.cooperation.letter import authority_name
from homeward.casework.proceeds.access import get_order, get_trace
from homeward.casework.proceeds.actions.orders import (
    MAY_ORDER,
    NewOrder,
    lift_order,
    order_freeze,
)
from homeward.casework.proceeds.forms import OrderForm, ReasonForm, first_period
from homeward.casework.proceeds.models import Order, Trace
from homeward.casework.proceeds.queries import HeldRow, freezing_requests_here, holdings_of
from homeward.casework.proceeds.views.common import money_frame, note_viewed, put_on
from homeward.casework.proceeds.words import rule_word
from homeward.foundation.access.errors import Forbidden, NotFound
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User
from homeward.foundation.errors import HomewardError


@login_required
@require_http_methods(["GET", "POST"])
def freeze(request: HttpRequest, reference: str, trace_id: int) -> HttpResponse:
    """Record this State's freezing order over the proceeds in one account."""
    viewer = viewer_of(request)
    found = get_trace(reference, trace_id, viewer)
    if not viewer.has_role(*MAY_ORDER):
        raise Forbidden("trace", found.pk)
    held = _held(request, viewer, found)
    note_viewed("proceeds.trace_viewed", found.case, ("trace", found.pk), viewer)
    form = _order_form(request, found, held, viewer)
    if request.method == "POST" and form.is_valid():
        order = _ordered(form, found, held, viewer)
        if order is not None:
            messages.success(
                request, _("The order %(reference)s is recorded.") % {"reference": order.reference}
            )
            return redirect("proceeds:money", reference=reference)
    context = {
        **money_frame(viewer, found.case, _("Make a freezing order")),
        "form": form,
        "held": held,
        "trace": found,
        "rule": rule_word(found.rule),
        "decimals": found.ledger.exponent,
        "submit": _("Record the order"),
        "cancel_url": reverse("proceeds:money", args=[reference]),
    }
    return render(request, "proceeds/freeze.html", context, status=400 if form.errors else 200)


def _held(request: HttpRequest, viewer: User, found: Trace) -> HeldRow:
    """The holding that the address names; an account with several currencies names one of them."""
    account, currency = request.GET.get("account", ""), request.GET.get("currency", "")
    fitting = [
        row
        for row in holdings_of(viewer, found)
        if row.may_be_own and row.account == account and currency in ("", row.currency)
    ]
    if len(fitting) != 1:
        raise NotFound("trace", found.pk)
    return fitting[0]


def _order_form(request: HttpRequest, found: Trace, held: HeldRow, viewer: User) -> OrderForm:
    return OrderForm(
        request.POST or None,
        currency=held.currency,
        exponent=found.ledger.exponent,
        requests=list(freezing_requests_here(viewer, found.case)),
        initial={
            "authority": authority_name(viewer.authority),
            "amount": held.left,
            "sending": uuid4(),
            **first_period(),
        },
        ask_place=not held.is_own,
    )


def _ordered(form: OrderForm, found: Trace, held: HeldRow, viewer: User) -> Order | None:
    given = form.cleaned_data
    new = NewOrder(
        authority=given["authority"],
        legal_basis=given["legal_basis"],
        account=held.account,
        amount=given["amount"],
        currency=held.currency,
        valid_from=given["valid_from"],
        valid_to=given["valid_to"],
        request_id=UUID(given["request"]) if given["request"] else None,
        held_here=bool(given.get("held_here")),
        sending=given["sending"],
    )
    try:
        return order_freeze(found.case, found, new, user=viewer)
    except HomewardError as error:
        put_on(form, error, case=found.case, viewer=viewer)
        return None


@login_required
@require_http_methods(["GET", "POST"])
def lift(request: HttpRequest, reference: str, order_id: int) -> HttpResponse:
    """End an order before its last day."""
    viewer = viewer_of(request)
    found = get_order(reference, order_id, viewer)
    if not viewer.has_role(*MAY_ORDER):
        raise Forbidden("order", found.pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            lift_order(found, reason=form.cleaned_data["reason"], user=viewer)
        except HomewardError as error:
            put_on(form, error, case=found.case, viewer=viewer)
        else:
            said = _("The order %(reference)s is lifted.") % {"reference": found.reference}
            messages.success(request, said)
            return redirect("proceeds:money", reference=reference)
    heading = _("Lift the order %(reference)s") % {"reference": found.reference}
    context = {
        **money_frame(viewer, found.case, heading),
        "form": form,
        "submit": _("Lift the order"),
        "note": _("What it holds is free from now on, and can be frozen again by a new order."),
        "cancel_url": reverse("proceeds:money", args=[reference]),
    }
    return render(request, "proceeds/form.html", context, status=400 if form.errors else 200)
