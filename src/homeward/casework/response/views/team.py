"""What the pages of a crisis team share: frame, trace of being read, and one form on one page."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from homeward.casework.cases.models import Case
from homeward.casework.cases.once import sent_before
from homeward.casework.cases.page import case_frame
from homeward.casework.response.access.team import is_in_crisis
from homeward.casework.response.errors import crisis as wrong
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User
from homeward.foundation.access.refusals import note_refused
from homeward.foundation.access.roles import Compartment
from homeward.foundation.errors import HomewardError
from homeward.foundation.journal.actions import record
from homeward.foundation.vault.errors import VaultFull

form_methods = require_http_methods(["GET", "POST"])
# What the writer can put right himself, and the field at which he does.
FIELDS: dict[type[HomewardError], str] = {
    wrong.RolesApart: "holder",
    wrong.RoleNotForPeople: "holder",
    wrong.RoleHeld: "holder",
    wrong.OutOfOrder: "at",
    wrong.HandOverToSelf: "receiver",
    wrong.SamePerson: "approver",
    wrong.ApproverOutside: "approver",
    wrong.UnknownRecording: "recording_item",
    wrong.RecordingTooLarge: "recording",
    wrong.RecordingEmpty: "recording",
    VaultFull: "recording",
    wrong.CodeTaken: "code",
}
# Where a form has no field of that name, the same person is chosen in another.
ALSO = {"holder": "receiver", "at": "planned_until"}


def response_frame(viewer: User, case: Case, heading: str = "") -> dict[str, Any]:
    """The case's frame with the tab *Response* active; pages below it have their own heading."""
    frame = case_frame(viewer, case, "response")
    return {**frame, "heading": heading, "in_crisis": Compartment.CRISIS in frame["compartments"]}


def note_viewed(viewer: User, case: Case, page: str, number: int | None = None) -> None:
    """Journal that a page was read, before it is made; `number` of the entry where it shows one."""
    shown = {} if number is None else {"number": number}
    record(
        "response.viewed",
        actor=viewer.actor,
        subject=("case", case.pk),
        case_id=case.pk,
        compartment=_wall_of(viewer, case),
        page=page,
        **shown,
    )


def _wall_of(viewer: User, case: Case) -> str:
    """The compartment whose members read in the journal what happened on these pages."""
    return Compartment.CRISIS if is_in_crisis(viewer, case) else Compartment.INVESTIGATION


def put_on(form: forms.Form, error: HomewardError, case: Case | None, viewer: User) -> None:
    """Put a refusal at the field where it is mended, and journal it; others go on."""
    field = FIELDS.get(type(error))
    if field is None:
        raise error
    wall = _wall_of(viewer, case) if case else ""
    note_refused(viewer, error, case_id=case.pk if case else None, compartment=wall)
    field = field if field in form.fields else ALSO.get(field, "")
    form.add_error(field if field in form.fields else None, error.sentence())


def team_form(
    request: HttpRequest,
    case: Case,
    form: forms.Form,
    act: Callable[[], tuple[str, str]],
    *,
    heading: str,
    submit: str,
    cancel: str = "",
    template: str = "response/form.html",
    extra: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show the form, or act; `act` gives the page to go to and what to say there.

    An empty sentence means that the form had been sent before.
    """
    viewer = viewer_of(request)
    if form.is_valid():
        try:
            with transaction.atomic():
                target, done = act()
        except HomewardError as error:
            put_on(form, error, case, viewer)
        else:
            messages.success(request, done) if done else messages.info(request, sent_before())
            return redirect(target)
    match = request.resolver_match
    entry = match.kwargs.get("number") if match else None
    note_viewed(viewer, case, getattr(match, "url_name", ""), entry)
    context = response_frame(viewer, case, heading) | (extra or {})
    back = cancel or reverse("response:overview", args=[case.reference])
    context |= {"form": form, "submit": submit, "cancel_url": back}
    return render(request, template, context, status=400 if form.is_bound else 200)
