"""Pages with one form: the action is run, and what it refuses is said beside the form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from homeward.foundation.access.errors import Forbidden, NotFound
from homeward.foundation.access.models import User
from homeward.foundation.access.refusals import note_refused
from homeward.foundation.errors import HomewardError


def viewer_of(request: HttpRequest) -> User:
    """Who asks; for views that let in only those who have signed in. Raises NotFound."""
    viewer = request.user
    if not isinstance(viewer, User):
        raise NotFound
    return viewer


def act_on(request: HttpRequest, viewer: User, form: Form, act: Callable[[], str]) -> str | None:
    """Run the action of a form that was sent and is good, and return what it returns.

    None when nothing was done: what the action refused is an error of the form by then, and in the
    journal. Raises Forbidden and NotFound of the action, which have pages of their own.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        with transaction.atomic():
            return act()
    except (Forbidden, NotFound):
        raise
    except HomewardError as error:
        note_refused(viewer, error)
        form.add_error(None, error.sentence())
        return None


def show_form(
    request: HttpRequest,
    form: Form,
    *,
    title: str,
    submit: str,
    back: str,
    lead: str,
    template: str,
    **context: Any,
) -> HttpResponse:
    """The page of a form; with status 400 where it was sent and something in it is wrong."""
    shown = {"title": title, "lead": lead, "form": form, "submit": submit, "cancel_url": back}
    return render(request, template, shown | context, status=400 if form.is_bound else 200)


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
    """A page with one form. `act` returns the address that is opened once it is done; Forbidden
    and NotFound of the action are raised."""
    address = act_on(request, viewer_of(request), form, act)
    if address is not None:
        messages.success(request, said or _("It was kept."))
        return redirect(address)
    return show_form(request, form, lead=lead, template=template, **context)
