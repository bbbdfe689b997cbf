"""The page of every form of a case: shown, sent, mended, or overtaken by somebody quicker."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from homeward.casework.cases.errors.case import RansomOrder, RansomTooEarly
from homeward.casework.cases.models import Case
from homeward.casework.cases.overtaken import Stored, overtaken
from homeward.casework.cases.page import case_frame
from homeward.casework.cases.views.reading import journal_view
from homeward.foundation.access.errors import LastLead, StaleForm
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.refusals import note_refused
from homeward.foundation.errors import HomewardError

form_methods = require_http_methods(["GET", "POST"])
# What the writer of a form can put right himself comes back on it; the rest has its own page.
MENDABLE: tuple[type[HomewardError], ...] = (RansomOrder, RansomTooEarly, LastLead)


def case_form(
    request: HttpRequest,
    case: Case,
    form: Form,
    act: Callable[[], str],
    title: str,
    submit: str,
    extra: dict[str, Any] | None = None,
    stored: Callable[[], Stored] | None = None,
) -> HttpResponse:
    """Show the form, or act and return to the case.

    An error that the writer can mend comes back on the form; nothing half-done stays. Where someone
    else was quicker, `stored` gives what is kept now, which is shown beside what was typed.
    """
    viewer, shown = viewer_of(request), dict(extra or {})
    code = 400 if form.is_bound else 200
    if form.is_valid():
        try:
            with transaction.atomic():
                done = act()
        except MENDABLE as error:
            note_refused(viewer, error, case_id=case.pk)
            form.add_error(None, error.sentence())
        except StaleForm as error:
            if stored is None:
                raise
            note_refused(viewer, error, case_id=case.pk)
            shown["overtaken"], code = overtaken(form, error, stored()), 409
        else:
            messages.success(request, done)
            return redirect("cases:overview", reference=case.reference)
    page = getattr(request.resolver_match, "url_name", "")
    journal_view(viewer, case, page)
    context = case_frame(viewer, case, "") | shown
    context |= {"form": form, "form_title": title, "submit": submit, "draft": f"cases:{page}"}
    return render(request, "cases/form.html", context, status=code)
