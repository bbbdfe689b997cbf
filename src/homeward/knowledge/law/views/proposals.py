"""Proposals: the list, one with before and after side by side, and the decision."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from homeward.foundation.access.errors import StaleForm
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import names_of
from homeward.foundation.access.refusals import note_refused
from homeward.foundation.errors import HomewardError
from homeward.foundation.web.tones import Tone
from homeward.knowledge.law import actions, queries
from homeward.knowledge.law.access import check_may_draft, get_proposal
from homeward.knowledge.law.changes import put_in
from homeward.knowledge.law.differing import shown
from homeward.knowledge.law.editing import named_in
from homeward.knowledge.law.errors import (
    LawDecided,
    LawFault,
    LawInUse,
    LawNotYours,
    LawOvertaken,
    LawUnchanged,
)
from homeward.knowledge.law.filters import ProposalFilter
from homeward.knowledge.law.forms import ReasonForm
from homeward.knowledge.law.models import Proposal, ProposalStatus
from homeward.knowledge.law.names import state_name, state_names
from homeward.knowledge.law.views.reading import page_of

TONES = {
    ProposalStatus.OPEN: Tone.INFORMATION,
    ProposalStatus.APPROVED: Tone.SUCCESS,
    ProposalStatus.REJECTED: Tone.DANGER,
    ProposalStatus.WITHDRAWN: Tone.NEUTRAL,
}


@login_required
@require_GET
def proposals(request: HttpRequest) -> HttpResponse:
    """Every proposal, the newest first."""
    check_may_draft(viewer_of(request), "")
    form = ProposalFilter(request.GET or None)
    found = Proposal.objects.all()
    if form.is_bound and form.is_valid() and form.cleaned_data["status"]:
        found = found.filter(status=form.cleaned_data["status"])
    page, names = page_of(request, found), state_names()
    people = names_of({one.proposed_by for one in page})
    rows = [
        {"proposal": one, "name": state_name(one.state, names), "by": people.get(one.proposed_by),
         "tone": TONES[ProposalStatus(one.status)], "parts": len(one.changes)}
        for one in page
    ]  # fmt: skip
    context = {
        "title": _("Proposals"),
        "form": form,
        "page": page,
        "rows": rows,
        "breadcrumbs": [{"label": _("Law"), "url": reverse("law:states")}],
    }
    bad = form.is_bound and not form.is_valid()
    return render(request, "law/proposals.html", context, status=400 if bad else 200)


@login_required
@require_GET
def proposal(request: HttpRequest, proposal: int) -> HttpResponse:
    """One proposal: what it changes, and the decision."""
    viewer = viewer_of(request)
    return _page(request, get_proposal(proposal, viewer), viewer, ReasonForm())


@login_required
@require_POST
def decide(request: HttpRequest, proposal: int) -> HttpResponse:
    """Approve or reject what somebody else proposed, or withdraw what one proposed oneself."""
    viewer = viewer_of(request)
    found = get_proposal(proposal, viewer)
    form = ReasonForm(request.POST)
    if "approve" in request.POST:
        act, done = _approve, _("The change is in force.")
    elif "reject" in request.POST:
        act, done = _reject, _("The proposal was rejected.")
    elif "withdraw" in request.POST:
        act, done = _withdraw, _("The proposal was withdrawn.")
    else:
        raise StaleForm
    if act is not _approve and not form.is_valid():
        return _page(request, found, viewer, form)
    reason = "" if act is _approve else form.cleaned_data["reason"]
    try:
        with transaction.atomic():
            act(found, viewer, reason)
    except (LawDecided, LawInUse, LawNotYours, LawOvertaken, LawFault, LawUnchanged) as error:
        found.refresh_from_db()
        return _refused(request, found, viewer, error)
    messages.success(request, done)
    return redirect("law:proposal", proposal=found.pk)


Act = Callable[[Proposal, User, str], None]


def _approve(found: Proposal, viewer: User, reason: str) -> None:
    actions.approve(found, user=viewer)


def _reject(found: Proposal, viewer: User, reason: str) -> None:
    actions.reject(found, user=viewer, reason=reason)


def _withdraw(found: Proposal, viewer: User, reason: str) -> None:
    actions.withdraw(found, user=viewer, reason=reason)


def _refused(
    request: HttpRequest, found: Proposal, viewer: User, error: HomewardError
) -> HttpResponse:
    note_refused(viewer, error)
    form = ReasonForm()
    messages.warning(request, error.sentence())
    return _page(request, found, viewer, form, status=error.status)


def _page(
    request: HttpRequest, found: Proposal, viewer: User, form: ReasonForm, status: int = 200
) -> HttpResponse:
    people = names_of({one for one in (found.proposed_by, found.decided_by) if one})
    changes = queries.changes_of(found)
    named = named_in(found.state, changes)
    is_open = found.status == ProposalStatus.OPEN
    context: dict[str, Any] = {
        "title": _("Proposal %(number)s") % {"number": found.pk},
        "proposal": found,
        "name": state_name(found.state),
        "tone": TONES[ProposalStatus(found.status)],
        "proposed_by": people.get(found.proposed_by, ""),
        "decided_by": people.get(found.decided_by or 0, ""),
        "changes": [shown(one, named) for one in changes],
        "form": form,
        "is_open": is_open,
        "recorded": found.state in queries.laws(),
        "is_own": found.proposed_by == viewer.pk,
        "overtaken": _overtaken(found) if is_open else "",
        "breadcrumbs": [
            {"label": _("Law"), "url": reverse("law:states")},
            {"label": _("Proposals"), "url": reverse("law:proposals")},
        ],
    }
    shown_status = 400 if form.is_bound else status
    return render(request, "law/proposal.html", context, status=shown_status)


def _overtaken(found: Proposal) -> str:
    """Why an open proposal could not be put in force any more; nothing where it could."""
    try:
        put_in(queries.content_of(found.state), queries.changes_of(found))
    except LawOvertaken as error:
        return error.sentence()
    return ""
