"""What is still missing, said while the contents are written; nothing of it is kept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from homeward.casework.cooperation.access import get_request
from homeward.casework.cooperation.calendars import calendar_of
from homeward.casework.cooperation.checks import faults_of, passed
from homeward.casework.cooperation.completeness import named
from homeward.casework.cooperation.errors import DayPassed, DaysReversed, NotNow
from homeward.casework.cooperation.forms import ContentForm
from homeward.casework.cooperation.letters.language import requested_state
from homeward.casework.cooperation.models import Request
from homeward.casework.cooperation.queries import documents_of
from homeward.foundation.access.errors import Forbidden
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User


def refuse_writing(found: Request, viewer: User) -> None:
    """Raises NotNow for what is no draft any more, Forbidden for who does not write it."""
    if not found.is_writable:
        raise NotNow(state=found.get_state_display())
    if not viewer.has_role(*found.declared.roles_to_draft, "central", "supervisor"):
        raise Forbidden("request", found.pk)


def standing_now(found: Request, content: Mapping[str, str]) -> dict[str, Any]:
    """What would keep these contents from being approved: parts that are missing, and days that
    contradict each other or are over, as sentences. `shown` tells one such list from another."""
    faults = faults_of(found.contents, content)
    there = calendar_of(requested_state(found), found.other_authority).zone
    over = passed(found.contents, content, datetime.now(there).date())
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
    refuse_writing(found, viewer)
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
