"""Lists of requests: all that the viewer may see, and those of one case."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from homeward.casework.cases.access import get_case_in
from homeward.casework.cases.page import case_frame
from homeward.casework.cooperation.declaration import asking_compartments
from homeward.casework.cooperation.desk.latest import HEAP, latest_page
from homeward.casework.cooperation.desk.places import Place
from homeward.casework.cooperation.forms import FilterForm
from homeward.casework.cooperation.ladder import tone_of
from homeward.casework.cooperation.models import Request
from homeward.casework.cooperation.queries import (
    heard_waiting,
    is_overdue,
    kinds_drafted_by,
    requests_of,
)
from homeward.casework.cooperation.words import gap_word
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User
from homeward.foundation.authorities.models import State
from homeward.foundation.authorities.territories import territory
from homeward.foundation.exchange.queries import gaps_in
from homeward.foundation.journal.actions import record


@login_required
@require_GET
def request_list(request: HttpRequest) -> HttpResponse:
    """Every request that the viewer may see; the address holds the filters and the place."""
    form, viewer = FilterForm(request.GET), viewer_of(request)
    page = latest_page(viewer, form.filters(), Place.read(request.GET.get("after", ""), (HEAP,)))
    context = {
        "title": _("Requests"),
        "form": form,
        "rows": rows_of(page.requests),
        **paging(request, page.next),
        "gaps": _gaps(viewer, page.requests),
        "heard": heard_waiting(viewer),
        "is_filtered": any(request.GET.get(name) for name in form.fields),
    }
    return render(request, "cooperation/list.html", context)


@login_required
@require_GET
def case_requests(request: HttpRequest, reference: str) -> HttpResponse:
    """The requests of one case, in the case's frame."""
    viewer = viewer_of(request)
    case = get_case_in(reference, viewer, *asking_compartments())
    record(
        "case.viewed",
        actor=viewer.actor,
        subject=("case", case.pk),
        case_id=case.pk,
        part="requests",
    )
    context = {
        **case_frame(viewer, case, "requests"),
        "rows": rows_of(requests_of(viewer, case)),
        "may_draft": bool(kinds_drafted_by(viewer, case)),
    }
    return render(request, "cooperation/case.html", context)


def paging(request: HttpRequest, place: Place | None) -> dict[str, str]:
    """The addresses of the next page, if there is one, and of the first from a later one; with the
    list's filters."""
    query = request.GET.copy()
    was_later = bool(query.pop("after", None))
    first = f"?{query.urlencode()}" if was_later else ""
    if place is None:
        return {"next": "", "first": first}
    query["after"] = str(place)
    return {"next": f"?{query.urlencode()}", "first": first}


def rows_of(requests: Any) -> list[dict[str, Any]]:
    """What a table of requests shows of each."""
    names = dict(State.objects.values_list("code", "name"))
    return [_row(request, names) for request in requests]


def _gaps(viewer: User, requests: Any) -> list[dict[str, Any]]:
    """The requests of the page at whose messages others of that State were missing."""
    names = dict(State.objects.values_list("code", "name"))
    of_thread = {gap.thread: gap for gap in gaps_in(viewer, [each.pk for each in requests])}
    return [
        {
            "request": each,
            "words": gap_word(
                of_thread[each.pk].missing, names.get(each.other_state, each.other_state)
            ),
        }
        for each in requests
        if each.pk in of_thread
    ]


def _row(request: Request, names: dict[str, str]) -> dict[str, Any]:
    return {
        "request": request,
        "kind": request.declared.label,
        "other_state": names.get(request.other_state) or territory(request.other_state),
        "tone": tone_of(request.state),
        "is_overdue": is_overdue(request),
    }
