"""The crisis page, and the crisis room on the wall."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from homeward.casework.cases.models import Case
from homeward.casework.response.access.team import get_crisis_case, get_response_case
from homeward.casework.response.sections import sections_for, wall_for
from homeward.casework.response.views.team import note_viewed, response_frame
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User

# How often the wall asks for news, and how often that is journalled: a screen is one reader.
SECONDS = 15
JOURNALLED = timedelta(minutes=10)


@login_required
@require_GET
def overview(request: HttpRequest, reference: str) -> HttpResponse:
    """The live crisis on one page; for members of crisis and investigation."""
    viewer = viewer_of(request)
    case = get_response_case(reference, viewer)
    note_viewed(viewer, case, "overview")
    context = response_frame(viewer, case) | {"sections": sections_for(viewer, case)}
    return render(request, "response/overview.html", context)


@login_required
@require_GET
def room(request: HttpRequest, reference: str) -> HttpResponse:
    """The crisis room: large, dark, without names; for members of the crisis compartment."""
    viewer = viewer_of(request)
    case = get_crisis_case(reference, viewer)
    _note_screen(request, viewer, case)
    return render(request, "response/room.html", _wall(viewer, case))


@login_required
@require_GET
def room_now(request: HttpRequest, reference: str) -> HttpResponse:
    """The part of the crisis room that changes, asked for by the page itself."""
    viewer = viewer_of(request)
    case = get_crisis_case(reference, viewer)
    _note_screen(request, viewer, case)
    return render(request, "response/room_now.html", _wall(viewer, case))


def _wall(viewer: User, case: Case) -> dict[str, Any]:
    return {
        "case": case,
        "reference": case.reference,
        "parts": wall_for(viewer, case),
        "at": datetime.now(UTC),
        "seconds": SECONDS,
    }


def _note_screen(request: HttpRequest, viewer: User, case: Case) -> None:
    """Journal a screen when it opens and every ten minutes that it stays."""
    key, now = f"crisis_room_{case.pk}", datetime.now(UTC).timestamp()
    if now - float(request.session.get(key, 0)) >= JOURNALLED.total_seconds():
        request.session[key] = now
        note_viewed(viewer, case, "room")
