"""The exchange's endpoint: other nodes post envelopes here."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from homeward.foundation.errors import HomewardError
from homeward.foundation.exchange.receiving import receive
from homeward.wire.errors import WireError


@csrf_exempt
@require_POST
def messages(request: HttpRequest) -> HttpResponse:
    """Take an envelope in. 200 or 422 with a signed receipt (JWS); 4xx with a typed error.

    The sender is known by its signature, so there is no session and no cross-site token here.
    """
    try:
        status, receipt = receive(request.body)
    except WireError as error:
        return JsonResponse({"code": error.code, "detail": str(error)}, status=400)
    except HomewardError as error:
        return JsonResponse({"code": error.code, "detail": error.sentence()}, status=error.status)
    return HttpResponse(receipt, status=status, content_type="application/jose")
