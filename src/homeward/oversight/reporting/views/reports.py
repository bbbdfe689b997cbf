"""Reports: compiled, read, taken as files, shared."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.documents.blocks import Facts, Heading, Paragraph, Table
from homeward.foundation.journal.actions import record
from homeward.foundation.web.formats import language_text
from homeward.oversight.assistance.secretariat import is_secretariat
from homeward.oversight.reporting import paper
from homeward.oversight.reporting.access import check_at_secretariat, get_report, may_decide
from homeward.oversight.reporting.actions import reports as deeds
from homeward.oversight.reporting.annex import figures_csv
from homeward.oversight.reporting.forms import ShareForm
from homeward.oversight.reporting.prose import blocks_of, title_of
from homeward.oversight.reporting.views.forming import crumbs, form_page
from homeward.wire.encoding import canonical

KINDS = {Heading: "heading", Paragraph: "paragraph", Facts: "facts", Table: "table"}


@login_required
@require_POST
def compile_report(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Freeze a report: for the Commission, or of the State that is named."""
    state = request.POST.get("state", "")
    if not is_secretariat():
        state = settings.HOMEWARD_STATE
    made = deeds.compile_report(round_id, state, user=viewer_of(request))
    messages.success(request, _("The report is frozen with its annex."))
    return redirect("reporting:report", report_id=made.pk)


@login_required
@require_GET
def one(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """A report as it stands in its files, in the reader's language, with where it was shared."""
    viewer = viewer_of(request)
    found = get_report(report_id, viewer)
    record("reporting.viewed", actor=viewer.actor, subject=(deeds.REPORT, found.pk))
    # The first block is the title, which the page bears already.
    blocks = [{"kind": KINDS[type(b)], "block": b} for b in blocks_of(found.annex)[1:]]
    context = {
        "title": title_of(found.annex),
        "found": found,
        "blocks": blocks,
        "files": [
            (kind, language, f"{kind.upper()} · {language_text(language)}")
            for kind in ("pdf", "docx")
            for language in paper.LANGUAGES
        ],
        "sharings": list(found.sharings.all()),
        "may_share": is_secretariat() and may_decide(viewer) and found.made_by != viewer.pk,
        "needs_other": is_secretariat() and found.made_by == viewer.pk,
        "breadcrumbs": crumbs(
            (found.round.title, reverse("reporting:round", args=[found.round_id]))
        ),
    }
    return render(request, "reporting/report.html", context)


@login_required
@require_GET
def file(request: HttpRequest, report_id: UUID, kind: str, language: str) -> HttpResponse:
    """The report in a language, as PDF or DOCX."""
    viewer = viewer_of(request)
    found = get_report(report_id, viewer)
    makers = {"pdf": (paper.pdf_of, paper.PDF), "docx": (paper.docx_of, paper.DOCX)}
    if kind not in makers or language not in paper.LANGUAGES:
        raise NotFound("reporting_file", kind)
    record("reporting.exported", actor=viewer.actor, subject=(deeds.REPORT, found.pk), format=kind)
    maker, media = makers[kind]
    return _download(maker(found.annex, language), media, f"report-{language}.{kind}")


@login_required
@require_GET
def annex(request: HttpRequest, report_id: UUID, kind: str) -> HttpResponse:
    """The frozen annex as JSON, or its figures as CSV."""
    viewer = viewer_of(request)
    found = get_report(report_id, viewer)
    if kind not in ("json", "csv"):
        raise NotFound("reporting_annex", kind)
    record("reporting.exported", actor=viewer.actor, subject=(deeds.REPORT, found.pk), format=kind)
    if kind == "csv":
        return _download(figures_csv(found.annex), "text/csv; charset=utf-8", "annex.csv")
    # The very bytes of which the digest is one.
    return _download(canonical(found.annex), "application/json", "annex.json")


def _download(content: bytes, media: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@login_required
@require_http_methods(["GET", "POST"])
def share(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Record with whom the report is shared, in a statement that the node signs."""
    viewer = viewer_of(request)
    found = get_report(report_id, viewer)
    check_at_secretariat(viewer)
    form = ShareForm(request.POST or None, initial={"body": "conference"})
    back = reverse("reporting:report", args=[found.pk])

    def act() -> str:
        given: dict[str, Any] = form.cleaned_data
        deeds.share(found.pk, given["body"], given["document"], user=viewer)
        return back

    return form_page(
        request,
        form,
        act,
        title=_("Share the report"),
        lead=_("The node signs a statement with the digest of the annex. It is never taken back."),
        submit=_("Sign and record"),
        said=_("The sharing is recorded and signed."),
        back=back,
    )
