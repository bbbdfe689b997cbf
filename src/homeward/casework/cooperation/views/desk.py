"""The desk: its queue, who has a request, and what the State's own cases know of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from homeward.casework.cooperation.access import get_request
from homeward.casework.cooperation.actions import note_viewed
from homeward.casework.cooperation.actions.register import registers
from homeward.casework.cooperation.desk.assignment import assign
from homeward.casework.cooperation.desk.cross_check import cross_check, last_cross_check
from homeward.casework.cooperation.desk.figures import reads_figures
from homeward.casework.cooperation.desk.forms import AssignForm, QueueForm
from homeward.casework.cooperation.desk.places import Place
from homeward.casework.cooperation.desk.queue import BY_URGENCY, Wanted, queue_with_counts
from homeward.casework.cooperation.errors import NotNow
from homeward.casework.cooperation.lifecycle import FINAL, Side
from homeward.casework.cooperation.views.lists import paging, rows_of
from homeward.casework.cooperation.views.one import head
from homeward.foundation.access.forming import viewer_of


@login_required
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """What is open: life at risk first, then by the limit; the address holds filters and place."""
    viewer, form = viewer_of(request), QueueForm(request.GET or None)
    wanted = form.wanted() if form.is_bound else Wanted()
    place = Place.read(request.GET.get("after", ""), BY_URGENCY)
    page, counts = queue_with_counts(viewer, wanted, place)
    context = {
        "title": _("Desk"),
        "form": form,
        "rows": rows_of(page.requests),
        "counts": counts,
        **paging(request, page.next),
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "reads_figures": reads_figures(viewer),
        "registers": bool(registers(viewer)),
    }
    return render(request, "cooperation/desk.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def assignment(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Take a request, give it to a colleague, or lay it back on the desk."""
    viewer = viewer_of(request)
    found = get_request(request_id, viewer)
    if found.state in FINAL:
        raise NotNow(state=found.get_state_display())
    form = AssignForm(request.POST or None, viewer=viewer, request=found)
    if request.method == "POST" and form.is_valid():
        to, before = form.cleaned_data["person"], form.cleaned_data["before"]
        given = assign(request_id, to, user=viewer, before=before)
        messages.success(request, _assigned(given))
        return redirect("cooperation:request", request_id=request_id)
    note_viewed(found, user=viewer, whole=False)
    context: dict[str, Any] = {
        **head(found),
        "title": _("Who has the request"),
        "form": form,
        "submit": _("Save"),
        "cancel_url": reverse("cooperation:request", args=[request_id]),
    }
    return render(request, "cooperation/assign.html", context, status=400 if form.errors else 200)


@login_required
@require_GET
def compare(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """What this State's own cases and requests know of it, as far as the reader sees them."""
    viewer = viewer_of(request)
    found = get_request(request_id, viewer)
    note_viewed(found, user=viewer, whole=False)
    before = last_cross_check(found)
    sources = [
        {"source": source, "leads": leads} for source, leads in cross_check(found, user=viewer)
    ]
    context: dict[str, Any] = {
        **head(found),
        "title": _("Cross-check with own cases"),
        "sources": sources,
        "has_leads": any(one["leads"] for one in sources),
        "before": before,
        "needs_case": found.case_id is None and found.side == Side.REQUESTED,
    }
    return render(request, "cooperation/cross_check.html", context)


def _assigned(found: Any) -> str:
    if found.assignee is None:
        return _("The request lies on the desk again.")
    return _("The request is now with %(person)s.") % {"person": found.assignee}
