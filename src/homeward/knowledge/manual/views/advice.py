"""Advice for people at risk: sheets in six languages, and a self-check that keeps nothing."""

from collections.abc import Mapping

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from homeward.foundation.access.errors import NotFound
from homeward.foundation.web.formats import day
from homeward.knowledge.manual.guide import paper
from homeward.knowledge.manual.guide.advice import (
    NO,
    YES,
    questions_for,
    sheet,
    shipped_advice,
)
from homeward.knowledge.manual.guide.paper import RIGHT_TO_LEFT
from homeward.knowledge.manual.guide.practice import LANGUAGES
from homeward.knowledge.manual.guide.words import LANGUAGE_NAMES
from homeward.knowledge.manual.views.forming import crumbs
from homeward.knowledge.manual.views.paper import as_file
from homeward.knowledge.manual.views.practices import asked_language


@login_required
@require_GET
def prevention(request: HttpRequest) -> HttpResponse:
    """The situations for which there is a sheet, in each language."""
    book, language = shipped_advice(), _language(request)
    context = {
        "title": book.words[language].title,
        "words": book.words[language],
        "direction": _direction(language),
        "situations": [(one, book.words[language].situations[one]) for one in book.situations],
        "own": language,
        "languages": LANGUAGE_NAMES.items(),
        "book": book,
        "breadcrumbs": crumbs(),
    }
    return render(request, "manual/prevention.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def advice(request: HttpRequest, situation: str) -> HttpResponse:
    """The sheet of a situation. A self-check that is sent is answered on the spot: nothing of it is
    stored, journalled or put into an address."""
    book = shipped_advice()
    if situation not in book.situations:
        raise NotFound("advice", situation)
    language = _language(request)
    words = book.words[language]
    asked = questions_for(book, situation)
    answers = {one.code: request.POST.get(one.code, "") for one in asked}
    given = {code: one for code, one in answers.items() if one in (YES, NO)}
    if request.POST.get("pdf") or request.GET.get("pdf"):
        return _pdf(situation, language, given)
    context = {
        "title": f"{words.title}: {words.situations[situation]}",
        "situation": situation,
        "words": words,
        "groups": sheet(book, situation, language, given),
        "checked": bool(given),
        "questions": [
            (one.code, words.questions[one.code], given.get(one.code, "")) for one in asked
        ],
        "spoken": language,
        "direction": _direction(language),
        "languages": LANGUAGE_NAMES.items(),
        "revision": words.page["revision"] % {"number": book.revision},
        "revised": day(book.revised, language),
        "breadcrumbs": crumbs((_("Prevention"), reverse("manual:prevention"))),
    }
    return render(request, "manual/advice.html", context)


def _pdf(situation: str, language: str, answers: Mapping[str, str]) -> HttpResponse:
    made = paper.advice_pdf(shipped_advice(), situation, language, answers)
    return as_file(made, "application/pdf", f"advice-{situation}-{language}.pdf")


def _direction(language: str) -> str:
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def _language(request: HttpRequest) -> str:
    spoken = asked_language(request) or (get_language() or "en").split("-")[0]
    return spoken if spoken in LANGUAGES else "en"
