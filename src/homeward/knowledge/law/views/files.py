"""Laws as files: out as JSON and XLSX, and in again as a proposal for each State."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from homeward.foundation.access.errors import NotFound, StaleForm
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User
from homeward.foundation.access.refusals import note_refused
from homeward.foundation.errors import HomewardError
from homeward.knowledge.law import actions, queries
from homeward.knowledge.law.access import check_may_draft
from homeward.knowledge.law.changes import Change, from_json, to_json
from homeward.knowledge.law.differing import Shown, shown
from homeward.knowledge.law.editing import named_in
from homeward.knowledge.law.errors import LawFault, LawUnchanged
from homeward.knowledge.law.exporting import note_export
from homeward.knowledge.law.importing import LARGEST, differences, read_laws, was_verified
from homeward.knowledge.law.names import state_name, state_names
from homeward.knowledge.law.part_forms import ImportedForm, ImportForm
from homeward.knowledge.law.statelaw import write_state_law
from homeward.knowledge.law.views.comparing import as_file
from homeward.knowledge.law.writing import JSON_TYPE, XLSX_TYPE, to_json_file, to_workbook

_SALT = "homeward.law.import"


@login_required
@require_GET
def export(request: HttpRequest, kind: str, state: str = "") -> HttpResponse:
    """The law of one State or of all, as it can be imported again."""
    if kind not in ("json", "xlsx"):
        raise NotFound("law_export", kind)
    found = [queries.law_of(state)] if state else queries.laws().values()
    contents = [write_state_law(one) for one in found]
    name = f"law-{state or 'all'}.{kind}"
    note_export("laws", [one["state"] for one in contents], kind, user=viewer_of(request))
    if kind == "json":
        return as_file(to_json_file(contents), JSON_TYPE, name)
    return as_file(to_workbook(contents), XLSX_TYPE, name)


@login_required
@require_http_methods(["GET", "POST"])
def import_file(request: HttpRequest) -> HttpResponse:
    """Read a file, and show what it would change; nothing is proposed yet."""
    viewer = _drafter(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            file = str(upload.name)[:100]
            contents = read_laws(upload.read(LARGEST + 1), file)
            found = differences(contents, file)
            if not found:
                raise LawUnchanged
        except (LawFault, LawUnchanged) as error:
            note_refused(viewer, error)
            form.add_error("file", error.sentence())
        else:
            if was_verified(contents):
                messages.info(request, _("What another node has verified comes in as read: two"
                                         " persons of this node verify it anew."))  # fmt: skip
            sealed = signing.dumps(_written(found), salt=_SALT, compress=True)
            return _preview(request, found, ImportedForm(initial={"changes": sealed}))
    context = {
        "title": _("Import laws"),
        "lead": _("You see what would change before anything is proposed."),
        "form": form,
        "submit": _("Show what changes"),
        "cancel_url": reverse("law:states"),
        "breadcrumbs": [{"label": _("Law"), "url": reverse("law:states")}],
    }
    return render(request, "web/form_page.html", context, status=400 if form.is_bound else 200)


@login_required
@require_POST
def propose_imported(request: HttpRequest) -> HttpResponse:
    """Propose the differences that were shown: one proposal a State, all of them or none."""
    viewer = _drafter(request)
    form = ImportedForm(request.POST)
    found = _read(request.POST.get("changes", ""))
    if not form.is_valid():
        return _preview(request, found, form, status=400)
    try:
        with transaction.atomic():
            for state, changes in found.items():
                reason = form.cleaned_data["reason"]
                actions.propose(state, changes, reason=reason, user=viewer)
    except HomewardError as error:
        note_refused(viewer, error)
        form.add_error(None, error.sentence())
        return _preview(request, found, form, status=error.status)
    said = ngettext("%(n)s proposal was made.", "%(n)s proposals were made.", len(found))
    messages.success(request, said % {"n": len(found)})
    return redirect("law:proposals")


def _drafter(request: HttpRequest) -> User:
    viewer = viewer_of(request)
    check_may_draft(viewer, "")
    return viewer


def _written(found: dict[str, list[Change]]) -> dict[str, Any]:
    return {
        state: [[one.path, to_json(one.before), to_json(one.after)] for one in changes]
        for state, changes in found.items()
    }


def _read(sealed: str) -> dict[str, list[Change]]:
    """The differences as this node showed them. Raises StaleForm for anything else."""
    try:
        written = signing.loads(sealed, salt=_SALT)
    except signing.BadSignature:
        raise StaleForm from None
    return {
        state: [Change(path, from_json(old), from_json(new)) for path, old, new in changes]
        for state, changes in written.items()
    }


def _shown(state: str, changes: list[Change]) -> list[Shown]:
    named = named_in(state, changes)  # once for all of them: it reads the whole law
    return [shown(one, named) for one in changes]


def _preview(
    request: HttpRequest, found: dict[str, list[Change]], form: ImportedForm, status: int = 200
) -> HttpResponse:
    names = state_names()
    context = {
        "title": _("What the file changes"),
        "form": form,
        "laws": [
            {
                "state": state,
                "name": state_name(state, names),
                "changes": _shown(state, changes),
            }
            for state, changes in found.items()
        ],
        "breadcrumbs": [
            {"label": _("Law"), "url": reverse("law:states")},
            {"label": _("Import laws"), "url": reverse("law:import")},
        ],
    }
    return render(request, "law/preview.html", context, status=status)
