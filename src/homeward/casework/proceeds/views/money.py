"""The money tab: what became of the ransom, where it is, and what was made of it."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from homeward.casework.cases.models import Case
from homeward.casework.cooperation.letter import parts_of
from homeward.casework.cooperation.models import Request
from homeward.casework.cooperation.queries import executed_for
from homeward.casework.proceeds.access import get_money_case
from homeward.casework.proceeds.accounts import known_states
from homeward.casework.proceeds.actions.orders import MAY_ORDER
from homeward.casework.proceeds.conservation import line_sentence
from homeward.casework.proceeds.forms import TraceForm
from homeward.casework.proceeds.freezing import abroad_rows
from homeward.casework.proceeds.models import Claim, RunState, Trace, TraceStatus
from homeward.casework.proceeds.payments import payments_of
from homeward.casework.proceeds.pictures import pictures_of
from homeward.casework.proceeds.queries import (
    FREEZING,
    claims_of,
    holdings_of,
    label_of,
    ledgers_of,
    orders_of,
    other_ledgers,
    result_to_show,
    runs_of,
    state_names,
    traces_of,
)
from homeward.casework.proceeds.reading_options import sentences_of
from homeward.casework.proceeds.views.common import money_frame, note_viewed
from homeward.casework.proceeds.words import rule_word, warning_sentence
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User

SHOWN = 15


@login_required
@require_GET
def money(request: HttpRequest, reference: str) -> HttpResponse:
    """Result, freezing list, claims, ledgers, runs and orders of a case."""
    viewer = viewer_of(request)
    case = get_money_case(reference, viewer)
    note_viewed("proceeds.money_viewed", case, ("case", case.pk), viewer)
    shown = result_to_show(viewer, case)
    traces = list(traces_of(viewer, case))
    context = {
        **money_frame(viewer, case),
        "ledgers": ledgers_of(viewer, case),
        "claims": [_claim_row(claim, traces) for claim in claims_of(viewer, case)],
        "trace_form": TraceForm(),
        "runs": runs_of(viewer, case),
        "orders": orders_of(viewer, case).order_by("-pk"),
        "may_lift": viewer.has_role(*MAY_ORDER),
        "orders_abroad": [_abroad(r) for r in executed_for(viewer, case, FREEZING)],
        "waiting": [t for t in traces if t.status == TraceStatus.QUEUED],
        **(result_context(viewer, case, shown) if shown else {"shown": None}),
    }
    return render(request, "proceeds/money.html", context)


def _claim_row(claim: Claim, traces: list[Trace]) -> dict[str, Any]:
    own = [(t, rule_word(t.rule)) for t in traces if t.claim_id == claim.pk]
    return {"claim": claim, "traces": own}


def _abroad(request: Request) -> dict[str, Any]:
    parts = {part.code: part for part in parts_of(request.declared.answer, request.answer)}
    return {"request": request, "parts": parts}


def result_context(viewer: User, case: Case, trace: Trace) -> dict[str, Any]:
    """What the result of a trace shows: line, picture, holdings, warnings, the freezing list."""
    names, own = state_names(), settings.HOMEWARD_STATE
    state_of = known_states(names)
    holdings = holdings_of(viewer, trace)
    # Split by size, so that nothing large hides among the small.
    large = {(r.account, r.currency) for r in sorted(holdings, key=lambda r: -r.amount)[:SHOWN]}
    payments = payments_of(trace.ledger)
    restrained = [row.account for row in holdings if row.orders]
    document, run = trace.document, trace.run
    return {
        "shown": trace,
        "shown_label": label_of(trace),
        "shown_ledger": trace.ledger,
        "not_read": other_ledgers(trace.ledger),
        "shown_rule": rule_word(trace.rule),
        "is_provisional": run is not None and run.state != RunState.FINISHED,
        "decimals": trace.ledger.exponent,
        "read_how": sentences_of(trace.ledger.options),
        "lines": [line_sentence(line, trace.ledger.exponent) for line in document["claims"]],
        "pictures": pictures_of(trace, payments, state_of, restrained),
        "holdings": [r for r in holdings if (r.account, r.currency) in large],
        "small_holdings": [r for r in holdings if (r.account, r.currency) not in large],
        "warnings": [
            warning_sentence(w["code"], w["params"], trace.ledger.exponent)
            for w in document["warnings"]
        ],
        "may_order": viewer.has_role(*MAY_ORDER)
        and trace.status == TraceStatus.DONE
        and (run is None or run.state == RunState.FINISHED),
        "abroad": abroad_rows(viewer, case, run) if run else [],
        "own_state_name": names.get(own, own),
    }
