"""The exchange's endpoints: other nodes post envelopes here, and push parts of attachments."""

from collections.abc import Callable
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.models import User
from homeward.foundation.errors import HomewardError
from homeward.foundation.exchange.attachments.arriving import status_of, take_part
from homeward.foundation.exchange.queries import shortages
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
    size = _announced(request)
    if size <= MAX_ENVELOPE_BYTES:
        try:
            return request.body
        except RequestDataTooBig:
            pass
    error = TooLarge(what="envelope", size=size, limit=MAX_ENVELOPE_BYTES)
    note_bad(error, size)
    raise error


@csrf_exempt
@require_GET
def attachment_status(request: HttpRequest, sender: str, attachment: UUID) -> HttpResponse:
    """How far an attachment is: 200 with a signed status, or a typed error.

    Whoever asks knows its id, which travels inside a sealed message only.
    """
    return _answered(lambda: status_of(sender, attachment))


@csrf_exempt
@require_http_methods(["PUT"])
def attachment_part(
    request: HttpRequest, sender: str, attachment: UUID, number: int
) -> HttpResponse:
    """Take one part in: 200 with a signed status once it is on the disk, or a typed error.

    The part proves itself: it opens only with the key in the sealed message.
    """
    length = _announced(request)
    return _answered(lambda: take_part(sender, attachment, number, length, request.read))


def _answered(work: Callable[[], bytes]) -> HttpResponse:
    try:
        statement = work()
    except WireError as error:
        return JsonResponse({"code": error.code, "detail": str(error)}, status=400)
    except HomewardError as error:
        return JsonResponse({"code": error.code, "detail": error.sentence()}, status=error.status)
    except UnreadablePostError:
        # The sender went away while it was sending; there is nobody to answer.
        return HttpResponse(status=400)
    return HttpResponse(statement, content_type="application/jose")


def _announced(request: HttpRequest) -> int:
    announced = request.headers.get("Content-Length", "")
    return int(announced) if announced.isascii() and announced.isdigit() else 0


@login_required
@require_GET
def room(request: HttpRequest) -> HttpResponse:
    """For administrators: whose attachments wait for room on this node, and what to do."""
    viewer = request.user
    if not isinstance(viewer, User) or not viewer.has_role("administrator"):
        raise NotFound("page", request.path)
    return render(request, "exchange/room.html", {"shortages": shortages()})
