"""The family's page, the way out of it, and what is shown when something went wrong."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from homeward.casework.victims.family import doors, texts
from homeward.casework.victims.family.content import Content
from homeward.casework.victims.family.process import this
from homeward.casework.victims.family.shown import shown, shown_openings
from homeward.casework.victims.family.views import entering
from homeward.casework.victims.family.visits import (
    Visit,
    forget,
    keep_visit,
    speak,
    visiting,
)

FEW = 3


@require_http_methods(["GET", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """The page of whoever is signed in; the way in for everybody else."""
    with visiting(request) as visit:
        if visit is not None and request.method == "GET":
            response = render(request, "victims/family/page.html", _page(visit))
            return keep_visit(response, visit.access, visit.me.epoch, visit.began)
    return entering.sign_in(request)


def _page(visit: Visit) -> dict[str, Any]:
    """What was released, the latest whole; and who opened the file."""
    pages = doors.released()
    context: dict[str, Any] = {"openings": shown_openings(doors.openings()), "signed_in": True}
    if pages:
        latest = pages[0]
        context["page"] = shown(Content.from_json(latest.content), latest.at)
        context["language_of_page"] = latest.language
        context["before"] = [_earlier(one) for one in pages[1:]]
    left = visit.me.codes_left
    if visit.me.factor == "list" and left <= FEW:
        context["few_codes"] = str(texts.FEW_CODES) % {"count": left}
    return context


def _earlier(one: doors.Released) -> tuple[str, str, str]:
    page = shown(Content.from_json(one.content), one.at)
    return page.as_of, page.doing, one.language


@require_GET
def leave(request: HttpRequest) -> HttpResponse:
    """Away at once, to a harmless page; every sign-in of this person ends.

    A plain link: it works without scripts, and no form's answer may lead to another origin.
    """
    _end(request)
    return forget(HttpResponseRedirect(this().exit_url))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Every sign-in of this person ends."""
    _end(request)
    return forget(redirect("home"))


def _end(request: HttpRequest) -> None:
    with visiting(request) as visit:
        if visit is not None:
            doors.leave()


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Show the pages in another language."""
    response = redirect("home")
    if (wanted := request.POST.get("language", "")) in dict(settings.LANGUAGES):
        speak(response, wanted)
    return response


@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """200 when this process and its database answer; says nothing else."""
    return JsonResponse({"status": "ok" if doors.is_there() else "no"})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such address."""
    return _wrong(request, 404, texts.NOT_THERE, texts.NOT_THERE_HELP)


def not_readable(
    request: HttpRequest, exception: Exception | None = None, reason: str = ""
) -> HttpResponse:
    """A form without its token, or a request that cannot be read."""
    return _wrong(request, 400, texts.BROKEN, texts.UNREADABLE_HELP)


def broken(request: HttpRequest) -> HttpResponse:
    """A fault of ours."""
    return _wrong(request, 500, texts.BROKEN, texts.BROKEN_HELP)


def _wrong(request: HttpRequest, status: int, heading: object, sentence: object) -> HttpResponse:
    context = {"heading": heading, "sentence": sentence}
    return render(request, "victims/family/wrong.html", context, status=status)
