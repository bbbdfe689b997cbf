"""What other nodes post to: heads to be countersigned, and questions for proofs."""

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from homeward.foundation.errors import HomewardError
from homeward.foundation.witness.judging import MAX_OFFER_BYTES
from homeward.foundation.witness.kinds import Verdict
from homeward.foundation.witness.proving import answer
from homeward.foundation.witness.receiving import take_head
from homeward.wire.errors import TooLarge, WireError


@csrf_exempt
@require_POST
def heads(request: HttpRequest) -> HttpResponse:
    """Take a head in: 200 with its countersignature, 409 with a code and the last one, or 4xx.

    The sender is known by the head's signature, so there is no session and no token here.
    """
    return _answered(request, _heads)


@csrf_exempt
@require_POST
def proofs(request: HttpRequest) -> HttpResponse:
    """Answer a signed question with proofs, which are JSON, or 4xx with a typed error."""
    return _answered(request, lambda raw: JsonResponse(answer(raw)))


def _heads(raw: bytes) -> JsonResponse:
    said = take_head(raw)
    body = {"countersignature": said.countersignature.decode("ascii")}
    if said.verdict is Verdict.ACCEPTED:
        return JsonResponse(body)
    return JsonResponse({"code": said.verdict.value, **body}, status=409)


def _answered(request: HttpRequest, act: Callable[[bytes], HttpResponse]) -> HttpResponse:
    try:
        return act(_body(request))
    except WireError as error:
        status = 413 if isinstance(error, TooLarge) else 400
        return JsonResponse({"code": error.code, "detail": str(error)}, status=status)
    except HomewardError as error:
        return JsonResponse({"code": error.code, "detail": error.sentence()}, status=error.status)
    except UnreadablePostError:
        return HttpResponse(status=400)  # the sender went away; there is nobody to answer


def _body(request: HttpRequest) -> bytes:
    announced = request.headers.get("Content-Length", "")
    size = int(announced) if announced.isascii() and announced.isdigit() else 0
    if size <= MAX_OFFER_BYTES:
        try:
            return request.body
        except RequestDataTooBig:
            pass
    raise TooLarge(what="statement", size=size, limit=MAX_OFFER_BYTES)
