"""Nothing of these pages stays behind: neither in the browser's memory nor in a proxy's."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase


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
