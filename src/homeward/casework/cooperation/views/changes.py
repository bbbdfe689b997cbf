"""Changing a request: one page for each change, with what it needs."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from homeward.casework.cases.overtaken import overtaken
from homeward.casework.cooperation import limits
from homeward.casework.cooperation.access import get_request
from homeward.casework.cooperation.actions import Answer, change_request, note_viewed
from homeward.casework.cooperation.actions.change import not_now
from homeward.casework.cooperation.errors import NotNow, SamePerson
from homeward.casework.cooperation.forms import ContentForm, change_form
from homeward.casework.cooperation.letters.following import unsent
from homeward.casework.cooperation.lifecycle import Needs, Transition
from homeward.casework.cooperation.models import Request
from homeward.casework.cooperation.ports import answer_draft_of
from homeward.casework.cooperation.queries import changes_open_to
from homeward.casework.cooperation.refusal_form import RefusalForm
from homeward.casework.cooperation.views.one import head
from homeward.casework.cooperation.views.stored import stored_state
from homeward.foundation.access.errors import Forbidden, NotFound, StaleForm
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User
from homeward.foundation.access.refusals import note_refused
from homeward.foundation.errors import HomewardError
from homeward.foundation.web.formats import language_text

# These end on a page of their own: no other entry in the form would mend them.
_ELSEWHERE = (NotFound, Forbidden, SamePerson)
# Somebody was quicker. What was typed comes back; a button without words has nothing to lose.
_OVERTAKEN = (StaleForm, NotNow)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, request_id: UUID, name: str) -> HttpResponse:
    """Ask for what a change needs, and make it."""
    viewer = viewer_of(request)
    found = get_request(request_id, viewer)
    transition = found.lifecycle.get(name, found.side)
    if transition is None:
        raise NotFound("request", request_id)
    if request.method == "POST":
        return _sent(request, transition, found, viewer)
    if transition not in changes_open_to(viewer, found):
        raise not_now(found)
    form = change_form(transition, found)
    note_viewed(found, user=viewer, whole=False)
    _prefill(form, found, viewer)
    return _page(request, form, transition, found, status=200)


def _sent(
    request: HttpRequest, transition: Transition, found: Request, viewer: User
) -> HttpResponse:
    form = change_form(transition, found, request.POST)
    try:
        if form.is_valid() and _made(form, transition, found, viewer):
            messages.success(request, _done(transition, found))
            return redirect("cooperation:request", request_id=found.pk)
    except _OVERTAKEN as error:
        if transition.needs is Needs.NOTHING:
            raise
        note_refused(viewer, error, case_id=found.case_id, compartment=found.compartment)
        found = get_request(found.pk, viewer)
        notice = overtaken(form, error, stored_state(found))
        return _page(request, form, transition, found, status=409, notice=notice)
    return _page(request, form, transition, found, status=400)


def _made(form: forms.Form, transition: Transition, found: Request, viewer: User) -> bool:
    """Make the change; what the officer can mend comes back on the form, nothing is changed.

    Such a refusal is journalled here, since no error leaves the view; others are by the middleware.
    """
    try:
        with transaction.atomic():
            change_request(
                found.pk,
                transition.name,
                user=viewer,
                revision=form.cleaned_data["revision"],
                answer=answer_of(form),
            )
    except (*_ELSEWHERE, *_OVERTAKEN):
        raise
    except HomewardError as error:
        note_refused(viewer, error, case_id=found.case_id, compartment=found.compartment)
        form.add_error(None, error.sentence())
        return False
    return True


def answer_of(form: forms.Form) -> Answer:
    """What goes with the change, as the form has it."""
    fields = form.content() if isinstance(form, ContentForm | RefusalForm) else {}
    words = form.cleaned_data
    return Answer(text=words.get("text", ""), fields=fields, ground=words.get("ground", ""))


def _prefill(form: forms.Form, found: Request, viewer: User) -> None:
    if not isinstance(form, ContentForm):
        return
    strictest = {code: kept for code, kept in limits.STRICTEST.items() if code in form.fields}
    form.initial.update(strictest)
    for field in form.declared:
        if field.source:
            form.initial[field.code] = answer_draft_of(field.source, viewer, found)


def _done(transition: Transition, found: Request) -> str:
    return _("Request %(reference)s: %(change)s.") % {
        "reference": found.reference,
        "change": transition.done,
    }


def _translation(transition: Transition, found: Request) -> dict[str, object] | None:
    """What is said of the translation that goes, where one does."""
    waiting = unsent(found) if transition.needs is Needs.TRANSLATION else []
    for one in waiting:
        name = language_text(one.language)
        return {"code": one.language, "name": name, "certified": one.is_certified}
    return None


def _page(
    request: HttpRequest,
    form: forms.Form,
    transition: Transition,
    found: Request,
    *,
    status: int,
    notice: str = "",
) -> HttpResponse:
    context = {
        **head(found),
        "title": transition.label,
        "lead": _("%(kind)s, %(reference)s")
        % {"kind": found.declared.label, "reference": found.reference},
        "form": form,
        "transition": transition,
        "is_refusal": transition.needs is Needs.REFUSAL,
        "submit": transition.label,
        "to_send": _translation(transition, found),
        "overtaken": notice,
        "draft": "cooperation:change",
        "cancel_url": reverse("cooperation:request", args=[found.pk]),
    }
    return render(request, "cooperation/change.html", context, status=status)
