"""The journal's reading view, for oversight."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from homeward.foundation.journal import queries
from homeward.foundation.journal.actions import record
from homeward.foundation.journal.forms import EntryFilter
from homeward.foundation.journal.models import Entry
from homeward.foundation.journal.queries import Wanted

PAGE = 50
# Counting a long journal takes seconds: only the latest are counted, and a filter leads further.
LATEST = 10_000


@login_required
@require_GET
def entries(request: HttpRequest) -> HttpResponse:
    """Entries by verb, actor, case and period, with the last signed head of the tree.

    For whoever is not of oversight there is no such page.
    """
    viewer: Any = request.user
    if not queries.may_oversee(viewer):
        raise Http404
    form = EntryFilter(request.GET or None)
    valid = not form.is_bound or form.is_valid()
    wanted = form.wanted() if form.is_bound and valid else Wanted()
    page = _page(request, viewer, wanted) if valid else None
    _journal_reading(viewer, wanted)
    context = {
        "form": form,
        "page": page,
        "lines": queries.lines(viewer, page.object_list) if page else [],
        "head": queries.last_head(viewer),
        "cut": page is not None and page.paginator.count == LATEST,
        "latest": LATEST,
    }
    return render(request, "journal/entries.html", context, status=200 if valid else 400)


def _page(request: HttpRequest, viewer: Any, wanted: Wanted) -> Page[Entry]:
    found = queries.entries_for(viewer, wanted)[:LATEST]
    return Paginator(found, PAGE).get_page(request.GET.get("page"))


def _journal_reading(viewer: Any, wanted: Wanted) -> None:
    """Reading is journalled too; a name that was looked for is not repeated there."""
    looked_for = {
        "wanted": wanted.verb,
        "since": wanted.since and wanted.since.isoformat(),
        "until": wanted.until and wanted.until.isoformat(),
        "by_name": bool(wanted.actor),
    }
    given: dict[str, Any] = {name: value for name, value in looked_for.items() if value}
    record("journal.read", actor=viewer.actor, case_id=wanted.case_id, **given)
