"""What the pages of the room share: frame, trace of being read, and one form on one page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from homeward.casework.cases.models import Case
from homeward.casework.cases.once import sent_before
from homeward.casework.cases.overtaken import Stored, overtaken
from homeward.casework.cases.page import case_frame
from homeward.casework.victims.models import SupportFile
from homeward.foundation.access.errors import StaleForm
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User
from homeward.foundation.access.refusals import note_refused
from homeward.foundation.access.roles import Compartment
from homeward.foundation.errors import HomewardError
from homeward.foundation.journal.actions import record

form_methods = require_http_methods(["GET", "POST"])
Fields = dict[type[HomewardError], str]


def support_frame(viewer: User, case: Case, heading: str = "") -> dict[str, Any]:
    """The case's frame with the tab *Support* active; pages below it have their own heading."""
    return {**case_frame(viewer, case, "support"), "heading": heading}


def file_frame(viewer: User, file: SupportFile, heading: str = "") -> dict[str, Any]:
    """The same below one file, to which the page leads back."""
    return support_frame(viewer, file.case, heading) | {"file": file, "person": file.person}


def note_viewed(viewer: User, case: Case, page: str, file: SupportFile | None = None) -> None:
    """Journal that a page was read, before it is made."""
    about = {"file": file.number} if file else {}
    record(
        "victims.viewed",
        actor=viewer.actor,
        subject=("support_file", file.pk) if file else ("case", case.pk),
        case_id=case.pk,
        compartment=Compartment.VICTIMS,
        page=page,
        **about,
    )


def support_form(
    request: HttpRequest,
    case: Case,
    form: forms.Form,
    act: Callable[[], tuple[str, str]],
    *,
    heading: str,
    submit: str,
    file: SupportFile | None = None,
    fields: Fields | None = None,
    cancel: str = "",
    template: str = "victims/form.html",
    extra: dict[str, Any] | None = None,
    stored: Callable[[], Stored] | None = None,
    sent: Callable[[UUID], object] | None = None,
) -> HttpResponse:
    """Show the form, or act; `act` gives the page to go to and what to say there.

    An empty sentence means that the form had been sent before. `fields` says at which field an
    error is mended; other errors have their own page. `stored` gives what is kept now, where
    somebody else may have been quicker. `sent` finds what a form's token made: where that changed
    what the form offers, a second sending fits it no more, and was sent before all the same.
    """
    viewer, shown = viewer_of(request), dict(extra or {})
    code = 400 if form.is_bound else 200
    if form.is_valid():
        try:
            with transaction.atomic():
                target, done = act()
        except StaleForm as error:
            if stored is None:
                raise
            note_refused(viewer, error, case_id=case.pk, compartment=Compartment.VICTIMS)
            shown["overtaken"], code = overtaken(form, error, stored()), 409
        except HomewardError as error:
            _put_on(form, error, fields or {}, case, viewer)
            code = error.status
        else:
            messages.success(request, done) if done else messages.info(request, sent_before())
            return redirect(target)
    back = cancel or page_of(file, case)
    token = form.cleaned_data.get("form_token") if form.is_bound else None
    if sent is not None and token is not None and sent(token) is not None:
        messages.info(request, sent_before())
        return redirect(back)
    if form.is_bound and form.errors and code < 400:
        code = 400
    note_viewed(viewer, case, getattr(request.resolver_match, "url_name", ""), file)
    frame = file_frame(viewer, file, heading) if file else support_frame(viewer, case, heading)
    context = frame | shown | {"form": form, "submit": submit, "cancel_url": back}
    return render(request, template, context, status=code)


def page_of(file: SupportFile | None, case: Case) -> str:
    """The page of a file, or of all of them."""
    if file is None:
        return reverse("victims:overview", args=[case.reference])
    return reverse("victims:file", args=[case.reference, file.number])


def _put_on(
    form: forms.Form, error: HomewardError, fields: Fields, case: Case, viewer: User
) -> None:
    """Put a refusal at the field where it is mended, and journal it; others go on."""
    if type(error) not in fields:
        raise error
    note_refused(viewer, error, case_id=case.pk, compartment=Compartment.VICTIMS)
    field = fields[type(error)]
    form.add_error(field if field in form.fields else None, error.sentence())
