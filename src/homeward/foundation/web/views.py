"""Display settings, the search box, and the pages shown when something went wrong."""

import logging
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from homeward.foundation.errors import HomewardError
from homeward.foundation.web.errors import UnknownPreference
from homeward.foundation.web.ports import search_for
from homeward.foundation.web.preferences import CHOICES, remember

log = logging.getLogger(__name__)


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep the display settings that were sent and return to the page they were sent from."""
    response = HttpResponseRedirect(_next_page(request))
    sent = [name for name in CHOICES if name in request.POST]
    if not sent:
        raise UnknownPreference(name="", value="")
    for name in sent:
        remember(response, name, request.POST[name], secure=request.is_secure())
    return response


def _next_page(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if safe else "/"


@login_required
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Everything the reader may see that matches `q`; as JSON for the quick palette."""
    query = request.GET.get("q", "")[:200]
    hits = search_for(request.user, query)
    if request.headers.get("Accept") == "application/json":
        found = [
            {"kind": str(hit.kind), "caption": str(hit.caption), "url": hit.url, "icon": hit.icon}
            for hit in hits
        ]
        return JsonResponse({"hits": found})
    return render(request, "web/search.html", {"query": query, "hits": hits})


def error_response(request: HttpRequest, error: HomewardError) -> HttpResponse:
    """The page, or the problem document for programs, that tells `error` to its reader."""
    if _wants_json(request):
        return JsonResponse(
            error.problem(), status=error.status, content_type="application/problem+json"
        )
    context = {"status": error.status, "title": _title(error.status), "sentence": error.sentence()}
    return _refused(request, context)


def _refused(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    request.is_refused = True  # type: ignore[attr-defined]
    return render(request, "web/error.html", context, status=context["status"])


def _wants_json(request: HttpRequest) -> bool:
    accept = request.headers.get("Accept", "")
    return "json" in accept and "text/html" not in accept


def _title(status: int) -> str:
    titles = {
        400: gettext("This could not be read"),
        403: gettext("You may not do this"),
        404: gettext("There is no such page"),
        409: gettext("Something changed in the meantime"),
        429: gettext("Too many tries"),
    }
    return titles.get(status, gettext("Something went wrong here"))


def _page(request: HttpRequest, status: int, sentence: str, advice: str) -> HttpResponse:
    context = {"status": status, "title": _title(status), "sentence": sentence, "advice": advice}
    return _refused(request, context)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what was sent cannot be read."""
    return _page(
        request,
        400,
        gettext("What your browser sent could not be read, so nothing was changed."),
        gettext("Go back, check what you entered and send it again."),
    )


def null_character(request: HttpRequest) -> HttpResponse:
    """400: a field holds the character null, which no text may."""
    return _page(
        request,
        400,
        gettext("A field holds a hidden character that no text may hold, so nothing was changed."),
        gettext("Go back and type the text anew; if you pasted it, remove what is not visible."),
    )


def from_exercise(request: HttpRequest) -> HttpResponse:
    """400: a file is one of an exercise, and this node is none for exercises."""
    return _page(
        request,
        400,
        gettext("This file is from an exercise, and nothing of one is taken in here."),
        gettext("Nothing was changed. Choose a file that is real."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: signed in, but not allowed."""
    return _page(
        request,
        403,
        gettext("Your role does not allow this, so nothing was changed."),
        gettext("Ask the person who leads the case, or an administrator of this node."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 when the form's protection token is missing or old."""
    log.warning("csrf_failure", extra={"reason": reason})
    return _page(
        request,
        403,
        gettext("The form was open too long or came from another page, so nothing was changed."),
        gettext("Reload the page and send the form again. Cookies must be allowed for this site."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or one that the reader may not know of."""
    return _page(
        request,
        404,
        gettext("The address does not exist, or it belongs to a record that is not open to you."),
        gettext("Check the address, or begin again from My work."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: the frame is left out, because what failed may be what the frame needs."""
    context: dict[str, Any] = {
        "status": 500,
        "title": _title(500),
        "sentence": gettext("The fault is on this side. Nothing was changed."),
        "advice": gettext(
            "Try again in a minute. If it happens again, tell your administrator when."
        ),
    }
    return HttpResponse(render_to_string("web/error.html", context), status=500)
