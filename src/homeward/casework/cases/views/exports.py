"""Packages of evidence: which items, whether the proof is there, the package itself."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from homeward.casework.cases import queries
from homeward.casework.cases.access import get_case, get_export
from homeward.casework.cases.actions.exports import make_export, note_package_taken
from homeward.casework.cases.errors.case import ExportMixed, UseBound
from homeward.casework.cases.forms.evidence import ExportForm
from homeward.casework.cases.manifest import digest_of
from homeward.casework.cases.models import Case, EvidenceExport
from homeward.casework.cases.once import once, sent_before
from homeward.casework.cases.package import package_of
from homeward.casework.cases.page import case_frame
from homeward.casework.cases.views.evidence import attached
from homeward.casework.cases.views.form_page import form_methods
from homeward.casework.cases.views.item_form_page import item_form_page
from homeward.casework.cases.views.reading import journal_view
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.vault.errors import CustodyOvertaken

OFFERED = 500


@login_required
@form_methods
def make(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose the items of a package, for whom it is and what for."""
    viewer = viewer_of(request)
    case = get_case(reference, viewer)
    # Members of this file may have no place in one that was merged into it, which makes its own.
    offered = list(queries.items_of(viewer, case).filter(case=case)[:OFFERED])
    wanted = request.GET.getlist("item")
    form = ExportForm(request.POST or None, candidates=offered, initial={"items": wanted})

    def act() -> str:
        export = once(
            lambda: make_export(
                case,
                form.chosen(),
                user=viewer,
                recipient=form.cleaned_data["recipient"],
                purpose=form.cleaned_data["purpose"],
                use=form.cleaned_data.get("use", ""),
                form_token=form.token,
            ),
            lambda token: queries.exports_of(viewer, case).filter(form_token=token).first(),
            form.token,
        )
        if export is None:
            messages.info(request, sent_before())
            return reverse("cases:items", args=[case.reference])
        return reverse("cases:export", args=[case.reference, export.pk])

    return item_form_page(
        request,
        case,
        form,
        act,
        at_fields={ExportMixed: "items", UseBound: "use", CustodyOvertaken: None},
        template="cases/export_form.html",
        form_title=_("Make a package"),
        submit=_("Make the package"),
        anything=bool(offered),
    )


@login_required
@require_GET
def shown(request: HttpRequest, reference: str, export_id: UUID) -> HttpResponse:
    """What a package holds, whether its proof is there, and how it is checked."""
    viewer = viewer_of(request)
    case = get_case(reference, viewer)
    export = get_export(case, export_id, viewer)
    journal_view(viewer, case, "package")
    context = case_frame(viewer, case, "evidence") | _shown(case, export)
    return render(request, "cases/export.html", context)


@login_required
@require_GET
def progress(request: HttpRequest, reference: str, export_id: UUID) -> HttpResponse:
    """The part of that page that asks again until the proof is there."""
    viewer = viewer_of(request)
    case = get_case(reference, viewer)
    export = get_export(case, export_id, viewer)
    if export.proof_id is not None or export.refused_at is not None:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "cases/export_progress.html", _shown(case, export))


@login_required
@require_GET
def download(request: HttpRequest, reference: str, export_id: UUID) -> HttpResponseBase:
    """The package, made as it is sent; the journal has the download before the first byte."""
    viewer = viewer_of(request)
    case = get_case(reference, viewer)
    export = get_export(case, export_id, viewer)
    note_package_taken(export, viewer.actor)
    name = f"{case.reference}-{export.made_at:%Y%m%d-%H%M}.zip"
    answer: HttpResponseBase = attached(package_of(export), name, "application/zip")
    return answer


def _shown(case: Case, export: EvidenceExport) -> dict[str, Any]:
    manifest = json.loads(export.manifest)
    return {
        "export": export,
        "entries": manifest["items"],
        "made_by": manifest["made_by"],
        "digest": digest_of(export.manifest),
        "reference": case.reference,
    }
