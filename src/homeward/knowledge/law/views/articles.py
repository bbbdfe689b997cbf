"""The pages of the treaty articles, in our own words."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from homeward.knowledge.law.articles import article_of, treaties, treaty_of


@login_required
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Every treaty with its articles."""
    context = {
        "title": _("Treaty articles"),
        "treaties": treaties().values(),
        "breadcrumbs": _crumbs(),
    }
    return render(request, "law/check_treaties.html", context)


@login_required
@require_GET
def article(request: HttpRequest, treaty: str, article: str) -> HttpResponse:
    """One article: what it says, and where its official text is. Raises NotFound."""
    found, one = treaty_of(treaty), article_of(treaty, article)
    numbers = list(found.articles)
    at = numbers.index(article)
    context = {
        "title": f"{found.called} {one.number}",
        "lead": str(one.title),
        "treaty": found,
        "article": one,
        "earlier": numbers[at - 1] if at else "",
        "later": numbers[at + 1] if at + 1 < len(numbers) else "",
        "breadcrumbs": [
            *_crumbs(),
            {"label": _("Treaty articles"), "url": reverse("law_check:treaties")},
        ],
    }
    return render(request, "law/check_article.html", context)


def _crumbs() -> list[dict[str, Any]]:
    return [{"label": _("Law"), "url": reverse("law:states")}]
