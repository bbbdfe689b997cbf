"""What other nodes post to: heads to be countersigned, and questions for proofs."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.views.decorators.csrf import csrf_exempt

from homeward.foundation.errors import HomewardError
from homeward.foundation.exchange.gate import Admitted, admitted, note_refused, refusal
from homeward.foundation.witness.judging import MAX_OFFER_BYTES
from homeward.foundation.witness.kinds import Verdict
from homeward.foundation.witness.proving import answer
from homeward.foundation.witness.receiving import take_head
from homeward.wire.errors import TooLarge, WireError


@csrf_exempt
def heads(request: HttpRequest) -> HttpResponse:
    """Take a head in: 200 with its countersignature, 409 with a code and the last one, or 4xx.

    The node that posts is known by the signature of the request, and gives its own head only, so
    there is no session and no token here.
    """
    return _answered(request, _heads)


@csrf_exempt
def proofs(request: HttpRequest) -> HttpResponse:
    """Answer a signed question with proofs, which are JSON, or 4xx with a typed error."""
    return _answered(request, lambda one: JsonResponse(answer(one.body, one.peer)))


def _heads(carried: Admitted) -> JsonResponse:
    said = take_head(carried.body, carried.peer)
    body = {"countersignature": said.countersignature.decode("ascii")}
    if said.verdict is Verdict.ACCEPTED:
        return JsonResponse(body)
    return JsonResponse({"code": said.verdict.value, **body}, status=409)


def _answered(request: HttpRequest, act: Callable[[Admitted], HttpResponse]) -> HttpResponse:
    try:
        carried = admitted(request, most=MAX_OFFER_BYTES)
    except (WireError, HomewardError) as error:
        return refusal(error)
    except UnreadablePostError:
        return HttpResponse(status=400)  # the sender went away; there is nobody to answer
    try:
        return act(carried)
    except WireError as error:
        note_refused(carried.peer, error)
        status = 413 if isinstance(error, TooLarge) else 400
        return JsonResponse({"code": error.code, "detail": str(error)}, status=status)
    except HomewardError as error:
        return JsonResponse({"code": error.code, "detail": error.sentence()}, status=error.status)
