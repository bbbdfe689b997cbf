"""The manual as files: a practice or all of it as PDF, and pages that open without a network."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.forming import viewer_of
from homeward.knowledge.manual.errors import PackRestricted
from homeward.knowledge.manual.guide import library, paper
from homeward.knowledge.manual.guide.practice import LANGUAGES


@login_required
@require_GET
def practice_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """One practice as a PDF, in the reader's language or the one he asks for.

    Of a restricted text there is none: it does not leave the node.
    """
    held = library.held(viewer_of(request), code)
    if held.restricted:
        raise PackRestricted
    asked = request.GET.get("language", "")
    language = asked if asked in LANGUAGES else (get_language() or "en").split("-")[0]
    return as_file(paper.practice_pdf(held, language), "application/pdf", f"{code}-{language}.pdf")


@login_required
@require_GET
def whole_pdf(request: HttpRequest, language: str) -> HttpResponse:
    """The whole manual as a PDF, without what is restricted."""
    helds = library.open_library(viewer_of(request)).values()
    made = paper.manual_pdf(helds, _known(language))
    return as_file(made, "application/pdf", f"manual-{language}.pdf")


@login_required
@require_GET
def bundle(request: HttpRequest, language: str) -> HttpResponse:
    """The manual as pages in a ZIP, without what is restricted."""
    helds = library.open_library(viewer_of(request)).values()
    made = paper.bundle(helds, _known(language))
    return as_file(made, "application/zip", f"manual-{language}.zip")


def _known(language: str) -> str:
    if language not in LANGUAGES:
        raise NotFound("manual_language", language)
    return language


def as_file(content: bytes, kind: str, name: str) -> HttpResponse:
    """A file to keep."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
