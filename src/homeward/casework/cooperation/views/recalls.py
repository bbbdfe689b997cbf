"""Recalling what was sent in a request: all of it, one message, or one file."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from homeward.casework.cooperation.access import get_request
from homeward.casework.cooperation.actions import (
    may_recall,
    note_viewed,
    recall_messages,
    recall_one,
    withdrawable,
)
from homeward.casework.cooperation.errors import NotNow
from homeward.casework.cooperation.forms import RecallForm
from homeward.casework.cooperation.views.one import head
from homeward.foundation.access.forming import viewer_of


@login_required
@require_http_methods(["GET", "POST"])
def recall(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Ask what and why, and withdraw what this State sent in the request."""
    viewer = viewer_of(request)
    found = get_request(request_id, viewer)
    things = withdrawable(found) if may_recall(found, viewer) else []
    form = RecallForm(request.POST or None, things=things, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        what, reason = form.cleaned_data["what"], form.cleaned_data["reason"]
        if what != RecallForm.ALL:
            recall_one(found.pk, what, reason, user=viewer)
            messages.success(request, _("It is recalled. The other State answers for it."))
            return redirect("cooperation:request", request_id=found.pk)
        count = recall_messages(found.pk, reason, user=viewer)
        told = ngettext(
            "%(count)s message is recalled. The other State answers for it.",
            "%(count)s messages are recalled. The other State answers for each of them.",
            count,
        )
        messages.success(request, told % {"count": count})
        return redirect("cooperation:request", request_id=found.pk)
    if not may_recall(found, viewer):
        raise NotNow(state=found.get_state_display())
    note_viewed(found, user=viewer, whole=False)
    context = {
        **head(found),
        "title": _("Recall what was sent"),
        "form": form,
        "submit": _("Recall it"),
        "cancel_url": reverse("cooperation:request", args=[found.pk]),
    }
    status = 400 if form.is_bound else 200
    return render(request, "cooperation/recall.html", context, status=status)


def _initial(request: HttpRequest) -> dict[str, str]:
    """What a link beside a file chose; what is no choice chooses nothing."""
    return {"what": request.GET.get("what", RecallForm.ALL)}
