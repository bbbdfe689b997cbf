"""Requests made orally in urgent circumstances: what was said, and the code that confirms it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from homeward.casework.cooperation.access import get_request
from homeward.casework.cooperation.actions import note_viewed
from homeward.casework.cooperation.actions.oral import may_speak, record_heard, record_spoken
from homeward.casework.cooperation.errors import OralCodeKnown, OralNotNow
from homeward.casework.cooperation.oral_forms import HeardForm, SpokenForm
from homeward.casework.cooperation.views.one import head
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.refusals import note_refused


@login_required
@require_http_methods(["GET", "POST"])
def spoken(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Record that a draft was asked for orally, and show the code to be read out."""
    viewer = viewer_of(request)
    found = get_request(request_id, viewer)
    form = SpokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        oral = record_spoken(found.pk, form.spoken(), user=viewer)
        told = _("Recorded. Read this code out to the other State: %(code)s") % {"code": oral.code}
        messages.success(request, told)
        return redirect("cooperation:request", request_id=found.pk)
    if not may_speak(found):
        raise OralNotNow
    note_viewed(found, user=viewer, whole=False)
    context = {
        **head(found),
        "title": _("Record that it was asked orally"),
        "submit": _("Record it"),
        "cancel_url": reverse("cooperation:request", args=[found.pk]),
    }
    return _page(request, form, context)


@login_required
@require_http_methods(["GET", "POST"])
def heard(request: HttpRequest) -> HttpResponse:
    """Record an oral request of another State, with the code that was read out."""
    viewer = viewer_of(request)
    form = HeardForm(request.POST or None, viewer=viewer)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        try:
            record_heard(form.desk, words["state"], words["code"], form.spoken(), user=viewer)
        except OralCodeKnown as error:
            note_refused(viewer, error)
            form.add_error("code", error.sentence())
        else:
            messages.success(request, _("Recorded. The written request is awaited."))
            return redirect("cooperation:list")
    context = {
        "title": _("Record an oral request of another State"),
        "submit": _("Record it"),
        "cancel_url": reverse("cooperation:list"),
    }
    return _page(request, form, context)


def _page(request: HttpRequest, form: Any, context: dict[str, Any]) -> HttpResponse:
    status = 400 if form.is_bound else 200
    return render(request, "cooperation/oral.html", {**context, "form": form}, status=status)
