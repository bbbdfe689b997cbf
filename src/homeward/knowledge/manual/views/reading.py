"""Reading playbooks: the list, one of them for the screen and for paper, and its versions."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from homeward.foundation.access.forming import viewer_of
from homeward.knowledge.manual import queries
from homeward.knowledge.manual.access import get_shipped, get_version, may_adapt
from homeward.knowledge.manual.comparing import compare
from homeward.knowledge.manual.models import PlaybookVersion
from homeward.knowledge.manual.playbook import Playbook
from homeward.knowledge.manual.words import (
    change_lines,
    cited,
    condition_words,
    phase_lines,
    version_words,
)


@login_required
@require_GET
def playbooks(request: HttpRequest) -> HttpResponse:
    """Every playbook as it is in force."""
    viewer = viewer_of(request)
    rows = [
        {
            "code": one.playbook.code,
            "text": one.playbook.text(),
            "steps": len(one.playbook.steps),
            "version": version_words(one.playbook.version, one.number),
            "national": bool(one.number),
            "recommended": recommended_words(one.playbook),
        }
        for one in queries.all_in_force(viewer)
    ]
    return render(request, "manual/playbooks.html", {"title": _("Manual"), "rows": rows})


@login_required
@require_GET
def playbook(request: HttpRequest, code: str) -> HttpResponse:
    """One playbook as it is in force."""
    viewer = viewer_of(request)
    get_shipped(code)
    current = queries.in_force(viewer, code)
    assert current is not None  # noqa: S101  it is shipped
    versions = queries.versions_of(viewer, code)
    mine = next((one for one in versions if one.number == current.number), None)
    context = playbook_context(current.playbook, mine) | {
        "versions": versions,
        "draft": queries.open_draft(viewer, code),
        "adapts": may_adapt(viewer),
        "number": current.number,
    }
    return render(request, "manual/playbook.html", context)


@login_required
@require_GET
def version(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A national version, and how it differs from the shipped text."""
    viewer = viewer_of(request)
    base = get_shipped(code)
    found = get_version(code, number, viewer)
    text = queries.text_of(found)
    context = playbook_context(text, found) | {
        "version": found,
        "changes": change_lines(compare(base, text), base, text, found.reasons),
        "shipped_again": found.content is None,
        "older_base": found.base_version < base.version,
    }
    return render(request, "manual/version.html", context)


def playbook_context(playbook: Playbook, version: PlaybookVersion | None) -> dict[str, Any]:
    """What every page that shows a whole playbook needs."""
    return {
        "title": playbook.title,
        "lead": playbook.text().purpose,
        "code": playbook.code,
        "playbook": playbook,
        "text": playbook.text(),
        "phases": phase_lines(playbook, version.reasons if version else {}),
        "recommended": recommended_words(playbook),
        "own_sources": cited(playbook.sources),
        "version_words": version_words(playbook.version, version.number if version else 0),
        "breadcrumbs": [{"label": _("Manual"), "url": reverse("manual:playbooks")}],
    }


def recommended_words(playbook: Playbook) -> list[str]:
    """The conditions under which a playbook is recommended, each as a sentence part."""
    return [condition_words(terms) for terms in playbook.recommend]
