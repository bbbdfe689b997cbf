"""Results: a trace, a run over several States, their progress, and orders made on them."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from homeward.casework.cooperation.letter import authority_name
from homeward.casework.proceeds.access import get_run, get_trace
from homeward.casework.proceeds.actions.orders import MAY_ORDER, NewOrder, order_freeze
from homeward.casework.proceeds.conservation import line_sentence, totals_of
from homeward.casework.proceeds.forms import OrderForm, first_period
from homeward.casework.proceeds.hand_overs import latest, tainted
from homeward.casework.proceeds.models import Order, Party, Run, RunState, Trace, TraceStatus
from homeward.casework.proceeds.queries import (
    HeldRow,
    freezing_requests_here,
    holdings_of,
    label_of,
    state_names,
    trace_of_run,
    tracing_requests_of,
)
from homeward.casework.proceeds.views.common import (
    money_frame,
    note_viewed,
    show_on,
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
        return _load_again()
    return render(request, "proceeds/trace_progress.html", {"trace": found, "reference": reference})


@login_required
@require_GET
def run_progress(request: HttpRequest, reference: str, run_id: UUID) -> HttpResponse:
    """The round of a run; asks the page to load again when it has moved on."""
    found = get_run(reference, run_id, viewer_of(request))
    if _mark(found) != request.GET.get("seen"):
        return _load_again()
    context = {"run": found, "reference": reference, "mark": _mark(found)}
    return render(request, "proceeds/run_progress.html", context)


def _mark(run: Run) -> str:
    joined = run.parties.filter(joined_at__isnull=False).count()
    reported = sum(run.parties.values_list("reported_round", flat=True))
    return f"{run.state}-{run.round}-{joined}-{reported}"


def _load_again() -> HttpResponse:
    return HttpResponse(headers={"HX-Refresh": "true"})


@login_required
@require_GET
def run(request: HttpRequest, reference: str, run_id: UUID) -> HttpResponse:
    """A run: who takes part, what was handed over, what each State reported, what is left to do."""
    viewer = viewer_of(request)
    found = get_run(reference, run_id, viewer)
    note_viewed("proceeds.run_viewed", found.case, ("run", found.pk), viewer)
    names = state_names()
    own = settings.HOMEWARD_STATE
    context = {
        **money_frame(viewer, found.case, _("Run of %(label)s") % {"label": found.label}),
        "run": found,
        "rule": rule_word(found.rule),
        "mark": _mark(found),
        "is_open": found.state in (RunState.GATHERING, RunState.RUNNING),
        "decimals": found.ledger.exponent,
        "parties": [_party_row(p, names, own, found) for p in found.parties.order_by("state")],
        "requests": tracing_requests_of(viewer, found),
        "going": [_hand_over_row(h, h.receiver) for h in latest(found, is_outgoing=True)],
        "coming": [_hand_over_row(h, h.sender) for h in latest(found, is_outgoing=False)],
        "unmatched": _unmatched(found, own),
    }
    result = trace_of_run(found)
    if result is not None and result.document:
        context |= result_context(viewer, found.case, result)
    return render(request, "proceeds/run.html", context)


def _party_row(party: Party, names: dict[str, str], own: str, run: Run) -> dict[str, Any]:
    return {
        "party": party,
        "name": names.get(party.state, party.state),
        "is_own": party.state == own,
        "is_initiator": party.state == run.initiator,
        "lines": [line_sentence(line, run.ledger.exponent) for line in totals_of(party)],
        "unmatched": party.report.get("unmatched", []),
    }


def _hand_over_row(hand_over: Any, peer: str | None) -> dict[str, Any]:
    return {"hand_over": hand_over, "peer": peer or "??", "tainted": tainted(hand_over)}


def _unmatched(run: Run, own: str) -> list[str]:
    party = run.parties.filter(state=own).first()
    return list(party.report.get("unmatched", [])) if party else []


@login_required
@require_http_methods(["GET", "POST"])
def freeze(request: HttpRequest, reference: str, trace_id: int) -> HttpResponse:
    """Record this State's freezing order over the proceeds in one account."""
    viewer = viewer_of(request)
    found = get_trace(reference, trace_id, viewer)
    if not viewer.has_role(*MAY_ORDER):
        raise Forbidden("trace", found.pk)
    account = request.GET.get("account", "")
    held = next((h for h in holdings_of(viewer, found) if h.account == account and h.is_own), None)
    if held is None:
        raise NotFound("trace", found.pk)
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
        valid_from=given["valid_from"],
        valid_to=given["valid_to"],
        request_id=UUID(given["request"]) if given["request"] else None,
    )
    try:
        return order_freeze(found.case, found, new, user=viewer)
    except HomewardError as error:
        show_on(form, error)
        return None
