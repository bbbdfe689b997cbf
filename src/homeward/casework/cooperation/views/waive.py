"""Letting an incomplete request go, with a reason that is sent along."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from homeward.casework.cooperation.access import get_request
from homeward.casework.cooperation.actions import may_waive, note_viewed, waive_parts
from homeward.casework.cooperation.errors import NotNow, NotWaivable, WaiverReasonNeeded
from homeward.casework.cooperation.forms import WaiverForm
from homeward.casework.cooperation.views.one import head
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.refusals import note_refused


@login_required
@require_http_methods(["GET", "POST"])
def waive(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Show what is missing with its articles, and ask why the request goes without it."""
    viewer = viewer_of(request)
    found = get_request(request_id, viewer)
    form = WaiverForm(request.POST or None, request=found)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        try:
            with transaction.atomic():
                waive_parts(found.pk, sent["reason"], user=viewer, revision=sent["revision"])
        except (NotWaivable, WaiverReasonNeeded) as error:
            note_refused(viewer, error, case_id=found.case_id, compartment=found.compartment)
            form.add_error(None, error.sentence())
        else:
            messages.success(request, _("The request may go without these parts, with the reason."))
            return redirect("cooperation:request", request_id=found.pk)
    elif not may_waive(found, viewer):
        raise NotNow(state=found.get_state_display())
    note_viewed(found, user=viewer, whole=False)
    context = {
        **head(found),
        "title": _("Send it although parts are missing"),
        "form": form,
        "missing": found.missing,
        "submit": _("Let it go without them"),
        "cancel_url": reverse("cooperation:request", args=[found.pk]),
    }
    status = 400 if form.is_bound else 200
    return render(request, "cooperation/waive.html", context, status=status)
