"""Claims: on which payment the ransom is followed, by which rule, and into which States."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from homeward.casework.cases.models import Ransom
from homeward.casework.cases.queries import ransom_of
from homeward.casework.proceeds.access import get_claim, get_ledger
from homeward.casework.proceeds.accounts import state_of_accounts
from homeward.casework.proceeds.actions.claims import claimed_on, make_claim, withdraw_claim
from homeward.casework.proceeds.actions.runs import start_run
from homeward.casework.proceeds.actions.traces import ask_trace
from homeward.casework.proceeds.errors import TracingRefused
from homeward.casework.proceeds.forms import AbroadForm, ClaimForm, ReasonForm, TraceForm
from homeward.casework.proceeds.models import Claim, Ledger, Run
from homeward.casework.proceeds.payment_search import PaymentRow, find_payment
from homeward.casework.proceeds.payments import payments_of
from homeward.casework.proceeds.pictures import reached_states
from homeward.casework.proceeds.queries import latest_trace_of, state_names
from homeward.casework.proceeds.ransom import candidates
from homeward.casework.proceeds.views.common import money_frame, note_viewed, put_on
from homeward.casework.proceeds.words import sentence_for
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User
from homeward.foundation.authorities.queries import connected_states
from homeward.foundation.errors import HomewardError
from homeward.foundation.web.formats import money_text
from homeward.tracing import TracingError


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, reference: str, ledger_id: int) -> HttpResponse:
    """Claim a payment, or a part of what it credits."""
    viewer = viewer_of(request)
    found = get_ledger(reference, ledger_id, viewer)
    wanted = request.POST.get("payment", request.GET.get("payment", ""))
    payments = payments_of(found)
    payment = find_payment(payments, wanted.strip())
    ransom = ransom_of(viewer, found.case)
    match = next((c for c in candidates(payments, ransom) if c.payment == payment), None)
    form = ClaimForm(
        request.POST or None,
        currency=payment.credited_currency if payment else "",
        exponent=found.exponent,
        has_ransom=ransom is not None,
        initial={"payment": wanted, "is_ransom": bool(match and match.by_reference)},
    )
    note_viewed("proceeds.ledger_viewed", found.case, ("ledger", found.pk), viewer)
    if request.method == "POST" and form.is_valid():
        claim = _claimed(form, found, payment, viewer, ransom)
        if claim is not None:
            messages.success(
                request, _("The payment is claimed as %(label)s.") % {"label": claim.label}
            )
            return redirect("proceeds:money", reference=reference)
    context = {
        **money_frame(viewer, found.case, _("Claim a payment")),
        "form": form,
        "payment": payment,
        "claimed": claimed_on(found, payment.id) if payment else 0,
        "ransom": ransom,
        "match": match,
        "ledger": found,
        "decimals": found.exponent,
        "submit": _("Claim this payment"),
        "cancel_url": reverse("proceeds:ledger", args=[reference, found.pk]),
    }
    return render(request, "proceeds/claim.html", context, status=400 if form.errors else 200)


def _claimed(
    form: ClaimForm,
    found: Ledger,
    payment: PaymentRow | None,
    viewer: User,
    ransom: Ransom | None,
) -> Claim | None:
    given = form.cleaned_data
    carried = ransom if given.get("is_ransom") else None
    try:
        return make_claim(
            found,
            given["payment"],
            user=viewer,
            amount=given["amount"],
            ransom=carried,
            sending=given["sending"],
        )
    except TracingRefused as refused:
        cause = refused.__cause__
        currency = payment.credited_currency if payment else ""
        in_money = ""
        if isinstance(cause, TracingError):
            in_money = sentence_for(cause, currency, found.exponent)
        put_on(form, refused, case=found.case, viewer=viewer, sentence=in_money)
    except HomewardError as error:
        put_on(form, error, case=found.case, viewer=viewer)
    return None


@login_required
@require_POST
def trace(request: HttpRequest, reference: str, claim_id: int) -> HttpResponse:
    """Ask for a trace of the claim; the worker computes it."""
    viewer = viewer_of(request)
    claim = get_claim(reference, claim_id, viewer)
    form = TraceForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the rules that are offered."))
        return redirect("proceeds:money", reference=reference)
    asked = ask_trace(claim, user=viewer, rule=form.cleaned_data["rule"])
    return redirect("proceeds:trace", reference=reference, trace_id=asked.pk)


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, reference: str, claim_id: int) -> HttpResponse:
    """Take a claim back that nothing rests on."""
    viewer = viewer_of(request)
    claim = get_claim(reference, claim_id, viewer)
    note_viewed("proceeds.claim_viewed", claim.case, ("claim", claim.pk), viewer)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_claim(claim, reason=form.cleaned_data["reason"], user=viewer)
        except HomewardError as error:
            put_on(form, error, case=claim.case, viewer=viewer)
        else:
            said = _("The claim %(label)s is withdrawn.") % {"label": claim.label}
            messages.success(request, said)
            return redirect("proceeds:money", reference=reference)
    heading = _("Withdraw the claim %(label)s") % {"label": claim.label}
    context = {
        **money_frame(viewer, claim.case, heading),
        "form": form,
        "submit": _("Withdraw the claim"),
        "note": _(
            "Its traces stay readable, and nothing new rests on it. What it claimed is free to be"
            " claimed again."
        ),
        "cancel_url": reverse("proceeds:money", args=[reference]),
    }
    return render(request, "proceeds/form.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def abroad(request: HttpRequest, reference: str, claim_id: int) -> HttpResponse:
    """Follow the claim into the ledgers of other States: one request to each."""
    viewer = viewer_of(request)
    claim = get_claim(reference, claim_id, viewer)
    note_viewed("proceeds.claim_viewed", claim.case, ("claim", claim.pk), viewer)
    reached = _reached(claim)
    offered = _offered(claim, reached)
    form = AbroadForm(
        request.POST or None,
        states=offered,
        initial={"states": [code for code, _label in offered if code in reached]},
    )
    if request.method == "POST" and form.is_valid():
        run = _started(form, claim, viewer)
        if run is not None:
            messages.success(
                request,
                _("The run is prepared. Complete each request; another person approves it."),
            )
            return redirect("proceeds:run", reference=reference, run_id=run.pk)
    names = state_names()
    connected = connected_states()
    context = {
        **money_frame(viewer, claim.case, _("Follow it abroad")),
        "form": form,
        "claim": claim,
        "decimals": claim.ledger.exponent,
        "has_trace": bool(reached) or latest_trace_of(claim) is not None,
        "unconnected": [names.get(s, s) for s in sorted(reached) if s not in connected],
        "submit": _("Prepare the run and its requests"),
        "cancel_url": reverse("proceeds:money", args=[reference]),
    }
    return render(request, "proceeds/abroad.html", context, status=400 if form.errors else 200)


def _reached(claim: Claim) -> dict[str, dict[str, int]]:
    trace = latest_trace_of(claim)
    if trace is None:
        return {}
    state_of = state_of_accounts(settings.HOMEWARD_STATE, state_names())
    return reached_states(trace, payments_of(trace.ledger), state_of, settings.HOMEWARD_STATE)


def _offered(claim: Claim, reached: dict[str, dict[str, int]]) -> list[tuple[str, str]]:
    """Connected States, those that proceeds went to first, each with the sums."""
    names = state_names()
    codes = connected_states() - {settings.HOMEWARD_STATE}
    ranked = sorted(codes, key=lambda code: (code not in reached, code))
    return [(code, _offer(claim, code, names, reached.get(code, {}))) for code in ranked]


def _offer(claim: Claim, code: str, names: dict[str, str], sums: dict[str, int]) -> str:
    facts: dict[str, Any] = {"name": names.get(code, code), "code": code}
    if not sums:
        return _("%(name)s (%(code)s): nothing seen from here, the trail may lead on") % facts
    exponent = claim.ledger.exponent
    facts["sums"] = ", ".join(money_text(m, c, exponent=exponent) for c, m in sums.items())
    return _("%(name)s (%(code)s): %(sums)s went there") % facts


def _started(form: AbroadForm, claim: Claim, viewer: User) -> Run | None:
    given = form.cleaned_data
    try:
        return start_run(
            claim.case,
            claim,
            given["states"],
            user=viewer,
            legal_basis=given["legal_basis"],
            urgency=given["urgency"],
            sending=given["sending"],
        )
    except HomewardError as error:
        put_on(form, error, case=claim.case, viewer=viewer)
        return None
