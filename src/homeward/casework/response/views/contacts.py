"""Pages of the contacts with the offenders. Nothing here approves a payment."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from homeward.casework.cases.models import Case, Item
from homeward.casework.cases.once import once
from homeward.casework.cases.views.evidence import attached
from homeward.casework.response.access.team import get_clock, get_contact, get_crisis_case
from homeward.casework.response.actions.clocks import cancel_clock
from homeward.casework.response.actions.contacts import record_contact, verify_proof
from homeward.casework.response.actions.recordings import Upload, open_recording
from homeward.casework.response.demand_picture import pictures
from homeward.casework.response.errors.crisis import UnknownRecording
from homeward.casework.response.forms.contacts import ContactForm, VerifyForm, contact_initial
from homeward.casework.response.forms.team import CancelForm
from homeward.casework.response.models import Contact
from homeward.casework.response.queries import contacts as queries
from homeward.casework.response.queries.roles import name_of, voices
from homeward.casework.response.views.team import (
    form_methods,
    note_viewed,
    response_frame,
    team_form,
)
from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User
from homeward.foundation.vault.actions import stream_blob

PAGE = 25


@login_required
@require_GET
def contacts(request: HttpRequest, reference: str) -> HttpResponse:
    """Every contact with the offenders, the latest first."""
    viewer = viewer_of(request)
    case = get_crisis_case(reference, viewer)
    note_viewed(viewer, case, "contacts")
    page = Paginator(queries.contacts_of(viewer, case), PAGE).get_page(request.GET.get("page"))
    context = response_frame(viewer, case, _("Contacts")) | {"page": page, "contacts": page}
    return render(request, "response/contacts.html", context)


@login_required
@form_methods
def new(request: HttpRequest, reference: str) -> HttpResponse:
    """Record a contact."""
    viewer = viewer_of(request)
    return _contact_form(request, get_crisis_case(reference, viewer), viewer)


@login_required
@form_methods
def correct(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Correct a contact by a new entry; the old one stays."""
    viewer = viewer_of(request)
    old = get_contact(reference, number, viewer)
    return _contact_form(request, old.case, viewer, old)


def _contact_form(
    request: HttpRequest, case: Case, viewer: User, old: Contact | None = None
) -> HttpResponse:
    form = ContactForm(
        request.POST or None,
        files=request.FILES or None,
        initial=contact_initial(old) if old else {},
        voices=voices(viewer, case),
    )

    def act() -> tuple[str, str]:
        file = _recording(form, viewer, case)
        made = once(
            lambda: record_contact(case, form.new(), user=viewer, recording=file, corrects=old),
            lambda token: queries.made_by_form(viewer, case, token),
            form.token,
        )
        if made is None:
            return reverse("response:contacts", args=[case.reference]), ""
        target = reverse("response:contact", args=[case.reference, made.number])
        return target, _("Contact %(number)s is recorded.") % {"number": made.number}

    heading = _("Correct contact %(number)s") % {"number": old.number} if old else ""
    words = heading or _("Record contact")
    return team_form(
        request,
        case,
        form,
        act,
        heading=words,
        submit=words,
        cancel=reverse("response:contacts", args=[case.reference]),
        template="response/contact_form.html",
        extra={"correcting": old},
    )


def _recording(form: ContactForm, viewer: User, case: Case) -> Upload | Item | None:
    number = form.cleaned_data["recording_item"]
    if not number:
        return form.upload()
    item = queries.recorded_item(viewer, case, number)
    if item is None:
        raise UnknownRecording(number=number)
    return item


@login_required
@form_methods
def contact(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One contact; a second person verifies its proof of life here."""
    viewer = viewer_of(request)
    found = get_contact(reference, number, viewer)
    form = VerifyForm(request.POST or None)
    address = reverse("response:contact", args=[reference, number])

    def act() -> tuple[str, str]:
        given = form.cleaned_data
        verify_proof(found, given["result"], given["note"], user=viewer)
        return address, _("Your result is recorded.")

    corrected = getattr(found, "corrected_by", None) is not None
    checked = getattr(found, "check_made", None)
    extra = {
        "contact": found,
        "check": checked,
        "clocks": queries.all_clocks(viewer, found),
        "voice": name_of(found.answered_by) if found.answered_by else "",
        "may_verify": found.proof_given
        and not checked
        and not corrected
        and viewer.pk != found.recorded_by_id,
        "may_correct": not corrected,
    }
    return team_form(
        request,
        found.case,
        form,
        act,
        heading=_("Contact %(number)s") % {"number": number},
        submit=_("Keep this result"),
        template="response/contact.html",
        extra=extra,
    )


@login_required
@require_GET
def recording(request: HttpRequest, reference: str, number: int) -> HttpResponseBase:
    """The file of a recording, byte for byte as it came; it is saved, never opened by the page."""
    viewer = viewer_of(request)
    found = get_contact(reference, number, viewer)
    blob = open_recording(found, user=viewer)
    if blob is None:
        raise NotFound("recording", number)
    answer = attached(stream_blob(blob), f"contact-{number}-recording")
    answer["Content-Length"] = str(blob.size)
    return answer


@login_required
@require_GET
def demands(request: HttpRequest, reference: str) -> HttpResponse:
    """Demands and offers over time, as a picture and a table for each currency."""
    viewer = viewer_of(request)
    case = get_crisis_case(reference, viewer)
    note_viewed(viewer, case, "demands")
    context = response_frame(viewer, case, _("Demands over time")) | {
        "series": pictures(queries.demands_of(viewer, case))
    }
    return render(request, "response/demands.html", context)


@login_required
@form_methods
def cancel(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Cancel a clock with a reason."""
    viewer = viewer_of(request)
    clock = get_clock(reference, key, viewer)
    form = CancelForm(request.POST or None)
    number = clock.contact.number

    def act() -> tuple[str, str]:
        cancel_clock(clock, form.cleaned_data["reason"], user=viewer)
        return reverse("response:contact", args=[reference, number]), _("The clock was cancelled.")

    about = [
        (_("Clock"), clock.get_kind_display()),
        (_("Set by"), _("Contact %(number)s") % {"number": number}),
    ]
    heading = _("Cancel a clock")
    return team_form(
        request, clock.case, form, act, heading=heading, submit=heading, extra={"about": about}
    )
