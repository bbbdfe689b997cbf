"""What the pages of duty share: who reads, the tabs, and a form that is sent."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from homeward.foundation.access.models import User
from homeward.foundation.access.refusals import note_refused
from homeward.foundation.access.roles import Role
from homeward.foundation.duty.errors import (
    AssigneeImpossible,
    ReasonMissing,
    RoleTaken,
    ShiftImpossible,
    ShiftOverlaps,
)
from homeward.foundation.duty.queries.notices import count_open
from homeward.foundation.duty.queries.roster import is_on_duty
from homeward.foundation.errors import HomewardError
from homeward.foundation.web.components import Tab

form_methods = require_http_methods(["GET", "POST"])
# An error that the writer can mend, and the field at which it is told.
MENDABLE: dict[type[HomewardError], str] = {
    ShiftOverlaps: "starts_at",
    ShiftImpossible: "person",
    RoleTaken: "code",
    ReasonMissing: "reason",
    AssigneeImpossible: "person",
}


def reader(request: HttpRequest) -> User:
    """The person who signed in."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101  for the type checker, after login_required
    return user


def may_lift(viewer: User) -> bool:
    """Administrators, and whoever is on duty now, may lift a colleague's lock-out."""
    return viewer.has_role(Role.ADMINISTRATOR) or is_on_duty(viewer, datetime.now(UTC))


def frame(viewer: User, here: str) -> dict[str, Any]:
    """The tabs of duty, as far as this reader may open them."""
    tabs = [
        ("roster", pgettext("tab", "Roster"), None),
        ("notices", pgettext("tab", "Notices"), count_open(viewer) or None),
        ("tasks", pgettext("tab", "Tasks"), None),
        ("hand_overs", pgettext("tab", "Hand-overs"), None),
        ("reach", pgettext("tab", "How I am reached"), None),
    ]
    if may_lift(viewer):
        tabs.append(("lock_outs", pgettext("tab", "Sign-in"), None))
    if viewer.has_role(Role.ADMINISTRATOR):
        tabs.append(("mail", pgettext("tab", "E-mail"), None))
    made = [Tab(label, reverse(f"duty:{n}"), n == here, count) for n, label, count in tabs]
    return {"duty_tabs": made, "now": datetime.now(UTC)}


def sent(
    request: HttpRequest,
    form: Form,
    act: Callable[[], str],
    *,
    title: str,
    submit: str,
    back: str,
) -> HttpResponse:
    """Show a form of its own page, or act and go back. What can be mended comes back at its
    field with status 400."""
    if form.is_valid() and (done := acted(request, form, act)) is not None:
        messages.success(request, done)
        return redirect(back)
    context = {"title": title, "form": form, "submit": submit, "cancel_url": reverse(back)}
    return render(request, "duty/form.html", context, status=400 if form.is_bound else 200)


def acted(request: HttpRequest, form: Form, act: Callable[[], str]) -> str | None:
    """What `act` says that it did, or None with its error at the form's field."""
    try:
        with transaction.atomic():
            return act()
    except HomewardError as error:
        field = MENDABLE.get(type(error))
        if field is None:
            raise
        note_refused(reader(request), error)
        form.add_error(field if field in form.fields else None, error.sentence())
        return None


def said_done(request: HttpRequest, is_done: bool, done: str) -> None:
    """Tell that it is done, or that somebody was quicker."""
    messages.info(request, done if is_done else _("Somebody answered this before you."))
