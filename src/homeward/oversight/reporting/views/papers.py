"""Replies on paper, of States with no node: entered with their scan, taken by a second person."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.exchange.attachments.upload import IntoVault, with_upload
from homeward.foundation.vault.actions import stream_blob
from homeward.oversight.reporting.access import check_at_secretariat, get_round, get_submission
from homeward.oversight.reporting.actions import papers as deeds
from homeward.oversight.reporting.forms import ReasonForm
from homeward.oversight.reporting.paper_forms import PaperForm
from homeward.oversight.reporting.views.forming import crumbs, form_page

form_methods = require_http_methods(["GET", "POST"])


# The token is checked by the inner view, once the form is read into the vault: whatever looks at
# the form before would have the file written in plain text to a temporary folder.
@csrf_exempt
@login_required
@form_methods
def enter(request: HttpRequest, round_id: UUID, state: str) -> HttpResponseBase:
    """Enter a reply from its paper."""
    viewer = viewer_of(request)
    asked = get_round(round_id, viewer)
    check_at_secretariat(viewer)
    if state not in {one["state"] for one in asked.states}:
        raise NotFound("reporting_reply", state)
    request.upload_handlers = [IntoVault(request)]
    answer: HttpResponseBase = _enter(request, round_id, state)
    return answer


@csrf_protect
def _enter(request: HttpRequest, round_id: UUID, state: str) -> HttpResponse:
    viewer = viewer_of(request)
    asked = get_round(round_id, viewer)
    name = next(one["name"] for one in asked.states if one["state"] == state)
    form = PaperForm(request.POST or None, request.FILES or None)
    pages: list[HttpResponse] = []

    def act() -> str:
        made = deeds.enter_reply(asked.pk, state, form.on_paper(), user=viewer)
        return reverse("reporting:submission", args=[made.pk])

    def kept() -> bool:
        page = form_page(
            request,
            form,
            act,
            title=_("Reply of %(state)s on paper") % {"state": name},
            lead=_(
                "Write what the paper says, paragraph by paragraph. Another person holds it against"
                " the scan before it stands. Numbers are words here: they are bound to no data."
            ),
            submit=_("Enter it"),
            said=_("It was entered. Another supervisor or somebody of oversight takes it."),
            back=reverse("reporting:round", args=[asked.pk]),
            breadcrumbs=crumbs((asked.title, reverse("reporting:round", args=[asked.pk]))),
        )
        pages.append(page)
        return page.status_code == 302

    if request.method == "POST":
        with_upload(request, kept)
    else:
        kept()
    return pages[0]


@login_required
@require_POST
def take(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Let a reply from paper stand."""
    deeds.take_reply(submission_id, user=viewer_of(request))
    messages.success(request, _("The reply stands. The next report has it."))
    return redirect("reporting:submission", submission_id=submission_id)


@login_required
@form_methods
def give_back(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Say that a reply was entered wrongly."""
    viewer = viewer_of(request)
    found = get_submission(submission_id, viewer)
    check_at_secretariat(viewer)
    form = ReasonForm(request.POST or None)
    back = reverse("reporting:submission", args=[found.pk])

    def act() -> str:
        deeds.give_back(found.pk, form.cleaned_data["reason"], user=viewer)
        return back

    return form_page(
        request,
        form,
        act,
        title=_("Return the reply"),
        lead=_("It is entered anew then."),
        submit=pgettext("reporting", "Return"),
        said=_("The reply was returned."),
        back=back,
    )


@login_required
@require_GET
def scan(request: HttpRequest, submission_id: UUID) -> HttpResponseBase:
    """The scan, decrypted as it is sent."""
    blob = deeds.open_scan(submission_id, user=viewer_of(request))
    answer = StreamingHttpResponse(stream_blob(blob), content_type="application/octet-stream")
    answer["Content-Length"] = str(blob.size)
    answer["Content-Disposition"] = content_disposition_header(True, blob.file_name) or "attachment"
    answer.reads_no_rows = True  # type: ignore[attr-defined]
    return answer
