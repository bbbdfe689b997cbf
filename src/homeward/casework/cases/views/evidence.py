"""Evidence: taking a file in, showing it safely, downloading it."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import ValidationError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET

from homeward.casework.cases import queries
from homeward.casework.cases.access import get_case, get_evidence, get_item, get_upload
from homeward.casework.cases.actions.distress import note_opened
from homeward.casework.cases.actions.evidence import TakenIn, open_evidence
from homeward.casework.cases.actions.evidence import take_in as keep_evidence
from homeward.casework.cases.actions.uploads import finish_upload
from homeward.casework.cases.errors.case import (
    LaxerThanSources,
    NotShown,
    NotWhatItSays,
    UploadOver,
    UploadTooLarge,
)
from homeward.casework.cases.forms.evidence import EvidenceForm
from homeward.casework.cases.intake_handler import LIMIT, IntoVault, InVault, forget
from homeward.casework.cases.models import Case, Item, Upload
from homeward.casework.cases.once import once, sent_before
from homeward.casework.cases.page import case_frame
from homeward.casework.cases.previews import drawn, preview_of
from homeward.casework.cases.views.distress import asked, gate_of
from homeward.casework.cases.views.form_page import form_methods
from homeward.casework.cases.views.item_form_page import item_form_page
from homeward.casework.cases.views.reading import held_by
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.errors import HomewardError
from homeward.foundation.vault.actions import stream_blob
from homeward.foundation.vault.errors import CustodyAhead, NothingTaken, PartMissing, VaultFull

AT_FIELDS: dict[type[HomewardError], str | None] = {
    NotWhatItSays: "keep_mismatch",
    LaxerThanSources: "handling",
    CustodyAhead: "at",
    **dict.fromkeys((PartMissing, UploadOver, UploadTooLarge, NothingTaken, VaultFull), "file"),
}


# The token is checked by the inner view, once the form is read into the vault: whatever looks at
# the form before would have the file written in plain text to a temporary folder.
@csrf_exempt
@login_required
@form_methods
def take_in(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Take a file in: whole with the form, or as an upload that came in parts before."""
    case = get_case(reference, viewer_of(request))
    handler = IntoVault(request)
    request.upload_handlers = [handler]
    answer: HttpResponseBase = _take_in(request, case, handler)
    return answer


@csrf_protect
def _take_in(request: HttpRequest, case: Case, handler: IntoVault) -> HttpResponse:
    viewer = viewer_of(request)
    given = [file for _name, files in request.FILES.lists() for file in files]
    kept: list[Any] = []
    try:
        upload = _upload(request, case)
        form = EvidenceForm(
            request.POST or None,
            request.FILES or None,
            held=held_by(viewer, case),
            candidates=queries.candidates(viewer, case),
            initial={"kind": "document", "holder": viewer.authority},
            is_uploaded=upload is not None,
        )
        if form.is_bound:
            _check_file(form, upload, handler)

        def act() -> str:
            return _taken_in(request, case, form, upload, kept)

        return item_form_page(
            request,
            case,
            form,
            act,
            at_fields=AT_FIELDS,
            template="cases/take_in.html",
            upload=upload,
            limit=LIMIT // 1024**2,
            form_title=_("Take evidence in"),
        )
    finally:
        forget([file for file in given if file not in kept])


def _upload(request: HttpRequest, case: Case) -> Upload | None:
    try:
        wanted = UUID(request.POST.get("upload", ""))
    except ValueError:
        return None
    return get_upload(case, wanted, viewer_of(request))


