"""Programs get a code, also where a request never reaches the exchange's views."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

from homeward.foundation.exchange.errors import NotANodesRequest

ADDRESS = "/exchange/v1/"
_PAGES = (400, 404)


class CodesForNodes:
    """Below the exchange's address a page about a bad request becomes a code and a sentence.

    An unusable `Host` or an address that is not there is answered before any view is asked. Place
    it first, so that it sees what all others answer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if not is_page or response.status_code not in _PAGES:
            return response
        if not request.path.startswith(ADDRESS):
            return response
        error = NotANodesRequest()
        answer = {"code": error.code, "detail": error.sentence()}
        coded = JsonResponse(answer, status=response.status_code)
        coded["Content-Length"] = str(len(coded.content))
        return coded
