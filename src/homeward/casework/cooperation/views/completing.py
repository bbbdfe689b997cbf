"""What is still missing, said while the contents are written; nothing of it is kept."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from homeward.casework.cooperation.access import check_writes, get_request
from homeward.casework.cooperation.checks import faults_of
from homeward.casework.cooperation.completeness import days_passed, named
from homeward.casework.cooperation.errors import DayPassed, DaysReversed
from homeward.casework.cooperation.forms import ContentForm
from homeward.casework.cooperation.models import Request
from homeward.casework.cooperation.queries import documents_of
from homeward.foundation.access.forming import viewer_of


def standing_now(found: Request, content: Mapping[str, str]) -> dict[str, Any]:
    """What would keep these contents from being approved: parts that are missing, and days that
    contradict each other or are over, as sentences. `shown` tells one such list from another."""
    faults = faults_of(found.contents, content)
    over = days_passed(found, found.contents, content)
    wrong = [
        DaysReversed(later=str(later.label), earlier=str(earlier.label)).sentence()
        for later, earlier in faults.reversed
    ]
    wrong += [DayPassed(fields=named(over)).sentence()] if over else []
    codes = [one.code for one in faults.missing]
    return {"missing": faults.missing, "wrong": wrong, "shown": "/".join([*codes, *wrong])}


@login_required
@require_POST
def completing(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The list beside the form, by what stands in the form now; 204 where it says so already."""
    viewer = viewer_of(request)
    found = get_request(request_id, viewer)
    check_writes(found, viewer)
    form = ContentForm(
        request.POST,
        declared=found.contents,
        revision=found.revision,
        is_draft=True,
        fixed=found.fixed,
        documents=documents_of(found),
    )
    form.is_valid()  # what has no good form is not written yet; keeping it says what is wrong
    now = standing_now(found, {**found.content, **form.content()})
    if request.POST.get("shown") == now["shown"]:
        return HttpResponse(status=204)
    return render(request, "cooperation/missing_now.html", now)
