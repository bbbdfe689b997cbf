"""Whom a draft goes to: what the directory recommends and why, and another choice with a reason."""

from datetime import UTC, datetime
from typing import Any
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
from homeward.casework.cooperation.actions import note_viewed
from homeward.casework.cooperation.actions.address import address_request, write_address
from homeward.casework.cooperation.addressing import advice_for, readdressed
from homeward.casework.cooperation.errors import NotNow, ReasonNeeded
from homeward.casework.cooperation.forms import AddresseeForm, AddressForm
from homeward.casework.cooperation.letter import other_name
from homeward.casework.cooperation.models import Request
from homeward.casework.cooperation.queries import unlisted
from homeward.casework.cooperation.views.one import head
from homeward.foundation.access.errors import Forbidden, NotFound, StaleForm
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User
from homeward.foundation.access.refusals import note_refused
from homeward.foundation.authorities.errors import UnknownState
from homeward.foundation.errors import HomewardError


@login_required
@require_http_methods(["GET", "POST"])
def addressee(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The recommended authority and channel with the reasons; the officer may take another."""
    viewer = viewer_of(request)
    found = get_request(request_id, viewer, for_change=request.method == "POST")
    if not found.is_writable:
        raise NotNow(state=found.get_state_display())
    if not viewer.has_role(*found.declared.roles_to_draft, "central", "supervisor"):
        raise Forbidden("request", found.pk)
    is_listed = found.other_state not in dict(unlisted(found.declared))
    form: AddresseeForm | AddressForm
    if is_listed:
        form = AddresseeForm(request.POST or None, request=found)
    else:
        form = AddressForm(request.POST or None, request=found)
    if request.method == "POST" and form.is_valid() and _addressed(form, found, viewer):
        messages.success(
            request,
            _("The request goes to the authority that you chose.")
            if is_listed
            else _("The letter goes to the address that you wrote."),
        )
        return redirect("cooperation:request", request_id=found.pk)
    note_viewed(found, user=viewer, whole=False)
    context = {**head(found), **whom(found), "title": _("Whom it goes to"), "form": form}
    context["is_listed"] = is_listed
    context["cancel_url"] = reverse("cooperation:request", args=[found.pk])
    status = 400 if form.errors else 200
    return render(request, "cooperation/addressee.html", context, status=status)


def whom(found: Request) -> dict[str, Any]:
    """Whom a draft goes to now, and whom the directory recommends."""
    try:
        advice = advice_for(found, datetime.now(UTC))
    except UnknownState:  # neither the directory nor a recorded law knows it
        advice = None
    best = advice.best if advice else None
    return {
        "advice": advice,
        "addressed_to": other_name(found),
        "is_written": not found.other_authority,
        "is_recommended": best is not None and best.authority.code == found.other_authority,
        "other_choice": readdressed(found),
    }


def _addressed(form: AddresseeForm | AddressForm, found: Request, viewer: User) -> bool:
    data = form.cleaned_data
    try:
        with transaction.atomic():
            if isinstance(form, AddressForm):
                address, revision = data["addressee"], data["revision"]
                write_address(found, address, user=viewer, revision=revision)
                return True
            address_request(
                found,
                data["authority"],
                data["reason"],
                user=viewer,
                revision=data["revision"],
            )
    except (NotFound, Forbidden, StaleForm):
        raise
    except HomewardError as error:
        note_refused(viewer, error, case_id=found.case_id, compartment=found.compartment)
        field = "reason" if isinstance(error, ReasonNeeded) else "authority"
        form.add_error(field if field in form.fields else None, error.sentence())
        return False
    return True
