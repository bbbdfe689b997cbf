"""Files of a request: attaching, opening, taking back what was not sent."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from homeward.casework.cases.errors.case import UseBound
from homeward.casework.cooperation.access import get_request
from homeward.casework.cooperation.actions import attach_file, note_viewed, open_file, remove_file
from homeward.casework.cooperation.desk.evidence import attach_evidence, offers_of
from homeward.casework.cooperation.desk.forms import EvidenceForm
from homeward.casework.cooperation.errors import (
    EvidenceTooLarge,
    FilesOfApproved,
    HandlingForbids,
    PermissionNeeded,
)
from homeward.casework.cooperation.forms import FileForm
from homeward.casework.cooperation.lifecycle import RequestState
from homeward.casework.cooperation.models import Request
from homeward.casework.cooperation.queries import takes_files
from homeward.casework.cooperation.views.one import head
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User
from homeward.foundation.access.refusals import note_refused
from homeward.foundation.exchange.attachments.upload import IntoVault, forget
from homeward.foundation.vault.actions import stream_blob


# The token is checked by the inner view, once the form is read into the vault: whatever looks at
# the form before would have the file written in plain text to a temporary folder.
@csrf_exempt
@login_required
@require_http_methods(["GET", "POST"])
def attach(request: HttpRequest, request_id: UUID) -> HttpResponseBase:
    """Take a file in for the next message about this request."""
    viewer = viewer_of(request)
    found = get_request(request_id, viewer)
    if not takes_files(viewer, found):
        raise FilesOfApproved(state=RequestState(found.state).label)
    request.upload_handlers = [IntoVault(request)]
    answer: HttpResponseBase = _attach(request, request_id)
    return answer


@csrf_protect
def _attach(request: HttpRequest, request_id: UUID) -> HttpResponse:
    viewer = viewer_of(request)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and _kept(form, request_id, request):
        name = form.cleaned_data["file"].name
        messages.success(request, _("The file %(name)s was attached.") % {"name": name})
        return redirect("cooperation:request", request_id=request_id)
    found = get_request(request_id, viewer)
    if request.method == "GET":
        note_viewed(found, user=viewer, whole=False)
    context: dict[str, Any] = {
        **head(found),
        "title": _("Attach a file"),
        "form": form,
        "submit": _("Attach"),
        "cancel_url": reverse("cooperation:request", args=[request_id]),
    }
    return render(request, "cooperation/attach.html", context, status=400 if form.errors else 200)


def _kept(form: FileForm, request_id: UUID, request: HttpRequest) -> bool:
    """Give the uploaded file its place; what is not kept leaves nothing in the vault."""
    given = [file for _name, files in request.FILES.lists() for file in files]
    try:
        if not form.is_valid():
            forget(given)
            return False
        file = form.cleaned_data["file"]
        forget([other for other in given if other is not file])
        attach_file(
            request_id,
            file.taken,
            user=viewer_of(request),
            file_name=file.name,
            media_type=file.content_type,
            purpose=form.cleaned_data["purpose"],
        )
    except BaseException:
        forget(given)
        raise
    return True


@login_required
@require_GET
def download(request: HttpRequest, request_id: UUID, file_id: UUID) -> HttpResponseBase:
    """The file, decrypted as it is sent; the journal has the opening before the first byte."""
    blob = open_file(request_id, file_id, user=viewer_of(request))
    # Never shown in the page's own origin, whatever it claims to be.
    answer = StreamingHttpResponse(stream_blob(blob), content_type="application/octet-stream")
    answer["Content-Length"] = str(blob.size)
    answer["Content-Disposition"] = content_disposition_header(True, blob.file_name) or "attachment"
    answer.reads_no_rows = True  # type: ignore[attr-defined]
    return answer


@login_required
@require_POST
def remove(request: HttpRequest, request_id: UUID, file_id: UUID) -> HttpResponse:
    """Take a file back that was not sent."""
    remove_file(request_id, file_id, user=viewer_of(request))
    messages.success(request, _("The file was removed and destroyed."))
    return redirect("cooperation:request", request_id=request_id)


@login_required
@require_http_methods(["GET", "POST"])
def evidence(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Choose evidence of the case to go with the next message."""
    viewer = viewer_of(request)
    found = get_request(request_id, viewer)
    if not takes_files(viewer, found):
        raise FilesOfApproved(state=RequestState(found.state).label)
    offers = offers_of(viewer, found)
    form = EvidenceForm(request.POST or None, offers=offers)
    if request.method == "POST" and form.is_valid() and _attached(form, found, viewer):
        messages.success(request, _("Copies of the evidence were attached, with its custody."))
        return redirect("cooperation:request", request_id=request_id)
    note_viewed(found, user=viewer, whole=False)
    context: dict[str, Any] = {
        **head(found),
        "title": _("Attach evidence of the case"),
        "form": form,
        "has_offers": bool(offers),
        "submit": _("Attach"),
        "cancel_url": reverse("cooperation:request", args=[request_id]),
    }
    return render(request, "cooperation/evidence.html", context, status=400 if form.errors else 200)


def _attached(form: EvidenceForm, found: Request, viewer: User) -> bool:
    """Attach; what the officer can mend comes back on the form, and nothing was changed."""
    try:
        attach_evidence(
            found.pk,
            form.cleaned_data["items"],
            user=viewer,
            purpose=form.cleaned_data["purpose"],
            permission=form.cleaned_data["permission"],
            use=form.cleaned_data.get("use", ""),
        )
    except (UseBound, PermissionNeeded, EvidenceTooLarge, HandlingForbids) as error:
        note_refused(viewer, error, case_id=found.case_id, compartment=found.compartment)
        field = {UseBound: "use", PermissionNeeded: "permission"}.get(type(error))
        form.add_error(field if field in form.fields else None, error.sentence())
        return False
    return True
