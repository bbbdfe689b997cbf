"""What no text may hold is stopped at the door, before any room or the database sees it."""

import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.http.request import UnreadablePostError

from homeward.foundation.web.context import is_exercise
from homeward.foundation.web.views import from_exercise, null_character

NULL = "\x00"
MARKED = "EXERCISE-"
_FILE_NAME = re.compile(r"""(filename\*?=(?:UTF-8'')?"?)(?=[^"\s;])""", re.IGNORECASE)


class CleanText:
    """Answers 400 to an address, or a field of one or of a form, that holds the character null.

    PostgreSQL keeps no such text and no person types it; a field that slipped through would end as
    a fault of the server. A cookie that holds it counts as absent. Views that read the bytes of
    their request themselves, for other nodes, are marked `csrf_exempt` and left alone.

    Place it first: cookies are read by the middleware after it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        for name, value in list(request.COOKIES.items()):
            if NULL in value:
                del request.COOKIES[name]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Look at the fields once the address is known and the page of a refusal can be made."""
        if getattr(view, "csrf_exempt", False):
            return None
        if any(isinstance(one, str) and NULL in one for one in (*args, *kwargs.values())):
            return self.refused(request)
        fields = [request.GET]
        try:
            fields.append(request.POST)
            files = [str(file.name) for _, sent in request.FILES.lists() for file in sent]
        except UnreadablePostError:
            return None  # the sender went away; the view will find out
        if any(map(_holds_null, fields)) or any(NULL in name for name in files):
            return self.refused(request)
        return None

    def refused(self, request: HttpRequest) -> HttpResponse:
        """The page that says so; a process with pages of its own shows one of those."""
        return null_character(request)


def _holds_null(fields: QueryDict) -> bool:
    return any(NULL in name or any(NULL in v for v in vs) for name, vs in fields.lists())


class MarkFiles:
    """On an exercise node the name of every file that is taken away begins with `EXERCISE-`, and
    every answer says so in a header: a table or package of it is not taken for a real one. A node
    of another environment takes in no file of such a name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if is_exercise():
            response.headers["Homeward-Environment"] = "exercise"
            named = response.headers.get("Content-Disposition", "")
            if named:
                response.headers["Content-Disposition"] = _FILE_NAME.sub(rf"\1{MARKED}", named)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """On a node of another environment refuse a file that is named so."""
        if getattr(view, "csrf_exempt", False) or is_exercise():
            return None
        try:
            files = [str(file.name) for _, sent in request.FILES.lists() for file in sent]
        except UnreadablePostError:
            return None  # the sender went away; the view will find out
        return from_exercise(request) if any(map(_is_marked, files)) else None


def _is_marked(name: str) -> bool:
    return name.upper().startswith(MARKED)
