"""The page of a form of the case file."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from homeward.casework.cases.access import get_case
from homeward.casework.cases.errors.casefile import CaseFileError
from homeward.casework.cases.models import Case
from homeward.casework.cases.overtaken import Stored, overtaken
from homeward.casework.cases.page import case_frame
from homeward.casework.cases.views.reading import journal_view
from homeward.foundation.access.errors import StaleForm
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User
from homeward.foundation.access.refusals import note_refused


def file_form(
    request: HttpRequest,
    case: Case,
    form: Form,
    act: Callable[[], str],
    *,
    title: str,
    submit: str,
    back: str,
    stored: Callable[[], Stored] | None = None,
    compartment: str = "",
    note: str = "",
) -> HttpResponse:
    """Show the form, or act and go `back`; an error that the writer can mend stands at its field.

    Where somebody else was quicker, `stored` gives what is kept now. Nothing half-done stays.
    """
    viewer = viewer_of(request)
    shown: dict[str, Any] = {"note": note}
    code = 400 if form.is_bound else 200
    if form.is_valid():
        try:
            with transaction.atomic():
                done = act()
        except CaseFileError as error:
            note_refused(viewer, error, case_id=case.pk, compartment=compartment)
            form.add_error(error.field if error.field in form.fields else None, error.sentence())
            code = error.status
        except StaleForm as error:
            if stored is None:
                raise
            note_refused(viewer, error, case_id=case.pk, compartment=compartment)
            shown["overtaken"], code = overtaken(form, error, stored()), 409
        else:
            messages.success(request, done)
            return redirect(back)
    journal_view(viewer, case, getattr(request.resolver_match, "url_name", ""))
    context = case_frame(viewer, case, "") | shown
    context |= {"form": form, "form_title": title, "submit": submit, "back": back}
    return render(request, "cases/file_form.html", context, status=code)


def opened(request: HttpRequest, reference: str) -> tuple[User, Case]:
    """The reader and his case; NotFound for everyone else."""
    viewer = viewer_of(request)
    return viewer, get_case(reference, viewer)