def _check_file(form: EvidenceForm, upload: Upload | None, handler: IntoVault) -> None:
    """There is a file, in one way or the other, and nothing of a refused form was kept."""
    file = form.files.get("file")
    if handler.is_too_large:
        form.errors.pop("file", None)
        form.add_error("file", UploadTooLarge(limit=LIMIT // 1024**2).sentence())
    elif upload is None and isinstance(file, InVault) and file.taken is None:
        form.add_error("file", NothingTaken().sentence())
    elif upload is None and form.errors and isinstance(file, InVault):
        again = _("Choose the file once more: of a form with errors no file is kept.")
        form.add_error("file", ValidationError(again))


def _taken_in(
    request: HttpRequest, case: Case, form: EvidenceForm, upload: Upload | None, kept: list[Any]
) -> str:
    """Make the item; the address of what to show next."""
    viewer, facts = viewer_of(request), form.evidence_facts()
    if upload is not None:
        if upload.item_id is not None:
            return reverse("cases:item", args=[case.reference, upload.item_id])
        done = finish_upload(upload, facts, user=viewer)
        if done is None:
            return reverse("cases:upload", args=[case.reference, upload.pk])
        return _said(request, case, done)
    file = form.cleaned_data["file"]

    def make() -> Item:
        done = keep_evidence(
            case,
            file.taken,
            facts,
            user=viewer,
            file_name=file.said_name,
            media_type=file.content_type,
        )
        outcome.append(done)
        return done.item

    def made(token: UUID) -> Item | None:
        return queries.item_of_form(viewer, case, token)

    outcome: list[TakenIn] = []
    if once(make, made, form.token) is None:  # the second file is forgotten, the first item shown
        messages.info(request, sent_before())
        item = made(form.token) if form.token else None
        return reverse("cases:item", args=[case.reference, item.pk if item else 0])
    kept.append(file)
    return _said(request, case, outcome[-1])


def _said(request: HttpRequest, case: Case, done: TakenIn) -> str:
    if done.is_known:
        messages.warning(
            request,
            _(
                "This very content is in the case already. It is stored once: the new item stands"
                " on the same file and the same custody."
            ),
        )
    else:
        messages.success(request, _("The evidence was taken in."))
    return reverse("cases:item", args=[case.reference, done.item.pk])


@login_required
@require_GET
def download(request: HttpRequest, reference: str, item_id: int) -> HttpResponseBase:
    """The file, decrypted as it is sent; the journal has the opening before the first byte."""
    viewer = viewer_of(request)
    case = get_case(reference, viewer)
    evidence = get_evidence(case, get_item(case, item_id, viewer))
    blob = open_evidence(evidence, actor=viewer.actor, shown="download")
    answer = attached(stream_blob(blob), evidence.file_name)
    answer["Content-Length"] = str(blob.size)
    return answer


def attached(
    pieces: Iterator[bytes], name: str, media_type: str = "application/octet-stream"
) -> StreamingHttpResponse:
    """An answer that a browser stores and never shows, whatever it claims to be."""
    answer = StreamingHttpResponse(pieces, content_type=media_type)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer.reads_no_rows = True  # type: ignore[attr-defined]
    return answer


@login_required
@require_GET
def preview(request: HttpRequest, reference: str, item_id: int) -> HttpResponse:
    """A picture, the pages of a PDF, or text: drawn or decoded by the node, never run."""
    viewer = viewer_of(request)
    case = get_case(reference, viewer)
    item = get_item(case, item_id, viewer)
    evidence = get_evidence(case, item)
    gate = gate_of(request, item)
    if gate.asks:
        return asked(request, case, item, gate)
    blob = open_evidence(evidence, actor=viewer.actor, shown="preview")
    if gate:
        note_opened(item, gate.manner, actor=viewer.actor)
    context = case_frame(viewer, case, "evidence")
    context |= {"item": item, "evidence": evidence, "gate": gate}
    number = request.GET.get("page", "1")
    page = int(number) if number.isdecimal() and len(number) < 5 else 1
    try:
        found = preview_of(blob, evidence.found_type)
        if found.kind in ("picture", "pdf"):
            drawn(blob, evidence.found_type, page)  # whether it can be shown at all
    except NotShown as error:
        context["problem"] = error.sentence()
        return render(request, "cases/preview.html", context, status=422)
    context |= {"preview": found, "number": page, "before": page - 1, "after": page + 1}
    return render(request, "cases/preview.html", context)


@login_required
@require_GET
def picture(request: HttpRequest, reference: str, item_id: int, page: int) -> HttpResponse:
    """The picture, or one page of a PDF, drawn anew; a marked one only for its own page."""
    viewer = viewer_of(request)
    case = get_case(reference, viewer)
    item = get_item(case, item_id, viewer)
    evidence = get_evidence(case, item)
    if gate_of(request, item, by_wish=False).asks:  # a picture alone has no warning above it
        return redirect("cases:preview", case.reference, item.pk)
    blob = open_evidence(evidence, actor=viewer.actor, shown="picture")
    answer = HttpResponse(drawn(blob, evidence.found_type, page), content_type="image/png")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
