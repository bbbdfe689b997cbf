"""Results: a trace, its progress, and orders made on it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from homeward.casework.cooperation.letter import authority_name
from homeward.casework.proceeds.access import get_trace
from homeward.casework.proceeds.actions.orders import MAY_ORDER, NewOrder, order_freeze
from homeward.casework.proceeds.forms import OrderForm, first_period
from homeward.casework.proceeds.models import Order, Trace, TraceStatus
from homeward.casework.proceeds.queries import (
    HeldRow,
    freezing_requests_here,
    holdings_of,
    label_of,
)
from homeward.casework.proceeds.views.common import (
    load_again,
    money_frame,
    note_viewed,
    put_on,
    viewer_of,
)
from homeward.casework.proceeds.views.money import result_context
from homeward.casework.proceeds.words import rule_word, sentence_of_code
from homeward.foundation.access.errors import Forbidden, NotFound
from homeward.foundation.access.models import User
from homeward.foundation.errors import HomewardError


@login_required
@require_GET
def trace(request: HttpRequest, reference: str, trace_id: int) -> HttpResponse:
    """What a claim has become under a rule."""
    viewer = viewer_of(request)
    found = get_trace(reference, trace_id, viewer)
    note_viewed("proceeds.trace_viewed", found.case, ("trace", found.pk), viewer)
    heading = _("Trace of %(label)s") % {"label": label_of(found)}
    context = {
        **money_frame(viewer, found.case, heading),
        "trace": found,
        "rule": rule_word(found.rule),
        "is_queued": found.status == TraceStatus.QUEUED,
        "failure": _failure(found),
    }
    if found.document:
        context |= result_context(viewer, found.case, found)
    return render(request, "proceeds/trace.html", context)


def _failure(found: Trace) -> str:
    error = found.error
    if not error:
        return ""
    return sentence_of_code(error["code"], error.get("params", {}), error["sentence"])


@login_required
@require_GET
def trace_progress(request: HttpRequest, reference: str, trace_id: int) -> HttpResponse:
    """How far a queued trace is; asks the page to load again when it is done."""
    found = get_trace(reference, trace_id, viewer_of(request))
    if found.status != TraceStatus.QUEUED:
        return load_again()
    return render(request, "proceeds/trace_progress.html", {"trace": found, "reference": reference})


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
        if row.is_own and row.account == account and currency in ("", row.currency)
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
            "amount": held.amount,
            **first_period(),
        },
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
    )
    try:
        return order_freeze(found.case, found, new, user=viewer)
    except HomewardError as error:
        put_on(form, error, case=found.case, viewer=viewer)
        return None
