"""Pages with one form: the action is run, and what it refuses is said beside the form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from homeward.foundation.access.errors import Forbidden, NotFound
from homeward.foundation.access.refusals import note_refused
from homeward.foundation.errors import HomewardError
from homeward.knowledge.manual.views.reading import viewer_of


def acted(request: HttpRequest, form: Form, act: Callable[[], str]) -> bool:
    """Run the action of a form that is good, and say what it says, if anything; what it refuses is
    an error of the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        with transaction.atomic():
            said = act()
    except (Forbidden, NotFound):
        raise
    except HomewardError as error:
        note_refused(viewer_of(request), error)
        form.add_error(None, error.sentence())
        return False
    if said:
        messages.success(request, said)
    return True


def form_page(
    request: HttpRequest,
    form: Form,
    act: Callable[[], str],
    *,
    title: str,
    submit: str,
    back: str,
    lead: str = "",
    template: str = "web/form_page.html",
    **context: Any,
) -> HttpResponse:
    """A page with one form; after it `back` is opened."""
    if acted(request, form, act):
        return redirect(back)
    shown = {
        "title": title,
        "lead": lead,
        "form": form,
        "submit": submit,
        "cancel_url": back,
        "breadcrumbs": crumbs(),
    }
    status = 400 if form.is_bound else 200
    return render(request, template, shown | context, status=status)


def crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    """The way to a page of the manual."""
    listed = [(str(_("Manual")), reverse("manual:front")), *more]
    return [{"label": label, "url": url} for label, url in listed]
