"""The page on which a call to an authority without a node is noted."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from homeward.foundation.access.errors import Forbidden
from homeward.foundation.access.refusals import note_refused
from homeward.foundation.authorities import contact_queries
from homeward.foundation.authorities.actions.calls import note_call
from homeward.foundation.authorities.contact_forms import CallForm
from homeward.foundation.authorities.errors import CallTimeImpossible
from homeward.foundation.authorities.reachability import may_test


@login_required
@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, code: str) -> HttpResponse:
    """Note a call to a telephone of the authority: when, and whether somebody answered."""
    viewer: Any = request.user
    found = contact_queries.get_authority(code)
    if not may_test(viewer):
        raise Forbidden("authority", code)
    form = CallForm(request.POST or None, initial={"called_at": datetime.now(UTC)})
    point = request.GET.get("point", "")
    if form.is_bound and form.is_valid() and _noted(form, found.pk, point, viewer):
        messages.success(request, _("The call is noted beside the telephone."))
        return redirect("authorities:state", code=found.state_id)
    context = {
        "form": form,
        "title": _("Note a call to %(authority)s") % {"authority": found.name},
        "lead": _("What its State says of the telephone stays as it is. Name nobody."),
        "submit": _("Note the call"),
        "cancel_url": reverse("authorities:state", args=[found.state_id]),
        "breadcrumbs": [{"label": _("Authorities"), "url": reverse("authorities:list")}],
    }
    return render(request, "web/form_page.html", context, status=400 if form.errors else 200)


def _noted(form: CallForm, authority: str, point: str, viewer: Any) -> bool:
    data = form.cleaned_data
    try:
        with transaction.atomic():
            note_call(
                authority,
                point,
                called_at=data["called_at"],
                is_answered=data["answered"],
                user=viewer,
            )
    except CallTimeImpossible as error:
        note_refused(viewer, error)
        form.add_error("called_at", error.sentence())
        return False
    return True
