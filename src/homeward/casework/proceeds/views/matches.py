"""A hand-over that matches no payment: its candidates, and the officer's decision."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from homeward.casework.proceeds import match_words, matching
from homeward.casework.proceeds.access import get_run
from homeward.casework.proceeds.actions.decisions import MAY_DECIDE
from homeward.casework.proceeds.actions.matching import (
    Decision,
    decide_match,
    hand_over_to_match,
)
from homeward.casework.proceeds.forms import MatchForm
from homeward.casework.proceeds.hand_overs import tainted
from homeward.casework.proceeds.models import HandOver, Match, Run
from homeward.casework.proceeds.queries import state_names
from homeward.casework.proceeds.views.common import money_frame, note_viewed, put_on
from homeward.foundation.access.errors import Forbidden
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import name_of_person
from homeward.foundation.errors import HomewardError


@login_required
@require_http_methods(["GET", "POST"])
def match(request: HttpRequest, reference: str, run_id: UUID, hand_over_id: int) -> HttpResponse:
    """The payments that may be the one handed over; whoever may decide says which it is."""
    viewer = viewer_of(request)
    found = get_run(reference, run_id, viewer)
    row = hand_over_to_match(found, hand_over_id)
    may_decide = viewer.has_role(*MAY_DECIDE)
    near = matching.candidates_for(found, row)
    form = _form(request, found, row, near)
    if request.method == "POST" and not may_decide:
        raise Forbidden("run", found.pk)
    if request.method == "POST" and form.is_valid() and _decided(form, found, row, viewer):
        messages.success(request, _said(found, row))
        return redirect("proceeds:run", reference=reference, run_id=run_id)
    note_viewed("proceeds.hand_over_viewed", found.case, ("hand_over", row.pk), viewer)
    context = {
        **money_frame(viewer, found.case, _("Look for the payment")),
        **_shown(found, row, near),
        "form": form if may_decide else None,
        "submit": _("Keep the decision"),
        "cancel_url": reverse("proceeds:run", args=[reference, found.pk]),
    }
    return render(request, "proceeds/match.html", context, status=400 if form.errors else 200)


def standing_of(run: Run, row: HandOver) -> str:
    """What was decided on a hand-over and whether the run reads it; empty before a decision."""
    decided = matching.decision_on(run, row)
    if decided is None:
        return ""
    if not decided.payment:
        return _("None of the payments is it: %(reason)s") % {"reason": decided.reason}
    words = {"payment": decided.payment, "reason": decided.reason}
    if row.match_id == decided.pk:
        return _("Matched to payment %(payment)s, and computed so: %(reason)s") % words
    if matching.is_read(run, row, decided):
        return _("Matched to payment %(payment)s for the next round: %(reason)s") % words
    return _("Matched to payment %(payment)s for another run: %(reason)s") % words


def another_run(run: Run) -> str:
    """What to do where a decision comes too late for this run."""
    if run.initiator == settings.HOMEWARD_STATE:
        return _(
            "Amounts that are final do not change. The match is remembered: prepare another run of"
            " the claim, and it is computed so from the beginning."
        )
    state = state_names().get(run.initiator, run.initiator)
    return _(
        "Amounts that are final do not change. The match is remembered: ask %(state)s to prepare"
        " another run, and it is computed so from the beginning."
    ) % {"state": state}


def _said(run: Run, row: HandOver) -> str:
    decided = matching.decision_on(run, row)
    if decided is None or not decided.payment:
        return _("The decision is kept. The proceeds stay in transit.")
    if matching.is_read(run, row, decided):
        return _(
            "The match is kept. The next round reads it; if the run ends before, prepare another"
            " run."
        )
    return another_run(run)


def _form(
    request: HttpRequest, run: Run, row: HandOver, near: list[matching.Candidate]
) -> MatchForm:
    decided, exponent = matching.decision_on(run, row), run.ledger.exponent
    payments = [(c.payment.id, match_words.option(c, exponent)) for c in near if not c.obstacle]
    return MatchForm(
        request.POST or None, payments=payments, initial={"seen": decided.pk if decided else 0}
    )


def _decided(form: MatchForm, run: Run, row: HandOver, viewer: User) -> Match | None:
    given = form.cleaned_data
    decision = Decision(form.chosen, given["reason"], given["seen"])
    try:
        return decide_match(run, row.pk, decision, user=viewer)
    except HomewardError as error:
        put_on(form, error, case=run.case, viewer=viewer)
        # What stands now was shown with the refusal, so the next answer is to that.
        now = matching.decision_on(run, row)
        form.data = {**form.data, "seen": str(now.pk if now else 0)}
        return None


def _shown(run: Run, row: HandOver, near: list[matching.Candidate]) -> dict[str, Any]:
    decided, exponent = matching.decision_on(run, row), run.ledger.exponent
    return {
        "run": run,
        "row": row,
        "peer": state_names().get(row.peer, row.peer),
        "tainted": tainted(row),
        "decimals": exponent,
        "decided": decided,
        "decided_by": name_of_person(str(decided.made_by)) if decided else "",
        "standing": standing_of(run, row),
        "in_time": matching.is_in_time(run, row),
        "another_run": another_run(run),
        "days": matching.DAYS,
        "per_cent": matching.PER_CENT,
        "shown": matching.SHOWN,
        "rows": [
            {
                "candidate": each,
                "differs": match_words.differences(each, row, exponent),
                "obstacle": match_words.OBSTACLES.get(each.obstacle, ""),
            }
            for each in near
        ],
    }
