"""One transaction and one context around the whole of every request."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils import translation

from homeward.foundation.access.errors import Forbidden, NotFound, SessionEnded
from homeward.foundation.access.models import User
from homeward.foundation.access.refusals import journal_refusal
from homeward.foundation.errors import HomewardError
from homeward.foundation.guard.actor import ANONYMOUS, Actor
from homeward.foundation.guard.context import opened, remembering
from homeward.foundation.guard.errors import StreamedAnswer
from homeward.foundation.journal.limits import STRANGERS
from homeward.foundation.web.views import error_response

# Other nodes and monitors are not people: these addresses open the context they need themselves.
OWN_CONTEXT = ("/exchange/v1/", "/health/", settings.STATIC_URL)

log = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponse]


class ContextMiddleware:
    """Opens the reader's context, keeps it until the page is rendered, rolls back on any error.

    Django's own ATOMIC_REQUESTS wraps the view only: a page rendered after it would see no rows.
    A refusal is journalled in a transaction of its own, after the rollback.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(OWN_CONTEXT):
            return self.get_response(request)
        actor = actor_of(request)
        _speak_to(request)
        request.refusal = None  # type: ignore[attr-defined]
        with opened(actor), _read_once(request):
            response = self.get_response(request)
            if response.streaming and not getattr(response, "reads_no_rows", False):
                raise StreamedAnswer(f"{request.path} streams its answer; make it whole first.")
            if response.status_code >= 500:
                transaction.set_rollback(True)
        refusal = request.refusal  # type: ignore[attr-defined]
        if refusal is None:
            return _kept_nowhere(response, actor)
        # The first transaction is gone; the refusal and its page have one of their own.
        with opened(actor), _read_once(request):
            journal_refusal(request, refusal, actor)
            return _kept_nowhere(error_response(request, refusal), actor)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Roll back on any error, and keep a room's own error for its page.

        Django's own refusals are told as ours: its pages would be made in this transaction, which
        after the rollback answers no question any more. Where no transaction is open there is
        nothing to roll back.
        """
        if request.path.startswith(OWN_CONTEXT):
            return None
        transaction.set_rollback(True)
        refusal = _refusal_of(error)
        if refusal is None:
            return None
        if refusal.status >= 500:
            log.error("A room failed: %s", refusal.code, exc_info=error)
        request.refusal = refusal  # type: ignore[attr-defined]
        return HttpResponse(status=refusal.status)


def _read_once(request: HttpRequest) -> AbstractContextManager[None]:
    """Where a page is only read, who the reader is and where his places are is asked once."""
    return remembering() if request.method in ("GET", "HEAD") else nullcontext()


def _kept_nowhere(response: HttpResponse, actor: Actor) -> HttpResponse:
    """A page made for a person stays in no cache: not on this device, nor on the way to it."""
    if actor is not ANONYMOUS:
        response["Cache-Control"] = "no-store, private"
    return response


def _refusal_of(error: Exception) -> HomewardError | None:
    if isinstance(error, Http404):
        return NotFound()
    if isinstance(error, PermissionDenied):
        return Forbidden()
    return error if isinstance(error, HomewardError) else None


def actor_of(request: HttpRequest) -> Actor:
    """The actor of a request: the person who signed in, or a visitor."""
    user = getattr(request, "user", None)
    return user.actor if isinstance(user, User) else ANONYMOUS


def _speak_to(request: HttpRequest) -> None:
    """Answer in the language that the administrator entered for the person.

    What the person chose in the menu prevails; English, which everybody has who has no other,
    leaves it to the browser.
    """
    user = getattr(request, "user", None)
    if not isinstance(user, User) or settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        return
    if user.language != settings.LANGUAGE_CODE and user.language in dict(settings.LANGUAGES):
        translation.activate(user.language)
        request.LANGUAGE_CODE = user.language


class SessionEndMiddleware:
    """Tells a person whose session ended that it did, on the way to sign-in.

    Such a request carries a session cookie that names no session any more, and is journalled as
    refused. A part of a page that refreshes itself makes the whole page load again, so that no
    sign-in form lands inside it; it is that page which is then refused.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        sign_in = resolve_url(settings.LOGIN_URL)
        if not _leads_to(response, sign_in):
            return response
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(status=204, headers={"HX-Refresh": "true"})
        if settings.SESSION_COOKIE_NAME in request.COOKIES and _is_over(request):
            _journal_end(request)
            response["Location"] += f"&{urlencode({'ended': '1'})}"
        return response


def _journal_end(request: HttpRequest) -> None:
    """The session's key is a secret and stays out. Any stranger can send one, so few are noted."""
    ended = SessionEnded()
    if STRANGERS.left_out(ended.code) is not None:
        journal_refusal(request, ended, ANONYMOUS)


def _leads_to(response: HttpResponse, sign_in: str) -> bool:
    location = response.get("Location", "")
    return response.status_code == 302 and location.startswith(f"{sign_in}?next=")


def _is_over(request: HttpRequest) -> bool:
    """The session was looked up for this request and is not there (Django forgets its key then)."""
    return not request.user.is_authenticated and request.session.session_key is None


class SecondFactorMiddleware:
    """Every signed-in person has a second factor before anything else is shown."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        from allauth.mfa.utils import is_mfa_enabled

        user = request.user
        if isinstance(user, User) and not _is_open(request.path) and not is_mfa_enabled(user):
            return redirect(reverse("mfa_activate_totp"))
        return self.get_response(request)


def _is_open(path: str) -> bool:
    return path.startswith((*OWN_CONTEXT, "/account/", "/language/", "/display/"))
