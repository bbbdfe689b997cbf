"""Pages of public alerts, for the crisis compartment of a case."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from homeward.casework.cases.models import Case
from homeward.casework.cases.once import once, sent_before
from homeward.casework.cases.overtaken import Stored, overtaken
from homeward.casework.cases.page import case_frame
from homeward.casework.response.access.alerts import get_alert, get_alert_case
from homeward.casework.response.actions import alert_release, alerts
from homeward.casework.response.alert_delivery import deliver_again
from homeward.casework.response.alert_pages import alert_context, list_context, stored_facts
from homeward.casework.response.errors.alerts import (
    AlertIncomplete,
    AlertOnlyPlayed,
    ApprovedOther,
)
from homeward.casework.response.forms.alerts import AlertForm, ApprovalForm, NewAlertForm
from homeward.casework.response.models import PublicAlert
from homeward.casework.response.queries.alerts import facts_to_choose, made_by_form
from homeward.casework.response.words.cap import CapType
from homeward.foundation.access.errors import NotFound, StaleForm
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User
from homeward.foundation.access.refusals import note_refused
from homeward.foundation.access.roles import Compartment
from homeward.foundation.errors import HomewardError
from homeward.foundation.journal.actions import record

form_methods = require_http_methods(["GET", "POST"])


def note_page(viewer: User, case: Case, page: str) -> None:
    """Journal that a page of the case was read, before it is made."""
    subject = ("case", case.pk)
    record("case.viewed", actor=viewer.actor, subject=subject, case_id=case.pk, page=page)


@login_required
@require_GET
def alert_list(request: HttpRequest, reference: str) -> HttpResponse:
    """The messages of the case."""
    viewer = viewer_of(request)
    case = get_alert_case(reference, viewer)
    note_page(viewer, case, "alerts")
    context = case_frame(viewer, case, "response") | list_context(viewer, case)
    return render(request, "response/alerts.html", context)


@login_required
@form_methods
def new_alert(request: HttpRequest, reference: str) -> HttpResponse:
    """Begin a message: status, languages, and the facts that are chosen for it."""
    viewer = viewer_of(request)
    case = get_alert_case(reference, viewer)
    known = facts_to_choose(viewer, case)
    initial = {"languages": " ".join(dict(settings.LANGUAGES))}
    form = NewAlertForm(request.POST or None, choices=known, initial=initial)
    if form.is_valid():
        made = once(
            lambda: alerts.draft_alert(
                case,
                actor=viewer.actor,
                status=form.cleaned_data["status"],
                languages=form.cleaned_data["languages"],
                chosen=form.chosen,
                sender_name=settings.HOMEWARD_NODE_NAME,
                form_token=form.token,
            ),
            lambda token: made_by_form(viewer, token),
            form.token,
        )
        if made is None:
            messages.info(request, sent_before())
            made = made_by_form(viewer, form.token) if form.token else None
        if made is None:
            raise NotFound
        return redirect("response:alert_edit", reference=case.reference, number=made.pk)
    note_page(viewer, case, "new alert")
    context = case_frame(viewer, case, "response") | {
        "form": form,
        "heading": _("Begin a public alert"),
        "submit": _("Begin the draft"),
        "cancel_url": reverse("response:alerts", args=[case.reference]),
    }
    return render(request, "response/form.html", context, status=400 if form.is_bound else 200)


@login_required
@require_GET
def alert(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One message with its risk note, its approvals, where it went, and its next step."""
    viewer = viewer_of(request)
    case, found = get_alert(reference, number, viewer)
    return _shown(request, viewer, case, found)


def _shown(
    request: HttpRequest,
    viewer: User,
    case: Case,
    found: PublicAlert,
    form: ApprovalForm | None = None,
    problem: str = "",
) -> HttpResponse:
    alert_release.note_alert_viewed(found, actor=viewer.actor, part="page")
    alerts.settle_tasks(found, actor=viewer.actor)
    shown = form or ApprovalForm(initial={"sha256": found.sha256})
    context = case_frame(viewer, case, "response") | alert_context(viewer, case, found)
    context |= {"form": shown, "problem": problem}
    code = 400 if problem or shown.is_bound else 200
    return render(request, "response/alert.html", context, status=code)


