"""The page of a form about an item or its evidence, whose errors come back at their fields."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from homeward.casework.cases.models import Case
from homeward.casework.cases.overtaken import Stored, overtaken
from homeward.casework.cases.page import case_frame
from homeward.casework.cases.views.reading import journal_view
from homeward.foundation.access.errors import StaleForm
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.refusals import note_refused
from homeward.foundation.errors import HomewardError


def item_form_page(
    request: HttpRequest,
    case: Case,
    form: Form,
    act: Callable[[], str],
    *,
    at_fields: Mapping[type[HomewardError], str | None],
    template: str,
    compartment: str = "",
    stored: Callable[[], Stored] | None = None,
    **context: Any,
) -> HttpResponse:
    """Show the form, or act and go to the address that `act` returns.

    `at_fields` names the errors that the writer can mend, each with its field (None for the whole
    form); anything else leaves the view. Nothing half-done stays.
    """
    viewer, code = viewer_of(request), 400 if form.is_bound else 200
    if form.is_valid():
        try:
            with transaction.atomic():
                done = act()
        except StaleForm as error:
            if stored is None:
                raise
            note_refused(viewer, error, case_id=case.pk, compartment=compartment)
            context["overtaken"], code = overtaken(form, error, stored()), 409
        except tuple(at_fields) as error:
            note_refused(viewer, error, case_id=case.pk, compartment=compartment)
            field = next(name for kind, name in at_fields.items() if isinstance(error, kind))
            form.add_error(field if field in form.fields else None, error.sentence())
            code = error.status if error.status in (409, 413) else 400
        else:
            return redirect(done)
    journal_view(viewer, case, getattr(request.resolver_match, "url_name", ""))
    shown = case_frame(viewer, case, "evidence") | context | {"form": form}
    return render(request, template, shown, status=code)
