"""Pages with one form, and who asks."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.forming import act_on, show_form
from homeward.foundation.access.models import User


def viewer_of(request: HttpRequest) -> User:
    """Who asks; the views let in only those who have signed in."""
    viewer = request.user
    if not isinstance(viewer, User):
        raise NotFound
    return viewer


def form_page(
    request: HttpRequest,
    form: Form,
    act: Callable[[], str],
    *,
    lead: str = "",
    said: str = "",
    template: str = "web/form_page.html",
    **context: Any,
) -> HttpResponse:
    """A page with one form. `act` returns the address that is opened once it is done."""
    address = act_on(request, viewer_of(request), form, act)
    if address is not None:
        messages.success(request, said or _("It was kept."))
        return redirect(address)
    shown = {"breadcrumbs": crumbs(), **context}
    return show_form(request, form, lead=lead, template=template, **shown)


def crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    """The way to a page of reporting."""
    first = (pgettext("menu", "Reporting"), reverse("reporting:overview"))
    return [{"label": label, "url": url} for label, url in (first, *more)]
