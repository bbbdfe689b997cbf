"""The exchange's endpoint: other nodes post envelopes here."""

import re

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.views.decorators.csrf import csrf_exempt

from homeward.foundation.errors import HomewardError
from homeward.foundation.exchange.errors import TooManyAtOnce
from homeward.foundation.exchange.gate import Admitted, admitted, note_refused, refusal
from homeward.foundation.exchange.receiving import receive
from homeward.foundation.exchange.traffic import count_turned_away
from homeward.wire.errors import TooLarge, WireError
from homeward.wire.signatures import read_statement

_REFUSED = 422
_CODE = re.compile(r"[a-z][a-z0-9_]{2,39}")


@csrf_exempt
def messages(request: HttpRequest) -> HttpResponse:
    """Take an envelope in. 200 or 422 with a signed receipt (JWS); 4xx with a typed error.

    The node that carries it is known by the signature of the request, and the sender by that of
    the message, so there is no session and no cross-site token here.
    """
    try:
        carried = admitted(request)
    except (WireError, HomewardError) as error:
        return refusal(error)
    except UnreadablePostError:
        # The sender went away while it was sending; there is nobody to answer.
        return HttpResponse(status=400)
    return _taken_in(carried)


def _taken_in(carried: Admitted) -> HttpResponse:
    try:
        status, receipt = receive(carried.body, carried.peer)
    except TooManyAtOnce as error:
        return refusal(error)
    except WireError as error:
        note_refused(carried.peer, error)
        status = 413 if isinstance(error, TooLarge) else 400
        return JsonResponse({"code": error.code, "detail": str(error)}, status=status)
    except HomewardError as error:
        note_refused(carried.peer, error)
        return JsonResponse({"code": error.code, "detail": error.sentence()}, status=error.status)
    if status == _REFUSED:
        count_turned_away(carried.peer, _reason(receipt))
    return HttpResponse(receipt, status=status, content_type="application/jose")


def _reason(receipt: bytes) -> str:
    """Why our own receipt refuses a message: a code, or a word for what a room says at length."""
    reason = str(read_statement(receipt, "receipt").get("reason") or "")
    return reason if _CODE.fullmatch(reason) else "effect_refused"
