"""Registering a request that came on paper: from which State and what, then what it says."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from homeward.casework.cases.once import once, sent_before
from homeward.casework.cooperation.actions.register import register_request, registers
from homeward.casework.cooperation.by_hand import CLERKS
from homeward.casework.cooperation.declaration import Kind, kind_of
from homeward.casework.cooperation.models import Request
from homeward.casework.cooperation.queries import requests_of
from homeward.casework.cooperation.register_forms import FirstForm, RegisterForm
from homeward.foundation.access.errors import Forbidden, NotFound, StaleForm
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.refusals import note_refused
from homeward.foundation.errors import HomewardError
from homeward.foundation.exchange.attachments.upload import IntoVault, forget_all, with_upload


# The token is checked by the inner view, once the form is read into the vault (see files.py).
@csrf_exempt
@login_required
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponseBase:
    """Choose State and kind; then enter what the paper says, with its scan."""
    viewer = viewer_of(request)
    if not viewer.has_role(*CLERKS):
        raise Forbidden
    kinds = registers(viewer)
    chosen = request.GET if {"state", "kind"} & request.GET.keys() else None
    first = FirstForm(chosen, kinds=kinds)
    if not first.is_valid():
        context = {**_head(), "form": first, "has_kinds": bool(kinds), "submit": _("Go on")}
        return render(request, "cooperation/register_first.html", context)
    request.upload_handlers = [IntoVault(request)]
    kind, state = kind_of(first.cleaned_data["kind"]), first.cleaned_data["state"]
    named = dict(first.fields["state"].choices)[state]  # type: ignore[attr-defined]
    answer: HttpResponseBase = _register(request, kind, state, str(named))
    return answer


@csrf_protect
def _register(request: HttpRequest, kind: Kind, state: str, named: str) -> HttpResponse:
    form = RegisterForm(request.POST or None, request.FILES or None, kind=kind, state=state)
    done: list[Request] = []
    if request.method == "POST" and with_upload(
        request, lambda: form.is_valid() and _kept(request, form, done)
    ):
        return redirect("cooperation:request", request_id=done[0].pk)
    lead = _("%(kind)s, asked by %(state)s") % {"kind": kind.label, "state": named}
    context = {**_head(), "lead": lead, "form": form, "submit": _("Register it")}
    return render(request, "cooperation/register.html", context, status=400 if form.errors else 200)


def _kept(request: HttpRequest, form: RegisterForm, done: list[Request]) -> bool:
    """Register it, once; what can be mended comes back on the form."""
    viewer = viewer_of(request)

    def made(token: UUID) -> Request | None:
        return requests_of(viewer).filter(form_token=token).first()

    def make() -> Request:
        with transaction.atomic():
            return register_request(form.paper(), user=viewer)

    try:
        found = once(make, made, form.token)
    except (NotFound, Forbidden, StaleForm):
        raise
    except HomewardError as error:
        note_refused(viewer, error, compartment=form.kind.compartment)
        form.add_error(None, error.sentence())
        return False
    if found is None and form.token is not None:
        found = made(form.token)
        messages.info(request, sent_before())
        forget_all(request)
    else:
        messages.success(request, _("The request is registered. It was entered by hand."))
    if found is not None:
        done.append(found)
    return found is not None


def _head() -> dict[str, Any]:
    return {
        "title": _("Register a request that came on paper"),
        "cancel_url": reverse("cooperation:desk"),
        "breadcrumbs": [{"label": _("Requests"), "url": reverse("cooperation:list")}],
    }
