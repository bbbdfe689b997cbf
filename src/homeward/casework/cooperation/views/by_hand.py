"""What goes and comes on paper: letters, receipts, and what the other State did."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
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
from homeward.casework.cases.overtaken import overtaken
from homeward.casework.cooperation.access import get_request
from homeward.casework.cooperation.actions import note_viewed
from homeward.casework.cooperation.actions.by_hand import enter_change, enter_receipt
from homeward.casework.cooperation.actions.papers import check_clerk, record_sent
from homeward.casework.cooperation.by_hand import to_be_entered
from homeward.casework.cooperation.errors import NotNow
from homeward.casework.cooperation.forms import change_form
from homeward.casework.cooperation.lifecycle import Needs, Transition, other
from homeward.casework.cooperation.models import Paper, Request
from homeward.casework.cooperation.paper_forms import ReceiptForm, SentForm, told_of, with_paper
from homeward.casework.cooperation.paper_words import cover_text
from homeward.casework.cooperation.views.changes import answer_of
from homeward.casework.cooperation.views.one import head
from homeward.casework.cooperation.views.stored import stored_state
from homeward.foundation.access.errors import Forbidden, NotFound, StaleForm
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User
from homeward.foundation.access.refusals import note_refused
from homeward.foundation.errors import HomewardError
from homeward.foundation.exchange.attachments.upload import IntoVault, forget_all, with_upload

_ELSEWHERE = (NotFound, Forbidden)


@login_required
@require_http_methods(["GET", "POST"])
def sent(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Record that a letter went: which, how, when, to whom."""
    viewer = viewer_of(request)
    found = get_request(request_id, viewer)
    check_clerk(found, viewer)
    form = SentForm(request.POST or None, request=found)
    if request.method == "POST" and form.is_valid():
        letter = int(form.cleaned_data["letter"])

        def made() -> Paper:
            return record_sent(request_id, letter, form.slip(), user=viewer)

        if _kept_once(request, form, found, made):
            return redirect("cooperation:request", request_id=found.pk)
    subject, text = cover_text(found)
    context = {
        "title": _("Record that a letter went"),
        "form": form,
        "submit": _("Record it"),
        "cover_subject": subject,
        "cover_text": text,
    }
    return _page(request, "cooperation/sent.html", found, context)


# The token is checked by the inner view, once the form is read into the vault (see files.py).
@csrf_exempt
@login_required
@require_http_methods(["GET", "POST"])
def receipt(request: HttpRequest, request_id: UUID) -> HttpResponseBase:
    """Enter that the other State has a letter, with a scan of its receipt."""
    viewer = viewer_of(request)
    check_clerk(get_request(request_id, viewer), viewer)
    request.upload_handlers = [IntoVault(request)]
    answer: HttpResponseBase = _receipt(request, request_id)
    return answer


@csrf_protect
def _receipt(request: HttpRequest, request_id: UUID) -> HttpResponse:
    viewer = viewer_of(request)
    found = get_request(request_id, viewer)
    form = ReceiptForm(request.POST or None, request.FILES or None, request=found)

    def made() -> Paper:
        letter = int(form.cleaned_data["letter"])
        return enter_receipt(request_id, letter, form.slip(), user=viewer)

    def kept() -> bool:
        return form.is_valid() and _kept_once(request, form, found, made)

    if request.method == "POST" and with_upload(request, kept):
        return redirect("cooperation:request", request_id=found.pk)
    context = {"title": _("Enter a receipt"), "form": form, "submit": _("Enter it")}
    return _page(request, "cooperation/entered.html", found, context)


@csrf_exempt
@login_required
@require_http_methods(["GET", "POST"])
def entered(request: HttpRequest, request_id: UUID, name: str) -> HttpResponseBase:
    """Enter what the other State did, from its paper."""
    viewer = viewer_of(request)
    found = get_request(request_id, viewer)
    transition = found.lifecycle.get(name, other(found.side))
    if transition is None or transition.by == found.side:
        raise NotFound("request", request_id)
    if request.method == "GET" and transition not in to_be_entered(viewer, found):
        raise NotNow(state=found.get_state_display())
    request.upload_handlers = [IntoVault(request)]
    answer: HttpResponseBase = _entered(request, request_id, transition)
    return answer


@csrf_protect
def _entered(request: HttpRequest, request_id: UUID, transition: Transition) -> HttpResponse:
    viewer = viewer_of(request)
    found = get_request(request_id, viewer)
    files = request.FILES or None
    form = with_paper(change_form(transition, found, request.POST or None), found, files)
    notice = ""
    try:
        if request.method == "POST" and with_upload(
            request, lambda: form.is_valid() and _made(form, transition, found, viewer)
        ):
            messages.success(
                request,
                _("Request %(reference)s: %(change)s. Entered by hand")
                % {"reference": found.reference, "change": transition.done},
            )
            return redirect("cooperation:request", request_id=found.pk)
    except StaleForm as error:
        note_refused(viewer, error, case_id=found.case_id, compartment=found.compartment)
        found = get_request(found.pk, viewer)
        notice = overtaken(form, error, stored_state(found))
    context = {
        "title": _("Enter: %(change)s") % {"change": transition.done},
        "form": form,
        "transition": transition,
        "submit": _("Enter it"),
        "is_refusal": transition.needs is Needs.REFUSAL,
        "overtaken": notice,
    }
    return _page(
        request, "cooperation/entered.html", found, context, status=409 if notice else None
    )


def _made(form: forms.Form, transition: Transition, found: Request, viewer: User) -> bool:
    """Enter it; what the officer can mend comes back on the form, nothing is changed then."""
    try:
        with transaction.atomic():
            enter_change(
                found.pk,
                transition.name,
                told_of(form),
                user=viewer,
                revision=form.cleaned_data["revision"],
                answer=answer_of(form),
            )
    except (*_ELSEWHERE, StaleForm):
        raise
    except HomewardError as error:
        note_refused(viewer, error, case_id=found.case_id, compartment=found.compartment)
        form.add_error(None, error.sentence())
        return False
    return True


def _kept_once(
    request: HttpRequest, form: SentForm | ReceiptForm, found: Request, make: Callable[[], Paper]
) -> bool:
    """Record it, once; what can be mended comes back on the form."""
    viewer = viewer_of(request)

    def made(token: UUID) -> Paper | None:
        return found.papers.filter(form_token=token).first()

    def atomic() -> Paper:
        with transaction.atomic():
            return make()

    try:
        paper = once(atomic, made, form.token)
    except (*_ELSEWHERE, StaleForm):
        raise
    except HomewardError as error:
        note_refused(viewer, error, case_id=found.case_id, compartment=found.compartment)
        form.add_error(None, error.sentence())
        return False
    if paper is None:
        messages.info(request, sent_before())
        forget_all(request)
    else:
        messages.success(request, _("It is recorded."))
    return True


def _page(
    request: HttpRequest,
    template: str,
    found: Request,
    context: dict[str, Any],
    status: int | None = None,
) -> HttpResponse:
    if request.method == "GET":
        note_viewed(found, user=viewer_of(request), whole=False)
    context = {
        **head(found),
        "cancel_url": reverse("cooperation:request", args=[found.pk]),
        **context,
    }
    has_errors = bool(context["form"].errors)
    return render(request, template, context, status=status or (400 if has_errors else 200))
