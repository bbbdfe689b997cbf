"""A run over several States: its page, its progress, and hand-overs that wait for an officer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from homeward.casework.proceeds.access import get_run
from homeward.casework.proceeds.actions.common import others
from homeward.casework.proceeds.actions.decisions import MAY_DECIDE, decide_hand_over
from homeward.casework.proceeds.conservation import line_sentence, totals_of
from homeward.casework.proceeds.hand_overs import latest_rows, tainted, waiting
from homeward.casework.proceeds.matching import rows_to_match, unmatched_rows
from homeward.casework.proceeds.models import HandOver, Party, Run, RunState
from homeward.casework.proceeds.queries import (
    other_ledgers,
    state_names,
    trace_of_run,
    tracing_requests_of,
)
from homeward.casework.proceeds.stop_words import stop_sentence
from homeward.casework.proceeds.views.common import load_again, money_frame, note_viewed
from homeward.casework.proceeds.views.matches import standing_of
from homeward.casework.proceeds.views.money import result_context
from homeward.casework.proceeds.words import rule_word
from homeward.foundation.access.forming import viewer_of


@login_required
@require_GET
def run_progress(request: HttpRequest, reference: str, run_id: UUID) -> HttpResponse:
    """The round of a run; asks the page to load again when it has moved on."""
    found = get_run(reference, run_id, viewer_of(request))
    if _mark(found) != request.GET.get("seen"):
        return load_again()
    context = {"run": found, "reference": reference, "mark": _mark(found)}
    return render(request, "proceeds/run_progress.html", context)


def _mark(run: Run) -> str:
    joined = run.parties.filter(joined_at__isnull=False).count()
    reported = sum(run.parties.values_list("reported_round", flat=True))
    return f"{run.state}-{run.round}-{joined}-{reported}-{len(waiting(run))}"


@login_required
@require_GET
def run(request: HttpRequest, reference: str, run_id: UUID) -> HttpResponse:
    """A run: who takes part, what was handed over, what each State reported, what is left to do."""
    viewer = viewer_of(request)
    found = get_run(reference, run_id, viewer)
    note_viewed("proceeds.run_viewed", found.case, ("run", found.pk), viewer)
    names, ledger = state_names(), found.ledger
    begins_late = ledger.first_at is not None and ledger.first_at > found.period_from
    context = {
        **money_frame(viewer, found.case, _("Run of %(label)s") % {"label": found.label}),
        "run": found,
        "rule": rule_word(found.rule),
        "mark": _mark(found),
        "is_open": found.state in (RunState.GATHERING, RunState.RUNNING),
        "stopped": stop_sentence(found, names),
        "decimals": ledger.exponent,
        "other_ledgers": other_ledgers(ledger),
        "begins_late": begins_late,
        "parties": [_party_row(p, names, found) for p in found.parties.order_by("state")],
        "requests": [
            (r, names.get(r.other_state, r.other_state)) for r in tracing_requests_of(viewer, found)
        ],
        "may_decide": viewer.has_role(*MAY_DECIDE),
        "going": _going(found, names),
        "coming": _coming(found, names),
        "unmatched": _to_match(found, names),
        "unmatched_abroad": [(names.get(s, s), refs) for s, refs in found.unmatched.items()],
    }
    context["waiting"] = [row for row in context["coming"] if row["waits"]]
    result = trace_of_run(found)
    if result is not None and result.document:
        context |= result_context(viewer, found.case, result)
    return render(request, "proceeds/run.html", context)


@login_required
@require_POST
def decide(request: HttpRequest, reference: str, run_id: UUID, hand_over_id: int) -> HttpResponse:
    """Accept or refuse a hand-over beyond the ceiling."""
    viewer = viewer_of(request)
    found = get_run(reference, run_id, viewer)
    accept = request.POST.get("decision") == "accept"
    if not accept and request.POST.get("decision") != "refuse":
        messages.error(request, _("Choose whether to accept or to refuse the hand-over."))
        return redirect("proceeds:run", reference=reference, run_id=run_id)
    decide_hand_over(found, hand_over_id, accept=accept, user=viewer)
    done = _("The hand-over is accepted, and the run goes on.")
    if not accept:
        done = _("The hand-over is refused. The run stops in every State, without a result.")
    messages.success(request, done)
    return redirect("proceeds:run", reference=reference, run_id=run_id)


def _party_row(party: Party, names: dict[str, str], run: Run) -> dict[str, Any]:
    return {
        "party": party,
        "name": names.get(party.state, party.state),
        "is_initiator": party.state == run.initiator,
        "lines": [line_sentence(line, run.ledger.exponent) for line in totals_of(party)],
        "unmatched": party.report.get("unmatched", []),
    }


def _row(row: HandOver, names: dict[str, str]) -> dict[str, Any]:
    return {"row": row, "peer": names.get(row.peer, row.peer), "tainted": tainted(row)}


def _going(run: Run, names: dict[str, str]) -> list[dict[str, Any]]:
    """What left, with why it was not sent, or that it was not found where it went."""
    joined = {party.state for party in others(run)}
    rows = []
    for row in latest_rows(run, is_outgoing=True):
        unsent = ""
        if row.message_id is None and row.peer not in names:
            unsent = _("Not sent: the State of the account is not known")
        elif row.message_id is None and row.peer not in joined:
            unsent = _("Not sent: the State is not in the run")
        elif row.message_id is None and row.currency != run.currency:
            unsent = _("Not sent: the requests cover another currency")
        lost = row.reference in run.unmatched.get(row.peer, [])
        rows.append({**_row(row, names), "unsent": unsent, "is_unmatched": lost})
    return rows


def _coming(run: Run, names: dict[str, str]) -> list[dict[str, Any]]:
    """What was handed to us, with what waits for an officer and what matches no payment."""
    lost = {row.pk for row in unmatched_rows(run)}
    held = {row.pk for row in waiting(run)}
    return [
        {**_row(row, names), "waits": row.pk in held, "is_unmatched": row.pk in lost}
        for row in latest_rows(run, is_outgoing=False)
    ]


def _to_match(run: Run, names: dict[str, str]) -> list[dict[str, Any]]:
    """What matches no payment by itself, with what an officer decided on it."""
    return [{**_row(row, names), "standing": standing_of(run, row)} for row in rows_to_match(run)]
