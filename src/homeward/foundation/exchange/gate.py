"""The gate for requests of other nodes: who carries this, how much, how fast, and not twice.

A view asks `admitted` before it looks at anything. The order is: form (method, codings, length),
signature of the head, certificate, nonce and counts, and only then is a byte of the body read and
compared with the digest that was signed. What fails has a typed error, changes nothing, is
journalled as far as strangers may cause entries, and counted for the administrator.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, JsonResponse

from homeward.foundation.authorities.trust import valid_keys
from homeward.foundation.errors import HomewardError
from homeward.foundation.exchange import traffic
from homeward.foundation.exchange.bodies import read_body
from homeward.foundation.exchange.certificates import certificate_in
from homeward.foundation.exchange.errors import (
    LengthRequired,
    RequestReplayed,
    TooManyRequests,
    WrongMethod,
)
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.exchange.strange import note_bad
from homeward.foundation.guard.context import opened
from homeward.wire.errors import Compressed, Malformed, TooLarge, UnknownSender, WireError
from homeward.wire.keys import PublicKeys
from homeward.wire.outer import MAX_ENVELOPE_BYTES
from homeward.wire.transport import (
    PART,
    WHOLE,
    Carried,
    Form,
    check_body,
    read_claim,
    verify_request,
)

_WHAT = "request"
_UNPROVED = 401
_STATUS = {"too_large": 413, "compressed": 415, "malformed": 400, "body_changed": 400}


@dataclass(frozen=True, slots=True)
class Admitted:
    """A request of a pinned node, whose key signed exactly this body for this address."""

    peer: str
    body: bytes


def admitted(
    request: HttpRequest, *, method: str = "POST", most: int = MAX_ENVELOPE_BYTES
) -> Admitted:
    """The request, authenticated and counted; its body has at most `most` bytes.

    Raises WireError or HomewardError, noted already, and UnreadablePostError when the sender went
    away.
    """
    size = _announced(request)
    carried: Carried | None = None
    try:
        _check_form(request, method, size, most)
        carried = _head(request, WHOLE)
        traffic.admit(carried, size or 0, _certificate(request))
        body = read_body(request, carried.node, size or 0, settings.HOMEWARD_EXCHANGE.slowest)
        check_body(carried, body)
    except (WireError, HomewardError) as error:
        raise _turn_away(request, error, size or 0, carried) from None
    return Admitted(carried.node, body)


def admitted_part(request: HttpRequest, *, most: int) -> tuple[str, int]:
    """The State whose node puts a part, and the bytes it announces; its body is not read yet.

    The signature covers that length and not the body, which proves itself by opening. Its bytes
    are not counted with those of messages, so that a file never keeps a message out: they have
    limits of their own (`attachments.limits`). Raises WireError or HomewardError, noted already.
    """
    size = _announced(request)
    carried: Carried | None = None
    try:
        _check_form(request, "PUT", size, most)
        carried = _head(request, PART)
        traffic.admit(carried, 0, _certificate(request))
    except (WireError, HomewardError) as error:
        raise _turn_away(request, error, size or 0, carried) from None
    return carried.node, size or 0


def refusal(error: WireError | HomewardError) -> JsonResponse:
    """The answer to a request that was turned away at the gate: a code and a sentence."""
    if isinstance(error, HomewardError):
        status, detail = error.status, error.sentence()
    else:
        status, detail = _STATUS.get(error.code, _UNPROVED), str(error)
    answer = JsonResponse({"code": error.code, "detail": detail}, status=status)
    if status in (408, 429) and "seconds" in error.params:
        answer["Retry-After"] = str(error.params["seconds"])
    if isinstance(error, WrongMethod):
        answer["Allow"] = str(error.params["allowed"])
    return answer


def note_refused(peer: str, error: WireError | HomewardError) -> None:
    """Count what an admitted request was refused for later on; it is journalled already."""
    traffic.count_turned_away(peer, error.code)


def _announced(request: HttpRequest) -> int | None:
    """What Content-Length says; None where it says no number."""
    announced = str(request.META.get("CONTENT_LENGTH") or "")
    is_number = announced.isascii() and announced.isdigit() and len(announced) <= 18
    return int(announced) if is_number else None


def _check_form(request: HttpRequest, method: str, size: int | None, most: int) -> None:
    """What can be refused without a key: nothing is unpacked and nothing of unknown length read."""
    if request.method != method:
        raise WrongMethod(allowed=method)
    codings = _words(request, "Content-Encoding") - {"identity"}
    transfer = _words(request, "Transfer-Encoding")
    if codings or transfer - {"chunked", "identity"}:
        raise Compressed(what=_WHAT)
    if transfer or size is None:
        raise LengthRequired
    if size > most:
        raise TooLarge(what=_WHAT, size=size, limit=most)


def _words(request: HttpRequest, name: str) -> set[str]:
    words = str(request.headers.get(name) or "").lower().split(",")
    return {word.strip() for word in words} - {""}


def _head(request: HttpRequest, form: Form) -> Carried:
    """Whose key signed the head. The address is this node's own, not what the request calls it."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    claim = read_claim(headers, form)
    traffic.refuse_while_closed(claim.node)  # whoever says so, there is nothing to be had
    keys = _keys(claim.node)
    if not keys:
        raise UnknownSender(sender=claim.node)
    now = datetime.now(UTC)
    address = _own_address(request)
    return verify_request(str(request.method), address, headers, keys=keys, now=now, form=form)


def _keys(state: str) -> tuple[PublicKeys, ...]:
    """Every key with which a State's node may sign now; nothing of it is seen without a context."""
    with opened(EXCHANGE):
        return valid_keys(state)


def _own_address(request: HttpRequest) -> str:
    query = str(request.META.get("QUERY_STRING") or "")
    address = f"{settings.HOMEWARD_BASE_URL}{request.path}{f'?{query}' if query else ''}"
    if not address.isascii() or not address.isprintable():
        raise Malformed(what=_WHAT, problem="its address is not plain ASCII")
    return address


def _certificate(request: HttpRequest) -> str:
    name = settings.HOMEWARD_EXCHANGE.certificate_header
    return certificate_in(str(request.headers.get(name) or "")) if name else ""


def _turn_away(
    request: HttpRequest, error: WireError | HomewardError, size: int, carried: Carried | None
) -> WireError | HomewardError:
    """Note why, and give the error to answer with.

    Once this process knows that a minute's limit is reached, what comes beyond it costs the
    database nothing: it is counted with the next one that is noted.
    """
    is_strangers = carried is None or isinstance(error, RequestReplayed)
    if is_strangers and not _is_known(error):
        try:
            traffic.count_stranger(size)
        except TooManyRequests as too_many:
            error = too_many
    if _is_known(error):
        traffic.count_quietly(carried.node if carried else traffic.STRANGERS, error.code)
        return error
    named = carried.node if carried else _named(request)
    note_bad(error, size, **({"node": named} if named else {}))
    traffic.count_turned_away(named, error.code)
    return error


def _is_known(error: WireError | HomewardError) -> bool:
    """Whether this process knew already that the minute's limit is reached."""
    return isinstance(error, TooManyRequests) and bool(error.params["known"])


def _named(request: HttpRequest) -> str:
    """The pinned State that the request names, proved or not; empty for any other."""
    named = str(request.headers.get("Homeward-Node") or "")
    return named if len(named) == 2 and _keys(named) else ""
