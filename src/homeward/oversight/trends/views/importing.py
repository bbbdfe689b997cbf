"""Importing figures: bring a file, choose its columns, see what would come of it, import."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.refusals import note_refused
from homeward.foundation.errors import HomewardError
from homeward.oversight.trends import actions
from homeward.oversight.trends.access import check_may_add, get_upload
from homeward.oversight.trends.files import LARGEST, read_table
from homeward.oversight.trends.forms import FileForm, MappingForm
from homeward.oversight.trends.statistics.aggregates import aggregates_among
from homeward.oversight.trends.statistics.importing import Plan, Reading
from homeward.oversight.trends.views.reading import reasons_of

SHOWN = 20


@login_required
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Take a file in; nothing of it is a figure yet."""
    viewer = viewer_of(request)
    check_may_add(viewer)
    form = FileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            with transaction.atomic():
                content = file.read(LARGEST + 1)
                upload = actions.bring_file(str(file.name)[:200], content, user=viewer)
        except HomewardError as error:
            note_refused(viewer, error)
            form.add_error("file", error.sentence())
        else:
            return redirect("trends:choose", upload.pk)
    context = {
        "title": _("Import figures"),
        "lead": _("You choose the columns next, and see what is kept apart before you import."),
        "form": form,
        "submit": _("Go on to the columns"),
        "cancel_url": reverse("trends:overview"),
    }
    return render(request, "web/form_page.html", context, status=400 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, upload: UUID) -> HttpResponse:
    """Which column means what; shows what would come of it, and imports when told so."""
    viewer = viewer_of(request)
    held = get_upload(upload, viewer)
    columns, rows = read_table(held.name, bytes(held.content))
    form = MappingForm(columns, request.POST or None)
    context: dict[str, Any] = {
        "title": _("Columns of the file"),
        "form": form,
        "file": held.name,
        "rows": sum(map(bool, rows)),
    }
    if form.is_valid():
        if request.POST.get("step") == "import":
            try:
                with transaction.atomic():
                    made = actions.import_figures(held, form.plan(), form.about(), user=viewer)
            except HomewardError as error:
                note_refused(viewer, error)
                form.add_error(None, error.sentence())
            else:
                messages.success(request, _("The figures are imported."))
                return redirect("trends:dataset", made.pk)
        read = actions.readings(rows, form.plan(), form.cleaned_data["kind"])
        context |= {
            "read": read,
            "stand": len(read.observations),
            "first": read.observations[:SHOWN],
            "aggregates": _aggregates(read, form.plan()),
            "apart": reasons_of(read.rejections),
        }
    return render(
        request, "trends/choose.html", context, status=400 if form.is_bound and form.errors else 200
    )


def _aggregates(read: Reading, plan: Plan) -> list[str]:
    """The names of the areas that will be shown and not added."""
    names = {a: read.names.get(a) or a for a in {one.cell.area for one in read.observations}}
    return sorted(names[one] for one in aggregates_among(names, plan.totals))


@login_required
@require_POST
def count(request: HttpRequest) -> HttpResponse:
    """Have the node's own figures counted."""
    actions.ask_for_count(user=viewer_of(request))
    messages.success(request, _("The node counts its own figures now. Reload in a moment."))
    return redirect("trends:overview")
