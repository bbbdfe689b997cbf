"""The exchange's endpoint: other nodes post envelopes here."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from homeward.foundation.errors import HomewardError
from homeward.foundation.exchange.receiving import note_bad, receive
from homeward.wire.errors import TooLarge, WireError
from homeward.wire.outer import MAX_ENVELOPE_BYTES


@csrf_exempt
@require_POST
def messages(request: HttpRequest) -> HttpResponse:
    """Take an envelope in. 200 or 422 with a signed receipt (JWS); 4xx with a typed error.

    The sender is known by its signature, so there is no session and no cross-site token here.
    """
    try:
        status, receipt = receive(_envelope(request))
    except WireError as error:
        status = 413 if isinstance(error, TooLarge) else 400
        return JsonResponse({"code": error.code, "detail": str(error)}, status=status)
    except HomewardError as error:
        return JsonResponse({"code": error.code, "detail": error.sentence()}, status=error.status)
    except UnreadablePostError:
        # The sender went away while it was sending; there is nobody to answer.
        return HttpResponse(status=400)
    return HttpResponse(receipt, status=status, content_type="application/jose")


def _envelope(request: HttpRequest) -> bytes:
    """The body, of which nothing is read when it announces itself as too long."""
    announced = request.headers.get("Content-Length", "")
    size = int(announced) if announced.isascii() and announced.isdigit() else 0
    if size <= MAX_ENVELOPE_BYTES:
        try:
            return request.body
        except RequestDataTooBig:
            pass
    error = TooLarge(what="envelope", size=size, limit=MAX_ENVELOPE_BYTES)
    note_bad(error, size)
    raise error
