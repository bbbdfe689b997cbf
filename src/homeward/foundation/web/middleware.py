"""Turns a HomewardError that leaves a view into its page or problem document.

Place it *before* (outside) the middleware that holds the request's transaction: Django asks
`process_exception` from the inside out and stops at the first answer, so the transaction hears of
the failure, and rolls back, before the page is made.
"""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from homeward.foundation.errors import HomewardError
from homeward.foundation.web.views import error_response

log = logging.getLogger(__name__)


class ErrorPages:
    """Middleware; other exceptions pass through untouched to Django's own handlers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a HomewardError with its own page; server faults are also logged in full."""
        if not isinstance(error, HomewardError):
            return None
        if error.status >= 500:
            log.error("homeward_error", exc_info=error, extra={"code": error.code})
        return error_response(request, error)
