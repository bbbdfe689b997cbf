"""Pages of the decision log."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from homeward.casework.cases.models import Case
from homeward.casework.cases.once import once
from homeward.casework.response.access.team import RESPONSE, get_decision, get_response_case
from homeward.casework.response.actions.decisions import record_decision, settle_decision
from homeward.casework.response.forms.team import DecisionFilter, DecisionForm, SettleForm
from homeward.casework.response.models import Decision
from homeward.casework.response.queries import decisions as queries
from homeward.casework.response.queries.roles import colleagues_in
from homeward.casework.response.roles import holder_of
from homeward.casework.response.views.team import (
    form_methods,
    note_viewed,
    response_frame,
    team_form,
)
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import compartments_of

PAGE = 25


@login_required
@require_GET
def log(request: HttpRequest, reference: str) -> HttpResponse:
    """The decision log, filtered, page by page; `all` shows it on one page for print."""
    viewer = viewer_of(request)
    case = get_response_case(reference, viewer)
    note_viewed(viewer, case, "decisions")
    form = DecisionFilter(request.GET or None)
    valid = not form.is_bound or form.is_valid()
    given = form.cleaned_data if form.is_bound and valid else {}
    found = queries.decisions_of(
        viewer, case, words=given.get("q", ""), state=given.get("state", "")
    )
    rows = found if valid else found.none()
    size = max(rows.count(), 1) if "all" in request.GET else PAGE
    page = Paginator(rows, size).get_page(request.GET.get("page"))
    context = response_frame(viewer, case, _("Decisions")) | {
        "form": form,
        "page": page,
        "decisions": [(one, queries.state_of(one)) for one in page.object_list],
        "filtered": any(given.values()),
    }
    return render(request, "response/decisions.html", context, status=200 if valid else 400)


@login_required
@form_methods
def new(request: HttpRequest, reference: str) -> HttpResponse:
    """Record a decision."""
    viewer = viewer_of(request)
    return _decision_form(request, get_response_case(reference, viewer), viewer)


@login_required
@form_methods
def correct(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Correct an entry by a new one; the old one stays."""
    viewer = viewer_of(request)
    old = get_decision(reference, number, viewer)
    return _decision_form(request, old.case, viewer, old)


def _decision_form(
    request: HttpRequest, case: Case, viewer: User, old: Decision | None = None
) -> HttpResponse:
    held = [old.compartment] if old else list(compartments_of(viewer, case.pk))
    first = _initial(old) if old else {}
    form = DecisionForm(
        request.POST or None,
        initial=first,
        viewer=viewer,
        held=held,
        colleagues=colleagues_in(viewer, case, *(old.compartment,) if old else RESPONSE),
    )

    def act() -> tuple[str, str]:
        made = once(
            lambda: record_decision(case, form.new(), user=viewer, corrects=old),
            lambda token: queries.decided_by_form(viewer, case, token),
            form.token,
        )
        if made is None:
            return reverse("response:decisions", args=[case.reference]), ""
        target = reverse("response:decision", args=[case.reference, made.number])
        return target, _("Decision %(number)s is recorded and waits for its approver.") % {
            "number": made.number
        }

    heading = _("Correct decision %(number)s") % {"number": old.number} if old else ""
    words = heading or _("Record decision")
    cancel = reverse("response:decisions", args=[case.reference])
    note = _("The entry stays as it is; the new one points to it.") if old else ""
    return team_form(
        request, case, form, act, heading=words, submit=words, cancel=cancel, extra={"note": note}
    )


def _initial(old: Decision) -> dict[str, Any]:
    names = ("at", "situation", "options", "decision", "reason", "compartment")
    first = {name: getattr(old, name) for name in names}
    return first | {"made_by": old.made_by_id, "approver": old.approver_id}


@login_required
@form_methods
def decision(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One entry; its approver confirms it here."""
    viewer = viewer_of(request)
    found = get_decision(reference, number, viewer)
    state = queries.state_of(found)
    form = SettleForm(request.POST or None)

    def act() -> tuple[str, str]:
        yes = form.cleaned_data["verdict"] == "yes"
        note = form.cleaned_data["note"]
        settle_decision(found, is_confirmed=yes, note=note, user=viewer)
        said = _("You confirmed the decision.") if yes else _("You did not confirm the decision.")
        return reverse("response:decision", args=[reference, number]), said

    extra = {
        "decision": found,
        "stands": state,
        "may_settle": state == queries.PENDING and _may_settle(viewer, found),
        "may_correct": getattr(found, "corrected_by", None) is None,
    }
    return team_form(
        request,
        found.case,
        form,
        act,
        heading=_("Decision %(number)s") % {"number": number},
        submit=_("Keep my answer"),
        template="response/decision.html",
        extra=extra,
    )


def _may_settle(viewer: User, found: Decision) -> bool:
    if viewer.pk in (found.made_by_id, found.recorded_by_id):
        return False
    return viewer.pk == found.approver_id or viewer == holder_of(found.case, "strategic")
