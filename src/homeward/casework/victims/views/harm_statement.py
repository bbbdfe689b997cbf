"""The statement of losses: a page that prints well, and the same as PDF."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from homeward.casework.victims.access.files import get_file
from homeward.casework.victims.actions.harm_statement import make_statement
from homeward.casework.victims.harm_statement import law_source, law_words
from homeward.casework.victims.views.frame import file_frame, note_viewed
from homeward.casework.victims.views.harm import harm_context
from homeward.foundation.access.forming import viewer_of


@login_required
@require_GET
def statement(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Losses, sums and compensation claims, to be printed for a court or fund."""
    viewer = viewer_of(request)
    file = get_file(reference, number, viewer)
    note_viewed(viewer, file.case, "statement", file)
    law = {"law": law_words(), "source": law_source()}
    context = file_frame(viewer, file, _("Statement of losses")) | harm_context(viewer, file) | law
    return render(request, "victims/harm_statement.html", context)


@login_required
@require_GET
def statement_pdf(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The same as PDF; that it was made is in the record of access."""
    viewer = viewer_of(request)
    file = get_file(reference, number, viewer)
    pdf = make_statement(file, user=viewer, language=get_language() or "en")
    answer = HttpResponse(pdf, content_type="application/pdf")
    name = f"{file.case.reference}-losses-{file.number}.pdf"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
