"""Pages with one form: the action is run, and what it refuses is said beside the form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form, HiddenInput, IntegerField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from homeward.foundation.access.errors import Forbidden, NotFound
from homeward.foundation.access.models import User
from homeward.foundation.access.refusals import note_refused
from homeward.foundation.errors import HomewardError


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
    title: str,
    submit: str,
    back: str,
    lead: str = "",
    said: str = "",
    template: str = "web/form_page.html",
    **context: Any,
) -> HttpResponse:
    """A page with one form. `act` returns the address that is opened once it is done."""
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                address = act()
        except (Forbidden, NotFound):
            raise
        except HomewardError as error:
            note_refused(viewer_of(request), error)
            form.add_error(None, error.sentence())
        else:
            messages.success(request, said or _("It was kept."))
            return redirect(address)
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


def remember_revision(form: Form, revision: int) -> None:
    """Let a form carry the revision that its reader saw; once that is over it is refused."""
    form.fields["revision"] = IntegerField(widget=HiddenInput, initial=revision)


def crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    """The way to a page of assistance."""
    first = (pgettext("menu", "Assistance"), reverse("assistance:pipeline"))
    return [{"label": label, "url": url} for label, url in (first, *more)]