@login_required
@form_methods
def edit_alert(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Write the message; whatever was approved before is void afterwards."""
    viewer = viewer_of(request)
    case, found = get_alert(reference, number, viewer)
    form = AlertForm(request.POST or None, alert=found, case=case)
    code, beside = (400 if form.is_bound else 200), ""
    if form.is_valid():
        try:
            with transaction.atomic():
                kept = alerts.change_alert(
                    found,
                    form.changes(),
                    actor=viewer.actor,
                    revision=form.cleaned_data["revision"],
                )
        except StaleForm as error:
            note_refused(viewer, error, case_id=case.pk, compartment=Compartment.CRISIS)
            found.refresh_from_db()
            stored = Stored(stored_facts(found), found.revision, found.changed_by, found.changed_at)
            beside, code = overtaken(form, error, stored), 409
        except AlertOnlyPlayed as error:
            note_refused(viewer, error, case_id=case.pk, compartment=Compartment.CRISIS)
            form.add_error("status" if "status" in form.fields else None, error.sentence())
        else:
            messages.success(request, _("The message was saved as a draft."))
            added = set(kept.languages) - set(kept.texts)
            name = "response:alert_edit" if added else "response:alert"
            return redirect(name, reference=case.reference, number=kept.pk)
    alert_release.note_alert_viewed(found, actor=viewer.actor, part="edit")
    context = case_frame(viewer, case, "response") | {
        "form": form,
        "alert": found,
        "overtaken": beside,
        "cancel_url": reverse("response:alert", args=[case.reference, found.pk]),
    }
    return render(request, "response/alert_edit.html", context, status=code)


@login_required
@require_POST
def submit_alert(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Send the message for approval."""
    revision = _whole(request.POST.get("revision", ""))

    def act(viewer: User, found: PublicAlert) -> str:
        alert_release.submit_alert(found, user=viewer, revision=revision)
        return _("The message now awaits two approvals.")

    return _step(request, reference, number, act)


@login_required
@require_POST
def approve_alert(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Approve the message that was shown."""
    viewer = viewer_of(request)
    case, found = get_alert(reference, number, viewer)
    form = ApprovalForm(request.POST)
    if not form.is_valid():
        return _shown(request, viewer, case, found, form)

    def act(viewer: User, found: PublicAlert) -> str:
        alert_release.approve_alert(found, user=viewer, sha256=form.cleaned_data["sha256"])
        return _("Your approval is recorded.")

    return _step(request, reference, number, act)


@login_required
@require_POST
def publish_alert(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Publish the approved message."""

    def act(viewer: User, found: PublicAlert) -> str:
        alert_release.publish_alert(found, actor=viewer.actor)
        return _("The message is published.")

    return _step(request, reference, number, act)


@login_required
@require_POST
def withdraw_alert(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Give up a message that is not out yet."""

    def act(viewer: User, found: PublicAlert) -> str:
        alerts.withdraw_alert(found, actor=viewer.actor)
        return _("The message was withdrawn. Nothing was published.")

    return _step(request, reference, number, act)


@login_required
@require_POST
def send_alert_again(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Try again the endpoints that have not taken the message."""

    def act(viewer: User, found: PublicAlert) -> str:
        deliver_again(found, actor=viewer.actor)
        return _("The endpoints are tried again.")

    return _step(request, reference, number, act)


@login_required
@require_POST
def follow_alert(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Begin an update or a cancellation of a published message."""
    viewer = viewer_of(request)
    case, found = get_alert(reference, number, viewer)
    wanted = CapType.CANCEL if request.POST.get("type") == CapType.CANCEL else CapType.UPDATE
    made = alerts.follow_alert(found, wanted, actor=viewer.actor)
    return redirect("response:alert_edit", reference=case.reference, number=made.pk)


@login_required
@require_GET
def alert_file(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The exact bytes that are approved or were published, as a file."""
    viewer = viewer_of(request)
    _case, found = get_alert(reference, number, viewer)
    if found.message is None:
        raise NotFound("alert", number)
    alert_release.note_alert_viewed(found, actor=viewer.actor, part="file")
    response = HttpResponse(bytes(found.message), content_type="application/cap+xml")
    response["Content-Disposition"] = f'attachment; filename="{found.identifier}.xml"'
    return response


# What the reader of the page can put right himself comes back on it; the rest has its own page.
MENDABLE = (AlertIncomplete, AlertOnlyPlayed, ApprovedOther)


def _step(
    request: HttpRequest,
    reference: str,
    number: int,
    act: Callable[[User, PublicAlert], str],
) -> HttpResponse:
    viewer = viewer_of(request)
    case, found = get_alert(reference, number, viewer)
    try:
        with transaction.atomic():
            done = act(viewer, found)
    except HomewardError as error:
        if not isinstance(error, MENDABLE):
            raise
        note_refused(viewer, error, case_id=case.pk, compartment=Compartment.CRISIS)
        found.refresh_from_db()
        return _shown(request, viewer, case, found, problem=error.sentence())
    messages.success(request, done)
    return redirect("response:alert", reference=case.reference, number=found.pk)


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0
