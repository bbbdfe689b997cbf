"""The exchange's endpoints: other nodes post envelopes here, and push parts of attachments."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.views.decorators.csrf import csrf_exempt

from homeward.foundation.errors import HomewardError
from homeward.foundation.exchange.attachments.arriving import status_of, take_part
from homeward.foundation.exchange.bodies import streamed
from homeward.foundation.exchange.codes import code_in
from homeward.foundation.exchange.errors import TooManyAtOnce, TooSlow, UnknownAttachment
from homeward.foundation.exchange.gate import (
    Admitted,
    admitted,
    admitted_part,
    note_refused,
    refusal,
)
from homeward.foundation.exchange.receiving import Received, receive, receive_bundle
from homeward.foundation.exchange.strange import note_bad
from homeward.foundation.exchange.traffic import count_turned_away
from homeward.wire.attachments import FORMS_FIELD, PART_BYTES, Form
from homeward.wire.bundles import (
    MAX_BUNDLE_BYTES,
    AnswerLine,
    join_answers,
    split_envelopes,
)
from homeward.wire.errors import TooLarge, WireError
from homeward.wire.signatures import read_statement

_REFUSED = 422
_FAULT = "fault_of_node"
_LONGEST_PART = max(form.sealed_length(PART_BYTES) for form in Form)


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
    received: Received
    try:
        received = receive(carried.body, carried.peer)
    except TooManyAtOnce as error:
        return refusal(error)
    except (WireError, HomewardError) as error:
        received = error
    line = _line(received, carried.peer)
    if line.receipt:
        return HttpResponse(line.receipt, status=line.status, content_type="application/jose")
    return JsonResponse({"code": line.code, "detail": line.detail}, status=line.status)


@csrf_exempt
def bundles(request: HttpRequest) -> HttpResponse:
    """Take several envelopes in. 200 with a line for each: what it would have been answered alone.

    4xx with a typed error where the bundle is none, or is not taken now.
    """
    try:
        carried = admitted(request, most=MAX_BUNDLE_BYTES)
    except (WireError, HomewardError) as error:
        return refusal(error)
    except UnreadablePostError:
        return HttpResponse(status=400)
    try:
        received = receive_bundle(split_envelopes(carried.body), carried.peer)
    except TooManyAtOnce as error:
        return refusal(error)
    except WireError as error:
        note_bad(error, len(carried.body), node=carried.peer)
        note_refused(carried.peer, error)
        return refusal(error)
    lines = [_line(each, carried.peer) for each in received]
    return HttpResponse(join_answers(lines), content_type="application/x-ndjson")


def _line(received: Received, peer: str) -> AnswerLine:
    """What is said about an envelope, which is counted where it was refused."""
    if isinstance(received, tuple):
        status, receipt = received
        if status == _REFUSED:
            count_turned_away(peer, _reason(receipt))
        return AnswerLine(status, receipt)
    if isinstance(received, TooManyAtOnce):
        pause = int(str(received.params["seconds"]))
        return AnswerLine(received.status, b"", received.code, received.sentence(), pause)
    if isinstance(received, WireError):
        note_refused(peer, received)
        status = 413 if isinstance(received, TooLarge) else 400
        return AnswerLine(status, b"", received.code, str(received))
    if isinstance(received, HomewardError):
        note_refused(peer, received)
        return AnswerLine(received.status, b"", received.code, received.sentence())
    return AnswerLine(500, b"", _FAULT, "This node failed. Try again later.")


def _reason(receipt: bytes) -> str:
    """Why our own receipt refuses a message: a code, or a word for what a room says at length."""
    reason = str(read_statement(receipt, "receipt").get("reason") or "")
    return code_in(reason) or "effect_refused"


@csrf_exempt
def attachment_status(request: HttpRequest, sender: str, attachment: UUID) -> HttpResponse:
    """How far an attachment is: 200 with a signed status, or a typed error.

    Only the node that sends it may ask.
    """
    try:
        peer = admitted(request, method="GET", most=0).peer
    except (WireError, HomewardError) as error:
        return refusal(error)
    return _answered(peer, sender, lambda: status_of(sender, attachment))


@csrf_exempt
def attachment_part(
    request: HttpRequest, sender: str, attachment: UUID, number: int
) -> HttpResponse:
    """Take one part in: 200 with a signed status once it is on the disk, or a typed error.

    The node that sends it signed the head of the request; the part proves itself by opening with
    the key in the sealed message.
    """
    try:
        peer, length = admitted_part(request, most=_LONGEST_PART)
    except (WireError, HomewardError) as error:
        return refusal(error)

    def taken() -> bytes:
        with streamed(request, length, settings.HOMEWARD_EXCHANGE.slowest) as body:
            return take_part(sender, attachment, number, length, body.read)

    return _answered(peer, sender, taken)


def _answered(peer: str, sender: str, work: Callable[[], bytes]) -> HttpResponse:
    try:
        if peer != sender:
            raise UnknownAttachment
        statement = work()
    except WireError as error:
        note_refused(peer, error)
        return JsonResponse({"code": error.code, "detail": str(error)}, status=400)
    except HomewardError as error:
        if isinstance(error, UnknownAttachment | TooSlow):
            note_refused(peer, error)
        return refusal(error)
    except UnreadablePostError:
        # The sender went away while it was sending; there is nobody to answer.
        return HttpResponse(status=400)
    answer = HttpResponse(statement, content_type="application/jose")
    answer[FORMS_FIELD] = ", ".join(str(form.value) for form in Form)
    return answer
