"""The addresses at which a file comes in parts, and the page that tells how far it is."""

import re
import threading
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from homeward.casework.cases.access import get_case, get_upload
from homeward.casework.cases.actions.uploads import begin_upload, keep_part, parts_here
from homeward.casework.cases.filenames import kept_name
from homeward.casework.cases.models import Case, Upload, UploadState
from homeward.casework.cases.page import case_frame
from homeward.casework.cases.views.reading import held_by, journal_view
from homeward.casework.cases.visible import CleanForm
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.vault.errors import PartAltered
from homeward.foundation.vault.files import CHUNK

DIGEST = re.compile(r"[0-9a-f]{64}")
LARGEST = 16 * 1024**4  # a slip of the keyboard beyond that
# Parts take threads for as long as a bad line needs; pages and messages always find one.
_slots = threading.BoundedSemaphore(max(1, settings.HOMEWARD_THREADS // 2))


class BeginForm(CleanForm):
    """What a browser says of the file that it will send."""

    name = forms.CharField(max_length=1000)
    type = forms.CharField(max_length=1000, required=False)
    size = forms.IntegerField(min_value=1, max_value=LARGEST)
    first = forms.RegexField(DIGEST)
    compartment = forms.CharField(max_length=20)
    anew = forms.BooleanField(required=False)


@login_required
@require_POST
def begin(request: HttpRequest, reference: str) -> JsonResponse:
    """Begin an upload, or find the one that this file had before, with the parts that are here."""
    viewer = viewer_of(request)
    case = get_case(reference, viewer)
    form = BeginForm(request.POST)
    held = held_by(viewer, case)
    if not form.is_valid() or form.cleaned_data["compartment"] not in held:
        return JsonResponse({"fields": list(form.errors) or ["compartment"]}, status=400)
    said = form.cleaned_data
    upload = begin_upload(
        case,
        said["compartment"],
        user=viewer,
        file_name=kept_name(said["name"]),
        media_type=said["type"][:130],
        size=said["size"],
        first_sha256=said["first"],
        anew=said["anew"],
    )
    address = reverse("cases:upload", args=[case.reference, upload.pk])
    answer = {"id": str(upload.pk), "part_size": upload.part_size, "address": address}
    return JsonResponse(answer | {"parts": parts_here(upload)})


@login_required
@require_http_methods(["PUT", "POST"])
def part(request: HttpRequest, reference: str, upload_id: UUID, number: int) -> JsonResponse:
    """Keep one part, whose SHA-256 stands in the header `X-Part-SHA256`."""
    viewer = viewer_of(request)
    case = get_case(reference, viewer)
    upload = get_upload(case, upload_id, viewer)
    said = request.headers.get("X-Part-SHA256", "").lower()
    if not _slots.acquire(blocking=False):
        return JsonResponse({"again": True}, status=503, headers={"Retry-After": "2"})
    try:
        keep_part(upload, number, _pieces(request, number), said=said)
    finally:
        _slots.release()
    return JsonResponse({"number": number})


def _pieces(request: HttpRequest, number: int) -> Iterator[bytes]:
    try:
        while piece := request.read(CHUNK):
            yield piece
    except UnreadablePostError:  # the line was cut
        raise PartAltered(number=number) from None


@login_required
@require_GET
def state(request: HttpRequest, reference: str, upload_id: UUID) -> HttpResponse:
    """How far an upload is; once it is done, its item."""
    viewer = viewer_of(request)
    case = get_case(reference, viewer)
    upload = get_upload(case, upload_id, viewer)
    if upload.item_id is not None:
        return redirect("cases:item", reference=case.reference, item_id=upload.item_id)
    journal_view(viewer, case, "upload")
    context = case_frame(viewer, case, "evidence") | _shown(case, upload)
    return render(request, "cases/upload.html", context)


@login_required
@require_GET
def progress(request: HttpRequest, reference: str, upload_id: UUID) -> HttpResponse:
    """The part of that page that asks again while the node reads the file back."""
    viewer = viewer_of(request)
    case = get_case(reference, viewer)
    upload = get_upload(case, upload_id, viewer)
    if upload.state != UploadState.CHECKING:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "cases/upload_progress.html", _shown(case, upload))


def _shown(case: Case, upload: Upload) -> dict[str, Any]:
    here = len(parts_here(upload)) if upload.state == UploadState.ARRIVING else 0
    return {"upload": upload, "here": here, "reference": case.reference}
