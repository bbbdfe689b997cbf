"""Pages with one form, as the manual has them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from homeward.foundation.access.forming import act_on, show_form, viewer_of


def acted(request: HttpRequest, form: Form, act: Callable[[], str]) -> bool:
    """Run the action of a form that is good, and say what it says, if anything; what it refuses is
    an error of the form."""
    said = act_on(request, viewer_of(request), form, act)
    if said:
        messages.success(request, said)
    return said is not None


def form_page(
    request: HttpRequest,
    form: Form,
    act: Callable[[], str],
    *,
    back: str,
    lead: str = "",
    template: str = "web/form_page.html",
    **context: Any,
) -> HttpResponse:
    """A page with one form; after it `back` is opened."""
    if acted(request, form, act):
        return redirect(back)
    shown = {"breadcrumbs": crumbs(), **context}
    return show_form(request, form, back=back, lead=lead, template=template, **shown)


def crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    """The way to a page of the manual."""
    listed = [(str(_("Manual")), reverse("manual:front")), *more]
    return [{"label": label, "url": url} for label, url in listed]
