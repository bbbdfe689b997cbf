"""What goes around every page: nothing stays behind, and nothing unreadable comes in."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from homeward.casework.victims.family.views.pages import not_readable
from homeward.foundation.web import middleware


class NothingKept:
    """Every answer says that it is kept nowhere and tells no other site where its reader was."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response["Cache-Control"] = "no-store, max-age=0"
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        return response


class CleanText(middleware.CleanText):
    """As everywhere, with a page of these pages: the node's own has links into the node."""

    def refused(self, request: HttpRequest) -> HttpResponse:
        """The page for what cannot be read."""
        return not_readable(request)
