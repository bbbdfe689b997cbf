"""Reading the manual: its front, its subjects, its roles, one practice, and the search."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.forming import viewer_of
from homeward.knowledge.manual.access import may_adapt
from homeward.knowledge.manual.guide import library, use
from homeward.knowledge.manual.guide.doors import doors
from homeward.knowledge.manual.guide.finding import find
from homeward.knowledge.manual.guide.letters import LETTERS
from homeward.knowledge.manual.guide.library import Held
from homeward.knowledge.manual.guide.lists import ROLES
from homeward.knowledge.manual.guide.paper import RIGHT_TO_LEFT
from homeward.knowledge.manual.guide.practice import LANGUAGES
from homeward.knowledge.manual.guide.words import (
    LANGUAGE_NAMES,
    card_of,
    role_word,
    role_words,
    shown,
    use_on_cases,
    where_words,
)


@login_required
@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """Where reading begins: three questions, the eight subjects, the roles, and the files."""
    viewer = viewer_of(request)
    found = library.everything(viewer)
    counted = {role: len(library.by_role(found, role)) for role in ROLES}
    context = {
        "title": _("Manual"),
        "doors": doors(library.library(viewer)),
        "letters": [
            {
                "letter": letter,
                "name": name,
                "about": about,
                "practices": len(library.by_letter(found, letter)),
            }
            for letter, (name, about) in LETTERS.items()
        ],
        "roles": sorted(
            (word, role, count)
            for word, (role, count) in zip(role_words(counted), counted.items(), strict=True)
            if count
        ),
        "languages": [(code, name) for code, name in LANGUAGE_NAMES.items()],
    }
    return render(request, "manual/front.html", context)


@login_required
@require_GET
def letter(request: HttpRequest, letter: str) -> HttpResponse:
    """The practices of one subject."""
    if letter not in LETTERS:
        raise NotFound("manual_letter", letter)
    name, about = LETTERS[letter]
    helds = library.by_letter(library.everything(viewer_of(request)), letter)
    title = f"({letter}) {name}"
    return render(request, "manual/practices.html", _list(request, title, str(about), helds))


@login_required
@require_GET
def role(request: HttpRequest, role: str) -> HttpResponse:
    """The practices in which one role acts."""
    if role not in ROLES:
        raise NotFound("manual_role", role)
    helds = library.by_role(library.everything(viewer_of(request)), role)
    lead = _("Practices in which this role acts.")
    return render(request, "manual/practices.html", _list(request, role_word(role), lead, helds))


def _list(request: HttpRequest, title: str, lead: str, helds: list[Held]) -> dict[str, Any]:
    """A list of practices; their titles in the reader's language, or the one he asks for."""
    language = asked_language(request)
    return {
        "title": title,
        "lead": lead,
        "cards": [card_of(one, language) for one in helds],
        "languages": LANGUAGE_NAMES.items(),
        "asked": language or (get_language() or "en").split("-")[0],
        "breadcrumbs": [{"label": _("Manual"), "url": reverse("manual:front")}],
    }


def asked_language(request: HttpRequest) -> str:
    """The language in which a reader wants the texts of the manual; empty for his own."""
    asked = request.GET.get("language", "")
    return asked if asked in LANGUAGES else ""


@login_required
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """The practices that fit a question."""
    question = request.GET.get("q", "")[:200]
    spoken = (get_language() or "en").split("-")[0]
    found = find(viewer_of(request), question, spoken) if question.strip() else []
    context = _list(request, _("Search the manual"), "", []) | {
        "question": question,
        "cards": [card_of(one.held, one.language) for one in found],
        "searched": bool(question.strip()),
    }
    return render(request, "manual/search.html", context)


@login_required
@require_GET
def practice(request: HttpRequest, code: str) -> HttpResponse:
    """One practice, in the reader's language or the one he asks for."""
    return _practice(request, library.held(viewer_of(request), code))


@login_required
@require_GET
def in_pack(request: HttpRequest, state: str, pack: str, code: str) -> HttpResponse:
    """One practice of a pack."""
    return _practice(request, library.in_pack(viewer_of(request), state, pack, code))


def _practice(request: HttpRequest, held: Held) -> HttpResponse:
    viewer = viewer_of(request)
    view = shown(held, viewer, asked_language(request))
    first = held.practice.letter
    shipped_here = held.pack is None
    context = {
        "use": use.use_of(viewer, held) if shipped_here else None,
        "versions": library.versions_of(viewer, held.code) if shipped_here else [],
        "adapts": may_adapt(viewer),
        "cases": use_on_cases(held, viewer),
        "title": view.title,
        "held": held,
        "shown": view,
        "where": where_words(held),
        "body_direction": "rtl" if view.body_language in RIGHT_TO_LEFT else "ltr",
        "breadcrumbs": [
            {"label": _("Manual"), "url": reverse("manual:front")},
            {"label": LETTERS[first][0], "url": reverse("manual:letter", args=[first])},
        ],
    }
    return render(request, "manual/practice.html", context)
