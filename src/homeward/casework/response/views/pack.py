"""The page of the print pack, for every member of a case."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from homeward.casework.cases.access import get_case
from homeward.casework.cases.page import case_frame
from homeward.casework.response.actions.packs import print_pack as make_pack
from homeward.casework.response.forms.pack import PackForm
from homeward.casework.response.queries.packs import copies_of
from homeward.casework.response.views.alerts import note_page
from homeward.foundation.access.forming import viewer_of


@login_required
@require_http_methods(["GET", "POST"])
def print_pack(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose for whom; the answer to the form is the PDF."""
    viewer = viewer_of(request)
    case = get_case(reference, viewer)
    form = PackForm(request.POST or None)
    if form.is_valid():
        made = make_pack(
            case, form.chosen_role, user=viewer, language=form.cleaned_data["language"]
        )
        response = HttpResponse(made.pdf, content_type="application/pdf")
        name = f"{case.reference}-{made.number}.pdf"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    note_page(viewer, case, "pack")
    context = case_frame(viewer, case, "") | {"form": form, "copies": copies_of(viewer, case)}
    return render(request, "response/pack.html", context, status=400 if form.is_bound else 200)
